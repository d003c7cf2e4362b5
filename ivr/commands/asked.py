"""What support's commands have in common: the site they ask, the options they take, how they show an instant."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import rich_click as click

from integration.errors import Refused
from integration.ledger.days import Zones
from integration.ledger.receipts import Receipt, named
from integration.site import Site, open_site

LIMIT_MAX = 1000
ENDING_DIGITS_MIN = 4

as_json_too = click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
a_limit = click.option("--limit", type=click.IntRange(1, LIMIT_MAX), default=50, show_default=True)


class Day(click.ParamType[date]):
    """A date as 2026-11-20."""

    name = "YYYY-MM-DD"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Wrong use when it is none."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no date like 2026-11-20", param, ctx)


class Ending(click.ParamType[str]):
    """A whole number or at least its last four digits; blanks, dashes and brackets are taken out."""

    name = "NUMBER"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Wrong use when it is shorter or no number."""
        number = value.translate(str.maketrans("", "", " -().…"))
        if len(number) < ENDING_DIGITS_MIN or not number.isascii() or not number.removeprefix("+").isalnum():
            self.fail(f"{value!r} is neither a number nor the last {ENDING_DIGITS_MIN} digits of one", param, ctx)
        return number


class Words(click.ParamType[str]):
    """Words that stay: not blank, and no longer than the ledger keeps."""

    name = "WORDS"

    def __init__(self, most: int) -> None:
        self._most = most

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Wrong use when there is nothing in them, or too much."""
        words = value.strip()
        if not 0 < len(words) <= self._most:
            self.fail(f"expected 1 to {self._most} characters, found {len(words)}", param, ctx)
        return words


a_day = click.option("--day", type=Day(), help="The biller's own date.")


def site_of(ctx: click.Context) -> Site:
    """The site that was handed over, by a test or another command, or the one of the environment."""
    return ctx.obj if isinstance(ctx.obj, Site) else open_site()


def zones_of(site: Site, bid: str | None) -> Zones:
    """The wall clock of each biller, or of one. Misconfigured where there is no such biller."""
    chosen = [site.biller(bid)] if bid else site.billers.values()
    return {biller.bid: biller.zone for biller in chosen}


def the_one(site: Site, name: str, bid: str | None) -> Receipt:
    """The payment by confirmation number or id. Refused where there is none, or where two billers have one."""
    with site.database.read() as connection:
        found = named(connection, name, bid)
    if not found:
        raise Refused(f"there is no payment {name}; `ivr payments list` finds payments by day and account")
    if len(found) > 1:
        billers = ", ".join(sorted(one.bid for one in found))
        raise Refused(f"billers {billers} each gave the confirmation number {name}: say which one with --bid")
    return found[0]


def wall(site: Site, bid: str, at: datetime | None, shape: str = "%Y-%m-%d %H:%M:%S %Z") -> str:
    """An instant on the biller's wall; `-` for none. A biller that is gone is shown in UTC."""
    biller = site.billers.get(bid)
    zone: ZoneInfo | None = biller.zone if biller else None
    return at.astimezone(zone or UTC).strftime(shape) if at else "-"


def ending(digits: str) -> str:
    """`…5678`, or `-` where there is none."""
    return f"…{digits}" if digits else "-"
