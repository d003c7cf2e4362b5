"""`make bench`: each figure beside its reference, measured side by side in one run.

`--quick` measures shortly; words name the benches to run, all where none is given.
"""

import argparse
import os
import platform
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from tests.bench.billfiles import billfiles
from tests.bench.calling import calling
from tests.bench.campaigns import planning
from tests.bench.effort import Effort
from tests.bench.fetching import fetching
from tests.bench.forms import forms
from tests.bench.images import images
from tests.bench.inserting import inserting
from tests.bench.loading import loading
from tests.bench.parts import parts
from tests.bench.pumping import pumping
from tests.bench.replayed import replayed
from tests.bench.rtdr import rtdr
from tests.bench.starting import starting
from tests.bench.table import Row, show
from tests.bench.turns import on_postgres, on_sqlite, the_other_caller

WIDTH_MIN = 140  # of the table, in characters
BENCHES: Mapping[str, Callable[[Effort], Iterator[Row]]] = {
    "sqlite": on_sqlite,
    "postgresql": on_postgres,
    "waiting": the_other_caller,
    "parts": parts,
    "replayed": replayed,
    "campaigns": planning,
    "calling": calling,
    "billfiles": billfiles,
    "forms": forms,
    "inserting": inserting,
    "loading": loading,
    "fetching": fetching,
    "images": images,
    "rtdr": rtdr,
    "pumping": pumping,
    "starting": starting,
}


def run(names: list[str], *, quick: bool, console: Console, bills: int = Effort.bills) -> list[Row]:
    """The rows of these benches, printed as one table. Every process that it starts is stopped at the end."""
    with TemporaryDirectory(prefix="ivr-bench-") as folder:
        effort = Effort(Path(folder), 0.5, 2, bills) if quick else Effort(Path(folder), bills=bills)
        rows = [row for name in names for row in _told(name, effort, console)]
    return show(rows, _title(quick=quick), console)


def _told(name: str, effort: Effort, console: Console) -> Iterator[Row]:
    with console.status(f"measuring: {name}"):
        yield from BENCHES[name](effort)


def _title(*, quick: bool) -> str:
    load = os.getloadavg()[0]
    how = "quick" if quick else "median of pairs, least and most"
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, load {load:.1f}, "
        f"{platform.machine()}, Python {platform.python_version()}; {how}"
    )


def main(words: list[str] | None = None) -> None:
    """A goal that is not met is in the table; only what cannot be measured at all ends with an error."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short runs: whether it works, not how fast it is")
    parser.add_argument("--bills", type=int, default=Effort.bills, help="in the bill file of `billfiles` and `loading`")
    parser.add_argument("names", nargs="*", choices=[*BENCHES, []], help=f"of {', '.join(BENCHES)}")
    asked = parser.parse_args(words)
    names = list(dict.fromkeys(asked.names)) or list(BENCHES)
    console = Console(width=max(Console().width, WIDTH_MIN))
    run(names, quick=asked.quick, console=console, bills=asked.bills)


if __name__ == "__main__":
    main()
