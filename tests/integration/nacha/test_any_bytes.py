"""Whatever the bytes are: findings, never an exception; and no finding repeats a digit of anybody's bank account."""

import io
import pickle
import traceback

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integration.nacha.layout import Record
from integration.nacha.reading import Reading
from tests.integration.nacha.samples import ACCOUNT, NEW_ACCOUNT, NEW_ROUTING, Sheet, changed, entry, good, returned

WINDOW_DIGITS = 6  # fewer stand in a count or a total by chance
SECRETS = {
    secret[start : start + WINDOW_DIGITS]
    for secret in (ACCOUNT, NEW_ACCOUNT, NEW_ROUTING)
    for start in range(len(secret) - WINDOW_DIGITS + 1)
}
WHOLE = (
    Sheet()
    .batch((entry(), returned()), (entry(77, trace=3), returned("R15", trace=3, death="260101")))
    .batch((entry(0), changed("C07", f"{NEW_ROUTING}{NEW_ACCOUNT:17}27")), entry_class="COR")
    .end()
)


def read(raw):
    reading = Reading(io.BytesIO(raw))
    items = list(reading)
    return items, reading


def leaks(text):
    return sorted(secret for secret in SECRETS if secret in text)


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes_are_a_wrong_file(raw):
    _, reading = read(raw)
    assert reading.findings
    assert not leaks(repr(reading.findings))


@settings(deadline=None)
@given(st.lists(st.sampled_from(WHOLE.splitlines()), max_size=24), st.sampled_from([b"\n", b"\r\n", b"\r", b""]))
def test_right_records_in_any_order(lines, end):
    _, reading = read(end.join(lines))
    assert not leaks(repr(reading.findings))


@settings(deadline=None)
@given(st.data())
def test_a_right_file_with_some_bytes_changed(data):
    raw = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(raw) - 1))
        length = data.draw(st.integers(0, 3))
        raw[place : place + length] = data.draw(st.binary(max_size=3) | st.sampled_from([b"9", b"0", b"\n", b" "]))
    _, reading = read(bytes(raw))
    assert not leaks(repr(reading.findings) + "".join(reading.findings.sentences()))


@pytest.mark.parametrize("kind", "15689x ")
@pytest.mark.parametrize("line", range(1, 13))
def test_a_record_that_calls_itself_another_is_told_without_its_digits(line, kind):
    lines = good().splitlines()
    lines[line - 1] = kind.encode() + lines[line - 1][1:]
    _, reading = read(b"\n".join(lines))
    assert not leaks(repr(reading.findings))


def test_no_control_character_reaches_a_terminal():
    items, reading = read(good().replace(b"123456789  ", b"12345\x1b[2J  "))
    assert [item.code for item in items] == ["R02", "C01"]
    assert "\x1b" not in "".join(reading.findings.sentences())


def test_what_is_told_of_items_and_records_shows_no_bank_data():
    items, reading = read(WHOLE)
    assert not reading.findings
    assert items[-1].corrected.account_number == NEW_ACCOUNT
    record = Record(3, "6", entry())
    for one in (*items, items[-1].corrected, record, reading, reading.whole):
        assert not leaks(f"{one} {one!r} {one!s:>9}")


def test_no_traceback_shows_bank_data():
    _, reading = read(WHOLE)
    *_, correction = read(WHOLE)[0]
    with pytest.raises(TypeError) as raised:
        raise TypeError(correction, reading.findings)
    assert not leaks("".join(traceback.format_exception(raised.value)))


def test_the_account_of_an_entry_is_not_even_kept():
    returns = [item for item in read(good())[0] if item.code.startswith("R")]
    assert ACCOUNT.encode() not in pickle.dumps(returns)
