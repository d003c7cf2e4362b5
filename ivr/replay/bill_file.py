"""The script's accounts as a bill file of the default layout, loaded by the real loader."""

from datetime import date, timedelta
from pathlib import Path

from lxml import etree

from integration.billfile.load import load_file
from integration.billfile.report import FileState
from integration.clock import today_at
from integration.money import ZERO, Money
from integration.sandbox.box import Box
from ivr.replay.account_facts import AccountFacts
from ivr.replay.errors import Unreadable
from ivr.replay.facts import Facts

DUE_AFTER_DAYS = 20


def load_bills(box: Box, facts: Facts) -> None:
    """One bill an account, in a file of the first of the call's month; Unreadable where a bill cannot be loaded."""
    if not facts.accounts:
        return
    created = today_at(box.biller.zone, facts.now).replace(day=1)
    path = box.folder / f"billheader_{created:%Y%m%d}.xml"
    write_bill_file(path, facts.bid, created, facts.accounts)
    report = load_file(path, box.biller, box.site.database, box.clock)
    if report.state is not FileState.LIVE or report.check.rejected:
        reasons = [finding.sentence() for finding in report.check.rejected] or [report.why]
        raise Unreadable([f"the accounts make no bill file: {reason}" for reason in reasons])


def write_bill_file(path: Path, bid: str, created: date, accounts: tuple[AccountFacts, ...]) -> None:
    """The file as billfile.md lays it out."""
    root = etree.Element("BILLFILE", BILLER_CD=bid, CREATED_DT=f"{created:%Y%m%d}")
    for account in accounts:
        header = etree.SubElement(root, "BILLHEADER")
        for name, text in _elements(account, created).items():
            etree.SubElement(header, name).text = text
    trailer = etree.SubElement(root, "TRAILER")
    etree.SubElement(trailer, "BILL_COUNT").text = str(len(accounts))
    total = sum((_billed(account) for account in accounts), ZERO)
    etree.SubElement(trailer, "TOTAL_DUE_AMT").text = total.plain()
    path.write_bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _billed(account: AccountFacts) -> Money:
    return account.balance if account.billed is None else account.billed


def _elements(account: AccountFacts, created: date) -> dict[str, str]:
    billed = _billed(account)
    past_due = min(account.past_due, max(ZERO, billed))
    due = account.due or created + timedelta(days=DUE_AFTER_DAYS)
    return {
        "ACCOUNT_NO": account.number,
        "ACCOUNT_NO_CUSTOM": account.custom,
        "BILL_NO": f"B-{account.number}",
        "BILL_TP": account.bill_type,
        "BILL_DT": f"{created:%Y%m%d}",
        "DUE_DT": f"{due:%Y%m%d}",
        "V_NAME": account.name,
        "POSTAL_CODE": account.postal_code,
        "PHONE_NO": account.phone,
        "LANGUAGE_CD": account.language.upper(),
        "PREV_BALANCE_AMT": account.last_payment.plain(),
        "PAYMENTS_AMT": account.last_payment.plain(),
        "CURRENT_CHARGES_AMT": billed.plain(),
        "PASTDUE_AMT": past_due.plain(),
        "TOTAL_DUE_AMT": billed.plain(),
        "MIN_DUE_AMT": account.minimum.plain() if account.minimum else "",
        "PARTIAL_YN": "" if account.partial is None else _flag(on=account.partial),
        "DISCONNECT_DT": f"{account.disconnect:%Y%m%d}" if account.disconnect else "",
        "EXPIRE_DT": f"{account.expires:%Y%m%d}" if account.expires else "",
        "PAPERLESS_YN": _flag(on=account.paperless),
        "AUTOPAY_YN": _flag(on=account.autopay),
    }


def _flag(*, on: bool) -> str:
    return "T" if on else "F"
