"""The balance a caller hears when the biller's system is late or away, and while our own payments are on their way."""

import json
from contextlib import contextmanager

import pytest

from integration.ledger import holds
from integration.sandbox.cayenta import Fault, Kind
from ivr.balances import SAME_AGAIN_HOURS
from tests.integration.cayenta.boxes import leave_out_the_code
from tests.ivr.line import ACCOUNT, ZIP, House, mint, open_line
from tests.workers.parts import pump_of

RTDR, POST = "GetAccountBalance", "AddARItem"
DEADLINE_S = 4.0
DAY_S = 24 * 3600.0
AS_OF_THE_FILE = "as of November first"
BAD = [
    Fault(Kind.DOWN, RTDR),
    Fault(Kind.SLOW, RTDR, seconds=6.0),
    Fault(Kind.DRIP, RTDR, seconds=0.5),
    Fault(Kind.GARBLED, RTDR),
    Fault(Kind.TRUNCATED, RTDR),
    Fault(Kind.REFUSE, RTDR),
    Fault(Kind.SYSTEM, RTDR),
    Fault(Kind.FAULT, RTDR),
    Fault(Kind.AUTH, RTDR),
    Fault(Kind.REDIRECT, RTDR),
    Fault(Kind.WRONG_METHOD, RTDR),
    Fault(Kind.WRONG_ECHO, RTDR),
    Fault(Kind.NO_SYSTEM_STATUS, RTDR),
    Fault(Kind.ERROR_AFTER, RTDR),
    Fault(Kind.CUT_BEFORE, RTDR),
    Fault(Kind.CUT_AFTER, RTDR),
    Fault(Kind.CUT_IN_BODY, RTDR),
]
every_fault = pytest.mark.parametrize("fault", BAD, ids=[fault.kind for fault in BAD])


@pytest.fixture
def line(clock):
    with open_line(clock) as line:
        yield line


def asks(line):
    """A call as far as its balance."""
    caller = line.knock()
    caller.go()
    caller.keys("1", ACCOUNT, ZIP)
    return caller


def owed(line, caller):
    """What the stored call was told, in cents."""
    (state,) = [row.state for row in line.rows("calls") if row.call_sid == caller.call_sid]
    return json.loads(state)["owed"]


def told(line, caller, *names):
    return tuple(owed(line, caller)[name] for name in names)


def pay(line, *keys):
    """A payment from hello to receipt; the caller's account and ZIP stand before `keys`."""
    caller = asks(line)
    caller.keys(*keys, "1")
    assert caller.turn == "pay_card", caller.said
    caller.card(mint(line))
    caller.go()
    assert caller.turn == "receipt"


def pump(line):
    site = line.box.site
    pump_of(line.database, line.box.clock, site.books("1368"), of=line.box.biller).drain()


# RTDR


def test_a_live_balance_is_said_with_no_date(line):
    caller = asks(line)
    assert AS_OF_THE_FILE not in caller.said
    assert told(line, caller, "owed", "past_due", "as_of", "balance_seen") == (14_250, 4_250, "", 14_250)


@every_fault
def test_without_rtdr_and_without_flags_ever_nothing_is_offered(line, fault):
    line.box.cayenta.set_faults(fault)
    caller = asks(line)
    assert caller.turn == "not_payable"
    assert AS_OF_THE_FILE in caller.said
    assert "cannot check right now which ways to pay are open" in caller.said
    assert told(line, caller, "owed", "balance_seen", "flags_of") == (14_250, None, "")


@every_fault
def test_without_rtdr_and_without_flags_ever_a_biller_may_offer_all_the_same(clock, fault):
    with open_line(clock, terms={"payments": {"when_flags_unknown": "offer"}}) as line:
        line.box.cayenta.set_faults(fault)
        caller = asks(line)
        assert caller.turn == "read_balance"
        assert AS_OF_THE_FILE in caller.said


def test_in_a_maintenance_window_rtdr_is_not_asked_and_the_caller_hears_why(clock):
    terms = {"maintenance": {"windows": ["Fri 10:00-11:00"]}}  # it is Friday 10:05 in New York
    with open_line(clock, terms=terms) as line:
        clock.pause(3_600)
        asks(line)
        clock.pause(7 * DAY_S - 3_600)
        caller = asks(line)
        assert caller.turn == "read_balance"
        assert "The systems of Clayton County Water Authority are being looked after until" in caller.said
        assert told(line, caller, "as_of", "flags_of") == ("2026-11-01", "2026-11-20")
        assert [row.asked for row in line.rows("questions")] == ["Cayenta GetAccountBalance"]  # by the first call alone


