"""What a variable of a prompt can be: `{balance:money}` is of the kind `money`.

| kind         | value                    | the caller hears                                |
|--------------|--------------------------|-------------------------------------------------|
| `money`      | cents, 0 or more         | one hundred forty-two dollars and fifty cents   |
| `credit`     | cents, below 0           | the same, without the sign                      |
| `date`       | ISO text                 | November twenty-first                           |
| `date_year`  | ISO text                 | November twenty-first, two thousand twenty-six  |
| `weekday`    | ISO text                 | Saturday, November twenty-first                 |
| `time`       | `07:30`                  | seven thirty A M                                |
| `number`     | int, 0 or more           | twelve                                          |
| `groups`     | account number           | 0 0 1, 2 3 4, 5 6 7 8                           |
| `digits`     | code, ZIP                | 7 3 4 2                                         |
| `money_keys` | keys pressed: 0-9 * #    | 4 2 star 5 0                                    |
| `text`       | text (also with no kind) | itself, cleaned                                 |
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

from ivr.speech import checked, spelled
from ivr.speech.checked import Value
from ivr.speech.english import ENGLISH
from ivr.speech.french import FRENCH
from ivr.speech.spanish import SPANISH
from ivr.speech.tongue import Tongue

TEXT = "text"
SAID_CACHED_MAX = 4096  # a kind and language

Say = Callable[[Value], str]  # ValueError when the value is not of the kind


def _cached(say: Say) -> Say:
    # Typed, because True == 1 might otherwise find the words of 1 and skip the check.
    return lru_cache(maxsize=SAID_CACHED_MAX, typed=True)(say)


def _kinds(tongue: Tongue) -> Mapping[str, Say]:
    """Only what asks num2words is cached: the rest is quick, and accounts and codes are not kept in memory."""
    kinds: dict[str, Say] = {
        "money": _cached(lambda value: tongue.amount(checked.owed(value))),
        "credit": _cached(lambda value: tongue.amount(checked.credited(value))),
        "date": _cached(lambda value: tongue.day(checked.iso_date(value))),
        "date_year": _cached(lambda value: tongue.day_and_year(checked.iso_date(value))),
        "weekday": _cached(lambda value: tongue.weekday(checked.iso_date(value))),
        "time": _cached(lambda value: tongue.hour(checked.iso_time(value))),
        "number": lambda value: tongue.number(checked.whole(value)),
        "groups": lambda value: spelled.groups(checked.text(value)),
        "digits": lambda value: spelled.digits(checked.text(value)),
        "money_keys": lambda value: spelled.keys(checked.text(value), tongue.keys),
        TEXT: lambda value: spelled.clean(checked.text(value)),
    }
    return MappingProxyType(kinds)


KINDS: Mapping[str, Mapping[str, Say]] = MappingProxyType(
    {"en": _kinds(ENGLISH), "es": _kinds(SPANISH), "fr": _kinds(FRENCH)}
)
