"""What was said is understood as the cents that were meant: a listener, written by hand, reads the words back."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


def worth(words, numbers):
    return dict(zip(words.split(), numbers, strict=True))


ENGLISH = (
    worth("zero one two three four five six seven eight nine", range(10))
    | worth("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", range(10, 20))
    | worth("twenty thirty forty fifty sixty seventy eighty ninety", range(20, 100, 10))
)
SPANISH = (
    worth("cero uno dos tres cuatro cinco seis siete ocho nueve", range(10))
    | worth("diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve", range(10, 20))
    | worth("veinte veintiuno veintidós veintitrés veinticuatro veinticinco", range(20, 26))
    | worth("veintiséis veintisiete veintiocho veintinueve", range(26, 30))
    | worth("treinta cuarenta cincuenta sesenta setenta ochenta noventa", range(30, 100, 10))
    | worth("ciento doscientos trescientos cuatrocientos quinientos", range(100, 600, 100))
    | worth("seiscientos setecientos ochocientos novecientos", range(600, 1000, 100))
    | {"un": 1, "veintiún": 21, "cien": 100}
)
FRENCH = (
    worth("zéro un deux trois quatre cinq six sept huit neuf", range(10))
    | worth("dix onze douze treize quatorze quinze seize", range(10, 17))
    | worth("vingt trente quarante cinquante soixante", range(20, 70, 10))
    | {"four-twenties": 80}
)
WORTH = {"en": ENGLISH, "es": SPANISH, "fr": FRENCH}
ZERO = {"en": "zero", "es": "cero", "fr": "zéro"}
TIMES = (
    dict.fromkeys(("hundred", "cent", "cents"), 100)
    | dict.fromkeys(("thousand", "mil", "mille"), 1000)
    | dict.fromkeys(("million", "millón", "millones", "millions"), 10**6)
)
NOUNS = {
    "en": r"(?:(?P<dollars>.+) dollars?)?(?: and )?(?:(?P<cents>.+) cents?)?",
    "es": r"(?:(?P<dollars>.+?)(?: de)? dólar(?:es)?)?(?: con )?(?:(?P<cents>.+) centavos?)?",
    "fr": r"(?:(?P<dollars>.+?)(?: de)? dollars?)?(?: et )?(?:(?P<cents>.+) cents?)?",
}
LANGUAGES = ("en", "es", "fr")
ANY_CENTS = st.one_of(st.integers(0, 10_000_000), st.integers(0, 99_999_999_999))
ONE_BY_ONE = settings(deadline=None, max_examples=300)


def words_of(number):
    """One by one; the four twenties of eighty are one word, or ninety-seven would be 4 + 20 + 17."""
    whole = re.split(r"(quatre-vingt)s?", number)
    parts = (["four-twenties"] if part == "quatre-vingt" else re.split("[ -]", part) for part in whole)
    return [word for part in parts for word in part if word]


def number_heard(language, words):
    total = group = 0
    for word in words_of(words):
        if word in ("y", "et"):
            continue
        times = TIMES.get(word)
        if times is None:
            group += WORTH[language][word]
        elif times == 100:
            group = (group or 1) * times
        else:
            total += (group or 1) * times
            group = 0
    return total + group


def cents_heard(language, words):
    heard = re.fullmatch(NOUNS[language], words)
    parts = heard.groupdict(default=ZERO[language])
    return number_heard(language, parts["dollars"]) * 100 + number_heard(language, parts["cents"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_amount_under_a_hundred_dollars_is_heard_as_meant(say, language):
    assert [cents_heard(language, say(language, "money", cents)) for cents in range(10_000)] == list(range(10_000))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_under_ten_thousand_is_heard_as_meant(say, language):
    assert [number_heard(language, say(language, "number", n)) for n in range(10_000)] == list(range(10_000))


@ONE_BY_ONE
@given(cents=ANY_CENTS, language=st.sampled_from(LANGUAGES))
def test_any_amount_is_heard_as_meant(say, language, cents):
    assert cents_heard(language, say(language, "money", cents)) == cents


@ONE_BY_ONE
@given(cents=ANY_CENTS, language=st.sampled_from(LANGUAGES))
def test_an_amount_is_words_alone(say, language, cents):
    assert re.fullmatch(r"[a-zéíóú]+(?:[ -][a-zéíóú]+)*", say(language, "money", cents))


@ONE_BY_ONE
@given(several=st.sets(st.integers(0, 10_000_000), min_size=2, max_size=20), language=st.sampled_from(LANGUAGES))
def test_two_amounts_are_never_said_alike(say, language, several):
    assert len({say(language, "money", cents) for cents in several}) == len(several)


@ONE_BY_ONE
@given(cents=ANY_CENTS.filter(bool), language=st.sampled_from(LANGUAGES))
def test_a_credit_sounds_like_the_amount(say, language, cents):
    assert say(language, "credit", -cents) == say(language, "money", cents)


@ONE_BY_ONE
@given(cents=ANY_CENTS)
def test_uno_is_never_said_before_a_noun_or_mil(say, cents):
    assert not re.search(r"uno (?:mil|de|dólar|centavo)", say("es", "money", cents))


@ONE_BY_ONE
@given(cents=ANY_CENTS)
def test_vingts_and_cents_keep_their_s_only_before_a_noun(say, cents):
    """`millions` is a noun, `mille` is none."""
    dollars = say("fr", "money", cents // 100 * 100)
    assert not re.search(r"(?:vingts|cents)[ -](?!dollars|millions)", dollars)
    assert not re.search(
        r"(?:quatre-vingt|(?:deux|trois|quatre|cinq|six|sept|huit|neuf) cent) (?:dollar|million)", dollars
    )


@pytest.mark.parametrize(
    ("language", "dollar", "singular", "cent"),
    [("en", "dollar", {1}, "cent"), ("es", "dólar", {1}, "centavo"), ("fr", "dollar", {0, 1}, "cent")],
)
def test_one_is_singular_and_all_else_is_plural(say, language, dollar, singular, cent):
    """In French, zero is singular too."""
    assert {n for n in range(1000) if say(language, "money", n * 100).endswith(dollar)} == singular
    assert {n for n in range(1, 100) if say(language, "money", n).endswith(cent)} == {1}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["date", "date_year"])
def test_every_day_of_a_leap_year_is_said_apart(say, language, kind):
    days = [(date(2028, 1, 1) + timedelta(n)).isoformat() for n in range(366)]
    said = {say(language, kind, day) for day in days}
    assert len(said) == 366
    assert not [words for words in said if re.search(r"\d", words)]
