"""The bytes of an answer read as XML, strictly: what is not certain is Garbled, never guessed.

Every transport carries the same vocabulary (cayenta.md 1), so one reader serves them all: the method is the first
child of `Reply` or of a SOAP `Body`, `Params` and the system STATUS stand in it, the function STATUS in `Params`.
Namespaces are not looked at: they are the biller's own. Values are read as their text, with our own grammars, and not
through zeep's types: those turn a STATUS that is no number into None (which would be a yes), an xs:double into a
float, and `12<?x?>34.00` into 12.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from lxml import etree

from integration.cayenta.texts import day_or_none, money_of, status_of
from integration.errors import Garbled
from integration.model import Said
from integration.money import Money

SAID_LENGTH_MAX = 1000
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
Element: TypeAlias = Any  # lxml brings no types


@dataclass(frozen=True, slots=True)
class SoapFault:
    """A SOAP Fault: `code` without its prefix (`Server`, `FailedAuthentication`), `text` its faultstring."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One method's answer. A STATUS is None when it is missing; `unclear` names what is repeated or has children."""

    method: str
    system: int | None
    function: int | None
    values: Mapping[str, str]
    unclear: frozenset[str]
    said: Said
    body: bytes

    def text(self, name: str) -> str:
        """A parameter's text, '' when it is missing or empty. Garbled when it stands there twice or has parts."""
        if name in self.unclear:
            raise Garbled(f"{self.method}: {name} is repeated or has parts; expected one plain value", kept=self.body)
        return self.values.get(name, "")

    def money(self, name: str) -> Money | None:
        """A parameter as money; None when it is missing or empty. Raises Garbled."""
        text = self.text(name)
        try:
            return money_of(text) if text else None
        except ValueError as error:
            raise Garbled(f"{self.method}: {name}: {error}", kept=self.body) from error

    def day(self, name: str) -> date | None:
        """A parameter as a date; None when it is missing, empty or all zeros. Raises Garbled."""
        text = self.text(name)
        try:
            return day_or_none(text)
        except ValueError as error:
            raise Garbled(f"{self.method}: {name}: {error}", kept=self.body) from error


def read(body: bytes, expected: frozenset[str]) -> Answer | SoapFault:
    """The answer to one of the `expected` names of a method. Raises Garbled, which keeps the bytes."""
    try:
        return _read(_parse(body), expected, body)
    except ValueError as error:
        raise Garbled(f"Cayenta's answer cannot be read: {error}", kept=body) from error


def _read(root: Element, expected: frozenset[str], body: bytes) -> Answer | SoapFault:
    if _name(root) == "Envelope":
        root = _only(root, "Body")
    if _name(root) == "Body" and len(root) and _name(root[0]) == "Fault":
        return _fault(root[0])
    method = _method(root)
    if _name(method) not in expected:
        raise ValueError(f"the answer is to {_name(method)!r}; expected {' or '.join(sorted(expected))}")
    return _answer(method, body)


def _parse(body: bytes) -> Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=False,
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"it is not whole XML: {error}") from error
    if root.getroottree().docinfo.doctype:
        raise ValueError("it brings a DTD, which no answer needs")
    return root


def _method(root: Element) -> Element:
    """The first child of Reply, wherever Reply stands."""
    if _name(root) == "Body" and len(root) and _name(root[0]) == "Reply":
        root = _first(root)
    if _name(root) not in ("Body", "Reply") or not len(root):
        raise ValueError(f"found {_name(root)!r} with {len(root)} children; expected a Reply or a SOAP Body")
    return _first(root)


def _first(root: Element) -> Element:
    """Its first child; another answer after it would leave open which is meant. What has no parts is none."""
    name = _name(root[0])
    others = [_name(child) for child in root[1:] if len(child) or _name(child) == name]
    if others:
        raise ValueError(f"{_name(root)} has {name} and {others[0]}; expected one answer")
    return root[0]


def _answer(method: Element, body: bytes) -> Answer:
    outer, _ = _leaves(method, apart="Params")
    inside = [child for child in method if _name(child) == "Params"]
    if len(inside) > 1:
        raise ValueError("Params stands there twice")
    values, unclear = _leaves(inside[0]) if inside else ({}, frozenset[str]())
    return Answer(
        method=_name(method).removesuffix("Response"),
        system=_status(outer),
        function=_function_status(values, unclear),
        values=values,
        unclear=unclear,
        said=_said(method, values.get("STATUS_DESC") or outer.get("STATUS_DESC", "")),
        body=body,
    )


def _leaves(element: Element, *, apart: str = "") -> tuple[dict[str, str], frozenset[str]]:
    """The plain children by name, and the names that are not plain: repeated, or with children of their own."""
    values: dict[str, str] = {}
    unclear: set[str] = set()
    for child in element:
        name = _name(child)
        if name == apart:
            continue
        if name in values or len(child):
            unclear.add(name)
        values[name] = "" if child.get(NIL) in ("true", "1") else (child.text or "").strip()
    if apart and "STATUS" in unclear:
        raise ValueError("the system STATUS is repeated or has parts")
    return values, frozenset(unclear)


def _status(values: Mapping[str, str]) -> int | None:
    return status_of(values["STATUS"]) if values.get("STATUS") else None


def _function_status(values: Mapping[str, str], unclear: frozenset[str]) -> int | None:
    if "STATUS" in unclear:
        raise ValueError("the function STATUS is repeated or has parts")
    return _status(values)


def _said(method: Element, description: str) -> Said:
    """The numbers transNo and pid stand on Reply in public replies; on the method where SOAP leaves no Reply."""
    parent = method.getparent()
    wrapper: Mapping[str, str] = parent.attrib if parent is not None else {}
    trans_no, pid = (str(method.get(name) or wrapper.get(name) or "") for name in ("transNo", "pid"))
    return Said(description[:SAID_LENGTH_MAX], trans_no, pid)


def _fault(fault: Element) -> SoapFault:
    """SOAP 1.1 has faultcode and faultstring; 1.2 Code/Value and Reason/Text."""
    texts = {_name(part): (part.text or "").strip() for part in fault.iter() if isinstance(part.tag, str)}
    code = texts.get("faultcode") or texts.get("Value") or ""
    text = texts.get("faultstring") or texts.get("Text") or ""
    return SoapFault(code.rpartition(":")[2], text[:SAID_LENGTH_MAX])


def _only(root: Element, name: str) -> Element:
    found = [child for child in root if _name(child) == name]
    if len(found) != 1:
        raise ValueError(f"{_name(root)} has {len(found)} {name}; expected one")
    only: Element = found[0]
    return only


def _name(element: Element) -> str:
    name: str = etree.QName(element).localname
    return name
