"""The money invariants I1 to I14 of reliability.md, I15 of payments on later days, and TEL of rules.md 2.5.

They are judged by code that shares nothing with the product.

`assert_invariants` stands at the end of every test that crashes, kills, stalls or takes back.
"""

from tests.money import consents, order, planned, rings, sums, walls
from tests.money.evidence import alerts_of, entries_of, evidence_of

INVARIANTS = {
    "I1": sums.captured_is_told,
    "I2": sums.at_most_one_item,
    "I3": sums.nothing_is_absent,
    "I4": sums.posted_is_there,
    "I5": sums.all_is_settled,
    "I6": order.only_legal_changes,
    "I7": sums.every_side_sums_to_zero,
    "I8": order.nothing_before_its_payment,
    "I9": order.enrolment_ends_at_its_highest_version,
    "I10": walls.whole_versions_on_show,
    "I11": rings.nobody_is_rung_against_the_law,
    "I12": walls.nothing_secret_is_kept,
    "I13": walls.no_row_crosses_billers,
    "I14": walls.what_was_spoken_is_durable,
    "I15": planned.what_is_planned_is_kept_to,
    "TEL": consents.no_debit_without_a_yes,
}


def breaches(evidence):
    """Every breach of every invariant, as `I2: …`."""
    return [f"{name}: {breach}" for name, judge in INVARIANTS.items() for breach in judge(evidence)]


def assert_invariants(database, *, items=None, alerts=None, gateway=None, is_at_rest=True, canaries=()):
    """Of a ledger, the journals of the books (`items`, `alerts`) and that of the gateway, where they took part."""
    books = None if items is None else entries_of(items)
    told = None if alerts is None else alerts_of(alerts)
    more = {"is_at_rest": is_at_rest, "canaries": tuple(canaries)}
    evidence = evidence_of(database.url, books=books, alerts=told, gateway=gateway, **more)
    found = breaches(evidence)
    assert found == [], found
