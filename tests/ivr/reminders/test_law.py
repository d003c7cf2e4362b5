"""ivr/reminders: what the law wants is said in every language and in every biller's own lines, and nothing else is."""

import shutil

import pytest

from integration.billers import Biller
from integration.campaigns.kinds import Kind
from integration.campaigns.reading import read_definition
from integration.errors import Misconfigured
from integration.sandbox.box import CLAYTON
from integration.settings import SHIPPED_PROMPTS
from ivr.reminders.words import Reminders, check_reminders
from tests.integration.campaigns.conftest import FILE, TOLL_FREE

LANGUAGES = ("en", "es", "fr")
VALUES = {"owed": 14_250, "past_due": 4_250, "due": "2026-11-26", "shut_off": "2026-12-01"}
PRIVATE = ("one hundred", "ciento", "cent quarante", "forty-two", "cuarenta", "quarante", "November", "noviembre",
           "novembre", "due", "bill", "factura", "facture", "0012345678")  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    """A copy of what is shipped, that a test may spoil."""
    shutil.copytree(SHIPPED_PROMPTS / "reminders", tmp_path / "prompts" / "reminders")
    return tmp_path / "prompts"


def biller_in(folder):
    changed = {"languages": LANGUAGES, "lines": ["+17705550100", TOLL_FREE], "reminders": {"toll_free": TOLL_FREE}}
    return Biller.model_validate(dict(CLAYTON) | changed | {"folder": folder})


def definition_of(kind):
    text = FILE.replace('kind = "upcoming"', f'kind = "{kind}"')
    if kind is Kind.FREE_NOTICE:
        messages = ", ".join(f'{language} = "Water is off today."' for language in LANGUAGES)
        text = text.replace("[calendar]", f'topic = "outage"\nmessage = {{ {messages} }}\n[calendar]')
    return read_definition(text, "x")


def test_what_is_shipped_is_lawful():
    assert check_reminders(SHIPPED_PROMPTS, None) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(Kind))
def test_every_message_names_the_utility_then_the_opt_out_and_tells_nothing_private_first(tmp_path, kind, language):
    words = Reminders.load(SHIPPED_PROMPTS, biller_in(tmp_path))
    message = words.message(definition_of(kind), language, VALUES)
    name = message.opening.index("Clayton County Water Authority")
    assert len(message.opening[:name].split()) < 5
    stop = message.opening.index("8")
    assert len(message.opening[name:stop].split()) - 4 <= 12
    for private in PRIVATE:
        assert private not in message.voicemail
        assert kind is Kind.FREE_NOTICE or private not in message.opening
    assert message.voicemail.count("1 8 0 0 5 5 5 0 1 0 0") == 2
    assert kind is Kind.FREE_NOTICE or message.proved


SPOILED = [
    ("opening", "identify", "We are calling from your utility.", "no {biller}"),
    ("opening", "identify", "Hello, good day to you and yours from {biller}.", "the utility's name late"),
    ("opening", "opt_out", "To hear more, press 8.", "no way to stop the calls"),
    ("opening", "opt_out", "To stop these calls, press 3.", "no key 8"),
    ("opening", "opt_out", "If for any reason of yours you would like us to stop these calls of ours, please press 8.",
     "seconds"),
    ("opening", "purpose", "This is about your past due balance.", "'balance'"),
    ("opening", "purpose", "You owe {owed:money}.", "{owed}"),
    ("opening", "prove", "If you are {first_name}, press 1.", "{first_name}"),
    ("opening", "prove_name", "If you are the account holder, press 1.", "no {first_name}"),
    ("opening", "prove_name", "If you are {first_name} who owes us, press 1.", "'owe'"),
    ("voicemail", "say", "This is {biller}. To stop these calls, call us.", "no {callback}"),
    ("voicemail", "say", "This is {biller}. Call {callback:digits}.", "no way to stop the calls"),
    ("voicemail", "say", "This is {biller}. Your bill is late. Stop calls: {callback:digits}.", "'bill'"),
    ("voicemail", "say", "This is {biller}. Stop calls: {callback:digits} or 5550100.", "a number"),
    ("voicemail", "say", "This is {biller}, {owed:money}. Stop calls: {callback:digits}.", "{owed}"),
    ("thank_you", "detail", "Thank you. You still owe {owed:money}.", "{owed}"),
]  # fmt: skip


@pytest.mark.parametrize(("block", "name", "text", "found"), SPOILED)
def test_unlawful_words_are_found_in_the_shared_prompts_and_in_a_biller_s_own(
    folder, tmp_path, block, name, text, found
):
    own = tmp_path / "billers" / "1368-prompts" / "reminders"
    own.mkdir(parents=True)
    (own / "en.toml").write_text(f'[{block}]\n{name} = "{text}"\n')
    faults = check_reminders(folder, tmp_path / "billers")
    assert any(found in str(fault) and fault.path == own / "en.toml" for fault in faults)
    with pytest.raises(Misconfigured):
        Reminders.load(folder, biller_in(tmp_path / "billers"))


@pytest.mark.parametrize(
    ("language", "old", "new", "found"),
    [
        ("es", "Para no recibir estas llamadas, oprima 8.", "Para oír más, oprima 8.", "no way to stop"),
        ("es", "sobre su servicio público", "sobre su deuda", "'deuda'"),
        ("fr", "Pour ne plus recevoir ces appels, appuyez", "Pour écouter, appuyez", "no way to stop"),
        ("fr", "au sujet de votre service public", "au sujet de votre facture", "'factur'"),
    ],
)
def test_each_language_has_its_own_law(folder, language, old, new, found):
    file = folder / "reminders" / f"{language}.toml"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))
    assert any(found in str(fault) for fault in check_reminders(folder, None))


def test_a_biller_s_own_line_is_said(folder, tmp_path):
    own = tmp_path / "billers" / "1368-prompts" / "reminders"
    own.mkdir(parents=True)
    (own / "en.toml").write_text('[opening]\nidentify = "Good day, {biller} here."\n')
    words = Reminders.load(folder, biller_in(tmp_path / "billers"))
    message = words.message(definition_of(Kind.UPCOMING), "en", VALUES)
    assert message.opening.startswith("Good day, Clayton County Water Authority here. To stop")
