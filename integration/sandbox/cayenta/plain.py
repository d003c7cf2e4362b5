"""The request's own XML without SOAP, as this Cayenta reads and writes it; shares no code with the product's reader."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from lxml import etree

from integration.sandbox.cayenta.envelope import PID, write_status

FORM = "application/x-www-form-urlencoded"
FIELD = "XMLREQUEST"
VERSION = "1.1"


def field_of(body: bytes) -> bytes:
    """The XML of a form's only field. ValueError when it is another form."""
    fields = parse_qsl(body.decode("ascii"), keep_blank_values=True, strict_parsing=True)
    if [name for name, _ in fields] != [FIELD]:
        raise ValueError(f"the form has the fields {[name for name, _ in fields]}; expected {FIELD} alone")
    return fields[0][1].encode()


def read_request(root: etree._Element) -> tuple[str, dict[str, str]]:
    """The method and its parameters. ValueError when it is no request."""
    if root.tag != "Request" or len(root) != 1:
        raise ValueError(f"found {root.tag} with {len(root)} children; expected a Request with one method")
    params = root[0].find("Params")
    rows = params if params is not None else ()
    return root[0].tag, {row.tag: row.text or "" for row in rows}


def write_answer(
    method: str,
    params: Mapping[str, str] | None,
    *,
    function: tuple[int, str] | None,
    system: tuple[int, str] | None,
    trans_no: str,
) -> bytes:
    """The answer to a method; a status is (STATUS, STATUS_DESC) and is left out when it is None, as is Params."""
    reply = etree.Element("Reply", transNo=trans_no, pid=PID)
    answer = etree.SubElement(reply, method, version=VERSION)
    if params is not None:
        inside = etree.SubElement(answer, "Params")
        for name, value in params.items():
            etree.SubElement(inside, name).text = value
        write_status(inside, function)
    write_status(answer, system)
    return etree.tostring(reply)  # type: ignore[no-any-return]


def write_fault(_code: str, text: str) -> bytes:
    """What stands in the place of an answer when nothing was run."""
    reply = etree.Element("Reply")
    write_status(reply, (-1, f"<html><body>{text}</body></html>"))
    etree.SubElement(reply, "httpResponseCode").text = "500"
    return etree.tostring(reply)  # type: ignore[no-any-return]
