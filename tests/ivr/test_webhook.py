"""The door: what is not Twilio's, not ours or not well formed gets 403 and an empty body, and leaves nothing behind.

Twilio's own validator says here which of the forged requests carry a signature that fits.
"""

from datetime import UTC, datetime
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from integration.clock import VirtualClock
from integration.sandbox.box import ACCOUNT_SID, AUTH_TOKEN, LINE_URL
from ivr.phone.signing import signature
from ivr.webhook import FORM_BYTES_MAX
from tests.ivr.line import ACCOUNT, CALLER, FORM, NUMBER, ZIP, open_line, standard

OTHER_NUMBER = "+17705550101"
NO_LINE = "+17705559999"
NOW = datetime(2026, 11, 20, 15, 5, tzinfo=UTC)
SID = "CA" + "a" * 32  # of no call that is ever let in
DOORS = {
    "answer": ("/voice", {}),
    "keyed": ("/voice/keyed/ask_account/2", {"Digits": ACCOUNT}),
    "spoken": ("/voice/keyed/ask_account/2", {"SpeechResult": "oh oh 12345678", "Confidence": "0.93"}),
    "silence": ("/voice/keyed/ask_account/2", {}),
    "work": ("/voice/work/find_account/4", {}),
    "paid": ("/voice/paid/pay_card/8", {"Result": "success", "PaymentToken": "tok_abc"}),
    "dialed": ("/voice/dialed/agent/3", {"DialCallStatus": "completed"}),
    "status": ("/voice/status", {"CallStatus": "completed", "CallDuration": "12"}),
}
NEEDED = (
    "AccountSid", "CallSid", "From", "To", "Digits", "SpeechResult", "Confidence", "Result", "PaymentToken",
    "DialCallStatus", "CallStatus",
)  # fmt: skip
FUZZ_CASES = 300


@pytest.fixture(scope="module")
def line():
    """One for all: what is refused leaves nothing, and whoever is let in has a CallSid of his own."""
    with open_line(VirtualClock(NOW), terms={"lines": [NUMBER, OTHER_NUMBER]}) as line:
        yield line


@pytest.fixture(params=DOORS)
def door(request):
    path, fields = DOORS[request.param]
    return path, standard(SID) | fields


def refused(line, path, form, **how):
    """The request is answered with 403 and nothing, and no table has another row for it."""
    before = line.counts()
    response = line.post(path, form, **how)
    assert (response.status_code, response.data) == (403, b""), path
    assert line.counts() == before


def fits(path, form, sign):
    return RequestValidator(AUTH_TOKEN).validate(LINE_URL + path, form, sign)


# Signatures


def test_the_vector_of_the_documentation():
    """twilio.md 9."""
    form = {"CallSid": "CA1234567890ABCDE", "Caller": "+14158675310", "Digits": "1234", "From": "+14158675310"}
    url = "https://example.com/myapp.php?foo=1&bar=2"
    assert signature(url, form | {"To": "+18005551212"}, "12345") == "L/OH5YylLD5NRKLltdqwSvS0BnU="


@pytest.mark.parametrize("signed", ["", "x", "=" * 28, "é" * 28, "0" * 27 + "="], ids=repr)
def test_a_forged_signature(line, door, signed):
    refused(line, *door, signed=signed)


def test_a_signature_by_another_key(line, door):
    path, form = door
    refused(line, path, form, signed=signature(LINE_URL + path, form, AUTH_TOKEN[::-1]))


def test_a_signature_of_another_path(line, door):
    path, form = door
    refused(line, path, form, signed=signature(f"{LINE_URL}/voice/keyed/ask_zip/3", form, AUTH_TOKEN))


def test_a_signature_of_the_url_alone(line, door):
    path, form = door
    refused(line, path, form, signed=signature(LINE_URL + path, {}, AUTH_TOKEN))


def test_a_query_that_was_not_signed(line, door):
    path, form = door
    refused(line, f"{path}?wait=1", form, signed=signature(LINE_URL + path, form, AUTH_TOKEN))


def test_every_field_is_under_the_signature(line, door):
    path, form = door
    sign = signature(LINE_URL + path, form, AUTH_TOKEN)
    for name in form:
        refused(line, path, form | {name: form[name] + "1"}, signed=sign)
        refused(line, path, {other: form[other] for other in form if other != name}, signed=sign)
    refused(line, path, form | {"Extra": "1"}, signed=sign)


