"""SOAP 1.1 document/literal by the biller's own WSDL: zeep binds the operation and writes the message.

Nothing is fetched at run time: the WSDL and its schemas lie in the biller's folder. Operations, elements and
parameters are found by their local names, so a biller's namespaces and types may be any.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree
from zeep import Settings, xsd
from zeep.exceptions import Error as ZeepError
from zeep.transports import Transport
from zeep.wsdl.bindings.soap import Soap11Binding
from zeep.wsdl.wsdl import Document

from integration.cayenta.declared import declared_in
from integration.cayenta.enumerations import Enumerations
from integration.cayenta.message import Declared, Message
from integration.cayenta.methods import OPTIONAL, Call, Names, Value
from integration.cayenta.texts import Dates, Flags
from integration.cayenta.typed import typed
from integration.errors import Misconfigured

WSDLS_KEPT_MAX = 256
WSDL_BYTES_MAX = 4 * 1024 * 1024
# What zeep raises of a file that is not as it should be: a LookupError where something is referred to and not there.
UNUSABLE = (
    ZeepError,
    OSError,
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    AssertionError,
    NotImplementedError,
    RecursionError,
)


class Shelf(Transport):
    """What zeep may load: files in one folder, and nothing from anywhere else. `loaded` is what it did."""

    def __init__(self, folder: Path) -> None:  # without the base's, which opens a requests session
        self.folder = folder.resolve()
        self.cache = None
        self._close_session = False
        self.loaded: list[bytes] = []

    def load(self, url: str) -> bytes:
        """The file's bytes; PermissionError for anything outside the folder."""
        parts = urlsplit(url)
        path = Path(unquote(parts.path) if parts.scheme == "file" else url).resolve()
        if parts.scheme not in ("", "file") or not path.is_relative_to(self.folder):
            raise PermissionError(f"it wants {url}, which is not in {self.folder}")
        content = path.read_bytes()
        if len(content) > WSDL_BYTES_MAX:
            raise PermissionError(f"{path} is longer than {WSDL_BYTES_MAX} bytes")
        self.loaded.append(content)
        return content


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a WSDL: its parameters' types and its attributes by name, the names of its answer."""

    bound: Any
    types: dict[str, Any]
    attributes: frozenset[str]
    answers: frozenset[str]


