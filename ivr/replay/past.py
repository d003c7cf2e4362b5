"""What happened before the call, made to happen: by the ledger's own functions and the real adapters."""

from datetime import datetime, time
from uuid import UUID

from sqlalchemy import Connection

from integration.ledger import endings, holds, orders, outbox, payments
from integration.ledger.outbox import FOREVER, Claimed, Settlement
from integration.ledger.payments import Intent
from integration.model import Applied, Balance, PaymentState, Pays, PostingState, payment_id_of
from integration.money import ZERO
from integration.sandbox.box import Box
from integration.sandbox.cayenta import Account
from ivr import balances
from ivr.call import Call
from ivr.desk import Desk
from ivr.replay.account_facts import AccountFacts
from ivr.replay.payment_facts import GuessFacts, PaymentFacts

LEASE_S = 60.0
EARLIER = "CA" + "e" * 32  # the call in which all earlier payments were made
LOST_SEARCHES = "CA" + "f" * 32


def open_account(box: Box, account: AccountFacts) -> None:
    """An account in Cayenta's own books."""
    opened = Account(account.number, account.balance, account.past_due, account.block, account.due)
    box.cayenta.books.put(opened)


def flags_as_last_asked(box: Box, account: AccountFacts) -> None:
    """What Cayenta told us of this account when it was last asked, at noon of that day."""
    if account.asked is None:
        return
    asked_at = datetime.combine(account.asked, time(12), box.biller.zone)
    told = Balance(account.number, account.balance, account.past_due, account.block, account.due, asked_at)
    with box.site.database.write() as connection:
        balances.remember(connection, box.biller.bid, told)


def make_payment(box: Box, payment: PaymentFacts, account: str, number: int) -> None:
    """Another payment of ours, at its time, with everything that befell it until now."""
    box.clock.pause((payment.at - box.clock.now()).total_seconds())
    payment_id = payment_id_of(EARLIER, number)
    with box.site.database.write() as connection:
        payments.open_intent(connection, _intent(box, payment, account, payment_id, number), payment.at)
        payments.start_charge(connection, payment_id, payment.at)
        _ending(connection, box, payment, payment_id)
    if payment.posting == "held":
        with box.site.database.write() as connection:
            holds.hold(connection, box.biller.bid, why="as the script tells", who="replay", now=payment.at)
    elif payment.posting not in ("", "ready"):
        _post(box, payment, payment_id)


def _intent(box: Box, payment: PaymentFacts, account: str, payment_id: UUID, number: int) -> Intent:
    return Intent(
        payment_id=payment_id,
        bid=box.biller.bid,
        account_number=account,
        invoice_number=f"B-{account}",
        call_sid=EARLIER,
        attempt=number,
        way=payment.way,
        pays=Pays.OTHER,
        amount=payment.amount,
        fee=ZERO,
        balance_seen=box.cayenta.books.account(account).balance,
    )


def _ending(connection: Connection, box: Box, payment: PaymentFacts, payment_id: UUID) -> None:
    match payment.state:
        case PaymentState.CAPTURED:
            payments.capture(connection, payment_id, f"ch_earlier_{payment_id}", box.biller, payment.at)
        case PaymentState.UNKNOWN:
            payments.lose_sight(connection, payment_id, payment.at)
        case PaymentState.DECLINED:
            payments.decline(connection, payment_id, "do_not_honor", payment.at)
        case _:
            payments.abandon(connection, payment_id, payment.at)


def _post(box: Box, payment: PaymentFacts, payment_id: UUID) -> None:
    """The pump's steps, one by one, as far as the script says: intent, send, settlement."""
    bid, at = box.biller.bid, payment.at
    reference = orders.reference_of("P", payment_id)
    with box.site.database.write() as connection:
        claimed = outbox.claim(connection, bid, token=str(payment_id), now=at, lease_s=LEASE_S)
        row = next(row for row in claimed if row.posting.reference == reference)
        outbox.release(connection, [other for other in claimed if other is not row], now=at)
        outbox.intend(connection, row, now=at, needs_s=0.0)
    if payment.posting == PostingState.POSTING:
        return
    settlement = _settlement(box, row, PostingState(payment.posting), at)
    with box.site.database.write() as connection:
        endings.settle(connection, row, settlement, now=at)


def _settlement(box: Box, row: Claimed, state: PostingState, at: datetime) -> Settlement:
    if state is not PostingState.POSTED:
        return Settlement(state, FOREVER, "as the script tells", at)
    outcome = box.site.books(row.bid).post(row.posting)
    if outcome.applied is not Applied.POSTED:
        raise ValueError(
            f"an earlier payment was to be posted; Cayenta's books made it {outcome.applied}: {outcome.why}"
        )
    return Settlement(state, FOREVER, outcome.why, at, outcome.said)


def search_in_vain(box: Box, caller: str, guesses: GuessFacts) -> None:
    """Failed searches by this caller, as the desk counts them."""
    desk, now, biller = Desk(box.site), box.clock.now().isoformat(), box.biller
    number_of_caller = caller if caller.startswith("+") else ""  # as the door reads it
    for number in range(guesses.count):
        keyed = guesses.account or f"{number:0{biller.account.digits[1]}d}"
        desk.do(
            "search",
            Call(
                LOST_SEARCHES,
                number_of_caller,
                biller.lines[0],
                biller.languages[0],
                "find_account",
                now,
                keyed=keyed,
                proof="00000",
                biller=biller,
            ),
        )
