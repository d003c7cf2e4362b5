import pytest

from ivr.replay.pattern import Pattern, filled, kept

HEARD = "Thank you. Your confirmation number is 7 3 4, 2 9 1. Once more: 7 3 4, 2 9 1. Goodbye."


def match(*lines, heard=HEARD, known=None):
    return Pattern(lines, known or {}).match(heard)


@pytest.mark.parametrize(
    "lines",
    [
        ("*",),
        (HEARD,),
        ("thank   YOU.*",),
        ("Thank you.", "*", "Goodbye."),
        ("Thank you.*", "*Goodbye."),
        ("*confirmation number is*Once more*",),
        ("*number is {n}. Once more: {n}.*",),
    ],
)
def test_lines_that_fit(lines):
    assert match(*lines) is not None


@pytest.mark.parametrize(
    "lines", [(), ("Thank you.",), ("*you",), ("Goodbye.*",), ("*Goodbye.*Thank you.*",), ("*number is {n}. Bye {n}.",)]
)
def test_lines_that_do_not_fit(lines):
    assert match(*lines) is None


def test_the_lines_together_must_match_all_of_it():
    assert match("Thank you.", "Your confirmation number is*") is not None
    assert match("Your confirmation number is*") is None


def test_nothing_heard_is_matched_by_nothing_and_by_a_star():
    assert match(heard="") == {}
    assert match("*", heard="") == {}


def test_a_name_keeps_spelled_digits_as_they_would_be_keyed():
    assert match("*confirmation number is {confirmation}*") == {"confirmation": "734291"}


def test_a_name_keeps_words_to_the_end_of_their_sentence():
    assert match("You owe {owed}.*", heard="You owe two dollars. Bye.") == {"owed": "two dollars"}


def test_a_known_name_stands_for_what_it_kept_spelled_or_not():
    assert match("*Once more: {n}.*", known={"n": "734291"}) == {}
    assert match("*{n}", heard="it is 734291", known={"n": "734291"}) == {}
    assert match("*Once more: {n}.*", known={"n": "734292"}) is None


@pytest.mark.parametrize("text", ["$5 (five)", "10:30", "a+b?", "[x]", "1.00", "C:\\"])
def test_signs_mean_themselves(text):
    assert match(f"It is {text}", heard=f"It is {text}") == {}
    assert match(f"It is {text}", heard="It is") is None


def test_the_first_piece_that_was_not_heard_is_named():
    assert Pattern(["Thank you.*", "past due*", "Goodbye."], {}).stuck(HEARD) == "past due"
    assert Pattern(["Hello*"], {}).stuck(HEARD) == "Hello"
    assert Pattern(["Thank you."], {}).stuck(HEARD) == ""


@pytest.mark.parametrize(
    ("text", "value"),
    [("7 3 4, 2 9 1", "734291"), ("A 1, B 2", "A1B2"), ("forty two", "forty two"), (" 7 ", "7"), ("734", "734")],
)
def test_kept(text, value):
    assert kept(text) == value


def test_names_are_filled_in():
    assert filled("number {n}, {m}", {"n": "1", "m": "2"}) == "number 1, 2"


def test_a_name_that_nothing_was_kept_under_is_a_mistake():
    with pytest.raises(ValueError, match="never heard"):
        filled("{confirmation}", {})
