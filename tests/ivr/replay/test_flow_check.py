import shutil
from dataclasses import replace

import pytest

from integration.settings import SHIPPED_PROMPTS
from ivr.replay.coverage_flow import EMERGENCIES
from ivr.replay.flow_check import answers_silence, check_flow
from ivr.replay.flow_examples import RUNG_ABOUT
from ivr.replay.flow_loops import endless_round
from ivr.replay.flow_prompts import books_in, prompts_of, whispered
from ivr.script import SCRIPT
from ivr.turns import Do, End, Line, Menu, Script, go


@pytest.fixture
def no_rounds(monkeypatch):
    """Prompts have nothing to do with rounds, and to walk all of ours takes longer than all else."""
    monkeypatch.setattr("ivr.replay.flow_check.endless_round", lambda _script: ())


@pytest.fixture
def prompts(tmp_path):
    """The shipped prompts, to be spoiled: prompts("es", "old", "new")."""
    folder = shutil.copytree(SHIPPED_PROMPTS, tmp_path / "prompts")

    def spoil(language, old, new):
        path = folder / f"{language}.toml"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")
        return folder

    return spoil


def script(**changes):
    """Our own, with some turns changed or taken out."""
    return Script(*(replace(turn, **changes.get(turn.name, {})) for turn in SCRIPT.turns))


def found(script_, folder=SHIPPED_PROMPTS):
    return {(finding.rule, finding.place) for finding in check_flow(script_, folder)}


def test_nothing_is_wrong_with_our_own():
    """Nor goes any round of ours on for ever: that is the rule that takes its time."""
    assert check_flow(SCRIPT, SHIPPED_PROMPTS) == []


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_the_examples_hear_every_prompt(language):
    """Else a prompt's length, or its absence, would never be noticed."""
    (book,) = [book for book in books_in(SHIPPED_PROMPTS) if book.language == language]
    heard = {key for turn in SCRIPT.turns for key in prompts_of(turn)}
    assert book.keys - EMERGENCIES == (heard | whispered().keys()) - EMERGENCIES


@pytest.mark.usefixtures("no_rounds")
def test_a_turn_that_nobody_reaches():
    lost = Menu(name="lost", say=lambda _call: (Line("greeting.choose", {"key": "1"}),), keys={"1": "goodbye"})
    assert ("unreachable", "lost") in found(Script(*SCRIPT.turns, lost))


def test_a_turn_that_never_ends():
    again = Do(name="b", say=lambda _call: (), work="search", answer=lambda _call, _event: go("b"), to=("b",))
    rules = found(Script(again, End(name="c", say=lambda _call: (), result="completed")))
    assert {("endless", "b"), ("unreachable", "c"), ("loop", "b")} <= rules


@pytest.mark.usefixtures("no_rounds")
def test_a_prompt_missing_in_one_language(prompts):
    folder = prompts("es", "[goodbye]", "[good_bye]")
    sentences = [finding.sentence for finding in check_flow(SCRIPT, folder) if finding.rule == "prompt"]
    assert any("es.toml: goodbye.say: found nothing" in sentence for sentence in sentences)
    assert len(sentences) == len(set(sentences))


@pytest.mark.usefixtures("no_rounds")
def test_a_prompt_missing_everywhere():
    asks = script(goodbye={"say": lambda _call: (Line("goodbye.unwritten"),)})
    places = [finding.place for finding in check_flow(asks, SHIPPED_PROMPTS)]
    assert places == ["goodbye.unwritten"] * 3


@pytest.mark.usefixtures("no_rounds")
def test_no_prompts_at_all(tmp_path):
    assert ("prompt", str(tmp_path)) in found(SCRIPT, tmp_path)


