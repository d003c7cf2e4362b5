"""I11: no call of ours outside hours, over count, after a no, or for what is paid. A law of its own, written once more.

It knows the outermost limits that no setting may loosen (rules.md 2.2): 8:00 to 21:00 by every clock that the number
may hang beside, three calls on a date, seven in seven days. The product's own rules are stricter.
"""

import tomllib
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

FIRST_HOUR, LAST_HOUR = 8, 21
A_DATE_MAX, A_WEEK_MAX = 3, 7
WEEK = timedelta(days=7)
ASK_FOR_MONEY = ("upcoming", "due_today", "past_due", "disconnect_notice", "returned_payment")


def nobody_is_rung_against_the_law(evidence):
    """I11, over every call of ours that left, or may have."""
    made = [row for row in evidence["planned_calls"] if row["intent_at"] is not None]
    for row in made:
        yield from _one(row, evidence)
    yield from _too_often(made)
    known = {row["call_sid"] for row in made}
    for call in evidence["calls"]:
        if call["direction"] != "inbound" and call["call_sid"] not in known:
            yield f"call {call['call_sid']} was placed and nobody planned it"


def _one(row, evidence):
    at, name = _instant(row["intent_at"]), f"planned call {row['id']}"
    clocks = _clocks(row["number"], evidence)
    if not clocks:
        yield f"{name}: nobody knows by which clock {row['number']} sleeps"
    yield from (f"{name}: rung at {at.astimezone(clock):%H:%M} in {clock}" for clock in clocks if not _open(at, clock))
    if _said_no(row, at, evidence):
        yield f"{name}: rung after {row['number']} had said no"
    if _is_paid(row, at, evidence):
        yield f"{name}: rung for what account {row['account_number']} had paid"


def _clocks(number, evidence):
    zones = {zone for row in evidence["number_facts"] if row["number"] == number for zone in row["zones"].split()}
    return [ZoneInfo(zone) for zone in sorted(zones)]


def _open(at, clock):
    return FIRST_HOUR <= at.astimezone(clock).hour < LAST_HOUR


def _said_no(row, at, evidence):
    """By the last word on all topics; a no to one topic is the product's own matter."""
    words = [
        one
        for one in evidence["consents"]
        if (one["bid"], one["number"], one["topic"]) == (row["bid"], row["number"], "all") and _instant(one["at"]) < at
    ]
    return bool(words) and max(words, key=lambda one: one["id"])["says"] == "no"


def _is_paid(row, at, evidence):
    """Whether it asks for money, and a payment of the whole live bill came after that file was made."""
    if _kind(row, evidence) not in ASK_FOR_MONEY:
        return False
    live = {one["version"] for one in evidence["live_versions"] if one["bid"] == row["bid"]}
    owed = [
        (bill["balance_due_cents"], file["as_of"])
        for bill in evidence["bills"]
        for file in evidence["bill_files"]
        if bill["version"] in live and file["version"] == bill["version"] and _is_of(bill, row)
    ]
    paid = [one for one in evidence["payments"] if _is_of(one, row) and one["state"] == "captured"]
    return any(
        0 < cents <= sum(one["amount_cents"] for one in paid if _instant(as_of) < _instant(one["captured_at"]) < at)
        for cents, as_of in owed
    )


def _kind(row, evidence):
    run = next(one for one in evidence["campaign_runs"] if one["id"] == row["run_id"])
    written = next(
        one["definition"]
        for one in evidence["campaign_versions"]
        if (one["campaign_id"], one["version"]) == (run["campaign_id"], run["version"])
    )
    return tomllib.loads(written)["kind"]


def _is_of(one, row):
    return (one["bid"], one["account_number"]) == (row["bid"], row["account_number"])


def _too_often(made):
    by_number = defaultdict(list)
    for row in made:
        by_number[row["bid"], row["number"]].append(_instant(row["intent_at"]))
    for (_bid, number), instants in by_number.items():
        for at in instants:
            before = [other for other in instants if at - WEEK < other <= at]
            if len(before) > A_WEEK_MAX or sum(other > at - timedelta(days=1) for other in before) > A_DATE_MAX:
                yield f"{number} was rung {len(before)} times in the week before {at}"


def _instant(value):
    """As SQLite keeps it, or as PostgreSQL gives it."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found
