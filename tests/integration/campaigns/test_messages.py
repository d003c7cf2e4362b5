"""integration/campaigns/messages: who is written to beside the calls, and who is left out of which channel and why."""

from collections import Counter
from dataclasses import replace

import pytest

from integration.billers import Biller
from integration.calling.numbers import facts_of
from integration.calling.question import DoNotCall, Said
from integration.campaigns.channels import Channel
from integration.campaigns.plan import plan
from integration.campaigns.reading import misfits, read_definition
from integration.errors import Refused
from integration.sandbox.box import CLAYTON
from tests.integration.campaigns.conftest import FILE, LONG_AGO, NOW, TOLL_FREE

ALL = 'channels = ["call", "text", "email"]\n'
TO_TEXTS = Said("texts", True, "web", LONG_AGO)
TO_CALLS = Said("all", True, "web", LONG_AGO)


def definition(channels=ALL, more=""):
    return read_definition(channels + FILE + more, "november.toml")


@pytest.fixture
def reached(account):
    """An account that may be called and written to, with what differs."""
    return lambda **changes: replace(account(said=(TO_CALLS, TO_TEXTS), email="payer@home.example"), **changes)


@pytest.fixture
def dealt(biller, limits):
    def planned(found, accounts, mail_said=None):
        made = plan(accounts, found, biller, limits, NOW, {}, mail_said=mail_said or {})
        return list(made.calls()), made

    return planned


def test_one_account_is_reached_by_every_channel_of_the_campaign(dealt, reached):
    calls, made = dealt(definition(), [reached()])
    assert len(calls) == 1
    assert [(one.channel, one.sent_to) for one in made.messages.written] == [
        (Channel.TEXT, "+17705550000"),
        (Channel.EMAIL, "payer@home.example"),
    ]
    assert made.counts() == {"planned": 1, "held_out": 0, "excluded": {}, "messages": {"text": 1, "email": 1}}
    assert made.size() == 1


def test_without_a_word_of_channels_a_campaign_calls_and_nothing_else(dealt, reached):
    calls, made = dealt(definition(""), [reached()])
    assert (len(calls), made.messages.written) == (1, [])
    assert "messages" not in made.counts()


NO = Said("email", False, "link", NOW)
LEFT_OUT = [
    ({"said": (TO_CALLS,)}, {"text: text_consent": 1}),
    ({"number": facts_of("+18005550199")}, {"text: text_landline": 1}),
    ({"email": ""}, {"email: mail_address": 1}),
    ({"email": "no address"}, {"email: mail_address": 1}),
    ({"email": "no@mail.example"}, {"email: mail_opted_out": 1}),
    ({"owed_cents": 0}, {"text: owed_from": 1, "email: owed_from": 1}),
    ({"do_not_call": frozenset({DoNotCall.DECEASED})}, {"text: do_not_call": 1, "email: mail_deceased": 1}),
    ({"disputed": True}, {"audience.dispute": 1}),
]


@pytest.mark.parametrize(("changes", "excluded"), LEFT_OUT)
def test_who_is_left_out_is_counted_by_channel_and_by_audience_once(dealt, reached, changes, excluded):
    by_two = definition('channels = ["text", "email"]\n')
    calls, made = dealt(by_two, [reached(**changes)], {"no@mail.example": (NO,)})
    assert calls == []
    assert made.counts()["excluded"] == excluded


def test_a_mailbox_or_a_number_gets_one_of_two_accounts(dealt, reached):
    same = {"number": facts_of("+17705550199"), "email": "Payer@home.example"}
    _, made = dealt(definition(), [reached(), reached(**same), reached(**same), reached(email="PAYER@HOME.example")])
    excluded = made.counts()["excluded"]
    assert (excluded["text: one_text_a_number"], excluded["email: one_mail_an_address"]) == (1, 3)


def test_the_hold_out_is_the_same_people_in_every_channel(dealt, reached):
    accounts = [reached(email=f"payer{number}@home.example") for number in range(40)]
    _, made = dealt(definition(more="[hold_out]\nshare = 0.5\nseed = 3\n"), accounts)
    held = {candidate[2] for candidate in made.held_out}
    by_channel = Counter(one.channel for one in made.messages.written if one.due_at is None)
    assert 10 < len(held) < 30
    assert by_channel == {Channel.TEXT: len(held), Channel.EMAIL: len(held)}
    assert {one.account_number for one in made.messages.written if one.due_at is None} == held
    assert made.size() == 40


@pytest.mark.parametrize(
    ("channels", "sentence"),
    [
        ('channels = ["fax"]\n', "channels[0]: found 'fax'; expected 'call', 'text' or 'email'"),
        ('channels = ["call", "call"]\n', "channels: found call, call; expected each once"),
        ("channels = []\n", "channels: "),
    ],
)
def test_channels_that_cannot_be_are_told(channels, sentence):
    with pytest.raises(Refused) as refused:
        definition(channels)
    assert f"november.toml: {sentence}" in str(refused.value)


def test_what_the_biller_lacks_for_a_channel_is_told(biller):
    assert list(misfits(definition(), biller)) == [
        "channels: found text, and the biller's file has texts.on = false; expected it on",
        "channels: found email, and the biller's file has mails.on = false; expected it on",
    ]
    writes = {"texts": {"on": True}, "mails": {"on": True, "postal_address": "1600 Battle Creek Road"}}
    bare = Biller.model_validate(dict(CLAYTON) | writes)
    assert list(misfits(definition('channels = ["text", "email"]\n'), bare)) == []
    assert TOLL_FREE not in bare.lines  # which only calls need
