"""Coverage of the conversation: which turns, branches and prompts calls have exercised, language by language."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from integration.settings import SHIPPED_PROMPTS
from ivr.replay.coverage import Covered
from ivr.replay.coverage_prompts import languages_in
from ivr.replay.graph import graph_of
from ivr.replay.player import play
from ivr.replay.report import Report
from ivr.replay.script_file import read_script
from ivr.script import SCRIPT
from ivr.speech.book import read_book

# Said outside of the table, where the database is away or something broke; no golden call brings that about.
EMERGENCIES = frozenset(
    {"common.one_moment", "common.restart", "common.apology", "common.farewell", "ask_account.restart"}
)
ALL_PERCENT = 100.0
PARTS = "parts"  # the folder of pieces that calls use


@dataclass(frozen=True, slots=True)
class Share:
    """Of one `kind` (turns, branches, prompts) in one language: what was wanted, and what of that was never met."""

    kind: str
    language: str
    wanted: int
    missing: tuple[str, ...]

    @property
    def met(self) -> int:
        return self.wanted - len(self.missing)

    @property
    def percent(self) -> float:
        """100 where nothing was wanted."""
        return ALL_PERCENT * self.met / self.wanted if self.wanted else ALL_PERCENT


@dataclass(frozen=True, slots=True)
class FlowCoverage:
    """The shares, and the calls that they come from."""

    shares: tuple[Share, ...]
    calls: int

    @property
    def percent(self) -> float:
        """The smallest share: one language that nobody tests is not made good by another."""
        return min((share.percent for share in self.shares), default=0.0)

    def enough(self, percent_min: float) -> bool:
        """Whether every share is at least so large."""
        return self.percent >= percent_min

    def table(self) -> str:
        """For a person: a line for each share, then all that was never exercised."""
        head = f"{'':10}{'language':10}{'met':>9}{'':>9}"
        lines = [
            f"{share.kind:10}{share.language:10}{f'{share.met} of {share.wanted}':>9}{share.percent:8.1f}%"
            for share in self.shares
        ]
        never = [f"  {share.language}  {share.kind:9} {one}" for share in self.shares for one in share.missing]
        told = ["", "never exercised:", *never] if never else ["", "everything was exercised"]
        return "\n".join([head, *lines, *told])

    def as_json(self) -> dict[str, Any]:
        """`{"percent", "calls", "shares": [{"kind", "language", "wanted", "met", "percent", "missing"}]}`."""
        shares = [
            {
                "kind": share.kind,
                "language": share.language,
                "wanted": share.wanted,
                "met": share.met,
                "percent": round(share.percent, 1),
                "missing": list(share.missing),
            }
            for share in self.shares
        ]
        return {"percent": round(self.percent, 1), "calls": self.calls, "shares": shares}


def flow_coverage(reports: Iterable[Report], prompts: Path = SHIPPED_PROMPTS) -> FlowCoverage:
    """What these calls have exercised of the script, in every language of the folder."""
    reports = list(reports)
    covered = frozenset(one for report in reports for one in report.covered)
    heard = frozenset(one for report in reports for one in report.prompts)
    measures: Sequence[tuple[str, Callable[[str], Iterable[str]], Collection[tuple[str, str]]]] = (
        ("turns", lambda _language: (turn.name for turn in SCRIPT.turns), frozenset(turns_met(covered))),
        ("branches", lambda _language: _branches(), frozenset(branches_met(covered))),
        ("prompts", lambda language: _prompts(prompts, language), heard),
    )
    shares = [
        _share(kind, language, list(wanted(language)), met)
        for kind, wanted, met in measures
        for language in languages_in(prompts)
    ]
    return FlowCoverage(tuple(shares), len(reports))


def played_in(paths: Iterable[Path]) -> Iterator[Report]:
    """Every call in these files and folders, played; Unreadable for a file that is none. Parts are no calls."""
    for path in paths:
        found = sorted(path.rglob("*.call")) if path.is_dir() else [path]
        yield from (play(read_script(one)) for one in found if one.parent.name != PARTS)


def turns_met(covered: Iterable[Covered]) -> Iterator[tuple[str, str]]:
    """Language and turn. The turn after the first is counted when it is left, for only then its language is sure."""
    for one in covered:
        yield one.language, one.turn
        if one.turn != SCRIPT.start.name:
            yield one.language, one.led_to


def branches_met(covered: Iterable[Covered]) -> Iterator[tuple[str, str]]:
    """Language and branch."""
    return ((one.language, branch_name(one.turn, one.led_to)) for one in covered)


def branch_name(turn: str, to: str) -> str:
    """`ask_zip -> find_account`."""
    return f"{turn} -> {to}"


@cache
def _branches() -> tuple[str, ...]:
    return tuple(branch_name(branch.turn, branch.to) for branch in graph_of(SCRIPT).branches)


def _prompts(folder: Path, language: str) -> Iterator[str]:
    return (key for key in sorted(read_book(folder, language).keys - EMERGENCIES))


def _share(kind: str, language: str, wanted: Sequence[str], met: Collection[tuple[str, str]]) -> Share:
    return Share(kind, language, len(wanted), tuple(one for one in wanted if (language, one) not in met))
