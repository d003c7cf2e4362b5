"""How many parts a text is sent in: 160 letters of the GSM alphabet, or 70 where one letter is not in it."""

import math

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[~]|€\f")  # each takes the room of two letters
GSM_ALONE, GSM_IN_PARTS = 160, 153
UCS2_ALONE, UCS2_IN_PARTS = 70, 67


def segments(text: str) -> int:
    """The number of parts; 1 at least."""
    if is_gsm(text):
        return _parts(len(text) + sum(letter in EXTENDED for letter in text), GSM_ALONE, GSM_IN_PARTS)
    return _parts(len(text.encode("utf-16-be")) // 2, UCS2_ALONE, UCS2_IN_PARTS)


def is_gsm(text: str) -> bool:
    """Whether every letter is of the GSM alphabet."""
    return set(text) <= BASIC | EXTENDED


def _parts(length: int, alone: int, in_parts: int) -> int:
    return 1 if length <= alone else math.ceil(length / in_parts)
