"""What the gateway's answers mean, read field by field. Pure: a reply goes in, an outcome or a charge comes out."""

import json
import re
from collections import Counter
from datetime import date, datetime
from typing import Any

from integration.bank_data import CorrectionOutcome, TokenCorrected
from integration.errors import Garbled
from integration.model import Captured, Charge, ChargeOutcome, Declined, Kept, Settled, Undone, UndoOutcome, Unsure
from integration.money import Money
from integration.ports import HttpReply

CHARGE_ID_CHARS_MAX = 80  # the ledger's columns; a longer one could be charged and then not written down
CODE_CHARS_MAX = 80
MESSAGE_CHARS_MAX = 200
REFERENCE_CHARS_MAX = 200  # in a day's list a reference may be anybody's
CHARGED_STATUS, DECLINED_STATUS, KEY_USED_STATUS = 200, 402, 409
MONEY_MOVED = ("captured", "voided", "refunded")
NO_MONEY_MOVED = ("declined",)
WENT_BACK = ("voided", "refunded")
SETTLED = "already_settled"  # why a void is refused: the money is on its way to the biller
UNKNOWN_STATUS = 404
_WORDS = re.compile(r"[a-z_]{1,80}")  # a code in words; digits could be anybody's account


def outcome_in(reply: HttpReply, reference: str, amount: Money) -> ChargeOutcome:
    """The answer to a charge. Only a whole answer about this very charge is Captured; only a whole no is Declined."""
    if reply.status == CHARGED_STATUS:
        return _captured(reply, reference, amount)
    if reply.status == DECLINED_STATUS:
        return _declined(reply)
    if reply.status == KEY_USED_STATUS:
        return Unsure(f"the gateway holds another order under {reference} (409): what it charged is looked up")
    return Unsure(f"the gateway answered the charge with {reply.status}; expected 200 or 402")


def undone_in(reply: HttpReply, charge: Charge) -> UndoOutcome:
    """The answer to a void or a refund: Undone only by a whole answer about this very charge, Kept by a whole no."""
    if reply.status in (KEY_USED_STATUS, UNKNOWN_STATUS):
        return _kept(reply)
    if reply.status != CHARGED_STATUS:
        return Unsure(f"the gateway answered the undoing with {reply.status}; expected 200 or 409")
    try:
        found = _charge(_table(reply), charge.reference)
        _same("charge_id", found.charge_id, charge.charge_id)
        _same("amount_cents", found.amount.cents, charge.amount.cents)
    except ValueError as error:
        return Unsure(f"the gateway answered the undoing with 200 and {error}")
    if found.status not in WENT_BACK:
        return Unsure(f"the gateway answered the undoing with status {found.status}; expected {' or '.join(WENT_BACK)}")
    return Undone(found.status)


def _kept(reply: HttpReply) -> UndoOutcome:
    try:
        return Kept(_text(_table(reply), "error", CODE_CHARS_MAX))
    except ValueError as error:
        return Unsure(f"the gateway answered the undoing with {reply.status} and {error}")


def corrected_in(reply: HttpReply, reference: str, parts: set[str]) -> CorrectionOutcome:
    """The answer to a correction of these parts. Nothing of the answer is ever quoted: it may repeat bank data."""
    if reply.status not in (CHARGED_STATUS, KEY_USED_STATUS, UNKNOWN_STATUS):
        return Unsure(f"the gateway answered the correction with {reply.status}; expected 200, 404 or 409")
    try:
        told = _table(reply)
    except ValueError:
        return Unsure(f"the gateway answered the correction with {reply.status} and no JSON object")
    if reply.status != CHARGED_STATUS:
        code = told.get("error")
        if isinstance(code, str) and _WORDS.fullmatch(code):
            return Kept(code)
        return Unsure(f"the gateway answered the correction with {reply.status} and no code that we can read")
    if told.get("reference") != reference or told.get("corrected") != sorted(parts):
        return Unsure("the gateway answered the correction with 200, of another payment or of other parts")
    return TokenCorrected()


def charge_in(reply: HttpReply, reference: str) -> Charge | None:
    """The one charge of a look-up's list. Raises Garbled, with the bytes kept, for anything but none or one.

    A charge under another reference means that the question was not understood, so the list proves nothing about
    ours: that is never read as "none".
    """
    try:
        found = [_charge(entry, reference) for entry in _list(_table(reply), "charges")]
    except ValueError as error:
        raise Garbled(f"the gateway's list for {reference}: {error}", kept=reply.body) from error
    moved = [charge for charge in found if charge.status not in NO_MONEY_MOVED]
    if len(moved) > 1:
        ids = ", ".join(charge.charge_id for charge in moved)
        raise Garbled(
            f"the gateway holds {len(moved)} charges under {reference} ({ids}); expected one", kept=reply.body
        )
    return moved[0] if moved else None


