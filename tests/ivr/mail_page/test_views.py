"""The link in each mail: looked at it asks, sent it is a no in the register that holds at once; nobody else's works."""

import pytest
from sqlalchemy import select

from integration.ledger import consents
from integration.ledger.tables import planned_messages
from integration.writing.stopping import address_of
from ivr.app import create_app
from tests.workers.message_town import FILE, mailbox_of, open_messages
from tests.workers.small_smtp import small_relay

BY_MAIL = FILE.replace('"text", "email"', '"email"')


@pytest.fixture
def town(clock, sqlite_database):
    with small_relay() as relay, open_messages(clock, sqlite_database, relay=relay.address) as town:
        town.relay = relay
        town.start(BY_MAIL)
        yield town


@pytest.fixture
def browser(town):
    return create_app(town.site).test_client()


def path_of(town, number):
    return address_of(number, "", town.site.vault)


def said(town, number):
    with town.database.read() as connection:
        words = consents.of_mail(connection, "1368", mailbox_of(number))
        return [(word.topic, word.says_yes, word.how) for word in words]


def test_whoever_only_looks_says_nothing(town, browser):
    first = town.rows()[0].id
    page = browser.get(path_of(town, first))
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    assert '<form method="post">' in page.text
    assert "0000000000" not in page.text
    assert said(town, 0) == []


@pytest.mark.parametrize("form", [{}, {"List-Unsubscribe": "One-Click"}])  # the button; a mail program (RFC 8058)
def test_one_click_is_a_no_that_holds_at_once(town, browser, form):
    first, second = (row.id for row in town.rows())
    page = browser.post(path_of(town, first), data=form)
    assert (page.status_code, "You will get no more" in page.text) == (200, True)
    assert said(town, 0) == [("email", False, "link")]
    town.write()
    assert town.states("email") == ["dropped", "sent"]
    assert [to for to, _ in town.relay.mails] == [[mailbox_of(1)]]
    with town.database.read() as connection:
        stopped = connection.scalars(select(planned_messages.c.stopped_at).order_by(planned_messages.c.id)).all()
    assert [at is not None for at in stopped] == [True, False]
    assert "No más correos" in browser.get(path_of(town, second)).text  # as that account's bill says


GUESSES = ("1", "1-aaaaaaaaaaaaaaaaaaaa", "999-", "../1", "1-" + "a" * 21)


def test_nobody_elses_link_can_be_guessed(town, browser):
    for token in GUESSES:
        assert browser.get(f"/u/{token}").status_code == browser.post(f"/u/{token}").status_code == 404
    assert browser.post(path_of(town, 12_345)).status_code == 404  # signed, and of no message
    assert said(town, 0) == said(town, 1) == []


def test_a_link_works_after_the_biller_has_stopped_writing(town):
    quiet = town.box.biller.model_copy(update={"mails": type(town.box.biller.mails)()})
    town.site.billers["1368"] = quiet
    page = create_app(town.site).test_client().post(path_of(town, town.rows()[0].id))
    assert (page.status_code, said(town, 0)) == (200, [("email", False, "link")])
