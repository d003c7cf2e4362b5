"""Every way to make a POSConnect payment post through the API and the pump behind it: Cayenta's journal stays empty."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import CliRunner

from ivr import cli
from tests.ivr.api.parts import PATH, payment
from tests.ivr.api.parts import vendor as a_vendor
from tests.workers.parts import pump_of

WAYS = ("card", "bank", "cash", "check")
ROUNDS = 10


def pumped(line):
    """What Cayenta's own journal holds after the pump has told all that it has to tell."""
    site = line.box.site
    pump_of(line.database, line.box.clock, site.books("1368"), of=line.box.biller).drain()
    return line.box.cayenta.books.journal.items


@pytest.mark.parametrize("channel", ["pos", "cloudstore"])
@pytest.mark.parametrize("way", WAYS)
def test_however_it_was_paid_and_however_often_it_comes(line, vendor, channel, way):
    for key in ("a", "a", "b"):
        vendor.bring(key=key, channel=channel, method=way)
    assert (len(line.rows("payments")), line.rows("outbox"), pumped(line)) == (2, [], [])


DISGUISES = {
    "in capitals": '"POS"',
    "with a blank": '"pos "',
    "as a list": '["pos"]',
    "a pair": '"pos", "channel": "kiosk"',
    "the other way round": '"kiosk", "channel": "pos"',
    "the phone's": '"phone"',
    "nobody's": '"tomorrow"',
    "nothing": "null",
}


@pytest.mark.parametrize("channel", DISGUISES.values(), ids=DISGUISES)
def test_in_a_disguise_it_is_not_even_recorded(line, vendor, channel):
    rest = json.dumps({name: value for name, value in payment().items() if name != "channel"})
    answer = vendor.bring_bytes(f'{{"channel": {channel}, {rest[1:]}'.encode())
    assert answer.status_code in {400, 422}
    assert line.rows("payments") == pumped(line) == []


@pytest.mark.parametrize("field", ["pumped", "posting", "state", "op", "reference_no", "bid"])
def test_no_field_asks_for_a_posting(line, vendor, field):
    assert vendor.bring(payment(channel="pos") | {field: "ready"}).status_code == 422
    assert line.rows("payments") == pumped(line) == []


def test_its_key_cannot_be_used_for_a_kiosks_payment_afterwards(line, vendor):
    vendor.bring(key="k-1", channel="pos")
    assert vendor.bring(key="k-1", channel="kiosk").status_code == 409
    assert pumped(line) == []


def test_a_counters_key_brings_no_other_channels_payment(line):
    counter = a_vendor(line, "payments:write:pos", "payments:read")
    for channel in ("kiosk", "obd", "portal"):
        assert counter.bring(channel=channel).status_code == 403
    assert counter.bring(channel="pos").status_code == 201
    assert pumped(line) == []


def test_the_product_off_and_on_again(line, vendor):
    told = vendor.bring(key="k-1", channel="pos")
    whole = line.box.site.billers["1368"]
    line.box.site.billers["1368"] = whole.model_copy(update={"products": {}})
    assert vendor.bring(key="k-2", channel="pos").status_code == 403
    line.box.site.billers["1368"] = whole
    assert vendor.bring(key="k-1", channel="pos").data == told.data
    assert pumped(line) == []


def test_together_with_a_kiosks_under_the_same_key_at_once(line, vendor):
    """One of the two comes in. If it is the counter's, nothing is told; if it is the kiosk's, it is told once."""

    def bring(told):
        headers = vendor.headers(told["key"])
        return line.app.test_client().post(PATH, json=payment(channel=told["channel"]), headers=headers).status_code

    both = [{"key": f"k-{n}", "channel": channel} for n in range(ROUNDS) for channel in ("pos", "kiosk")]
    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(bring, both)) == [201] * ROUNDS + [409] * ROUNDS
    kiosks = {row.payment_id for row in line.rows("payments") if row.channel == "kiosk"}
    assert {row.payment_id for row in line.rows("outbox")} == kiosks
    assert len(pumped(line)) == len(kiosks)


@pytest.mark.parametrize(
    "words",
    [
        ("payments", "void", "{confirmation}", "--why", "post it"),
        ("payments", "posted-by-hand", "{confirmation}"),
        ("pump", "retry", "{payment_id}", "--why", "post it"),
        ("pump", "show", "{payment_id}"),
    ],
)
def test_no_command_makes_it_post(line, vendor, words):
    told = vendor.bring(channel="pos").json
    typed = [word.format(**told) for word in words]
    assert CliRunner().invoke(cli.ivr, typed, obj=line.box.site).exit_code != 0
    assert line.rows("outbox") == pumped(line) == []


def test_the_pump_works_and_tells_of_the_kiosks(line, vendor):
    """The journal above is empty because of the channel, not because nothing is pumped here."""
    vendor.bring(channel="pos")
    told = vendor.bring(channel="kiosk").json
    (item,) = pumped(line)
    assert (item.reference, item.amount_cents, item.payment_tp) == (told["posting"]["reference"], 4250, "CASH")
    assert vendor.show(told["payment_id"]).json["posting"]["state"] == "posted"
