import pytest

from integration.ports import AnswerLost, HttpRequest, NothingSent
from integration.wires import Cut, LoopbackWire

ASKED = HttpRequest("POST", "http://box.test/a%20b?c=d", b"body", {"Content-Type": "text/xml", "X-Y": "z"})


class App:
    """Answers 201 with the given headers, and keeps what it was asked."""

    def __init__(self, **headers):
        self.headers = [(name.replace("_", "-"), value) for name, value in headers.items()]
        self.asked = []
        self.closed = 0

    def __call__(self, environ, start_response):
        self.asked.append((environ, environ["wsgi.input"].read()))
        start_response("201 Created", self.headers)
        return self

    def __iter__(self):
        return iter([b"an", b"swer"])

    def close(self):
        self.closed += 1


def exchange(app, clock, *cuts, deadline_s=4.0):
    return LoopbackWire(app, clock, cuts=cuts).exchange(ASKED, deadline_s=deadline_s)


def test_the_app_is_asked_as_a_server_would_ask_it(clock):
    app = App(X_Said="Yes")
    reply = exchange(app, clock)
    assert (reply.status, reply.body, reply.headers) == (201, b"answer", {"x-said": "Yes"})
    ((environ, body),) = app.asked
    assert (environ["REQUEST_METHOD"], environ["PATH_INFO"], environ["QUERY_STRING"]) == ("POST", "/a b", "c=d")
    assert (environ["CONTENT_TYPE"], environ["CONTENT_LENGTH"], environ["HTTP_X_Y"]) == ("text/xml", "4", "z")
    assert (environ["HTTP_HOST"], environ["SERVER_PORT"], body) == ("box.test", "80", b"body")
    assert app.closed == 1


@pytest.mark.parametrize(("header", "took_s"), [({}, 0), ({"X_Took_S": "3.5"}, 3.5), ({"X_Drip_S": "0.5"}, 3.0)])
def test_the_clock_moves_by_what_it_took(clock, header, took_s):
    assert exchange(App(**header), clock).body == b"answer"
    assert clock.tick() == took_s


@pytest.mark.parametrize("header", [{"X_Took_S": "4.5"}, {"X_Drip_S": "1"}])
def test_a_late_answer_is_lost_at_the_deadline_and_was_carried_out(clock, header):
    app = App(**header)
    with pytest.raises(AnswerLost, match="within 4 s"):
        exchange(app, clock)
    assert (clock.tick(), len(app.asked)) == (4.0, 1)


@pytest.mark.parametrize(
    ("cut", "raised", "asked"), [(Cut.REFUSED, NothingSent, 0), (Cut.BEFORE, AnswerLost, 0), (Cut.AFTER, AnswerLost, 1)]
)
def test_a_cut_befalls_one_exchange(clock, cut, raised, asked):
    app = App()
    wire = LoopbackWire(app, clock, cuts=[cut])
    with pytest.raises(raised):
        wire.exchange(ASKED, deadline_s=4)
    assert len(app.asked) == asked
    assert wire.exchange(ASKED, deadline_s=4).status == 201


def test_the_app_can_ask_for_the_cut(clock):
    with pytest.raises(AnswerLost):
        exchange(App(X_Cut_After_Bytes="3"), clock)
