"""What a measurement says: one line of the table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Row:
    """One line. `met` is None where there is no goal, or nothing was measured."""

    work: str
    ours: str
    reference: str = ""
    ratio: str = ""
    goal: str = ""
    met: bool | None = None


def not_measured(work: str, why: str, goal: str = "") -> Row:
    """A line whose parts this machine does not have."""
    return Row(work, "not measured", why, goal=goal)


def spread(numbers: Iterable[float], places: int = 0) -> str:
    """Median, least and most: "1,204 (1,100-1,310)"."""
    found = sorted(numbers)
    return f"{median(found):,.{places}f} ({found[0]:,.{places}f}-{found[-1]:,.{places}f})"


def ratio_row(work: str, ours: Sequence[float], theirs: Sequence[float], unit: str, goal: float) -> Row:
    """Two speeds measured in pairs, side by side: the ratio is the median of the pairs' own."""
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    return Row(
        work,
        f"{spread(ours)} {unit}",
        f"{spread(theirs)} {unit}",
        spread(ratios, 2),
        f">= {goal}",
        median(ratios) >= goal,
    )


def limit_row(work: str, measured: Sequence[float], unit: str, most: float, *, places: int = 0) -> Row:
    """Something that may take so much and no more."""
    return Row(work, f"{spread(measured, places)} {unit}", "", "", f"<= {most:g} {unit}", median(measured) <= most)


def show(rows: Iterable[Row], title: str, console: Console) -> list[Row]:
    """Print the table; the rows again."""
    table = Table("work", "ours", "reference", "ratio", "goal", "met", title=title, title_justify="left")
    kept = list(rows)
    for row in kept:
        met = {True: "yes", False: "NO", None: ""}[row.met]
        table.add_row(row.work, row.ours, row.reference, row.ratio, row.goal, met)
    console.print(table)
    return kept
