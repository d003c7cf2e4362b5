"""The same key and payment are one payment and one answer; the same key with another payment is refused."""

import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integration.ledger import intakes
from tests.ivr.api.parts import PATH, payment

AT_ONCE = 12


def test_a_repeat_gets_the_same_bytes_though_the_payment_has_gone_on(line, vendor):
    first = vendor.bring(key="k-1")
    with line.database.write() as connection:
        connection.exec_driver_sql("UPDATE outbox SET state = 'posted'")
    again = vendor.bring(key="k-1")
    assert (again.status_code, again.data, dict(again.headers)) == (201, first.data, dict(first.headers))
    assert [len(line.rows(name)) for name in ("payments", "outbox", "intakes")] == [1, 1, 1]


def test_the_same_payment_may_be_written_otherwise(line, vendor):
    first = vendor.bring(key="k-1")
    told = payment(paid_at="2026-11-20T15:00:00.000Z", fee_cents=0)
    again = vendor.bring_bytes(json.dumps(dict(reversed(told.items())), indent=2).encode(), key="k-1")
    assert (again.status_code, again.data) == (201, first.data)
    assert len(line.rows("payments")) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"amount_cents": 4251},
        {"fee_cents": 1},
        {"account_number": "0012345679"},
        {"channel": "pos"},
        {"channel": "cloudstore"},
        {"method": "card"},
        {"paid_at": "2026-11-20T10:00:01-05:00"},
        {"reference": "K7-000124"},
        {"reference": None},
        {"description": "x"},
    ],
)
def test_the_same_key_with_another_payment_is_refused(line, vendor, change):
    first = vendor.bring(key="k-1")
    answer = vendor.bring(key="k-1", **change)
    assert (answer.status_code, answer.json["type"]) == (409, "urn:ivr:problem:key-used")
    assert [len(line.rows(name)) for name in ("payments", "outbox", "intakes")] == [1, 1, 1]
    assert vendor.bring(key="k-1").data == first.data


def test_a_repeat_is_right_after_its_time_and_after_the_channel_was_closed(line, vendor, clock):
    first = vendor.bring(key="k-1")
    clock.pause(70 * 86_400.0)
    closed = line.box.biller.model_copy(update={"products": {}})
    line.box.site.billers["1368"] = closed
    assert vendor.bring(key="k-1").data == first.data
    assert vendor.bring(key="k-2").status_code == 403


def test_a_refused_payment_uses_up_no_key(line, vendor):
    assert vendor.bring(key="k-1", account_number="12").status_code == 422
    assert line.rows("intakes") == []
    assert vendor.bring(key="k-1").status_code == 201


def at_once(vendor, bodies):
    """All of them, as nearly together as threads can."""
    ready = threading.Barrier(len(bodies))

    def bring(told):
        client = vendor.line.app.test_client()
        ready.wait(5)
        answer = client.post(PATH, json=told, headers=vendor.headers("k-1"))
        return answer.status_code, answer.data

    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(bring, bodies))


def test_repeats_that_arrive_together_are_one_payment(line, vendor):
    told = at_once(vendor, [payment()] * AT_ONCE)
    assert {status for status, _ in told} == {201}
    assert len({data for _, data in told}) == 1
    assert [len(line.rows(name)) for name in ("payments", "outbox", "intakes")] == [1, 1, 1]


def test_of_two_payments_that_arrive_together_with_one_key_one_is_taken(line, vendor):
    told = at_once(vendor, [payment(amount_cents=100 + number % 2) for number in range(AT_ONCE)])
    assert Counter(status for status, _ in told) == {201: AT_ONCE // 2, 409: AT_ONCE // 2}
    (row,) = line.rows("payments")
    assert {json.loads(data)["amount_cents"] for status, data in told if status == 201} == {row.amount_cents}
    assert len(line.rows("outbox")) == 1


@pytest.mark.parametrize("step", ["_record", "into_outbox"])
def test_a_crash_before_the_commit_leaves_nothing_and_the_repeat_is_the_first(line, vendor, monkeypatch, step):
    real = getattr(intakes, step)

    def dies(*words):
        real(*words)
        raise SystemExit

    monkeypatch.setattr(intakes, step, dies)
    with pytest.raises(SystemExit):
        vendor.bring(key="k-1")
    assert line.rows("payments") == line.rows("outbox") == line.rows("intakes") == []
    monkeypatch.undo()
    assert vendor.bring(key="k-1").status_code == 201
    assert [len(line.rows(name)) for name in ("payments", "outbox", "intakes")] == [1, 1, 1]


def test_an_answer_that_was_lost_after_the_commit_is_given_again(line, vendor):
    """The commit is durable and the bytes are not sent: what the vendor sees is silence, and it asks again."""
    written = type(line.database).write

    def loses(database):
        with written(database) as connection:
            yield connection
        raise SystemExit

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(line.database), "write", contextmanager(loses))
        with pytest.raises(SystemExit):
            vendor.bring(key="k-1")
    (row,) = line.rows("intakes")
    assert vendor.bring(key="k-1").data == row.answer.encode()
    assert len(line.rows("outbox")) == 1


BROUGHT = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([1, 2, 3])), max_size=20)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BROUGHT)
def test_in_whatever_order_repeats_and_clashes_come_each_key_is_its_first_payment(quick_line, quick_vendor, brought):
    run = str(uuid4())  # the ledger is that of the runs before
    before = {name: len(quick_line.rows(name)) for name in ("payments", "outbox", "intakes")}
    first = {}
    for key, cents in brought:
        quick_line.box.clock.pause(60.0)  # no vendor comes so often
        answer = quick_vendor.bring(key=f"{run}.{key}", amount_cents=cents, paid_at="2026-11-20T15:05:00Z")
        known_cents, known = first.setdefault(key, (cents, answer.data))
        assert answer.status_code == (201 if cents == known_cents else 409)
        assert cents != known_cents or answer.data == known
    after = {name: len(quick_line.rows(name)) - count for name, count in before.items()}
    assert after == dict.fromkeys(before, len(first))
