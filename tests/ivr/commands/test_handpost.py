"""`ivr payments handpost` and `posted-by-hand`: CloudStore payments, their totals, and who has posted them."""

import csv
import io
import json

import pytest

from tests.ivr.api.parts import open_intake
from tests.ivr.api.parts import vendor as a_vendor


@pytest.fixture
def line(clock, database):
    with open_intake(clock, database) as line:
        yield line


@pytest.fixture
def sold(line):
    """Three that were sold in the store on two of the biller's days, and one of each other channel."""
    vendor = a_vendor(line)
    for channel in ("kiosk", "obd", "portal", "pos"):
        vendor.bring(channel=channel)
    days = {"2026-11-19T23:59:00-05:00": 1000, "2026-11-20T00:00:00-05:00": 2000, "2026-11-20T09:00:00-05:00": 4000}
    words = {"description": "Hydrant, meter", "account_number": None, "channel": "cloudstore", "method": "card"}
    brought = [vendor.bring(paid_at=at, amount_cents=cents, fee_cents=10, **words) for at, cents in days.items()]
    return [answer.json["confirmation"] for answer in brought]


def told(run, *words):
    result = run("payments", "handpost", *words, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_it_lists_the_stores_payments_alone_with_their_totals(run, sold):
    report = told(run)
    assert [one["confirmation"] for one in report["payments"]] == sold
    assert report["totals"] == [{"bid": "1368", "payments": 3, "amount_cents": 7000, "fee_cents": 30}]


def test_a_day_is_the_billers_own(run, sold):
    report = told(run, "--day", "2026-11-20")
    assert [one["confirmation"] for one in report["payments"]] == sold[1:]
    assert report["totals"][0]["amount_cents"] == 6000


def test_a_biller_that_is_not_there_is_refused_and_one_without_a_store_has_none(run, line, sold):
    assert sold
    line.box.site.billers["2000"] = line.box.biller.model_copy(update={"bid": "2000"})
    assert told(run, "--bid", "2000") == {"payments": [], "totals": []}
    assert run("payments", "handpost", "--bid", "3000").exit_code == 1


def test_for_reading(run, sold):
    result = run("payments", "handpost")
    assert sold[0] in result.stdout
    assert "Hydrant, meter" in result.stdout
    assert result.stderr.splitlines() == ["biller 1368: 3 payments, 70.00 and fees of 0.30"]


def test_as_csv_a_spreadsheet_reads_it(run, sold):
    rows = list(csv.DictReader(io.StringIO(run("payments", "handpost", "--csv").stdout)))
    assert [(row["confirmation"], row["amount_cents"], row["description"]) for row in rows] == [
        (confirmation, cents, "Hydrant, meter")
        for confirmation, cents in zip(sold, ("1000", "2000", "4000"), strict=True)
    ]
    assert run("payments", "handpost", "--csv", "--json").exit_code == 2


def test_one_that_was_posted_leaves_the_report_and_tells_by_whom(run, line, sold):
    done = run("payments", "posted-by-hand", sold[0], "--who", "ann", "--note", "receipt 8812")
    assert (done.exit_code, done.stdout) == (0, f"payment {sold[0]} was posted by hand by ann\n")
    assert [one["confirmation"] for one in told(run)["payments"]] == sold[1:]
    (first, *_others) = told(run, "--all")["payments"]
    assert (first["posted_by"], first["note"]) == ("ann", "receipt 8812")
    assert first["posted_at"] == line.box.clock.now().isoformat()
    assert "posted by ann" in run("payments", "handpost", "--all").stdout
    audited = [(row.who, row.what, row.detail) for row in line.rows("audit")]
    assert audited[-1] == ("ann", "payment posted by hand", "receipt 8812")


def test_it_is_said_once(run, line, sold):
    run("payments", "posted-by-hand", sold[0], "--who", "ann")
    again = run("payments", "posted-by-hand", sold[0], "--who", "bob")
    assert (again.exit_code, "by ann at" in again.stderr) == (1, True)
    assert [row.who for row in line.rows("hand_postings")] == ["ann"]


@pytest.mark.parametrize("channel", ["kiosk", "obd", "portal", "pos"])
def test_what_is_not_the_stores_is_not_posted_by_hand(run, line, channel):
    confirmation = a_vendor(line).bring(channel=channel).json["confirmation"]
    result = run("payments", "posted-by-hand", confirmation)
    assert (result.exit_code, line.rows("hand_postings")) == (1, [])
    assert f"captured, by {channel}" in result.stderr


def test_one_that_is_not_there(run):
    assert run("payments", "posted-by-hand", "000000000").exit_code == 1


def test_support_sees_that_people_post_it(run, sold):
    assert "by hand" in run("payments", "show", sold[0]).stdout
