"""The methods of Cayenta that we call, with their parameters (cayenta.md 3).

Names are ours; a biller's field map (`fields`, ours = theirs) is applied on the way out and on the way in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from integration.billers.biller import AdvancedSettings, ArTypes
from integration.cayenta.wire import Answer
from integration.changes import Change
from integration.model import Posting, Way
from integration.money import Money

Value = str | date | Money | bool  # a bool is a flag, `_YN`

ALERT_CODES = {Change.AUTOPAY: "AUTOP", Change.PAPERLESS: "EBILL"}
PLATFORMS_TYPES = ArTypes()
PAYMENT_TYPES = {Way.CARD: "CC", Way.BANK: "ACH", Way.CASH: "CASH", Way.CHECK: "CHECK"}
BALANCE, ITEM = "GetAccountBalance", "GetARItem"
NO_SUCH_ACCOUNT = -4  # "Invalid Account Number", and GetARItem's "there is none"


@dataclass(frozen=True, slots=True)
class Names:
    """A biller's words for our parameters; a name that is not in the map is said as it is."""

    theirs: Mapping[str, str]

    def __call__(self, ours: str) -> str:
        return self.theirs.get(ours, ours)


@dataclass(frozen=True, slots=True)
class Call:
    """One request: the method and its parameters, in their order, under our names."""

    method: str
    params: Mapping[str, Value]


# What a biller's WSDL may leave out: a call is made without them. All others must be declared.
OPTIONAL = frozenset({"BATCH_NO", "COMMENTS", "INVOICE_TP"})


def get_account_balance(account_number: str) -> Call:
    """Ask what is owed."""
    return Call(BALANCE, {"ACCOUNT_NO": account_number})


def add_ar_item(posting: Posting, types: ArTypes = PLATFORMS_TYPES) -> Call:
    """Tell of money received, or of a credit, which nobody has paid: it has no PAYMENT_TP.

    AMT is the bill amount without the fee; empty parameters are left out.

    INVOICE_TP is our choice of a name for the invoice type (30 is Past Due): no source names one for AddARItem.
    ValueError for an `op` that is not an AR item.
    """
    params: dict[str, Value] = {
        "ACCOUNT_NO": posting.account_number,
        "AR_TP": _ar_type(posting, types),
        "AMT": posting.amount,
        "EFFECTIVE_DT": posting.effective,
        "REFERENCE_NO": posting.reference,
        "PAYMENT_TP": PAYMENT_TYPES[posting.way] if posting.way else "",
    }
    params |= {"BATCH_NO": posting.batch, "COMMENTS": posting.comments, "INVOICE_TP": posting.invoice_type}
    return Call("AddARItem", {name: value for name, value in params.items() if value != ""})


def _ar_type(posting: Posting, types: ArTypes) -> str:
    found = {"payment": types.payment, "credit": types.credit}.get(posting.op)
    if found is None:
        raise ValueError(f"{posting.op!r} is no AR item; expected payment or credit")
    return found


def post_change(posting: Posting, method: str) -> Call:
    """Switch an alert of the account on or off. The method's name is the biller's (`cayenta.methods`).

    ValueError for a change that says neither.
    """
    if posting.active is None:
        raise ValueError(f"found a change of {posting.op} that says neither on nor off; expected one of them")
    params: dict[str, Value] = {
        "ACCOUNT_NO": posting.account_number,
        "ALERT_CD": ALERT_CODES[Change(posting.op)],
        "ACTIVE_YN": posting.active,
        "EFFECTIVE_DT": posting.effective,
    }
    return Call(method, params)


def void_ar_item(posting: Posting, method: str) -> Call:
    """Take a payment back. The method's name is the biller's (`cayenta.methods.void`): the source gives none.

    The reference is the void's own, which differs from its payment's in the first letter only; REASON names both.
    """
    params: dict[str, Value] = {
        "ACCOUNT_NO": posting.account_number,
        "AMT": posting.amount,
        "REFERENCE_NO": posting.reference,
        "REASON": posting.comments,
    }
    return Call(method, params)


def add_returned_check(posting: Posting) -> Call:
    """Tell that a payment came back from the payer's bank.

    AMT is what AddARItem posted, the bill amount without the fee; RETURN_CD the R-code, which an order of this kind
    carries as its comments; RETURN_DT its effective day, the bank's own of the return file.
    """
    params: dict[str, Value] = {
        "ACCOUNT_NO": posting.account_number,
        "AMT": posting.amount,
        "RETURN_CD": posting.comments,
        "RETURN_DT": posting.effective,
        "REFERENCE_NO": posting.reference,
    }
    return Call("AddReturnedCheck", params)


def get_ar_item(posting: Posting) -> Call:
    """Ask whether an item stands under this reference; only some builds have it."""
    return Call(ITEM, {"ACCOUNT_NO": posting.account_number, "REFERENCE_NO": posting.reference})


def get_stmnt_pdf(account_number: str, invoice_number: str) -> Call:
    """Ask for a bill's PDF, where the biller's bills are fetched by remote link."""
    return Call("Get_StmntPdf", {"ACCOUNT_NO": account_number, "BILL_NO": invoice_number})


def past_due_of(answer: Answer, settings: AdvancedSettings, names: Names) -> Money | None:
    """Setting 107 names the field of the reply that carries it; without the setting nothing is past due."""
    return answer.money(names(settings.past_due_field)) if settings.past_due_field else None
