"""What a WSDL's enumerations admit: zeep forgets them, so they are read of the documents themselves.

A type is found by its local name, one without a name by its element's, as everything is here: where several types
share a name, a value is refused only where none of them admits it.
"""

from collections.abc import Iterable
from typing import Any

from lxml import etree

SCHEMA = "{http://www.w3.org/2001/XMLSchema}"
DEPTH_MAX = 20  # of types that restrict each other; a ring ends here

Admitted = frozenset[str] | None  # None: any


class Enumerations:
    """Of all simple types in these documents (WSDLs and schemas, as bytes that zeep has read already)."""

    def __init__(self, documents: Iterable[bytes]) -> None:
        self._types: dict[str, list[Any]] = {}
        for content in documents:
            parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
            for simple in etree.fromstring(content, parser).iter(f"{SCHEMA}simpleType"):
                name = simple.get("name") or simple.getparent().get("name")
                if name:
                    self._types.setdefault(name, []).append(simple)

    def of(self, kind: Any) -> Admitted:
        """The texts that zeep's type `kind` admits; None where it admits any."""
        qname = getattr(kind, "qname", None)
        return self._named(etree.QName(qname), DEPTH_MAX) if qname is not None else None

    def _named(self, qname: Any, depth: int) -> Admitted:
        if qname.namespace == SCHEMA[1:-1] or not depth:
            return None
        found = [self._of_simple(simple, depth) for simple in self._types.get(qname.localname, [])]
        sets = [admitted for admitted in found if admitted is not None]
        return frozenset[str]().union(*sets) if sets and len(sets) == len(found) else None

    def _of_simple(self, simple: Any, depth: int) -> Admitted:
        restriction = simple.find(f"{SCHEMA}restriction")
        if restriction is None:  # a list or a union
            return None
        values = [value.get("value", "") for value in restriction.iterfind(f"{SCHEMA}enumeration")]
        if values:
            return frozenset(values)
        within = restriction.find(f"{SCHEMA}simpleType")
        if within is not None:
            return self._of_simple(within, depth - 1)
        prefix, _, name = restriction.get("base", "").rpartition(":")
        return self._named(etree.QName(restriction.nsmap.get(prefix or None), name), depth - 1) if name else None
