"""What the API takes and gives, as strict models: requests are read by them and the OpenAPI document is made of them.

A field's description says what is expected of it: the same words stand in the document and in an error.
"""

import re
from datetime import UTC
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from integration.intake.taken import Taken
from integration.masking import holds_card
from integration.model import Way
from integration.money import CENTS_PER_DOLLAR, DIGITS_MAX, Money

AMOUNT_CENTS_MAX = 10**DIGITS_MAX * CENTS_PER_DOLLAR - 1
CARD = "card_number"

Channel = Literal["kiosk", "obd", "portal", "pos", "cloudstore"]
Method = Literal["card", "bank", "cash", "check"]


BANK = "bank_number"
_BANK_DIGITS = re.compile(r"\d{9}")  # a routing number's, and what an account's has at least as a rule


def _no_card(text: str) -> str:
    if holds_card(text):
        raise PydanticCustomError(CARD, "digits that could be a card's")
    return text


def _no_bank(text: str) -> str:
    if _BANK_DIGITS.search(text):
        raise PydanticCustomError(BANK, "digits that could be a bank account's")
    return text


Text = Annotated[str, AfterValidator(_no_card)]


class Strict(BaseModel):
    """Nothing is taken for what it is not, and an error never repeats a value."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


class TakenPayment(Strict):
    """A payment that was taken elsewhere. No field has room for a card or bank number, and none may hold one."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "channel": "kiosk",
                    "account_number": "0012345678",
                    "amount_cents": 4250,
                    "method": "cash",
                    "paid_at": "2026-11-20T10:05:00-05:00",
                    "reference": "K7-000123",
                },
                {
                    "channel": "cloudstore",
                    "amount_cents": 2500,
                    "fee_cents": 150,
                    "method": "card",
                    "paid_at": "2026-11-20T15:05:00Z",
                    "description": "Hydrant meter rental",
                },
            ]
        }
    )

    channel: Channel = Field(description="kiosk, obd, portal, pos or cloudstore")
    account_number: Text = Field(
        "", max_length=30, pattern=r"^[A-Za-z0-9-]*$", description="the biller's ACCOUNT_NO; none only for cloudstore"
    )
    amount_cents: int = Field(ge=1, le=AMOUNT_CENTS_MAX, description="whole cents without the fee, 1 or more")
    fee_cents: int = Field(0, ge=0, le=AMOUNT_CENTS_MAX, description="whole cents, 0 or more")
    method: Method = Field(description="card, bank, cash or check")
    paid_at: AwareDatetime = Field(description="when the money was taken, RFC 3339 with its zone")
    reference: Text = Field(
        "",
        max_length=40,
        pattern=r"^[A-Za-z0-9._/-]*$",
        description="your own number for it: at most 40 of A-Z a-z 0-9 . _ / -",
    )
    description: Annotated[Text, AfterValidator(_no_bank)] = Field(
        "",
        max_length=200,
        pattern=r"^([A-Za-z0-9][^\x00-\x1f\x7f-\x9f]*)?$",  # a spreadsheet takes = + - @ for the start of a formula
        description="what it is for: a line of at most 200 characters, letter or digit first, no nine digits in a row",
    )

    def taken(self) -> Taken:
        """In the nouns of the house."""
        return Taken(
            channel=self.channel,
            account_number=self.account_number,
            way=Way(self.method),
            amount=Money(self.amount_cents),
            fee=Money(self.fee_cents),
            paid_at=self.paid_at.astimezone(UTC),
            reference=self.reference,
            description=self.description,
        )


class Posting(Strict):
    """How far a payment has come in the biller's system."""

    state: Literal["ready", "posting", "posted", "ambiguous", "review", "cancelled"]
    reference: str = Field(description="REFERENCE_NO in the biller's system")
    sent_at: AwareDatetime | None
    posted_at: AwareDatetime | None
    cayenta_says: str = Field(description="the biller's system's own words; empty before it has answered")


class Undo(Strict):
    """That a payment is given back, and how far that has come."""

    state: Literal["wanted", "undoing", "undone", "refused"]
    who: str
    reason: str
    how: str
    void_reference: str
    void: str
    undone_at: AwareDatetime | None


class Payment(Strict):
    """A payment as `ivr payments show --json` tells it. `posting` is null where the biller's system is told nothing."""

    payment_id: str
    confirmation: str
    bid: str
    account_ending: str
    amount_cents: int
    fee_cents: int
    method: Method
    channel: Literal["phone", "kiosk", "obd", "portal", "pos", "cloudstore"]
    state: Literal["intent", "charging", "captured", "declined", "abandoned", "unknown"]
    captured_at: AwareDatetime | None
    posting: Posting | None
    undo: Undo | None = None


class WrongField(Strict):
    """One thing that is wrong. `found` tells its shape and never its value."""

    field: str
    found: str
    expected: str


class ProblemDetails(Strict):
    """RFC 9457. `type` names the kind of trouble and stays the same; `detail` is for a person."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[WrongField] = []
