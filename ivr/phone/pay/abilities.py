"""What an installed Pay Connector can do: how it was configured, not what its gateway says of one payment."""

from dataclasses import dataclass

METHODS = frozenset({"credit-card", "ach-debit"})
TOKEN_TYPES = frozenset({"one-time", "reusable"})  # "payment-method (Stripe only)"


@dataclass(frozen=True)
class Abilities:
    """A generic connector's, by default: all of it.

    `currencies` in lower case, empty for any. `card_errors` are the gateway's own error codes that speak of the card
    and not of the charge: which ones do is the gateway's business, so that it is none by default.
    """

    charges: bool = True
    tokenizes: bool = True
    methods: frozenset[str] = METHODS
    token_types: frozenset[str] = TOKEN_TYPES
    currencies: frozenset[str] = frozenset()
    card_errors: frozenset[str] = frozenset()