@every_fault
def test_without_rtdr_the_last_flags_count(line, fault, clock):
    asks(line)
    clock.pause(2 * DAY_S)
    line.box.cayenta.set_faults(fault)
    caller = asks(line)
    assert caller.turn == "read_balance"
    assert told(line, caller, "as_of", "flags_of") == ("2026-11-01", "2026-11-20")


def test_without_rtdr_the_last_flags_block_and_are_dated(clock):
    with open_line(clock, houses=[House(block="C")]) as line:
        asks(line)
        clock.pause(3 * DAY_S)
        line.box.cayenta.set_faults(Fault(Kind.DOWN, RTDR))
        caller = asks(line)
        assert caller.turn == "not_payable"
        assert AS_OF_THE_FILE in caller.said
        assert "November twentieth" in caller.said


def test_the_figures_are_the_files_and_not_the_last_that_rtdr_gave(clock):
    with open_line(clock, houses=[House(owed=9_900, past_due=0, billed=14_250)]) as line:
        assert told(line, asks(line), "owed") == (9_900,)
        line.box.cayenta.set_faults(Fault(Kind.DOWN, RTDR))
        assert told(line, asks(line), "owed") == (14_250,)


@every_fault
def test_the_caller_waits_no_longer_than_the_deadline(line, fault, clock):
    caller = line.knock()
    caller.go()
    caller.keys("1")
    caller.go(Digits=ACCOUNT)
    caller.go(Digits=ZIP)
    caller.go()
    assert caller.turn == "find_balance"
    line.box.cayenta.set_faults(fault)
    begun = clock.tick()
    caller.go()
    assert clock.tick() - begun <= DEADLINE_S


def test_an_answer_without_a_function_status_is_no_error(line):
    line.box.cayenta.set_faults(Fault(Kind.NO_FUNCTION_STATUS, RTDR))
    assert told(line, asks(line), "owed", "as_of") == (14_250, "")


def test_an_answer_within_the_deadline_is_waited_for(line):
    line.box.cayenta.set_faults(Fault(Kind.SLOW, RTDR, seconds=3.9))
    assert told(line, asks(line), "as_of") == ("",)


@pytest.mark.parametrize("code", ["", "Z", "n", "CC", "0", "NONE"])
def test_a_block_code_that_the_map_does_not_know_blocks_nothing(clock, code):
    with open_line(clock, houses=[House(block=code)]) as line:
        caller = asks(line)
        assert caller.turn == "read_balance"
        assert told(line, caller, "closed_ways") == ([],)


@pytest.mark.parametrize(("code", "closed"), [("N", ["card"]), ("C", ["card", "bank"]), ("A", ["bank"])])
def test_a_known_block_code_closes_its_ways(clock, code, closed):
    with open_line(clock, houses=[House(block=code)]) as line:
        caller = asks(line)
        assert told(line, caller, "closed_ways") == (closed,)
        assert caller.turn == ("read_balance" if code == "A" else "not_payable")


@contextmanager
def untold(clock, *, block="", known=False, **payments):
    """A line to a Cayenta that has told of a block, or never did, and then leaves the code out."""
    terms = {"cayenta": {"block_code_left_out": "unknown"}, "payments": payments}
    with open_line(clock, houses=[House(block=block)], terms=terms) as line:
        if known:
            asks(line)
            clock.pause(3 * DAY_S)
        leave_out_the_code(line.box.cayenta)
        yield line


def test_flags_that_an_answer_does_not_tell_are_the_last_that_were(clock):
    with untold(clock, block="C", known=True) as line:
        caller = asks(line)
        assert caller.turn == "not_payable"
        assert "November twentieth" in caller.said
        assert told(line, caller, "owed", "as_of", "flags_of") == (14_250, "", "2026-11-20")
        (row,) = line.rows("accounts")
        assert row.block_code == "C"


def test_flags_that_were_never_told_are_not_known_and_the_balance_is(clock):
    with untold(clock, block="C") as line:
        caller = asks(line)
        assert caller.turn == "not_payable"
        assert "cannot check right now which ways to pay are open" in caller.said
        assert told(line, caller, "owed", "as_of", "balance_seen") == (14_250, "", 14_250)
        assert line.rows("accounts") == []


@pytest.mark.parametrize(("known", "turn"), [(False, "read_balance"), (True, "not_payable")])
def test_a_biller_may_offer_while_they_were_never_told(clock, known, turn):
    with untold(clock, block="C", known=known, when_flags_unknown="offer") as line:
        assert asks(line).turn == turn


def test_where_the_wsdl_lets_the_code_be_left_out_it_is_no_block(clock):
    with open_line(clock, houses=[House(block="C")]) as line:
        leave_out_the_code(line.box.cayenta)
        caller = asks(line)
        assert (caller.turn, told(line, caller, "closed_ways")) == ("read_balance", ([],))


# Our own payments


