"""integration/calling/may_mail: the address on the bill may be written to, until its owner says no."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from integration.calling.limits import limits_of
from integration.calling.mail_question import MailQuestion
from integration.calling.may_mail import may_mail
from integration.calling.numbers import facts_of
from integration.calling.question import Balance, DoNotCall, Said, Spend
from integration.mailboxes import is_mailbox
from integration.model import Block
from integration.money import Money

AT = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)  # a Sunday, midnight in Georgia: mail keeps no hours
PLAIN = MailQuestion(
    at=AT,
    topic="bill_due",
    number=facts_of(""),  # nobody's: a mail asks for none
    address=None,
    zone=ZoneInfo("America/New_York"),
    limits=limits_of({}),
    spend=Spend(date(2026, 11, 22)),
    balance=Balance(Money(8_420), Money(0), AT),
    block=Block.NONE,
    mailbox="payer@home.example",
)
BEFORE, AFTER = AT - timedelta(days=2), AT - timedelta(days=1)


def said(topic, yes, at=AFTER):
    return Said(topic, yes, "link", at)


def test_it_may_at_any_hour_without_any_word():
    assert may_mail(PLAIN).yes


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"mailbox": ""}, "mail_address"),
        ({"mailbox": "a@b.example, c@d.example"}, "mail_address"),
        ({"do_not_call": frozenset({DoNotCall.DECEASED})}, "mail_deceased"),
        ({"mail_said": (said("email", False),)}, "mail_opted_out"),
        ({"mail_said": (said("email_bill_due", False),)}, "mail_opted_out"),
        ({"mail_said": (said("all", False),)}, "mail_opted_out"),
        ({"mail_said": (said("email", True, BEFORE), said("email", False))}, "mail_opted_out"),
        ({"mail_said": (said("email", False, BEFORE), said("email", True))}, ""),
        ({"mail_said": (said("email_outage", False),)}, ""),
        ({"do_not_call": frozenset({DoNotCall.REASSIGNED})}, ""),  # of the number alone
        ({"disputed": True}, "dispute"),
        ({"autopay": True}, "autopay"),
        ({"promised_until": date(2026, 11, 25)}, "promise"),
        ({"block": Block.CARD}, "block"),
        ({"balance": None}, "balance_asked_within_s"),
        ({"balance": Balance(Money(0), Money(0), AT)}, "owed_from"),
        ({"topic": "outage", "balance": None, "block": None}, ""),
    ],
)
def test_what_stands_against_it(changes, rule):
    answer = may_mail(replace(PLAIN, **changes))
    assert (answer.yes, "" if answer.yes else answer.rule) == (not rule, rule)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("a@b.example", True), ("A.b+c@d-e.us", True), ("a@b", False), ("@b.example", False), ("a b@c.example", False),
     (f"{'a' * 65}@b.example", False), ("a@b.example\nBcc: c@d.example", False), (f"a@{'b' * 250}.example", False)],
)  # fmt: skip
def test_what_reads_like_exactly_one_address(text, is_one):
    assert is_mailbox(text) is is_one
