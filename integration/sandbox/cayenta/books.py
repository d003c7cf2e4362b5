"""The methods, carried out: what each asks of its parameters, what it changes and what it gives back.

Deliberately as forgetful as the real one: AddARItem has no idempotency, so the same request twice is two items.
"""

from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from threading import RLock

from integration.clock import Clock
from integration.money import ZERO, Money
from integration.sandbox.cayenta.accounts import Account
from integration.sandbox.cayenta.journal import Alert, Item, Journal
from integration.sandbox.pdfs import pdf_of

Params = Mapping[str, str]
FIRST_TRANS_NO = 7253783
NO_SUCH = -4
MISSING = -100
PAYMENT = "1"  # AR_TP: what was paid has a tender, what is credited has none
ALERT_METHODS = ("_PostPaperLessChangeXML", "_PostAutopayChangeXML")
ALERT_CODES = ("AUTOP", "EBILL")
FLAGS = {"T": True, "F": False}


class No(Exception):
    """A method's clear no: the function STATUS and its words."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


class Books:
    """Accounts and the journal of items applied to them. A journal that already holds items is applied again."""

    def __init__(self, accounts: Iterable[Account], journal: Journal, clock: Clock) -> None:
        self.lock = RLock()
        self.journal = journal
        self.alerts: list[Alert] = []  # every change that was applied, in order; gone with the process
        self._clock = clock
        self._accounts = {account.number: account for account in accounts}
        self._old: dict[str, Account] | None = None
        self._past_due: dict[str, Money] = {}  # how much of an item was, by its reference's tail and by its like
        for item in journal.items:
            self._apply(item)

    @property
    def methods(self) -> "dict[str, Callable[[Params], Params]]":
        """Every method by its name on the wire."""
        methods: dict[str, Callable[[Params], Params]] = {
            "GetAccountBalance": self.get_account_balance,
            "AddARItem": self.add_ar_item,
            "VoidARItem": self.void_ar_item,
            "AddReturnedCheck": self.add_returned_check,
            "GetARItem": self.get_ar_item,
            "Get_StmntPdf": self.get_stmnt_pdf,
        }
        return methods | {name: partial(self.change_alert, name) for name in ALERT_METHODS}

    def account(self, number: str) -> Account:
        """Raises No -4."""
        if number not in self._accounts:
            raise No(NO_SUCH, "Invalid Account Number")
        return self._accounts[number]

    def put(self, *accounts: Account) -> None:
        """Open accounts, or replace them."""
        with self.lock:
            self._accounts |= {account.number: account for account in accounts}

    def remember(self) -> None:
        """Keep the balances of this moment, to be shown while balances are stale."""
        with self.lock:
            self._old = dict(self._accounts)

    def get_account_balance(self, params: Params, *, stale: bool = False) -> Params:
        """RTDR."""
        account = self.account(_needed(params, "ACCOUNT_NO"))
        if stale and self._old is not None:
            account = self._old.get(account.number, account)
        return {
            "ACCOUNT_NO": account.number,
            "BALANCE_AMT": account.balance.plain(),
            "PASTDUE_AMT": account.past_due.plain(),
            "DUE_DT": account.due.strftime("%Y%m%d") if account.due else "",
            "BLOCK_EFT_CD": account.block_code,
        }

    def add_ar_item(self, params: Params, *, lose: bool = False) -> Params:
        """Lowers the balance, then what is past due; `lose` says yes and does nothing."""
        item = self._item_of(params)
        if not lose:
            self._apply(item)
            self.journal.append(item)
        return {"STATUS_DESC": f"AR item {item.transNo} has been added"}

    def void_ar_item(self, params: Params) -> Params:
        """Takes back an item of this amount whose reference differs in its letter only; -4 when there is none.

        In the journal it is an item below zero. As forgetful as AddARItem: the same void twice is taken back twice.
        """
        account, amount = self.account(_needed(params, "ACCOUNT_NO")).number, _amount(params)
        reference, reason = _needed(params, "REFERENCE_NO"), _needed(params, "REASON")
        for item in self.journal.items:
            ours = (item.account, item.amount_cents, item.reference[1:]) == (account, amount.cents, reference[1:])
            if ours and item.reference[0] != reference[0]:
                void = replace(item, reference=reference, amount_cents=-amount.cents, at=self._clock.now().isoformat())
                self._apply(void)
                self.journal.append(replace(void, transNo=self.next_trans_no()))
                return {"STATUS_DESC": f"AR item {item.transNo} has been voided: {reason}"}
        raise No(NO_SUCH, "AR item not found")

    def add_returned_check(self, params: Params) -> Params:
        """Takes back the newest payment of this amount by bank; -4 when the account never had one.

        In the journal it is an item below zero, with the day of the return. As forgetful as AddARItem: the same return
        twice is taken back twice.
        """
        account, amount = self.account(_needed(params, "ACCOUNT_NO")).number, _amount(params)
        reference, code = _needed(params, "REFERENCE_NO"), _needed(params, "RETURN_CD")
        day = _day(params, "RETURN_DT").isoformat()
        for item in reversed(self.journal.items):
            if (item.account, item.amount_cents, item.payment_tp) == (account, amount.cents, "ACH"):
                back = replace(item, reference=reference, amount_cents=-amount.cents, effective=day)
                self._apply(back)
                now, number = self._clock.now().isoformat(), self.next_trans_no()
                self.journal.append(replace(back, at=now, transNo=number))
                return {"STATUS_DESC": f"AR item {item.transNo} has been returned: {code}"}
        raise No(NO_SUCH, "AR item not found")

    def get_ar_item(self, params: Params) -> Params:
        """The item under a reference; -4 when there is none."""
        account, reference = _needed(params, "ACCOUNT_NO"), _needed(params, "REFERENCE_NO")
        for item in self.journal.items:
            if (item.account, item.reference) == (account, reference):
                posted = item.at[:10].replace("-", "")
                return {"REFERENCE_NO": reference, "AMT": Money(abs(item.amount_cents)).plain(), "POSTED_DT": posted}
        raise No(NO_SUCH, "AR item not found")

    def get_stmnt_pdf(self, params: Params) -> Params:
        """A bill's PDF, of one page; whatever bill number is asked for, the account has had it."""
        account, number = self.account(_needed(params, "ACCOUNT_NO")), _needed(params, "BILL_NO")
        lines = (f"Bill number: {number}", f"Account: {account.number}", f"Total due: {account.balance.plain()}")
        return {"PDF_DATA": b64encode(pdf_of([lines])).decode("ascii"), "PDF_NAME": f"{number}.pdf"}

    def change_alert(self, method: str, params: Params) -> Params:
        """Switches an alert on or off, under either name: which is for which is the biller's own affair."""
        code, flag = _needed(params, "ALERT_CD"), _needed(params, "ACTIVE_YN")
        if code not in ALERT_CODES or flag not in FLAGS:
            raise No(MISSING, f"ALERT_CD is {' or '.join(ALERT_CODES)}, ACTIVE_YN is T or F.")
        account, day = self.account(_needed(params, "ACCOUNT_NO")).number, _day(params, "EFFECTIVE_DT")
        self.alerts.append(Alert(account, code, FLAGS[flag], method, day.isoformat()))
        return {"ACCOUNT_NO": account, "STATUS_DESC": f"Alert {code} has been set to {flag}"}

    def next_trans_no(self) -> str:
        """The number of the next item."""
        return str(FIRST_TRANS_NO + len(self.journal.items))

    def _apply(self, item: Item) -> None:
        """An item below zero takes back the one whose reference differs in its letter only, else the newest like it."""
        account, amount, tail = self.account(item.account), Money(item.amount_cents), item.reference[1:]
        like = f"{item.account} {abs(item.amount_cents)}"
        if amount < ZERO:
            was_past_due = self._past_due.get(tail, self._past_due.get(like, ZERO))
            self._accounts[item.account] = account.unpaid(-amount, was_past_due)
        else:
            self._past_due[tail] = self._past_due[like] = min(amount, account.past_due)
            self._accounts[item.account] = account.paid(amount)

    def _item_of(self, params: Params) -> Item:
        return Item(
            reference=_needed(params, "REFERENCE_NO"),
            account=self.account(_needed(params, "ACCOUNT_NO")).number,
            amount_cents=_amount(params).cents,
            ar_tp=_needed(params, "AR_TP"),
            payment_tp=_needed(params, "PAYMENT_TP") if params.get("AR_TP") == PAYMENT else "",
            batch=params.get("BATCH_NO", ""),
            effective=_day(params, "EFFECTIVE_DT").isoformat(),
            at=self._clock.now().isoformat(),
            transNo=self.next_trans_no(),
        )


def _needed(params: Params, name: str) -> str:
    if not params.get(name):
        raise No(MISSING, f"{name} tag is missing or is empty.")
    return params[name]


def _amount(params: Params) -> Money:
    try:
        amount = Money.parse(_needed(params, "AMT"))
    except ValueError as error:
        raise No(MISSING, f"AMT: {error}") from error
    if amount.cents <= 0:
        raise No(MISSING, "AMT must be above zero.")
    return amount


def _day(params: Params, name: str) -> date:
    text = _needed(params, name)
    try:
        month, day, year = text.split("/") if "/" in text else (text[4:6], text[6:], text[:4])
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise No(MISSING, f"{name}: {text!r} is not a date") from error
