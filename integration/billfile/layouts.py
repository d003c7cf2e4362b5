"""Layouts as data: which element of a biller's file is which field of the BIF.

The inner layout of the files is not public, so each biller names his, or writes one into its own file
(`integration/billers/layout.py`). A path is element names joined by `/`, below the bill's element.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from integration.billfile.forms import DAYS, MONEYS, MoneyForm, ReadDate


@dataclass(frozen=True, slots=True)
class Rows:
    """A group of the bill that repeats: `row` elements inside `group`, each with these fields (element -> ours)."""

    group: str
    row: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Trailer:
    """The file's own count and total, over all its bills, below the root element."""

    element: str
    count: str
    total: str


@dataclass(frozen=True, slots=True)
class Layout:
    """One form of bill file. `fields` maps paths to BIF fields; `unkept` are known ones without a place in the BIF."""

    name: str
    root: str
    biller: str  # attribute of the root: whose file it is
    created: str  # attribute of the root: the day it was made
    bill: str
    fields: Mapping[str, str]
    unkept: frozenset[str]
    lines: Rows
    meters: Rows
    trailer: Trailer | None
    dates: str = "yyyyMMdd"  # a key of forms.DAYS
    money: str = "decimal"  # a key of forms.MONEYS
    encodings: tuple[str, ...] = ("utf-8", "us-ascii")  # the first is that of a file that declares none

    @property
    def read_date(self) -> ReadDate:
        """Reads a day as these files write it."""
        return DAYS[self.dates]

    @property
    def amounts(self) -> MoneyForm:
        """How these files write money."""
        return MONEYS[self.money]

    def path_of(self, field: str) -> str:
        """The path that fills a BIF field, as findings name it."""
        return next((path for path, ours in self.fields.items() if ours == field), field)


DEFAULT = Layout(
    name="default",
    root="BILLFILE",
    biller="BILLER_CD",
    created="CREATED_DT",
    bill="BILLHEADER",
    fields={
        "ACCOUNT_NO": "account_number",
        "ACCOUNT_NO_CUSTOM": "account_number_custom",
        "BILL_NO": "invoice_number",
        "BILL_TP": "invoice_type",
        "BILL_DT": "bill_date",
        "DUE_DT": "due_date",
        "V_NAME": "name",
        "V_ADDRESS": "service_address",
        "CITY": "city",
        "PROVINCE_CD": "state",
        "POSTAL_CODE": "postal_code",
        "PHONE_NO": "phone",
        "EMAIL": "email",
        "LANGUAGE_CD": "language",
        "PREV_BALANCE_AMT": "previous_balance",
        "PAYMENTS_AMT": "payments",
        "ADJUSTMENT_AMT": "adjustments",
        "CURRENT_CHARGES_AMT": "current_charges",
        "PASTDUE_AMT": "past_due",
        "TOTAL_DUE_AMT": "balance_due",
        "MIN_DUE_AMT": "minimum_due",
        "DISCONNECT_DT": "disconnect_date",
        "EXPIRE_DT": "expire_date",
        "AUTOPAY_YN": "autopay",
        "AUTOPAY_DT": "autopay_date",
        "PAPERLESS_YN": "paperless",
        "BLOCK_EFT_CD": "block_code",
        "PDF_NAME": "pdf_name",
        "MESSAGE": "message",
        "PARTIAL_YN": "partial",
        "NOTICE_DAYS": "notice_days",
    },
    unkept=frozenset({"PERSON_NO", "LOCATION_NO", "BILL_FROM_DT", "BILL_TO_DT"}),
    lines=Rows(
        "LINES",
        "LINE",
        {
            "SEQ": "seq",
            "SERVICE_CD": "service",
            "DESC": "description",
            "QTY": "quantity",
            "UOM": "unit",
            "RATE": "rate",
            "AMT": "amount",
        },
    ),
    meters=Rows(
        "METERS",
        "METER",
        {
            "SERIAL_NO": "serial",
            "PREV_READ": "previous_read",
            "CURR_READ": "current_read",
            "ESTIMATED_YN": "estimated",
        },
    ),
    trailer=Trailer("TRAILER", "BILL_COUNT", "TOTAL_DUE_AMT"),
)

IMPLIED = Layout(  # other names, in groups; days as MM/dd/yyyy; money in cents without a point
    name="implied",
    root="InvoiceFile",
    biller="Biller",
    created="Created",
    bill="Invoice",
    fields={
        "Account/Number": "account_number",
        "Account/Alternate": "account_number_custom",
        "Number": "invoice_number",
        "Type": "invoice_type",
        "Date": "bill_date",
        "DueDate": "due_date",
        "Customer/Name": "name",
        "Customer/ServiceAddress": "service_address",
        "Customer/City": "city",
        "Customer/State": "state",
        "Customer/Zip": "postal_code",
        "Customer/Phone": "phone",
        "Customer/Email": "email",
        "Customer/Language": "language",
        "Amounts/Previous": "previous_balance",
        "Amounts/Payments": "payments",
        "Amounts/Adjustments": "adjustments",
        "Amounts/Current": "current_charges",
        "Amounts/PastDue": "past_due",
        "Amounts/Due": "balance_due",
        "Amounts/Minimum": "minimum_due",
        "Terms/ShutoffDate": "disconnect_date",
        "Terms/LastPayDate": "expire_date",
        "Terms/AutopayDate": "autopay_date",
        "Terms/Autopay": "autopay",
        "Terms/Paperless": "paperless",
        "Terms/Partial": "partial",
        "Terms/NoticeDays": "notice_days",
        "Terms/Block": "block_code",
        "Image": "pdf_name",
        "Message": "message",
    },
    unkept=frozenset(),
    lines=Rows(
        "Services",
        "Service",
        {
            "Line": "seq",
            "Code": "service",
            "Text": "description",
            "Quantity": "quantity",
            "Unit": "unit",
            "Rate": "rate",
            "Amount": "amount",
        },
    ),
    meters=Rows(
        "Readings",
        "Reading",
        {
            "Meter": "serial",
            "From": "previous_read",
            "To": "current_read",
            "Estimated": "estimated",
        },
    ),
    trailer=Trailer("Totals", "Invoices", "Due"),
    dates="MM/dd/yyyy",
    money="implied",
)

LAYOUTS: Mapping[str, Layout] = {layout.name: layout for layout in (DEFAULT, IMPLIED)}
