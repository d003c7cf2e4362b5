"""Where the text goes: to the number that calls, or to another that is keyed, checked and read back; and on its way."""

from ivr.scenes.common import another_account, leave, plain
from ivr.scenes.texting import answers, lines
from ivr.turns import Ask, Do, Menu, Turn

TURNS: tuple[Turn, ...] = (
    Menu(
        name="text_to",
        say=lines.text_to,
        keys={"1": answers.to_caller, "2": "ask_text_number", "3": answers.back_to_the_number},
        to=("text_sent", "receipt", "payment_unknown"),
        gives_up=leave,
    ),
    Ask(
        name="ask_text_number",
        say=plain("ask_text_number"),
        digits=answers.text_number_digits,
        answer=answers.remember_text_number,
        ends_by_itself=True,
        to=("check_text_number",),
        back="text_to",
        gives_up=leave,
    ),
    Do(
        name="check_text_number",
        say=plain("check_text_number"),
        work="may_text",
        answer=answers.after_check,
        to=("confirm_text_number", "text_to"),
    ),
    Menu(
        name="confirm_text_number",
        say=lines.confirm_text_number,
        keys={"1": "text_sent", "2": "ask_text_number"},
        back="ask_text_number",
        gives_up=leave,
    ),
    Menu(
        name="text_sent",
        say=lines.text_sent,
        keys={"4": another_account, "1": "goodbye"},
        to=("ask_account",),
        gives_up=leave,
    ),
)
