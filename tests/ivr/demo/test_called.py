"""The people of the demo: each does on the telephone what is told of him, and who lives where is the seed's."""

from collections import Counter

import pytest

from integration.campaigns.kinds import Kind
from integration.ledger.tables import planned_calls
from ivr.demo.called import PEOPLE, called_at, take_up
from ivr.phone import Options, Order
from ivr.replay.reminder_facts import TERMS, ReminderFacts, plan_ring
from tests.ivr.line import ACCOUNT, CALLER, LINE_URL, ZIP, open_line

RESULTS = {
    "pays all of it by card": "paid",
    "hears what it is about, and hangs up": "human",
    "keys a ZIP that is not his, and hangs up": "hung_up",
    "asks to be called another time": "call_later",
    "says that it is a wrong number": "wrong_number",
    "wants no more calls": "opted_out",
    "takes it up and hangs up": "hung_up",
    "an answering machine": "machine",
    "nobody can tell who it is, and he hangs up": "hung_up",
    "a fax": "fax",
    "nobody takes it up": "no_answer",
    "is busy": "busy",
}


@pytest.mark.parametrize("called", [each for _, each in PEOPLE], ids=lambda called: called.words)
def test_what_is_told_of_him_is_what_becomes_of_the_call(clock, sqlite_database, called):
    options = Options(callee_plan=lambda _number: called.callee)
    with open_line(clock, terms=TERMS, database=sqlite_database, options=options) as line:
        url = f"{LINE_URL}/voice/reminder/{plan_ring(line.box, ReminderFacts(Kind.UPCOMING, 'es'), CALLER, ACCOUNT)}"
        order = Order(
            CALLER, line.box.biller.lines[0], url, status_callback=f"{url}/status", detection="DetectMessageEnd"
        )
        take_up(line.network.place(order), called, {CALLER: ZIP}.__getitem__)
        (row,) = line.rows(planned_calls.name)
    assert (row.state, row.result) == ("done", RESULTS[called.words])


def test_the_seed_draws_who_lives_where():
    numbers = [f"+1770555{number:04d}" for number in range(1000)]
    first, again, other = ([called_at(number, seed) for number in numbers] for seed in (7, 7, 8))
    assert first == again != other
    assert Counter(called.words for called in first).keys() == RESULTS.keys()
