"""What a call of enrolling leaves behind: the sealed token, what was agreed to, the order, the staff's list."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from integration.ledger.enrolments import Standing
from integration.ledger.tables import enrolments, outbox, turns
from ivr import cli
from ivr.enrolments import is_on
from ivr.replay import play, read_script
from ivr.scenes.enrolling.consent import ELEMENTS
from tests.golden import CALLS

EARLY, LATE = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ours", "billed", "on"),
    [
        (None, True, True),
        (None, False, False),
        (Standing(active=True, told_at=None), False, True),  # the biller's system was not told yet
        (Standing(active=False, told_at=LATE), True, False),  # told after the file was written
        (Standing(active=True, told_at=EARLY), False, False),  # the file knows better by now
        (Standing(active=False, told_at=EARLY), True, True),
    ],
)
def test_the_later_of_our_book_and_the_bill_file_stands(ours, billed, on):
    assert is_on(ours, billed=billed, as_of=datetime(2026, 11, 1, 12, tzinfo=UTC)) is on


def test_autopay_by_card_keeps_a_sealed_token_and_what_was_agreed_to():
    """Stopped at the moment of enrolment, for stopping forgets the token."""
    found = {}

    def look(stage):
        with stage.box.site.database.read() as connection:
            first, last = connection.execute(select(enrolments).order_by(enrolments.c.version)).all()
            said = connection.scalars(select(turns.c.said).where(turns.c.turn == "autopay_consent")).all()
            pays = connection.scalars(select(turns.c.twiml).where(turns.c.turn == "autopay_card")).all()
            states = connection.execute(select(outbox.c.op, outbox.c.active, outbox.c.state).order_by(outbox.c.id))
            found.update(first=first, last=last, said=said, pays=pays, orders=[tuple(row) for row in states])

    assert play(read_script(CALLS / "enrolling" / "autopay-by-card-en.call"), look).passed
    assert (found["first"].active, found["first"].way, found["first"].card_ending) == (True, "card", "1111")
    assert (found["first"].token_sealed, found["last"].token_sealed, found["last"].active) == ("", "", False)
    agreed = json.loads(found["first"].consent)
    assert (agreed["language"], tuple(agreed["elements"])) == ("en", ELEMENTS)
    assert len(json.loads(found["said"][0])) == len(ELEMENTS) + 1
    assert all(b'tokenType="reusable"' in twiml and b"chargeAmount" not in twiml for twiml in found["pays"])
    assert found["orders"] == [("autopay", True, "cancelled"), ("autopay", False, "ready")]


def test_the_token_opens_with_the_vault_and_can_be_charged(tmp_path):
    lines = (CALLS / "enrolling" / "autopay-by-card-en.call").read_text(encoding="utf-8")
    cut = tmp_path / "enrolled.call"
    cut.write_text(lines.partition("CHECK  no card number")[0] + "HANGUP\nEND completed\n", encoding="utf-8")
    (tmp_path / "parts").symlink_to(CALLS / "parts")
    found = []

    def look(stage):
        with stage.box.site.database.read() as connection:
            sealed = connection.scalar(select(enrolments.c.token_sealed))
        token = stage.box.site.vault.open(sealed)
        found.append((token in sealed, stage.box.gateway.tokens.find(token).ending))

    report = play(read_script(cut), look)
    assert report.passed, report.told()
    assert found == [(False, "1111")]


def test_the_staff_see_what_was_taken_down_and_tick_it_off():
    told = []

    def look(stage):
        def typed(*words):
            return CliRunner().invoke(cli.ivr, ["contacts", *words], obj=stage.box.site)

        listed = json.loads(typed("list", "--json").stdout)["contacts"]
        told.extend([listed, typed("list"), typed("done", "1", "--who", "ann"), typed("done", "1"), typed("list")])

    assert play(read_script(CALLS / "enrolling" / "paperless-and-contact-en.call"), look).passed
    listed, shown, done, again, rest = told
    kept = [(one["kind"], one["value"], one["account_number"], one["caller"]) for one in listed]
    assert kept == [
        ("phone", "7705550177", "0012345678", "+17705550134"),
        ("email", None, "0012345678", "+17705550134"),
    ]
    assert "7705550177" in shown.stdout
    assert "to be asked for" in shown.stdout
    assert done.stdout == "the phone of account 0012345678 at biller 1368 was changed by ann\n"
    assert (again.exit_code, "was made by ann" in again.output) == (1, True)
    assert rest.stderr == "1 contact changes\n"
