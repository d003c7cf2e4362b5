"""Every rule of rules.toml has a test that says so, and every test that says so names a rule that is there."""

import ast
import tomllib
from collections import Counter
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CASES_LEAST = 200


@pytest.fixture(scope="module")
def rules():
    return tomllib.loads((HERE / "rules.toml").read_text())["rule"]


def marked(file):
    """The ids in the rule marks of one test file."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.rule":
            yield from (argument.value for argument in node.args)


@pytest.fixture(scope="module")
def proved():
    return {rule for file in HERE.glob("test_*.py") for rule in marked(file)}


def test_no_rule_is_without_a_case(rules, proved):
    assert [rule["id"] for rule in rules if rule["id"] not in proved] == []


def test_no_case_is_without_its_rule(rules, proved):
    assert sorted(proved - {rule["id"] for rule in rules}) == []


def test_every_rule_has_one_id_a_quotation_and_a_source(rules):
    assert [name for name, count in Counter(rule["id"] for rule in rules).items() if count > 1] == []
    assert all(rule["quote"].strip() and rule["source"].strip() for rule in rules)


def test_there_are_cases_enough(request):
    """ "at least 200 cases": where the whole folder is collected."""
    collected = [item for item in request.session.items if item.path.parent == HERE]
    files = {item.path for item in collected}
    if files == set(HERE.glob("test_*.py")):
        assert sum(1 for item in collected if item.get_closest_marker("rule")) >= CASES_LEAST
