"""`ivr biller key`: who may bring payments by the API, for which biller and which channels."""

import json
from getpass import getuser

import rich_click as click

from integration.errors import Refused
from integration.intake.keys import SCOPES, ApiKey, Minted
from integration.intake.taken import CHANNELS, closed
from integration.ledger import api_keys
from ivr.commands.asked import Words, as_json_too, site_of, wall

WHO_CHARACTERS_MAX = 60

a_who = click.option("--who", default=getuser, type=Words(WHO_CHARACTERS_MAX), show_default="you", help="Who does it.")
a_bid = click.option("--bid", required=True, help="The biller's id.")


@click.group()
def key() -> None:
    """Keys of the API: each one biller's, for the channels that it names."""


@key.command()
@a_bid
@click.option("--name", required=True, type=Words(WHO_CHARACTERS_MAX), help="Whose it is, such as the kiosk's vendor.")
@click.option("--scope", "scopes", required=True, multiple=True, type=click.Choice(SCOPES), help="May be repeated.")
@a_who
@as_json_too
@click.pass_context
def add(ctx: click.Context, *, bid: str, name: str, scopes: tuple[str, ...], who: str, as_json: bool) -> None:
    """Make a key and show it, this once: only a fingerprint of it is kept."""
    site = site_of(ctx)
    biller = site.biller(bid)
    shut = [closed(biller, channel) for channel in CHANNELS if f"payments:write:{channel}" in scopes]
    if any(shut):
        raise Refused("\n".join(sentence for sentence in shut if sentence))
    made = Minted.new(site.vault)
    kept = ApiKey(made.key_id, bid, name, frozenset(scopes), made.fingerprint, site.clock.now(), who)
    with site.database.write() as connection:
        api_keys.add(connection, kept)
    if as_json:
        click.echo(json.dumps({"key": made.token, **_row(kept)}))
        return
    click.echo(made.token)
    click.echo(f"key {made.key_id} of {name} for biller {bid}; it is not shown again", err=True)


@key.command("list")
@a_bid
@as_json_too
@click.pass_context
def list_keys(ctx: click.Context, *, bid: str, as_json: bool) -> None:
    """Every key that the biller ever had, with who made and who revoked it."""
    site = site_of(ctx)
    site.biller(bid)
    with site.database.read() as connection:
        found = api_keys.of_biller(connection, bid)
    if as_json:
        click.echo(json.dumps({"keys": [_row(one) for one in found]}, ensure_ascii=False))
        return
    for one in found:
        end = f"revoked {wall(site, bid, one.revoked_at)} by {one.revoked_by}" if one.revoked_at else "good"
        made = f"made {wall(site, bid, one.added_at)} by {one.added_by}"
        click.echo("  ".join([one.key_id, one.name, " ".join(sorted(one.scopes)), made, end]))


@key.command()
@click.argument("key_id")
@a_bid
@a_who
@click.pass_context
def revoke(ctx: click.Context, key_id: str, *, bid: str, who: str) -> None:
    """Nobody comes in with it any more, from the next request on."""
    site = site_of(ctx)
    site.biller(bid)
    with site.database.write() as connection:
        found = api_keys.find(connection, key_id)
        if found is None or found.bid != bid:
            raise Refused(f"biller {bid} has no key {key_id}; `ivr biller key list --bid {bid}` shows those there are")
        if not api_keys.revoke(connection, found, who=who, now=site.clock.now()):
            raise Refused(f"key {key_id} was revoked before, by {found.revoked_by}")
    click.echo(f"key {key_id} of {found.name} is revoked")


def _row(one: ApiKey) -> dict[str, object]:
    return {
        "key_id": one.key_id,
        "bid": one.bid,
        "name": one.name,
        "scopes": sorted(one.scopes),
        "added_at": one.added_at.isoformat(),
        "added_by": one.added_by,
        "revoked_at": one.revoked_at.isoformat() if one.revoked_at else None,
        "revoked_by": one.revoked_by,
    }
