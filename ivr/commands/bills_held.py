"""`ivr bills held` and `release`: bill files that wait for a person, and the word that lets one in."""

import json
from getpass import getuser
from pathlib import Path

import rich_click as click

from integration.billfile.load import load_file
from integration.billfile.polling.inbox import fetched
from integration.billfile.polling.papers import Papers, alone
from integration.billfile.polling.reports_back import keep_anew
from integration.errors import Refused
from integration.ledger import held_files
from integration.ledger.held_files import HeldFile
from integration.ledger.let_in import LetIn
from integration.site import Site
from ivr.commands.asked import Words, as_json_too, site_of, wall
from ivr.commands.bills_told import bar_of, exit_where_refused, tell_findings

WHO_CHARACTERS_MAX = 60
WHY_CHARACTERS_MAX = 300
a_who = click.option("--who", type=Words(WHO_CHARACTERS_MAX), help="Who lets it in.  [default: you]")
a_why = click.option("--why", default="", help="Why, for the audit.")


@click.command()
@click.option("--bid", help="Only this biller's.")
@as_json_too
@click.pass_context
def held(ctx: click.Context, *, bid: str | None, as_json: bool) -> None:
    """Bill files that wait for a person, the oldest first."""
    site = site_of(ctx)
    bids = [site.biller(bid).bid] if bid else sorted(site.billers)
    with site.database.read() as connection:
        files = held_files.waiting(connection, bids)
    if as_json:
        click.echo(json.dumps({"held": [_row(file, _path_of(site, file)) for file in files]}))
        return
    for file in files:
        since = wall(site, file.bid, file.held_at)
        click.echo(f"version {file.version}  biller {file.bid}  {file.name}  {file.bills} bills  since {since}")
        click.echo(f"  why: {file.why}")
        click.echo(f"  to let it in: {_command(file, _path_of(site, file))}")
    click.echo(f"{len(files)} files wait", err=True)


@click.command()
@click.argument("version", type=click.IntRange(1))
@a_who
@a_why
@as_json_too
@click.pass_context
def release(ctx: click.Context, version: int, *, who: str | None, why: str, as_json: bool) -> None:
    """Load a bill file that was fetched and is held: nothing holds it then, and what refuses a file still does.

    The next poll writes what became of it to the biller's server, where the biller wants reports.
    """
    site = site_of(ctx)
    with site.database.read() as connection:
        file, overtaking = held_files.of_version(connection, version), held_files.overtaken_by(connection, version)
    if file is None:
        raise Refused(f"no bill file of version {version} is held; `ivr bills held` lists those that wait")
    if overtaking:
        raise Refused(f"{file.name} waits no more: {overtaking}, which is not older, is live; nothing was done")
    path, biller = _path_of(site, file), site.biller(file.bid)
    if path is None:
        raise Refused(f"{file.name} is not in the inbox; where it lies, say: {_command(file, path)}")
    person = person_of(who, why)
    with alone(path.parent), bar_of(file.name) as progress:
        report = load_file(path, biller, site.database, site.clock, name=file.name, progress=progress, person=person)
    keep_anew(report, Papers(path.parent, path.stem), biller)
    tell_findings(report.check)
    click.echo(json.dumps(report.as_json()) if as_json else report.sentence())
    exit_where_refused([report])


def person_of(who: str | None, why: str) -> LetIn:
    """Who lets a file in: the name that was told, else that of who is logged in."""
    return LetIn(who or getuser()[:WHO_CHARACTERS_MAX], why.strip()[:WHY_CHARACTERS_MAX])


def _path_of(site: Site, file: HeldFile) -> Path | None:
    return fetched(site.settings.data / "inbox" / file.bid, file.sha256)


def _command(file: HeldFile, path: Path | None) -> str:
    if path:
        return f"ivr bills release {file.version} --who YOUR-NAME"
    return f"ivr bills load PATH/{file.name} --bid {file.bid} --although-held --who YOUR-NAME"


def _row(file: HeldFile, path: Path | None) -> dict[str, str | int | None]:
    return {
        "version": file.version,
        "bid": file.bid,
        "file": file.name,
        "bills": file.bills,
        "held_at": file.held_at.isoformat(),
        "why": file.why,
        "path": str(path) if path else None,
    }
