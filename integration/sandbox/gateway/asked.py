"""The JSON that may come in at the doors, strictly read. What was sent is never repeated in an answer."""

from typing import Annotated, TypeVar

from flask import request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from werkzeug.exceptions import BadRequest

from integration.sandbox.gateway.faults import Door

WORDS_CHARS_MAX = 255
AMOUNT_CENTS_MAX = 100_000_000

Words = Annotated[str, Field(min_length=1, max_length=WORDS_CHARS_MAX)]
Cents = Annotated[int, Field(gt=0, le=AMOUNT_CENTS_MAX)]


class Asked(BaseModel):
    """A request's JSON, strictly read."""

    model_config = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True)


class ChargeAsked(Asked):
    """POST /v1/charges."""

    reference: Words
    token: Words
    amount_cents: Cents
    currency: Annotated[str, Field(pattern="^[a-z]{3}$")]
    description: Annotated[str, Field(max_length=WORDS_CHARS_MAX)] = ""


class RefundAsked(Asked):
    """POST /v1/charges/ID/refunds."""

    amount_cents: Cents


class CorrectionAsked(Asked):
    """POST /v1/tokens/corrections: only the parts that are corrected are there."""

    reference: Words
    routing_number: Words | None = None
    account_number: Words | None = None
    transaction_code: Words | None = None

    def parts(self) -> dict[str, str]:
        """The corrected parts by name."""
        return self.model_dump(exclude={"reference"}, exclude_none=True)


class PlanAsked(Asked):
    """POST /faults."""

    door: Annotated[Door, Field(strict=False)] = Door.CHARGE
    faults: list[str] = []
    then: str = "approve"


Shape = TypeVar("Shape", bound=Asked)


def read(shape: type[Shape]) -> Shape:
    """The body of the present request in this shape, or a 400 that names the places, not what stood there."""
    try:
        return shape.model_validate_json(request.get_data())
    except ValidationError as error:
        places = {".".join(map(str, found["loc"])) or "body" for found in error.errors(include_input=False)}
        raise BadRequest(f"not as expected: {', '.join(sorted(places))}") from None
