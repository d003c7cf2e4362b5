"""How an account is enrolled, as a caller hears it: by our own book and by the bill file, whichever is later."""

from datetime import datetime

from integration.changes import Change
from integration.images.finding import shelf_of
from integration.images.offering import may_be_linked
from integration.ledger import enrolments
from integration.ledger.enrolments import Standing
from integration.site import Site
from ivr import balances
from ivr.call import Call, Finished


def look_up(site: Site, call: Call) -> Finished:
    """Told: whether bills are paperless, payments automatic, by our own book and the bill file; what image there is."""
    with site.database.read() as connection:
        found = balances.find(connection, call)
        account = call.owed.account_number if call.owed else ""
        ours = enrolments.standing(connection, call.biller.bid, account)
        image = found is not None and may_be_linked(connection, shelf_of(site), call.biller, found.bill, call.now())
    bill, as_of = (found.bill, found.as_of) if found else (None, None)
    return Finished(
        "told",
        paperless=_word(is_on(ours.get(Change.PAPERLESS), billed=bool(bill and bill.paperless), as_of=as_of)),
        autopay=_word(
            is_on(ours.get(Change.AUTOPAY), billed=bool(bill and bill.autopay), as_of=as_of)
            or _is_charged_by_us(ours.get(Change.AUTOPAY))
        ),
        bill_image=image,
    )


def is_on(ours: Standing | None, *, billed: bool, as_of: datetime | None) -> bool:
    """The later of the two: a bill file knows of a change only when the biller's system had been told before it."""
    if ours is None:
        return billed
    is_in_file = as_of is not None and ours.told_at is not None and ours.told_at <= as_of
    return billed if is_in_file else ours.active


def _is_charged_by_us(ours: Standing | None) -> bool:
    """A card of ours is charged by our own book, whatever the bill says; so it can always be stopped here."""
    return ours is not None and ours.active


def _word(on: bool) -> str:  # noqa: FBT001 - its one argument is what it says
    return "on" if on else "off"
