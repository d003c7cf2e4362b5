"""[shutoff] in a biller's file: words in each of its languages, an hour, a fee."""

import pytest

WHOLE = """
[shutoff]
reconnect_before = "16:00"
reconnection_fee = "35.00"
[shutoff.before]
en = "Pay."
es = "Pague."
"""


def test_the_whole_table(desk, example):
    found = desk.biller(example + WHOLE).shutoff
    assert (f"{found.reconnect_before:%H:%M}", found.reconnection_fee.cents) == ("16:00", 3_500)
    assert (found.before, found.after) == ({"en": "Pay.", "es": "Pague."}, {})


@pytest.mark.parametrize(
    ("was", "now", "sentence"),
    [
        ('es = "Pague."\n', "", "shutoff.before: found words in en; expected them in each of the biller's languages"),
        ('"35.00"', '"-1.00"', "shutoff.reconnection_fee: found -1.00; expected 0.00 or more"),
        ('"16:00"', '"4 pm"', "shutoff.reconnect_before: found '4 pm'; expected a time"),
    ],
)
def test_what_cannot_be_meant_is_told(desk, example, was, now, sentence):
    findings = desk.findings(example + WHOLE.replace(was, now))
    assert any(sentence in finding for finding in findings), findings
