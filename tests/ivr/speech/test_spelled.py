import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

GROUPS = {
    "7": "7",
    "73": "7 3",
    "734": "7 3 4",
    "7342": "7 3 4 2",
    "73421": "7 3 4, 2 1",
    "123456": "1 2 3, 4 5 6",
    "1234567": "1 2 3, 4 5 6 7",
    "12345678": "1 2 3, 4 5 6, 7 8",
    "123456789": "1 2 3, 4 5 6, 7 8 9",
    "0012345678": "0 0 1, 2 3 4, 5 6 7 8",
    "00123456789": "0 0 1, 2 3 4, 5 6 7, 8 9",
    "001234567890": "0 0 1, 2 3 4, 5 6 7, 8 9 0",
    "ab12c9": "A B 1, 2 C 9",
    "001-234/5678": "0 0 1, 2 3 4, 5 6 7 8",
}
CLEANED = {
    "Clayton County Water Authority": "Clayton County Water Authority",
    "  two\twords \r\n": "two words",
    "a\x00b\x07c": "abc",
    "\x1bgone\x85back\x1f": "gone back",
    "left\u202eright\u200b\ufeff": "leftright",
    "not a character\uffff\ufdd0": "not a character",
    "half \ud83d": "half",
    "Mun\u0303oz": "Muñoz",
    "e\u200b\u0301": "é",
    "Tom & <Jerry>": "Tom & <Jerry>",
    "": "",
    "x" * 99 + "  tail": "x" * 99,
    "x" * 5000: "x" * 100,
}
XML_ILLEGAL = [chr(n) for n in (*range(9), 0xB, 0xC, *range(0xE, 0x20), 0xD800, 0xDFFF, 0xFFFE, 0xFFFF)]


@pytest.mark.parametrize(("account", "said"), GROUPS.items())
def test_an_account_is_said_by_threes(say, account, said):
    assert say("en", "groups", account) == said


def test_a_code_is_said_digit_by_digit(say):
    assert say("es", "digits", "7342") == "7 3 4 2"
    assert say("en", "digits", "30236") == "3 0 2 3 6"


@given(account=st.text("0123456789ABCXYZ", min_size=1, max_size=40))
def test_no_character_of_an_account_is_lost(say, account):
    said = say("en", "groups", account)
    assert said.replace(",", "").replace(" ", "") == account
    lengths = [len(group.split()) for group in said.split(", ")]
    assert set(lengths[:-1]) <= {3}
    assert lengths[-1] in ({2, 3, 4} if len(account) > 1 else {1})


@pytest.mark.parametrize(("written", "said"), CLEANED.items(), ids=range(len(CLEANED)))
def test_a_name_is_cleaned(say, written, said):
    assert say("en", "text", written) == said


@pytest.mark.parametrize("character", XML_ILLEGAL, ids=ascii)
def test_no_character_that_xml_forbids_is_said(say, character):
    assert character not in say("en", "text", f"a{character}b")


@given(written=st.text(max_size=300))
def test_any_name_becomes_one_short_line(say, written):
    said = say("en", "text", written)
    assert len(said) <= 100
    assert said == " ".join(said.split()) == unicodedata.normalize("NFC", said)
    assert not [c for c in said if unicodedata.category(c)[0] == "C"]
    assert say("en", "text", said) == said
