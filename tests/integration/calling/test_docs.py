"""docs/calling-rules.md: every rule of the law stands in it as it is in the data, in the order in which it is asked."""

import tomllib
from pathlib import Path

import pytest

from integration.calling.choices import mistakes
from integration.calling.law import rules, topics

PAGE = (Path(__file__).parents[3] / "docs" / "calling-rules.md").read_text("utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| `")]
TOLD = {row[0].strip("`"): row[1:] for row in ROWS}


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.id)
def test_a_rule_is_told_with_its_value_its_source_and_its_date(rule):
    says, value, loosest, source, date = TOLD[rule.id]
    assert (says, source, date) == (rule.says, rule.source, str(rule.date))
    assert value == told(rule.value, "always")
    assert loosest == told(rule.loosest, "")


@pytest.mark.parametrize("topic", topics().values(), ids=lambda topic: topic.id)
def test_a_topic_is_told_with_the_consent_that_it_takes(topic):
    assert TOLD[topic.id] == [topic.consent, topic.asks_for.replace("_", " ") or "nothing"]


def test_nothing_is_told_that_is_not_there():
    assert list(TOLD) == [*rules(), *topics()]


def test_the_example_on_the_page_is_a_table_that_stands():
    example = PAGE.split("```toml\n")[1].split("```")[0]
    assert not list(mistakes(tomllib.loads(example)["calling"]))


def told(value, absent):
    """A value as the page writes it."""
    if value is None:
        return absent
    if value == ():
        return "none"
    if hasattr(value, "plain"):
        return f'"{value.plain()}"'
    return f'"{value.text}"' if hasattr(value, "text") else str(value).lower()
