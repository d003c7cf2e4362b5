"""What is said inside <Pay>: for each step our own prompt, and one for each error at it (twilio.md section 8).

ACH <Pay> speaks English only, so none of its steps and errors may be left to Twilio's own words.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from integration.model import Way


@dataclass(frozen=True, slots=True)
class Asked:
    """One <Prompt>: Twilio's names of the step and of the errors after which it is said; `keys` are our prompts.

    `matching` asks for the same number once more, which must be the same.
    """

    step: str
    keys: tuple[str, ...]
    errors: str = ""
    matching: bool = False


_CARD = (
    Asked("payment-card-number", ("pay_card.card_number",)),
    Asked("expiration-date", ("pay_card.expiration",)),
    Asked("security-code", ("pay_card.security_code",)),
    Asked("payment-processing", ("pay_card.processing",)),
    Asked(
        "payment-card-number",
        ("pay_card.again", "pay_card.card_number"),
        "timeout invalid-card-number invalid-card-type",
    ),
    Asked("expiration-date", ("pay_card.again", "pay_card.expiration"), "timeout invalid-date"),
    Asked("security-code", ("pay_card.again", "pay_card.security_code"), "timeout invalid-security-code"),
)
_ROUTING, _ACCOUNT = "bank-routing-number", "bank-account-number"
_BANK = (
    Asked(_ROUTING, ("pay_bank.routing_number",)),
    Asked(_ROUTING, ("pay_bank.routing_again",), matching=True),
    Asked(_ACCOUNT, ("pay_bank.account_number",)),
    Asked(_ACCOUNT, ("pay_bank.account_again",), matching=True),
    Asked("payment-processing", ("pay_bank.processing",)),
    Asked(_ROUTING, ("pay_bank.no_keys", "pay_bank.routing_number"), "timeout"),
    Asked(_ROUTING, ("pay_bank.no_routing", "pay_bank.routing_number"), "invalid-bank-routing-number"),
    Asked(_ROUTING, ("pay_bank.no_match", "pay_bank.routing_number"), "input-matching-failed"),
    Asked(_ACCOUNT, ("pay_bank.no_keys", "pay_bank.account_number"), "timeout"),
    Asked(_ACCOUNT, ("pay_bank.no_account", "pay_bank.account_number"), "invalid-bank-account-number"),
    Asked(_ACCOUNT, ("pay_bank.no_match", "pay_bank.account_number"), "input-matching-failed"),
)
PAY_PROMPTS: Mapping[Way, tuple[Asked, ...]] = {Way.CARD: _CARD, Way.BANK: _BANK}


def keys_inside(way: Way) -> tuple[str, ...]:
    """Every prompt that <Pay> may say for this way, once."""
    return tuple(dict.fromkeys(key for asked in PAY_PROMPTS[way] for key in asked.keys))
