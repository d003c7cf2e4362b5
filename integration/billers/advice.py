"""What works and should still be looked at by the biller: `ivr doctor` and `ivr biller check` say it."""

from collections.abc import Iterator

from integration.billers.biller import Biller
from integration.billers.capabilities import is_on
from integration.billers.not_yet import waiting

CROSSED = ("autopay", "paperless")


def warnings(biller: Biller) -> Iterator[str]:
    """One sentence for each, with the key's path in front."""
    if biller.advanced_settings.past_due_field is None:
        yield 'advanced_settings.107: not set, so a past-due amount cannot be paid by itself; set it to "PASTDUE_AMT"'
    chosen = biller.cayenta.methods.model_fields_set if "methods" in biller.cayenta.model_fields_set else set()
    for event in CROSSED:
        if event not in chosen:
            method = getattr(biller.cayenta.methods, event)
            yield f"cayenta.methods.{event}: {method} by default, and the names look crossed: have the biller choose"
    if is_on(biller, "features.autopay") and not biller.later.autopay_run:
        yield "later.autopay_run: false, so no enrolled card is charged here: right only where Cayenta collects itself"
    yield from _left_out(biller)
    yield from waiting(biller)


def _left_out(biller: Biller) -> Iterator[str]:
    """Without a WSDL nothing tells what an answer without the block code means: then nothing is offered."""
    codes, cayenta = biller.advanced_settings.block_codes, biller.cayenta
    if codes and cayenta.transport != "soap" and cayenta.block_code_left_out is None:
        yield (
            "cayenta.block_code_left_out: not set, so an answer without the block code leaves an account's flags "
            'unknown: right where Cayenta writes empty elements; set it to "none" where it leaves them out'
        )
