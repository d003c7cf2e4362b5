"""Typed by hand, never from the program: these are the words that payers hear."""

import pytest

from integration.money import Money

AMOUNTS = {
    "0.00": "zero dollars",
    "0.01": "one cent",
    "0.02": "two cents",
    "0.21": "twenty-one cents",
    "0.99": "ninety-nine cents",
    "1.00": "one dollar",
    "1.01": "one dollar and one cent",
    "2.00": "two dollars",
    "3.10": "three dollars and ten cents",
    "10.10": "ten dollars and ten cents",
    "11.11": "eleven dollars and eleven cents",
    "12.12": "twelve dollars and twelve cents",
    "13.13": "thirteen dollars and thirteen cents",
    "14.40": "fourteen dollars and forty cents",
    "15.00": "fifteen dollars",
    "16.16": "sixteen dollars and sixteen cents",
    "18.08": "eighteen dollars and eight cents",
    "20.00": "twenty dollars",
    "21.21": "twenty-one dollars and twenty-one cents",
    "30.30": "thirty dollars and thirty cents",
    "31.00": "thirty-one dollars",
    "42.50": "forty-two dollars and fifty cents",
    "99.99": "ninety-nine dollars and ninety-nine cents",
    "100.00": "one hundred dollars",
    "101.00": "one hundred one dollars",
    "110.00": "one hundred ten dollars",
    "115.15": "one hundred fifteen dollars and fifteen cents",
    "121.00": "one hundred twenty-one dollars",
    "142.50": "one hundred forty-two dollars and fifty cents",
    "199.99": "one hundred ninety-nine dollars and ninety-nine cents",
    "200.00": "two hundred dollars",
    "500.00": "five hundred dollars",
    "501.01": "five hundred one dollars and one cent",
    "700.00": "seven hundred dollars",
    "900.00": "nine hundred dollars",
    "999.99": "nine hundred ninety-nine dollars and ninety-nine cents",
    "1000.00": "one thousand dollars",
    "1000.01": "one thousand dollars and one cent",
    "1001.00": "one thousand one dollars",
    "1100.00": "one thousand one hundred dollars",
    "2000.00": "two thousand dollars",
    "21000.00": "twenty-one thousand dollars",
    "21021.21": "twenty-one thousand twenty-one dollars and twenty-one cents",
    "31000.00": "thirty-one thousand dollars",
    "100000.00": "one hundred thousand dollars",
    "101101.01": "one hundred one thousand one hundred one dollars and one cent",
    "999999.99": "nine hundred ninety-nine thousand nine hundred ninety-nine dollars and ninety-nine cents",
    "1000000.00": "one million dollars",
    "1000000.01": "one million dollars and one cent",
    "1000001.00": "one million one dollars",
    "1001000.00": "one million one thousand dollars",
    "1234567.89": (
        "one million two hundred thirty-four thousand five hundred sixty-seven dollars and eighty-nine cents"
    ),
    "2000000.00": "two million dollars",
    "21000000.00": "twenty-one million dollars",
    "101000000.00": "one hundred one million dollars",
    "999999999.99": (
        "nine hundred ninety-nine million nine hundred ninety-nine thousand nine hundred ninety-nine dollars"
        " and ninety-nine cents"
    ),
}
CREDITS = {
    "-0.01": "one cent",
    "-1.00": "one dollar",
    "-3.10": "three dollars and ten cents",
    "-121.00": "one hundred twenty-one dollars",
}
DATES = {
    "2026-01-31": "January thirty-first",
    "2026-02-28": "February twenty-eighth",
    "2028-02-29": "February twenty-ninth",
    "2026-03-02": "March second",
    "2026-04-03": "April third",
    "2026-05-04": "May fourth",
    "2026-05-05": "May fifth",
    "2026-06-08": "June eighth",
    "2026-06-09": "June ninth",
    "2026-07-11": "July eleventh",
    "2026-08-12": "August twelfth",
    "2026-09-13": "September thirteenth",
    "2026-09-20": "September twentieth",
    "2026-10-22": "October twenty-second",
    "2026-10-23": "October twenty-third",
    "2026-11-01": "November first",
    "2026-11-21": "November twenty-first",
    "2026-12-30": "December thirtieth",
    "2026-12-31": "December thirty-first",
}
YEARS = {
    "2026-11-01": "November first, two thousand twenty-six",
    "2028-02-29": "February twenty-ninth, two thousand twenty-eight",
    "2027-01-01": "January first, two thousand twenty-seven",
    "2000-12-31": "December thirty-first, two thousand",
    "2101-07-04": "July fourth, two thousand one hundred one",
}
NUMBERS = {0: "zero", 1: "one", 12: "twelve", 21: "twenty-one", 101: "one hundred one", 21000: "twenty-one thousand"}


@pytest.mark.parametrize(("plain", "words"), AMOUNTS.items())
def test_an_amount(say, plain, words):
    assert say("en", "money", Money.parse(plain).cents) == words


@pytest.mark.parametrize(("plain", "words"), CREDITS.items())
def test_a_credit_is_said_without_its_sign(say, plain, words):
    assert say("en", "credit", Money.parse(plain).cents) == words


@pytest.mark.parametrize(("iso", "words"), DATES.items())
def test_a_date(say, iso, words):
    assert say("en", "date", iso) == words


@pytest.mark.parametrize(("iso", "words"), YEARS.items())
def test_a_date_with_its_year(say, iso, words):
    assert say("en", "date_year", iso) == words


@pytest.mark.parametrize(("number", "words"), NUMBERS.items())
def test_a_number(say, number, words):
    assert say("en", "number", number) == words


def test_the_keys_that_are_not_digits(say):
    assert say("en", "money_keys", "42*50#") == "4 2 star 5 0 pound"
