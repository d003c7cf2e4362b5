"""TEL (rules.md 2.5): no bank account is debited by phone without a spoken yes, and a notice that was there before."""


def no_debit_without_a_yes(evidence):
    """Each such payment whose charge left has one authorisation of its whole amount and one notice, both of before."""
    for payment in evidence["payments"]:
        if (payment["method"], payment["channel"]) == ("bank", "phone") and payment["charging_at"] is not None:
            yield from (f"payment {payment['payment_id']} {lacks}" for lacks in _lacks(evidence, payment))


def _lacks(evidence, payment):
    given, notices = _of(evidence, "authorizations", payment), _of(evidence, "notices", payment)
    if len(given) != 1 or len(notices) != 1:
        yield f"was charged with {len(given)} authorisations and {len(notices)} notices"
        return
    (yes,), (notice,) = given, notices
    if yes["answer"] != "yes" or yes["total_cents"] != payment["amount_cents"] + payment["fee_cents"]:
        yield f"was charged otherwise than was agreed: {yes['answer']!r} to {yes['total_cents']} cents"
    if str(yes["at"]) > str(payment["charging_at"]) or str(notice["created_at"]) > str(payment["charging_at"]):
        yield "was charged before its yes or its notice"
    if notice["words"] != yes["words"]:
        yield "has a notice of other words than were agreed to"


def _of(evidence, table, payment):
    return [row for row in evidence[table] if row["payment_id"] == payment["payment_id"]]
