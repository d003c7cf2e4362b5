"""The mission's table as data: each row of the Cayenta integration's card, what it says, and what switches it.

Row numbers are the mission's. `products` and `features` of a biller's file name the switches; rows that are set by
another key of the file say which.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from integration.billers.biller import Biller

CU_VERSION_MIN = (7, 9, 0)
CSS_GENERATION_MIN = 3


class Standing(StrEnum):
    """What the card says of a row."""

    SUPPORTED = "supported"
    REFUSED = "refused"
    CONDITIONAL = "conditional"
    REQUIRED = "required"


def _always_met(_biller: Biller) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `switch` is its key in the file; `set_by` another key that decides instead, where there is one.

    `lacking` tells what of the condition a biller does not meet, in words; '' when it is met.
    """

    number: str
    name: str
    switch: str
    standing: Standing = Standing.SUPPORTED
    default: bool = False
    set_by: str = ""
    condition: str = ""
    lacking: Callable[[Biller], str] = _always_met


def is_on(biller: Biller, switch: str) -> bool:
    """Whether a product or feature is on for this biller: `is_on(biller, "products.kiosk")`."""
    table, _, name = switch.partition(".")
    return (biller.products if table == "products" else biller.features).get(name, ROWS[switch].default)


def refusals(biller: Biller) -> dict[str, str]:
    """By switch, a sentence for each product and feature that this biller's file sets as the card does not allow."""
    said = {switch: _refusal(ROWS[switch], biller, on=on) for switch, on in switches(biller) if switch in ROWS}
    return {switch: sentence for switch, sentence in said.items() if sentence}


def switches(biller: Biller) -> Iterator[tuple[str, bool]]:
    """Each switch that stands in this biller's file, known or not, and whether it is on."""
    for table, found in (("products", biller.products), ("features", biller.features)):
        for name, on in found.items():
            yield f"{table}.{name}", on


def _refusal(row: Row, biller: Biller, *, on: bool) -> str:
    title = f"{row.number} {row.name}"
    if row.set_by:
        return f"{title} is set by {row.set_by}: remove {row.switch}"
    if row.standing is Standing.REQUIRED and not on:
        return f"{title} is required by the Cayenta integration: remove {row.switch}"
    if row.standing is Standing.REFUSED and on:
        return f"{title} is not supported by the Cayenta integration: remove {row.switch}"
    lacking = row.lacking(biller) if on else ""
    return f"{title} needs {row.condition}, and {lacking}: remove {row.switch}" if lacking else ""


def _too_old(biller: Biller) -> str:
    version = tuple(int(part) for part in biller.cu_version.split("."))
    padded = version + (0,) * (len(CU_VERSION_MIN) - len(version))
    if padded >= CU_VERSION_MIN and biller.css_generation >= CSS_GENERATION_MIN:
        return ""
    return f"found cu_version {biller.cu_version} and css_generation {biller.css_generation}"


def _no_online_bank_direct(biller: Biller) -> str:
    return "" if is_on(biller, "products.online_bank_direct") else "products.online_bank_direct is off"


def _single_sign_on(biller: Biller) -> str:
    return "features.sso is on" if is_on(biller, "features.sso") else ""


_REFUSED = Standing.REFUSED
_NEW_CAYENTA = "CU version 7.9.0 or higher and CSS generation 3"