def test_a_posting_that_waits_is_subtracted_and_said(line, clock):
    pay(line, "2")
    with line.database.write() as connection:
        holds.hold(connection, "1368", why="tried here", who="ann", now=clock.now())
    pump(line)
    caller = asks(line)
    assert told(line, caller, "owed", "past_due", "ours", "unsure") == (10_000, 0, 4_250, 0)
    assert "after your payment of forty-two dollars and fifty cents today" in caller.said


def test_a_posting_that_arrived_is_cayentas_own_figure(line):
    pay(line, "2")
    pump(line)
    caller = asks(line)
    assert told(line, caller, "owed", "past_due", "ours") == (10_000, 0, 0)
    assert "after your payment" not in caller.said
    assert line.rows("payments")[0].in_balance_at is not None


def test_posted_and_rtdr_behind_is_subtracted_once(line):
    line.box.cayenta.set_faults(Fault(Kind.STALE, RTDR))
    pay(line, "2")
    pump(line)
    for _call in range(3):
        assert told(line, asks(line), "owed", "ours") == (10_000, 4_250)
    line.box.cayenta.set_faults()
    assert told(line, asks(line), "owed", "ours") == (10_000, 0)


def test_two_payments_of_which_one_has_arrived(line):
    pay(line, "2")
    pump(line)
    asks(line)  # the first is seen in the balance
    line.box.cayenta.set_faults(Fault(Kind.STALE, RTDR))
    pay(line, "1")
    pump(line)
    caller = asks(line)
    assert told(line, caller, "owed", "ours") == (0, 10_000)
    assert caller.turn == "nothing_owed"


UNSURE = [
    Fault(Kind.CUT_AFTER, POST),
    Fault(Kind.CUT_BEFORE, POST),
    Fault(Kind.SLOW, POST, seconds=60.0),
    Fault(Kind.TRUNCATED, POST),
    Fault(Kind.REFUSE, POST),
    Fault(Kind.WRONG_ECHO, POST),
    Fault(Kind.ERROR_AFTER, POST),
]


@pytest.mark.parametrize("fault", UNSURE, ids=[fault.kind for fault in UNSURE])
def test_a_posting_that_nobody_is_sure_of_is_named_and_no_second_payment_is_offered(line, fault):
    pay(line, "2")
    line.box.cayenta.set_faults(fault)
    pump(line)
    caller = asks(line)
    assert caller.turn == "payment_unsure"
    assert "still checking a payment of forty-two dollars and fifty cents" in caller.said
    assert told(line, caller, "unsure", "ours") == (4_250, 0)
    for number in range(1, 20):
        caller.go(f"/voice/keyed/payment_unsure/{number}", Digits="1")
        caller.go(f"/voice/keyed/read_balance/{number}", Digits="1")
        caller.go(f"/voice/keyed/confirm_payment/{number}", Digits="1")
    assert len(line.rows("payments")) == 1


@pytest.mark.parametrize("is_posted", [False, True])
def test_by_the_file_a_payment_made_since_still_counts(line, is_posted):
    pay(line, "2")
    if is_posted:
        pump(line)
    line.box.cayenta.set_faults(Fault(Kind.DOWN, RTDR))
    caller = asks(line)
    assert told(line, caller, "owed", "ours", "as_of") == (10_000, 4_250, "2026-11-01")
    assert AS_OF_THE_FILE in caller.said


def test_a_payment_of_yesterday_is_not_called_todays(line, clock):
    pay(line, "2")
    clock.pause(DAY_S)
    caller = asks(line)
    assert "your recent payment of forty-two dollars and fifty cents" in caller.said


def test_the_same_amount_within_a_day_is_asked_about_first(line, clock):
    pay(line, "3", "1000")
    clock.pause(SAME_AGAIN_HOURS * 3600.0 - 300.0)
    caller = asks(line)
    caller.keys("3", "1000", "1")
    assert caller.turn == "confirm_repeat"
    assert len(line.rows("payments")) == 1
    caller.keys("1")
    assert caller.turn == "pay_card"


@pytest.mark.parametrize(("wait_s", "amount"), [(SAME_AGAIN_HOURS * 3600.0 + 1, "1000"), (0.0, "1001")])
def test_another_amount_or_another_day_is_not_asked_about(line, clock, wait_s, amount):
    pay(line, "3", "1000")
    clock.pause(wait_s)
    caller = asks(line)
    caller.keys("3", amount, "1")
    assert caller.turn == "pay_card"


def test_another_accounts_payment_changes_nothing(clock):
    other = House("0099999999", owed=14_250)
    with open_line(clock, houses=[House(), other]) as line:
        pay(line, "2")
        caller = line.knock()
        caller.go()
        caller.keys("1", other.number, ZIP)
        assert told(line, caller, "owed", "ours", "paid_today") == (14_250, 0, [])
