"""The biller's systems as a world knows them: two ports, and the two journals that the judge reads."""

from dataclasses import dataclass

from integration.money import Money

ACCOUNTS = tuple(f"{number:010d}" for number in range(1, 8))
OWED = Money(1_000_000)


@dataclass(frozen=True)
class Systems:
    """`items` is what Cayenta applied, `charges` what the gateway did; `token` stands for everybody's card."""

    books: object
    gateway: object
    items: list
    charges: list
    token: str