@pytest.mark.usefixtures("no_rounds")
@pytest.mark.parametrize(
    ("block", "rule"),
    [
        ("[goodbye]", "long"),  # heard out: 12 s are 30 words
        ("[charge]", "long"),
        ("[greeting]", ""),  # a key cuts it short: 20 s are 50 words
    ],
)
def test_a_prompt_that_is_too_long_for_its_turn(prompts, block, rule):
    path = prompts("es", block, f"{block}\n# spoilt") / "es.toml"
    name = {"[greeting]": "hello"}.get(block, "say")
    lines = path.read_text(encoding="utf-8").splitlines()
    start = lines.index(block)
    place = next(number for number in range(start, len(lines)) if lines[number].startswith(f"{name} ="))
    lines[place] = lines[place].removesuffix('"') + " y" * 28 + '"'
    path.write_text("\n".join(lines), encoding="utf-8")
    long = [finding.sentence for finding in check_flow(SCRIPT, path.parent) if finding.rule == "long"]
    assert bool(long) is bool(rule)
    assert all(sentence.startswith("es ") and "12 s at most" in sentence for sentence in long)


@pytest.mark.parametrize(
    ("document", "answered"),
    [
        (b'<Response><Gather action="/a" actionOnEmptyResult="true"/></Response>', True),
        (b'<Response><Gather action="/a"/><Redirect>/a</Redirect></Response>', True),
        (b'<Response><Gather action="/a"><Say>Hi</Say></Gather></Response>', False),
        (b"<Response><Hangup/></Response>", True),
    ],
)
def test_silence_is_answered(document, answered):
    assert answers_silence(document) is answered


@pytest.mark.usefixtures("no_rounds")
def test_a_gather_that_ends_in_nothing(monkeypatch):
    monkeypatch.setattr("ivr.replay.flow_check.answers_silence", lambda document: b"ask_zip" not in document)
    assert found(SCRIPT) == {("silence", "ask_zip")}


def test_cards_that_are_tried_for_ever():
    """Without its counter, a thief could try out cards all night."""
    forever = script(
        charge={"answer": lambda _call, _finished: go("declined"), "to": ("declined",)},
        pay_card={"answer": lambda _call, _paid: go("charge"), "to": ("charge",)},
        declined={"keys": {"1": "pay_card"}, "back": ""},
        confirm_payment={"keys": {"1": "pay_card"}},
    )
    assert {"pay_card", "charge", "declined"} <= set(endless_round(forever))


def test_a_turn_that_gives_up_to_itself():
    stubborn = script(receipt={"gives_up": lambda _call: go("receipt")})
    assert set(endless_round(stubborn)) == {"receipt"}


def test_a_call_of_ours_that_asks_again_for_ever(monkeypatch):
    """Silence where we rang, and ZIPs that somebody tries there."""
    monkeypatch.setattr("ivr.replay.flow_loops.WALKED", (RUNG_ABOUT,))
    assert endless_round(SCRIPT) == ()
    deaf = script(remind={"gives_up": lambda _call: go("remind"), "to": ("ask_zip", "ask_last_payment", "remind")})
    assert set(endless_round(deaf)) == {"remind"}
    patient = script(
        remind={"keys": {"1": "ask_zip"}, "offers": lambda _call: "1"},
        ask_zip={"answer": lambda _call, _digits: go("remind", misses=0), "to": ("remind",)},
    )
    assert set(endless_round(patient)) == {"remind", "ask_zip"}


def test_a_script_that_breaks_is_told_and_not_thrown():
    broken = script(ask_zip={"answer": lambda _call, _digits: go("receipt")})
    (finding,) = [one for one in check_flow(broken, SHIPPED_PROMPTS) if one.rule == "loop"]
    assert "ask_zip led to receipt" in finding.sentence


@pytest.mark.parametrize("limit", ["paying.answers.DECLINES_MAX", "opening.answers.SEARCHES_MAX"])
def test_a_counter_without_its_limit(monkeypatch, limit):
    monkeypatch.setattr(f"ivr.scenes.{limit}", 10**9)
    monkeypatch.setattr("ivr.replay.flow_loops.CALLS_MAX", 7_500)
    assert endless_round(SCRIPT)
