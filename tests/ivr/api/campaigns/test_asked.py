"""What is asked of campaigns is read strictly, with a file's own sentences at their places; each act happens once."""

import json
from datetime import timedelta

import pytest

from integration.campaigns.reading import Miswritten, read_definition
from integration.clock import VirtualClock
from integration.ledger import api_acts
from integration.ledger.tables import api_acts as table
from integration.ledger.tables import campaign_versions, planned_calls
from tests.bench.million import NOW
from tests.ivr.api.campaigns.conftest import NOVEMBER, audited, with_key
from tests.ivr.commands.test_campaign import TERMS
from tests.ivr.line import open_line

CARD = "4111 1111 1111 1111"
MISTAKES = [
    ({"pace": {"line": 1}}, "pace.line", "no such key", "did you mean pace.lines?"),
    ({"pace": {"lines": "ten"}}, "pace.lines", "'ten'", "a whole number, without quotes"),
    ({"kind": "reminder"}, "kind", "'reminder'", ""),
    ({"calendar": {"first": "2026-11-23"}}, "calendar.last", "nothing", "it to be there"),
    ({"calendar": {"first": "23.11.2026", "last": "2026-11-24"}}, "calendar.first", "'23.11.2026'", ""),
    ({"audience": {"owed": ["20.00", "10.00"]}}, "audience.owed", "20.00 before 10.00", "the smaller first"),
    ({"audience": {"owed": [10, 20]}}, "audience.owed[0]", "10", "money in quotes"),
    ({"audience": {"languages": ["fr"]}}, "audience.languages[0]", "fr", "one of en, es"),
    ({"kind": "past_due", "audience": {"days": [1, 5]}}, "audience.days", "[1, 5] with kind past_due", "days from"),
]


@pytest.fixture(scope="module")
def reader():
    """Somebody whose every word is refused: one line is enough for all that they say."""
    with open_line(VirtualClock(NOW), terms=TERMS, houses=()) as line:
        yield with_key(line, "ann")


@pytest.mark.parametrize(("changes", "field", "found", "expected"), MISTAKES)
def test_each_mistake_is_told_at_its_place(reader, changes, field, found, expected):
    told = reader.do(said=NOVEMBER | changes)
    assert (told.status_code, told.json["type"]) == (422, "urn:ivr:problem:wrong-fields")
    (error,) = told.json["errors"][:1]
    assert (error["field"], error["found"]) == (field, found)
    assert error["expected"].startswith(expected)


def test_the_sentences_are_those_of_a_file():
    wrong = {"pace": {"line": 1, "lines": 0}, "kind": "past", "bid": 7}
    lines = ["bid = 7", 'kind = "past"', 'name = "november"', "[calendar]", "first = 2026-11-23", "last = 2026-11-24"]
    mistakes = []
    for text in (json.dumps(NOVEMBER | wrong), "\n".join([*lines, "[pace]", "line = 1", "lines = 0"])):
        with pytest.raises(Miswritten) as told:
            read_definition(text, "x")
        mistakes.append(sorted(told.value.mistakes))
    assert mistakes[0] == mistakes[1]
    assert len(mistakes[0]) == 4


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "4111-1111-1111-1111"}, "name"),
        ({"message": {"en": f"Pay with {CARD}."}}, "message.en"),
        ({"audience": {"postal_codes": ["30236", CARD]}}, "audience.postal_codes[1]"),
        ({"pace": {CARD: 1}}, "pace.(a key)"),
        ({"pace": {"lines": 4111111111111111}}, "pace.lines"),
    ],
)
def test_what_could_be_a_card_number_is_neither_kept_nor_repeated(reader, changes, field):
    told = reader.do(said=NOVEMBER | changes)
    assert (told.status_code, [error["field"] for error in told.json["errors"]]) == (422, [field])
    assert "1111" not in told.text
    assert (reader.line.rows("campaigns"), reader.line.rows("api_acts")) == ([], [])


