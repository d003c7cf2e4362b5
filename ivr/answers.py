"""What the caller's answers lead to: small pure functions that the script's table names, in its order."""

from collections.abc import Callable

from integration.model import Pays, Way
from ivr.call import Call, Dialed, Finished, Owed, Paid
from ivr.lines import least, most
from ivr.turns import TRIES_MAX, Next, go, person

SEARCHES_MAX = 3
DECLINES_MAX = 3  # cards that fail, in one call
ZIP_DIGITS = 5
AMOUNT_DIGITS = (1, 9)  # keyed in cents: five zero zero zero is fifty dollars


def begin(call: Call) -> Next:
    """Where a new call starts: the choice of language, or the account where there is only one language."""
    return go("greeting") if len(call.biller.languages) > 1 else go("ask_account", why="hello")


def speak(place: int) -> Callable[[Call], Next]:
    """The language at this place of the biller's list."""

    def chosen(call: Call) -> Next:
        return go("ask_account", language=call.biller.languages[place])

    return chosen


def languages_offered(call: Call) -> str:
    return "".join(str(key) for key in range(1, len(call.biller.languages) + 1))


def account_digits(call: Call) -> tuple[int, int]:
    return call.biller.account.digits


def remember_account(call: Call, digits: str) -> Next:
    """Nothing is looked up before it can be proved: not found and not proved must sound and last the same."""
    proof = "find_account" if call.biller.account.verify == "none" else "ask_zip"
    return go(proof, keyed=digits, proved=False, owed=None, amount=0, pays="")


def zip_digits(_call: Call) -> tuple[int, int]:
    return (ZIP_DIGITS, ZIP_DIGITS)


def remember_zip(_call: Call, digits: str) -> Next:
    return go("find_account", zip_code=digits)


def after_search(call: Call, finished: Finished) -> Next:
    """Found | not_found | locked. The third search that fails is a person's."""
    if finished.word == "found":
        return go("find_balance", zip_code="", proved=True, searches=0)
    forgotten: dict[str, object] = {"keyed": "", "zip_code": "", "proved": False}
    if finished.word == "locked":
        return _person(call, "locked", forgotten)
    if call.searches + 1 >= SEARCHES_MAX:
        return _person(call, "not_found", forgotten | {"searches": 0})
    return Next("ask_account", "not_found", forgotten | {"searches": call.searches + 1})


def after_balance(call: Call, finished: Finished) -> Next:
    """What this account may do now, the safest first."""
    owed = finished.owed
    if owed is None:
        raise ValueError(f"balance_of finished with {finished.word!r} and no balance")
    told: dict[str, object] = {"owed": owed}
    if owed.unsure:
        return Next("payment_unsure", changes=told)
    if owed.owed <= 0:
        return Next("nothing_owed", changes=told)
    if not any(way.value not in owed.closed_ways for way in call.biller.payments.ways):
        return _person(call, "flags_unknown" if finished.word == "flags_unknown" else blocked(owed), told)
    return Next("read_balance", changes=told)


def blocked(owed: Owed | None) -> str:
    """Why nothing can be paid here: only cash is taken, or it is just no card."""
    return "cash_only" if owed is None or len(owed.closed_ways) == len(Way) else "no_card"


def pay_all(call: Call) -> Next:
    return go("confirm_payment", pays=Pays.ALL.value, amount=call.owed.owed if call.owed else 0)


def pay_past_due(call: Call) -> Next:
    return go("confirm_payment", pays=Pays.PAST_DUE.value, amount=call.owed.past_due if call.owed else 0)


def another_account(_call: Call) -> Next:
    return go("ask_account", keyed="", proved=False, owed=None, amount=0, pays="", searches=0)


def amount_digits(_call: Call) -> tuple[int, int]:
    return AMOUNT_DIGITS


def check_amount(call: Call, digits: str) -> Next:
    """Keyed in cents; minimum, partial and maximum are the biller's, each spoken when it bites."""
    cents = int(digits)
    if cents < least(call):
        return _again(call, "too_little")
    if cents > most(call):
        return _again(call, "too_much")
    return go("confirm_payment", pays=Pays.OTHER.value, amount=cents)


def _again(call: Call, why: str) -> Next:
    misses = call.misses + 1
    return person(call, "no_answer") if misses >= TRIES_MAX else go("ask_amount", why=why, misses=misses)


def agree(call: Call) -> Next:
    """The same amount on the same account within a day is asked about first."""
    repeated = call.owed is not None and call.amount in call.owed.paid_today
    return go("confirm_repeat") if repeated else open_payment(call)


def open_payment(call: Call) -> Next:
    """Each attempt is a payment of its own, with its own id. A closed way is refused here too, however one got here."""
    if Way.CARD not in call.open_ways():
        return person(call, blocked(call.owed))
    if call.declines >= DECLINES_MAX:  # a thief tries out cards one after the other, at night too
        return person(call, "declined")
    return go("pay_card", attempt=call.attempt + 1, card_ending="", confirmation="")


def after_card(call: Call, paid: Paid) -> Next:
    """Twilio's Result words (twilio.md section 8); anything but success has moved no money, for we only tokenise."""
    if paid.result == "success" and paid.token_sealed:
        return go("charge", card_ending=paid.card_ending)
    if paid.result == "caller-hung-up":
        return go("goodbye")
    if paid.result == "caller-interrupted-with-star":
        return go("pay_left", why="star")
    return _failed(call, "pay_left", "trouble")


def after_charge(call: Call, finished: Finished) -> Next:
    """Captured | declined | unreachable | unknown. Unknown is never charged again: it is looked up."""
    if finished.word == "captured":
        return go("receipt", confirmation=finished.confirmation, paid=call.paid + 1)
    if finished.word == "unknown":
        return go("payment_unknown", confirmation=finished.confirmation)
    return _failed(call, "declined", "unreachable" if finished.word == "unreachable" else "")


def _failed(call: Call, turn: str, why: str) -> Next:
    """One card more that failed, at the bank or before; after the third only a person takes another."""
    declines = call.declines + 1
    if declines >= DECLINES_MAX:
        return _person(call, "declined", {"declines": declines})
    return go(turn, why=why, declines=declines)


def after_agent(_call: Call, dialed: Dialed) -> Next:
    return go("goodbye") if dialed.status in {"completed", "answered"} else go("no_agent", why="busy")


def go_on(call: Call) -> Next:
    """Alone again: to the balance where something can be done with it, else to another account."""
    return go("find_balance") if call.proved and call.open_ways() else another_account(call)


def leave(_call: Call) -> Next:
    return go("goodbye")


def _person(call: Call, why: str, changes: dict[str, object]) -> Next:
    to = person(call, why)
    return Next(to.turn, to.why, changes)
