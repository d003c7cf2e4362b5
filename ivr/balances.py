"""The balance a caller hears: asked live of the biller's system, or read from the bill file when that is away."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from integration.bill_terms import By, expiry_of, minimum_of
from integration.clock import today_at
from integration.errors import Trouble
from integration.ledger import block_codes, payments, schedules
from integration.ledger.bills import StandingBill, find_bill
from integration.ledger.tables import accounts
from integration.ledger.upsert import insert_or_change
from integration.model import CHARGED_WAYS, Balance, Block, PaymentState, Way
from integration.owing import LAG_HOURS_MAX, Owing, OwnPayment, by_file, by_rtdr
from integration.site import Site
from ivr.call import Call, Finished, Owed, Planned
from ivr.questions import Questions

SAME_AGAIN_HOURS = 24  # the same amount on the same account within this asks first


def find(connection: Connection, call: Call) -> StandingBill | None:
    """The standing bill under what the caller keyed, by the number that this biller's payers know."""
    known_as = "ACCOUNT_NO" if call.knows_account() else call.biller.account.keyed
    return find_bill(connection, call.biller.bid, known_as, call.keyed)


def ask(site: Site, call: Call, questions: Questions) -> Finished:
    """Told | flags_unknown. Late, down, garbled or refused: the file's balance, and the last flags RTDR ever gave.

    In a maintenance window RTDR is not asked at all.
    """
    with site.database.read() as connection:
        found = find(connection, call)
    if found is None:
        raise ValueError(f"call {call.call_sid} asks the balance of an account that no standing bill has any more")
    if call.biller.is_away(call.now()):
        return _by_file(site, call, found)
    try:
        books = site.books(call.biller.bid)
        live = questions.ask("Cayenta GetAccountBalance", lambda: books.balance(found.bill.account_number))
    except Trouble:
        return _by_file(site, call, found)
    return _live(site, call, found, live)


def _live(site: Site, call: Call, found: StandingBill, live: Balance) -> Finished:
    bid, account = call.biller.bid, found.bill.account_number
    with site.database.write() as connection:
        if live.block_code is None:  # what it told last stays, with its day
            flags = block_codes.last_told(connection, bid, account)
        else:
            flags = live.block_code, live.as_of
            remember(connection, bid, live)
        own = payments.of_account(connection, bid, account, live.as_of - timedelta(hours=LAG_HOURS_MAX))
        planned = _planned(connection, call, account)
        owing = by_rtdr(live.owed, live.past_due, live.as_of, own)
        inside = [payment.payment_id for payment in owing.arrived]
        outside = [payment.payment_id for payment in owing.counted]
        payments.arrived(connection, inside, outside, live.owed, live.as_of)
    due = live.due_date or found.bill.due_date
    word, closed, flags_of = _by_flags(call, flags)
    flags_of = flags_of if live.block_code is None else ""
    seen = live.owed.cents
    owed = _owed(call, found, owing, own, due=due, closed=closed, flags_of=flags_of, balance_seen=seen)
    return Finished(word, replace(owed, planned=planned))


def remember(connection: Connection, bid: str, live: Balance) -> None:
    """Keep a balance with its flags."""
    row = {
        "bid": bid,
        "account_number": live.account_number,
        "owed_cents": live.owed.cents,
        "past_due_cents": live.past_due.cents,
        "block_code": live.block_code,
        "due_date": live.due_date,
        "asked_at": live.as_of,
    }
    key = ["bid", "account_number"]
    insert_or_change(connection, accounts, row, key=key, change=[name for name in row if name not in key])


def _by_file(site: Site, call: Call, found: StandingBill) -> Finished:
    bill, bid = found.bill, call.biller.bid
    with site.database.read() as connection:
        since = min(found.as_of, call.now() - timedelta(hours=SAME_AGAIN_HOURS))
        own = payments.of_account(connection, bid, bill.account_number, since)
        flags = block_codes.last_told(connection, bid, bill.account_number)
        planned = _planned(connection, call, bill.account_number)
    owing = by_file(bill.balance_due, bill.past_due, found.as_of, own)
    as_of = today_at(call.biller.zone, found.as_of).isoformat()
    word, closed, flags_of = _by_flags(call, flags)
    owed = _owed(call, found, owing, own, due=bill.due_date, closed=closed, as_of=as_of, flags_of=flags_of)
    return Finished(word, replace(owed, planned=planned))


def _by_flags(call: Call, flags: tuple[str, datetime] | None) -> tuple[str, tuple[str, ...], str]:
    """By the last flags that were told: told | flags_unknown, the ways that are closed, and the flags' day."""
    if flags is None:
        offer = call.biller.payments.when_flags_unknown == "offer"
        return "told" if offer else "flags_unknown", _closed(Block.NONE if offer else Block.CASH_ONLY), ""
    code, asked_at = flags
    return "told", _closed(call.biller.block_of(code)), today_at(call.biller.zone, asked_at).isoformat()


def _planned(connection: Connection, call: Call, account_number: str) -> tuple[Planned, ...]:
    """Payments on later days, automatic ones too; nobody asks where the line makes none."""
    if not call.may_be_charged_later():
        return ()
    return tuple(
        Planned(one.schedule_id, one.day.isoformat(), one.amount.cents, one.total.cents, one.card_ending)
        for one in schedules.standing(connection, call.biller.bid, account_number)
    )


def _closed(block: Block) -> tuple[str, ...]:
    return tuple(way.value for way in CHARGED_WAYS if block.forbids(way))


def _owed(
    call: Call,
    found: StandingBill,
    owing: Owing,
    own: list[OwnPayment],
    *,
    due: date,
    closed: tuple[str, ...],
    as_of: str = "",
    flags_of: str = "",
    balance_seen: int | None = None,
) -> Owed:
    zone, today = call.biller.zone, call.today()
    lately = call.now() - timedelta(hours=SAME_AGAIN_HOURS)
    bill, minimum = found.bill, minimum_of(call.biller, found.bill)
    captured = [payment for payment in own if payment.state is PaymentState.CAPTURED]
    return Owed(
        account_number=bill.account_number,
        invoice_number=bill.invoice_number,
        owed=owing.owed.cents,
        past_due=owing.past_due.cents,
        due=due.isoformat(),
        as_of=as_of,
        ours=owing.ours.cents,
        ours_today=all(today_at(zone, p.captured_at or p.opened_at).isoformat() == today for p in owing.counted),
        unsure=sum(payment.amount.cents for payment in owing.unsure),
        closed_ways=closed,
        flags_of=flags_of,
        paid_today=tuple(p.amount.cents for p in captured if p.captured_at and p.captured_at >= lately),
        balance_seen=balance_seen,
        bill_type=bill.invoice_type.upper(),
        disconnect=_iso(bill.disconnect_date),
        expires=_iso(expiry_of(call.biller, bill).value),
        in_window=call.biller.is_away(call.now()),
        minimum=minimum.value.cents if minimum.by is By.BILL else 0,
        partial=bill.partial,
        told_at=call.now().isoformat(),
        payer=bill.name if Way.BANK in call.biller.payments.ways else "",
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
