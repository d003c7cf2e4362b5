"""Said as it is written: account numbers, codes, keys pressed, names."""

import string
import unicodedata
from collections.abc import Mapping

SPELLED_CHARS_MAX = 40
TEXT_CHARS_MAX = 100
GROUP_CHARS = 3

_LETTERS_AND_DIGITS = frozenset(string.ascii_letters + string.digits)
_DIGITS = frozenset(string.digits)
_SEPARATORS = str.maketrans("", "", " -./")


def _only(written: str, allowed: frozenset[str], what: str) -> str:
    """`written` again, if it is 1 to 40 of the allowed characters."""
    if not 0 < len(written) <= SPELLED_CHARS_MAX:
        raise ValueError(f"takes 1 to {SPELLED_CHARS_MAX} {what}, found {len(written)}")
    strangers = set(written) - allowed
    if strangers:
        raise ValueError(f"takes {what}, found {min(strangers)!r} among them")
    return written


def groups(written: str) -> str:
    """An account number by threes, a last lone one joining its neighbours: "0 0 1, 2 3 4, 5 6 7 8".

    Letters are said in upper case; spaces, hyphens, dots and slashes are not said.
    """
    account = _only(written.translate(_SEPARATORS), _LETTERS_AND_DIGITS, "letters and digits").upper()
    starts = list(range(0, len(account), GROUP_CHARS))
    if len(starts) > 1 and starts[-1] == len(account) - 1:
        starts.pop()
    ends = [*starts[1:], len(account)]
    return ", ".join(" ".join(account[start:end]) for start, end in zip(starts, ends, strict=True))


def digits(written: str) -> str:
    """A code or a ZIP, digit by digit: "7 3 4 2"."""
    return " ".join(_only(written, _DIGITS, "digits"))


def keys(written: str, names: Mapping[str, str]) -> str:
    """The keys that a caller pressed, one by one: "4 2 star 5 0". What amount they mean is not decided here."""
    pressed = _only(written, _DIGITS | names.keys(), "keys of a telephone")
    return " ".join(names.get(key, key) for key in pressed)


def clean(written: str) -> str:
    """A name from a file, made fit for `<Say>`: on one line, no control or XML-illegal characters, NFC, cut at 100.

    Every character that XML forbids is in one of Unicode's C categories, as are bidi marks and zero-width characters.
    """
    if not (written.isascii() and written.isprintable()):
        kept = "".join(c for c in written if c.isspace() or unicodedata.category(c)[0] != "C")
        written = unicodedata.normalize("NFC", kept)
    return " ".join(written.split())[:TEXT_CHARS_MAX].rstrip()
