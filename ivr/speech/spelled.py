"""Said as it is written: account numbers, codes, keys pressed, names."""

import string
import unicodedata
from collections.abc import Mapping

SPELLED_CHARS_MAX = 40
GROUP_CHARS = 3
TEXT_CHARS_MAX = 100
_RAW_CHARS_MAX = 10 * TEXT_CHARS_MAX  # looked at before cutting to TEXT_CHARS_MAX

_DIGITS = frozenset(string.digits)
_LETTERS_AND_DIGITS = frozenset(string.ascii_letters) | _DIGITS
_SEPARATORS = str.maketrans("", "", " -./")


def groups(written: str) -> str:
    """An account number by threes, a last lone one joining its neighbours: "0 0 1, 2 3 4, 5 6 7 8".

    Letters are said in upper case; spaces, hyphens, dots and slashes are not said.
    """
    account = _only(_LETTERS_AND_DIGITS, "letters and digits", written.translate(_SEPARATORS)).upper()
    starts = list(range(0, len(account), GROUP_CHARS))
    if len(starts) > 1 and starts[-1] == len(account) - 1:
        starts.pop()
    ends = [*starts[1:], len(account)]
    return ", ".join(" ".join(account[start:end]) for start, end in zip(starts, ends, strict=True))


def digits(written: str) -> str:
    """A code or a ZIP, digit by digit: "7 3 4 2"."""
    return " ".join(_only(_DIGITS, "digits", written))


def keys(written: str, names: Mapping[str, str]) -> str:
    """The keys that a caller pressed, one by one: "4 2 star 5 0"; which amount they mean is not decided here."""
    pressed = _only(_DIGITS | names.keys(), "keys of a telephone", written)
    return " ".join(names.get(key, key) for key in pressed)


def clean(written: str) -> str:
    """A name from a file, made fit for `<Say>`: one line, nothing unspeakable, NFC, cut at 100 characters."""
    written = written[:_RAW_CHARS_MAX]
    if not (written.isascii() and written.isprintable()):
        strangers = dict.fromkeys(map(ord, unspeakable(written)))
        written = unicodedata.normalize("NFC", written.translate(strangers))
    return " ".join(written.split())[:TEXT_CHARS_MAX].rstrip()


def unspeakable(text: str) -> list[str]:
    """The characters of Unicode's C categories, white space apart, sorted.

    Controls, bidi and zero-width marks, surrogates, private and unassigned: whatever XML 1.0 forbids is among them.
    """
    return sorted(c for c in set(text) if not c.isspace() and unicodedata.category(c)[0] == "C")


def _only(allowed: frozenset[str], what: str, written: str) -> str:
    """`written` again, if it is 1 to 40 of the allowed characters; the refusal does not repeat it."""
    if not 0 < len(written) <= SPELLED_CHARS_MAX:
        raise ValueError(f"takes 1 to {SPELLED_CHARS_MAX} {what}, found {len(written)}")
    if not allowed.issuperset(written):
        raise ValueError(f"takes {what} only, found something else among them")
    return written
