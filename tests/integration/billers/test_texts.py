"""`[texts]` of a biller's file: off unless told, from his line unless told, one number for one biller."""

import pytest

from integration.billers.load import load_all
from integration.errors import Misconfigured

ON = '\n[texts]\non = true\nfrom = "+17705550150"\nper_second = 10\n'


def load(desk):
    return load_all(desk.folder, desk.environment, sandbox=True)


def test_off_unless_told_and_from_the_first_line(desk, example):
    desk.write(example)
    biller = load(desk)["1368"]
    assert (biller.texts.on, biller.texts_from()) == (False, "+17705550100")


def test_on_from_a_number_of_their_own(desk, example):
    desk.write(example + ON)
    biller = load(desk)["1368"]
    assert (biller.texts.on, biller.texts_from(), biller.texts.per_second) == (True, "+17705550150", 10)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("on = true", 'on = "yes"', "texts.on: found 'yes'; expected true or false"),
        ("+17705550150", "7705550150", "texts.from: found '7705550150'; expected a number like"),
        ("= 10", "= 0", "texts.per_second: found 0; expected greater than 0"),
        ("= 10", "= 101", "texts.per_second: found 101; expected less than or equal to 100"),
        ("per_second", "per_secnd", "texts.per_secnd: no such key; did you mean texts.per_second?"),
    ],
)
def test_each_mistake_is_said_with_its_place(desk, example, old, new, sentence):
    desk.write(example + ON.replace(old, new))
    with pytest.raises(Misconfigured) as trouble:
        load(desk)
    assert any(sentence in finding for finding in trouble.value.findings), trouble.value.findings


@pytest.mark.parametrize(
    ("texts", "said"),
    [(ON, "texts.from: found +17705550150 in 2 files"), (ON.replace("0150", "0100"), "lines: found +17705550100 in 2")],
)
def test_a_number_writes_for_one_biller_alone(desk, example, texts, said):
    desk.write(example + (ON if "0150" in texts else ""))
    desk.write(example.replace('"1368"', '"1369"').replace("+17705550100", "+17705550101") + texts, "1369.toml")
    with pytest.raises(Misconfigured, match="in 2 files") as trouble:
        load(desk)
    assert any(said in finding for finding in trouble.value.findings)


def test_a_written_notice_goes_by_text_only_where_texts_are_written(desk, example):
    bank = '\n[payments.bank]\nnotice = "text"\n'
    (found,) = desk.findings(example + bank)
    assert 'payments.bank.notice: found "text" with texts.on = false' in found
    assert desk.findings(example + bank + ON) == []
