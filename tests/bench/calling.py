"""A campaign of reminder calls from its first to its last: in virtual time, with a chart of its calls by local hour."""

import logging
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from integration.calling.limits import limits_of
from integration.calling.numbers import facts_of
from integration.clock import VirtualClock
from integration.ledger.database import Database
from integration.ledger.tables import metadata
from tests.bench.effort import Effort
from tests.bench.million import NOW
from tests.bench.table import Row, limit_row
from tests.workers.audience import CAMPAIGN, OPTIONS, PEOPLE, PURSE, Audience
from tests.workers.telephones import open_telephones

ACCOUNTS, ACCOUNTS_QUICK = 10_000, 200
SECONDS_MAX = 180.0
BAR_CHARACTERS = 50
CHART = Path("var") / "calls-by-local-hour.txt"  # var is nobody's to commit


def calling(effort: Effort) -> Iterator[Row]:
    """CPU seconds of the calls alone: bills, books and the plan are there before."""
    accounts = ACCOUNTS_QUICK if effort.pairs < Effort.pairs else ACCOUNTS
    audience, seconds = called(accounts)
    made = [row for row in audience.telephones.rows() if row.intent_at is not None]
    wrong = Counter(row.result for row in made)
    wrong.subtract(audience.wanted())
    twice = sum((audience.rung - Counter(row.number for row in made)).values())
    CHART.parent.mkdir(exist_ok=True)
    CHART.write_text(chart(audience), encoding="utf-8")
    work = f"{len(made):,} calls of a campaign, 20 % taken up"
    yield limit_row(f"{work}, in virtual time, one core", [seconds], "s", SECONDS_MAX, places=1)
    yield limit_row(f"{work}: with another result than befell", [sum(map(abs, wrong.values()))], "calls", 0.0)
    yield limit_row(f"{work}: rung twice", [twice], "calls", 0.0)


def called(accounts: int) -> tuple[Audience, float]:
    """The campaign when it is over, and the CPU seconds that its calls took."""
    database = Database("sqlite://")
    with database.write() as connection:
        metadata.create_all(connection)
    opened = open_telephones(
        VirtualClock(NOW),
        database,
        accounts=accounts,
        text=CAMPAIGN,
        options=OPTIONS,
        terms=PEOPLE,
        limits=limits_of(PURSE),
        at=NOW,
        listens=False,
    )
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with opened as telephones:
        audience = Audience(telephones)
        begun = time.process_time()
        audience.take_part()
        return audience, time.process_time() - begun


def chart(audience: Audience) -> str:
    """How many calls were placed in each hour of the called, by every clock that he may live by; and how they ended."""
    hours: Counter[int] = Counter()
    for at, number in audience.at:
        hours.update(at.astimezone(ZoneInfo(zone)).hour for zone in facts_of(number).zones)
    most = max(hours.values(), default=1)
    bars = (f"{hour:02d}:00 {hours[hour]:7d} {'#' * (hours[hour] * BAR_CHARACTERS // most)}" for hour in range(24))
    counted = Counter(row.result for row in audience.telephones.rows() if row.result)
    results = (f"{result:<13} {calls:6d}" for result, calls in counted.most_common())
    return "\n".join(["calls placed, by the hour at the called", *bars, "", "calls by result", *results, ""])
