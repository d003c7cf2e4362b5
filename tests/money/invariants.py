"""The money invariants I1 to I14 of reliability.md, and TEL of rules.md 2.5, judged by code of their own alone.

`assert_invariants` stands at the end of every test that crashes, kills, stalls or takes back.
"""

from tests.money import consents, order, sums, walls
from tests.money.evidence import entries_of, evidence_of

INVARIANTS = {
    "I1": sums.captured_is_told,
    "I2": sums.at_most_one_item,
    "I3": sums.nothing_is_absent,
    "I4": sums.posted_is_there,
    "I5": sums.all_is_settled,
    "I6": order.only_legal_changes,
    "I7": sums.every_side_sums_to_zero,
    "I8": order.nothing_before_its_payment,
    "I9": order.enrolments_are_not_judged_yet,
    "I10": walls.whole_versions_on_show,
    "I11": walls.nobody_is_called_yet,
    "I12": walls.nothing_secret_is_kept,
    "I13": walls.no_row_crosses_billers,
    "I14": walls.what_was_spoken_is_durable,
    "TEL": consents.no_debit_without_a_yes,
}


def breaches(evidence):
    """Every breach of every invariant, as `I2: …`."""
    return [f"{name}: {breach}" for name, judge in INVARIANTS.items() for breach in judge(evidence)]


def assert_invariants(database, *, items=None, gateway=None, is_at_rest=True, canaries=()):
    """Of a ledger, the journal of the books (`items`) and that of the gateway, where they took part."""
    books = None if items is None else entries_of(items)
    evidence = evidence_of(database.url, books=books, gateway=gateway, is_at_rest=is_at_rest, canaries=tuple(canaries))
    assert breaches(evidence) == []
