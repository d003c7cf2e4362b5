"""A line whose biller takes bank accounts, and a caller who is about to say yes."""

import pytest

from integration.sandbox.gateway.tokens import bank
from tests.ivr.line import ACCOUNT, ZIP, House, open_line

BOTH = {"payments": {"ways": ["card", "bank"], "fee": {"card": "2.50", "bank": "1.50"}}}
ACCOUNT_NUMBER, ROUTING = "8846150273", "061000104"
READ_S = 20.0  # long enough to have heard the terms
PAID = {"Result": "success", "BankAccountNumber": "********73", "PayConnector_account_ending": "0273"}


@pytest.fixture
def line(clock, sqlite_database):
    with open_line(clock, houses=(House(name="Alex Doe"),), terms=BOTH, database=sqlite_database) as line:
        yield line


def to_pay(line):
    """From hello to the numbers of a checking account."""
    caller = line.knock()
    caller.go()
    caller.keys("1", ACCOUNT, ZIP, "1", "3", "1")
    assert caller.turn == "pay_bank"
    return caller


def to_terms(line):
    """The numbers are keyed, and the terms were read."""
    caller = to_pay(line)
    token = line.box.gateway.tokens.mint(bank(ACCOUNT_NUMBER, ROUTING))
    caller.go(**PAID, PaymentToken=token, BankRoutingNumber=ROUTING)
    line.box.clock.pause(READ_S)
    return caller


def say(caller, words, confidence="0.93"):
    return caller.go(SpeechResult=words, Confidence=confidence)
