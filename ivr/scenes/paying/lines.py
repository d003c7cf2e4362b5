"""What the turns of this scene say, in the order of its table. The words are in `prompts/`."""

from integration.model import Way
from ivr.call import Call
from ivr.scenes.common import misfit, missed, or_say
from ivr.scenes.reconnection import reconnected
from ivr.turns import MISSED, Line


def confirm_payment(call: Call) -> tuple[Line, ...]:
    spoken = Line("confirm_payment.amount", {"amount": call.amount, "biller": call.biller.name})
    say = Line(_HOW_TO_AGREE.get(call.open_ways(), "confirm_payment.say"))
    return (*misfit("confirm_payment", call), spoken, *_fees(call), say, *or_say(call))


_HOW_TO_AGREE = {
    (Way.CARD, Way.BANK): "confirm_payment.say_both",
    (Way.BANK, Way.CARD): "confirm_payment.say_both",
    (Way.BANK,): "confirm_payment.say_bank",
}


def ways_to_agree(call: Call) -> str:
    """Where all was closed in mid-call, 1 still leads to a person who can tell why."""
    keys = {"1": Way.CARD, "3": Way.BANK}
    ways = call.open_ways() or (Way.CARD,)
    return "2" + "".join(key for key, way in keys.items() if way in ways)


def _fees(call: Call) -> tuple[Line, ...]:
    """Before anything is agreed to, with the total, and that one may leave; of each way where they differ."""
    fees = {way: _fee_by(call, way) for way in call.open_ways()}
    if len(set(fees.values())) > 1:
        return (*(_fee_line(call, way, fee) for way, fee in fees.items()), Line("confirm_payment.free_way_out"))
    fee = next(iter(fees.values()), 0)
    return (Line("confirm_payment.fee", {"fee": fee, "total": call.amount + fee}),) if fee else ()


def _fee_line(call: Call, way: Way, fee: int) -> Line:
    if not fee:
        return Line(f"confirm_payment.no_fee_by_{way.value}")
    return Line(f"confirm_payment.fee_by_{way.value}", {"fee": fee, "total": call.amount + fee})


def fee_of(call: Call) -> int:
    """The biller's fee for the way that was chosen, in cents; 0 where it is waived."""
    return _fee_by(call, Way(call.way))


def _fee_by(call: Call, way: Way) -> int:
    fee = call.biller.payments.fee
    return (fee.bank if way is Way.BANK else fee.card).cents


def confirm_repeat(call: Call) -> tuple[Line, ...]:
    return (*misfit("confirm_repeat", call), Line("confirm_repeat.say", {"amount": call.amount}))


def pay_left(call: Call) -> tuple[Line, ...]:
    first = {"star": (Line("pay_left.star"),), "trouble": (Line("pay_left.trouble"),)}
    return (*first.get(call.why, missed("pay_left", call)), Line("pay_left.say"))


def charge(call: Call) -> tuple[Line, ...]:
    """A charge that the connector has made is only looked at."""
    return (Line("charge.looking" if call.charged_by_connector() else "charge.say"),)


def receipt(call: Call) -> tuple[Line, ...]:
    amount = {"amount": call.amount + fee_of(call)}
    by_bank = (Line("receipt.thanks_bank", amount), Line("receipt.notice"))
    thanks = by_bank if call.way == Way.BANK else (Line("receipt.thanks", amount),)
    number = {"confirmation": call.confirmation}
    spoken = (Line("receipt.number", number), Line("receipt.number_again", number))
    first = () if call.why in MISSED | {"again"} else thanks
    return (*misfit("receipt", call), *first, *_stays_on(call, first), *spoken, *_by_text(call), Line("receipt.say"))


def _by_text(call: Call) -> tuple[Line, ...]:
    return (Line(f"{call.turn}.by_text"),) if call.may_text else ()


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
    first = (*missed("payment_unknown", call), Line("payment_unknown.sorry"), number)
    return (*first, *_by_text(call), Line("payment_unknown.say"))