def test_what_cannot_be_read_is_refused_before_anything_else(reader):
    client, headers = reader.line.app.test_client(), reader.headers("k")
    for body, kind, status in [
        (b"{", "application/json", 400),
        (b'{"name": "a", "name": "b"}', "application/json", 400),
        (b"[]", "application/json", 422),
        (b"{}", "text/plain", 415),
        (b" " * 70_000, "application/json", 413),
    ]:
        assert client.post("/api/v1/campaigns", data=body, headers=headers, content_type=kind).status_code == status
    bare = {"Authorization": headers["Authorization"]}
    told = client.post("/api/v1/campaigns", json=NOVEMBER, headers=bare)
    assert (told.status_code, told.json["type"]) == (400, "urn:ivr:problem:idempotency-key")
    assert reader.do("/november/start", {"x": 1}).status_code == 422
    assert reader.line.rows("campaigns") == []


def test_an_act_with_the_same_key_happens_once(line, ann):
    told = {ann.do(said=NOVEMBER, key="one").data for _ in range(3)}
    told |= {ann.do(said=dict(reversed(NOVEMBER.items())), key="one").data}
    assert (len(told), len(line.rows("campaign_versions"))) == (1, 1)
    runs = {ann.do("/november/dry-runs", key="two").data for _ in range(3)}
    assert (len(runs), len(line.rows("campaign_runs"))) == (1, 1)
    for _ in range(2):
        assert ann.do("/november/stop", {"why": "over"}, key="three").json["state"] == "stopped"
    assert [what for _, what in audited(line)] == ["campaign defined", "campaign stop"]


def test_a_repeat_has_its_answer_though_the_biller_is_another_by_now(line, ann):
    said = NOVEMBER | {"audience": {"languages": ["es"]}}
    first = ann.do(said=said, key="one")
    line.box.site.billers["1368"] = line.box.biller.model_copy(update={"languages": ["en"]})
    again = ann.do(said=said, key="one")
    assert (again.status_code, again.data) == (201, first.data)
    assert again.headers["Location"] == first.headers["Location"]
    assert ann.do(said=said, key="two").status_code == 422


def test_the_same_key_with_another_request_is_refused(line, ann, bob):
    ann.do(said=NOVEMBER, key="one")
    for who in (ann, bob):
        for path, said in [("", NOVEMBER | {"repeats": True}), ("/november/stop", {}), ("/november/dry-runs", None)]:
            told = who.do(path, said, key="one")
            assert (told.status_code, told.json["type"]) == (409, "urn:ivr:problem:key-used")
    assert (len(line.rows("campaign_versions")), line.rows("planned_calls")) == (1, [])


@pytest.mark.parametrize("path", ["/november/pause", "/november/start"])
def test_a_refused_act_uses_up_no_key(line, ann, bob, path):
    ann.do(said=NOVEMBER)
    assert ann.do(path, {}, key="one").status_code == 409
    assert len(line.rows("api_acts")) == 1
    bob.do("/november/approval", {"version": 1, "up_to": 20})
    assert ann.do("/november/start", {}, key="one").status_code == 201


def test_whoever_repeats_while_it_is_planned_is_told_to_come_again(line, ann, clock):
    ann.do(said=NOVEMBER)
    ann.do("/november/dry-runs", key="one")
    with line.database.write() as connection:  # as it is while the first one's calls are written, or after its death
        connection.execute(planned_calls.delete())
        until = clock.now() + timedelta(seconds=api_acts.LEASE_S)
        connection.execute(table.update().where(table.c.key == "one").values(answer="", lease_until=until))
    told = ann.do("/november/dry-runs", key="one")
    assert (told.status_code, told.headers["Retry-After"]) == (503, "5")
    clock.pause(api_acts.LEASE_S)
    assert ann.do("/november/dry-runs", key="one").status_code == 201
    assert len(line.rows("campaign_runs")) == 2
    assert len({row.version for row in line.rows(campaign_versions.name)}) == 1
