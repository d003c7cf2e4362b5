"""What a connector that charges by itself answered in a call: what to key to <Pay>, and what `gateway:` was."""

from collections.abc import Iterator

from ivr.replay.export_recorded import Recorded
from ivr.script import SCRIPT
from ivr.turns import Pay

ERROR = "payment-connector-error"
DECLINED = "decline do_not_honor"  # of a no inside <Pay> only Twilio's own code is kept
APPROVED = "approve"
# A no, an error, and a card that is not asked about at all: the transcript has one word for them.
ERROR_WAYS: tuple[tuple[str, ...], ...] = (("USE    good-card",), ("USE    refused-card",))


def gateway_lines(call: Recorded) -> Iterator[str]:
    """The header's line; none where the connector approved of all that it was asked."""
    answers = list(_answers(call))
    if set(answers) - {APPROVED}:
        yield f"gateway:  {', '.join(answers)}"


def _answers(call: Recorded) -> Iterator[str]:
    """One for each payment of which the connector was asked. Every <Pay> has a payment of its own, in one order."""
    taken = [place for place, step in enumerate(call.steps) if isinstance(SCRIPT[step.moment.turn], Pay)]
    for place, row in zip(taken, call.payments, strict=False):
        if row.charging_at is None:
            continue
        result, *looked = [step.moment.heard for step in call.steps[place + 1 : place + 3]] or [""]
        if row.decline_code:
            yield DECLINED
        elif result == ERROR:
            yield "garbled" if looked == ["captured"] else "down"
        else:
            yield APPROVED
