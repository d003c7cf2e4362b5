"""The transports without SOAP, `form` and `body`: the request's own XML, in a field or by itself (cayenta.md 1 and 2).

No WSDL tells of types here, so every value goes in the biller's text form. No namespace either: no source has one.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal
from urllib.parse import urlencode

from lxml import etree

from integration.cayenta.message import Declared, Message
from integration.cayenta.methods import Call, Names, Value
from integration.cayenta.texts import Dates, Flags, date_text, flag_text
from integration.money import Money

FIELD = "XMLREQUEST"
KINDS = {"form": "application/x-www-form-urlencoded", "body": "text/xml; charset=utf-8"}


class PlainWriter:
    """Writes `<Request><METHOD><Params>…`, and knows that an answer stands under the method's own name."""

    def __init__(
        self,
        transport: Literal["form", "body"],
        names: Names,
        dates: Dates,
        attributes: Mapping[str, str],
        *,
        flags: Flags = "T/F",
        constants: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._is_form = transport == "form"
        self._headers = {"Content-Type": KINDS[transport]}
        self._names = names
        self._dates = dates
        self._flags = flags
        self._attributes = dict(attributes)
        self._constants = constants

    def write(self, call: Call) -> Message:
        """ValueError when a value or a name cannot be written in XML."""
        request = etree.Element("Request")
        params = etree.SubElement(etree.SubElement(request, call.method, self._attributes), "Params")
        for ours, value in call.params.items():
            etree.SubElement(params, self._names(ours)).text = self._text(value)
        for name, text in self._constants.items():
            etree.SubElement(params, name).text = text
        body = etree.tostring(request, encoding="utf-8", xml_declaration=not self._is_form)
        return Message(urlencode({FIELD: body}).encode() if self._is_form else body, dict(self._headers))

    def answers(self, method: str) -> frozenset[str]:
        """The method's name."""
        return frozenset({method})

    def declared(self, method: str, ours: str) -> Declared:  # noqa: ARG002 - the protocol's: no WSDL, so nothing is
        """Nothing."""
        return Declared()

    def _text(self, value: Value) -> str:
        if isinstance(value, bool):
            return flag_text(value, self._flags)
        if isinstance(value, Money):
            return value.plain()
        return value if isinstance(value, str) else date_text(value, self._dates)
