"""What the turns of this scene say, in the order of its table. The words are in `prompts/`."""

from integration.model import Way
from ivr.call import Call
from ivr.scenes.common import misfit, or_say, owed_of
from ivr.scenes.paying.lines import fee_of
from ivr.turns import MISSED, Line

COUNTRY = "+1"  # is not said of a number in North America


def bank_kind(call: Call) -> tuple[Line, ...]:
    return (*misfit("bank_kind", call), Line("bank_kind.say"), *or_say(call))


def authorize(call: Call) -> tuple[Line, ...]:
    """Every element that an authorisation must have (`ivr/speech/elements.py`); after a miss only what to say."""
    say = Line("authorize.say")
    if call.why in MISSED:
        unsure = (Line("authorize.unsure"),)
        return (*(unsure if call.why == "unsure" else misfit("authorize", call)), say)
    recorded = (Line("authorize.recorded"),) if call.biller.payments.bank.record else ()
    return (*_terms(call), *recorded, say)


def _terms(call: Call) -> tuple[Line, ...]:
    fee, today = fee_of(call), call.today()
    who: dict[str, str | int] = {"payer": owed_of(call).payer, "biller": call.biller.name, "total": call.amount + fee}
    account = {"ending": call.card_ending, "debit": today}
    return (
        Line("authorize.who", who),
        *((Line("authorize.fee", {"fee": fee}),) if fee else ()),
        Line(f"authorize.from_{'savings' if call.account_kind == 'savings' else 'checking'}", account),
        Line("authorize.dated", {"today": today}),
        Line("authorize.questions", {"phone": phone_of(call)}),
    )


def phone_of(call: Call) -> str:
    """The number that the biller's people answer, as it is said: digits."""
    return call.biller.agent.number.removeprefix(COUNTRY).removeprefix("+")


def bank_left(call: Call) -> tuple[Line, ...]:
    first = {
        "star": "bank_left.star",
        "again": "bank_left.star",  # also who came back by * from the authorisation: no yes, no debit
        "business": "bank_left.business",
        "trouble": "bank_left.trouble",
        "declined": "bank_left.declined",
        "unreachable": "bank_left.unreachable",
    }
    why = (Line(first[call.why]),) if call.why in first else misfit("bank_left", call)
    card = (Line("bank_left.by_card"),) if Way.CARD in call.open_ways() else ()
    return (*why, *card, Line("bank_left.say"))


def ways_left(call: Call) -> str:
    return "123" if Way.CARD in call.open_ways() else "23"
