"""I6, I8 and I9: things happen only in the order in which they may."""

from collections import defaultdict
from itertools import pairwise

LEGAL = {  # reliability.md 2.3; "" is the row's birth
    "": {"ready"},
    "ready": {"posting", "cancelled", "ambiguous", "review", "posted"},  # the last three: sent before, asked about now
    "posting": {"posting", "posted", "ready", "review", "ambiguous"},
    "ambiguous": {"ambiguous", "posting", "posted", "ready", "review", "cancelled"},
    "review": {"review", "posted", "ready", "cancelled"},
    "posted": set(),
    "cancelled": set(),
}
JUDGED_OPS = {"payment", "void", "return"}
TAKES_BACK = ("void", "return")


def only_legal_changes(evidence):
    """I6: each posting's events form one chain of legal changes that ends in its state; an end is for ever."""
    events = defaultdict(list)
    for event in sorted(evidence["outbox_events"], key=lambda event: event["id"]):
        events[event["outbox_id"]].append(event)
    for row in evidence["outbox"]:
        chain = events[row["id"]]
        states = ["", *(event["to_state"] for event in chain)]
        yield from (
            f"{row['reference']} went from {before or 'nothing'} to {after}"
            for before, after in pairwise(states)
            if after not in LEGAL[before]
        )
        if [event["from_state"] for event in chain] != states[:-1] or states[-1] != row["state"]:
            yield f"{row['reference']}: its events do not lead to {row['state']}"


def nothing_before_its_payment(evidence):
    """I8: no void or return before its payment: not in the books' journal, not in the order of our own events."""
    rows = {row["id"]: row for row in evidence["outbox"]}
    follows = {row["reference"]: rows[row["depends_on"]]["reference"] for row in rows.values() if row["depends_on"]}
    seen = set()
    for entry in evidence.books or []:
        seen.add(entry.reference)
        if entry.cents < 0 and follows.get(entry.reference) not in seen:
            yield f"{entry.reference} stands in the books before its payment"
    for row in rows.values():
        if row["op"] in TAKES_BACK:
            yield from _sent_too_early(evidence, row)


def _sent_too_early(evidence, row):
    sent = [event["id"] for event in _events(evidence, row["id"], "posting")]
    posted = [event["id"] for event in _events(evidence, row["depends_on"], "posted")]
    if sent and not (posted and min(posted) < min(sent)):
        yield f"{row['reference']} was sent before its payment was posted"


def _events(evidence, outbox_id, to_state):
    return [one for one in evidence["outbox_events"] if (one["outbox_id"], one["to_state"]) == (outbox_id, to_state)]


def enrolments_are_not_judged_yet(evidence):
    """I9: an enrolment ends at its highest version. Only payments, voids and returns are told yet; whatever comes first
    fails here, so that its judge is written with it.
    """
    for row in evidence["outbox"]:
        if row["op"] not in JUDGED_OPS:
            yield f"{row['reference']} is a {row['op']}, of which no order is judged yet"