def forgeries(random, path, form):
    """A genuine request, spoilt in one way after another."""
    name, other = random.sample(sorted(form), 2)
    yield path, form | {name: form[name][::-1] + random.choice("0123456789*#")}
    yield path, {key: form[key] for key in form if key != name}
    yield path, form | {f"X{random.randrange(10**6)}": str(random.random())}
    if form[name] != form[other]:
        yield path, form | {name: form[other], other: form[name]}
    yield path.rstrip("0123456789") + str(random.randrange(100, 10**6)), form
    yield f"{path}?{random.randrange(10**6)}", form
    yield path, form | {"CallSid": "CA" + random.randbytes(16).hex()}


def test_three_hundred_forgeries(line):
    """D1: the full run of 10,000 differs in the number alone."""
    random = Random(20261120)
    before = line.counts()
    for _case in range(FUZZ_CASES):
        path, fields = random.choice(list(DOORS.values()))
        form = standard(SID) | fields
        forged = random.choice(list(forgeries(random, path, form)))
        response = line.post(*forged, signed=signature(LINE_URL + path, form, AUTH_TOKEN))
        assert (response.status_code, response.data) == (403, b""), forged
    assert line.counts() == before


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20).filter(
    lambda text: not any(name in text for name in NEEDED)  # that would look like a moved boundary
)


@given(st.dictionaries(st.from_regex(r"X[A-Za-z]{1,8}", fullmatch=True), TEXTS, max_size=4))
@settings(max_examples=FUZZ_CASES, deadline=None)
def test_what_twilio_adds_without_notice_changes_nothing(line, extra):
    """Values in every writing that a form knows: blanks, %, +, é, line ends, nothing."""
    response = line.post("/voice", standard("CA" + "b" * 32) | extra)
    assert response.status_code == 200
    assert "Clayton County" in response.text


# Boundaries between fields, which the signature does not see


def resplit(form):
    """All forms that move one boundary by one character, or swallow a field whole."""
    names = sorted(form)
    for name in names:
        value, others = form[name], {other: form[other] for other in names if other != name}
        for shift in range(1, len(value) + 1):
            yield others | {name + value[:shift]: value[shift:]}
        for shift in range(1, len(name)):
            yield others | {name[:-shift]: name[-shift:] + value}
    for name, following in pairwise(names):
        rest = {other: form[other] for other in names if other not in (name, following)}
        yield rest | {name: form[name] + following + form[following]}
        for shift in range(1, len(form[name])):
            yield rest | {name: form[name][:-shift], form[name][-shift:] + following: form[following]}


def test_no_moved_boundary_changes_what_is_read(line, door):
    path, form = door
    sign = signature(LINE_URL + path, form, AUTH_TOKEN)
    signed_forgeries = 0
    for forged in resplit(form):
        changed = [name for name in NEEDED if forged.get(name) != form.get(name)]
        if changed and fits(path, forged, sign):
            signed_forgeries += 1
            refused(line, path, forged, signed=sign)
    assert signed_forgeries > 20


def test_the_first_fields_moved_into_the_path(line):
    """The path trick: the URL and the first name and value are one text to the signature."""
    for path, fields in DOORS.values():
        form = standard(SID) | fields
        sign = signature(LINE_URL + path, form, AUTH_TOKEN)
        glued = ""
        for name in sorted(form)[:-1]:
            glued += name + form[name]
            rest = {other: form[other] for other in form if other > name}
            if "+" not in glued:
                assert fits(path + glued, rest, sign)
            refused(line, path + glued, rest, signed=sign)


def test_the_end_of_the_path_moved_into_the_first_field(line):
    path, form = "/voice/keyed/ask_account/12", standard(SID)
    sign = signature(LINE_URL + path, form, AUTH_TOKEN)
    forged = {"2AccountSid": form["AccountSid"], **{name: form[name] for name in form if name != "AccountSid"}}
    assert fits(path[:-1], forged, sign)
    refused(line, path[:-1], forged, signed=sign)


