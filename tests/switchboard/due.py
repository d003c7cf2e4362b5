"""What a world asks of its ledger past the product: when something is due, and whether all is settled.

Each question as SQL, and as Python over plain rows. A beat that would find nothing is not worth its time.
"""

from enum import Enum

_UNSETTLED = ("ready", "posting", "ambiguous")
_RUN_THAT_RESTS = 3


class Ask(Enum):
    """`value` is the SQL; it answers with one number, or one instant as text."""

    __hash__ = object.__hash__  # asked for thousands of times a seed; an enum's own is written in Python

    WAITING = """SELECT min(max(one.next_at, one.lease_until)) FROM outbox AS one
      LEFT JOIN outbox AS first ON first.id = one.depends_on
      WHERE one.state IN ('ready', 'posting', 'ambiguous', 'review') AND one.next_at < '9999-01'
      AND (one.depends_on IS NULL OR first.state = 'posted')"""
    LOOKS = "SELECT min(next_look_at) FROM payments WHERE next_look_at IS NOT NULL"
    UNDOS = "SELECT min(next_look_at) FROM undos WHERE next_look_at IS NOT NULL"
    CLOSES = "SELECT min(closes_at) FROM batches WHERE closed_at IS NULL"
    RESTS = "SELECT max(rests_until) FROM breakers WHERE run >= 3"
    HELD = "SELECT min(since) FROM holds"
    UNSETTLED = """SELECT (SELECT count(*) FROM outbox AS one LEFT JOIN outbox AS first ON first.id = one.depends_on
        WHERE one.state IN ('ready', 'posting', 'ambiguous') AND (first.id IS NULL OR first.state <> 'review'))
      + (SELECT count(*) FROM payments WHERE state IN ('intent', 'charging', 'unknown'))
      + (SELECT count(*) FROM undos WHERE state IN ('wanted', 'undoing'))"""


def waiting(tables):
    """`Ask.WAITING`."""
    rows = tables["outbox"]
    return min(
        (
            max(row["next_at"], row["lease_until"])
            for row in rows.values()
            if row["state"] in (*_UNSETTLED, "review")
            and row["next_at"].year < 9999
            and (row["depends_on"] is None or rows[row["depends_on"]]["state"] == "posted")
        ),
        default=None,
    )


def unsettled(tables):
    """`Ask.UNSETTLED`."""
    rows = tables["outbox"]
    first = {number: rows[row["depends_on"]]["state"] for number, row in rows.items() if row["depends_on"] is not None}
    postings = sum(row["state"] in _UNSETTLED and first.get(number) != "review" for number, row in rows.items())
    payments = sum(row["state"] in ("intent", "charging", "unknown") for row in tables["payments"].values())
    return postings + payments + sum(row["state"] in ("wanted", "undoing") for row in tables["undos"].values())


def _least(table, column, where=lambda _row: True):
    def asked(tables):
        found = (row[column] for row in tables[table].values() if where(row))
        return min((each for each in found if each is not None), default=None)

    return asked


def _rests(tables):
    resting = (row["rests_until"] for row in tables["breakers"].values() if row["run"] >= _RUN_THAT_RESTS)
    return max(resting, default=None)


PLAINLY = {
    Ask.WAITING: waiting,
    Ask.LOOKS: _least("payments", "next_look_at"),
    Ask.UNDOS: _least("undos", "next_look_at"),
    Ask.CLOSES: _least("batches", "closes_at", lambda row: row["closed_at"] is None),
    Ask.RESTS: _rests,
    Ask.HELD: _least("holds", "since"),
    Ask.UNSETTLED: unsettled,
}
