"""Speech as words: small letters, no accents, no punctuation, whatever the recogniser's taste."""

import re
import unicodedata

SPEECH_CHARS_MAX = 300  # a minute of speech has more; no answer to a question of ours has
_DOLLARS_AFTER = re.compile(r"(?<![0-9])(?<![0-9]\s)\$\s*([0-9][0-9.,]*)")
_DOLLARS_BEFORE = re.compile(r"([0-9]{1,3}(?:\s[0-9]{3})+(?:,[0-9]{2})?|[0-9][0-9.,]*)\s*\$")  # "1 042,50 $"
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_DECIMAL_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9]{2}(?![0-9]))")
_WORD = re.compile(r"[0-9]+(?:\.[0-9]+)?|[^\W_]+(?:'[^\W_]+)*")


def words_of(text: str) -> tuple[str, ...]:
    """As ("1042.50", "dollars", "please") for "$1,042.50, please!"; () for what is too long to be an answer."""
    if len(text) > SPEECH_CHARS_MAX:
        return ()
    apart = unicodedata.normalize("NFKD", text.casefold().replace("\u2019", "'"))
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return tuple(_WORD.findall(_in_digits(bare)))


def _in_digits(text: str) -> str:
    """A dollar sign on either side is a word, a comma before two digits a point, and before three nothing."""
    signed = _DOLLARS_AFTER.sub(r"\1 dollars ", text)
    signed = _DOLLARS_BEFORE.sub(lambda found: f"{''.join(found[1].split())} dollars ", signed)
    return _DECIMAL_COMMA.sub(".", _THOUSANDS.sub("", signed))


def is_number(word: str) -> bool:
    """Digits, with a point among them or not."""
    return word.isascii() and word.replace(".", "", 1).isdigit()
