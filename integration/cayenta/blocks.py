"""The block code of a balance, and what it means that an answer has none (setting 28; flags only by RTDR, 32)."""

from integration.billers import Biller
from integration.cayenta.message import Declared
from integration.cayenta.wire import Answer


def block_code_of(answer: Answer, theirs: str, declared: Declared, biller: Biller) -> str | None:
    """The biller's code; '' for no block; None where the answer did not tell. Raises Garbled.

    An element that is there and empty, or nil, is null (cayenta.md 1): no block. One that is left out is null too
    where the WSDL lets it be left out, which is how much of the world's SOAP writes null; else the flags were not
    told. `cayenta.block_code_left_out` decides where a biller knows better. Where setting 28 names no code, nothing
    can be blocked, and nothing is missed.
    """
    if theirs in answer.values:
        return answer.text(theirs)
    if not biller.advanced_settings.block_codes:
        return ""
    by_wsdl = "none" if declared.place == "sometimes" else "unknown"
    return "" if (biller.cayenta.block_code_left_out or by_wsdl) == "none" else None
