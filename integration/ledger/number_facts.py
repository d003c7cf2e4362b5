"""Facts of numbers in SQL: worked out once for each number that a bill file brings, read by whoever plans calls.

`phonenumbers` takes some 60 us a number, a minute for a million; numbers that are known already cost one indexed look.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.metadata import version as installed

from sqlalchemy import Select, bindparam, delete, insert, select

from integration.calling.numbers import Line, NumberFacts, facts_of
from integration.ledger.database import Database
from integration.ledger.tables import bills, number_facts

CHUNK_NUMBERS = 1000  # a write transaction of some 20 ms
SETS_KEPT_MAX = 65_536
_LINES = {line.value: line for line in Line}

Row = tuple[str, bool, str, str, str, str, bool]  # number, is_number, line, country, regions, zones, placed
COLUMNS = tuple(
    number_facts.c[name] for name in ("number", "is_number", "line", "country", "regions", "zones", "placed")
)


@cache
def edition() -> str:
    """Of the numbering plan that is installed: facts of an older one are worked out again."""
    return installed("phonenumbers")


def learn(database: Database, version: int) -> int:
    """Work out the facts of every number in a bill file's version that has none yet; how many were new.

    May be stopped and begun again at any point. Raises Unavailable.
    """
    new, after = 0, 0
    while True:
        with database.read() as connection:
            rows = connection.execute(_numbers(version, after)).all()
            if not rows:
                return new
            phones = {row.phone for row in rows}
            known = connection.scalars(_KNOWN, {"phones": phones, "edition": edition()}).all()
        after = rows[-1].id
        if facts := {phone: facts_of(phone) for phone in phones.difference(known)}:
            keep(database, facts)
        new += len(facts)


def keep(database: Database, facts: Mapping[str, NumberFacts]) -> None:
    """Write facts down by the text they were worked out from, in place of those of another edition."""
    with database.write() as connection:
        connection.execute(delete(number_facts).where(number_facts.c.written.in_(facts)))
        connection.execute(insert(number_facts), [_row_of(written, each) for written, each in facts.items()])


def of_row(row: Row) -> NumberFacts:
    """The inverse of what is kept, from the values of `COLUMNS`."""
    number, is_number, line, country, regions, zones, placed = row
    return NumberFacts(number, bool(is_number), _LINES[line], country, _parted(regions), _parted(zones), bool(placed))


def _numbers(version: int, after: int) -> Select[int, str]:
    mine = (bills.c.version == version) & (bills.c.id > after) & (bills.c.phone != "")
    return select(bills.c.id, bills.c.phone).where(mine).order_by(bills.c.id).limit(CHUNK_NUMBERS)


# By itself: joined to the bills, PostgreSQL goes over all facts for each of them until it has counted the facts anew.
_KNOWN = select(number_facts.c.written).where(
    number_facts.c.written.in_(bindparam("phones", expanding=True)), number_facts.c.edition == bindparam("edition")
)


def _row_of(written: str, facts: NumberFacts) -> dict[str, object]:
    return {
        "written": written,
        "number": facts.number,
        "is_number": facts.exists,
        "line": facts.line.value,
        "country": facts.country,
        "regions": " ".join(sorted(facts.regions)),
        "zones": " ".join(sorted(facts.zones)),
        "placed": facts.placed,
        "edition": edition(),
    }


@lru_cache(SETS_KEPT_MAX)
def _parted(text: str) -> frozenset[str]:
    """The same set for the same text: a million numbers share some hundred."""
    return frozenset(text.split())
