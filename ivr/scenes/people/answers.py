"""Where the answers of this scene lead, in the order of its table."""

import re

from integration.billers.parts_of_day import Part, next_day_of
from ivr.call import Call, Dialed, Finished
from ivr.scenes.common import another_account
from ivr.turns import TRIES_MAX, Next, go, person

_NORTH_AMERICAN = re.compile(r"(?:\+1)?(?P<number>[2-9][0-9]{2}[2-9][0-9]{6})", re.ASCII)  # area code and exchange
NUMBER_DIGITS = 10
CLOSED_TRIES_MAX = 2  # whoever says nothing has heard twice when the line opens


def after_telling(call: Call, _finished: Finished) -> Next:
    """Told or not, the caller is put through."""
    return go("agent", why=call.why)


def after_agent(_call: Call, dialed: Dialed) -> Next:
    return go("goodbye") if dialed.status in {"completed", "answered"} else go("no_agent", why="busy")


def what_without_a_person(call: Call) -> str:
    """The keys of no_agent that are open now: nothing is paid on a closed line, and one callback is promised."""
    keys = ["1" if call.line_is_open() else "", "2", "3" if not call.callback_part and parts_of_day(call) else ""]
    return "".join(keys)


def go_on(call: Call) -> Next:
    """Alone again: to the balance where something can be done with it, else to another account."""
    if call.proved and call.open_ways() and not call.expired():
        return go("find_balance", left="")
    return another_account(call)


def call_back(call: Call) -> Next:
    """At the number that calls, where that is one; else a number is asked for."""
    return go("ask_callback" if number_offered(call) else "ask_number")


def number_offered(call: Call) -> str:
    """The number that was keyed, or the caller's own, E.164; '' where neither is one that we can ring."""
    return call.callback or ringable(call.caller)


def ringable(number: str) -> str:
    """E.164; '' where nobody in North America can have it."""
    found = _NORTH_AMERICAN.fullmatch(number)
    return f"+1{found['number']}" if found else ""


def spoken(number: str) -> str:
    """As it is read in groups: nobody here says the country's code."""
    return number.removeprefix("+1")


def at_this_number(call: Call) -> Next:
    return go("ask_time", callback=number_offered(call))


def number_digits(_call: Call) -> tuple[int, int]:
    return (NUMBER_DIGITS, NUMBER_DIGITS)


def read_number_back(call: Call, digits: str) -> Next:
    """A number that nobody has is asked for again; any other is read back, and may be changed."""
    number = ringable(digits)
    if number:
        return go("ask_callback", callback=number)
    misses = call.misses + 1
    return person(call, "no_answer") if misses >= TRIES_MAX else go("ask_number", why="wrong", misses=misses)


def parts_of_day(call: Call) -> dict[str, tuple[Part, str]]:
    """Key -> part of day and the biller's date, ISO, for each part in which the office is open on some day."""
    hours, zone = call.biller.agent.hours, call.biller.zone
    days = {key: (part, next_day_of(part, hours, call.now(), zone)) for key, part in PARTS.items()}
    return {key: (part, day.isoformat()) for key, (part, day) in days.items() if day is not None}


PARTS = {"1": Part.MORNING, "2": Part.AFTERNOON}


def times_offered(call: Call) -> str:
    return "".join(parts_of_day(call))


def in_the_morning(call: Call) -> Next:
    return _promised(call, "1")


def in_the_afternoon(call: Call) -> Next:
    return _promised(call, "2")


def _promised(call: Call, key: str) -> Next:
    """Written down with the very turn that says it (`ivr.till`)."""
    part, day = parts_of_day(call)[key]
    return go("no_agent", callback_part=part.value, callback_day=day)
