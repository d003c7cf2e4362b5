"""`ivr contacts`: new phone numbers and e-mail addresses that callers gave, for the biller's staff to make."""

import json
from getpass import getuser
from typing import Any

import rich_click as click

from integration.ledger import contact_changes
from integration.ledger.contact_changes import Taken
from integration.site import Site
from ivr.commands.asked import Words, as_json_too, site_of, wall, zones_of

WHO_CHARACTERS_MAX = 60
NOTE_CHARACTERS_MAX = 150


@click.group()
def contacts() -> None:
    """New contact details from callers. They are never pumped: Cayenta takes them from people only."""


@contacts.command("list")
@click.option("--bid", help="Only this biller's.")
@click.option("--all", "done_too", is_flag=True, help="Those too that somebody has made.")
@as_json_too
@click.pass_context
def list_(ctx: click.Context, *, bid: str | None, done_too: bool, as_json: bool) -> None:
    """What waits to be changed in the billing system, the oldest first. The numbers are whole."""
    site = site_of(ctx)
    with site.database.read() as connection:
        found = contact_changes.listed(connection, list(zones_of(site, bid)), done_too=done_too)
    if as_json:
        click.echo(json.dumps({"contacts": [_told(one) for one in found]}))
        return
    for one in found:
        click.echo(_line(site, one))
    click.echo(f"{len(found)} contact changes", err=True)


@contacts.command()
@click.argument("number", type=int)
@click.option("--who", default=getuser, type=Words(WHO_CHARACTERS_MAX), show_default="you", help="Who made it.")
@click.option("--note", type=Words(NOTE_CHARACTERS_MAX), help="What a colleague should know of it.")
@click.pass_context
def done(ctx: click.Context, number: int, who: str, note: str | None) -> None:
    """Say that a change has been made in the billing system. It is said once and cannot be taken back."""
    site = site_of(ctx)
    with site.database.write() as connection:
        made = contact_changes.tick_off(connection, number, who=who, note=note or "", now=site.clock.now())
    click.echo(f"the {made.kind} of account {made.account_number} at biller {made.bid} was changed by {who}")


def _line(site: Site, one: Taken) -> str:
    columns = (
        str(one.id),
        wall(site, one.bid, one.at),
        one.bid,
        one.account_number,
        one.kind,
        one.value or "to be asked for",
        f"called from {one.caller or 'a withheld number'}",
        f"done by {one.done_by} {wall(site, one.bid, one.done_at)} {one.note}".rstrip() if one.done_at else "",
    )
    return "  ".join(columns).rstrip()


def _told(one: Taken) -> dict[str, Any]:
    """Instants as ISO text UTC; null for what is not there."""
    return {
        "id": one.id,
        "bid": one.bid,
        "account_number": one.account_number,
        "kind": one.kind,
        "value": one.value or None,
        "caller": one.caller or None,
        "call_sid": one.call_sid,
        "at": one.at.isoformat(),
        "done_at": one.done_at.isoformat() if one.done_at else None,
        "done_by": one.done_by or None,
        "note": one.note or None,
    }
