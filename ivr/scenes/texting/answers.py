"""Where the answers of this scene lead, in the order of its table."""

from ivr.call import Call, Finished
from ivr.scenes.common import NORTH_AMERICA
from ivr.turns import Next, go

NUMBER_DIGITS = 10  # area code and number, as people say their own


def to_caller(call: Call) -> Next:
    """To the number that calls: whether it may be written to was asked before it was offered."""
    return go("text_sent", text_to=call.caller)


def back_to_the_number(call: Call) -> Next:
    """To hear it instead, in the moment that told it."""
    return go(call.text_about, why="again")


def text_number_digits(_call: Call) -> tuple[int, int]:
    return (NUMBER_DIGITS, NUMBER_DIGITS)


def remember_text_number(_call: Call, digits: str) -> Next:
    return go("check_text_number", text_to=NORTH_AMERICA + digits)


def after_check(_call: Call, finished: Finished) -> Next:
    """Yes | no."""
    return go("confirm_text_number") if finished.word == "yes" else go("text_to", why="no_texts", text_to="")
