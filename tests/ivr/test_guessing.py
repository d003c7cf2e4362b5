"""Nobody can guess his way to a balance, or learn from words or time which accounts there are (reliability.md 4.2)."""

from concurrent.futures import ThreadPoolExecutor
from statistics import median
from threading import Barrier
from time import perf_counter

import pytest

from ivr.desk import Desk
from tests.ivr.line import ACCOUNT, ZIP, House, call_of, open_line

NO_ACCOUNT = "0099999999"
WRONG_ZIP = "30237"
SAMPLES = 200
DIFFERENCE_MS_MAX = 20.0
ZIPS = 100_000
GUESSES = 60
NOT_FOUND, LOCKED = "I could not match", "To keep accounts safe"


@pytest.fixture
def line(clock):
    with open_line(clock) as line:
        yield line


def caller_at_the_keypad(line, number, **fields):
    caller = line.knock(**({"From": f"+1770556{number:04d}"} | fields))
    caller.go()
    caller.keys("1")
    return caller


def search(line, number, account, postal_code, **fields):
    """A new call that searches once; what it is told."""
    return caller_at_the_keypad(line, number, **fields).keys(account, postal_code)


def test_what_does_not_exist_and_what_is_not_proved_sound_the_same_byte_by_byte(line):
    absent, unproved = (caller_at_the_keypad(line, number) for number in (1, 2))
    for _try in range(3):
        heard = absent.keys(NO_ACCOUNT, WRONG_ZIP)
        assert heard == unproved.keys(ACCOUNT, WRONG_ZIP)
        assert NOT_FOUND in heard


def test_an_account_that_may_not_pay_is_known_only_to_who_proves_it(clock):
    with open_line(clock, houses=[House(block="C")]) as line:
        assert search(line, 1, ACCOUNT, WRONG_ZIP) == search(line, 2, NO_ACCOUNT, WRONG_ZIP)
        assert "cash" in search(line, 3, ACCOUNT, ZIP)


@pytest.mark.parametrize("postal_code", ["", "3023", "30236-1234"])
def test_an_account_without_a_whole_zip_is_compared_all_the_same(clock, postal_code):
    with open_line(clock, houses=[House(postal_code=postal_code)]) as line:
        told = search(line, 1, ACCOUNT, ZIP)
        assert (NOT_FOUND in told) == (postal_code != "30236-1234")
        assert NOT_FOUND in search(line, 2, ACCOUNT, "00000")


@pytest.mark.parametrize("postal_code", ["", ZIP])
def test_no_zip_proves_nothing(clock, postal_code):
    with open_line(clock, houses=[House(postal_code=postal_code)]) as line:
        call = call_of("find_account", of=line.box.biller, keyed=ACCOUNT, proof="")
        assert Desk(line.box.site).do("search", call).finished.word == "not_found"


def test_the_greeting_knows_nobody(line):
    """ANI trolling: a caller's number confirms no customer."""
    known, unknown, nobody = line.knock(), line.knock(From="+12025550100"), line.knock(From="anonymous")
    known.to_card()
    assert line.knock().go() == unknown.go() == nobody.go()


