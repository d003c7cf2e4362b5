"""Where the answers of this scene lead, in the order of its table."""

from ivr.call import Call, Dialed
from ivr.scenes.common import another_account
from ivr.turns import Next, go


def after_agent(_call: Call, dialed: Dialed) -> Next:
    return go("goodbye") if dialed.status in {"completed", "answered"} else go("no_agent", why="busy")


def go_on(call: Call) -> Next:
    """Alone again: to the balance where something can be done with it, else to another account."""
    return go("find_balance") if call.proved and call.open_ways() and not call.expired() else another_account(call)
