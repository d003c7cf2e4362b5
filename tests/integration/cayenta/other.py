"""A second Cayenta that shares nothing with the first: another server, another XML library, other words for all.

It is typed, namespaced and full of attributes, gives no STATUS_DESC and no echo, and dates in a form of its own.
"""

import xml.etree.ElementTree as ET
from contextlib import contextmanager
from decimal import Decimal
from threading import Thread
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, make_server

FIELDS = {  # what the biller's file says, ours = theirs
    "ACCOUNT_NO": "CustAcct",
    "BALANCE_AMT": "CurrentDue",
    "PASTDUE_AMT": "Arrears",
    "DUE_DT": "PayBy",
    "BLOCK_EFT_CD": "EftHold",
    "AR_TP": "TranType",
    "AMT": "TranAmt",
    "EFFECTIVE_DT": "PostedOn",
    "REFERENCE_NO": "ExtRef",
    "PAYMENT_TP": "Tender",
    "RETURN_CD": "ReturnCode",
    "RETURN_DT": "ReturnedOn",
    "REASON": "Why",
    "POSTED_DT": "EnteredOn",
}
METHODS = {"void": "ReverseItem"}
AR_TYPES = {"payment": "41", "credit": "46"}

ENVELOPE = """<?xml version="1.0"?><!-- a comment --><env:Envelope xmlns:env="{soap}"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xs="http://www.w3.org/2001/XMLSchema">
 <env:Header><t:Trace xmlns:t="urn:trace">1</t:Trace></env:Header><env:Body>{inside}</env:Body></env:Envelope>"""
REPLY = (
    """<b:Reply xmlns:b="urn:b" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" seen="yes">{inside}</b:Reply>"""
)
ANSWER = """<n:{name} xmlns:n="http://cis.example/2019/billing" served-by="node 7">
  <n:Params kind="out">{params}</n:Params>
  <n:STATUS xsi:type="xs:int" xmlns:xs="http://www.w3.org/2001/XMLSchema">{system}</n:STATUS>
</n:{name}>"""
SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"
SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"


class OtherCayenta:
    """Keeps one account and what was posted to it: {reference: (method, parameters)}."""

    def __init__(self, number, owed):
        self.number, self.owed = number, Decimal(owed)
        self.posted = {}
        self.soap = SOAP_11
        self.attributes = {}  # of the last request's method

    def __call__(self, environ, start_response):
        """WSGI."""
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        is_form = environ["CONTENT_TYPE"] == "application/x-www-form-urlencoded"
        root = ET.fromstring(parse_qs(body.decode())["XMLREQUEST"][0] if is_form else body)
        is_soap = local(root) == "Envelope"
        call = root[-1][0] if is_soap else root[0]
        self.attributes = call.attrib
        params = {local(row): row.text for params in call for row in params}
        given, status = self._run(local(call), params)
        rows = "".join(f"<n:{name} unit='x'>{value}</n:{name}>" for name, value in given.items())
        rows += f"<n:STATUS> {status}\n</n:STATUS>" if status else ""
        inside = ANSWER.format(name="Outcome" if is_soap else local(call), params=rows, system=0)
        reply = ENVELOPE.format(soap=self.soap, inside=inside) if is_soap else REPLY.format(inside=inside)
        start_response("200 OK", [("Content-Type", "application/xml"), ("Content-Length", str(len(reply)))])
        return [reply.encode()]

    def _run(self, method, params):
        if params["CustAcct"] != self.number:
            return {}, -4
        if method == "GetAccountBalance":
            return self._balance(), None
        if method == "GetARItem":
            return self._item(params["ExtRef"])
        self.owed += Decimal(params["TranAmt"]) * (-1 if method == "AddARItem" else 1)
        self.posted[params["ExtRef"]] = method, params
        return {}, None

    def _balance(self):
        return {
            "CustAcct": f"<![CDATA[{self.number}]]>",
            "CurrentDue": f"{self.owed.normalize():f}<!-- dollars -->",
            "Arrears": "12.500",
            "PayBy": "2026-11-05T00:00:00.000-05:00",
            "EftHold": "<![CDATA[X&Y]]>",
        }

    def _item(self, reference):
        if reference not in self.posted:
            return {}, -4
        given = {"ExtRef": reference, "TranAmt": self.posted[reference][1]["TranAmt"], "EnteredOn": "11/20/2026"}
        return given, None


def local(element):
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2]


class Silent(WSGIRequestHandler):
    def log_message(self, *_):
        """Nothing."""


@contextmanager
def served(app):
    """Its URL; HTTP/1.0, so every answer ends its connection."""
    with make_server("127.0.0.1", 0, app, handler_class=Silent) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/cis/service/API"
        finally:
            server.shutdown()
            thread.join()
