"""The first name by which the person of an account is asked for, out of the one field that a bill has for its name.

A bill file has names in one field and no known order (billfile.md), so the biller's file says the order. Whatever may
be a company, two people or a name that cannot be said gives no name: then "the account holder" is asked for.
"""

import re
from typing import Literal

Order = Literal["none", "first_last", "last_first"]

LETTERS_MAX = 20
WORDS_MAX = 4  # John Quincy Adams Jr
_JOINT = re.compile(r"[&+/%]|,.*,|(?<!\S)(and|or|y|e|o|u|et|ou|attn|aka|dba)(?!\S)", re.IGNORECASE)
_LETTER = "A-Za-zÀ-ÖØ-öø-ÿ"
_SAID = re.compile(rf"[{_LETTER}]+(?:['\u2019-][{_LETTER}]+)*")
_VOWEL = re.compile("[aeiouyà-öø-ÿ]", re.IGNORECASE)
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "rev", "sr", "sra", "srta", "mme", "mlle"})
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "md", "phd", "esq"})
_ORGANIZATIONS = frozenset(
    {
        "academy", "acres", "agency", "apartment", "apartments", "apts", "assn", "assoc", "associates", "association",
        "auto", "bakery", "bank", "builders", "building", "cafe", "capital", "care", "center", "centre", "chapel",
        "church", "city", "clinic", "club", "co", "college", "commission", "community", "companies", "company", "condo",
        "condominium", "condominiums", "condos", "construction", "contractors", "corp", "corporation", "council",
        "county", "day", "dental", "department", "dept", "development", "district", "ecole", "eglise", "electric",
        "enterprise", "enterprises", "equities", "estate", "estates", "family", "farm", "farms", "fellowship",
        "financial", "florist", "foods", "foundation", "fund", "garage", "garden", "gardens", "grill", "group", "hair",
        "hardware", "health", "hoa", "holding", "holdings", "home", "homes", "hospital", "hotel", "house", "housing",
        "iglesia", "inc", "incorporated", "industries", "inn", "institute", "insurance", "international", "invest",
        "investment", "investments", "jv", "laundry", "lawn", "leasing", "limited", "living", "llc", "llp", "lodge",
        "lp", "ltd", "ltee", "ltée", "mall", "management", "manor", "market", "medical", "ministries", "ministry",
        "mobile", "mortgage", "motel", "motors", "museum", "nail", "nails", "national", "occupant", "office", "offices",
        "owner", "park", "parks", "partners", "partnership", "pc", "pharmacy", "pizza", "plaza", "pllc", "plumbing",
        "point", "products", "properties", "property", "quebec", "québec", "realty", "rental", "rentals", "resident",
        "residential", "restaurant", "ridge", "roofing", "rv", "sales", "salon", "school", "schools", "service",
        "services", "shop", "shopping", "societe", "society", "société", "solutions", "spa", "state", "station",
        "storage", "store", "stores", "studio", "supply", "syndicat", "systems", "tavern", "tax", "team", "temple",
        "tenant", "the", "theater", "township", "trading", "transport", "trucking", "trust", "trustee", "trustees",
        "university", "usa", "utilities", "village", "ville", "warehouse", "water", "école", "église",
    }
)  # fmt: skip


def first_name(name: str, order: Order) -> str:
    """`Mary` of `SMITH, MARY ANN`; '' where the biller says no order, or no first name can be told for sure."""
    if order == "none" or _JOINT.search(name):
        return ""
    last, comma, rest = name.partition(",")
    words, after = _words(last), _words(rest)
    if any(word.lower() in _ORGANIZATIONS for word in (*words, *after)):
        return ""
    first = _first_of(words, after, order) if bool(after) == bool(comma) else ""
    return _spoken(first) if _can_be_said(first) else ""


def _words(part: str) -> list[str]:
    """Without titles, suffixes and full stops."""
    words = [word.strip(".,") for word in part.split()]
    return [word for word in words if word.lower() not in _TITLES | _SUFFIXES]


def _first_of(words: list[str], after: list[str], order: Order) -> str:
    """`after` are those behind a comma. Without one, a middle name cannot be told from the end of a last name."""
    if not 1 < len(words) + len(after) <= WORDS_MAX:
        return ""
    if order == "first_last":
        return "" if after else words[0]
    if after:
        return after[0]
    _last, first, *middle = words
    return first if not middle or [len(each) for each in middle] == [1] else ""  # SMITH JOHN, SMITH JOHN Q


def _can_be_said(word: str) -> bool:
    return bool(_SAID.fullmatch(word)) and 1 < len(word) <= LETTERS_MAX and bool(_VOWEL.search(word))


def _spoken(word: str) -> str:
    return re.sub(rf"[{_LETTER}]+", lambda part: part[0].capitalize(), word)
