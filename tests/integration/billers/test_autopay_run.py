"""`later.autopay_run`: who charges enrolled cards, and what is said of it."""

import pytest

from integration.billers.advice import warnings

ENROLS = "\n[features]\nautopay = true\n"
RUNS = "\n[later]\nautopay_run = true\n"


@pytest.mark.parametrize(("lines", "times"), [("", 0), (ENROLS, 1), (ENROLS + RUNS, 0)])
def test_a_biller_hears_where_callers_enrol_and_nobody_here_charges(desk, example, lines, times):
    said = list(warnings(desk.biller(example + lines)))
    assert sum(warning.startswith("later.autopay_run: false") for warning in said) == times


def test_a_run_where_nobody_can_enrol_is_a_mistake(desk, example):
    (found,) = desk.findings(example + RUNS)
    assert found.startswith("1368.toml: later.autopay_run: found true without features.autopay = true")
