import pytest

from integration.errors import Misconfigured
from ivr.speech import Speech

GOOD = '[ask_account]\nsay = "Please key your account number."\n'


@pytest.fixture
def findings(folder):
    """What loading English and Spanish complains of, without the folder's name."""

    def load(*languages):
        with pytest.raises(Misconfigured) as trouble:
            Speech.load(folder, languages or ["en"])
        return [finding.removeprefix(f"{folder}/") for finding in trouble.value.findings]

    return load


PROMPT_FAULTS = {
    "say = 7": "ask.say: found 7, expected text in quotes",
    "say = true": "ask.say: found True, expected text in quotes",
    "say = ['a']": "ask.say: found ['a'], expected text in quotes",
    "[ask.say]\nmore = 'x'": "ask.say: found {'more': 'x'}, expected text in quotes",
    "say = ''": "ask.say: found no words, expected at least one",
    'say = " \\t "': "ask.say: found no words, expected at least one",
    'say = "a\\u0007"': "ask.say: found the character U+0007, expected text that can be said and stand in XML",
    'say = "a\\uFFFE"': "ask.say: found the character U+FFFE, expected text that can be said and stand in XML",
    "say = '{b:cash}'": (
        "ask.say: found the kind 'cash' in {b:cash}, expected one of"
        " money, credit, date, date_year, weekday, time, number, groups, digits, money_keys, text"
    ),
    "say = '{d:date} {d:date_year}'": "ask.say: found {d:date_year}, expected the kind that it has before, date",
    "say = 'a { b'": "ask.say: found '{ b', expected braces around variables only, like {balance:money}",
    "say = 'a } b'": "ask.say: found '}', expected braces around variables only, like {balance:money}",
    "say = '{}'": "ask.say: found '{}', expected braces around variables only, like {balance:money}",
    "say = '{Balance:money}'": (
        "ask.say: found '{Balance:money}', expected braces around variables only, like {balance:money}"
    ),
    "'two words' = 'x'": "ask.two words: found the name 'two words', expected small letters, digits and _",
    "": "ask: found an empty block, expected at least one prompt",
}


@pytest.mark.parametrize(("line", "finding"), PROMPT_FAULTS.items(), ids=range(len(PROMPT_FAULTS)))
def test_a_faulty_prompt(write, findings, line, finding):
    write("en", f"[ask]\n{line}\n")
    assert findings() == [f"en.toml: {finding}"]


def test_a_prompt_too_long_for_the_voice(write, findings):
    write("en", f"[ask]\nsay = '{'x' * 2001}'\n")
    assert findings() == ["en.toml: ask.say: found 2001 characters, expected 2000 at most"]


BLOCK_FAULTS = {
    "say = 'x'": "say: found 'x', expected a block [say] with prompts in it",
    "version = 3": "version: found 3, expected a block [version] with prompts in it",
    "[[ask]]\nsay = 'x'": "ask: found [{'say': 'x'}], expected a block [ask] with prompts in it",
    "['Ask.Account']\nsay = 'x'": "'Ask.Account': found that name, expected small letters, digits and _",
}


@pytest.mark.parametrize(("block", "finding"), BLOCK_FAULTS.items(), ids=range(len(BLOCK_FAULTS)))
def test_a_faulty_block(folder, findings, block, finding):
    voice = '[voice]\nlanguage = "en-US"\nname = "man"\n'
    (folder / "en.toml").write_text(f"{block}\n{voice}{GOOD}")
    assert findings() == [f"en.toml: {finding}"]


VOICE_FAULTS = {
    "": ["voice: found nothing, expected a [voice] block with language and name"],
    "[voice]": [
        "voice.language: found nothing, expected text in quotes",
        "voice.name: found nothing, expected text in quotes",
    ],
    "[voice]\nlanguage = 1\nname = 'man'": ["voice.language: found 1, expected text in quotes"],
    "[voice]\nlanguage = 'es-US'\nname = 'man'": [
        "voice.language: found 'es-US', expected en and a country, like en-US"
    ],
    "[voice]\nlanguage = 'english'\nname = 'man'": [
        "voice.language: found 'english', expected en and a country, like en-US"
    ],
    "[voice]\nlanguage = 'en-US'\nname = ''": ["voice.name: found '', expected a Twilio voice, like Polly.Joanna"],
    "[voice]\nlanguage = 'en-US'\nname = 'man'\nspeed = 2": [
        "voice.speed: found a key nobody reads, expected only language and name"
    ],
}


