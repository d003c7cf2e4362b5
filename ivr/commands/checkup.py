"""Everything that a start stands on, looked at one by one: what `ivr doctor` prints."""

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from integration.billers import Biller
from integration.billers.load import read_all
from integration.cayenta.writing import unwritable
from integration.clock import SystemClock
from integration.errors import Misconfigured, Trouble, Unavailable
from integration.ledger import block_codes, rests
from integration.ledger.database import Database
from integration.ledger.migrate import current, head
from integration.settings import Settings, load_settings
from integration.site import check_mail
from integration.vault import Vault
from ivr.script import SCRIPT
from ivr.speech import Speech
from ivr.speech.own import own_folders
from ivr.speech.shutoff import shutoff_texts
from ivr.twiml import Renderer

REDIS_WAIT_S = 2.0
OK, WARNING, FAILED, UNAVAILABLE = "ok", "warning", "failed", "unavailable"


@dataclass(frozen=True, slots=True)
class Found:
    """One line: what was looked at, how it stands, and a sentence."""

    check: str
    state: str
    sentence: str


def examine() -> Iterator[Found]:
    """Every check; without readable settings only theirs."""
    try:
        settings = load_settings()
    except Misconfigured as trouble:
        yield from (Found("settings", FAILED, sentence) for sentence in trouble.findings)
        return
    yield Found("settings", OK, "all are there")
    for name, check in CHECKS:
        yield from _run(name, check, settings)


def _run(name: str, check: "Check", settings: Settings) -> Iterator[Found]:
    try:
        for state, sentence in check(settings):
            yield Found(name, state, sentence)
    except Misconfigured as trouble:
        yield from (Found(name, FAILED, sentence) for sentence in trouble.findings)
    except Unavailable as trouble:
        yield Found(name, UNAVAILABLE, str(trouble))
    except Trouble as trouble:
        yield Found(name, FAILED, str(trouble))


States = Iterator[tuple[str, str]]
Check = Callable[[Settings], States]


def _sandbox(settings: Settings) -> States:
    if settings.sandbox:
        yield WARNING, "IVR_SANDBOX=1: loopback, plain http and test keys are allowed; no real money should pass here"
    else:
        yield OK, "off"


def _secrets(settings: Settings) -> States:
    keys = settings.secret_key.get_secret_value().split(",")
    vault = Vault(keys)
    if vault.open(vault.seal("probe")) != "probe":
        raise Misconfigured(["IVR_SECRET_KEY: what it seals does not open again"])
    yield OK, f"IVR_SECRET_KEY holds {len(keys)} key{'s' if len(keys) > 1 else ''}, the first one seals"


def _billers(settings: Settings) -> States:
    loaded = read_all(settings.billers, os.environ, sandbox=settings.sandbox)
    yield from ((FAILED, sentence) for sentence in loaded.findings)
    yield from ((WARNING, sentence) for sentence in loaded.warnings)
    if not loaded.findings:
        yield OK, ", ".join(f"{bid} {biller.name}" for bid, biller in sorted(loaded.billers.items()))


def _mail(settings: Settings) -> States:
    check_mail(settings, read_all(settings.billers, os.environ, sandbox=settings.sandbox).billers)
    yield OK, f"goes over {settings.mail_relay}" if settings.mail_relay else "no biller wants any"


def _prompts(settings: Settings) -> States:
    billers = read_all(settings.billers, os.environ, sandbox=settings.sandbox).billers.values()
    languages = sorted({language for biller in billers for language in biller.languages})
    if languages:
        own = own_folders(billers)
        Renderer(
            SCRIPT, Speech.load(settings.prompts, languages, own, shutoff_texts(billers)), settings.public_base_url
        )
        yield OK, ", ".join(languages) + f" from {settings.prompts}" + "".join(f", {place}" for place in own.values())
    else:
        yield WARNING, "not looked at: there is no biller to speak for"


def _missing_file(settings: Settings) -> str | None:
    """The SQLite file that is not there: to look into it would make an empty one."""
    file = make_url(settings.database_url).database if settings.database_url.startswith("sqlite:///") else None
    return file if file and not Path(file).exists() else None


def _database(settings: Settings) -> States:
    file = _missing_file(settings)
    if file:
        raise Misconfigured([f"there is no file {file}: run `ivr migrate`"])
    database = Database(settings.database_url)
    try:
        found = current(database)
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise Misconfigured([f"the database answers with an error: {error}"]) from error
    finally:
        database.close()
    if found != head():
        raise Misconfigured([f"the database is at revision {found}, this version at {head()}: run `ivr migrate`"])
    yield OK, f"{database.engine.dialect.name} answers, at revision {found}"


def _cayenta(settings: Settings) -> States:
    billers = read_all(settings.billers, os.environ, sandbox=settings.sandbox).billers
    wrong = [sentence for found in unwritable(billers.values()).values() for sentence in found]
    worth_telling = [*((FAILED, sentence) for sentence in wrong), *_told_by_the_ledger(settings, billers)]
    yield from worth_telling
    if not worth_telling:
        yield OK, "every call can be written, no biller's is left alone for want of answers, no block code is unknown"


def _told_by_the_ledger(settings: Settings, billers: Mapping[str, Biller]) -> States:
    if _missing_file(settings):
        yield WARNING, "not looked at: there is no ledger that could tell"
        return
    database = Database(settings.database_url)
    try:
        with database.read() as connection:
            resting = rests.resting(connection, SystemClock().now())
            unnamed = block_codes.unnamed(connection, billers)
    except (SQLAlchemyError, sqlite3.Error, Unavailable):
        yield WARNING, "not looked at: the ledger does not tell"
        return
    finally:
        database.close()
    for bid, until in sorted(resting.items()):
        yield WARNING, f"{bid}: it does not answer; callers hear the bill file's balance until {until:%H:%M:%S} UTC"
    for (bid, code), count in sorted(unnamed.items()):
        yield WARNING, f"{bid}: block code {code!r} on {count} accounts blocks nothing: advanced_settings.28 has it not"


def _redis(settings: Settings) -> States:
    try:
        redis = Redis.from_url(settings.redis_url, socket_timeout=REDIS_WAIT_S, socket_connect_timeout=REDIS_WAIT_S)
    except ValueError as error:
        raise Misconfigured([f"IVR_REDIS_URL: {error}"]) from error
    try:
        redis.ping()
    except (RedisError, OSError) as error:
        raise Unavailable(f"Redis does not answer, postings wait until it does: {error}") from error
    finally:
        redis.close()
    yield OK, "answers"


CHECKS: tuple[tuple[str, Check], ...] = (
    ("sandbox", _sandbox),
    ("secrets", _secrets),
    ("billers", _billers),
    ("mail", _mail),
    ("prompts", _prompts),
    ("database", _database),
    ("cayenta", _cayenta),
    ("redis", _redis),
)
