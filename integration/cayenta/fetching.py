"""A WSDL with all that it imports, fetched once by a person's command and kept: at run time nothing is fetched.

Only the WSDL's own host is asked; an import from anywhere else, and any DTD, ends the fetch with nothing saved.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from integration.errors import Garbled, Refused
from integration.ports import NothingSent
from integration.wires.addresses import Origin, origin_of

DOCUMENTS_MAX = 50
PLACES = {"import": ("location", "schemaLocation"), "include": ("schemaLocation",), "redefine": ("schemaLocation",)}


class Fetch:
    """`documents` are the files by the names they are to be saved under, the WSDL first; imports name one another so.

    `ask` gives the bytes at a URL. Raises Refused for an import from another host or a DTD, Garbled for what is no XML.
    """

    def __init__(self, url: str, name: str, ask: Callable[[str], bytes]) -> None:
        self._home = _origin(url, "the WSDL is to come from")
        self._name = Path(name)
        self._names = {url: name}
        self.documents: dict[str, bytes] = {}
        waiting = [url]
        while waiting:
            place = waiting.pop(0)
            root = _parsed(place, ask(place))
            waiting += list(self._led_home(root, place))
            self.documents[self._names[place]] = etree.tostring(root, xml_declaration=True, encoding="utf-8")

    def _led_home(self, root: Any, base: str) -> Iterator[str]:
        """Point every import at the file that it will be; the URLs that are new."""
        for element in root.iter(etree.Element):
            for attribute in PLACES.get(etree.QName(element).localname, ()):
                if attribute in element.attrib:
                    url = _joined(base, element.get(attribute))
                    is_new = url not in self._names
                    element.set(attribute, self._named(url, base))
                    if is_new:
                        yield url

    def _named(self, url: str, base: str) -> str:
        is_http = url.startswith(("http://", "https://"))
        origin = _origin(url, f"{base} imports") if is_http else None
        if origin is None or (origin.scheme, str(origin)) != (self._home.scheme, str(self._home)):
            raise Refused(f"{base} imports {url}; expected only what lies on {self._home}")
        if url not in self._names and len(self._names) >= DOCUMENTS_MAX:
            raise Refused(f"{base} imports more than {DOCUMENTS_MAX} documents")
        return self._names.setdefault(url, f"{self._name.stem}-{len(self._names)}.xsd")


def _joined(base: str, place: str) -> str:
    try:
        return urljoin(base, place)
    except ValueError as error:  # brackets that hold no address
        raise Refused(f"{base} imports {place!r}; expected a URL: {error}") from error


def _origin(url: str, what: str) -> Origin:
    try:
        return origin_of(url)
    except NothingSent as error:
        raise Refused(f"{what} {url!r}; expected a plain URL: {error}") from error


def _parsed(place: str, content: bytes) -> Any:
    """Entities are not resolved, and a document that declares any is refused."""
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Garbled(f"{place} is not whole XML: {error}", kept=content) from error
    if root.getroottree().docinfo.doctype:
        raise Refused(f"{place} brings a DTD, which no WSDL needs")
    return root
