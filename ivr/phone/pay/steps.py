"""The steps of the entry: what is asked in which order, when an entry is full, and what is wrong with it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ivr.phone.pay.brands import brand_of, is_card
from ivr.phone.pay.captured import Captured
from ivr.phone.pay.terms import Terms

PROCESSING = "payment-processing"
EXPIRY_LENGTH = 4
ROUTING_LENGTH = 9
DATE = re.compile(r"(0[1-9]|1[0-2])(\d\d)")


@dataclass(frozen=True)
class Asking:
    """All that judging an entry depends on."""

    terms: Terms
    captured: Captured
    now: datetime

    @property
    def code_length(self) -> int:
        """Digits of the security code: 4 on an amex, 3 on the others."""
        return brand_of(self.captured.number).code_length


@dataclass(frozen=True)
class Step:
    """`full_at` is the length at which the entry ends by itself, 0 for never; `wrong` gives an errorType or nothing.

    `matches` tells that requireMatchingInputs may ask for it twice.
    """

    name: str
    field: str
    words: str
    full_at: Callable[[str, Asking], int]
    wrong: Callable[[str, Asking], str]
    matches: bool = False


def steps_of(terms: Terms) -> tuple[Step, ...]:
    """In the order in which they are asked."""
    if terms.method == "ach-debit":
        return (ROUTING, ACCOUNT)
    code = (SECURITY_CODE,) if terms.asks_security_code else ()
    postal_code = (POSTAL_CODE,) if terms.asks_postal_code else ()
    return (CARD_NUMBER, EXPIRY, *code, *postal_code)


def _wrong_card(digits: str, asking: Asking) -> str:
    if not is_card(digits):
        return "invalid-card-number"
    return "" if brand_of(digits).name in asking.terms.card_types else "invalid-card-type"


def _wrong_date(digits: str, asking: Asking) -> str:
    """A card is good to the last day of its month."""
    date = DATE.fullmatch(digits)
    if not date:
        return "invalid-date"
    month, year = int(date[1]), 2000 + int(date[2])
    return "invalid-date" if (year, month) < (asking.now.year, asking.now.month) else ""


def _wrong_code(digits: str, asking: Asking) -> str:
    return "" if len(digits) == asking.code_length else "invalid-security-code"


def _wrong_postal_code(digits: str, asking: Asking) -> str:
    return "" if len(digits) >= asking.terms.postal_code_least else "invalid-postal-code"


def _wrong_routing(digits: str, asking: Asking) -> str:  # noqa: ARG001 - one shape for all steps
    """Nine digits whose weighted sum divides by ten (the ABA check)."""
    weighted = sum(int(digit) * weight for digit, weight in zip(digits, (3, 7, 1) * 3, strict=False))
    return "" if len(digits) == ROUTING_LENGTH and weighted % 10 == 0 else "invalid-bank-routing-number"


def _wrong_account(digits: str, asking: Asking) -> str:  # noqa: ARG001 - one shape for all steps
    return "" if re.fullmatch(r"\d{4,17}", digits) else "invalid-bank-account-number"


def _never(digits: str, asking: Asking) -> int:  # noqa: ARG001 - one shape for all steps
    return 0


CARD_NUMBER = Step(
    "payment-card-number",
    "number",
    "Please enter your credit card number.",
    lambda digits, _: brand_of(digits).entry_ends_at,
    _wrong_card,
)
EXPIRY = Step(
    "expiration-date",
    "expiry",
    "Please enter the expiration date of your card. Two digits for the month and two digits for the year.",
    lambda _, __: EXPIRY_LENGTH,
    _wrong_date,
)
SECURITY_CODE = Step(
    "security-code",
    "code",
    "Please enter the security code of your card.",
    lambda _, asking: asking.code_length,
    _wrong_code,
)
POSTAL_CODE = Step("postal-code", "postal_code", "Please enter your billing postal code.", _never, _wrong_postal_code)
ROUTING = Step(
    "bank-routing-number",
    "routing",
    "Please enter your bank routing number.",
    lambda _, __: ROUTING_LENGTH,
    _wrong_routing,
    matches=True,
)
ACCOUNT = Step(
    "bank-account-number", "account", "Please enter your bank account number.", _never, _wrong_account, matches=True
)
