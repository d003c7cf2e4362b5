"""What each turn says: pure functions from a call to its lines, in the script's order. The words are in `prompts/`."""

from collections.abc import Callable

from ivr.call import Call, Owed
from ivr.turns import Line, Say


def plain(turn: str) -> Say:
    """A turn that always says its one prompt."""

    def say(call: Call) -> tuple[Line, ...]:
        return (*missed(turn, call), Line(f"{turn}.say"))

    return say


def missed(turn: str, call: Call) -> tuple[Line, ...]:
    """Why it is said again, where it is: nobody is blamed."""
    if call.why == "silence":
        return (Line("common.silence"),)
    if call.why == "wrong":
        return (Line(f"{turn}.wrong"),)
    return ()


def greeting(call: Call) -> tuple[Line, ...]:
    """The biller's name, and each language in its own words."""
    hello = () if call.misses else (Line("greeting.hello", {"biller": call.biller.name}),)
    choices = tuple(
        Line("greeting.choose", {"key": str(key)}, language)
        for key, language in enumerate(call.biller.languages, start=1)
    )
    return (*hello, *choices)


def ask_account(call: Call) -> tuple[Line, ...]:
    first = {
        "hello": (Line("greeting.hello", {"biller": call.biller.name}),),
        "restart": (Line("ask_account.restart"),),
        "not_found": (Line("ask_account.not_found"),),
    }.get(call.why, missed("ask_account", call))
    shortest, longest = call.biller.account.digits
    length = (
        Line("ask_account.say_exact", {"digits": longest})
        if shortest == longest
        else Line("ask_account.say_between", {"shortest": shortest, "longest": longest})
    )
    return (*first, length)


def ask_zip(call: Call) -> tuple[Line, ...]:
    """The account is read back here, so that a slip of the finger is heard before it costs a try."""
    keyed = () if call.why in {"silence", "wrong"} else (Line("ask_zip.account", {"account": call.keyed}),)
    return (*missed("ask_zip", call), *keyed, Line("ask_zip.say"))


def find_account(call: Call) -> tuple[Line, ...]:
    """With nothing to prove, the account is read back here."""
    keyed = (Line("find_account.account", {"account": call.keyed}),) if call.biller.account.verify == "none" else ()
    return (*keyed, Line("find_account.say"))


def read_balance(call: Call) -> tuple[Line, ...]:
    owed = _owed(call)
    facts = () if call.why in {"silence", "wrong"} else balance_facts(call)
    choices = {
        "1": Line("read_balance.pay_all", {"owed": owed.owed}),
        "2": Line("read_balance.pay_past_due", {"past_due": owed.past_due}),
        "3": Line("read_balance.pay_other"),
        "4": Line("read_balance.another_account"),
    }
    offered = tuple(choices[key] for key in what_may_be_paid(call))
    return (*missed("read_balance", call), *facts, *offered, Line("common.again_or_person"))


def balance_facts(call: Call) -> tuple[Line, ...]:
    """Total, past due, due date; where the figures are not live, or hold a payment of ours, that is said too."""
    owed = _owed(call)
    if owed.owed < 0:
        amount = (Line("read_balance.credit", {"credit": owed.owed}),)
    elif owed.owed == 0:
        amount = (Line("read_balance.nothing"),)
    else:
        amount = (Line("read_balance.total", {"owed": owed.owed}),)
    lines = [
        *((Line("read_balance.as_of", {"as_of": owed.as_of}),) if owed.as_of else ()),
        *amount,
        *((Line("read_balance.past_due", {"past_due": owed.past_due}),) if owed.past_due > 0 else ()),
        *((_due(call, owed.due),) if owed.due and owed.owed > 0 else ()),
    ]
    if owed.ours:
        lines.append(Line("read_balance.ours_today" if owed.ours_today else "read_balance.ours", {"ours": owed.ours}))
    return tuple(lines)


def _due(call: Call, due: str) -> Line:
    """Nobody is told that his bill is due on a day that has passed."""
    return Line("read_balance.was_due" if due < call.today() else "read_balance.due", {"due": due})


def what_may_be_paid(call: Call) -> str:
    """The keys of read_balance that are open now: all, past due, another amount; another account always."""
    owed, terms = _owed(call), call.biller.payments
    most = terms.maximum.cents
    keys = [
        "1" if owed.owed <= most else "",
        "2" if 0 < owed.past_due <= most else "",
        "3" if terms.partial or terms.prepay or owed.owed > most else "",
        "4",
    ]
    return "".join(keys)


def nothing_owed(call: Call) -> tuple[Line, ...]:
    facts = () if call.why in {"silence", "wrong"} else balance_facts(call)
    prepay = (Line("nothing_owed.prepay"),) if "3" in what_when_nothing(call) else ()
    return (*missed("nothing_owed", call), *facts, *prepay, Line("nothing_owed.say"))


