"""docs/bill-settings.md quotes what callers hear: word for word what the prompts say, and by names that there are."""

import re
import tomllib
from functools import reduce
from pathlib import Path

import pytest

from integration.billers.biller import Biller
from integration.billers.capabilities import ROWS
from integration.billers.findings import all_paths, dotted
from integration.billfile.layouts import LAYOUTS
from integration.settings import SHIPPED_PROMPTS

PAGE = (Path(__file__).parents[3] / "docs" / "bill-settings.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(?P<key>[a-z_.]+)` \| (?P<en>.+?) \| (?P<es>.+?) \| (?P<fr>.+?) \|$", re.MULTILINE)
PROMPTS = {
    language: tomllib.loads((SHIPPED_PROMPTS / f"{language}.toml").read_text(encoding="utf-8"))
    for language in ("en", "es", "fr")
}
QUOTED = list(ROW.finditer(PAGE))


@pytest.mark.parametrize("row", QUOTED, ids=lambda row: row["key"])
def test_the_very_words(row):
    for language, prompts in PROMPTS.items():
        assert row[language] == reduce(lambda found, name: found[name], row["key"].split("."), prompts)


def test_every_setting_has_its_words():
    assert {row["key"] for row in QUOTED} == {
        "ask_amount.too_little",
        "ask_amount.too_much",
        "read_balance.pay_other",
        "agent.expired",
        "autopay_consent.when",
        "autopay_consent.when_set",
    }


def test_rules_and_fields_are_those_of_the_files():
    keys = {dotted(path) for path in all_paths(Biller)} | set(ROWS)
    for rule in re.findall(r"`((?:payments|later|notices|features)\.[a-z_]+)`", PAGE):
        assert rule in keys
    for row in re.findall(r"^\| .+ \| `([A-Z_]+)`; `(\w+/\w+)`", PAGE, re.MULTILINE):
        default, implied = (LAYOUTS[name].fields[path] for name, path in zip(("default", "implied"), row, strict=True))
        assert default == implied
