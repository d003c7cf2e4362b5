"""The executor is pure: effects out, events in; and it cannot reach the world."""

from datetime import UTC, datetime

import grimp
import pytest

from ivr.phone import Finding, Options
from ivr.phone.effects import AwaitInput, Elapsed, Ended, Key, Speak
from ivr.phone.executor import Execution
from ivr.phone.facts import CallFacts
from ivr.phone.ids import Ids
from ivr.phone.scene import Scene
from ivr.phone.wire import Request, Response


@pytest.fixture
def execution():
    facts = CallFacts("CA1", "AC1", "+1", "+2", datetime(2026, 1, 5, tzinfo=UTC))
    scene = Scene(facts, Options(), Ids("seed"))
    return Execution(scene, Request("POST", "https://line.example/voice", facts.params("ringing")))


def twiml(verbs):
    return Response(200, "text/xml", f"<Response>{verbs}</Response>".encode())


def test_a_call_step_by_step(execution):
    first = execution.start()
    assert (first.method, first.url, first.params["CallStatus"]) == ("POST", "https://line.example/voice", "ringing")
    said = execution.answer(twiml("<Gather action='/got' numDigits='2'><Say>Two keys</Say></Gather>"))
    assert isinstance(said, Speak)
    assert (said.heard.text, said.stops_on_key) == ("Two keys", True)
    assert execution.answer(Elapsed()) == AwaitInput(5.0, "Gather")
    assert execution.answer(Key("1")) == AwaitInput(5.0, "Gather")
    asked = execution.answer(Key("2"))
    assert (asked.url, asked.params["Digits"], asked.verb) == ("https://line.example/got", "12", "Gather")
    assert execution.answer(twiml("<Hangup/>")) == Ended("completed")


def test_a_finding_is_an_effect_like_the_others(execution):
    execution.start()
    assert isinstance(execution.answer(twiml("<Shout/>")), Finding)
    assert execution.answer(Elapsed()) == Ended("completed")


def test_hanging_up_is_possible_at_every_effect(execution):
    execution.start()
    execution.answer(twiml("<Say>Hello</Say>"))
    assert execution.hang_up() == Ended("completed")


def test_a_key_is_not_printed():
    assert "7" not in repr(Key("7"))


@pytest.fixture(scope="module")
def imports():
    return grimp.build_graph("ivr", include_external_packages=True, cache_dir=None)


@pytest.mark.parametrize(
    "world", ["transports", "webhooks", "clock", "line", "switchboard", "connector", "texting", "rest"]
)
def test_the_executor_does_not_import(imports, world):
    assert not imports.chain_exists("ivr.phone.executor", f"ivr.phone.{world}")


@pytest.mark.parametrize("package", ["requests", "werkzeug", "flask", "twilio", "time", "socket", "random", "secrets"])
def test_nor_does_it_reach(imports, package):
    if package in imports.modules:
        assert not imports.chain_exists("ivr.phone.executor", package)


def test_it_knows_nothing_of_the_application(imports):
    phone = {"ivr.phone", *imports.find_descendants("ivr.phone")}
    imported = {found for module in phone for found in imports.find_modules_directly_imported_by(module)}
    assert not [found for found in imported if found.partition(".")[0] in {"integration", "workers", "twilio"}]
    assert not [found for found in imported if found.startswith("ivr.") and not found.startswith("ivr.phone")]
