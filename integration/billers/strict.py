"""What every table of a biller's file is."""

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """Frozen, and a name it does not know is a mistake, not a comment."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, hide_input_in_errors=True)
