"""`ivr consent`: who may be called or written to, as he said it, when, how, and who wrote it down."""

import json
from getpass import getuser
from hashlib import sha256
from pathlib import Path

import rich_click as click

from integration.consent_file import Unsaid, read_words, row_of, written
from integration.consent_words import number_of, topic_of
from integration.errors import Refused
from integration.ledger import consents
from integration.ledger.consent_files import ConsentFile, import_once, imported
from integration.ledger.consents import ALL_TOPICS, HOW_CHARS_MAX, WHO_CHARS_MAX, Word
from integration.site import Site
from ivr.commands.asked import Words, as_json_too, site_of, wall
from ivr.commands.consent_standing import standing


class Number(click.ParamType[str]):
    """A whole number in E.164."""

    name = "NUMBER"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Wrong use when it is none."""
        try:
            return number_of(value)
        except ValueError as wrong:
            self.fail(str(wrong), param, ctx)


a_number = click.argument("number", type=Number())
a_bid = click.option("--bid", required=True, help="The biller's id.")
a_who = click.option(
    "--who", default=getuser, type=Words(WHO_CHARS_MAX), show_default="you", help="Who writes it down."
)


@click.group()
def consent() -> None:
    """The register of consent and opt-out: only added to, the last word stands."""


@consent.command()
@a_number
@a_bid
@as_json_too
@click.pass_context
def show(ctx: click.Context, number: str, bid: str, *, as_json: bool) -> None:
    """All that was said for a number, the first word first, and what stands of it."""
    site = _site(ctx, bid)
    with site.database.read() as connection:
        words = consents.of_anybody(connection, bid, number)
        found = standing(connection, bid, number, words, site.clock.now())
    if as_json:
        click.echo(json.dumps({"number": number, **found.told(), "words": [row_of(word) for word in words]}))
        return
    for word in words:
        said = "yes" if word.says_yes else "no"
        click.echo(f"{wall(site, bid, word.at)}  {said:3}  {word.topic:12}  {word.how}, {word.who}  {word.detail}")
    click.echo("\n".join(f"{number} {sentence}" for sentence in found.sentences()), err=True)


@consent.command()
@a_number
@a_bid
@click.option("--yes/--no", "says_yes", default=None, help="What the person said.")
@click.option("--topic", default=ALL_TOPICS, show_default=True, help="About what.")
@click.option("--how", required=True, type=Words(HOW_CHARS_MAX), help="By what means: agent, letter, web.")
@a_who
@click.option("--detail", default="", help="What proves it, such as where the letter lies.")
@click.pass_context
def note(
    ctx: click.Context, number: str, *, bid: str, says_yes: bool | None, topic: str, how: str, who: str, detail: str
) -> None:
    """Write down what somebody said of being called; it holds at once."""
    if says_yes is None:
        raise click.UsageError("say --yes or --no: what the person said is never guessed")
    try:
        topic_of(topic, number)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="--topic") from None
    site = _site(ctx, bid)
    with site.database.write() as connection:
        consents.note(connection, Word(bid, number, topic, says_yes, how, who, site.clock.now(), detail))
    click.echo(f"{number}: {'yes' if says_yes else 'no'} to {topic}, written down")


@consent.command()
@a_bid
@click.pass_context
def export(ctx: click.Context, bid: str) -> None:
    """The biller's whole register as CSV on standard output; `import` reads the same."""
    with _site(ctx, bid).database.read() as connection:
        click.echo(written([*consents.of_biller(connection, bid), *consents.of_mail(connection, bid)]), nl=False)


@consent.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@a_bid
@click.option("--how", type=Words(HOW_CHARS_MAX), help="By what means it was said, where a line does not say it.")
@a_who
@click.pass_context
def import_words(ctx: click.Context, file: Path, *, bid: str, how: str | None, who: str) -> None:
    """Add the words of a CSV file, once: all of them, or none and every mistake with its line and column."""
    site = _site(ctx, bid)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as trouble:
        raise Refused(f"{file}: found a byte that is not UTF-8 at {trouble.start}; expected UTF-8") from None
    now = site.clock.now()
    words, findings = read_words(text, Unsaid(bid, how or "", who, now))
    if findings:
        raise Refused("\n".join(f"{file}:{finding}" for finding in findings))
    this = ConsentFile(bid, sha256(text.encode()).hexdigest(), who, now)
    with site.database.write() as connection:
        before = imported(connection, bid, this.digest)
        added = import_once(connection, this, words)
    click.echo(
        f"{added} words written down" + (f", {len(words) - added} were there already" if added < len(words) else "")
    )
    if before:
        click.echo(f"{before.who} imported this very file at {wall(site, bid, before.at)}", err=True)


def _site(ctx: click.Context, bid: str) -> Site:
    """The site; Misconfigured where it has no such biller."""
    site = site_of(ctx)
    site.biller(bid)
    return site
