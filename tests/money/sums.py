"""I1 to I4 and I7: no cent is lost, doubled or invented between the payer, the ledger and the books."""

from collections import Counter, defaultdict

UNSETTLED = ("ready", "posting", "ambiguous")


def captured_is_told(evidence):
    """I1: captured = posted + review + pending + cancelled, in cents, per biller; and payment by payment."""
    captured, told = Counter(), Counter()
    for row in evidence["payments"]:
        if row["state"] == "captured" and row["channel"] in evidence.pumped():
            captured[row["bid"]] += row["amount_cents"]
            yield from _its_one_posting(row, evidence.posting_of(row["payment_id"]))
    for row in evidence.postings("payment"):
        told[row["bid"]] += row["amount_cents"]
        payment = evidence.payment(row["payment_id"])
        if payment is None or payment["state"] != "captured":
            yield f"posting {row['reference']} without a captured payment"
    for bid in captured | told:
        if captured[bid] != told[bid]:
            yield f"biller {bid}: {captured[bid]} cents captured, {told[bid]} in the outbox"


def _its_one_posting(payment, postings):
    expected = (payment["bid"], payment["account_number"], payment["amount_cents"])
    found = [(row["bid"], row["account_number"], row["amount_cents"]) for row in postings]
    if found != [expected]:
        yield f"payment {payment['payment_id']}: {len(found)} postings, of it one was expected"


def at_most_one_item(evidence):
    """I2: at most one item per reference in the books' own journal."""
    for reference, items in evidence.items.items():
        if len(items) > 1:
            yield f"{reference} stands in the books {len(items)} times"


def nothing_is_absent(evidence):
    """I3: at rest, what the books do not hold is in review with a reason, or was called off with one."""
    if evidence.books is None or not evidence.is_at_rest:
        return
    for row in evidence.to_books():
        is_explained = row["state"] in ("review", "cancelled") and row["why"]
        if not evidence.items[row["reference"]] and not is_explained and not _waits_for_a_person(row, evidence):
            yield f"{row['reference']} is {row['state']} and not in the books"


def _waits_for_a_person(row, evidence):
    """Behind a posting that is in review."""
    first = next((one for one in evidence["outbox"] if one["id"] == row["depends_on"]), None)
    return first is not None and first["state"] == "review"


def posted_is_there(evidence):
    """I4: posted means exactly one item, with the same account and cents; and no item is anybody else's."""
    if evidence.books is None:
        return
    references = {row["reference"] for row in evidence["outbox"]}
    for row in evidence.to_books():
        cents = -row["amount_cents"] if row["op"] in ("void", "return") else row["amount_cents"]
        found = [(item.account, item.cents) for item in evidence.items[row["reference"]]]
        if row["state"] == "posted" and found != [(row["account_number"], cents)]:
            yield f"{row['reference']} is posted, the books hold {found}"
    for reference, items in evidence.items.items():
        if items and reference not in references:
            yield f"the books hold {reference}, which nobody here sent"


def all_is_settled(evidence):
    """I5: once faults stop, everything is settled within its bound; who calls this says that the bound has passed."""
    if not evidence.is_at_rest:
        return
    for row in evidence["outbox"]:
        if row["state"] in UNSETTLED and not _waits_for_a_person(row, evidence):
            yield f"{row['reference']} is still {row['state']}"
    for row in evidence["payments"]:
        if row["state"] in ("intent", "charging", "unknown"):
            yield f"payment {row['payment_id']} is still {row['state']}"
    for row in evidence["undos"]:
        if row["state"] in ("wanted", "undoing"):
            yield f"the undoing of {row['payment_id']} is still {row['state']}"


def every_side_sums_to_zero(evidence):
    """I7: of each payment, what payer and gateway moved, less what the ledger records of it, is nothing.

    This ledger keeps no double entries; its other side is the gateway's own journal.
    """
    if evidence.gateway is None or not evidence.is_at_rest:
        return
    moved = defaultdict(int, _moved(evidence.gateway))
    for row in evidence["payments"]:
        is_kept = row["state"] == "captured" and row["payment_id"] not in evidence.undone()
        recorded = row["amount_cents"] + row["fee_cents"] if is_kept else 0
        found = moved.pop(row["payment_id"], 0)
        if found != recorded:
            yield f"payment {row['payment_id']}: {found} cents moved, {recorded} recorded"
    yield from (f"{cents} cents moved under {reference}, no payment" for reference, cents in moved.items() if cents)


def _moved(gateway):
    """Cents that the gateway kept, by reference."""
    kept, reference_of = {}, {}
    for entry in gateway:
        charge_id = entry.get("charge_id")
        match entry["event"]:
            case "captured":
                kept[charge_id], reference_of[charge_id] = entry["amount_cents"], entry["reference"]
            case "voided":
                kept[charge_id] = 0
            case "refunded":
                kept[charge_id] -= entry["amount_cents"]
    total = Counter()
    for charge_id, cents in kept.items():
        total[reference_of[charge_id]] += cents
    return total
