"""Random names that nobody can mistake for a card number: letters only."""

from random import Random
from string import ascii_lowercase

NAME_LETTERS = 24  # 112 bits


def new_name(prefix: str, rng: Random) -> str:
    """`tok_kqzv…`: a search for digits that look like a card finds nothing in it, ever."""
    return prefix + "".join(rng.choices(ascii_lowercase, k=NAME_LETTERS))
