"""Card numbers drawn at run time are keyed wherever keys are taken, and said wherever words are; nothing may keep them.

Searched afterwards: every column of every table, the database's own files, Redis, the log at its loudest with forced
tracebacks, the metrics, temporary files. A number planted in any of these places must be found, or the search is blind.
"""

import io
import logging
import secrets
import tempfile
import zlib
from contextlib import contextmanager, redirect_stderr
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import structlog
from redis import Redis
from sqlalchemy import insert

from integration import log
from integration.bell import RqBell
from integration.clock import VirtualClock
from integration.ledger.database import Database
from integration.ledger.tables import audit, metadata
from ivr import app
from ivr.phone import Options
from tests.ivr.canary import SPOKEN, Haunt, draw, found_in, groups, text_of
from tests.ivr.haunting import SCENES, owes_much
from tests.ivr.line import connect, open_line

pytestmark = pytest.mark.xdist_group("canary")  # haunted once, by one worker
NOW = datetime(2026, 11, 20, 15, 5, tzinfo=UTC)


@contextmanager
def loudest_log(kind):
    """The log as `ivr serve` sets it up, with every logger at DEBUG; all as it was afterwards."""
    names = ("", *log.QUIET)
    root, levels = logging.getLogger(), {name: logging.getLogger(name).level for name in names}
    doors, heard = root.handlers[:], io.StringIO()
    log.configure(kind)
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    try:
        with redirect_stderr(heard):
            yield heard
    finally:
        root.handlers[:] = doors
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
        logging.captureWarnings(capture=False)
        structlog.reset_defaults()


@contextmanager
def temporary_files_in(folder):
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    folder.mkdir()
    try:
        yield
    finally:
        tempfile.tempdir = before


@pytest.fixture(scope="module")
def haunts():
    """By the kind of log. Each is made once, in whatever order the tests come."""
    return {}


@pytest.fixture(params=["json", "console"])
def haunted(request, haunts, tmp_path_factory, redis_url):
    """The numbers and tokens of all scenes, and every place as it was right after the last of them."""
    if request.param not in haunts:
        haunts[request.param] = haunt_all(request.param, tmp_path_factory, redis_url)
    return haunts[request.param]


def haunt_all(kind, tmp_path_factory, redis_url):
    folder, clock = tmp_path_factory.mktemp("haunt"), VirtualClock(NOW)
    with Redis.from_url(redis_url) as redis:
        redis.flushdb()
    database = Database(f"sqlite:///{folder / 'ledger.db'}")
    with database.write() as connection:
        metadata.create_all(connection)
    with (
        loudest_log(kind) as logged,
        temporary_files_in(folder / "tmp"),
        open_line(clock, database=database, terms={"features": {"spoken_answers": True}}) as quiet_line,
    ):
        haunt = Haunt(folder, database, redis_url, logged)
        site = replace(quiet_line.box.site, bell=RqBell(redis_url, clock))
        line = connect(replace(quiet_line.box, site=site), Options(pay_test_mode=False))
        owes_much(line)
        for scene in SCENES:
            scene(haunt, line)
            clock.pause(25 * 3600.0)
        haunt.metrics = line.app.test_client().get("/metrics").text
        places = haunt.places()
    database.close()
    return haunt, places


def test_no_card_number_is_anywhere(haunted):
    haunt, places = haunted
    assert len(haunt.cards) > 60
    leaks = {place: found_in(text, haunt.cards) for place, text in places.items()}
    assert {place: cards for place, cards in leaks.items() if cards} == {}


def test_no_token_is_anywhere_in_clear(haunted):
    haunt, places = haunted
    assert [place for place, text in places.items() if any(token in text for token in haunt.tokens)] == []
    assert places["table payments.token_sealed"].strip()  # one still waits, sealed


