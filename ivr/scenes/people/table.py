"""A person, or what can be done without one; and goodbye."""

from ivr.scenes.common import leave
from ivr.scenes.people import answers, lines
from ivr.turns import End, Menu, Transfer, Turn

TURNS: tuple[Turn, ...] = (
    Transfer(
        name="agent",
        say=lines.agent,
        answer=answers.after_agent,
        to=("no_agent", "goodbye"),
    ),
    Menu(
        name="no_agent",
        say=lines.no_agent,
        keys={"1": answers.go_on, "2": "goodbye"},
        to=("find_balance", "ask_account"),
        gives_up=leave,
    ),
    End(name="goodbye", say=lines.goodbye, result="completed"),
)
