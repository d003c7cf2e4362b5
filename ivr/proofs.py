"""What proves that an account is the caller's: the same steps, whether or not there is such an account."""

import hmac
from collections.abc import Iterable

from sqlalchemy import Connection

from integration.ledger import payments
from integration.model import Bill
from ivr.call import Call
from ivr.scenes.common import proved_by
from ivr.scenes.opening.answers import PHONE_DIGITS, ZIP_DIGITS


def expected(connection: Connection, call: Call, bill: Bill | None) -> tuple[str, ...]:
    """What may be keyed for this account, '' where the file has none; for an account that is not there, only ''.

    A last payment is ours, as it was charged or without its fee, or the one on the bill: payers remember either.
    """
    verify = proved_by(call)
    if verify == "phone_last4":
        return (_digits(bill.phone if bill else "")[-PHONE_DIGITS:],)
    if verify == "last_payment":
        account = bill.account_number if bill else call.keyed
        own = payments.last_captured(connection, call.biller.bid, account)
        amounts = (bill.payments.cents if bill else 0, *own)
        return tuple(str(cents) if cents > 0 else "" for cents in amounts)
    return ((bill.postal_code if bill else "")[:ZIP_DIGITS],)


def proves(call: Call, fitting: Iterable[str]) -> bool:
    """Compared in constant time, also against nothing; every one is compared, whichever fits."""
    verify = proved_by(call)
    if verify == "none":
        return True
    keyed = call.proof.lstrip("0") if verify == "last_payment" else call.proof
    found = [hmac.compare_digest(one.encode(), keyed.encode()) and bool(one) for one in fitting]
    return any(found)


def _digits(text: str) -> str:
    """The digits of a telephone number, without an extension after an x."""
    return "".join(letter for letter in text.lower().partition("x")[0] if letter.isascii() and letter.isdigit())
