"""Tokenise, authorise, charge: no debit without a spoken yes, and what proves it is there before the charge leaves."""

from copy import deepcopy
from datetime import date

import pytest
from sqlalchemy import delete

from integration.ledger import notices
from integration.ledger.tables import notices as notices_table
from ivr.turns import TRIES_MAX
from tests.ivr.banking.conftest import ACCOUNT_NUMBER, PAID, ROUTING, say, to_pay, to_terms
from tests.ivr.line import Line
from tests.money.consents import no_debit_without_a_yes
from tests.money.evidence import evidence_of
from workers.lookups import Lookups


def payment(line):
    (row,) = line.rows("payments")
    return row


def test_the_yes_and_the_notice_are_kept_before_the_charge_leaves(line):
    caller = to_terms(line)
    assert line.rows("authorizations") == []
    say(caller, "I authorize.")
    (given,), (notice,) = line.rows("authorizations"), line.rows("notices")
    assert (payment(line).state, line.charges()) == ("intent", [])
    caller.go()
    assert caller.turn == "receipt"
    assert (payment(line).state, payment(line).method) == ("captured", "bank")
    assert [entry["amount_cents"] for entry in line.charges()] == [14_400]
    assert given.at == notice.created_at <= payment(line).charging_at
    assert (payment(line).amount_cents, payment(line).fee_cents) == (14_250, 150)
    assert [(row.amount_cents, row.way) for row in line.rows("outbox")] == [(14_250, "bank")]


def test_what_is_kept_is_what_was_said(line):
    caller = to_terms(line)
    said = next(row.said for row in line.rows("turns") if row.turn == "authorize")
    say(caller, "mumble")
    say(caller, "yes, I authorize")
    (given,) = line.rows("authorizations")
    assert (given.payer, given.ending, given.total_cents, given.phone) == ("Alex Doe", "0273", 14_400, "7705550199")
    assert (given.language, given.account_kind, given.answer, given.confidence) == ("en", "checking", "yes", 0.93)
    assert given.words.startswith("You, Alex Doe, authorize Clayton County Water Authority to make a one-time")
    assert all(sentence in said for sentence in given.words.split(". ")[:3])
    assert "I could not tell" not in given.words
    assert (given.debit_on, given.keep_until) == (date(2026, 11, 20), date(2028, 11, 28))


NO_YES = {
    "keys": [{"Digits": "1"}, {"Digits": "1"}],
    "silence": [{}, {}],
    "words that are none": [{"SpeechResult": "maybe"}, {"SpeechResult": "hm"}],
    "a doubtful yes": [
        {"SpeechResult": "I authorize", "Confidence": "0.2"},
        {"SpeechResult": "yes", "Confidence": "0"},
    ],
    "a turned yes": [{"SpeechResult": "I will never authorize"}, {"SpeechResult": "that is not a yes"}],
    "digits said": [{"SpeechResult": "one"}, {"SpeechResult": "one"}],
    "silence, then a key": [{}, {"Digits": "#"}],
}


@pytest.mark.parametrize("answers", NO_YES.values(), ids=NO_YES)
def test_no_yes_twice_means_a_person_and_no_debit(line, answers):
    caller = to_terms(line)
    for answer in answers:
        assert caller.turn == "authorize"
        caller.go(**answer)
    assert caller.turn == "agent"
    assert "Without a spoken yes, nothing was taken" in caller.said
    assert_nothing_was_debited(line)


@pytest.mark.parametrize(
    ("answer", "leads_to"),
    [
        ({"SpeechResult": "No."}, "bank_left"),
        ({"SpeechResult": "I do not authorize"}, "bank_left"),
        ({"Digits": "*"}, "bank_left"),
        ({"Digits": "0"}, "agent"),
        ({"SpeechResult": "a person"}, "agent"),
    ],
)
def test_whoever_leaves_is_not_debited(line, answer, leads_to):
    caller = to_terms(line)
    caller.go(**answer)
    assert caller.turn == leads_to
    assert_nothing_was_debited(line)


