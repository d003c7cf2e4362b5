"""What several scenes share: lines that repeat a prompt, answers that leave an account or the call."""

from integration.billers import Biller
from integration.model import CHARGED_WAYS
from ivr.call import Call, Owed
from ivr.turns import LANGUAGE, Line, Next, Say, go, person

PEOPLE = ("agent", "no_agent")
PROOFS = {  # the biller's way of proving an account -> where it is asked for
    "none": "find_account",
    "zip": "ask_zip",
    "phone_last4": "ask_phone",
    "last_payment": "ask_last_payment",
}
PROVE_NOTHING = frozenset({"none", "phone_last4"})  # of whoever takes up a call that we made to that very phone
NORTH_AMERICA = "+1"  # before the ten digits by which its people know a number


def proved_by(call: Call) -> str:
    """How an account is proved in this call: the biller's way, or where that proves nothing, the ZIP."""
    return way_of_proof(call.biller, ours=call.reminder is not None)


def way_of_proof(biller: Biller, *, ours: bool) -> str:
    """The same for any call of this biller's; `ours` are those that we start."""
    verify = biller.account.verify
    return "zip" if ours and verify in PROVE_NOTHING else verify


def plain(turn: str) -> Say:
    """A turn that always says its one prompt."""

    def say(call: Call) -> tuple[Line, ...]:
        return (*misfit(turn, call), Line(f"{turn}.say"))

    return say


def missed(turn: str, call: Call) -> tuple[Line, ...]:
    """Why it is said again, where it is: nobody is blamed."""
    if call.why == "silence":
        return (Line("common.silence"),)
    if call.why == "wrong":
        return (Line(f"{turn}.wrong"),)
    if call.why == "unsure":
        return (Line("common.unsure"),)
    return ()


def misfit(turn: str, call: Call) -> tuple[Line, ...]:
    """As `missed`; where the keys did not fit, the one that always helps is told."""
    return (*missed(turn, call), *((Line("common.help"),) if call.why == "wrong" else ()))


def other_language(call: Call) -> tuple[Line, ...]:
    """The key for the next language, in that language: whoever needs it does not understand this one."""
    if len(call.biller.languages) == 1:
        return ()
    return (Line("greeting.choose", {"key": LANGUAGE}, call.next_language()),)


def or_say(call: Call, key: str = "common.or_say") -> tuple[Line, ...]:
    """That one may speak too, where one may; whoever was asked for keys just now is not asked to speak again."""
    return (Line(key),) if call.may_speak() and call.why not in {"unsure", "refused"} else ()


def owed_of(call: Call) -> Owed:
    if call.owed is None:
        raise ValueError(f"turn {call.turn} speaks of a balance that nobody has asked for")
    return call.owed


def blocked(owed: Owed | None) -> str:
    """Why nothing can be paid here: only cash is taken, or it is just no card."""
    return "cash_only" if owed is None or len(owed.closed_ways) == len(CHARGED_WAYS) else "no_card"


def another_account(_call: Call) -> Next:
    return go(
        "ask_account", keyed="", proved=False, owed=None, amount=0, pays="", searches=0, later="", left="", barred=""
    )


def leave(_call: Call) -> Next:
    return go("goodbye")


def person_with(call: Call, why: str, changes: dict[str, object]) -> Next:
    to = person(call, why)
    return Next(to.turn, to.why, {**to.changes, **changes})


def barred(call: Call, why: str, changes: dict[str, object] | None = None) -> Next:
    """Nothing can be paid: what is owed and why are told where a key cuts them short, and then a person takes over.

    Where none is there, no_agent tells them, and has keys too.
    """
    told = {**(changes or {}), "barred": why}
    if not call.agent_is_there():
        return person_with(call, why, told)
    return Next("not_payable", why, {**told, "left": call.left or call.turn})
