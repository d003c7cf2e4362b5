"""`ivr replay`: golden calls played against a biller in a box, in this process; what differs is shown side by side."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click
from click.exceptions import Exit

if TYPE_CHECKING:
    from ivr.replay import Report

FAILED_EXIT = 1
WRONG_USE_EXIT = 2


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("-k", "word", default="", help="Only the calls that have this word in their name or first comment.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def replay(paths: tuple[Path, ...], word: str, *, as_json: bool) -> None:
    """Play the golden calls in files and folders. Exit 0: all are as written; 1: some differ; 2: some are no calls."""
    reports, unreadable = _play_all(paths, word, quiet=as_json)
    passed = sum(report.passed for report in reports)
    if as_json:
        told = {"calls": [report.as_json() for report in reports], "unreadable": unreadable}
        click.echo(json.dumps(told | {"passed": passed, "failed": len(reports) - passed}, ensure_ascii=False))
    for finding in unreadable:
        click.echo(finding, err=True)
    click.echo(f"{passed} of {len(reports)} calls are as written", err=True)
    if unreadable or not reports:
        raise Exit(WRONG_USE_EXIT)
    if passed < len(reports):
        raise Exit(FAILED_EXIT)


def _play_all(paths: Iterable[Path], word: str, *, quiet: bool) -> "tuple[list[Report], list[str]]":
    from ivr.replay import Unreadable, play, read_script  # noqa: PLC0415 - nothing heavy is loaded to print `--help`

    reports: list[Report] = []
    unreadable: list[str] = []
    for path in _files(paths):
        try:
            script = read_script(path)
            if word.lower() not in f"{path} {script.title}".lower():
                continue
            report = play(script)
        except Unreadable as trouble:
            unreadable += trouble.findings
            continue
        reports.append(report)
        if not quiet:
            click.echo(report.summary() if report.passed else report.told())
    return reports, unreadable


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """The calls in these files and folders; parts are no calls."""
    for path in paths:
        if path.is_dir():
            yield from sorted(found for found in path.rglob("*.call") if found.parent.name != "parts")
        else:
            yield path
