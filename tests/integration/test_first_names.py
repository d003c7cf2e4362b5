"""One first name out of a bill's one field for names, or none: companies, two people and guesses give none."""

import pytest

from integration.first_names import first_name


@pytest.mark.parametrize(
    ("name", "order", "said"),
    [
        ("MARY SMITH", "first_last", "Mary"),
        ("Mary Ann Smith", "first_last", "Mary"),
        ("MR. JOHN Q SMITH JR", "first_last", "John"),
        ("MARIA DE LA CRUZ", "first_last", "Maria"),
        ("JEAN-PAUL O'BRIEN", "first_last", "Jean-Paul"),
        ("ÉLODIE TREMBLAY", "first_last", "Élodie"),
        ("SMITH, MARY ANN", "last_first", "Mary"),
        ("DE LA CRUZ, MARIA", "last_first", "Maria"),
        ("SMITH, DR MARY", "last_first", "Mary"),
        ("SMITH MARY", "last_first", "Mary"),
        ("SMITH MARY Q", "last_first", "Mary"),
    ],
)
def test_the_first_name_is_found_where_the_order_tells_it(name, order, said):
    assert first_name(name, order) == said


@pytest.mark.parametrize("order", ["first_last", "last_first"])
@pytest.mark.parametrize(
    "name",
    [
        "",
        "SMITH",
        "ACME PLUMBING LLC",
        "FIRST BAPTIST CHURCH",
        "ESTATE OF MARY SMITH",
        "JOHN & MARY SMITH",
        "SMITH JOHN AND MARY",
        "SMITH, JOHN & MARY",
        "JUAN Y MARIA CRUZ",
        "JOHN SMITH C/O MARY",
        "CURRENT RESIDENT",
        "7-ELEVEN 1234",
        "J Q",
        "X1 Y2",
        "MARY SMITH, JOHN, ANN",
        "A B C D E F",
    ],
)
def test_where_it_is_not_sure_nobody_is_named(name, order):
    assert first_name(name, order) == ""


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("MARY SMITH", "none"),
        ("SMITH, MARY", "first_last"),
        ("DE LA CRUZ MARIA", "last_first"),  # nobody knows where the last name ends
        ("SMITH, ", "last_first"),
        (", MARY", "last_first"),
        ("M SMITH", "first_last"),
        ("BRRR SMITH", "first_last"),
        ("Иван Петров", "first_last"),
        ("<b>MARY</b> SMITH", "first_last"),
    ],
)
def test_an_order_that_does_not_fit_names_nobody(name, order):
    assert first_name(name, order) == ""


def test_a_suffix_behind_a_comma_is_no_first_name():
    assert first_name("JOHN SMITH, JR", "first_last") == first_name("SMITH, JR", "last_first") == ""
