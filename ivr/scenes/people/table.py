"""A person, or what can be done without one; and goodbye."""

from ivr.scenes.common import leave, plain
from ivr.scenes.people import answers, lines
from ivr.turns import Ask, Do, End, Menu, Transfer, Turn, person

TURNS: tuple[Turn, ...] = (
    Menu(
        name="not_payable",
        say=lines.not_payable,
        keys={"1": person},
    ),
    Do(
        name="tell_agent",
        say=plain("tell_agent"),
        work="pop_screen",
        answer=answers.after_telling,
        to=("agent",),
    ),
    Transfer(
        name="agent",
        say=lines.agent,
        answer=answers.after_agent,
        to=("no_agent", "goodbye"),
    ),
    Menu(
        name="no_agent",
        say=lines.no_agent,
        offers=answers.what_without_a_person,
        keys={"1": answers.go_on, "2": "goodbye", "3": answers.call_back},
        to=("find_balance", "ask_account", "ask_callback", "ask_number"),
        gives_up=leave,
    ),
    Menu(
        name="ask_callback",
        say=lines.ask_callback,
        keys={"1": answers.at_this_number, "2": "ask_number"},
        to=("ask_time",),
        back="no_agent",
    ),
    Ask(
        name="ask_number",
        say=lines.ask_number,
        digits=answers.number_digits,
        answer=answers.read_number_back,
        ends_by_itself=True,
        to=("ask_callback",),
        back="no_agent",
    ),
    Menu(
        name="ask_time",
        say=lines.ask_time,
        offers=answers.times_offered,
        keys={"1": answers.in_the_morning, "2": answers.in_the_afternoon},
        to=("no_agent",),
        back="ask_callback",
    ),
    Menu(
        name="line_closed",
        begins=True,
        say=lines.line_closed,
        keys={},
        tries=answers.CLOSED_TRIES_MAX,
        gives_up=leave,
    ),
    End(name="goodbye", say=lines.goodbye, result="completed"),
)
