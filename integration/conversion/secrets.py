"""What no conversion file may carry: passwords, and numbers by which money can be taken. Nothing of them is shown."""

import re

from integration.masking import holds_card
from integration.nacha.routing import is_routing

PASSWORDS = ("password", "passwd", "passphrase", "pwd", "pin", "secret", "hash", "salt")
ACCOUNTS = (
    "card_no",
    "card_number",
    "cardnumber",
    "pan",
    "cvv",
    "cvc",
    "routing",
    "aba",
    "iban",
    "bank_account",
    "bankaccount",
)
NOT_SHOWN = "[name not shown]"
BANK = "found what looks like a bank number, not shown; expected none anywhere in the file"
_WORDS = re.compile(r"[^a-z]+")
_IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}\b", re.ASCII)
_LONG = re.compile(r"[0-9][0-9 -]{10,}[0-9]", re.ASCII)  # no card, and still longer than any account of ours
# Nine digits of their own, and of their own beside them the 4 to 17 of an account (Nacha: DFI account number).
_ROUTING_AND_ACCOUNT = re.compile(
    r"(?<![0-9A-Za-z])([0-9]{9})(?=[^0-9A-Za-z]+[0-9]{4,17}(?![0-9A-Za-z]))",
    re.ASCII,
)
_SHOWN = re.compile(r"[A-Za-z][A-Za-z_ -]{0,39}", re.ASCII)


def forbidden_name(name: str) -> str:
    """Why a column or element of this name is refused; '' where it is not."""
    plain = _WORDS.sub("_", name.lower()).strip("_")
    if _is_one_of(plain, PASSWORDS):
        return "passwords are never taken over: payers register again"
    if _is_one_of(plain, ACCOUNTS):
        return "full card and bank numbers are never taken over: a token and the last four digits are"
    return ""


def forbidden_value(text: str) -> str:
    """Why a value is refused wherever it stands; '' where it is not."""
    if holds_card(text):
        return "found what looks like a card number, not shown; expected none anywhere in the file"
    with_account = any(is_routing(digits) for digits in _ROUTING_AND_ACCOUNT.findall(text))
    return BANK if with_account or _IBAN.search(text) or _LONG.search(text) else ""


def forbidden_beside_accounts(text: str) -> str:
    """Why a value is refused that is no account's number, of which some look like a bank's; '' where it is not."""
    return BANK if is_routing(text.strip()) else ""


def shown(name: str) -> str:
    """A name as it may be told: of letters. What holds a digit may be a value in the place of a name, and is not."""
    return name if _SHOWN.fullmatch(name) else NOT_SHOWN


def _is_one_of(plain: str, names: tuple[str, ...]) -> bool:
    return any(f"_{name}_" in f"_{plain}_" or plain.replace("_", "").endswith(name.replace("_", "")) for name in names)
