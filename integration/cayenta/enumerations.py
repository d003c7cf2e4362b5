"""What a WSDL's enumerations admit: zeep forgets them, so they are read of the documents themselves.

A type is found by its local name, one without a name by its element's, as everything is here: where several types
share a name, a value is refused only where none of them admits it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

XSD = "http://www.w3.org/2001/XMLSchema"
SCHEMA = f"{{{XSD}}}"

Admitted = frozenset[str] | None  # None: any


class Enumerations:
    """Of all simple types in these documents (WSDLs and schemas, as bytes that zeep has read already).

    Kept are the values, or the name of the type that is restricted without any; nothing of the documents.
    """

    def __init__(self, documents: Iterable[bytes]) -> None:
        types: dict[str, list[Admitted | str]] = {}
        for content in documents:
            parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
            for simple in etree.fromstring(content, parser).iter(f"{SCHEMA}simpleType"):
                name = simple.get("name") or simple.getparent().get("name")
                if name:
                    types.setdefault(name, []).append(_restricted(simple))
        self._admitted: dict[str, Admitted] = {}
        for name in types:  # now, and not when they are asked for: many threads ask
            _resolve(name, types, self._admitted)

    def of(self, kind: Any) -> Admitted:
        """The texts that zeep's type `kind` admits; None where it admits any."""
        qname = getattr(kind, "qname", None)
        if qname is None or etree.QName(qname).namespace == XSD:
            return None
        return self._admitted.get(etree.QName(qname).localname)


def _resolve(name: str, types: Mapping[str, list[Admitted | str]], admitted: dict[str, Admitted]) -> Admitted:
    """Each name once. Types that restrict each other in a ring, as no schema may, admit any."""
    if name not in admitted:
        admitted[name] = None
        sets = [_resolve(one, types, admitted) if isinstance(one, str) else one for one in types.get(name, [])]
        whole = [values for values in sets if values is not None]
        admitted[name] = frozenset[str]().union(*whole) if whole and len(whole) == len(sets) else None
    return admitted[name]


def _restricted(simple: Any) -> Admitted | str:
    """A simple type's values; or the name of the one that it restricts; None for a list, a union, a type of XSD's."""
    restriction = simple.find(f"{SCHEMA}restriction")
    if restriction is None:
        return None
    values = [value.get("value", "") for value in restriction.iterfind(f"{SCHEMA}enumeration")]
    if values:
        return frozenset(values)
    within = restriction.find(f"{SCHEMA}simpleType")
    if within is not None:
        return _restricted(within)
    prefix, _, name = restriction.get("base", "").rpartition(":")
    return None if restriction.nsmap.get(prefix or None) == XSD else name
