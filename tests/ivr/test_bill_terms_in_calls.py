"""The bill's own word in a call: on paying a part of it, on its last day, and in what `bills show` tells."""

import json

import pytest
from click.testing import CliRunner

from integration.ledger.tables import bills
from ivr import cli
from ivr.call import Call, Owed
from ivr.scenes.balance.lines import least, what_may_be_paid
from tests.ivr.line import ACCOUNT, biller, call_of, open_line

TERMS = {"payments": {"gateway": {"url": "http://x.test", "key": "k"}, "partial": True, "minimum": "1.00"}}


@pytest.mark.parametrize(
    ("own", "billers", "offered", "smallest"),
    [(None, True, True, 100), (None, False, False, 14_250), (False, True, False, 14_250), (True, False, True, 100)],
)
def test_the_bills_word_on_a_part_of_it_wins(own, billers, offered, smallest):
    terms = biller(payments=TERMS["payments"] | {"partial": billers})
    owed = Owed(ACCOUNT, "B-1", 14_250, 4_250, "2026-11-05", "", partial=own)
    call = call_of("read_balance", of=terms, owed=owed)
    assert ("3" in what_may_be_paid(call), least(call)) == (offered, smallest)
    assert Call.from_json(call.to_json(), terms).owed == owed


def test_a_call_stored_before_bills_had_a_word_on_it_still_loads():
    owed = Owed(ACCOUNT, "B-1", 14_250, 4_250, "2026-11-05", "")
    told = json.loads(call_of("read_balance", owed=owed).to_json())
    del told["owed"]["partial"]
    assert Call.from_json(json.dumps(told), biller()).takes_parts()


@pytest.fixture
def line(clock):
    with open_line(clock, terms={"features": {"expire_bill": True}, **TERMS}) as line:
        with line.database.write() as connection:
            connection.execute(bills.update().values(partial=False))
        yield line


def show(line, *words):
    return CliRunner().invoke(cli.ivr, ["bills", "show", ACCOUNT, "--bid", "1368", *words], obj=line.box.site).stdout


def test_bills_show_tells_of_each_value_where_it_came_from_and_when(line):
    sources = json.loads(show(line, "--json"))["sources"]
    at = line.box.clock.now().isoformat()
    place = "billheader_20261101.xml, version 1"
    assert sources["balance_due_cents"] == {"value": 14_250, "from": "bill_file", "place": place, "at": at}
    assert sources["term_partial"] == {"value": False, "from": "bill_file", "place": f"{place}: partial", "at": at}
    assert sources["term_minimum"] == {"value": 100, "from": "biller_rule", "place": "payments.minimum", "at": None}
    assert sources["term_expires"]["from"] == "off"


def test_after_a_live_answer_the_live_balance_is_told_and_when_it_was_asked(line):
    caller = line.knock()
    caller.go()
    caller.keys("1", ACCOUNT, "30236")
    asked = line.rows("accounts")[0].asked_at
    sources = json.loads(show(line, "--json"))["sources"]
    told = {"value": 4_250, "from": "live_balance", "place": "GetAccountBalance", "at": asked.isoformat()}
    assert sources["past_due_cents"] == told
    assert sources["name"]["from"] == "bill_file"
    assert (
        f"past_due_cents         4250  [live_balance: GetAccountBalance, asked {asked:%Y-%m-%d} 10:05:00 EST]"
        in show(line)
    )
