"""`.call` files: calls as text, played against a biller in a box in this process, and compared word by word.

A file is facts, then lines of talk. `tests/calls/` holds the golden ones; `ivr replay PATHS` plays any.

    # What this call shows.
    caller:   +17705550134                          From: a number, or a word like anonymous
    biller:   1368
    clock:    2026-11-20 10:05 America/New_York
    account:  0012345678  balance 142.50  pastdue 42.50  due 2026-11-05  zip 30236     several; also language, name,
              (one line)  block C, custom 77, billed 150.00 (in the file, where that differs), asked 2026-11-18,
                          phone 770-555-0134, lastpayment 50.00,
                          minimum 20.00, partial off (the bill's own word, as it stands in the file)
    payment:  40.00 card captured 2026-11-20 09:00 posting held  an earlier one of ours; several
    guesses:  10                                    searches in vain before the call; `5 0012345678`: on one account
    gateway:  decline do_not_honor, approve         one charge after the other, the last one for ever
    cayenta:  slow 6s                               or down, garbled, refuse, system, stale
    agent:    busy                                  or answers, no-answer, failed
    config:   payments.partial = false              one setting of the biller's file; several

    IVR    *your balance is {owed}.*      heard: `*` any text, `{name}` kept to the end of its sentence for later lines
    KEY    0012345678#                    keys, or names of test numbers: card:visa expiry cvv
    SAY    yes                            speech, where the biller's callers may speak; `yes (confidence 0.2)`: not sure
    QUIET                                 no answer
    STAR                                  leaves <Pay>
    WAIT   20s                            silent for so long, whatever the line does
    BESIDE 40.00 card captured posting ready     somebody else pays on the account now; as `payment:`, without its time
    USE    pay-by-good-card               the lines of a part: parts/ beside the file or above it, or the shipped ones
    CHECK  payment captured 42.50 card    a fact, asked of the books (`checks` has them all)
    HANGUP
    END    completed                      how the call ended
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ivr.replay.errors import Unreadable
    from ivr.replay.player import play
    from ivr.replay.report import Report
    from ivr.replay.script_file import CallScript, read_script

__all__ = ["CallScript", "Report", "Unreadable", "play", "read_script"]
_WRITTEN_IN = {
    "CallScript": "script_file",
    "Report": "report",
    "Unreadable": "errors",
    "play": "player",
    "read_script": "script_file",
}


def __getattr__(name: str) -> Any:
    """Loaded when it is asked for: the pytest plugin lives here, and a session without calls need not pay a second."""
    if name not in _WRITTEN_IN:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WRITTEN_IN[name]}"), name)
