"""`ivr notices`: the written notices of bank payments; letters are sent by people, and marked here.

Texts and e-mails are sent by `ivr work`; whatever stands against one is the last column of its line.
"""

import json
from getpass import getuser
from typing import Literal

import rich_click as click

from integration.errors import Refused
from integration.ledger import notices as ledger
from integration.ledger.notices import Notice
from integration.site import Site
from ivr.commands.asked import Words, as_json_too, site_of, the_one, wall

WHO_CHARACTERS_MAX = 60


@click.group()
def notices() -> None:
    """The written notices of bank payments: which wait to be sent, and that they were sent."""


@notices.command("list")
@click.option("--way", type=click.Choice(["letter", "text", "email"]), help="Only those sent in this way.")
@click.option("--bid", help="Only this biller's.")
@click.option("--sent", "sent_ones", is_flag=True, help="Those that were sent, instead of those that wait.")
@as_json_too
@click.pass_context
def list_notices(
    ctx: click.Context,
    *,
    way: Literal["letter", "text", "email"] | None,
    bid: str | None,
    sent_ones: bool,
    as_json: bool,
) -> None:
    """Those of payments that went through and wait to be sent, the oldest first."""
    site = site_of(ctx)
    ask = ledger.sent if sent_ones else ledger.waiting
    with site.database.read() as connection:
        found = ask(connection, way, bid)
    if as_json:
        click.echo(json.dumps({"notices": [one.as_json() for one in found]}, ensure_ascii=False))
        return
    for one in found:
        click.echo(_line(site, one))
    click.echo(f"{len(found)} notices", err=True)


@notices.command()
@click.argument("name", metavar="CONFIRMATION|PAYMENT_ID")
@click.option("--bid", help="Where two billers gave the same confirmation number.")
@click.pass_context
def show(ctx: click.Context, name: str, bid: str | None) -> None:
    """One notice, as it is sent: to whom, and the words that were agreed to."""
    site = site_of(ctx)
    one = _of(site, name, bid)
    click.echo(f"{one.sent_to}\n\n{wall(site, one.bid, one.created_at, '%Y-%m-%d')}  confirmation {one.confirmation}\n")
    click.echo(one.words)


@notices.command()
@click.argument("names", metavar="CONFIRMATION|PAYMENT_ID...", nargs=-1, required=True)
@click.option("--bid", help="Where two billers gave the same confirmation number.")
@click.option("--who", default=getuser, type=Words(WHO_CHARACTERS_MAX), show_default="you", help="Who sent them.")
@click.pass_context
def sent(ctx: click.Context, names: tuple[str, ...], bid: str | None, who: str) -> None:
    """Say that these were sent. It is said once and cannot be taken back; all of them, or none."""
    site = site_of(ctx)
    found = [_of(site, name, bid) for name in names]
    with site.database.write() as connection:
        for one in found:
            ledger.mark_sent(connection, one.id, who, site.clock.now())
    for one in found:
        click.echo(f"the notice of payment {one.confirmation} was sent by {who}")


def _of(site: Site, name: str, bid: str | None) -> Notice:
    found = the_one(site, name, bid)
    if found.notice is None:
        raise Refused(f"payment {found.confirmation} was made by {found.method} and has no notice")
    return found.notice


def _line(site: Site, one: Notice) -> str:
    columns = (
        wall(site, one.bid, one.created_at),
        one.confirmation,
        one.bid,
        f"{one.way:6}",
        f"{one.state:6}",
        one.sent_to.replace("\n", ", "),
        one.trouble,
    )
    return "  ".join(columns).rstrip()
