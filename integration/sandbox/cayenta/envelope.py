"""SOAP as this Cayenta reads and writes it; it shares no code with the product's own reader, which it judges."""

from collections.abc import Mapping

from lxml import etree

from integration.sandbox.cayenta.wsdl import NAMESPACE

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
ENVELOPE = f"{{{SOAP}}}Envelope"
PID = "52664"


def read_request(root: etree._Element) -> tuple[str, dict[str, str]]:
    """The method and its parameters. ValueError when it is no request."""
    method = root.find(f"{{{SOAP}}}Body/*")
    if method is None:
        raise ValueError("the request has no method in a SOAP 1.1 Body")
    params = method.find("Params")
    rows = params if params is not None else ()
    return etree.QName(method).localname, {row.tag: row.text or "" for row in rows}


def write_answer(
    method: str,
    params: Mapping[str, str] | None,
    *,
    function: tuple[int, str] | None,
    system: tuple[int, str] | None,
    trans_no: str,
) -> bytes:
    """The answer to a method; a status is (STATUS, STATUS_DESC) and is left out when it is None, as is Params."""
    envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soap": SOAP})
    body = etree.SubElement(envelope, f"{{{SOAP}}}Body")
    answer = etree.SubElement(body, f"{{{NAMESPACE}}}{method}Response", nsmap={"c": NAMESPACE})
    answer.set("transNo", trans_no)
    answer.set("pid", PID)
    if params is not None:
        inside = etree.SubElement(answer, "Params")
        for name, value in params.items():
            etree.SubElement(inside, name).text = value
        write_status(inside, function)
    write_status(answer, system)
    return etree.tostring(envelope, xml_declaration=True, encoding="utf-8")  # type: ignore[no-any-return]


def write_fault(code: str, text: str) -> bytes:
    """A SOAP 1.1 Fault."""
    envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soap": SOAP})
    body = etree.SubElement(envelope, f"{{{SOAP}}}Body")
    fault = etree.SubElement(body, f"{{{SOAP}}}Fault")
    etree.SubElement(fault, "faultcode").text = f"soap:{code}"
    etree.SubElement(fault, "faultstring").text = text
    return etree.tostring(envelope, xml_declaration=True, encoding="utf-8")  # type: ignore[no-any-return]


def write_status(element: etree._Element, status: tuple[int, str] | None) -> None:
    """STATUS and STATUS_DESC at the end of an element."""
    if status is None:
        return
    etree.SubElement(element, "STATUS").text = str(status[0])
    etree.SubElement(element, "STATUS_DESC").text = status[1]
