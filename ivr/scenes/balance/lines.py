"""What the turns of this scene say, in the order of its table. The words are in `prompts/`."""

from collections.abc import Callable

from ivr.call import Call, Owed
from ivr.scenes.common import misfit, missed, or_say, owed_of
from ivr.scenes.enrolling.offers import key_of_more, more
from ivr.scenes.reconnection import reconnected
from ivr.turns import MISSED, Line


def read_balance(call: Call) -> tuple[Line, ...]:
    owed = owed_of(call)
    facts = () if call.why in MISSED else balance_facts(call)
    choices = {
        "1": Line("read_balance.pay_all", {"owed": owed.owed}),
        "2": Line("read_balance.pay_past_due", {"past_due": owed.past_due}),
        "3": Line("read_balance.pay_other"),
        "4": Line("read_balance.another_account"),
        "5": Line("read_balance.pay_later" if call.may_pay_later() else "nothing_owed.planned"),
    }
    offered = tuple(choices[key] for key in what_may_be_paid(call) if key in choices)
    meanwhile = (Line("read_balance.pay_all_the_same"),) if facts and window(call, owed) else ()
    around = missed("read_balance", call), facts, meanwhile, offered, more(call), or_say(call)
    return (*(line for each in around for line in each), Line("common.again_or_person"))


def balance_facts(call: Call) -> tuple[Line, ...]:
    """Total, past due, due date; where the figures are not live, or hold a payment of ours, that is said too."""
    owed = owed_of(call)
    if owed.owed < 0:
        amount = (Line("read_balance.credit", {"credit": owed.owed}),)
    elif owed.owed == 0:
        amount = (Line("read_balance.nothing"),)
    else:
        amount = (Line("read_balance.total", {"owed": owed.owed}),)
    lines = [
        *bill_type(owed),
        *window(call, owed),
        *((Line("read_balance.as_of", {"as_of": owed.as_of}),) if owed.as_of else ()),
        *amount,
        *((Line("read_balance.past_due", {"past_due": owed.past_due}),) if owed.past_due > 0 else ()),
        *((_due(call, owed.due),) if owed.due and owed.owed > 0 else ()),
        *shut_off(call, owed),
    ]
    if owed.ours:
        lines.append(Line("read_balance.ours_today" if owed.ours_today else "read_balance.ours", {"ours": owed.ours}))
    return tuple(lines)


def window(call: Call, owed: Owed) -> tuple[Line, ...]:
    """Why the books are not live, and until when."""
    back = call.systems_are_back() if owed.in_window else None
    return () if back is None else (Line("read_balance.window", {"biller": call.biller.name, "back": f"{back:%H:%M}"}),)


def bill_type(owed: Owed) -> tuple[Line, ...]:
    """A final bill and a notice are told apart from the monthly one."""
    told = {"FINAL": "read_balance.final", "NOTICE": "read_balance.notice"}
    return (Line(told[owed.bill_type]),) if owed.owed > 0 and owed.bill_type in told else ()


def shut_off(call: Call, owed: Owed) -> tuple[Line, ...]:
    """What keeps the service on, and by when; what is past due already is paid, this is not said any more."""
    if not owed.disconnect or owed.past_due <= 0:
        return ()
    if owed.disconnect <= call.today():
        told = Line("read_balance.disconnected", {"past_due": owed.past_due, "disconnect": owed.disconnect})
        return (told, *(reconnected(call) or (Line("read_balance.ask_when"),)))
    return (Line("read_balance.disconnect", {"past_due": owed.past_due, "disconnect": owed.disconnect}),)


def _due(call: Call, due: str) -> Line:
    """Nobody is told that his bill is due on a day that has passed."""
    return Line("read_balance.was_due" if due < call.today() else "read_balance.due", {"due": due})


def what_may_be_paid(call: Call) -> str:
    """The keys of read_balance that are open now: what may be paid, and when; more; another account always."""
    owed, terms = owed_of(call), call.biller.payments
    most = terms.maximum.cents
    keys = [
        "1" if owed.owed <= most else "",
        "2" if 0 < owed.past_due <= most else "",
        "3" if call.takes_parts() or terms.prepay or owed.owed > most else "",
        "4",
        "5" if call.may_pay_later() or owed.planned else "",
        key_of_more(call),
    ]
    return "".join(keys)


def nothing_owed(call: Call) -> tuple[Line, ...]:
    facts = () if call.why in MISSED else balance_facts(call)
    prepay = (Line("nothing_owed.prepay"),) if "3" in what_when_nothing(call) else ()
    planned = (Line("nothing_owed.planned"),) if "5" in what_when_nothing(call) else ()
    return (*missed("nothing_owed", call), *facts, *prepay, *planned, *more(call), Line("nothing_owed.say"))


def what_when_nothing(call: Call) -> str:
    """Paying ahead only where the biller takes it and a way to pay is open; what is planned can be called off."""
    ahead = "34" if call.biller.payments.prepay and call.open_ways() else "4"
    return ahead + ("5" if owed_of(call).planned else "") + key_of_more(call)


def payment_unsure(call: Call) -> tuple[Line, ...]:
    facts = () if call.why in MISSED else balance_facts(call)
    unsure = Line("payment_unsure.say", {"unsure": owed_of(call).unsure})
    return (*missed("payment_unsure", call), *facts, unsure, Line("payment_unsure.choose"))


def ask_amount(call: Call) -> tuple[Line, ...]:
    reasons: dict[str, Callable[[], Line]] = {
        "too_little": lambda: Line("ask_amount.too_little", {"minimum": least(call)}),
        "too_much": lambda: Line("ask_amount.too_much", {"maximum": most(call)}),
    }
    first = (reasons[call.why](),) if call.why in reasons else misfit("ask_amount", call)
    return (*first, Line("ask_amount.say"), *or_say(call, "ask_amount.or_say"))


def least(call: Call) -> int:
    """The smallest amount that may be keyed, in cents; all that is owed where that is less.

    The bill's own minimum comes before the biller's (row F16).
    """
    owed, terms = owed_of(call), call.biller.payments
    minimum = min(owed.minimum or terms.minimum.cents, terms.maximum.cents)
    if not call.takes_parts() and owed.owed > 0:
        return min(owed.owed, terms.maximum.cents)
    return min(minimum, owed.owed) if owed.owed > 0 else minimum


def most(call: Call) -> int:
    """The largest amount that may be keyed, in cents: what is owed, or the biller's maximum where he takes more."""
    owed, terms = owed_of(call), call.biller.payments
    return terms.maximum.cents if terms.prepay else min(owed.owed, terms.maximum.cents)
