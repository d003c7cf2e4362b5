"""`ivr replay`: golden calls played against a biller in a box, in this process; what differs is shown side by side."""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click
from click.exceptions import Exit

from integration.errors import Refused
from ivr.commands.flow_coverage import coverage_options, measured, must_be_enough

if TYPE_CHECKING:
    from ivr.phone import Heard
    from ivr.replay import Report

FAILED_EXIT = 1
WRONG_USE_EXIT = 2
a_file = click.Path(dir_okay=False, path_type=Path)


@dataclass
class Played:
    """What came of all the calls: reports in order, and a sentence for whatever was no call."""

    reports: "list[Report]" = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)

    @property
    def passed(self) -> int:
        return sum(report.passed for report in self.reports)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("-k", "word", default="", help="Only the calls that have this word in their name or first comment.")
@click.option("--update", is_flag=True, help="Show what would bring a file up to date, and ask. Not where CI is set.")
@click.option("--junit", type=a_file, help="Write a report for a build server.")
@click.option("--html", type=a_file, help="Write a report for a person, one page.")
@click.option("--speak", is_flag=True, help="Read each call aloud, where espeak-ng is installed.")
@coverage_options
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def replay(
    paths: tuple[Path, ...],
    word: str,
    *,
    update: bool,
    junit: Path | None,
    html: Path | None,
    speak: bool,
    flow_cov: bool,
    flow_cov_min: float | None,
    as_json: bool,
) -> None:
    """Play the golden calls in files and folders. Exit 0: all are as written; 1: some differ; 2: some are no calls."""
    _may_update(update=update, as_json=as_json)
    played = _play_all(paths, word, quiet=as_json, program=_program() if speak else None)
    if update:
        _update(played)
    _write_reports(played, junit, html)
    coverage = measured(played.reports, flow_cov=flow_cov, flow_cov_min=flow_cov_min)
    if as_json:
        told = {"calls": [report.as_json() for report in played.reports], "unreadable": played.unreadable}
        told |= {"flow_coverage": coverage.as_json()} if coverage else {}
        failed = len(played.reports) - played.passed
        click.echo(json.dumps(told | {"passed": played.passed, "failed": failed}, ensure_ascii=False))
    elif coverage:
        click.echo(coverage.table())
    _leave(played)
    must_be_enough(coverage, flow_cov_min)


def _may_update(*, update: bool, as_json: bool) -> None:
    """A build server that rewrites its own expectations proves nothing."""
    if update and os.environ.get("CI", "").lower() not in ("", "0", "false"):
        raise click.UsageError("--update asks a person, and CI is set here")
    if update and as_json:
        raise click.UsageError("--update asks a person, and --json leaves no room to")


def _leave(played: Played) -> None:
    for finding in played.unreadable:
        click.echo(finding, err=True)
    click.echo(f"{played.passed} of {len(played.reports)} calls are as written", err=True)
    if played.unreadable or not played.reports:
        raise Exit(WRONG_USE_EXIT)
    if played.passed < len(played.reports):
        raise Exit(FAILED_EXIT)


def _play_all(paths: Iterable[Path], word: str, *, quiet: bool, program: str | None) -> Played:
    from integration.settings import prompts_of_environment  # noqa: PLC0415 - nothing heavy is loaded to print `--help`
    from ivr.replay import Unreadable, play, read_script  # noqa: PLC0415 - as above

    played, prompts = Played(), prompts_of_environment()
    for path in _files(paths):
        heard: list[Heard] = []
        try:
            script = read_script(path)
            if word.lower() not in f"{path} {script.title}".lower():
                continue
            report = play(script, lambda stage, heard=heard: heard.extend(stage.heard), prompts)  # type: ignore[misc]
        except Unreadable as trouble:
            played.unreadable += trouble.findings
            continue
        played.reports.append(report)
        if not quiet:
            click.echo(report.summary() if report.passed else report.told())
        if program is not None:
            _read_aloud(program, heard)
    return played


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """The calls in these files and folders; parts are no calls."""
    for path in paths:
        if path.is_dir():
            yield from sorted(found for found in path.rglob("*.call") if found.parent.name != "parts")
        else:
            yield path


def _program() -> str | None:
    from ivr.phone.loudspeaker import MISSING, speaker  # noqa: PLC0415 - as above

    program = speaker()
    if program is None:
        click.echo(MISSING, err=True)
    return program


def _read_aloud(program: str, heard: "Sequence[Heard]") -> None:
    from ivr.phone.loudspeaker import speak  # noqa: PLC0415 - as above

    speak(program, heard)


def _update(played: Played) -> None:
    """Each file that differs: what would be written, and only after a yes."""
    from integration.settings import prompts_of_environment  # noqa: PLC0415 - as above
    from ivr.replay import play, read_script  # noqa: PLC0415 - as above
    from ivr.replay.report_update import updated  # noqa: PLC0415 - as above

    for place, report in enumerate(played.reports):
        if report.passed:
            continue
        change = updated(report.path)
        for sentence in change.left:
            click.echo(sentence, err=True)
        if not change.changed:
            continue
        click.echo(change.diff())
        if click.confirm(f"Write {report.path}?", default=False, err=True):
            report.path.write_text(change.after, encoding="utf-8")
            played.reports[place] = play(read_script(report.path), prompts=prompts_of_environment())


def _write_reports(played: Played, junit: Path | None, html: Path | None) -> None:
    from ivr.replay.report_files import write_html, write_junit  # noqa: PLC0415 - as above

    try:
        if junit is not None:
            write_junit(junit, played.reports, played.unreadable)
        if html is not None:
            write_html(html, played.reports, played.unreadable)
    except OSError as trouble:
        raise Refused(f"{trouble.filename}: {trouble.strerror}") from trouble
