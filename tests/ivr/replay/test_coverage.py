import pytest

from ivr.replay.coverage import Covered
from tests.golden import CALLS, played


def events(name, turn):
    return {(one.event, one.language, one.led_to) for one in played(CALLS / f"{name}.call").covered if one.turn == turn}


@pytest.mark.parametrize(
    ("name", "turn", "language", "gives_up_to"),
    [
        ("giving_up/greeting.es", "greeting", "es", "agent"),
        ("giving_up/ask_zip.es", "ask_zip", "es", "agent"),
        ("giving_up/read_balance.en", "read_balance", "en", "agent"),
        ("giving_up/ask_amount.en", "ask_amount", "en", "agent"),
        ("giving_up/receipt.en", "receipt", "en", "goodbye"),
        ("giving_up/no_agent.es", "no_agent", "es", "goodbye"),
    ],
)
def test_the_three_misses(name, turn, language, gives_up_to):
    assert {
        ("silence", language, turn),
        ("wrong", language, turn),
        ("giving up", language, gives_up_to),
    } <= events(name, turn)


def test_an_answer_is_no_miss():
    assert events("pays-all-en", "ask_account") == {("answer", "en", "ask_zip")}
    assert events("pays-all-en", "greeting") == {("1", "en", "ask_account")}


def test_the_person_asked_for_is_no_giving_up():
    assert events("a-person-from-the-greeting", "greeting") == {("0", "en", "agent")}


def test_work_pay_and_transfer_tell_how_they_ended():
    covered = played(CALLS / "three-declines-en.call").covered
    assert Covered("charge", "declined", "en", "declined") in covered
    assert Covered("charge", "declined", "en", "agent") in covered
    assert Covered("pay_card", "success", "en", "charge") in covered
    assert Covered("agent", "completed", "en", "goodbye") in covered
