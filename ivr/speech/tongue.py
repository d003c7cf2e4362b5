"""What a language knows; the languages themselves are `english.py`, `spanish.py` and `french.py`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time

from integration.money import CENTS_PER_DOLLAR

NUMBERS_CACHED_MAX = 4096  # a language; num2words takes some 40 microseconds for a new one


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """The words of one language; every number is whole and not negative."""

    number: Callable[[int], str]
    dollars: Callable[[int], str]
    cents: Callable[[int], str]
    with_cents: str  # between dollars and cents
    cents_alone: bool  # "fifty cents"; where it is false, zero dollars come first
    day: Callable[[date], str]
    day_and_year: Callable[[date], str]
    weekdays: tuple[str, ...]  # from Monday to Sunday
    before_day: str  # between the weekday and the day
    hour: Callable[[time], str]  # a wall time; the prompt brings "at"
    keys: Mapping[str, str]  # the names of the keys of a telephone that are not digits

    def weekday(self, when: date) -> str:
        """The weekday before the day: "Friday, December fourth"; an article before it is the prompt's to bring."""
        return f"{self.weekdays[when.weekday()]}{self.before_day}{self.day(when)}"

    def amount(self, total_cents: int) -> str:
        """Dollars alone when they are whole; cents alone when there is no dollar, where the language can; or both."""
        dollars, cents = divmod(total_cents, CENTS_PER_DOLLAR)
        if not cents:
            return self.dollars(dollars)
        if not dollars and self.cents_alone:
            return self.cents(cents)
        return f"{self.dollars(dollars)} {self.with_cents} {self.cents(cents)}"
