"""`ivr biller wsdl fetch`: the biller's WSDL saved beside the biller's file, for good."""

import os
from pathlib import Path

import rich_click as click

from integration.billers.load import read_cayenta
from integration.cayenta.road import wire_to
from integration.cayenta.shelving import fetch_wsdl


@click.group()
def wsdl() -> None:
    """The WSDL of a biller's Cayenta: fetched by a person, and never while calls are taken."""


@wsdl.command()
@click.argument("bid")
@click.option("--url", help="Where the WSDL is; the biller's url with ?wsdl when left out.")
@click.option(
    "--folder", type=click.Path(path_type=Path), envvar="IVR_BILLERS", required=True, help="Default: $IVR_BILLERS."
)
@click.option("--sandbox/--live", envvar="IVR_SANDBOX", default=False, help="Allow loopback and plain http.")
def fetch(bid: str, *, url: str | None, folder: Path, sandbox: bool) -> None:
    """Fetch it with the schemas it imports, all from its own host; keep them with their hashes."""
    cayenta = read_cayenta(folder, bid, os.environ, sandbox=sandbox)
    wire = wire_to(cayenta, folder, sandbox=sandbox)
    for path in fetch_wsdl(cayenta, folder, wire, url=url):
        click.echo(f"saved    {path}")
