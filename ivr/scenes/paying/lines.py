"""What the turns of this scene say, in the order of its table. The words are in `prompts/`."""

from ivr.call import Call
from ivr.scenes.balance.lines import reconnected
from ivr.scenes.common import misfit, missed, or_say
from ivr.turns import MISSED, Line


def confirm_payment(call: Call) -> tuple[Line, ...]:
    fee = fee_of(call)
    spoken = Line("confirm_payment.amount", {"amount": call.amount, "biller": call.biller.name})
    total = (Line("confirm_payment.fee", {"fee": fee, "total": call.amount + fee}),) if fee else ()
    return (*misfit("confirm_payment", call), spoken, *total, Line("confirm_payment.say"), *or_say(call))


def fee_of(call: Call) -> int:
    """The biller's fee for a card, in cents."""
    return call.biller.payments.fee.card.cents


def confirm_repeat(call: Call) -> tuple[Line, ...]:
    return (*misfit("confirm_repeat", call), Line("confirm_repeat.say", {"amount": call.amount}))


def pay_left(call: Call) -> tuple[Line, ...]:
    first = {"star": (Line("pay_left.star"),), "trouble": (Line("pay_left.trouble"),)}
    return (*first.get(call.why, missed("pay_left", call)), Line("pay_left.say"))


def receipt(call: Call) -> tuple[Line, ...]:
    thanks = Line("receipt.thanks", {"amount": call.amount + fee_of(call)})
    number = {"confirmation": call.confirmation}
    spoken = (Line("receipt.number", number), Line("receipt.number_again", number))
    first = () if call.why in MISSED | {"again"} else (thanks,)
    return (*misfit("receipt", call), *first, *_stays_on(call, first), *spoken, Line("receipt.say"))


def _stays_on(call: Call, first: tuple[Line, ...]) -> tuple[Line, ...]:
    """Who feared a shut-off hears that what was asked for is paid. Whether service stays on, only the biller knows."""
    owed = call.owed
    if not first or owed is None or not owed.disconnect or not 0 < owed.past_due <= call.amount:
        return ()
    if owed.disconnect <= call.today():
        return reconnected(call)
    return (Line("receipt.in_time", {"disconnect": owed.disconnect}),)


def declined(call: Call) -> tuple[Line, ...]:
    first = {"unreachable": (Line("declined.unreachable"),), "": (Line("declined.sorry"),)}
    return (*first.get(call.why, missed("declined", call)), Line("declined.say"))


def payment_unknown(call: Call) -> tuple[Line, ...]:
    number = Line("payment_unknown.number", {"confirmation": call.confirmation})
    return (*missed("payment_unknown", call), Line("payment_unknown.sorry"), number, Line("payment_unknown.say"))
