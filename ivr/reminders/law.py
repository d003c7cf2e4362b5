"""What must and must not be said in a call that we start, by language: data that no writer of prompts can change.

Sources (rules.md 2.1 to 2.4): 47 CFR 64.1200(b): who calls comes first, the opt-out by a key follows at once, a
voicemail gives a toll-free number that reaches the same opt-out; third-party disclosure and Reg F's limited content:
before the person has proved who he is, and on a machine, only the utility's name is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ivr.turns import STOP

OPT_OUT_KEY = STOP  # in every turn; 9 is heard again, 0 a person and * back, as everywhere on the line
IDENTIFY_S_MAX = 6.0  # or the opt-out comes late
OPT_OUT_S_MAX = 5.0  # "brief"
VOICEMAIL_S_MAX = 30.0
NAME_WITHIN_WORDS_MAX = 5  # of the beginning


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of one sentence: its variables, all and no others; whether it opens with the utility's name; seconds at most."""

    variables: frozenset[str] = frozenset()
    names_first: bool = False
    stops: bool = False  # it tells how to stop these calls
    key: str = ""
    seconds: float = 12.0


@dataclass(frozen=True, slots=True)
class Language:
    """`stops`: one of them tells the opt-out; `forbidden`: beginnings of words, before proof and on machines."""

    stops: tuple[str, ...]
    forbidden: tuple[str, ...]


BEFORE_PROOF: Mapping[str, Wanted] = MappingProxyType(
    {
        "opening.identify": Wanted(frozenset({"biller"}), names_first=True, seconds=IDENTIFY_S_MAX),
        "opening.opt_out": Wanted(stops=True, key=OPT_OUT_KEY, seconds=OPT_OUT_S_MAX),
        "opening.purpose": Wanted(),
        "opening.prove": Wanted(),
        "opening.prove_name": Wanted(frozenset({"first_name"})),  # and no other name: rules.md 2.4
        "opening.choices": Wanted(),
        "voicemail.say": Wanted(
            frozenset({"biller", "callback"}), names_first=True, stops=True, seconds=VOICEMAIL_S_MAX
        ),
    }
)
AFTER_PROOF: Mapping[str, frozenset[str]] = MappingProxyType(  # the variables that each may have
    {
        "upcoming": frozenset({"owed", "due"}),
        "due_today": frozenset({"owed", "due"}),
        "past_due": frozenset({"owed", "past_due", "due"}),
        "disconnect_notice": frozenset({"owed", "past_due", "shut_off"}),
        "returned_payment": frozenset({"owed"}),
        "thank_you": frozenset(),
        "free_notice": frozenset({"notice"}),
    }
)
LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {
        "en": Language(
            ("stop", "no longer", "opt out"),
            ("bill", "invoice", "balance", "owe", "due", "overdue", "past due", "debt", "collect", "pay", "dollar",
             "cent ", "shut", "disconnect", "cut off", "turn off", "delinquen", "late", "return", "$"),
        ),
        "es": Language(
            ("no recibir", "dejar de recibir", "detener"),
            ("factura", "saldo", "deb", "deuda", "venc", "atras", "moros", "cobr", "pag", "dólar", "centavo", "cort",
             "suspen", "interrump", "devol", "desconect", "$"),
        ),
        "fr": Language(
            ("ne plus recevoir", "cesser", "arrêter"),
            ("factur", "solde", "dû", "due", "dette", "doit", "devez", "retard", "échéance", "recouvr", "pay", "paie",
             "dollar", "cent ", "coup", "interromp", "interrup", "débranch", "renvoy", "$"),
        ),
    }
)  # fmt: skip
