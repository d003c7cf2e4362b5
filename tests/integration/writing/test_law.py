"""What campaigns write is held to the law in every language, shared words and a biller's own alike."""

import shutil

import pytest

from integration.errors import Misconfigured
from integration.settings import SHIPPED_PROMPTS
from integration.writing.law import WANTED
from integration.writing.words import load
from ivr.reminders.written import check_written
from tests.workers.parts import biller

LANGUAGES = ("en", "es", "fr")


@pytest.fixture
def prompts(tmp_path):
    for folder in ("written", "texts"):
        shutil.copytree(SHIPPED_PROMPTS / folder, tmp_path / "prompts" / folder)
    return tmp_path / "prompts"


@pytest.fixture
def billers(tmp_path):
    return tmp_path / "billers"


def own(billers, language, key, body):
    folder = billers / "1368-prompts" / "written"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{language}.toml").write_text(f'[{key}]\nbody = "{body}"\n', "utf-8")


def test_what_is_shipped_is_lawful():
    assert check_written(SHIPPED_PROMPTS, None) == []


MISTAKES = [
    ("en", "text_past_due", "your account is past due: {line:phone}", "'past due'"),
    ("en", "text_disconnect_notice", "we shut you off soon: {line:phone}", "'shut'"),
    ("en", "text_upcoming", "you owe us: {line:phone}", "'owe'"),
    ("en", "text_upcoming", "your bill of {owed:money}: {line:phone}", "{owed}"),
    ("en", "text_upcoming", "your bill is due", "no {line}"),
    ("es", "text_past_due", "su saldo está vencido: {line:phone}", "'saldo'"),
    ("fr", "text_past_due", "votre solde est en retard : {line:phone}", "'retard'"),
    ("en", "mail_subject", "Your bill from {biller}", "the utility's name late"),
    ("fr", "mail_subject", "{biller} : vous avez une dette", "'dette'"),
    ("en", "mail_past_due", "Account {account} is open: {line:phone}", "{account}"),
    ("en", "mail_foot", "{biller}. To get no more: {stop}", "no {postal}"),
    ("en", "mail_foot", "{biller}, {postal}. To get no more, write to us.", "no {stop}"),
    ("es", "mail_foot", "{biller}, {postal}. {stop}", "no way to say no"),
    ("fr", "mail_foot", "{biller}, {postal}. {stop}", "no way to say no"),
    ("en", "text_past_due", "please " * 25 + "call {line:phone}", "letters with what stands around"),
    ("en", "text_poem", "roses are red", "a text that nobody sends"),
]


@pytest.mark.parametrize(("language", "key", "body", "found"), MISTAKES)
def test_a_billers_own_words_are_judged_as_the_shared_ones(prompts, billers, language, key, body, found):
    own(billers, language, key, body)
    faults = [fault for fault in check_written(prompts, billers) if found in fault.found]
    assert [(fault.path.parent.parent.name, fault.key, fault.line) for fault in faults] == [("1368-prompts", key, 1)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_must_be_there_in_every_language(prompts, language):
    path = prompts / "written" / f"{language}.toml"
    path.write_text(path.read_text("utf-8").replace("[mail_foot]", "[mail_feet]"), "utf-8")
    faults = {fault.key: fault.found for fault in check_written(prompts, None) if fault.path == path}
    assert faults["mail_feet"] == "a text that nobody sends"
    assert "nothing" in faults["mail_foot"]


def test_a_billers_own_words_take_the_place_of_the_shared_ones(billers):
    own(billers, "es", "mail_thank_you", "Gracias por su pago.")
    found = load(SHIPPED_PROMPTS, biller().model_copy(update={"folder": billers, "languages": LANGUAGES}))
    assert found.bodies["es"]["mail_thank_you"] == "Gracias por su pago."
    assert found.bodies["en"].keys() == WANTED.keys()


def test_unlawful_words_send_nothing(billers):
    own(billers, "en", "mail_foot", "{biller}: good-bye")
    with pytest.raises(Misconfigured, match=r"written/en\.toml: mail_foot: found no \{postal\}"):
        load(SHIPPED_PROMPTS, biller().model_copy(update={"folder": billers}))
