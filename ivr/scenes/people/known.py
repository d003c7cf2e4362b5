"""What the agent is told of a caller before they speak: only what the caller has proved, never a card or a bank.

The same facts go three ways: in words (a whisper), in headers (SIP), in JSON (a screen pop).
"""

from urllib.parse import urlencode

from ivr.call import Call
from ivr.turns import Line

PLACES = {  # the turn that was left -> the prompt that tells of it
    "greeting": "whisper.at_account",
    "ask_account": "whisper.at_account",
    "confirm_account": "whisper.at_account",
    "ask_zip": "whisper.at_account",
    "ask_phone": "whisper.at_account",
    "ask_last_payment": "whisper.at_account",
    "find_account": "whisper.at_account",
    "find_balance": "whisper.at_balance",
    "read_balance": "whisper.at_balance",
    "nothing_owed": "whisper.at_balance",
    "payment_unsure": "whisper.at_unsure",
    "ask_amount": "whisper.at_paying",
    "confirm_payment": "whisper.at_paying",
    "confirm_repeat": "whisper.at_paying",
    "pay_card": "whisper.at_paying",
    "pay_left": "whisper.at_paying",
    "charge": "whisper.at_declined",
    "declined": "whisper.at_declined",
    "receipt": "whisper.at_receipt",
    "payment_unknown": "whisper.at_unsure",
    "bank_kind": "whisper.at_paying",
    "pay_bank": "whisper.at_paying",
    "authorize": "whisper.at_paying",
    "record_yes": "whisper.at_paying",
    "bank_left": "whisper.at_paying",
    "text_to": "whisper.at_receipt",
    "ask_text_number": "whisper.at_receipt",
    "check_text_number": "whisper.at_receipt",
    "confirm_text_number": "whisper.at_receipt",
    "text_sent": "whisper.at_receipt",
    "choose_later": "whisper.at_later",
    "later_amount": "whisper.at_later",
    "choose_day": "whisper.at_later",
    "ask_day": "whisper.at_later",
    "confirm_day": "whisper.at_later",
    "confirm_twice": "whisper.at_later",
    "later_card": "whisper.at_later",
    "agree_later": "whisper.at_later",
    "book_later": "whisper.at_later",
    "later_booked": "whisper.at_later",
    "promised": "whisper.at_later",
    "read_plan": "whisper.at_later",
    "cancel_plan": "whisper.at_later",
    "plan_outcome": "whisper.at_later",
    "find_enrolment": "whisper.at_services",
    "enrol_menu": "whisper.at_services",
    "confirm_paperless": "whisper.at_services",
    "autopay_menu": "whisper.at_services",
    "autopay_consent": "whisper.at_services",
    "autopay_card": "whisper.at_services",
    "autopay_left": "whisper.at_services",
    "autopay_bank": "whisper.at_services",
    "confirm_autopay_off": "whisper.at_services",
    "ask_new_phone": "whisper.at_services",
    "confirm_new_phone": "whisper.at_services",
    "new_email": "whisper.at_services",
    "change_told": "whisper.at_services",
}
HEADERS = {"account": "X-Account", "turn": "X-Turn", "amount_cents": "X-Amount-Cents", "language": "X-Language"}
_AN_AMOUNT_IS_CHOSEN = frozenset(
    {"confirm_payment", "confirm_repeat", "pay_card", "pay_left", "charge", "declined", "receipt", "payment_unknown"}
    | {"bank_kind", "pay_bank", "authorize", "record_yes", "bank_left"}
)


def known(call: Call) -> dict[str, str]:
    """Account, turn, amount in whole cents and language; what is not proved or not chosen is left out."""
    told = {"turn": call.left, "language": call.language}
    if call.proved and call.owed:
        told |= {"account": call.owed.account_number, "amount_cents": str(_amount(call))}
    return told


def _amount(call: Call) -> int:
    """What is being paid, where that is chosen; else what is owed."""
    owed = call.owed.owed if call.owed else 0
    return call.amount if call.left in _AN_AMOUNT_IS_CHOSEN else owed


def sip_address(call: Call) -> str:
    """The biller's SIP address with our headers: `sip:line@host?X-Account=…&X-Turn=…`. Twilio adds its CallSid."""
    headers = {HEADERS[name]: value for name, value in known(call).items() if value}
    return f"{call.biller.agent.sip}?{urlencode(headers)}"


def whisper(call: Call) -> tuple[Line, ...]:
    """For the agent alone, in the biller's first language; how to take the call is said last."""
    place = (Line(PLACES[call.left]),) if call.left in PLACES else ()
    language = (Line(f"whisper.speaks_{call.language}"),) if len(call.biller.languages) > 1 else ()
    take = (Line("whisper.take"),) if call.biller.agent.press_to_take else ()
    lines = (Line("whisper.from", {"biller": call.biller.name}), *_account(call), *place, *language, *take)
    return tuple(Line(line.key, line.values, call.biller.languages[0]) for line in lines)


def _account(call: Call) -> tuple[Line, ...]:
    if not (call.proved and call.owed):
        return (Line("whisper.not_proved"),)
    amount = _amount(call)
    told = (Line("whisper.amount", {"amount": amount}),) if amount > 0 else ()
    return (Line("whisper.account", {"account": call.owed.account_number}), *told)
