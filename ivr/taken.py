"""What the phone company tells of a <Pay> or a <Record> that ended. No number comes from here but last digits."""

import re
from collections.abc import Callable

from integration.nacha.routing import is_routing
from ivr.call import Paid, Recorded
from ivr.webhook import Knock

NO_ROUTING = "invalid-routing-number"  # our own word beside Twilio's Results
CHARGE_ID_LENGTH_MAX = 80  # of the column
ERROR_DIGITS_MAX = 8
_ENDING = re.compile(r"[0-9]{2,4}$", re.ASCII)
_FOUR = re.compile(r"[0-9]{4}", re.ASCII)
_RECORDING = re.compile(r"/Recordings/(RE[0-9a-f]{32})$", re.ASCII)


def paid_of(knock: Knock, seal: Callable[[str], str]) -> Paid:
    """The Result of a <Pay>. `seal` encrypts the token; a routing number is looked at here and dropped."""
    token, routing = knock.only("PaymentToken"), knock.only("BankRoutingNumber")
    result = knock.word("Result")
    return Paid(
        result=NO_ROUTING if routing and result == "success" and not is_routing(routing) else result,
        token_sealed=seal(token) if token else "",
        card_ending=_ending(knock),
        charge_id=knock.only("PaymentConfirmationCode")[:CHARGE_ID_LENGTH_MAX],
        error=_digits(knock.only("PayErrorCode")),
        is_whole=bool(knock.only("SecurityCode")),
    )


def _digits(code: str) -> str:
    return code if code.isdecimal() and code.isascii() and len(code) <= ERROR_DIGITS_MAX else ""


def recorded_of(knock: Knock) -> Recorded:
    """What a recording is called; '' where the caller said nothing."""
    found = _RECORDING.search(knock.only("RecordingUrl"))
    return Recorded(found[1] if found else "")


def _ending(knock: Knock) -> str:
    """Four digits of a card. Of a bank account <Pay> shows two, and the gateway tells four, if it does."""
    told = knock.only("PayConnector_account_ending")
    if _FOUR.fullmatch(told):
        return told
    bank = knock.only("BankAccountNumber")
    return last_digits(bank) if bank else last_four(knock.only("PaymentCardNumber"))


def last_four(masked: str) -> str:
    """The last four digits of a masked card number as <Pay> gives it; '' where there are none."""
    found = last_digits(masked)
    return found if len(found) == len("1111") else ""


def last_digits(masked: str) -> str:
    """The two to four digits at the end of a masked number; '' where there are none."""
    found = _ENDING.search(masked)
    return found.group() if found else ""