class SoapWriter:
    """Writes calls as one WSDL asks for them. Raises Misconfigured for a WSDL that cannot carry a call."""

    def __init__(
        self,
        wsdl: Path,
        names: Names,
        dates: Dates,
        attributes: Mapping[str, str] = MappingProxyType({}),
        *,
        flags: Flags = "T/F",
        constants: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        if not wsdl.is_file():
            raise Misconfigured([f"{wsdl}: there is no such file; expected the biller's saved WSDL"])
        self._wsdl = wsdl
        saved = wsdl.resolve()  # several folders may lead to one file: it is read once
        self._binding, self._enumerations = _binding_of(saved, saved.stat().st_mtime_ns)
        self._names = names
        self._dates = dates
        self._flags = flags
        self._attributes = attributes
        self._constants = constants
        self._operations: dict[str, Operation] = {}

    def write(self, call: Call) -> Message:
        """The envelope. ValueError when a value cannot be written in XML, or not surely in the WSDL's types."""
        operation = self._operation(call.method)
        params = {
            name: self._typed(call.method, name, text, operation.types[name])
            for name, text in self._constants.items()
            if name in operation.types
        }
        for ours, value in call.params.items():
            theirs = self._names(ours)
            if theirs in operation.types:
                params[theirs] = self._typed(call.method, theirs, value, operation.types[theirs])
            elif ours not in OPTIONAL:
                raise self._misfit(f"{call.method} takes no {theirs}")
        try:
            attributes = {name: self._attributes[name] for name in operation.attributes}
            serialized = operation.bound.create(Params=params, **attributes)
        except (ZeepError, TypeError) as error:
            raise self._misfit(f"{call.method} cannot be written: {error}") from error
        body = etree.tostring(serialized.content, xml_declaration=True, encoding="utf-8")
        return Message(body, {**serialized.headers, "Content-Type": "text/xml; charset=utf-8"})

    def _typed(self, method: str, theirs: str, value: Value, kind: Any) -> object:
        try:
            written = typed(value, kind, self._dates, self._flags)
        except ValueError as error:
            raise ValueError(f"{method}: {theirs}: {error}") from error
        admitted = self._enumerations.of(kind) if isinstance(written, str) else None
        if admitted is not None and written not in admitted:
            raise ValueError(
                f"{method}: {theirs}: found {written!r}; expected one of {', '.join(sorted(admitted))[:200]}"
                + (", by cayenta.yes_no" if isinstance(value, bool) else "")
            )
        return written

    def answers(self, method: str) -> frozenset[str]:
        """The names under which the answer to a method may stand: the method's, or the one of the WSDL."""
        return self._operation(method).answers

    def takes(self, method: str, theirs: str) -> bool:
        """Whether the WSDL's request has a parameter of this name."""
        return theirs in self._operation(method).types

    def declared(self, method: str, ours: str) -> Declared:
        """What the WSDL says of one of our values, in the answer to a method."""
        operation, theirs = self._operation(method), self._names(ours)
        return declared_in(operation.bound, theirs, operation.types.get(theirs))

    def _operation(self, method: str) -> Operation:
        if method not in self._operations:
            try:
                bound = self._binding.get(method)
                self._operations[method] = Operation(
                    bound, _types_of(bound), self._attributes_of(bound), _answers_of(method, bound)
                )
            except UNUSABLE as error:  # zeep says ValueError of an operation that is not there
                raise self._misfit(f"{error}; expected an operation {method} that takes Params") from error
        return self._operations[method]

    def _attributes_of(self, bound: Any) -> frozenset[str]:
        declared = {etree.QName(attribute.qname).localname for _, attribute in bound.input.body.type.attributes}
        return frozenset(declared & self._attributes.keys())

    def _misfit(self, found: str) -> Misconfigured:
        return Misconfigured([f"{self._wsdl}: {found}"])


def _types_of(bound: Any) -> dict[str, Any]:
    """KeyError where the operation's element has no Params with parts of its own."""
    params = dict(bound.input.body.type.elements)["Params"]
    if not isinstance(params.type, xsd.ComplexType):
        raise KeyError("Params with parts")
    return {name: element.type for name, element in params.type.elements}


def _answers_of(method: str, bound: Any) -> frozenset[str]:
    body = bound.output.body if bound.output is not None else None
    return frozenset({method} if body is None else {method, etree.QName(body.qname).localname})


@lru_cache(WSDLS_KEPT_MAX)
def _binding_of(wsdl: Path, _changed_ns: int) -> tuple[Any, Enumerations]:
    """The SOAP 1.1 binding of the first service, and the enumerations of all that was read for it.

    Raises Misconfigured with what is wrong with the file.
    """
    settings = Settings(strict=True, forbid_dtd=True, forbid_entities=True, forbid_external=True, xml_huge_tree=False)
    shelf = Shelf(wsdl.parent)
    try:
        document = Document(str(wsdl), shelf, settings=settings)  # type: ignore[arg-type]  # it says the class
        enumerations = Enumerations(shelf.loaded)
    except UNUSABLE as error:
        what = f"found {type(error).__name__}: {error}; expected a WSDL 1.1, whole with all that it refers to"
        raise Misconfigured([f"{wsdl}: it cannot be used as a WSDL: {what}"]) from error
    for service in document.services.values():
        for port in service.ports.values():
            if isinstance(port.binding, Soap11Binding):
                return port.binding, enumerations
    raise Misconfigured([f"{wsdl}: it has no SOAP 1.1 port"])
