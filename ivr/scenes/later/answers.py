"""Where the answers of this scene lead, in the order of its table."""

from dataclasses import replace

from integration.model import Pays, Way
from ivr.call import Call, Finished, Paid
from ivr.scenes.common import owed_of
from ivr.scenes.later import days
from ivr.scenes.paying import answers as paying
from ivr.turns import TRIES_MAX, Next, go, person

DAY_DIGITS = (4, 4)  # month and day: one two zero four is December fourth
CHARGE, PROMISE = "charge", "promise"


def keep_plan(call: Call) -> Next:
    """On to the next that is planned; after the last, to a new one, where something is owed and may be paid later."""
    following, owed = call.plan + 1, owed_of(call)
    if following < len(owed.planned):
        return go("read_plan", plan=following)
    if owed.owed <= 0:
        return go("nothing_owed", plan=0)
    return go("choose_later" if call.may_pay_later() else "read_balance", plan=0)


def after_cancel(_call: Call, finished: Finished) -> Next:
    """Cancelled | too_late: a worker has it in hand."""
    return go("plan_outcome", why="" if finished.word == "cancelled" else "too_late")


def charge_later(_call: Call) -> Next:
    return go("later_amount", later=CHARGE)


def promise(_call: Call) -> Next:
    return go("later_amount", later=PROMISE)


def all_of_it(call: Call) -> Next:
    return go("choose_day", pays=Pays.ALL.value, amount=owed_of(call).owed)


def past_due_of_it(call: Call) -> Next:
    return go("choose_day", pays=Pays.PAST_DUE.value, amount=owed_of(call).past_due)


def tomorrow(call: Call) -> Next:
    return go("confirm_day", day=days.tomorrow(call))


def due_day(call: Call) -> Next:
    return go("confirm_day", day=owed_of(call).due)


def day_digits(_call: Call) -> tuple[int, int]:
    return DAY_DIGITS


def check_day(call: Call, digits: str) -> Next:
    """A day that cannot be is asked for again with the reason; nobody goes round here for ever."""
    day, why = days.day_meant(call, digits)
    if not why:
        return go("confirm_day", day=day)
    misses = call.misses + 1
    return person(call, "no_answer") if misses >= TRIES_MAX else go("ask_day", why=why, misses=misses)


def agree_on_day(call: Call) -> Next:
    """A promise is made; for a charge the card is asked for, after the same amount on the same day was asked about."""
    if call.later == PROMISE:
        return go("promised")
    is_twice = any((one.day, one.amount) == (call.day, call.amount) for one in owed_of(call).planned)
    return go("confirm_twice") if is_twice else take_card(call)


def take_card(call: Call) -> Next:
    """As for a payment now: closed ways, expired bills and cards tried out one after the other are refused here too."""
    return paying.take(replace(call, way=Way.CARD.value), "later_card")


def after_card(call: Call, paid: Paid) -> Next:
    """Twilio's Result words (twilio.md section 8); nothing is charged, the card is only taken."""
    if paid.result == "success" and paid.token_sealed:
        return go("agree_later", card_ending=paid.card_ending)
    if paid.result == "caller-hung-up":
        return go("goodbye")
    if paid.result == "caller-interrupted-with-star":
        return go("pay_left", why="star")
    return paying.failed(call, "pay_left", "trouble")


def after_booking(_call: Call, finished: Finished) -> Next:
    """Booked, with its reference number."""
    return go("later_booked", confirmation=finished.confirmation)
