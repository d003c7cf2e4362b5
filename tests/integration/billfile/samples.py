"""Bill files as they are written in the tests: one good bill, and what a test changes in it."""

from datetime import date

from integration.billers.biller import Biller
from integration.billfile import reading
from integration.billfile.reading import Terms

TODAY = date(2026, 11, 2)
TERMS = {
    "bid": "1368",
    "name": "Clayton County Water Authority",
    "zone": "America/New_York",
    "lines": ["+17705550100"],
    "agent": {"number": "+17705550199"},
    "cayenta": {"url": "http://127.0.0.1:1/ws", "user": "ivr", "password": "not asked"},
    "payments": {"gateway": {"url": "http://127.0.0.1:1", "key": "not asked"}},
}
BILL = {
    "ACCOUNT_NO": "0012345678",
    "BILL_NO": "B1",
    "BILL_TP": "REGULAR",
    "BILL_DT": "20261101",
    "DUE_DT": "20261121",
    "V_NAME": "PAYER NAME",
    "POSTAL_CODE": "30236",
    "PREV_BALANCE_AMT": "0.00",
    "PAYMENTS_AMT": "0.00",
    "ADJUSTMENT_AMT": "0.00",
    "CURRENT_CHARGES_AMT": "84.20",
    "PASTDUE_AMT": "0.00",
    "TOTAL_DUE_AMT": "84.20",
}


def bill_xml(**fields):
    """A bill with these fields over the good one; None leaves a field out."""
    texts = BILL | fields
    inside = "".join(f"<{name}>{text}</{name}>\n" for name, text in texts.items() if text is not None)
    return f"<BILLHEADER>\n{inside}</BILLHEADER>\n"


def owing(amount, **fields):
    """A good bill that owes this much."""
    return bill_xml(TOTAL_DUE_AMT=amount, CURRENT_CHARGES_AMT=amount, **fields)


def file_xml(*bills, count=None, total="84.20", biller="1368", created="20261101", trailer=True):
    end = f"<TRAILER><BILL_COUNT>{len(bills) if count is None else count}</BILL_COUNT>"
    end += f"<TOTAL_DUE_AMT>{total}</TOTAL_DUE_AMT></TRAILER>\n"
    begin = f'<?xml version="1.0" encoding="UTF-8"?>\n<BILLFILE BILLER_CD="{biller}" CREATED_DT="{created}">\n'
    return begin + "".join(bills) + (end if trailer else "") + "</BILLFILE>\n"


def biller_with(**settings):
    """The biller of these files, with these [billfile] settings; by itself it refuses no file for its rejects."""
    return Biller.model_validate(TERMS | {"billfile": {"reject_share_max": 1, **settings}})


def terms_of(biller):
    """The biller's terms on the day after the files' own."""
    return Terms.of(biller, TODAY)


def check_file(path, biller, **more):
    """The same day's check."""
    return reading.check_file(path, biller, TODAY, **more)
