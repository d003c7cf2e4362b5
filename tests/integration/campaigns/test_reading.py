"""integration/campaigns/reading: a campaign's file is read strictly, and every mistake is told with its place."""

import pytest

from integration.campaigns.attempts import Result, next_attempt_at
from integration.campaigns.definition import Attempts
from integration.campaigns.reading import misfits, read_definition
from integration.errors import Refused
from tests.integration.campaigns.conftest import FILE, NOW

WHOLE = (
    FILE
    + """
[audience]
days = [1, 5]
owed = ["5.00", "1000.00"]
languages = ["en"]
[pace]
lines = 20
per_second = 2.0
[attempts]
most = 3
busy_h = 0.5
[hold_out]
share = 0.1
seed = 20261123
"""
)


def said(text):
    with pytest.raises(Refused) as refused:
        read_definition(text, "november.toml")
    return str(refused.value).splitlines()


def test_a_whole_file_is_read():
    found = read_definition(WHOLE, "november.toml")
    assert (found.about, found.audience.days, found.attempts.busy_h) == ("bill_due", (1, 5), 0.5)
    assert found.audience.owed[1].cents == 100_000


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('kind = "upcoming"', 'kind = "soon"', "kind: found 'soon'; expected 'upcoming', 'due_today'"),
        ("lines = 20", "line = 20", "pace.line: no such key; did you mean pace.lines?"),
        ("lines = 20", 'lines = "20"', "pace.lines: found '20'; expected a whole number, without quotes"),
        ("lines = 20", "lines = 501", "pace.lines: found 501; expected less than or equal to 500"),
        ("first = 2026-11-23", 'first = "2026-11-23"', "calendar.first: found '2026-11-23'; expected a valid date"),
        ("last = 2026-11-24", "last = 2026-11-22", "calendar.last: found 2026-11-22 after the first day 2026-11-23"),
        ("days = [1, 5]", "days = [5, 1]", "audience.days: found 5 before 1; expected the smaller first"),
        ("days = [1, 5]", "days = [-1, 5]", "audience.days: found [-1, 5] with kind upcoming; expected days from 1"),
        ('"5.00"', "5.00", 'audience.owed[0]: found 5.0; expected money in quotes, like "2.50"'),
        ("share = 0.1", "share = 0.6", "hold_out.share: found 0.6; expected less than or equal to 0.5"),
        ('bid = "1368"', "", "bid: found nothing; expected it to be there"),
        ('kind = "upcoming"', 'kind = "free_notice"', "topic: found nothing; a free notice has one of emergency"),
        ('bid = "1368"', 'bid = "1368"\ntopic = "outage"', "topic: found one, or a message, with kind upcoming"),
        ('bid = "1368"', 'bid = "1368"\nrepeats = true', "audience.days: found days in a campaign that repeats"),
        ("[pace]", "[pace", "is not TOML"),
    ],
)
def test_a_mistake_is_told_with_its_key_what_was_found_and_what_was_expected(old, new, sentence):
    assert old in WHOLE
    assert any(line.startswith(f"november.toml: {sentence}") for line in said(WHOLE.replace(old, new)))


def test_every_mistake_is_told_at_once():
    assert len(said(WHOLE.replace("lines = 20", "lines = 0").replace("most = 3", "most = 8"))) == 2


def test_what_the_biller_lacks_is_told(biller):
    bare = biller.model_copy(update={"reminders": type(biller.reminders)()})
    assert "reminders.toll_free" in next(misfits(read_definition(FILE, "x"), bare))
    assert not list(misfits(read_definition(FILE, "x"), biller))
    off = biller.model_copy(update={"products": {}})
    assert "products.outbound_ivr off" in next(misfits(read_definition(FILE, "x"), off))
    french = read_definition(FILE + '[audience]\nlanguages = ["fr"]\n', "x")
    assert next(misfits(french, biller)) == "audience.languages[0]: found fr; expected one of en, es"
    free = FILE.replace(
        'kind = "upcoming"', 'kind = "free_notice"\ntopic = "outage"\nmessage = { en = "Water is off." }'
    )
    assert next(misfits(read_definition(free, "x"), biller)).startswith("message.es: found nothing")
    repeats = FILE.replace("[calendar]", "repeats = true\n[calendar]")
    assert "notices.days_before_due is empty" in next(misfits(read_definition(repeats, "x"), biller))


@pytest.mark.parametrize(
    ("made", "result", "hours"),
    [(1, Result.BUSY, 1), (1, Result.NO_ANSWER, 4), (2, Result.MACHINE, 24), (3, Result.BUSY, None),
     (1, Result.FAILED, None), (1, Result.HUMAN, None), (1, Result.OPTED_OUT, None)],
)  # fmt: skip
def test_the_next_attempt_is_spaced_by_how_the_last_one_ended(made, result, hours):
    found = next_attempt_at(Attempts(most=3), made, result, NOW)
    assert (found is None) is (hours is None)
    assert hours is None or (found - NOW).total_seconds() == hours * 3600
