"""`ivr reconcile`: a day of ours laid beside the gateway's and the biller's books, each difference named."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from getpass import getuser
from pathlib import Path

import rich_click as click
from click.exceptions import Exit

from integration.clock import today_at
from integration.errors import Refused
from integration.reconciling.day import Day, keep
from integration.reconciling.report import Report, write_csv
from ivr.commands.asked import Day as ADay
from ivr.commands.asked import as_json_too, site_of


@click.command()
@click.option("--bid", help="Only this biller.")
@click.option("--day", type=ADay(), help="The biller's own date; yesterday when left out.")
@click.option("--csv", "csv_path", type=click.Path(dir_okay=False, path_type=Path), help="Each difference as a row.")
@as_json_too
@click.pass_context
def reconcile(ctx: click.Context, *, bid: str | None, day: date | None, csv_path: Path | None, as_json: bool) -> None:
    """Lay a day beside the gateway and the biller's books, and name each difference.

    A charge that was given up here and made there is handed to the look-up of `ivr work`, which captures it.
    Exit codes: 0 no difference, 1 differences, 3 incomplete: something outside did not answer.
    """
    site = site_of(ctx)
    chosen = [site.biller(bid)] if bid else list(site.billers.values())
    reports = []
    for biller in chosen:
        today = today_at(biller.zone, site.clock.now())
        the_day = day or today - timedelta(days=1)
        if the_day > today:
            raise Refused(f"{the_day} has not begun for biller {biller.bid}; expected a day up to {today}")
        reports.append(Day(site, biller, the_day).reconcile())
        keep(site, reports[-1], getuser())
    _tell(reports, as_json=as_json)
    if csv_path is not None:
        _write(reports, csv_path)
    if code := max((report.exit_code for report in reports), default=0):
        raise Exit(code)


def _tell(reports: Sequence[Report], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"reports": [report.as_json() for report in reports]}, ensure_ascii=False))
        return
    for report in reports:
        for line in report.lines():
            click.echo(line)


def _write(reports: Sequence[Report], path: Path) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            write_csv(reports, file)
    except OSError as error:
        raise Refused(f"--csv {path}: {error.strerror}") from error
