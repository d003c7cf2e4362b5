"""What a worker process holds ready. RQ calls a job by its name alone, so a process keeps its house here."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workers.crash import Crash, onward
from workers.going import KeepsGoing, always

if TYPE_CHECKING:
    from integration.site import Site


@dataclass(frozen=True)
class House:
    """The site and how this process goes about its work."""

    site: "Site"
    keeps_going: KeepsGoing = always  # False once this process was asked to stop
    crash: Crash = onward


_houses: list[House] = []


def open_house() -> House:
    """The house as the environment describes it, its timings checked. Misconfigured carries every mistake at once."""
    from integration import log  # noqa: PLC0415 - a tenth of a second that `--help` need not pay
    from integration.site import open_site  # noqa: PLC0415 - it brings every adapter, and `enter` needs none of them

    site = open_site()
    log.configure(site.settings.log)  # structlog's own default prints local variables
    site.timings.check()
    return House(site)


def enter(house: House) -> None:
    """From now on this process works for this house, and so does every process that it forks."""
    _houses[:] = [house]


def here() -> House:
    """The house of this process, opened now if nobody entered one before."""
    if not _houses:
        enter(open_house())
    return _houses[0]
