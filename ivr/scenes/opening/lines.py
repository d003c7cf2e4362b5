"""What the turns of this scene say, in the order of its table. The words are in `prompts/`."""

from ivr.call import Call
from ivr.scenes.common import misfit, missed, or_say, other_language, proved_by
from ivr.turns import MISSED, STOP, Line, Say


def greeting(call: Call) -> tuple[Line, ...]:
    """The biller's name, and each language in its own words."""
    hello = () if call.misses else (Line("greeting.hello", {"biller": call.biller.name}), *how_to_stop(call))
    unsure = missed("greeting", call) if call.why == "unsure" else ()
    choices = tuple(
        Line("greeting.choose", {"key": str(key)}, language)
        for key, language in enumerate(call.biller.languages, start=1)
    )
    return (*hello, *unsure, *choices)


def how_to_stop(call: Call) -> tuple[Line, ...]:
    """The number that our messages name reaches the opt-out as well (64.1200(b)(3))."""
    return (Line("greeting.stop", {"key": STOP}),) if call.may_stop() else ()


def ask_account(call: Call) -> tuple[Line, ...]:
    first = {
        "hello": (Line("greeting.hello", {"biller": call.biller.name}), *how_to_stop(call)),
        "restart": (Line("ask_account.restart"),),
        "not_found": (Line("ask_account.not_found"),),
        "refused": (Line("ask_account.refused"),),
    }.get(call.why, misfit("ask_account", call))
    shortest, longest = call.biller.account.digits
    length = (
        Line("ask_account.say_exact", {"digits": longest})
        if shortest == longest
        else Line("ask_account.say_between", {"shortest": shortest, "longest": longest})
    )
    lost = other_language(call) if call.why in MISSED else ()
    return (*first, *lost, length, *or_say(call, "ask_account.or_say"))


def confirm_account(call: Call) -> tuple[Line, ...]:
    """A number that was said is read back digit by digit before anything is done with it."""
    return (*misfit("confirm_account", call), Line("confirm_account.say", {"account": call.keyed}))


def proof(turn: str) -> Say:
    """The account is read back here, so that a slip of the finger is heard before it costs a try.

    Whoever has said it has heard and confirmed it; who was rung has keyed none, and is told none.
    """

    def say(call: Call) -> tuple[Line, ...]:
        heard_it = call.why in MISSED | {"confirmed"} or call.knows_account()
        keyed = () if heard_it else (Line(f"{turn}.account", {"account": call.keyed}),)
        return (*misfit(turn, call), *keyed, Line(f"{turn}.say"))

    return say


def find_account(call: Call) -> tuple[Line, ...]:
    """With nothing to prove, the account is read back here."""
    first_time = proved_by(call) == "none" and call.why != "confirmed" and not call.knows_account()
    keyed = (Line("find_account.account", {"account": call.keyed}),) if first_time else ()
    return (*keyed, Line("find_account.say"))


def find_balance(call: Call) -> tuple[Line, ...]:
    """What every menu can do besides its own choices is told once, while the balance is asked for anyway."""
    if call.why == "beside":
        return (Line("find_balance.beside"),)
    pace = () if call.may_stop() else (Line("find_balance.keys"),)
    keys = (*pace, *other_language(call)) if call.why == "first" else ()
    return (Line("find_balance.say"), *keys)
