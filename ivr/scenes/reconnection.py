"""What a caller without service is told of its coming back, before paying and after."""

from ivr.call import Call
from ivr.turns import Line


def reconnected(call: Call) -> tuple[Line, ...]:
    """By when a payment turns service on the same day, and what that costs beside the bill; () where nobody says."""
    terms = call.biller.shutoff
    lines = []
    if terms.reconnect_before is not None:
        in_time = call.now().astimezone(call.biller.zone).time() < terms.reconnect_before
        before = {"before": f"{terms.reconnect_before:%H:%M}"}
        lines.append(Line("read_balance.reconnect" if in_time else "read_balance.reconnect_later", before))
    if terms.reconnection_fee.cents:
        lines.append(Line("read_balance.reconnection_fee", {"fee": terms.reconnection_fee.cents}))
    return tuple(lines)
