"""The three ways in which this Cayenta is spoken to at one URL, told apart by what comes: soap, form and body."""

from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from integration.sandbox.cayenta import envelope, plain


@dataclass(frozen=True, slots=True)
class Tongue:
    """How a method is read out of a request's root, and how it is answered."""

    read: Callable[[etree._Element], tuple[str, dict[str, str]]]
    answer: Callable[..., bytes]
    fault: Callable[[str, str], bytes]


SOAP = Tongue(envelope.read_request, envelope.write_answer, envelope.write_fault)
PLAIN = Tongue(plain.read_request, plain.write_answer, plain.write_fault)


def heard(content_type: str, body: bytes) -> tuple[Tongue, etree._Element]:
    """The tongue of a request, which is answered in the same, and the request's root. ValueError when it is neither."""
    is_form = content_type.partition(";")[0] == plain.FORM
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(plain.field_of(body) if is_form else body, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"the request is not XML: {error}") from error
    return (SOAP if root.tag == envelope.ENVELOPE and not is_form else PLAIN), root
