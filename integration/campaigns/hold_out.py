"""Who is not called, so that what a call does can be told from what happens: drawn from a seed."""

from hashlib import blake2b

from integration.campaigns.definition import HoldOut

DRAW_BYTES = 8
DRAWS = 2 ** (8 * DRAW_BYTES)


def draw_of(seed: int, account_number: str) -> int:
    """A number from 0 to DRAWS - 1 that looks drawn: it orders calls too, so that no list is rung in its order."""
    return int.from_bytes(blake2b(f"{seed}:{account_number}".encode(), digest_size=DRAW_BYTES).digest())


def is_held_out(draw: int, hold_out: HoldOut) -> bool:
    """Whether the account of this draw belongs to the share that is not called."""
    return bool(draw < hold_out.share * DRAWS)
