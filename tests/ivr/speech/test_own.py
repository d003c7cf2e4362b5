"""Lines of one biller's own: said to its callers alone, and held against the shared ones before anybody calls."""

from datetime import UTC, datetime

import pytest

from integration.clock import VirtualClock
from integration.errors import Misconfigured
from integration.sandbox.box import open_box
from integration.settings import SHIPPED_PROMPTS
from ivr.call import Keyed, Spoke, Unsure
from ivr.script import SCRIPT
from ivr.speech import Speech
from ivr.speech.heard.hearing import Hearing
from ivr.speech.own import own_folder, own_folders
from tests.ivr.line import biller, call_of, connect

SHARED = '[goodbye]\nsay = "Goodbye from {biller}."\n[charge]\nsay = "One moment."\n'
OWN = '[goodbye]\nsay = "{biller} wishes you a good day."\n'
BILLER = {"biller": "Clayton"}
AT = datetime(2026, 11, 20, 15, 5, tzinfo=UTC)


@pytest.fixture
def own(tmp_path):
    """own("fr", '[goodbye]...') writes a line of the biller 1368; gives its folder."""
    folder = own_folder(tmp_path / "billers", "1368")
    folder.mkdir(parents=True)

    def write_lines(language, lines):
        (folder / f"{language}.toml").write_text(lines, encoding="utf-8")
        return folder

    return write_lines


@pytest.fixture
def load(folder, write, own):
    def load_with(language, lines):
        write("en", SHARED)
        write("fr", SHARED)
        return Speech.load(folder, ["en", "fr"], {"1368": own(language, lines)})

    return load_with


def test_one_line_for_one_biller_in_one_language(load):
    speech = load("en", OWN)
    assert speech.of("1368").words("en", "goodbye.say", BILLER) == "Clayton wishes you a good day."
    assert speech.of("1368").words("en", "charge.say", {}) == "One moment."
    assert speech.of("1368").words("fr", "goodbye.say", BILLER) == "Goodbye from Clayton."
    assert speech.of("9").words("en", "goodbye.say", BILLER) == "Goodbye from Clayton."
    assert speech.of("1368").voice("en") == speech.voice("en")


FAULTS = {
    '[goodby]\nsay = "x"\n': "goodby.say: found a prompt that is not shared, expected one of {shared}",
    '[goodbye]\nsay = "x"\n': "goodbye.say: found no {{biller}}, expected {{biller:text}} as in en.toml",
    '[goodbye]\nsay = "{biller} {due:date}"\n': ("goodbye.say: found {{due:date}}, expected no {{due}} as in en.toml"),
    '[voice]\nlanguage = "en-US"\nname = "man"\n': (
        "voice: found a voice, expected lines only: the voice is that of the shared prompts"
    ),
}


@pytest.mark.parametrize(("lines", "finding"), FAULTS.items(), ids=range(len(FAULTS)))
def test_a_faulty_line_stops_the_start(load, folder, lines, finding):
    with pytest.raises(Misconfigured) as trouble:
        load("en", lines)
    place = folder / "billers" / "1368-prompts" / "en.toml"
    assert trouble.value.findings == [f"{place}: {finding.format(shared=folder / 'en.toml')}"]


def test_one_key_has_other_words_for_one_biller(write, own, folder):
    write("en", SHARED + '[menu.heard]\n1 = ["yes"]\n2 = ["no"]\n')
    own("en", '[menu.heard]\n1 = ["yes", "sure"]\n')
    speech = Speech.load(folder, ["en"], {"1368": own_folder(folder / "billers", "1368")})
    assert speech.of("1368").heard("en", "menu") == {"1": ("yes", "sure"), "2": ("no",)}
    assert speech.of("9").heard("en", "menu") == {"1": ("yes",), "2": ("no",)}


def test_a_caller_of_this_biller_is_understood_by_them(tmp_path):
    (tmp_path / "en.toml").write_text('[receipt.heard]\n1 = ["all good"]\n', encoding="utf-8")
    hearing = Hearing(SCRIPT, Speech.load(SHIPPED_PROMPTS, ["en"], {"1368": tmp_path}))
    speaking = {"features": {"spoken_answers": True}}
    mine, other = (call_of("receipt", of=biller(bid=bid, **speaking)) for bid in ("1368", "9"))
    assert hearing.understood(mine, Spoke("all good", 1.0)) == Keyed("1", said=True)
    assert hearing.understood(other, Spoke("all good", 1.0)) == Unsure()
    assert "all good" in hearing.hints(SCRIPT["receipt"], mine).split(", ")


def test_a_line_in_a_language_that_is_not_loaded(load):
    with pytest.raises(Misconfigured, match="language: found 'es', expected one that is spoken here: en, fr"):
        load("es", OWN)


def test_only_billers_with_such_a_folder_have_lines():
    with open_box(VirtualClock(AT)) as box:
        assert own_folders([box.biller]) == {}
        own_folder(box.folder, "1368").mkdir()
        assert own_folders([box.biller]) == {"1368": box.folder / "1368-prompts"}


def test_a_caller_of_this_biller_hears_it():
    with open_box(VirtualClock(AT)) as box:
        own_folder(box.folder, "1368").mkdir()
        (box.folder / "1368-prompts" / "en.toml").write_text('[greeting]\nhello = "{biller}, good day."\n')
        line = connect(box)
        heard = " ".join(one.text for one in line.call().listen())
    assert heard.startswith("Clayton County Water Authority, good day. For English, press 1.")
