"""I11 can fail: a call of ours that is well breaks nothing, and wrong in one way it is found."""

import pytest

from tests.money.evidence import Evidence
from tests.money.rings import nobody_is_rung_against_the_law

NUMBER, ACCOUNT = "+17705550134", "0012345678"


def tables(kind="past_due"):
    """One call at 10:05 in New York, about 142.50 of a file of the day before, of which 42.50 was paid."""
    of_account = {"bid": "1368", "account_number": ACCOUNT}
    ring = {"id": 1, "run_id": 1, "number": NUMBER, "intent_at": "2026-11-20 15:05:00", "call_sid": "CA1"} | of_account
    paid = {"state": "captured", "captured_at": "2026-11-19 15:00:00", "amount_cents": 4_250} | of_account
    return {
        "planned_calls": [ring],
        "campaign_runs": [{"id": 1, "campaign_id": 1, "version": 1}],
        "campaign_versions": [{"campaign_id": 1, "version": 1, "definition": f'kind = "{kind}"'}],
        "calls": [{"call_sid": "CA1", "direction": "outbound"}, {"call_sid": "CA2", "direction": "inbound"}],
        "number_facts": [{"number": NUMBER, "zones": "America/New_York"}],
        "consents": [],
        "live_versions": [{"bid": "1368", "version": 3}],
        "bill_files": [{"version": 3, "as_of": "2026-11-19 05:00:00"}],
        "bills": [{"version": 3, "balance_due_cents": 14_250} | of_account],
        "payments": [paid],
    }


def found(rows):
    return list(nobody_is_rung_against_the_law(Evidence(rows)))


def says(word, at, topic="all"):
    return {"id": at, "bid": "1368", "number": NUMBER, "topic": topic, "says": word, "at": f"2026-11-{at} 12:00:00"}


def test_a_call_that_is_well_breaks_nothing():
    assert found(tables()) == []


@pytest.mark.parametrize("at", ["2026-11-20 12:59:59", "2026-11-21 02:00:00"])
def test_before_eight_and_from_nine_in_the_evening(at):
    rows = tables()
    rows["planned_calls"][0]["intent_at"] = at
    assert "rung at" in found(rows)[0]


def test_every_clock_beside_which_the_number_may_hang():
    rows = tables()
    rows["number_facts"][0]["zones"] += " Pacific/Honolulu"
    assert found(rows) == ["planned call 1: rung at 05:05 in Pacific/Honolulu"]
    rows["number_facts"] = []
    assert "nobody knows" in found(rows)[0]


@pytest.mark.parametrize(
    ("words", "is_wrong"),
    [
        ([says("no", 19)], True),
        ([says("no", 18), says("yes", 19)], False),
        ([says("yes", 18), says("no", 19)], True),
        ([says("no", 21)], False),
        ([says("no", 19, "marketing")], False),
    ],
)
def test_the_last_word_counts(words, is_wrong):
    rows = tables()
    rows["consents"] = words
    assert bool(found(rows)) == is_wrong


@pytest.mark.parametrize(
    ("kind", "cents", "at", "is_wrong"),
    [
        ("past_due", 10_000, "2026-11-20 15:04:00", True),
        ("past_due", 9_999, "2026-11-20 15:04:00", False),
        ("past_due", 10_000, "2026-11-20 15:06:00", False),
        ("past_due", 10_000, "2026-11-18 15:00:00", False),
        ("free_notice", 10_000, "2026-11-20 15:04:00", False),
    ],
)
def test_what_is_paid_is_not_rung_for(kind, cents, at, is_wrong):
    rows = tables(kind)
    rows["payments"].append(rows["payments"][0] | {"amount_cents": cents, "captured_at": at})
    assert bool(found(rows)) == is_wrong


@pytest.mark.parametrize(("days", "is_wrong"), [((14, 15, 16, 17, 18, 19, 20), False), ((20, 20, 20, 20), True)])
def test_not_too_often(days, is_wrong):
    rows = tables("free_notice")
    rows["planned_calls"] = [
        rows["planned_calls"][0] | {"id": number, "intent_at": f"2026-11-{day} 15:{number:02d}:00"}
        for number, day in enumerate(days)
    ]
    assert bool(found(rows)) == is_wrong


def test_a_call_that_nobody_planned():
    rows = tables()
    rows["calls"][1]["direction"] = "outbound"
    assert found(rows) == ["call CA2 was placed and nobody planned it"]
