"""Where the answers of this scene lead, in the order of its table."""

from integration.campaigns.kinds import Kind
from ivr.call import Call, Reminder
from ivr.scenes.common import PROOFS, proved_by
from ivr.scenes.people.answers import NUMBER_DIGITS, ringable
from ivr.turns import TRIES_MAX, Next, go, person

MACHINE, FAX = "machine", "fax"  # why nobody is spoken to


def begin_reminder(call: Call) -> Next:
    """A machine hears the message, a fax nothing; a person, and whatever may be one, is asked who he is."""
    return go({MACHINE: "leave_message", FAX: "fax"}.get(call.why, "remind"))


def reminder_of(call: Call) -> Reminder:
    if call.reminder is None:
        raise ValueError(f"turn {call.turn} speaks of a reminder in a call that we did not start")
    return call.reminder


def is_notice(call: Call) -> bool:
    """Whether it is for everybody to hear: there is nobody to be known."""
    return reminder_of(call).kind == Kind.FREE_NOTICE


def what_is_asked(call: Call) -> str:
    return "" if is_notice(call) else "123"


def prove(call: Call) -> Next:
    """Who says that he has the account proves it, before he hears anything of it."""
    return go(PROOFS[proved_by(call)], keyed=reminder_of(call).account)


def leave_it(call: Call) -> Next:
    """Nobody answers: a machine that was not known for one, perhaps. It hears what a machine may hear."""
    return go("goodbye" if is_notice(call) else "leave_message")


def what_to_do(call: Call) -> str:
    if reminder_of(call).kind == Kind.THANK_YOU:
        return ""
    return "12" if may_have_link(call) else "1"


def may_have_link(call: Call) -> bool:
    """Whether the page on which one pays can go to the phone that was called."""
    return call.may_text and call.biller.texts.pay_link is not None


def link_by_text(call: Call) -> Next:
    """To the phone that was called alone, as its holder asked just now."""
    return go("text_sent", text_about="pay_link", text_to=call.caller)


def number_digits(_call: Call) -> tuple[int, int]:
    return (NUMBER_DIGITS, NUMBER_DIGITS)


def stop_calling(call: Call, digits: str) -> Next:
    """A number that nobody has is asked for again."""
    number = ringable(digits)
    if number:
        return go("opted_out", stopped=number)
    misses = call.misses + 1
    return person(call, "no_answer") if misses >= TRIES_MAX else go("ask_opt_out", why="wrong", misses=misses)
