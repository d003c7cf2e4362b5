"""The table of R-codes against rules.md 1.3, and which may be presented again."""

from datetime import date, timedelta

import pytest

from integration.nacha.reasons import REASONS, Kind, Rate
from integration.nacha.retry import DESCRIPTION, may_retry

SETTLED = date(2026, 1, 10)
KINDS = {
    Kind.RETURN: [*range(1, 40), *range(50, 54)],
    Kind.FOREIGN: [*range(40, 48), *range(80, 86)],
    Kind.DISHONOURED: range(61, 71),
    Kind.CONTESTED: range(71, 78),
}


def ask(code="R01", again=0, settled=SETTLED, today=SETTLED + timedelta(days=3)):
    return may_retry(code, presented_again=again, settled_on=settled, today=today)


@pytest.mark.parametrize("kind", Kind)
def test_every_code_is_there_once_and_of_its_kind(kind):
    assert {code for code, reason in REASONS.items() if reason.kind is kind} == {f"R{n:02d}" for n in KINDS[kind]}
    assert all(reason.words and reason.code == code for code, reason in REASONS.items())


def test_which_ceiling_a_return_counts_for():
    """rules.md 1.4, and R51, which is Nacha's own."""
    by_rate = {rate: {code for code, reason in REASONS.items() if reason.rate is rate} for rate in Rate}
    assert by_rate[Rate.UNAUTHORISED] == {"R05", "R07", "R10", "R11", "R29", "R51"}
    assert by_rate[Rate.ADMINISTRATIVE] == {"R02", "R03", "R04"}


@pytest.mark.parametrize("code", REASONS)
def test_only_funds_may_be_asked_for_again(code):
    assert ask(code).may == (code in {"R01", "R09"})


@pytest.mark.parametrize(("again", "may"), [(0, True), (1, True), (2, False), (3, False)])
def test_at_most_twice(again, may):
    assert ask(again=again).may == may


@pytest.mark.parametrize(("days", "may"), [(0, True), (180, True), (181, False)])
def test_within_180_days_of_the_original_settlement(days, may):
    assert ask(today=SETTLED + timedelta(days=days)).may == may


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (ask(), "R01 (insufficient funds): twice more, until 2026-07-09"),
        (ask("R09", again=1), "R09 (uncollected funds): once more, until 2026-07-09"),
        (ask(again=2), "presented again 2 times; at most 2 are allowed"),
        (ask(today=date(2026, 7, 10)), "the 180 days from 2026-01-10 ended on 2026-07-09"),
        (ask(settled=None), "nobody knows when the original entry settled; the 180 days cannot be counted"),
        (ask("R02"), "R02 (account closed) may not be presented again; only R01 and R09 may"),
        (ask("R08"), "R08 (payment stopped by the payer): the payer must authorise it anew, as a new payment"),
        (ask("R68"), "R68 (untimely return) is no return of a payment"),
        (ask("R99"), "R99 is no return reason that we know"),
    ],
)
def test_each_answer_has_its_reason(answer, why):
    assert answer.why == why
    assert (answer.last_day is not None) == answer.may


def test_the_description_fills_its_field():
    """Company entry description, batch header 54-63."""
    assert len(DESCRIPTION) == 10
