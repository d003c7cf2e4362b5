"""Typed by hand, never from the program: these are the words that payers hear.

The rules are those of the RAE, Diccionario panhispánico de dudas, "cardinales": `uno` is shortened before a noun and
before `mil` and `millones` (veintiún mil, treinta y un dólares); `millón` takes `de` when the noun follows at once.
"""

import pytest

from integration.money import Money

AMOUNTS = {
    "0.00": "cero dólares",
    "0.01": "un centavo",
    "0.02": "dos centavos",
    "0.21": "veintiún centavos",
    "0.31": "treinta y un centavos",
    "0.99": "noventa y nueve centavos",
    "1.00": "un dólar",
    "1.01": "un dólar con un centavo",
    "2.00": "dos dólares",
    "3.10": "tres dólares con diez centavos",
    "10.10": "diez dólares con diez centavos",
    "11.11": "once dólares con once centavos",
    "12.12": "doce dólares con doce centavos",
    "13.13": "trece dólares con trece centavos",
    "14.40": "catorce dólares con cuarenta centavos",
    "15.00": "quince dólares",
    "16.16": "dieciséis dólares con dieciséis centavos",
    "18.08": "dieciocho dólares con ocho centavos",
    "20.00": "veinte dólares",
    "21.21": "veintiún dólares con veintiún centavos",
    "22.23": "veintidós dólares con veintitrés centavos",
    "26.00": "veintiséis dólares",
    "30.30": "treinta dólares con treinta centavos",
    "31.00": "treinta y un dólares",
    "42.50": "cuarenta y dos dólares con cincuenta centavos",
    "99.99": "noventa y nueve dólares con noventa y nueve centavos",
    "100.00": "cien dólares",
    "101.00": "ciento un dólares",
    "110.00": "ciento diez dólares",
    "115.15": "ciento quince dólares con quince centavos",
    "121.00": "ciento veintiún dólares",
    "142.50": "ciento cuarenta y dos dólares con cincuenta centavos",
    "199.99": "ciento noventa y nueve dólares con noventa y nueve centavos",
    "200.00": "doscientos dólares",
    "500.00": "quinientos dólares",
    "501.01": "quinientos un dólares con un centavo",
    "700.00": "setecientos dólares",
    "900.00": "novecientos dólares",
    "999.99": "novecientos noventa y nueve dólares con noventa y nueve centavos",
    "1000.00": "mil dólares",
    "1000.01": "mil dólares con un centavo",
    "1001.00": "mil un dólares",
    "1100.00": "mil cien dólares",
    "2000.00": "dos mil dólares",
    "21000.00": "veintiún mil dólares",
    "21021.21": "veintiún mil veintiún dólares con veintiún centavos",
    "31000.00": "treinta y un mil dólares",
    "100000.00": "cien mil dólares",
    "101101.01": "ciento un mil ciento un dólares con un centavo",
    "999999.99": "novecientos noventa y nueve mil novecientos noventa y nueve dólares con noventa y nueve centavos",
    "1000000.00": "un millón de dólares",
    "1000000.01": "un millón de dólares con un centavo",
    "1000001.00": "un millón un dólares",
    "1001000.00": "un millón mil dólares",
    "1021000.00": "un millón veintiún mil dólares",
    "1234567.89": (
        "un millón doscientos treinta y cuatro mil quinientos sesenta y siete dólares con ochenta y nueve centavos"
    ),
    "2000000.00": "dos millones de dólares",
    "21000000.00": "veintiún millones de dólares",
    "31000000.50": "treinta y un millones de dólares con cincuenta centavos",
    "101000000.00": "ciento un millones de dólares",
    "999999999.99": (
        "novecientos noventa y nueve millones novecientos noventa y nueve mil novecientos noventa y nueve dólares"
        " con noventa y nueve centavos"
    ),
}
CREDITS = {
    "-0.01": "un centavo",
    "-1.00": "un dólar",
    "-3.10": "tres dólares con diez centavos",
    "-121.00": "ciento veintiún dólares",
}
DATES = {
    "2026-01-31": "treinta y uno de enero",
    "2026-02-28": "veintiocho de febrero",
    "2028-02-29": "veintinueve de febrero",
    "2026-03-02": "dos de marzo",
    "2026-04-03": "tres de abril",
    "2026-05-04": "cuatro de mayo",
    "2026-05-05": "cinco de mayo",
    "2026-06-08": "ocho de junio",
    "2026-06-16": "dieciséis de junio",
    "2026-07-11": "once de julio",
    "2026-08-12": "doce de agosto",
    "2026-09-13": "trece de septiembre",
    "2026-09-20": "veinte de septiembre",
    "2026-10-22": "veintidós de octubre",
    "2026-10-23": "veintitrés de octubre",
    "2026-11-01": "primero de noviembre",
    "2026-11-21": "veintiuno de noviembre",
    "2026-12-30": "treinta de diciembre",
    "2026-12-31": "treinta y uno de diciembre",
}
YEARS = {
    "2026-11-01": "primero de noviembre de dos mil veintiséis",
    "2028-02-29": "veintinueve de febrero de dos mil veintiocho",
    "2027-01-01": "primero de enero de dos mil veintisiete",
    "2000-12-31": "treinta y uno de diciembre de dos mil",
    "2101-07-04": "cuatro de julio de dos mil ciento uno",
}
NUMBERS = {0: "cero", 1: "uno", 12: "doce", 21: "veintiuno", 101: "ciento uno", 21000: "veintiún mil"}


@pytest.mark.parametrize(("plain", "words"), AMOUNTS.items())
def test_an_amount(say, plain, words):
    assert say("es", "money", Money.parse(plain).cents) == words


@pytest.mark.parametrize(("plain", "words"), CREDITS.items())
def test_a_credit_is_said_without_its_sign(say, plain, words):
    assert say("es", "credit", Money.parse(plain).cents) == words


@pytest.mark.parametrize(("iso", "words"), DATES.items())
def test_a_date(say, iso, words):
    assert say("es", "date", iso) == words


@pytest.mark.parametrize(("iso", "words"), YEARS.items())
def test_a_date_with_its_year(say, iso, words):
    assert say("es", "date_year", iso) == words


@pytest.mark.parametrize(("number", "words"), NUMBERS.items())
def test_a_number(say, number, words):
    assert say("es", "number", number) == words


def test_the_keys_that_are_not_digits(say):
    assert say("es", "money_keys", "42*50#") == "4 2 asterisco 5 0 numeral"
