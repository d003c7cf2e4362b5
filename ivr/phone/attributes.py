"""Attribute values as Python values. A value that does not parse reads as the default: `schema` has warned of it."""

from ivr.phone.document import Node


def count(node: Node, name: str, default: int, *, least: int = 0) -> int:
    """A whole number of at least `least`."""
    value = node.attributes.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and int(value) >= least else default


def flag(node: Node, name: str, *, default: bool = False) -> bool:
    """`true` or `false`, in lower case."""
    return {"true": True, "false": False}.get(node.attributes.get(name, ""), default)


def method(node: Node, name: str = "method") -> str:
    """GET or POST; POST unless it says otherwise."""
    return "GET" if node.attributes.get(name) == "GET" else "POST"