TABLE = (
    Row("D1", "Invoice file", "features.invoice_file", set_by="billfile"),
    Row("D2", "Balances (RTDR)", "features.balances", set_by="cayenta"),
    Row("D2", "Budget billing", "features.budget_billing", _REFUSED),
    Row("D3", "Payments", "features.payments", set_by="payments"),
    Row("D4", "Credits", "features.credits", set_by="advanced_settings.114"),
    Row("D5", "ACH rejects", "features.ach_rejects", set_by="returns.post"),
    Row("D6", "Void", "features.void", set_by="cayenta.methods.void"),
    Row("D7", "AutoPay change", "features.autopay"),
    Row("D8", "Paperless change", "features.paperless_change", set_by="features.paperless"),
    Row("D9", "Phone change", "features.phone_change", _REFUSED),
    Row("D10", "E-mail change", "features.email_change", _REFUSED),
    Row("D10", "Contact details taken down for the staff", "features.contact_details"),
    Row("D11", "Bill images by PDF linking", "features.pdf_linking"),
    Row("D11", "Bill images by PDF extraction", "features.pdf_extraction"),
    Row("D11", "Bill images by PDF remote link", "features.pdf_remote_link"),
    Row("D11", "Bill images by template", "features.template_images", _REFUSED),
    Row("P1", "AgentConnect", "products.agent_connect"),
    Row(
        "P2",
        "Check Free / FISERV cash",
        "products.check_free_fiserv",
        Standing.CONDITIONAL,
        condition="P13 Online Bank Direct",
        lacking=_no_online_bank_direct,
    ),
    Row("P3", "CloudPay", "products.cloudpay", _REFUSED),
    Row("P4", "CloudPay web services", "products.cloudpay_web_services", _REFUSED),
    Row("P5", "CloudStore", "products.cloudstore"),
    Row(
        "P6",
        "CSRConnect",
        "products.csr_connect",
        Standing.CONDITIONAL,
        condition=_NEW_CAYENTA,
        lacking=_too_old,
    ),
    Row("P7", "EMV", "products.emv"),
    Row("P8", "IVR", "products.ivr", default=True),
    Row("P8", "Spoken answers", "features.spoken_answers"),
    Row("P9", "Kiosk", "products.kiosk"),
    Row("P10", "Outbound IVR", "products.outbound_ivr"),
    Row(
        "P11",
        "POSConnect",
        "products.pos_connect",
        Standing.CONDITIONAL,
        condition=_NEW_CAYENTA,
        lacking=_too_old,
    ),
    Row("P13", "Online Bank Direct", "products.online_bank_direct"),
    Row(
        "F1",
        "Account linking",
        "features.account_linking",
        Standing.CONDITIONAL,
        condition="no single sign-on (with it, CSS or SilverBlaze link the accounts)",
        lacking=_single_sign_on,
    ),
    Row("F2", "Multi-user log-in", "features.multi_user", _REFUSED),
    Row("F3", "Co-owner registration", "features.co_owner", _REFUSED),
    Row("F4", "SSO", "features.sso"),
    Row("F5", "AutoPay collection date", "features.autopay_collection_date"),
    Row("F6", "Batch closure", "features.batch_closure", set_by="batch.closes and maintenance.windows"),
    Row("F7", "Bill Processor", "features.bill_processor", _REFUSED),
    Row("F8", "Balance forward", "features.balance_forward", Standing.REQUIRED, default=True),
    Row("F9", "Open item", "features.open_item", _REFUSED),
    Row("F10", "Block payment", "features.block_payment", set_by="advanced_settings.28"),
    Row("F11", "Conveyance", "features.conveyance", _REFUSED),
    Row("F12", "Data conversion", "features.data_conversion"),
    Row("F13", "E-mail notification schedule", "features.email_schedule"),
    Row("F14", "Expire bill for payment", "features.expire_bill"),
    Row("F15", "Flex Pay", "features.flex_pay"),
    Row("F16", "Minimum payment", "features.minimum_payment"),
    Row("F17", "Paperless", "features.paperless"),
    Row("F18", "Partial payments", "features.partial_payments", set_by="payments.partial"),
    Row("F19", "Past-due payments", "features.past_due_payments", set_by="advanced_settings.107"),
    Row("F20", "Scheduled payments", "features.scheduled_payments"),
    Row("E1", "Magtek", "features.magtek"),
    Row("E2", "IDTech SRED Key", "features.idtech_sred_key"),
    Row("E3", "Ingenico EMV", "features.ingenico_emv"),
    Row("E4", "Other EMV", "features.other_emv"),
)
ROWS = {row.switch: row for row in TABLE}