def settled_in(reply: HttpReply, day: date) -> list[Settled]:
    """The charges of a day's list, without those that moved no money; a reference may stand there more than once.

    Raises Garbled, with the bytes kept, when any part of it cannot be read: half a list proves nothing.
    """
    try:
        told = _table(reply)
        _same("date", told.get("date", day.isoformat()), day.isoformat())
        listed = [_settled(entry) for entry in _list(told, "charges")]
        _each_once([one.charge.charge_id for one in listed])
    except ValueError as error:
        raise Garbled(f"the gateway's list of {day}: {error}", kept=reply.body) from error
    return [one for one in listed if one.charge.status not in NO_MONEY_MOVED]


def _settled(entry: Any) -> Settled:
    if not isinstance(entry, dict):
        raise ValueError(f"a charge is an object; found {type(entry).__name__}")  # noqa: TRY004 - one kind of misreading
    charge = _charge(entry, _text(entry, "reference", REFERENCE_CHARS_MAX))
    made_at = datetime.fromisoformat(_text(entry, "created_at", CODE_CHARS_MAX))
    if made_at.tzinfo is None:
        raise ValueError(f"created_at is an instant with its zone; found {made_at.isoformat()}")
    return Settled(charge, made_at)


def _each_once(charge_ids: list[str]) -> None:
    twice = [charge_id for charge_id, times in Counter(charge_ids).items() if times > 1]
    if twice:
        raise ValueError(f"charge {twice[0]} is listed twice; expected each once")


def _captured(reply: HttpReply, reference: str, amount: Money) -> ChargeOutcome:
    try:
        told = _table(reply)
        _same("reference", told.get("reference"), reference)
        _same("status", told.get("status"), "captured")
        _same("amount_cents", told.get("amount_cents", amount.cents), amount.cents)  # the wire may leave it out
        return Captured(_text(told, "charge_id", CHARGE_ID_CHARS_MAX))
    except ValueError as error:
        return Unsure(f"the gateway answered the charge with 200 and {error}")


def _declined(reply: HttpReply) -> ChargeOutcome:
    try:
        told = _table(reply)
        _same("status", told.get("status"), "declined")
        return Declined(_text(told, "code", CODE_CHARS_MAX), _remark(told.get("message")))
    except ValueError as error:
        return Unsure(f"the gateway answered the charge with 402 and {error}")


def _charge(entry: Any, reference: str) -> Charge:
    if not isinstance(entry, dict):
        raise ValueError(f"a charge is an object; found {type(entry).__name__}")  # noqa: TRY004 - one kind of misreading
    _same("reference", entry.get("reference"), reference)
    status = _text(entry, "status", CODE_CHARS_MAX)
    if status not in MONEY_MOVED + NO_MONEY_MOVED:
        raise ValueError(f"a status is one of {', '.join(MONEY_MOVED + NO_MONEY_MOVED)}; found {status!r}")
    amount, refunded = _cents(entry, "amount_cents", least=1), _cents(entry, "refunded_cents", least=0, default=0)
    return Charge(_text(entry, "charge_id", CHARGE_ID_CHARS_MAX), reference, amount, status, refunded)


def _cents(entry: dict[str, Any], name: str, *, least: int, default: int | None = None) -> Money:
    found = entry.get(name, default)
    if type(found) is not int or found < least:
        raise ValueError(f"{name} is whole cents, at least {least}; found {found!r}")
    return Money(found)


def _table(reply: HttpReply) -> dict[str, Any]:
    try:
        told = json.loads(reply.body)
    except (ValueError, RecursionError) as error:
        raise ValueError("a body that is not JSON") from error
    if not isinstance(told, dict):
        raise ValueError(f"a body that is no JSON object but {type(told).__name__}")  # noqa: TRY004 - as above
    return told


def _list(told: dict[str, Any], name: str) -> list[Any]:
    found = told.get(name)
    if not isinstance(found, list):
        raise ValueError(f"{name} is a list; found {type(found).__name__}")  # noqa: TRY004 - as above
    return found


def _text(told: dict[str, Any], name: str, chars_max: int) -> str:
    found = told.get(name)
    if not isinstance(found, str) or not 0 < len(found) <= chars_max or not found.isprintable():
        raise ValueError(f"{name} is plain text of 1 to {chars_max} characters; found {str(found)[:chars_max]!r}")
    return found


def _remark(found: Any) -> str:
    """Words for a person: what cannot be stored or shown is left out, since they decide nothing."""
    return "".join(filter(str.isprintable, found))[:MESSAGE_CHARS_MAX] if isinstance(found, str) else ""


def _same(name: str, found: Any, expected: str | int) -> None:
    if type(found) is not type(expected) or found != expected:
        raise ValueError(f"{name} {str(found)[:CODE_CHARS_MAX]!r}; expected {expected!r}")
