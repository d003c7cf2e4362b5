"""In which language a biller speaks to somebody."""

from integration.billers.biller import Biller


def spoken(biller: Biller, told: str) -> str:
    """The language that was told of somebody; where the biller does not speak it, or does no more, his first."""
    return told if told in biller.languages else biller.languages[0]
