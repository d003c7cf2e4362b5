"""What the words of an authorisation must hold, element by element, each with the rule that asks for it.

A writer may say them otherwise, for all billers or for one; what leaves an element out is a mistake in the prompts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ivr.speech.template import Template

Phrases = Mapping[str, tuple[str, ...]]  # by language; one of them must be there

_MUST_BE_STATED = 'rules.md 2.5, "Must be stated" (checknetinc.com; docplayer 7723590)'
_FROM = ("authorize.from_checking", "authorize.from_savings")


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that each of these prompts must say: with a variable, with words of the language, or with both."""

    name: str
    prompts: tuple[str, ...]
    source: str
    variable: str = ""
    phrases: Phrases = field(default_factory=dict)


ELEMENTS = (  # in the order of rules.md 2.5
    Element("the date on or after which it is debited", _FROM, _MUST_BE_STATED, "debit"),
    Element("the amount", ("authorize.who",), _MUST_BE_STATED, "total"),
    Element("the payer's name", ("authorize.who",), _MUST_BE_STATED, "payer"),
    Element("the account to be debited", _FROM, _MUST_BE_STATED, "ending"),
    Element(
        "a checking account",
        ("authorize.from_checking",),
        'rules.md 2.5, "Script"',
        phrases={"en": ("checking",), "es": ("cheques", "corriente"), "fr": ("chèques",)},
    ),
    Element(
        "a savings account",
        ("authorize.from_savings",),
        'rules.md 2.5, "Script"',
        phrases={"en": ("savings",), "es": ("ahorros",), "fr": ("épargne",)},
    ),
    Element(
        "a phone number that is answered in business hours",
        ("authorize.questions",),
        _MUST_BE_STATED,
        "phone",
        {"en": ("office hours", "business hours"), "es": ("horas de oficina",), "fr": ("heures de bureau",)},
    ),
    Element("the date of the authorisation", ("authorize.dated",), _MUST_BE_STATED, "today"),
    Element(
        "that it is a single debit",
        ("authorize.who",),
        _MUST_BE_STATED,
        phrases={"en": ("one-time", "single"), "es": ("una sola vez", "un solo"), "fr": ("une seule fois", "un seul")},
    ),
    Element(
        "that it is an ACH debit",
        ("authorize.who",),
        _MUST_BE_STATED,
        phrases={
            "en": ("electronic a c h debit",),
            "es": ("débito electrónico a c h",),
            "fr": ("débit électronique a c h",),
        },
    ),
    Element(
        "how to revoke it",
        ("authorize.questions",),
        _MUST_BE_STATED,
        "phone",
        {"en": ("cancel", "revoke"), "es": ("cancelar", "revocar"), "fr": ("annuler", "révoquer")},
    ),
    Element("who is authorised", ("authorize.who",), 'rules.md 2.5, "Script"', "biller"),
    Element("the fee in it", ("authorize.fee",), 'rules.md 2.6, "Fees": disclosed before completion', "fee"),
    Element(
        "that it is recorded",
        ("authorize.recorded",),
        'rules.md 2.5, "Recording notice" (receivablespro.com)',
        phrases={"en": ("recorded",), "es": ("se graba", "grabado"), "fr": ("enregistré",)},
    ),
    Element(
        "the words that are a yes",
        ("authorize.say",),
        'rules.md 2.5, "Oral = spoken" and "Silence" (icheckgateway.com; receivablespro.com)',
        phrases={"en": ("i authorize",), "es": ("autorizo",), "fr": ("j'autorise",)},
    ),
    Element(
        "a free way out",
        ("authorize.say",),
        'rules.md 2.6, "Fees": a chance to cancel',
        phrases={"en": ("without any charge",), "es": ("sin ningún cargo",), "fr": ("sans rien payer",)},
    ),
)


def lacking(key: str, language: str, template: Template) -> Iterator[tuple[str, str]]:
    """Each element that this prompt leaves out, as (found, expected)."""
    said = "".join(slot.before for slot in template.slots) + template.after
    words = " ".join(said.casefold().split())
    for element in ELEMENTS:
        if key not in element.prompts:
            continue
        if element.variable and element.variable not in template.variables:
            yield f"no {{{element.variable}}}", f"{element.name} ({element.source})"
        phrases = element.phrases.get(language, ())
        if phrases and not any(phrase in words for phrase in phrases):
            yield f"no {' or '.join(map(repr, phrases))}", f"{element.name} ({element.source})"
