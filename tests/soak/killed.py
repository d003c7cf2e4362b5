"""Real processes killed: the pump on both databases, plain RQ beside it, the drain of an outage."""

from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from integration.ledger.database import Database
from integration.ledger.tables import metadata
from integration.sandbox.servers import postgres_server
from tests.soak.figures import Figures, Part
from tests.soak.say import say
from tests.workers.kills import plain_rq
from tests.workers.kills.drain import drain_really, drain_virtually
from tests.workers.kills.run import FULL, SMALL, kill_run
from tests.workers.kills.town import in_memory

DRAINED, DRAINED_SMALL = (2_000, 50_000), (100, 1_000)  # really, and in virtual time
OUTAGE_S, OUTAGE_SMALL_S = 30.0, 3.0  # the real one; the virtual one lasts eight hours


@contextmanager
def empty_ledger(folder, name):
    """A ledger with every table and no row, on a disk that is flushed to as in production."""
    with TemporaryDirectory(prefix="ivr-pg-", ignore_cleanup_errors=True) as room:
        if name == "postgresql":
            with postgres_server(Path(room)) as url:
                yield _made(url)
        else:
            yield _made(f"sqlite:///{folder / 'ledger.db'}")


def _made(url):
    database = Database(url)
    with database.write() as connection:
        metadata.create_all(connection)
    return database


def kills_on(name: str) -> Callable[..., Part]:
    """A kill run on this database."""

    def kills(*, is_small: bool) -> Part:
        size = SMALL if is_small else FULL
        with TemporaryDirectory(prefix="ivr-kills-") as folder, empty_ledger(Path(folder), name) as database:
            outcome = kill_run(Path(folder), database, size, lookup=True)
            database.close()
        say(outcome.line(name))
        return Part(_figures(outcome), outcome.faults())

    return kills


def _figures(outcome):
    return Figures(
        payments=outcome.size.payments,
        kills=outcome.deaths.count,
        faults=outcome.wipes + outcome.ambiguous,
        lost=outcome.lost,
        doubled=outcome.doubled,
        in_review=outcome.states["review"],
    )


def plain(*, is_small: bool) -> Part:
    """RQ as it comes, under the same kills: it promises nothing, and its figures are told apart."""
    for size in plain_rq.SMALL if is_small else plain_rq.FULL:
        with TemporaryDirectory(prefix="ivr-plain-") as folder:
            say(plain_rq.plain_run(Path(folder), size).line())
    return Part()


def drain(*, is_small: bool) -> Part:
    """What waited through eight hours, really and in virtual time."""
    really, virtually = DRAINED_SMALL if is_small else DRAINED
    with TemporaryDirectory(prefix="ivr-drain-") as folder, empty_ledger(Path(folder), "sqlite") as database:
        outage_s = OUTAGE_SMALL_S if is_small else OUTAGE_S
        outcomes = [drain_really(Path(folder), database, really, outage_s=outage_s)]
        database.close()
    with (
        TemporaryDirectory(prefix="ivr-drain-", dir=in_memory()) as folder,
        empty_ledger(Path(folder), "sqlite") as database,
    ):
        outcomes += drain_virtually(database, virtually)
        database.close()
    for outcome in outcomes:
        say(outcome.line())
    wrong = [fault for outcome in outcomes for fault in outcome.faults()]
    return Part(Figures(payments=sum(outcome.postings for outcome in outcomes)), wrong)