@pytest.mark.parametrize(("voice", "expected"), VOICE_FAULTS.items(), ids=range(len(VOICE_FAULTS)))
def test_a_faulty_voice(write, findings, voice, expected):
    write("en", f"{voice}\n{GOOD}", voice=None)
    assert findings() == [f"en.toml: {finding}" for finding in expected]


def test_a_file_that_is_not_there(write, findings):
    write("en", GOOD)
    assert findings("en", "es") == [
        "es.toml: file: found no file to read (No such file or directory), expected one TOML file a language"
    ]


def test_toml_that_cannot_be_read_has_its_line(write, findings):
    write("en", GOOD + "oops\n")
    (finding,) = findings()
    assert finding.startswith("en.toml: file: found ")
    assert "at line 6" in finding


def test_a_prompt_written_twice(write, findings):
    write("en", GOOD + GOOD)
    (finding,) = findings()
    assert "at line 6" in finding


def test_a_file_that_is_not_utf_8(folder, findings):
    (folder / "en.toml").write_bytes(b"[voice]\nname = '\xff'")
    assert findings() == ["en.toml: file: found a byte that is not UTF-8 at 16, expected UTF-8"]


def test_a_mark_written_by_an_editor_on_windows_is_no_fault(folder):
    text = f"\ufeff[voice]\r\nlanguage = 'en-US'\r\nname = 'man'\r\n{GOOD}"
    (folder / "en.toml").write_text(text, encoding="utf-8", newline="")
    assert Speech.load(folder, ["en"]).keys("en") == {"ask_account.say"}


def test_a_file_without_prompts(write, findings):
    write("en", GOOD)
    write("es", "")
    assert findings("en", "es") == [
        "es.toml: file: found no prompts, expected a block for each turn",
        "es.toml: ask_account.say: found nothing, expected this prompt, as en.toml has it",
    ]


def test_a_language_that_cannot_be_spoken_is_not_looked_for(findings):
    assert findings("../en") == ["../en.toml: language: found '../en', expected one that can be spoken: en, es, fr"]


def test_no_language_at_all(folder):
    with pytest.raises(Misconfigured, match="languages: found none, expected at least one"):
        Speech.load(folder, [])


def test_a_prompt_that_one_language_lacks(write, findings):
    write("en", GOOD + "[bye]\nsay = 'Goodbye.'\n")
    write("es", GOOD + "more = 'Más.'\n")
    assert findings("en", "es") == [
        "en.toml: ask_account.more: found nothing, expected this prompt, as es.toml has it",
        "es.toml: bye.say: found nothing, expected this prompt, as en.toml has it",
    ]


def test_variables_that_differ_between_languages(write, findings):
    write("en", "[owe]\nsay = '{balance:money} {due:date} {name}'\n")
    write("es", "[owe]\nsay = '{balance:number} {name:text} {extra:digits}'\n")
    assert findings("en", "es") == [
        "es.toml: owe.say: found {balance:number}, expected {balance:money} as in en.toml",
        "es.toml: owe.say: found no {due}, expected {due:date} as in en.toml",
        "es.toml: owe.say: found {extra:digits}, expected no {extra} as in en.toml",
    ]


def test_variables_may_stand_in_another_order(folder, write):
    write("en", "[owe]\nsay = '{balance:money} {due:date}'\n")
    write("es", "[owe]\nsay = '{due:date} {balance:money} {due:date}'\n")
    assert Speech.load(folder, ["en", "es"]).variables("es", "owe.say") == {"due": "date", "balance": "money"}


def test_everything_is_reported_at_once(write, findings):
    write("en", "[one]\nsay = '{a:cash} {'\nmore = 1\n[two]\nsay = '{x:money}'\n", voice=None)
    write("es", "[two]\nsay = '{x:digits}'\n")
    keys = [finding.split(": found")[0] for finding in findings("en", "es")]
    assert keys == [
        "en.toml: one.say",
        "en.toml: one.say",
        "en.toml: one.more",
        "en.toml: voice",
        "es.toml: one.more",
        "es.toml: one.say",
        "es.toml: two.say",
    ]
