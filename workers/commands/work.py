"""`ivr work`: everything that happens when nobody is on the line."""

import os

import click


@click.command()
@click.option("--bid", "bids", multiple=True, help="Only this biller's queue; repeatable. All billers when left out.")
def work(bids: tuple[str, ...]) -> None:
    """Run `pump.concurrency` worker processes for each biller's queue and one clock process; start again what dies.

    A biller whose texts are on has one process more, for them.
    """
    from sqlalchemy import make_url  # noqa: PLC0415 - nothing heavy is loaded to print `--help`

    from integration.site import check_books  # noqa: PLC0415 - as above
    from workers.crew import Crew, commands_of  # noqa: PLC0415 - as above
    from workers.house import here  # noqa: PLC0415 - as above

    site = here().site
    check_books(site.billers)
    chosen = [site.biller(bid).bid for bid in bids] or sorted(site.billers)
    ledger, queues = (make_url(url) for url in (site.settings.database_url, site.settings.redis_url))
    click.echo(f"ledger {ledger}, queues at {queues}")  # SQLAlchemy prints a URL without its password
    processes = {bid: site.biller(bid).pump.concurrency for bid in chosen}
    writing = [bid for bid in chosen if site.biller(bid).texts.on]
    Crew(commands_of(processes, os.getpid(), writing), site.timings, site.clock, click.echo).run()
    click.echo("all stopped")
