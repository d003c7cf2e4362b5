"""The WSDL: what it may be, what it may not, and that nothing is ever fetched for it."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from lxml import etree

from integration.cayenta.methods import Names, add_ar_item, get_account_balance
from integration.cayenta.soap import SoapWriter
from integration.errors import Misconfigured
from integration.sandbox.cayenta.wsdl import write_wsdl, wsdl_of
from tests.integration.cayenta.boxes import ACCOUNT, URL, posting


def writer(path, **fields):
    return SoapWriter(path, Names(fields), "yyyyMMdd")


@pytest.fixture
def wsdl(tmp_path):
    path = tmp_path / "cayenta.wsdl"
    write_wsdl(path, URL)
    return path


def params_of(message):
    return {child.tag: child.text for child in etree.fromstring(message.body).find(".//Params")}


def test_field_names_of_the_biller_are_sent(tmp_path):
    path = tmp_path / "c.wsdl"
    path.write_bytes(wsdl_of(URL).replace(b"REFERENCE_NO", b"REF_ID"))
    message = writer(path, REFERENCE_NO="REF_ID").write(add_ar_item(posting()))
    assert params_of(message)["REF_ID"] == "PMFRGGZDFMZTWQ2LKNNWG"


def test_text_is_escaped(wsdl):
    message = writer(wsdl).write(get_account_balance("<&>"))
    assert params_of(message) == {"ACCOUNT_NO": "<&>"}


def test_what_is_not_needed_may_be_unknown_to_the_wsdl(tmp_path):
    path = tmp_path / "c.wsdl"
    path.write_bytes(wsdl_of(URL).replace(b'name="COMMENTS"', b'name="REMARKS"'))
    assert "COMMENTS" not in params_of(writer(path).write(add_ar_item(posting(comments="x"))))


@pytest.mark.parametrize("needed", ["ACCOUNT_NO", "AMT", "REFERENCE_NO", "AR_TP", "PAYMENT_TP", "EFFECTIVE_DT"])
def test_what_is_needed_may_not(tmp_path, needed):
    path = tmp_path / "c.wsdl"
    path.write_bytes(wsdl_of(URL).replace(f'name="{needed}"'.encode(), b'name="OTHER"'))
    with pytest.raises(Misconfigured, match=needed):
        writer(path).write(add_ar_item(posting()))


@pytest.mark.parametrize(
    ("found", "put", "what"),
    [
        (b"AddARItem", b"AddOtherItem", "AddARItem"),
        (b'name="Params"', b'name="Parameters"', "Params"),
        (b"http://schemas.xmlsoap.org/wsdl/soap/", b"http://schemas.xmlsoap.org/wsdl/soap12/", "SOAP 1.1"),
        (b"<?xml", b"<!DOCTYPE x [<!ENTITY e 'x'>]><x/><?xml", "WSDL"),
        (b"</definitions>", b"", "WSDL"),
        (b'type="xs:string"', b'type="xs:strung"', "WSDL"),
        (
            b'<portType name="CayentaPort"',
            b'<portType name="Other"',
            "found IndexError: .*CayentaPort.*; expected a WSDL",
        ),
    ],
)
def test_a_wsdl_that_cannot_carry_the_call_is_named_with_what_is_wrong(tmp_path, found, put, what):
    path = tmp_path / "c.wsdl"
    path.write_bytes(wsdl_of(URL).replace(found, put))
    with pytest.raises(Misconfigured, match=what) as caught:
        writer(path).write(add_ar_item(posting()))
    assert str(path) in str(caught.value)


def test_a_dtd_in_a_wsdl_is_refused(tmp_path):
    path = tmp_path / "c.wsdl"
    path.write_bytes(wsdl_of(URL).replace(b"<definitions", b"<!DOCTYPE definitions><definitions", 1))
    with pytest.raises(Misconfigured, match="DTDForbidden"):
        writer(path)


def test_no_file_no_wsdl(tmp_path):
    with pytest.raises(Misconfigured, match="no such file"):
        writer(tmp_path / "none.wsdl")


@pytest.fixture
def metadata_server():
    """Somebody's cloud metadata: counts who asks."""
    asked = []

    class Asked(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Asked)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/latest/meta-data/iam", asked
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("found", "put"),
    [
        ("<types>", '<import namespace="urn:x" location="{}"/><types>'),
        ('elementFormDefault="unqualified">', '><xs:import namespace="urn:x" schemaLocation="{}"/>'),
        ('elementFormDefault="unqualified">', '><xs:include schemaLocation="{}"/>'),
        ("<definitions", '<!DOCTYPE d SYSTEM "{}"><definitions'),
        ("<definitions", '<!DOCTYPE d [<!ENTITY % x SYSTEM "{}">%x;]><definitions'),
    ],
)
def test_a_wsdl_that_imports_from_elsewhere_is_refused_with_no_fetch(tmp_path, metadata_server, found, put):
    url, asked = metadata_server
    path = tmp_path / "c.wsdl"
    path.write_text(wsdl_of(URL).decode().replace(found, put.format(url), 1))
    with pytest.raises(Misconfigured):
        writer(path)
    assert asked == []


@pytest.mark.parametrize(
    "location", ["../outside.xsd", "{folder}/outside.xsd", "file://{folder}/outside.xsd", "/etc/hostname"]
)
def test_a_schema_outside_the_billers_folder_is_refused(tmp_path, location):
    inside = tmp_path / "1368"
    inside.mkdir()
    (tmp_path / "outside.xsd").write_text('<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>')
    path = inside / "c.wsdl"
    include = f'><xs:include schemaLocation="{location.format(folder=tmp_path)}"/>'
    path.write_text(wsdl_of(URL).decode().replace('elementFormDefault="unqualified">', include))
    with pytest.raises(Misconfigured, match="is not in"):
        writer(path)


def test_a_schema_beside_the_wsdl_is_read(tmp_path):
    text = wsdl_of(URL).decode()
    start, end = text.index("<xs:schema"), text.index("</types>")
    schema = text[start:end].replace("<xs:schema", '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"')
    (tmp_path / "c.xsd").write_text(schema)
    imported = '<xs:schema><xs:import namespace="urn:sandbox:cayenta" schemaLocation="c.xsd"/></xs:schema>'
    path = tmp_path / "c.wsdl"
    path.write_text(text[:start] + imported + text[end:])
    assert params_of(writer(path).write(get_account_balance(ACCOUNT))) == {"ACCOUNT_NO": ACCOUNT}


def test_a_wsdl_that_changes_is_read_again(wsdl):
    assert "GetAccountBalance" in writer(wsdl).answers("GetAccountBalance")
    wsdl.write_bytes(wsdl_of(URL).replace(b"GetAccountBalance", b"GetBalance"))
    with pytest.raises(Misconfigured, match="GetAccountBalance"):
        writer(wsdl).answers("GetAccountBalance")


def test_many_threads_write_with_one_writer(wsdl):
    ours = writer(wsdl)
    ours.write(get_account_balance("0"))
    wrong = []

    def write(number):
        for turn in range(50):
            text = f"{number}-{turn}"
            if params_of(ours.write(get_account_balance(text))) != {"ACCOUNT_NO": text}:
                wrong.append(text)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
