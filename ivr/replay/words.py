"""The words of `.call` files: every one that may stand first in a line, and what was probably meant by any other."""

from collections.abc import Iterable
from difflib import get_close_matches

VERBS = {  # each with what follows it; '' is nothing
    "IVR": "what is heard",
    "KEY": "the keys pressed",
    "SAY": "what the caller says, as in `SAY yes` or `SAY yes (confidence 0.2)`",
    "QUIET": "",
    "STAR": "",
    "HANGUP": "",
    "WAIT": "seconds",
    "BESIDE": "what another pays now, as in `BESIDE 142.50 card captured posting ready`",
    "USE": "the name of a part",
    "CHECK": "a fact",
    "END": "how the call ended",
}
HEADERS = (
    "caller",
    "biller",
    "clock",
    "account",
    "payment",
    "plan",
    "guesses",
    "gateway",
    "cayenta",
    "agent",
    "config",
    "reminder",
)
ONCE = frozenset(HEADERS) - {"account", "payment", "plan", "guesses", "config"}
NEEDED = ("caller", "biller", "clock")
ENDINGS = ("completed", "failed", "busy", "no-answer")


def nearest(word: str, known: Iterable[str]) -> str:
    """`; did you mean KEY?`, or the words that there are."""
    known = list(known)
    by_lower = {each.lower(): each for each in known}
    close = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.5)
    return f"did you mean {by_lower[close[0]]}?" if close else f"expected one of {', '.join(known)}"
