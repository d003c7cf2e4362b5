"""Amounts in words. Whatever can be two amounts is none: "one fifty" is a hundred and fifty dollars to some."""

from collections.abc import Sequence

from integration.money import CENTS_PER_DOLLAR
from ivr.speech.heard.ear import Ear
from ivr.speech.heard.numbers import is_single_digit, number_words, numbers_said

KEYED_DIGITS_MIN = 3  # so many single digits and nothing else are keys: "five zero zero zero"
TENS, HUNDREDS = 10, 100


def cents_said(ear: Ear, words: Sequence[str]) -> int | None:
    """Whole cents; None where it is no amount, or might be another one."""
    said = number_words(ear, words)
    if len(said) >= KEYED_DIGITS_MIN and all(is_single_digit(ear, word) for word in said):
        return int("".join(numbers_said(ear, said)))
    place = next((place for place, word in enumerate(said) if word in ear.dollars), None)
    if place is not None:
        return _sum(_dollars(ear, said[:place]), _cents(ear, said[place + 1 :]))
    coins, whole = _cents(ear, said) if _in_cents(ear, said) else None, _bare(numbers_said(ear, said))
    if coins is not None and whole is not None:
        return None  # "cinq cents" is five hundred too
    return next((each for each in (coins, whole, _joined(ear, said)) if each is not None), None)


def _in_cents(ear: Ear, said: Sequence[str]) -> bool:
    return bool(said) and said[-1] in ear.cents


def _joined(ear: Ear, said: Sequence[str]) -> int | None:
    """Dollars and cents with no more than an "and" between them: "forty two and fifty cents"."""
    for place in [place for place, word in enumerate(said) if word in ear.joins]:
        dollars, cents = _dollars(ear, said[:place]), _cents(ear, said[place + 1 :])
        if cents is not None and (cents >= TENS or _in_cents(ear, said)):
            total = _sum(dollars, cents)
            if total is not None:
                return total
    return None


def _dollars(ear: Ear, words: Sequence[str]) -> int | None:
    """Before "dollars", "one forty two" is 142; a point is taken only where it stands for cents."""
    match numbers_said(ear, words):
        case (whole,):
            return _decimal(whole)
        case (hundreds, rest) if _hundreds(hundreds, rest):
            return int(hundreds + rest) * CENTS_PER_DOLLAR
    return None


def _cents(ear: Ear, words: Sequence[str]) -> int | None:
    """What follows "dollars": nothing, "and fifty", "fifty cents"."""
    bare = words[1:] if words and words[0] in ear.joins else words
    if bare and bare[-1] in ear.cents:
        bare = bare[:-1]
    elif not bare:
        return None if words else 0
    match numbers_said(ear, bare):
        case (cents,) if cents.isdigit() and int(cents) < CENTS_PER_DOLLAR:
            return int(cents)
    return None


def _bare(numbers: tuple[str, ...]) -> int | None:
    """Without "dollars": "fifty" is dollars, "forty two fifty" has cents, and so has "one forty two fifty"."""
    match numbers:
        case (whole,):
            return _decimal(whole)
        case (dollars, cents) if _tens(dollars) and _tens(cents):
            return int(dollars + cents)
        case (hundreds, rest, cents) if _hundreds(hundreds, rest) and _tens(cents):
            return int(hundreds + rest + cents)
        case (hundreds, cents) if hundreds.isdigit() and int(hundreds) >= HUNDREDS and _tens(cents):
            return int(hundreds + cents)
    return None


def _decimal(number: str) -> int | None:
    dollars, _, cents = number.partition(".")
    if cents and len(cents) != 2:  # noqa: PLR2004 - 42.5 may be half of something said
        return None
    return int(dollars) * CENTS_PER_DOLLAR + int(cents or 0)


def _hundreds(first: str, rest: str) -> bool:
    """As in "one forty two", a hundred and forty-two."""
    return len(first) == 1 and first != "0" and _tens(rest)


def _tens(number: str) -> bool:
    return number.isdigit() and TENS <= int(number) < HUNDREDS and len(number) == 2  # noqa: PLR2004 - two digits


def _sum(dollars: int | None, cents: int | None) -> int | None:
    return None if dollars is None or cents is None or (dollars % CENTS_PER_DOLLAR and cents) else dollars + cents
