"""What support is told of a question: how it ended and how long it took, and never "answered" where nobody knows."""

import pytest

from integration.errors import Garbled, Refused, Unavailable
from integration.model import Captured, Unsure
from ivr.questions import Question, Questions
from ivr.transcripts import transcript
from tests.ivr.line import mint, open_line


@pytest.fixture
def questions(clock):
    return Questions(clock)


def test_an_answer_is_passed_on_with_the_time_it_took(questions, clock):
    def work():
        clock.pause(1.5)
        return Captured("ch_1")

    assert questions.ask("gateway charge", work) == Captured("ch_1")
    assert questions.put == [Question("gateway charge", "answered", 1500)]


@pytest.mark.parametrize("trouble", [Unavailable("away"), Refused("no"), Garbled("what?")])
def test_a_trouble_is_noted_by_its_name_and_goes_on_its_way(questions, trouble):
    def work():
        raise trouble

    with pytest.raises(type(trouble)):
        questions.ask("Cayenta GetAccountBalance", work)
    assert [one.ended for one in questions.put] == [type(trouble).__name__.lower()]


def test_an_outcome_that_nobody_is_sure_of_is_no_answer(questions):
    questions.ask("gateway charge", lambda: Unsure("no answer within 4.5 s"))
    assert [one.ended for one in questions.put] == ["unsure"]


def test_a_charge_whose_answer_was_lost_is_a_finding_of_its_call(clock, database):
    with open_line(clock, database=database) as line:
        line.box.gateway.plan("timeout-after-capture")
        payer = line.knock()
        payer.to_card()
        payer.card(mint(line))
        payer.go()
        with database.read() as connection:
            told = transcript(connection, payer.call_sid)
    assert [(one.asked, one.ended) for one in told.asked][-1] == ("gateway charge", "unsure")
    assert any("gateway charge was unsure after" in finding for finding in told.findings())