def what_when_nothing(call: Call) -> str:
    """Paying ahead only where the biller takes it and a way to pay is open."""
    return "34" if call.biller.payments.prepay and call.open_ways() else "4"


def payment_unsure(call: Call) -> tuple[Line, ...]:
    facts = () if call.why in {"silence", "wrong"} else balance_facts(call)
    unsure = Line("payment_unsure.say", {"unsure": _owed(call).unsure})
    return (*missed("payment_unsure", call), *facts, unsure, Line("payment_unsure.choose"))


def ask_amount(call: Call) -> tuple[Line, ...]:
    reasons: dict[str, Callable[[], Line]] = {
        "too_little": lambda: Line("ask_amount.too_little", {"minimum": least(call)}),
        "too_much": lambda: Line("ask_amount.too_much", {"maximum": most(call)}),
    }
    first = (reasons[call.why](),) if call.why in reasons else missed("ask_amount", call)
    return (*first, Line("ask_amount.say"))


def least(call: Call) -> int:
    """The smallest amount that may be keyed, in cents: the biller's minimum, or all that is owed where that is less."""
    owed, terms = _owed(call), call.biller.payments
    if not terms.partial and owed.owed > 0:
        return min(owed.owed, terms.maximum.cents)
    return min(terms.minimum.cents, owed.owed) if owed.owed > 0 else terms.minimum.cents


def most(call: Call) -> int:
    """The largest amount that may be keyed, in cents: what is owed, or the biller's maximum where he takes more."""
    owed, terms = _owed(call), call.biller.payments
    return terms.maximum.cents if terms.prepay else min(owed.owed, terms.maximum.cents)


def confirm_payment(call: Call) -> tuple[Line, ...]:
    fee = fee_of(call)
    spoken = Line("confirm_payment.amount", {"amount": call.amount, "biller": call.biller.name})
    total = (Line("confirm_payment.fee", {"fee": fee, "total": call.amount + fee}),) if fee else ()
    return (*missed("confirm_payment", call), spoken, *total, Line("confirm_payment.say"))


def fee_of(call: Call) -> int:
    """The biller's fee for a card, in cents."""
    return call.biller.payments.fee.card.cents


def confirm_repeat(call: Call) -> tuple[Line, ...]:
    return (*missed("confirm_repeat", call), Line("confirm_repeat.say", {"amount": call.amount}))


def pay_left(call: Call) -> tuple[Line, ...]:
    first = {"star": (Line("pay_left.star"),), "trouble": (Line("pay_left.trouble"),)}
    return (*first.get(call.why, missed("pay_left", call)), Line("pay_left.say"))


def receipt(call: Call) -> tuple[Line, ...]:
    thanks = Line("receipt.thanks", {"amount": call.amount + fee_of(call)})
    number = {"confirmation": call.confirmation}
    spoken = (Line("receipt.number", number), Line("receipt.number_again", number))
    first = () if call.why in {"silence", "wrong", "again"} else (thanks,)
    return (*missed("receipt", call), *first, *spoken, Line("receipt.say"))


def declined(call: Call) -> tuple[Line, ...]:
    first = {"unreachable": (Line("declined.unreachable"),), "": (Line("declined.sorry"),)}
    return (*first.get(call.why, missed("declined", call)), Line("declined.say"))


def payment_unknown(call: Call) -> tuple[Line, ...]:
    number = Line("payment_unknown.number", {"confirmation": call.confirmation})
    return (*missed("payment_unknown", call), Line("payment_unknown.sorry"), number, Line("payment_unknown.say"))


def agent(call: Call) -> tuple[Line, ...]:
    return (*reason(call), Line("agent.say"))


def no_agent(call: Call) -> tuple[Line, ...]:
    if call.why in {"silence", "wrong"}:
        return (*missed("no_agent", call), Line("no_agent.say"))
    closed = Line("no_agent.busy" if call.why == "busy" else "no_agent.closed")
    return (*reason(call), closed, Line("no_agent.say"))


def reason(call: Call) -> tuple[Line, ...]:
    """Why a person is offered; the blocked payer hears what he owes, and that it is no fault of his."""
    if call.why in {"cash_only", "no_card"}:
        flags = _owed(call).flags_of
        dated = (Line("agent.flags_of", {"flags_of": flags}),) if flags else ()
        return (*balance_facts(call), Line(f"agent.{call.why}", {"biller": call.biller.name}), *dated)
    if call.why == "flags_unknown":
        return (*balance_facts(call), Line("agent.flags_unknown"))
    return (Line(f"agent.{call.why}"),) if call.why in SPOKEN_REASONS else ()


SPOKEN_REASONS = frozenset({"no_answer", "not_found", "locked", "declined"})


def goodbye(call: Call) -> tuple[Line, ...]:
    return (Line("goodbye.say", {"biller": call.biller.name}),)


def _owed(call: Call) -> Owed:
    if call.owed is None:
        raise ValueError(f"turn {call.turn} speaks of a balance that nobody has asked for")
    return call.owed
