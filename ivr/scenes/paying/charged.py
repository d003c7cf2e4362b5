"""What a <Pay> that charges by itself came to: whether money may have moved (twilio.md section 8).

Where a connector charges, the charge is made while the caller is still inside <Pay>, and its webhook may be late or
never come. So only a clear word settles it; whatever else is looked up at the gateway, by our own reference.
"""

from enum import Enum

from ivr.call import Call, Paid

# The gateway itself said no: to the charge, or to the card.
CLEAR_NO = frozenset({"64008", "64012"})
# Nothing was sent to the connector: the caller never keyed a whole card; or Twilio took none of it.
NOTHING_SENT = frozenset({"too-many-failed-attempts", "validation-error"})
# The caller may leave at any point: before the card is whole, or while the connector is asked.
LEFT = frozenset({"caller-interrupted-with-star", "caller-hung-up"})
NOT_A_TEST_CARD = "64022"


class Charged(Enum):
    """What is known when <Pay> ends."""

    YES = "yes"
    MAYBE = "maybe"  # looked up; never charged again
    DECLINED = "declined"
    NO = "no"


def by_connector(call: Call, paid: Paid) -> bool:
    """Whether the connector was to charge. Where the biller's file was changed meanwhile, what came tells."""
    return bool(paid.charge_id) or (call.charged_by_connector() and not paid.token_sealed)


def charged(paid: Paid) -> Charged:
    """By Twilio's Result, and its PayErrorCode where the connector did not charge."""
    if paid.result == "success" and paid.charge_id:
        return Charged.YES
    left_before = paid.result in LEFT and not paid.is_whole
    if left_before or paid.result in NOTHING_SENT or paid.error == NOT_A_TEST_CARD:
        return Charged.NO
    if paid.result == "payment-connector-error" and paid.error in CLEAR_NO:
        return Charged.DECLINED
    return Charged.MAYBE