def test_both_take_the_same_time(clock, sqlite_database):
    houses = [House(f"{number:010d}") for number in range(SAMPLES // 4)]
    took = {"absent": [], "unproved": []}
    with open_line(clock, houses=houses, database=sqlite_database) as line:
        for number in range(SAMPLES):
            for kind, account in (("absent", f"99{number:08d}"), ("unproved", f"{number // 4:010d}")):
                caller = caller_at_the_keypad(line, number)
                caller.go(Digits=account)
                caller.go(Digits=WRONG_ZIP)
                begun = perf_counter()
                told = caller.go()
                took[kind].append(perf_counter() - begun)
                assert NOT_FOUND in told
                clock.pause(30.0)  # the line's own limit is not what is tried here
    absent_ms, unproved_ms = (median(took[kind]) * 1000 for kind in took)
    assert abs(absent_ms - unproved_ms) < DIFFERENCE_MS_MAX


def test_three_searches_a_call(line):
    caller = caller_at_the_keypad(line, 1)
    assert caller.keys(NO_ACCOUNT, ZIP, NO_ACCOUNT, ZIP)
    assert caller.turn == "ask_account"
    caller.keys(NO_ACCOUNT, ZIP)
    assert caller.turn == "agent"


def test_ten_failures_lock_a_caller_whatever_he_asks_for(line, clock):
    for number in range(10):
        assert NOT_FOUND in search(line, 1, f"00000000{number:02d}", ZIP)
    assert LOCKED in search(line, 1, ACCOUNT, ZIP)
    assert LOCKED not in search(line, 2, ACCOUNT, ZIP)
    clock.pause(3600.0)
    assert LOCKED not in search(line, 1, ACCOUNT, ZIP)


def test_a_locked_caller_hears_a_way_on(line, clock):
    for number in range(10):
        search(line, 1, f"00000000{number:02d}", ZIP)
    assert "<Dial" in search(line, 1, ACCOUNT, ZIP)
    clock.pause(12 * 3600.0)  # nobody is in the office
    for number in range(10):
        search(line, 1, f"00000000{number:02d}", ZIP)
    told = search(line, 1, ACCOUNT, ZIP)
    assert "<Dial" not in told
    assert "<Gather" in told


def test_callers_without_a_number_have_the_strict_limits_and_lock_nobody_else(line):
    for number in range(6):
        sender = ("anonymous", "unknown", "", "Restricted", "266696687", "+1")[number]
        assert NOT_FOUND in search(line, 1, f"00000000{number:02d}", ZIP, From=sender)
    assert LOCKED in search(line, 1, ACCOUNT, ZIP, From="anonymous")
    assert LOCKED not in search(line, 1, ACCOUNT, ZIP)


def test_sixty_guesses_from_sixty_numbers_get_five_comparisons_and_no_balance(line, clock):
    told = [search(line, number, ACCOUNT, f"{number:05d}") for number in range(GUESSES)]
    assert sum(NOT_FOUND in words for words in told) == 5
    assert sum(LOCKED in words for words in told) == GUESSES - 5
    assert LOCKED in search(line, 100, ACCOUNT, ZIP)  # the right one, while it is locked
    clock.pause(30 * 60.0 - 1)
    assert LOCKED in search(line, 101, ACCOUNT, ZIP)
    clock.pause(1.0)
    assert "Your balance is" in search(line, 102, ACCOUNT, ZIP)


def test_an_account_that_does_not_exist_locks_just_the_same(line):
    told = [search(line, number, NO_ACCOUNT, WRONG_ZIP) for number in range(6)]
    assert [LOCKED in words for words in told] == [False] * 5 + [True]


def test_trying_every_zip_takes_more_than_a_year():
    half_hours = ZIPS / 5
    assert half_hours / 48 > 365


def test_a_crowd_on_parallel_lines_gets_no_more_than_five_comparisons(clock, database):
    crowd = 16
    with open_line(clock, database=database) as line:
        desk, ready = Desk(line.box.site), Barrier(crowd)

        def guess(number):
            facts = {"keyed": ACCOUNT, "proof": f"{number:05d}"}
            call = call_of("find_account", of=line.box.biller, **facts)
            ready.wait()
            return desk.do("search", call).finished.word

        with ThreadPoolExecutor(crowd) as pool:
            words = list(pool.map(guess, range(crowd)))
    assert sorted(words) == ["locked"] * (crowd - 5) + ["not_found"] * 5


def test_nothing_that_was_keyed_stands_among_the_guesses(line):
    search(line, 1, NO_ACCOUNT, WRONG_ZIP)
    rows = line.rows("guesses")
    assert {row.kind for row in rows} == {"caller", "account", "line"}
    assert not any(secret in str(row) for row in rows for secret in (NO_ACCOUNT, WRONG_ZIP, "7705560001"))
