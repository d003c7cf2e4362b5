"""`ivr images`: the PDFs of bills, found, cut out of batches, polled for and forgotten."""

import json
from pathlib import Path

import rich_click as click
from click.exceptions import Exit

from integration.billers import Biller
from integration.billers.capabilities import ROWS, is_on
from integration.errors import Refused
from integration.images import EXTRACTION
from integration.images.extraction import CutReport
from integration.images.finding import find as find_image
from integration.images.finding import shelf_of
from integration.images.shelf import ImageKey
from integration.ledger.bills import find_bill
from integration.model import Bill
from integration.site import Site
from ivr.commands.asked import as_json_too, site_of

PAGES_TOLD_MAX = 20  # to a person; `--json` tells all

a_bid = click.option("--bid", required=True, help="The biller's id.")
an_account = click.argument("account")


@click.group()
def images() -> None:
    """Bill images: the PDF of each bill."""


@images.command()
@an_account
@a_bid
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the PDF there.")
@as_json_too
@click.pass_context
def find(ctx: click.Context, account: str, *, bid: str, out: Path | None, as_json: bool) -> None:
    """Find the image of the bill that stands for an account, as a payer's link would, and keep it."""
    site = site_of(ctx)
    bill = _bill(site, bid, account)
    image = find_image(site, site.biller(bid), bill)
    if out is not None:
        out.write_bytes(image.content)
    told = {"account": bill.account_number, "bill": bill.invoice_number, "source": image.source}
    if as_json:
        click.echo(json.dumps(told | {"bytes": len(image.content)}))
    else:
        click.echo(f"bill {bill.invoice_number}: {len(image.content)} bytes, {image.source}")


@images.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@a_bid
@as_json_too
@click.pass_context
def extract(ctx: click.Context, file: Path, *, bid: str, as_json: bool) -> None:
    """Cut a batch PDF: each page goes to the bill whose number stands on it, and to no other."""
    from integration.images.poll import cut_batch  # noqa: PLC0415 - pypdf, for this command alone

    site = site_of(ctx)
    report = cut_batch(site, _extracting(site, bid), file, file.name)
    _tell(report)
    click.echo(json.dumps(report.as_json()) if as_json else report.sentence())
    _exit_where_left([report])


@images.command()
@a_bid
@as_json_too
@click.pass_context
def poll(ctx: click.Context, *, bid: str, as_json: bool) -> None:
    """Fetch new batch PDFs from the biller's PDF folder, and cut them."""
    from integration.images.poll import poll as poll_batches  # noqa: PLC0415 - as above

    site = site_of(ctx)
    reports = poll_batches(site, _extracting(site, bid))
    for report in reports:
        _tell(report)
        click.echo(report.sentence(), err=as_json)
    if as_json:
        click.echo(json.dumps({"batches": [report.as_json() for report in reports]}))
    _exit_where_left(reports)


@images.command()
@an_account
@a_bid
@click.pass_context
def forget(ctx: click.Context, account: str, *, bid: str) -> None:
    """Keep the image of an account's bill no longer, such as when the bill was corrected: it is found anew."""
    site = site_of(ctx)
    bill = _bill(site, bid, account)
    kept = shelf_of(site).drop(ImageKey.of(bill))
    click.echo(f"bill {bill.invoice_number}: {'forgotten' if kept else 'no image was kept'}")


def _bill(site: Site, bid: str, account: str) -> Bill:
    keyed = site.biller(bid).account.keyed
    with site.database.read() as connection:
        standing = find_bill(connection, bid, keyed, account)
    if standing is None:
        raise Refused(f"no bill stands for {keyed} {account} of biller {bid}")
    return standing.bill


def _extracting(site: Site, bid: str) -> Biller:
    biller = site.biller(bid)
    if not is_on(biller, EXTRACTION):
        row = ROWS[EXTRACTION]
        raise Refused(f"{row.number} {row.name} is off for biller {bid}: expected {EXTRACTION} = true in its file")
    return biller


def _tell(report: CutReport) -> None:
    """The pages that went to nobody, on standard error."""
    for why, pages in (("no bill's number", report.nameless), ("what may be several bills' numbers", report.twofold)):
        if pages:
            more = f" and {len(pages) - PAGES_TOLD_MAX} more" if len(pages) > PAGES_TOLD_MAX else ""
            shown = ", ".join(str(page) for page in pages[:PAGES_TOLD_MAX])
            click.echo(f"{report.file}: found {why} on page {shown}{more}; expected one bill's", err=True)
    for sentence in report.damaged:
        click.echo(f"{report.file}: {sentence}", err=True)


def _exit_where_left(reports: list[CutReport]) -> None:
    if not all(report.is_whole for report in reports):
        raise Exit(Refused.exit_code)
