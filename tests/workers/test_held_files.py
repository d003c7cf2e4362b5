"""Whoever a biller named hears of a held file: once by each way, later where a way is closed, nobody else at all."""

import json
from datetime import UTC, datetime
from email.utils import format_datetime
from types import SimpleNamespace

import pytest
from pydantic import SecretStr

from integration.billers.biller import BillFile, HeldFileNews
from integration.billfile.load import load_file
from integration.errors import Misconfigured, Unavailable
from integration.notices import Notice, Relay
from integration.ports import HttpReply, NothingSent
from integration.site import check_mail
from tests.integration.billfile.samples import bill_xml, file_xml
from tests.workers.parts import biller, site_of
from tests.workers.small_smtp import small_relay
from workers.held_files import HeldFiles

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
HOOK = "https://clayton.example/ivr"
HELD = file_xml(bill_xml(TOTAL_DUE_AMT="84.2O"))
PEOPLE = ("billing@clayton.example", "ops@clayton.example")
NEWS = HeldFileNews(mail=PEOPLE, webhook=HOOK, webhook_key=SecretStr("hook-key"))


class Hook:
    """A wire that answers with a status, or not at all when that is None."""

    def __init__(self):
        self.status = 204
        self.requests = []

    def exchange(self, request, *, deadline_s):
        assert deadline_s > 0
        self.requests.append(request)
        if self.status is None:
            raise NothingSent("refused the connection")
        return HttpReply(self.status, b"")


def settings_of(relay):
    return SimpleNamespace(
        mail_relay=relay.address, mail_from="ivr@line.example", mail_user="", mail_password=SecretStr(""), sandbox=True
    )


class Rig:
    def __init__(self, database, clock, folder, relay, news):
        self.relay, self.hook, self.folder = relay, Hook(), folder
        self.biller = biller().model_copy(update={"billfile": BillFile(held=news)})
        self.site = site_of(database, clock, None, billers=[self.biller])
        self.news = HeldFiles(self.site, Relay(settings_of(relay)), self.hook)

    def load(self, content, name="billheader_20261101.xml"):
        (self.folder / name).write_text(content)
        return load_file(self.folder / name, self.biller, self.site.database, self.site.clock)


@pytest.fixture
def relay():
    with small_relay() as relay:
        yield relay


@pytest.fixture
def rig(sqlite_database, clock, tmp_path, relay):
    return lambda news=NEWS: Rig(sqlite_database, clock, tmp_path, relay, news)


def test_both_ways_are_told_once(rig):
    rig = rig()
    report = rig.load(HELD)
    assert [rig.news.look() for _ in range(2)] == [2, 0]
    ((to, message),) = rig.relay.mails
    assert (tuple(to), message["Subject"]) == (PEOPLE, "Bill file held: billheader_20261101.xml")
    assert message["Date"] == format_datetime(rig.site.clock.now())
    assert message["Message-ID"] == f"<held-1368-{report.version}@line.example>"
    assert report.why in message.get_payload().replace("=\r\n", "")
    (request,) = rig.hook.requests
    assert (request.url, request.headers["Authorization"]) == (HOOK, "Bearer hook-key")
    told = json.loads(request.body)
    assert told.pop("held_at").startswith("2026-11-20T")
    assert told == {
        "id": f"held-1368-{report.version}",
        "event": "bill_file_held",
        "bid": "1368",
        "file": "billheader_20261101.xml",
        "bills": 1,
        "why": report.why,
    }


def test_other_files_are_no_news(rig):
    rig = rig()
    assert rig.load(file_xml(bill_xml())).state == "live"
    assert rig.load(file_xml(bill_xml(), count=2), "billheader_20261102.xml").state == "refused"
    assert rig.news.look() == 0
    assert rig.hook.requests == []


@pytest.mark.parametrize("status", [None, 302, 404, 500])
def test_a_webhook_that_is_away_is_called_again_and_the_mail_is_not(rig, status):
    rig = rig()
    rig.load(HELD)
    rig.hook.status = status
    assert [rig.news.look() for _ in range(2)] == [1, 0]
    rig.hook.status = 200
    assert [rig.news.look() for _ in range(2)] == [1, 0]
    assert (len(rig.hook.requests), len(rig.relay.mails)) == (3, 1)
    assert len({request.headers["Idempotency-Key"] for request in rig.hook.requests}) == 1


def test_a_relay_that_refuses_is_asked_again(rig):
    rig = rig()
    rig.load(HELD)
    rig.relay.to_rcpt = b"550 no"
    assert rig.news.look() == 1  # the webhook
    rig.relay.to_rcpt = b"250 ok"
    assert rig.news.look() == 1
    assert len(rig.relay.mails) == 1


def test_a_biller_who_named_nobody_is_not_bothered(rig):
    rig = rig(HeldFileNews())
    rig.load(HELD)
    assert rig.news.look() == 0
    assert not rig.biller.billfile.held.is_told


def test_a_relay_that_is_not_there_says_so(relay):
    settings = settings_of(relay)
    settings.mail_relay = "127.0.0.1:1"
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1:1 took no mail: ConnectionRefusedError"):
        Relay(settings).send(PEOPLE, Notice("n", "s", "t", {}, NOON))


@pytest.mark.parametrize("missing", ["mail_relay", "mail_from"])
def test_mail_without_a_relay_stops_the_start(relay, missing):
    settings = settings_of(relay)
    told = biller().model_copy(update={"billfile": BillFile(held=NEWS)})
    check_mail(settings, {"1368": told})
    setattr(settings, missing, "")
    check_mail(settings, {"1368": biller()})
    with pytest.raises(Misconfigured, match=rf"^IVR_{missing.upper()}: found nothing; .*of biller 1368"):
        check_mail(settings, {"1368": told})
