import pytest

from integration.money import Money
from ivr.speech import Speech, Voice

TURNS = '[read_balance]\nsay = "{biller}. You owe {balance:money},\\n  due {due:date}."\nagain = "Once more."\n'
VALUES = {"biller": "Clayton County Water Authority", "balance": 14250, "due": "2026-11-05"}


@pytest.fixture
def speech(folder, write):
    write("en", TURNS)
    write("es", TURNS.replace("You owe", "Usted debe"))
    return Speech.load(folder, ["en", "es"])


def test_a_prompt_is_said_with_its_values(speech):
    assert speech.words("en", "read_balance.say", VALUES) == (
        "Clayton County Water Authority. You owe one hundred forty-two dollars and fifty cents, due November fifth."
    )


def test_each_language_says_it_its_own_way(speech):
    said = speech.words("es", "read_balance.say", VALUES)
    assert "Usted debe ciento cuarenta y dos dólares con cincuenta centavos, due cinco de noviembre." in said


def test_values_that_a_prompt_does_not_use_are_left_alone(speech):
    assert speech.words("en", "read_balance.again", VALUES) == "Once more."


def test_the_same_words_twice(speech):
    assert speech.words("en", "read_balance.say", VALUES) == speech.words("en", "read_balance.say", dict(VALUES))


def test_letters_written_in_two_parts_become_one(folder, write):
    write("es", '[bye]\nsay = "Adio\u0301s."\n')
    assert Speech.load(folder, ["es"]).words("es", "bye.say", {}) == "Adiós."


def test_a_value_is_never_read_as_a_template(speech):
    said = speech.words("en", "read_balance.say", VALUES | {"biller": "{balance:money}"})
    assert said.startswith("{balance:money}. You owe")


def test_what_there_is_to_say(speech):
    assert speech.keys("es") == {"read_balance.say", "read_balance.again"}
    assert speech.variables("en", "read_balance.say") == {"biller": "text", "balance": "money", "due": "date"}
    assert speech.variables("en", "read_balance.again") == {}
    assert speech.voice("es") == Voice("es-US", "Polly.Lupe")


def test_only_the_languages_asked_for_are_loaded(folder, write):
    write("en", TURNS)
    assert Speech.load(folder, iter(["en", "en"])).keys("en")


def test_variables_cannot_be_changed(speech):
    with pytest.raises(TypeError):
        speech.variables("en", "read_balance.say")["balance"] = "text"


def test_a_value_that_is_missing_is_named(speech):
    with pytest.raises(ValueError, match=r"^es read_balance\.say: \{due:date\} was given no value$"):
        speech.words("es", "read_balance.say", {"biller": "x", "balance": 1})


def test_a_value_that_is_not_of_its_kind_is_named(speech):
    with pytest.raises(ValueError, match=r"^en read_balance\.say: \{balance:money\} takes cents from 0 up, found -310"):
        speech.words("en", "read_balance.say", VALUES | {"balance": -310})


@pytest.mark.parametrize(
    "ask",
    [
        lambda s: s.words("en", "nowhere.say", {}),
        lambda s: s.variables("en", "nowhere.say"),
        lambda s: s.words("fr", "read_balance.say", {}),
        lambda s: s.keys("fr"),
        lambda s: s.voice("fr"),
    ],
)
def test_a_prompt_or_language_that_is_not_there(speech, ask):
    with pytest.raises(ValueError, match=r"nowhere\.say: no such prompt|fr: not loaded; there are en, es"):
        ask(speech)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("money", -1),
        ("money", 10**11),
        ("money", True),
        ("money", 1.0),
        ("money", "142.50"),
        ("money", Money(100)),
        ("credit", 0),
        ("credit", 310),
        ("credit", -(10**11)),
        ("number", -1),
        ("number", 10**9),
        ("number", True),
        ("number", "7"),
        ("date", "2026-02-29"),
        ("date", "2026-02-30"),
        ("date", "2026-13-01"),
        ("date", "20261101"),
        ("date", "2026-W45-1"),
        ("date", "11/01/2026"),
        ("date", ""),
        ("date", 20261101),
        ("date_year", "2100-02-29"),
        ("groups", ""),
        ("groups", "--"),
        ("groups", "00123٤"),
        ("groups", "12_34"),
        ("groups", "1" * 41),
        ("groups", 12345678),
        ("digits", "73a2"),
        ("digits", "7 3"),
        ("digits", 7342),
        ("money_keys", "42.50"),
        ("money_keys", ""),
        ("text", 5),
    ],
)
@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_a_value_that_cannot_be_said_is_refused(say, language, kind, value):
    with pytest.raises(ValueError, match=rf"only\.{kind}: \{{it:{kind}\}} takes "):
        say(language, kind, value)


def test_true_is_refused_after_one_was_said(say):
    assert say("en", "money", 1) == "one cent"
    with pytest.raises(ValueError, match="takes an int, found bool"):
        say("en", "money", True)


@pytest.mark.parametrize(("kind", "value"), [("groups", "0012345678?"), ("digits", "73421x"), ("groups", 12345678)])
def test_a_refusal_does_not_repeat_accounts_and_codes(say, kind, value):
    with pytest.raises(ValueError, match=kind) as refusal:
        say("en", kind, value)
    assert str(value) not in str(refusal.value)
    assert "1234" not in str(refusal.value)
    assert "7342" not in str(refusal.value)
