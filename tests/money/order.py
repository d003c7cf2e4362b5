"""I6, I8 and I9: things happen only in the order in which they may."""

from collections import defaultdict
from itertools import pairwise

from tests.money.evidence import CHANGES

LEGAL = {  # reliability.md 2.3; "" is the row's birth
    "": {"ready"},
    "ready": {"posting", "cancelled", "ambiguous", "review", "posted"},  # the last three: sent before, asked about now
    "posting": {"posting", "posted", "ready", "review", "ambiguous"},
    "ambiguous": {"ambiguous", "posting", "posted", "ready", "review", "cancelled"},
    "review": {"review", "posted", "ready", "cancelled"},
    "posted": set(),
    "cancelled": set(),
}
JUDGED_OPS = {"payment", "void", "return", "credit", *CHANGES}
TAKES_BACK = ("void", "return")
OVER = ("posted", "cancelled")


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
            if after not in LEGAL[before] and not _is_superseded(row, before, after)
        )
        if [event["from_state"] for event in chain] != states[:-1] or states[-1] != row["state"]:
            yield f"{row['reference']}: its events do not lead to {row['state']}"


def _is_superseded(row, before, after):
    """A change that was under way is called off where a newer one has come; money never is."""
    return row["op"] in CHANGES and (before, after) == ("posting", "cancelled")


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


def enrolment_ends_at_its_highest_version(evidence):
    """I9: of one account and kind, versions are sent in their order and none after a higher one; at rest the highest
    is settled, none below it waits, and what the books were told last is what it says.
    """
    for row in evidence["outbox"]:
        if row["op"] not in JUDGED_OPS:
            yield f"{row['reference']} is a {row['op']}, of which no order is judged yet"
    for (_bid, account, op), rows in _versions(evidence).items():
        sent = [_version(rows, event) for event in evidence["outbox_events"] if event["to_state"] == "posting"]
        order = [version for version in sent if version]
        if order != sorted(order):
            yield f"{op} of {account}: sent as versions {order}"
        if evidence.is_at_rest:
            yield from _at_its_end(account, op, rows, evidence.alerts)


def _versions(evidence):
    """The changes of each account and kind by version, the lowest first."""
    found = defaultdict(dict)
    for row in evidence["outbox"]:
        if row["op"] in CHANGES:
            version = int(row["business_key"].rpartition(":")[2])
            found[row["bid"], row["account_number"], row["op"]][version] = row
    return {key: dict(sorted(rows.items())) for key, rows in found.items()}


def _version(rows, event):
    return next((version for version, row in rows.items() if row["id"] == event["outbox_id"]), None)


def _at_its_end(account, op, rows, alerts):
    *older, highest = rows.values()
    yield from (f"{row['reference']} waits behind a newer version" for row in older if row["state"] not in OVER)
    said = [alert.is_on for alert in alerts or [] if (alert.account, alert.op) == (account, op)]
    if alerts is not None and highest["state"] == "posted" and said[-1:] != [bool(highest["active"])]:
        yield f"{op} of {account} was told last as {said[-1:]}, and its highest version says {highest['active']}"
