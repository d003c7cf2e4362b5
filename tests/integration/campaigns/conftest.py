from datetime import UTC, date, datetime
from itertools import count

import pytest

from integration.billers import Biller
from integration.calling.limits import limits_of
from integration.calling.numbers import facts_of
from integration.calling.places import place_of
from integration.calling.question import Said
from integration.campaigns.accounts import Account
from integration.campaigns.plan import plan
from integration.campaigns.reading import read_definition
from integration.sandbox.box import CLAYTON

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday, seven in the morning in Georgia
LONG_AGO = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
TOLL_FREE = "+18005550100"

FILE = """
name = "november"
bid = "1368"
kind = "upcoming"
[calendar]
first = 2026-11-23
last = 2026-11-24
"""


@pytest.fixture(scope="session")
def biller():
    changed = {"lines": ["+17705550100", TOLL_FREE], "reminders": {"toll_free": TOLL_FREE}}
    changed["products"] = {"outbound_ivr": True}
    return Biller.model_validate(dict(CLAYTON) | changed)


@pytest.fixture(scope="session")
def limits():
    return limits_of({})


@pytest.fixture
def define():
    """`define("[pace]", kind="past_due")`: the file above with other keys at its top and more tables at its end."""

    def defined(more="", **top):
        text = FILE
        for key, value in top.items():
            line = f"{key} = {value if isinstance(value, bool | int) else repr(value)}".replace("True", "true")
            text = "\n".join(each for each in text.splitlines() if not each.startswith(f"{key} ="))
            text = text.replace("[calendar]", f"{line}\n[calendar]")
        return read_definition(f"{text}\n{more}", "november.toml")

    return defined


@pytest.fixture
def account():
    """An account that is due in three days and may be rung, with what differs."""
    numbers = count()

    def made(**changes):
        number = next(numbers)
        plain = {
            "account_number": f"{number:010d}",
            "number": facts_of(f"+1770555{number:04d}"),
            "address": place_of("GA"),
            "postal_code": "30236",
            "language": "en",
            "bill_date": date(2026, 11, 1),
            "due_date": date(2026, 11, 26),
            "disconnect_date": None,
            "owed_cents": 14_250,
            "past_due_cents": 0,
            "autopay": False,
            "block": None,
            "number_given_at": LONG_AGO,
            "said": (Said("all", True, "web", LONG_AGO),),
        }
        return Account(**plain | changes)

    return made


@pytest.fixture
def planned(biller, limits):
    """The plan of some accounts, dealt: its calls and itself."""

    def dealt(definition, accounts, now=NOW, biller=biller, limits=limits, taken=None):
        found = plan(accounts, definition, biller, limits, now, taken or {})
        return list(found.calls()), found

    return dealt
