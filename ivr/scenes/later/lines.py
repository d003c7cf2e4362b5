"""What the turns of this scene say, in the order of its table. The words are in `prompts/`."""

from integration.model import Way
from ivr.call import Call
from ivr.scenes.balance.lines import shut_off, what_may_be_paid
from ivr.scenes.common import misfit, or_say, owed_of
from ivr.scenes.later import days
from ivr.scenes.later.consent import consent_lines, fee_of
from ivr.turns import MISSED, Line


def read_plan(call: Call) -> tuple[Line, ...]:
    spoken_of = owed_of(call).planned[call.plan : call.plan + 1]
    told = [Line("read_plan.plan", {"total": one.total, "day": one.day, "card": one.card_ending}) for one in spoken_of]
    return (*misfit("read_plan", call), *told, Line("read_plan.say"), *or_say(call))


def plan_outcome(call: Call) -> tuple[Line, ...]:
    first = {"": (Line("plan_outcome.cancelled"),), "too_late": (Line("plan_outcome.too_late"),)}
    return (*first.get(call.why, misfit("plan_outcome", call)), Line("plan_outcome.say"))


def choose_later(call: Call) -> tuple[Line, ...]:
    choices = {"1": Line("choose_later.charge"), "2": Line("choose_later.promise")}
    offered = tuple(choices[key] for key in what_may_be_later(call))
    return (*misfit("choose_later", call), *offered, *or_say(call))


def what_may_be_later(call: Call) -> str:
    """A card only where this account may pay by it; a promise always."""
    return "12" if Way.CARD in call.open_ways() else "2"


def later_amount(call: Call) -> tuple[Line, ...]:
    owed = owed_of(call)
    choices = {
        "1": Line("read_balance.pay_all", {"owed": owed.owed}),
        "2": Line("read_balance.pay_past_due", {"past_due": owed.past_due}),
        "3": Line("read_balance.pay_other"),
    }
    offered = tuple(choices[key] for key in how_much_later(call))
    return (*misfit("later_amount", call), Line("later_amount.say"), *offered, *or_say(call))


def how_much_later(call: Call) -> str:
    """As today: all, the past due part, another amount."""
    return "".join(key for key in what_may_be_paid(call) if key in "123")


def choose_day(call: Call) -> tuple[Line, ...]:
    choices = {
        "1": Line("choose_day.tomorrow", {"day": days.tomorrow(call)}),
        "2": Line("choose_day.due", {"due": owed_of(call).due}),
        "3": Line("choose_day.other"),
    }
    offered = tuple(choices[key] for key in which_days(call))
    return (*misfit("choose_day", call), *offered, *or_say(call))


def which_days(call: Call) -> str:
    """The due date where it is still to come and is not tomorrow, which is offered already."""
    due = owed_of(call).due
    return "".join(
        [
            "1" if days.may_be(call, days.tomorrow(call)) else "",
            "2" if due != days.tomorrow(call) and days.may_be(call, due) else "",
            "3",
        ]
    )


def ask_day(call: Call) -> tuple[Line, ...]:
    reasons = {
        days.PAST: Line("ask_day.past"),
        days.TODAY: Line("ask_day.today"),
        days.TOO_FAR: Line("ask_day.too_far", {"last": days.last_day(call)}),
        days.NO_DAY: Line("ask_day.no_day"),
    }
    first = (reasons[call.why],) if call.why in reasons else misfit("ask_day", call)
    return (*first, Line("ask_day.say"), *or_say(call, "ask_day.or_say"))


def confirm_day(call: Call) -> tuple[Line, ...]:
    """Said back with weekday and amount, and what it does not do."""
    said_back: dict[str, str | int] = {"amount": call.amount, "day": call.day}
    if call.later == "promise":
        spoken: tuple[Line, ...] = (Line("confirm_day.promise", said_back),)
        last = Line("confirm_day.say_promise")
    else:
        fee = fee_of(call)
        total = (Line("confirm_payment.fee", {"fee": fee, "total": call.amount + fee}),) if fee else ()
        spoken = (Line("confirm_day.charge", said_back | {"biller": call.biller.name}), *total)
        last = Line("confirm_day.say_charge")
    return (*misfit("confirm_day", call), *spoken, *_warnings(call), last, *or_say(call))


def _warnings(call: Call) -> tuple[Line, ...]:
    """Nobody learns too late that the day is past the due date, or that a shut-off does not wait for it."""
    owed, today = owed_of(call), call.today()
    is_after_due = today <= owed.due < call.day
    is_after_disconnect = today < owed.disconnect <= call.day
    return (
        *((Line("confirm_day.after_due", {"due": owed.due}),) if is_after_due else ()),
        *shut_off(call, owed),
        *((Line("confirm_day.after_disconnect", {"disconnect": owed.disconnect}),) if is_after_disconnect else ()),
        *_does_not_stop(call),
    )


def _does_not_stop(call: Call) -> tuple[Line, ...]:
    owed = owed_of(call)
    return (Line("confirm_day.not_stopped"),) if owed.past_due > 0 or owed.disconnect else ()


def confirm_twice(call: Call) -> tuple[Line, ...]:
    return (*misfit("confirm_twice", call), Line("confirm_twice.say", {"amount": call.amount, "day": call.day}))


def agree_later(call: Call) -> tuple[Line, ...]:
    return (*misfit("agree_later", call), *consent_lines(call), Line("agree_later.say"), *or_say(call))


def later_booked(call: Call) -> tuple[Line, ...]:
    thanks = Line("later_booked.thanks", {"total": call.amount + fee_of(call), "day": call.day})
    number = {"confirmation": call.confirmation}
    spoken = (Line("later_booked.number", number), Line("receipt.number_again", number))
    first = () if call.why in MISSED | {"again"} else (thanks, *_does_not_stop(call))
    return (*misfit("later_booked", call), *first, *spoken, Line("receipt.say"))


def promised(call: Call) -> tuple[Line, ...]:
    thanks = Line("promised.thanks", {"amount": call.amount, "day": call.day})
    return (*misfit("promised", call), thanks, *_does_not_stop(call), Line("promised.say"))
