"""Every reason for which somebody is left out, or not called after all, has words; and no words are of no reason."""

import ast
from pathlib import Path

import pytest

import integration
from integration.calling.law import rules
from integration.campaigns.audience import DAYS, KEYS, KIND_DAYS, NOTICE_DAYS
from integration.campaigns.messages import ONE_MESSAGE
from integration.campaigns.plan import WINDOW_TOO_SMALL
from integration.campaigns.reasons import OWN, words_of
from integration.campaigns.weighing import NO_WINDOW, ONE_CALL_A_NUMBER
from integration.ledger.unsent import PAUSED, STOPPED
from ivr.reminders import law
from workers import messages

PACKAGES = [Path(module.__file__).parent for module in (integration, law, messages)]
OF_THE_PLAN = {NO_WINDOW, ONE_CALL_A_NUMBER, WINDOW_TOO_SMALL, *ONE_MESSAGE.values()}
OF_THE_AUDIENCE = {DAYS, KIND_DAYS, NOTICE_DAYS, *(key for key, _ in KEYS)}


def refusals():
    """The first word of each `no("rule", ...)` that is written anywhere: whoever refuses says so by it."""
    for path in {path for package in PACKAGES for path in package.rglob("*.py")}:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "no":
                yield from (arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant))


REFUSALS = {*refusals(), STOPPED[0], PAUSED[0]}


@pytest.mark.parametrize("reason", sorted(OF_THE_PLAN | OF_THE_AUDIENCE | REFUSALS | set(rules()) | {"expired"}))
def test_every_reason_has_words(reason):
    assert words_of(reason)
    assert words_of(f"text: {reason}") == words_of(f"email: {reason}") == words_of(reason)


def test_the_refusals_were_found():
    assert {"opted_out", "mail_opted_out", "no_bill", "text_consent"} <= REFUSALS


def test_no_words_are_of_no_reason():
    assert set(OWN) == (OF_THE_PLAN | OF_THE_AUDIENCE | (REFUSALS - set(rules())) | {"expired"})


def test_what_is_no_reason_has_none():
    assert words_of("not there yet") == ""
