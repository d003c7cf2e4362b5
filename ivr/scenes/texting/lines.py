"""What the turns of this scene say, in the order of its table. The words are in `prompts/`."""

from ivr.call import Call
from ivr.scenes.common import NORTH_AMERICA, misfit
from ivr.turns import Line

ENDING_DIGITS = 4


def text_to(call: Call) -> tuple[Line, ...]:
    first = (Line("text_to.no_texts"),) if call.why == "no_texts" else misfit("text_to", call)
    return (*first, Line("text_to.say", {"text_ending": call.caller[-ENDING_DIGITS:]}))


def confirm_text_number(call: Call) -> tuple[Line, ...]:
    number = call.text_to.removeprefix(NORTH_AMERICA)
    return (*misfit("confirm_text_number", call), Line("confirm_text_number.say", {"text_number": number}))


def text_sent(call: Call) -> tuple[Line, ...]:
    sent = Line("text_sent.sent", {"text_ending": call.text_to[-ENDING_DIGITS:]})
    return (*misfit("text_sent", call), sent, Line("text_sent.say"))
