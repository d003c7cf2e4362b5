"""What must and must not be said in what a campaign writes, by language: data that no writer of prompts can change.

Sources: rules.md 2.4: a telephone lies about, and tells no amount, no debt, no shut-off to whoever reads it; nor does
the subject of a mail. 15 U.S.C. 7704(a): a mail says who sends it, where that is, and how to get no more.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from integration.campaigns.kinds import Kind

SUBJECT, FOOT = "mail_subject", "mail_foot"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of one body: variables that it must have, and others that it may; `opens`: it begins with the utility's name."""

    must: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()
    opens: bool = False
    stops: bool = False  # it tells how to get no more
    private: bool = False  # others may read it


@dataclass(frozen=True, slots=True)
class Language:
    """`stops`: one of them tells how to say no; `forbidden`: beginnings of words, where others may read them."""

    stops: tuple[str, ...]
    forbidden: tuple[str, ...]


_LINE, _DUE = frozenset({"line"}), frozenset({"due"})
TEXTS: Mapping[str, Wanted] = MappingProxyType(
    {
        "text_upcoming": Wanted(_LINE, _DUE, private=True),
        "text_due_today": Wanted(_LINE, private=True),
        "text_past_due": Wanted(_LINE, private=True),
        "text_disconnect_notice": Wanted(_LINE, private=True),
        "text_returned_payment": Wanted(_LINE, private=True),
        "text_thank_you": Wanted(private=True),
        "text_free_notice": Wanted(frozenset({"notice"})),
    }
)
MAILS: Mapping[str, Wanted] = MappingProxyType(
    {
        SUBJECT: Wanted(frozenset({"biller"}), opens=True, private=True),
        "mail_upcoming": Wanted(_LINE, _DUE),
        "mail_due_today": Wanted(_LINE),
        "mail_past_due": Wanted(_LINE, _DUE | {"person"}),
        "mail_disconnect_notice": Wanted(_LINE | {"person"}, frozenset({"shut_off"})),
        "mail_returned_payment": Wanted(_LINE | {"person"}),
        "mail_thank_you": Wanted(),
        "mail_free_notice": Wanted(frozenset({"notice"})),
        FOOT: Wanted(frozenset({"biller", "postal", "stop"}), stops=True),
    }
)
WANTED: Mapping[str, Wanted] = MappingProxyType({**TEXTS, **MAILS})
LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {
        "en": Language(
            ("no more", "unsubscribe", "opt out"),
            ("balance", "owe", "overdue", "past due", "debt", "collect", "dollar", "cents", "shut", "disconnect",
             "cut off", "turn off", "delinquen", "late", "return", "$"),
        ),
        "es": Language(
            ("no recibir", "dejar de recibir", "darse de baja"),
            ("saldo", "deb", "deuda", "vencid", "atras", "moros", "cobr", "dólar", "centavo", "cort", "suspen",
             "interrump", "devol", "desconect", "$"),
        ),
        "fr": Language(
            ("ne plus recevoir", "désabonner", "plus en recevoir"),
            ("solde", "dû", "dette", "doit", "devez", "retard", "recouvr", "dollar", "cents", "coup", "interromp",
             "interrup", "débranch", "renvoy", "$"),
        ),
    }
)  # fmt: skip


def key_of(channel: str, kind: Kind) -> str:
    """Of the body for a channel and a kind of campaign: `text_past_due`, `mail_past_due`."""
    return f"{'text' if channel == 'text' else 'mail'}_{kind.value}"


def unlawful(language: str, key: str, body: str, variables: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each mistake of one body, as what was found and what was expected. `variables` are its names with their kinds."""
    wanted = WANTED.get(key)
    if wanted is None:
        yield "a text that nobody sends", "no such text"
        return
    allowed = wanted.must | wanted.may
    for name in sorted(variables.keys() - allowed):
        yield f"{{{name}}}", f"one of {', '.join(sorted(allowed)) or 'no variables'}: no amount and no account here"
    for name in sorted(wanted.must - variables.keys()):
        yield f"no {{{name}}}", f"{{{name}}}, which must stand here"
    if wanted.opens and not body.startswith("{biller}"):
        yield "the utility's name late or not at all", "{biller} first"
    yield from _unlawful_words(wanted, LANGUAGES[language], body.lower())


def _unlawful_words(wanted: Wanted, law: Language, body: str) -> Iterator[tuple[str, str]]:
    if wanted.stops and not any(stop in body for stop in law.stops):
        yield "no way to say no", f"one of {', '.join(law.stops)} (15 U.S.C. 7704(a)(5))"
    if wanted.private:
        for word in law.forbidden:
            if _begins_a_word(word, body):
                yield f"{word!r}", "nothing of a debt where others may read it (rules.md 2.4)"


def _begins_a_word(word: str, body: str) -> bool:
    place = body.find(word)
    while place >= 0:
        if place == 0 or not body[place - 1].isalnum():
            return True
        place = body.find(word, place + 1)
    return False
