"""I15: what was agreed to be charged on a later day is charged once at most, as agreed, and called off for good."""

import json
import re

SPOKEN = re.compile(r"(?<![0-9] )(?<![0-9], )[0-9](?:,? [0-9]){7}(?!,? [0-9])")
KEEPS_A_TOKEN = ("offered", "open", "taken")


def what_is_planned_is_kept_to(evidence):
    """I15: charged means a captured payment of no more than was agreed; all else moved nothing and keeps no card."""
    for row in evidence["schedules"]:
        yield from (f"schedule {row['reference']} ({row['state']}): {wrong}" for wrong in _wrong(row, evidence))
    yield from _spoken(evidence)


def _wrong(row, evidence):
    payment = evidence.payment(row["payment_id"]) if row["payment_id"] else None
    is_captured = payment is not None and payment["state"] == "captured"
    if row["state"] == "charged" and not is_captured:
        yield "no payment of it is captured"
    if row["state"] not in ("charged", "taken") and is_captured:
        yield "its payment is captured"
    if payment is not None and payment["amount_cents"] > row["amount_cents"]:
        yield f"{payment['amount_cents']} cents, {row['amount_cents']} were agreed to"
    if payment is not None and (payment["fee_cents"], payment["bid"]) != (row["fee_cents"], row["bid"]):
        yield "its payment has another fee or biller"
    if bool(row["token_sealed"]) != (row["state"] in KEEPS_A_TOKEN):
        yield "its card is kept too long, or not long enough"
    if evidence.is_at_rest and row["state"] == "taken":
        yield "nobody knows what became of it"


def _spoken(evidence):
    """A reference number that was spoken is of a schedule of the same call, which was agreed to."""
    agreed = {(row["call_sid"], row["reference"]) for row in evidence["schedules"] if row["agreed_at"]}
    for turn in evidence["turns"]:
        said = SPOKEN.findall(" ".join(json.loads(turn["said"]))) if turn["turn"] == "later_booked" else ()
        for found in said:
            if (turn["call_sid"], re.sub("[^0-9]", "", found)) not in agreed:
                yield f"call {turn['call_sid']} heard a reference number that is nobody's"
