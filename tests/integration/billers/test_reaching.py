"""What a biller's file says of the way to its Cayenta and of its words, and what cannot be meant."""

import pytest

from tests.integration.wires.certificates import self_signed

METHODS = "methods = "
MISTAKES = [
    ("fields = ", 'fields = { BALANCE_AMOUNT = "X" }', "cayenta.fields.BALANCE_AMOUNT: no such field of ours; did you"),
    ("fields = ", 'fields = { ZZZZZZ = "X" }', "cayenta.fields.ZZZZZZ: no such field of ours; expected one of ACC"),
    ("fields = ", 'fields = { AMT = "CUR BAL" }', "cayenta.fields.AMT: found 'CUR BAL'; expected the name of an XML"),
    ("fields = ", 'attributes = { "a b" = "1" }', "cayenta.attributes: found 'a b'; expected the name"),
    (METHODS, 'methods = { void = "<x>" }', "cayenta.methods.void: found '<x>'; expected the name of an XML"),
    (METHODS, 'egress = { proxy = "proxy.example:3128" }', "cayenta.egress.proxy: found no address of a proxy"),
    (METHODS, 'egress = { proxy = "https://p:1" }', "cayenta.egress.proxy: found no address of a proxy"),
    (METHODS, 'egress = { proxy = "http://u:p@p:1" }', "cayenta.egress.proxy: found no address of a proxy"),
    (METHODS, 'egress = { proxy_user = "u" }', "cayenta.egress.proxy: found a part of proxy, proxy_user, proxy_pass"),
    (METHODS, 'egress = { proxy_password = "s3cret" }', "cayenta.egress.proxy_password: found a secret in clear"),
    (METHODS, 'egress = { ca = "none.pem" }', "cayenta.egress.ca: "),
    (
        METHODS,
        'egress = { client_certificate = { env = "LOCKED" } }',
        "cayenta.egress.client_certificate: found no cer",
    ),
    (
        METHODS,
        'egress = { client_certificate = { env = "NO_PEM" } }',
        "cayenta.egress.client_certificate: found no cer",
    ),
    (METHODS, 'egress = { client_certificate = { env = "NONE" } }', "cayenta.egress.client_certificate: the environm"),
    (METHODS, 'egress = { private_hosts = "h" }', "cayenta.egress.private_hosts: found text; expected a list"),
]


@pytest.mark.parametrize(("begins", "line", "sentence"), MISTAKES)
def test_every_mistake_is_named(desk, changed, begins, line, sentence):
    desk.environment |= {"LOCKED": self_signed("x", passphrase=b"s3cret"), "NO_PEM": "s3cret"}
    (finding,) = desk.findings(changed(begins, line))
    assert finding.startswith(f"1368.toml: {sentence}")
    assert "s3cret" not in finding


def test_one_name_of_theirs_for_two_of_ours_is_said_of_both(desk, changed):
    found = desk.findings(changed("fields = ", 'fields = { AMT = "X", REASON = "X" }'))
    assert [finding.split(": ")[1] for finding in found] == ["cayenta.fields.AMT", "cayenta.fields.REASON"]


def test_a_proxy_on_this_machine_is_for_the_sandbox(desk, changed):
    text = changed(METHODS, 'egress = { proxy = "http://127.0.0.1:3128" }')
    assert desk.findings(text) == []
    found = [finding for finding in desk.findings(text, sandbox=False) if "egress" in finding]
    assert len(found) == 1
    assert "only for the sandbox" in found[0]


def test_all_that_there_is(desk, changed):
    pem = self_signed("the line")
    (desk.folder / "ca.pem").write_text(pem)
    (desk.folder / "client.pem").write_text(pem)
    desk.environment["PROXY"] = "egress-secret"
    way = 'ca = "ca.pem", client_certificate = { file = "client.pem" }, proxy = "http://proxy.example:3128"'
    way += ', proxy_user = "u", proxy_password = { env = "PROXY" }, private_hosts = ["cayenta.clayton.example"]'
    biller = desk.biller(changed(METHODS, f"egress = {{ {way} }}"))
    assert biller.cayenta.egress.private_hosts == ("cayenta.clayton.example",)
    assert "egress-secret" not in repr(biller)
    assert "PRIVATE KEY" not in repr(biller)


def test_form_and_body_stand_without_a_wsdl(desk, changed):
    for transport in ("form", "body"):
        text = changed("transport = ", f'transport = "{transport}"').replace('wsdl = "1368-cayenta.wsdl"', "")
        assert desk.biller(text).cayenta.transport == transport
