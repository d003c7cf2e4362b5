"""A file read by a process of its own: the same chunks and report, and a process that dies leaves nothing half done."""

import sys

import pytest

from integration.billfile.apart import Apart
from integration.billfile.chunks import Here, Wanted
from integration.billfile.reading import Terms
from integration.errors import Unavailable
from tests.integration.billfile.samples import bill_xml, biller_with, file_xml

TERMS = Terms.of(biller_with())
CONTENT = file_xml(bill_xml(), bill_xml(ACCOUNT_NO="2", BILL_NO="B2", DUE_DT="soon", PET="cat"), total="168.40")

pytestmark = pytest.mark.servers


def test_another_process_gives_the_same(write):
    wanted, told = Wanted(write(CONTENT), TERMS, "billheader_20261101.xml", 3), []
    apart, here = Apart(wanted, lambda *numbers: told.append(numbers)), Here(wanted, None)
    assert list(apart) == list(here)
    assert apart.report == here.report
    assert told[-1] == (len(CONTENT), len(CONTENT), 2)


def test_a_trouble_of_the_other_process_is_ours(tmp_path):
    with pytest.raises(Unavailable, match="cannot be read"):
        list(Apart(Wanted(tmp_path / "gone", TERMS, "billheader_20261101.xml", 3), None))


def test_a_process_that_ends_too_soon_is_unavailable(write, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(Unavailable, match="ended with 1"):
        list(Apart(Wanted(write(CONTENT), TERMS, "billheader_20261101.xml", 3), None))