def test_the_haunting_reached_every_place_it_was_meant_for(haunted):
    _haunt, places = haunted
    heard = set(places["table turns.heard"].split("\n"))
    assert {"13 digits", "16 digits", "19 digits", "1 keys", "4 digits"} <= heard
    assert {"said 13 keys", "said 16 digits", "said 19 digits", "unsure"} <= heard
    states = set(places["table payments.state"].split("\n"))
    assert {"captured", "declined", "abandoned", "intent"} <= states
    assert any(place.startswith("redis rq:job:") for place in places)
    assert {"file ledger.db", "file ledger.db-wal"} < set(places)
    assert any(place.startswith("file tmp/") for place in places)
    for word in ("turn_failed", "Traceback", "Broken", "[card?]", "hidden due to hide_parameters"):
        assert word in places["log"], word
    assert "ivr_requests_total" in places["metrics"]


def test_however_a_server_is_started_its_log_shows_no_local_variables(clock, monkeypatch):
    """structlog's own default, with rich installed, prints the variables of every frame."""
    local = secrets.token_hex(12)
    with open_line(clock) as line, loudest_log("json") as heard:
        structlog.reset_defaults()
        monkeypatch.setattr(app, "open_site", lambda: line.box.site)
        app.from_environment()
        try:
            int(f"not {len(local)}")
        except ValueError:
            structlog.get_logger("ivr.views").exception("turn_failed")
    assert "ValueError" in heard.getvalue()
    assert local not in heard.getvalue()


# The search is not blind

WRITINGS = {
    "plain": str,
    "blanks": lambda card: groups(card, " "),
    "dashes": lambda card: groups(card, "-"),
    "dots": lambda card: groups(card, "."),
    "a list": lambda card: str(list(card)),
    "lines": "\n".join,
    "a piece": lambda card: card[2:12],
    "within a word": lambda card: f"x{card}y",
    "spoken": lambda card: " ".join(SPOKEN[int(digit)] for digit in card),
}


@pytest.mark.parametrize("writing", WRITINGS.values(), ids=WRITINGS)
@pytest.mark.parametrize("length", [13, 15, 16, 19])
def test_a_number_is_found_however_it_is_written(length, writing):
    card = draw(length)
    assert found_in(f"before {writing(card)} after", [card, draw(16)]) == [card]


def test_the_first_six_and_the_last_four_are_no_leak():
    card = draw(16)
    assert found_in(f"{card[:6]}******{card[-4:]} 16 digits", [card]) == []


def test_bytes_are_read_as_text():
    assert text_of(b"<Say>4111</Say>") == "<Say>4111</Say>"


@pytest.fixture
def planted(tmp_path, sqlite_database, redis_url):
    with Redis.from_url(redis_url) as redis:
        redis.flushdb()
    return Haunt(tmp_path, sqlite_database, redis_url)


def in_a_table(haunt, card):
    row = {"at": NOW, "who": "ann", "what": "x", "bid": "1368", "subject": "s", "detail": f"keyed {card}"}
    with haunt.database.write() as connection:
        connection.execute(insert(audit).values(row))


def in_a_deleted_row(haunt, card):
    in_a_table(haunt, card)
    with haunt.database.write() as connection:
        connection.execute(audit.delete())


def in_redis(haunt, card):
    with Redis.from_url(haunt.redis_url) as redis:
        redis.hset("rq:job:1", "data", zlib.compress(f'["drain", ["{card}"]]'.encode()))


def in_the_log(haunt, card):
    haunt.logged.write(f"turn_failed digits={card}\n")


def in_the_metrics(haunt, card):
    haunt.metrics = f'ivr_requests_total{{kind="{card}"}} 1.0'


def in_a_temporary_file(haunt, card):
    (haunt.folder / "deep").mkdir()
    (haunt.folder / "deep" / "x.tmp").write_text(card)


PLANTS = (in_a_table, in_a_deleted_row, in_redis, in_the_log, in_the_metrics, in_a_temporary_file)


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
def test_a_number_planted_in_any_place_is_found(planted, plant):
    card = draw(16)
    assert not any(found_in(text, [card]) for text in planted.places().values())
    plant(planted, card)
    assert any(found_in(text, [card]) for text in planted.places().values())