def assert_nothing_was_debited(line: Line):
    assert line.charges() == []
    assert [line.rows(table) for table in ("authorizations", "notices", "outbox")] == [[], [], []]
    assert (payment(line).state, payment(line).token_sealed) == ("abandoned", "")


def test_a_yes_in_the_middle_of_the_terms_is_none_to_them(line):
    caller = to_pay(line)
    caller.go(**PAID, PaymentToken="tok_x", BankRoutingNumber=ROUTING)
    say(caller, "yes")
    assert caller.turn == "authorize"
    assert "You, Alex Doe, authorize" in caller.said
    say(caller, "yes")
    assert caller.turn == "agent"
    assert_nothing_was_debited(line)


def test_without_its_notice_no_bank_account_is_charged(line):
    caller = to_terms(line)
    say(caller, "I agree")
    with line.database.write() as connection:
        connection.execute(delete(notices_table))
    assert "something went wrong on our side" in caller.go()
    assert (line.charges(), payment(line).state) == ([], "intent")


def test_a_caller_who_is_gone_after_the_yes_is_not_debited_and_gets_no_notice(line):
    caller = to_terms(line)
    say(caller, "I authorize")
    line.box.clock.pause(3600.0)
    Lookups(line.box.site).look()
    assert (payment(line).state, payment(line).token_sealed, line.charges()) == ("abandoned", "", [])
    with line.database.read() as connection:
        assert notices.waiting(connection) == []


def test_no_bank_number_is_kept(line):
    caller = to_terms(line)
    say(caller, "I authorize")
    caller.go()
    kept = " ".join(str(tuple(row)) for table in line.counts() for row in line.rows(table))
    assert ACCOUNT_NUMBER not in kept
    assert ROUTING not in kept


def test_a_routing_number_that_is_none_charges_nobody(line):
    caller = to_pay(line)
    caller.go(**PAID, PaymentToken="tok_x", BankRoutingNumber="061000105")
    assert caller.turn == "bank_left"
    assert "That did not work out" in caller.said
    assert_nothing_was_debited(line)


def test_accounts_that_fail_are_counted_with_cards(line):
    caller = to_pay(line)
    for left in range(TRIES_MAX, 0, -1):
        caller.go(Result="payment-connector-error")
        assert caller.turn == ("bank_left" if left > 1 else "agent")
        caller.keys(*(("3", "1") if left > 1 else ()))


@pytest.mark.parametrize(("block", "keys"), [("", "231"), ("N", "23"), ("A", "21")], ids=["open", "no card", "no bank"])
def test_what_is_blocked_is_not_offered_and_refused(line, block, keys):
    account = line.box.cayenta.books.account("0012345678")
    line.box.cayenta.books.put(account.__class__(account.number, account.balance, account.past_due, block, account.due))
    for key, leads_to in {"1": "pay_card", "3": "bank_kind"}.items():
        caller = line.knock()
        caller.go()
        caller.keys("1", "0012345678", "30236", "1", key)
        assert caller.turn == (leads_to if key in keys else "confirm_payment")


BROKEN = {
    "no notice": lambda tables: tables["notices"].clear(),
    "no yes": lambda tables: tables["authorizations"].clear(),
    "another answer": lambda tables: tables["authorizations"][0].update(answer="no"),
    "another amount": lambda tables: tables["authorizations"][0].update(total_cents=14_250),
    "a yes of afterwards": lambda tables: tables["authorizations"][0].update(at="2027-01-01"),
    "a notice of afterwards": lambda tables: tables["notices"][0].update(created_at="2027-01-01"),
    "other words": lambda tables: tables["notices"][0].update(words="x"),
}


def test_the_judge_of_debits_finds_each_that_is_not_proved(line):
    say(to_terms(line), "I authorize")
    (authorized,) = line.rows("calls")
    line.knock(authorized.call_sid).go(f"/voice/work/charge/{authorized.number}")
    sound = evidence_of(line.database.url)
    assert list(no_debit_without_a_yes(sound)) == []
    for name, break_it in BROKEN.items():
        broken = deepcopy(sound)
        break_it(broken.tables)
        assert len(list(no_debit_without_a_yes(broken))) == 1, name
