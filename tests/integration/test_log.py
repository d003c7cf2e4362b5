"""What gets into a log: named fields, masked, on standard error, whoever wrote it."""

import json
import logging
import warnings

import pytest
import structlog

from integration import log
from integration.masking import MASK

CARD = "4111111111111111"


@pytest.fixture(autouse=True)
def quiet_afterwards():
    root = logging.getLogger()
    level = root.level
    yield
    for door in [door for door in root.handlers if isinstance(door, log.ToStandardError)]:
        root.removeHandler(door)
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


@pytest.fixture
def logged(capsys):
    """The lines since the last asking, as JSON; nothing may be on standard output."""
    log.configure("json")

    def lines():
        seen = capsys.readouterr()
        assert seen.out == ""
        return [json.loads(line) for line in seen.err.splitlines()]

    return lines


def test_named_fields_are_written_and_others_only_named(logged):
    log_ = structlog.get_logger("ivr.views")
    log_.info("turn", bid="1368", turn="ask_zip", number=3, ms=12, digits="30236", form={"Digits": "1"})
    (line,) = logged()
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "turn",
        "level": "info",
        "logger": "ivr.views",
        "bid": "1368",
        "turn": "ask_zip",
        "number": 3,
        "ms": 12,
        "left_out": "digits form",
    }


def test_accounts_and_telephone_numbers_show_their_last_four(logged):
    structlog.get_logger().info("x", account="0012345678", account_number=12345678, caller="+17705550134", line="")
    (line,) = logged()
    assert [line[name] for name in ("account", "account_number", "caller", "line")] == ["…5678", "…5678", "…0134", ""]
    assert "left_out" not in line


@pytest.mark.parametrize("kind", ["json", "console"])
@pytest.mark.parametrize("value", [CARD, int(CARD), f"a {CARD} b", [CARD], {"a": {CARD: CARD}}, CARD.encode()])
def test_no_card_in_any_value(capsys, kind, value):
    log.configure(kind)
    structlog.get_logger().warning(f"event {CARD}", why=value)
    logging.getLogger("somebody.else").warning("says %s", value)
    seen = capsys.readouterr().err
    assert seen.count(MASK) >= 3
    assert CARD not in seen


@pytest.mark.parametrize("kind", ["json", "console"])
def test_no_card_and_no_local_variable_in_a_traceback(capsys, kind):
    log.configure(kind)

    def fails(card):
        token_of_the_caller = f"tok-{card[:4]}-secret"
        raise ValueError(f"{card} is no account, {len(token_of_the_caller)}")

    try:
        fails(CARD)
    except ValueError:
        structlog.get_logger().exception("turn_failed")
        logging.getLogger("flask.app").exception("Exception on /voice")
    seen = capsys.readouterr().err
    assert seen.count("ValueError: [card?] is no account") == 2
    assert CARD not in seen
    assert "tok-4111" not in seen


def test_the_standard_library_and_warnings_take_the_same_way(logged):
    logging.getLogger("werkzeug").info("chatter")
    logging.getLogger("werkzeug").warning("trouble")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        log.configure("json")  # takes showwarning, which catch_warnings gives back
        warnings.warn("old", stacklevel=1)
    told = logged()
    assert [line["logger"] for line in told] == ["werkzeug", "py.warnings"]
    assert told[0]["event"] == "trouble"


def test_a_context_is_written_and_masked_too(logged):
    with structlog.contextvars.bound_contextvars(call_sid="CA" + "1" * 32, kind=CARD):
        structlog.get_logger().info("x")
    (line,) = logged()
    assert (line["call_sid"], line["kind"]) == ("CA" + "1" * 32, MASK)


def test_one_line_has_an_end(logged):
    structlog.get_logger().info("x", why="a" * 10**6)
    (line,) = logged()
    assert len(line["why"]) < log.VALUE_CHARS_MAX + 10


def test_configuring_twice_writes_once(logged):
    log.configure("json")
    structlog.get_logger().info("x")
    assert len(logged()) == 1
