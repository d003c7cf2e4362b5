"""Where the answers of this scene lead, in the order of its table."""

from collections.abc import Callable
from dataclasses import replace

from integration.campaigns.kinds import Kind
from ivr.call import Call, Finished
from ivr.scenes.balance.answers import AMOUNT_DIGITS
from ivr.scenes.common import PROOFS, barred, blocked, person_with, proved_by
from ivr.scenes.reminding.answers import begin_reminder
from ivr.turns import CLOSED, TRIES_MAX, Next, go, person, stop

SEARCHES_MAX = 3
ZIP_DIGITS = 5  # of a ZIP+4 only the first are asked for
PHONE_DIGITS = 4  # of the number on file, the last


def begin(call: Call) -> Next:
    """Where a new call starts: the choice of language, or the account where there is only one language.

    At a closed line it is a person, or where none is there, when the line opens. A call that we started begins with who
    calls; the line for it does nothing but stop our calls.
    """
    if call.reminder is not None:
        return begin_reminder(call)
    if call.line == call.biller.reminders.opt_out:
        return stop(call)
    if not call.line_is_open():
        return person(call, "line_closed") if call.agent_is_there() else go(CLOSED)
    return go("greeting") if len(call.biller.languages) > 1 else go("ask_account", why="hello")


def speak(place: int) -> Callable[[Call], Next]:
    """The language at this place of the biller's list."""

    def chosen(call: Call) -> Next:
        return go("ask_account", language=call.biller.languages[place])

    return chosen


def languages_offered(call: Call) -> str:
    return "".join(str(key) for key in range(1, len(call.biller.languages) + 1))


def language_of(call: Call, key: str) -> str:
    """Each language is called by its own name, whichever key it has at this biller."""
    return call.biller.languages[int(key) - 1]


def account_digits(call: Call) -> tuple[int, int]:
    return call.biller.account.digits


def remember_account(call: Call, digits: str) -> Next:
    """Nothing is looked up before it can be proved: not found and not proved must sound and last the same."""
    return go(PROOFS[proved_by(call)], keyed=digits, proved=False, owed=None, amount=0, pays="")


def read_back(call: Call, digits: str) -> Next:
    """A number that was said is confirmed first. Misses count on, so that nobody goes round here for ever."""
    return go("confirm_account", keyed=digits, misses=call.misses)


def use_account(call: Call) -> Next:
    """As remember_account; it was read back just now."""
    following = remember_account(call, call.keyed)
    return Next(following.turn, "confirmed", following.changes)


def refuse_account(call: Call) -> Next:
    """Misheard: the number is keyed now. It counts as a miss."""
    misses = call.misses + 1
    forgotten: dict[str, object] = {"keyed": ""}
    if misses >= TRIES_MAX:
        return person_with(call, "no_answer", forgotten)
    return Next("ask_account", "refused", forgotten | {"misses": misses})


def zip_digits(_call: Call) -> tuple[int, int]:
    return (ZIP_DIGITS, ZIP_DIGITS)


def phone_digits(_call: Call) -> tuple[int, int]:
    return (PHONE_DIGITS, PHONE_DIGITS)


def last_payment_digits(_call: Call) -> tuple[int, int]:
    return AMOUNT_DIGITS


def remember_proof(_call: Call, digits: str) -> Next:
    """Nothing is compared here: whatever it is, the search takes the same steps."""
    return go("find_account", proof=digits)


def after_search(call: Call, finished: Finished) -> Next:
    """Found | not_found | locked. The third search that fails is a person's."""
    if finished.word == "found":
        why = "" if call.told_keys else "first"
        return go("find_balance", why=why, proof="", proved=True, searches=0, told_keys=True)
    forgotten: dict[str, object] = {"keyed": "", "proof": "", "proved": False}
    if finished.word == "locked":
        return person_with(call, "locked", forgotten)
    if call.searches + 1 >= SEARCHES_MAX:
        return person_with(call, "not_found", forgotten | {"searches": 0})
    again = "remind" if call.knows_account() else "ask_account"
    return Next(again, "not_found", forgotten | {"searches": call.searches + 1})


def after_balance(call: Call, finished: Finished) -> Next:
    """What this account may do now, the safest first."""
    owed = finished.owed
    if owed is None:
        raise ValueError(f"balance_of finished with {finished.word!r} and no balance")
    told: dict[str, object] = {"owed": owed}
    if call.knows_account() and call.reminder and call.reminder.kind == Kind.THANK_YOU:
        return Next("tell_reminder", changes=told)
    if owed.unsure:
        return Next("payment_unsure", changes=told)
    if owed.owed <= 0:
        return Next("nothing_owed", changes=told)
    if not replace(call, owed=owed).open_ways():
        return barred(call, "flags_unknown" if finished.word == "flags_unknown" else blocked(owed), told)
    if replace(call, owed=owed).expired():
        return barred(call, "expired", told)
    ready = "tell_reminder" if call.knows_account() else "read_balance"
    return Next(ready, changes=told | {"may_text": finished.may_text})