@pytest.mark.parametrize(
    "fields",
    [
        {"Digits": "1Directioninbound"},
        {"Result": "successSecurityCode***"},
        {"DialCallStatus": "completedDirectioninbound"},
        {"Result": "4111111111111111"},
        {"From": f"{CALLER}FromCountryUS"},
    ],
    ids=repr,
)
def test_a_value_that_has_swallowed_its_neighbour(line, fields):
    (name,) = fields
    path = {"Digits": "keyed/ask_zip/3", "Result": "paid/pay_card/8", "DialCallStatus": "dialed/agent/3"}.get(name, "")
    refused(line, f"/voice/{path}".rstrip("/"), standard(SID) | fields)


@pytest.mark.parametrize("name", NEEDED)
def test_a_needed_field_that_comes_twice(line, name):
    path, fields = next(door for door in DOORS.values() if name in standard(SID) | door[1])
    if name == "CallStatus":
        path, fields = DOORS["status"]
    form = standard(SID) | fields
    refused(line, path, form | {name: [form[name], form[name] + "1"]})
    if name != "From":  # the same value twice is as ambiguous
        refused(line, path, form | {name: [form[name], form[name]]})


# Where it stands


SPOOFS = [
    {"Host": "evil.example"},
    {"X-Forwarded-Host": "evil.example"},
    {"X-Forwarded-Proto": "http"},
    {"X-Forwarded-Port": "8443"},
    {"X-Forwarded-Prefix": "/evil"},
    {"X-Forwarded-For": "10.0.0.1"},
    {"Forwarded": "host=evil.example;proto=http"},
    {"X-Original-URL": "/evil"},
    {"X-Rewrite-URL": "/evil"},
    {"X-HTTP-Method-Override": "GET"},
]


@pytest.mark.parametrize("headers", SPOOFS, ids=str)
def test_what_a_proxy_or_a_stranger_says_about_the_host_is_nothing(line, headers):
    assert line.post("/voice", standard(next(line.sids)), headers=headers).status_code == 200
    form = standard(SID)
    for base in ("https://evil.example", "http://line.box", "https://line.box:8443", "https://line.box/evil"):
        refused(line, "/voice", form, headers=headers, signed=signature(f"{base}/voice", form, AUTH_TOKEN))


def test_the_port_of_https_may_be_signed_or_not(line):
    """twilio.md 9: voice drops it, status callbacks were observed to keep it."""
    for base in ("https://line.box", "https://line.box:443"):
        form = standard(next(line.sids))
        assert line.post("/voice", form, signed=signature(f"{base}/voice", form, AUTH_TOKEN)).status_code == 200


# Whose it is


@pytest.mark.parametrize("sid", ["", "AC" + "1" * 32, ACCOUNT_SID[:-1], ACCOUNT_SID + "0", ACCOUNT_SID.lower(), "é"])
def test_another_account(line, door, sid):
    path, form = door
    refused(line, path, form | {"AccountSid": sid})


NO_LINES = ["", NO_LINE, NUMBER[1:], f"{NUMBER} ", f"{NUMBER}\n", "\uff0b17705550100"]


@pytest.mark.parametrize("number", NO_LINES, ids=repr)
def test_a_number_that_is_no_line(line, door, number):
    path, form = door
    if path != "/voice/status":  # its calls need not have been dialled by anybody
        refused(line, path, form | {"To": number})


NO_SIDS = ["", "CA", "CA1", SID[:-1], SID + "a", SID.upper(), f"{SID}\n", " " + SID, "SM" + "a" * 32]


@pytest.mark.parametrize("sid", [*NO_SIDS, "CA" + "\uff11" * 32, "CA' OR 1=1 --aaaaaaaaaaaaaaaaaaaaaaaa"], ids=repr)
def test_a_call_sid_that_is_none(line, door, sid):
    path, form = door
    refused(line, path, form | {"CallSid": sid})


def test_another_lines_call_is_not_to_be_had(line, door):
    path, form = door
    caller = line.knock()
    caller.go()
    caller.keys("1")
    before = line.rows("calls")
    refused(line, path, form | {"CallSid": caller.call_sid, "To": OTHER_NUMBER})
    assert line.rows("calls") == before


def test_another_lines_payment_is_not_to_be_had(line):
    caller = line.knock()
    caller.to_card()
    place, before = caller.place, line.rows("payments")
    refused(line, place, caller.form | {"To": OTHER_NUMBER, "Result": "success", "PaymentToken": "tok_mine"})
    assert line.rows("payments") == before


