"""From the call to the bill: a text with a link and no amount, a page that asks the ZIP, and the PDF; nothing else."""

import io
import re
from datetime import timedelta

import pytest
from pypdf import PdfReader

from integration.calling.limits import limits_of
from integration.ledger.bill_links import A_DAY_MAX, OPENINGS_MAX, TRIES_MAX
from integration.sandbox.cayenta import Fault, Kind
from integration.settings import SHIPPED_PROMPTS
from integration.texting.carrier import Taken
from integration.texting.words import Words
from integration.vault import Vault
from tests.ivr.line import ACCOUNT, LINE_URL, ZIP, House, open_line
from workers.texts import Writer

WORDS = Words.load(SHIPPED_PROMPTS, ["en", "es", "fr"])
PAGES = Words.load(SHIPPED_PROMPTS, ["en", "es", "fr"], folder="pages")
FEATURES = {"features": {"pdf_remote_link": True}, "texts": {"on": True}, "languages": ["en", "es", "fr"]}
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}
SECRETS = (ACCOUNT, "Clayton", "142", "770-555", "0134")


class Carrier:
    """Takes every text, and keeps its words."""

    def __init__(self):
        self.sent = []

    def send(self, *, body, **_):
        self.sent.append(body)
        return Taken("SM" + f"{len(self.sent):032x}", "sent")


class Payer:
    """A caller with a telephone that gets texts, and a browser."""

    def __init__(self, line):
        self.line = line
        self.carrier = Carrier()

    def asks(self, *keys):
        """A call for the bill by text: what was heard last."""
        call = self.line.call()
        call.listen()
        for each in ("1", f"{ACCOUNT}#", ZIP, "6", *(keys or ("5",))):
            call.press(each)
            heard = call.listen()
        call.hang_up()
        return " ".join(words.text for words in heard)

    def link(self):
        """The path of the link in the last text, once it has left."""
        box = self.line.box
        Writer(box.site, box.biller, self.carrier, WORDS, limits_of({})).write()
        (path,) = re.findall(rf"{LINE_URL}(/b/[a-z2-7]{{32}}) ", self.carrier.sent[-1])
        return path

    def look(self, path, **headers):
        return self.line.app.test_client().get(path, headers=headers)

    def type_zip(self, path, zip_code=ZIP):
        return self.line.app.test_client().post(path, data={"zip": zip_code})


@pytest.fixture
def payer(clock):
    with open_line(clock, terms=FEATURES) as line:
        yield Payer(line)


@pytest.fixture
def path(payer):
    payer.asks()
    return payer.link()


def test_the_text_names_no_amount_and_the_ledger_no_link(payer, path):
    (body,) = payer.carrier.sent
    assert body.startswith(f"Clayton County Water Authority: your bill: {LINE_URL}/b/")
    assert not any(secret in body for secret in (ACCOUNT, "142", "42.50", ZIP))
    signature = path.removeprefix("/b/")[12:]
    kept = repr([payer.line.rows(table) for table in payer.line.counts()])
    assert signature not in kept
    assert "your bill: …" in kept


def test_the_right_zip_shows_the_bill_and_cayenta_is_asked_once(payer, path):
    first = payer.type_zip(path)
    payer.line.box.cayenta.set_faults(Fault(Kind.DOWN))
    second = payer.type_zip(path, " 30236-1234")
    assert (first.status_code, first.data, first.content_type) == (200, second.data, "application/pdf")
    text = PdfReader(io.BytesIO(first.data)).pages[0].extract_text()
    assert f"Bill number: B-{ACCOUNT}" in text
    assert first.headers["Content-Disposition"] == 'inline; filename="bill.pdf"'
    assert payer.line.rows("bill_links")[0].openings == 2


def test_who_only_looks_learns_nothing_and_uses_nothing_up(payer, path):
    pages = [payer.look(path) for _ in range(TRIES_MAX + 1)]
    assert {page.status_code for page in pages} == {200}
    assert not any(secret in pages[0].text for secret in SECRETS)
    assert payer.type_zip(path).status_code == 200


def test_headers_of_page_and_bill(payer, path):
    for answer in (payer.look(path), payer.type_zip(path, "00000"), payer.type_zip(path)):
        assert dict(answer.headers).items() >= HEADERS.items()
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; form-action 'self'; frame-")


def test_the_page_speaks_the_readers_language(payer, path):
    for language in ("en", "es", "fr"):
        page = payer.look(path, **{"Accept-Language": language}).text
        assert f'<html lang="{language}">' in page
        assert PAGES.write(language, "ask", {}).replace("'", "&#x27;") in page


def test_an_unknown_link_and_another_zip_look_alike(payer, path):
    wrong, form = payer.type_zip(path, "30237"), payer.look(path).data
    assert wrong.status_code == 403
    for token in ("a" * 32, "short", "A" * 32, "%00" * 4, "b" * 33):
        unknown = payer.type_zip(f"/b/{token}")
        assert (unknown.status_code, unknown.data, dict(unknown.headers)) == (403, wrong.data, dict(wrong.headers))
        assert payer.look(f"/b/{token}").data == form


def test_a_link_of_another_house_is_no_link(payer, path):
    link_id = path.removeprefix("/b/")[:12]
    forged = Vault(["another house's secret key"]).sign("bill link", link_id)
    assert payer.type_zip(f"/b/{link_id}{forged}").status_code == 403


def test_after_so_many_zips_that_did_not_fit_the_right_one_does_not_either(payer, path):
    for zip_code in ("", "3023", "30236x", "٣٠٢٣٦", "30237")[:TRIES_MAX]:
        assert payer.type_zip(path, zip_code).status_code == 403
    assert payer.type_zip(path).status_code == 403


def test_a_link_is_no_archive(payer, path):
    assert {payer.type_zip(path).status_code for _ in range(OPENINGS_MAX)} == {200}
    assert payer.type_zip(path).status_code == 403


@pytest.mark.parametrize(("hours", "status"), [(71, 200), (73, 403)])
def test_a_link_dies(payer, path, clock, hours, status):
    clock.pause(timedelta(hours=hours).total_seconds())
    assert payer.type_zip(path).status_code == status


def test_an_image_that_cannot_be_had_now_says_so_and_the_link_lives(payer, path):
    box = payer.line.box
    box.cayenta.set_faults(Fault(Kind.DOWN))
    answer = payer.type_zip(path)
    assert answer.status_code == 503
    assert "call 770-555-0199" in answer.text
    box.cayenta.set_faults()
    assert payer.type_zip(path).status_code == 200


def test_only_so_many_links_a_day(payer, clock):
    assert {"A text is on its way" in payer.asks() for _ in range(A_DAY_MAX)} == {True}
    assert "cannot be had by text" in payer.asks("9")
    clock.pause(timedelta(hours=25).total_seconds())
    assert "A text is on its way" in payer.asks()


@pytest.mark.parametrize(
    ("terms", "house"),
    [
        ({"features": {"pdf_remote_link": True}}, House()),  # texts are off
        ({"features": {"pdf_linking": True}, "texts": {"on": True}}, House()),  # the bill file names no PDF
    ],
)
def test_where_there_is_none_it_is_not_offered(clock, terms, house):
    with open_line(clock, terms=terms, houses=[house]) as line:
        assert "cannot be had by text" in Payer(line).asks("9")
