"""The line of an element far down in a file, where libxml2's own count has ended."""

import random
import re

import pytest
from lxml import etree

from integration.billfile.raw import LINES_EXACT_MAX, line_of
from tests.integration.billfile.samples import bill_xml, biller_with, check_file, file_xml

PIECES = ("<e/>", "<e></e>", "<e>x</e>", "<e>\n\nx\n</e>")
SPACES = ("", "\n", "\n\n  ")


def inside(dice, depth=3):
    told = []
    for _ in range(dice.randrange(1, 5)):
        inner = dice.choice(["", "\n"]) + inside(dice, depth - 1) if depth else "x"
        told.append(dice.choice([*PIECES, f"<e>{inner}</e>"]) + dice.choice(SPACES))
    return "".join(told)


@pytest.mark.parametrize("above", [0, LINES_EXACT_MAX - 10, LINES_EXACT_MAX, 3 * LINES_EXACT_MAX])
def test_every_element_is_told_by_its_own_line(above):
    dice = random.Random(7)
    for _ in range(40):
        text = "<r>" + "\n" * above + f"<p>x</p>{inside(dice)}\n<p>x</p></r>"
        lines = [text.count("\n", 0, found.start()) + 1 for found in re.finditer(r"<[erp][ />]", text)]
        assert [line_of(element) for element in etree.fromstring(text).iter()][1:] == lines[1:]


def test_findings_of_bills_that_are_not_cut_have_their_lines(write):
    bills = [bill_xml(ACCOUNT_NO=str(number), BILL_NO=f"B{number}") for number in range(6_000)]
    wrong = bill_xml(ACCOUNT_NO="9000", BILL_NO="B9000", DUE_DT="", CITY="<b/>")
    content = file_xml("<!-- > --><n:x xmlns:n='urn:n'/>", *bills, wrong, total=f"{84.2 * 6_001:.2f}", count=6_001)
    report = check_file(write(content), biller_with())
    lines = content.splitlines()
    told = {finding.field: finding.line for finding in report.rejected}
    assert told == {
        "DUE_DT": lines.index("<DUE_DT></DUE_DT>") + 1,
        "CITY": lines.index("<CITY><b/></CITY>") + 1,
    }
    assert min(told.values()) > LINES_EXACT_MAX
