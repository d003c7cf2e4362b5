"""What <Pay> is told where the connector charges by itself (twilio.md section 8)."""

from integration.money import Money
from ivr.call import Call
from ivr.mould import Mould
from ivr.scenes.paying.lines import fee_of
from ivr.turns import Pay

CURRENCY = "usd"


def charges(turn: Pay, call: Call) -> bool:
    """Whether this <Pay> charges. A card kept for another day is only taken, whatever the biller's file says."""
    return call.charged_by_connector() and turn.token == "one-time"  # noqa: S105 - a kind of token, not one


def order(call: Call, base_url: str) -> dict[str, object]:
    """The attributes that make <Pay> charge; the same for all callers of a biller."""
    return {
        "charge_amount": Mould.AMOUNT,
        "currency": CURRENCY,
        "description": call.biller.name,
        "status_callback": f"{base_url}/voice/pay-status",
    }


def filling(call: Call) -> dict[str, str]:
    """What this caller pays, the fee with it, and our name for it: by it a charge is found whose webhook never came."""
    return {Mould.AMOUNT: Money(call.amount + fee_of(call)).plain(), Mould.PAYMENT: call.payment_id()}
