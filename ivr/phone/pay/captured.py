"""What the caller has keyed into a Pay so far, and the masked form in which the application may see it."""

from dataclasses import dataclass, field

from ivr.phone.pay.brands import brand_of, masked_account, masked_card


@dataclass
class Captured:
    """Whole numbers, kept out of repr. Empty where not captured."""

    number: str = field(default="", repr=False)
    expiry: str = field(default="", repr=False)
    code: str = field(default="", repr=False)
    postal_code: str = field(default="", repr=False)
    routing: str = field(default="", repr=False)
    account: str = field(default="", repr=False)

    @property
    def card_type(self) -> str:
        """visa, mastercard, …; empty before there is a card."""
        return brand_of(self.number).name if self.number else ""

    def masked(self) -> dict[str, str]:
        """The parameters of callbacks and results, without those that were not captured."""
        params = {
            "PaymentCardNumber": masked_card(self.number) if self.number else "",
            "PaymentCardType": self.card_type,
            "ExpirationDate": self.expiry,
            "SecurityCode": "*" * len(self.code),
            "PaymentCardPostalCode": self.postal_code,
            "BankRoutingNumber": self.routing,
            "BankAccountNumber": masked_account(self.account) if self.account else "",
        }
        return {name: value for name, value in params.items() if value}
