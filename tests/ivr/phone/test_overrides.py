"""twilio.md 3, the URL fragment: ct 100-10000 ms (5000), rt and tt 100-15000 (15000), rc 0-5 (1), rp, sni, e."""

import pytest

from ivr.phone import PhoneNetwork, VirtualClock
from ivr.phone.overrides import Overrides
from ivr.phone.wire import NoReply, Response

EMPTY = Response(200, "text/xml", b"<Response/>")
BROKEN = Response(500, "text/html", b"")
MISSING = Response(404, "text/html", b"")
DOWN = NoReply(11205, "no connection", connected=False)
SLOW = Response(200, "text/xml", b"<Response/>", 3.0)


class Told:
    def __init__(self, *replies):
        self.replies = list(replies)
        self.sent = []

    def send(self, request):
        self.sent.append(request)
        return self.replies.pop(0)


@pytest.mark.rule("3.overrides")
@pytest.mark.parametrize(
    ("fragment", "replies", "attempts", "result"),
    [
        ("", [DOWN, DOWN], 2, "failed"),
        ("#rc=0", [DOWN], 1, "failed"),
        ("#rc=2", [DOWN, DOWN, EMPTY], 3, "completed"),
        ("#rc=5", [DOWN] * 5 + [EMPTY], 6, "completed"),
        ("#rc=6", [DOWN, DOWN], 2, "failed"),  # out of range: the default
        ("#rp=5xx", [BROKEN, EMPTY], 2, "completed"),
        ("#rp=5xx", [MISSING], 1, "failed"),
        ("#rp=5xx", [DOWN], 1, "failed"),
        ("#rp=4xx,ct", [MISSING, EMPTY], 2, "completed"),
        ("#rp=all", [MISSING, EMPTY], 2, "completed"),
        ("#rp=sometimes", [DOWN, EMPTY], 2, "completed"),
        ("#rt=2000", [SLOW], 1, "failed"),
        ("#rt=2000&rp=rt", [SLOW, EMPTY], 2, "completed"),
        ("#rt=2000&rp=rt&rc=2&tt=5000", [SLOW, SLOW, EMPTY], 3, "failed"),
        ("#tt=3000", [SLOW], 1, "completed"),
        ("#tt=2999", [SLOW], 1, "failed"),
    ],
)
def test_attempts(fragment, replies, attempts, result):
    transport = Told(*replies)
    network = PhoneNetwork(transport, "12345", "AC1", VirtualClock())
    call = network.call(from_="+1", to="+2", voice_url=f"https://line.example/voice{fragment}")
    call.listen()
    assert (len(transport.sent), call.result) == (attempts, result)
    assert len({sent.headers["I-Twilio-Idempotency-Token"] for sent in transport.sent}) == 1


@pytest.mark.rule("3.overrides")
@pytest.mark.parametrize("fragment", ["rt=99", "rt=15001", "tt=99", "tt=x", "rc=-1", "rc=x", "ct=99", "ct=10001"])
def test_what_is_out_of_range_changes_nothing(fragment):
    assert Overrides.of(f"https://line.example/#{fragment}") == Overrides()


def sent(fragment, *replies):
    transport = Told(*replies)
    network = PhoneNetwork(transport, "12345", "AC1", VirtualClock())
    network.call(from_="+1", to="+2", voice_url=f"https://line.example/voice{fragment}").listen()
    return transport.sent


@pytest.mark.rule("3.overrides")
@pytest.mark.parametrize(("fragment", "connect_s"), [("", 5.0), ("#ct=100", 0.1), ("#ct=10000", 10.0)])
def test_a_connection_may_take_so_long(fragment, connect_s):
    (request,) = sent(fragment, EMPTY)
    assert request.connect_s == connect_s


@pytest.mark.rule("3.overrides.sni")
@pytest.mark.parametrize(("fragment", "named"), [("", True), ("#sni=y", True), ("#sni=n", False)])
def test_the_hosts_name_is_told_in_the_handshake_unless_it_is_asked_not_to_be(fragment, named):
    (request,) = sent(fragment, EMPTY)
    assert request.names_host is named


@pytest.mark.rule("3.overrides.edge")
def test_the_edges_of_the_list_are_taken_in_turn():
    requests = sent("#e=ashburn,dublin&rc=2", DOWN, DOWN, EMPTY)
    assert [request.edge for request in requests] == ["ashburn", "dublin", "ashburn"]
