"""A call that we started: who calls, how to stop it, who listens, and only then what it is about."""

from ivr.scenes.common import leave, plain
from ivr.scenes.reminding import answers, lines
from ivr.turns import Ask, End, Menu, Turn

TURNS: tuple[Turn, ...] = (
    Menu(
        name="remind",
        say=lines.remind,
        offers=answers.what_is_asked,
        keys={"1": answers.prove, "2": "wrong_number", "3": "call_later"},
        to=("ask_zip", "ask_last_payment", "leave_message"),
        gives_up=answers.leave_it,
        begins=True,
    ),
    Menu(
        name="tell_reminder",
        say=lines.tell_reminder,
        offers=answers.what_to_do,
        keys={"1": "read_balance", "2": answers.link_by_text},
        to=("text_sent",),
        gives_up=leave,
    ),
    End(name="leave_message", say=lines.leave_message, result="completed"),
    End(name="fax", say=lines.nothing, result="completed", begins=True),
    End(name="wrong_number", say=plain("wrong_number"), result="completed"),
    End(name="call_later", say=plain("call_later"), result="completed"),
    Ask(
        name="ask_opt_out",
        say=lines.ask_opt_out,
        digits=answers.number_digits,
        answer=answers.stop_calling,
        ends_by_itself=True,
        to=("opted_out",),
        begins=True,
    ),
    End(name="opted_out", say=plain("opted_out"), result="completed"),
)