@pytest.mark.parametrize("name", ["keyed", "silence", "work", "paid", "dialed"])
def test_a_call_that_nobody_knows_begins_again_and_is_not_kept(line, name):
    path, fields = DOORS[name]
    before = line.counts()
    response = line.post(path, standard(SID) | fields)
    assert response.status_code == 200
    assert "Let us start again" in response.text
    assert f"<Redirect>{LINE_URL}/voice</Redirect>" in response.text
    assert line.counts() == before


def test_a_status_of_a_call_that_nobody_knows_is_nothing(line):
    path, fields = DOORS["status"]
    before = line.counts()
    assert line.post(path, standard(SID) | fields).status_code == 204
    assert line.counts() == before


# How it is written


def test_a_get(line, door):
    path, form = door
    before = line.counts()
    query = "&".join(f"{name}={value}" for name, value in form.items() if "+" not in value)
    sign = signature(f"{LINE_URL}{path}?{query}", {}, AUTH_TOKEN)
    for method in ("get", "put", "delete", "patch", "head"):
        ask = getattr(line.app.test_client(), method)
        response = ask(f"{path}?{query}", headers={"X-Twilio-Signature": sign})
        assert (response.status_code, response.data) == (403, b""), method
    assert line.counts() == before


def test_a_body_that_is_too_long(line, door):
    path, form = door
    refused(line, path, form | {"SpeechResult": "x" * FORM_BYTES_MAX})


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""])
def test_a_body_that_is_no_form(line, door, kind):
    path, _form = door
    before = line.counts()
    sign = signature(LINE_URL + path, {}, AUTH_TOKEN)
    body = f'{{"CallSid": "{SID}"}}'
    client = line.app.test_client()
    response = client.post(path, data=body, content_type=kind or None, headers={"X-Twilio-Signature": sign})
    assert (response.status_code, response.data) == (403, b"")
    assert line.counts() == before


def test_a_form_of_broken_bytes(line, door):
    path, _form = door
    before = line.counts()
    for body in (b"%ff%fe=%00", b"CallSid=%f0%28%8c%28", b"\x00\x01\x02", b"&&&=&=", b"a" * 1000):
        response = line.app.test_client().post(path, data=body, content_type=FORM)
        assert (response.status_code, response.data) == (403, b"")
    assert line.counts() == before


@pytest.mark.parametrize(
    "path",
    [
        "/voice/work/ask_account/2",
        "/voice/keyed/find_account/4",
        "/voice/keyed/pay_card/8",
        "/voice/keyed/goodbye/9",
        "/voice/paid/charge/9",
        "/voice/paid/ask_account/2",
        "/voice/dialed/read_balance/6",
        "/voice/work/receipt/10",
        "/voice/keyed/ask_account/-1",
        "/voice/keyed/ask_account/2.0",
        "/voice/keyed/ask_account/",
        "/voice/keyed/ask_account",
        "/voice/",
        "/voice//",
        "/voice/nothing",
    ],
)
def test_a_turn_answered_in_another_turns_way(line, path):
    caller = line.knock()
    caller.go()
    caller.keys("1")
    refused(line, path, caller.form | {"Digits": "1"})


@pytest.mark.parametrize("fields", [{}, {"Digits": ""}, {"Digits": "  "}], ids=repr)
def test_a_gather_without_keys_is_silence(line, fields):
    caller = line.knock()
    caller.go()
    caller.go(**fields)
    assert [row.heard for row in line.rows("turns") if row.call_sid == caller.call_sid] == ["", "silence"]


@pytest.mark.parametrize("number", [3, 99, 10**30])
def test_a_turn_that_is_still_to_come_gives_the_present_one(line, number):
    caller = line.knock()
    caller.go()
    caller.keys("1")
    said, before = caller.said, line.counts()
    assert caller.go(f"/voice/keyed/ask_account/{number}", Digits=ACCOUNT) == said
    assert caller.go(f"/voice/keyed/ask_zip/{number}", Digits=ZIP) == said
    assert line.counts() == before


def test_a_hundred_replays_also_a_day_later_have_one_effect(line):
    caller = line.knock()
    caller.go()
    caller.keys("1", ACCOUNT)
    path = caller.place
    first = caller.go(path, Digits=ZIP)
    before = line.counts()
    for replay in range(100):
        line.box.clock.pause(864.0 * replay)
        assert caller.go(path, Digits=ZIP) == first
        assert caller.go(path, Digits="99999") == first
    assert line.counts() == before
