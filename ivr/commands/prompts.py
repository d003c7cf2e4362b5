"""`ivr prompts`: what callers hear, for the writer who changes it: hear a line, check a folder."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click
from click.exceptions import Exit

from integration.settings import SHIPPED_PROMPTS
from ivr.commands.asked import as_json_too

if TYPE_CHECKING:
    from ivr.replay.prompt_hearing import Sample

FOUND_EXIT = 1
a_folder = click.Path(exists=True, file_okay=False, path_type=Path)
of_the_billers = click.option(
    "--billers",
    type=a_folder,
    envvar="IVR_BILLERS",
    help="The folder with the billers' files, and their own lines beside them.  [default: IVR_BILLERS]",
)


@click.group()
def prompts() -> None:
    """What callers hear, in the files that a writer may change."""


@prompts.command()
@click.argument("key")
@click.option("--language", help="Only this one, like fr.  [default: every one]")
@click.option("--biller", "bid", default="", help="With this biller's own lines, like 1368.")
@click.option(
    "--prompts",
    "folder",
    type=a_folder,
    envvar="IVR_PROMPTS",
    default=SHIPPED_PROMPTS,
    help="The folder with what callers hear.  [default: IVR_PROMPTS, else the one shipped]",
)
@of_the_billers
@click.option("--speak/--no-speak", default=True, help="Read it aloud.  [default: where espeak-ng is installed]")
def hear(key: str, language: str | None, bid: str, folder: Path, billers: Path | None, *, speak: bool) -> None:
    """Hear KEY, like goodbye.say, with the values of an example call, and how many seconds it takes."""
    from ivr.replay.coverage_prompts import languages_in  # noqa: PLC0415 - nothing heavy is loaded to print `--help`
    from ivr.replay.prompt_hearing import samples, speech_for  # noqa: PLC0415 - as above

    spoken = languages_in(folder)
    if language and language not in spoken:
        raise click.BadParameter(
            f"{language!r} is not spoken here; there are {', '.join(spoken)}", param_hint="language"
        )
    found = list(samples(speech_for(folder, billers, bid), [language] if language else spoken, key))
    for one in found:
        click.echo(f"{one.language}  {one.seconds:.1f} s of {one.limit_s:g} s  {one.text}")
    if speak:
        _read_aloud(found)


def _read_aloud(found: "Sequence[Sample]") -> None:
    from ivr.phone import Heard  # noqa: PLC0415 - as above
    from ivr.phone.loudspeaker import MISSING, speaker  # noqa: PLC0415 - as above
    from ivr.phone.loudspeaker import speak as say  # noqa: PLC0415 - as above

    program = speaker()
    if program is None:
        click.echo(MISSING, err=True)
    else:
        say(program, [Heard("say", one.text, one.voice.language, one.seconds, one.voice.name) for one in found])


@prompts.command()
@click.argument("folder", type=a_folder, envvar="IVR_PROMPTS", default=SHIPPED_PROMPTS)
@of_the_billers
@as_json_too
def check(folder: Path, billers: Path | None, *, as_json: bool) -> None:
    """Every missing prompt, unknown variable and prompt longer than its seconds in FOLDER, with file and line.

    FOLDER is IVR_PROMPTS, else the one shipped. A prompt may take 12 seconds where no key cuts it short, and 20 in a
    menu or an ask, at 2.5 words a second; a text, 160 letters or a few parts.
    Exit 0: nothing is wrong; 1: something is.
    """
    from ivr.replay.prompt_check import check_prompts  # noqa: PLC0415 - as above

    faults = check_prompts(folder, billers)
    if as_json:
        click.echo(json.dumps({"findings": [fault.as_json() for fault in faults]}, ensure_ascii=False))
    else:
        for fault in faults:
            click.echo(fault.placed)
    click.echo(f"{folder}: {len(faults)} findings", err=True)
    if faults:
        raise Exit(FOUND_EXIT)


@prompts.command()
@click.argument("folder", type=a_folder, envvar="IVR_PROMPTS", default=SHIPPED_PROMPTS)
def lengths(folder: Path) -> None:
    """How many seconds every prompt takes, in every language, as a table; docs/prompts.md has it for those shipped."""
    from ivr.replay.prompt_lengths import lengths as table  # noqa: PLC0415 - as above

    for line in table(folder):
        click.echo(line)


@prompts.command()
@click.argument("folder", type=a_folder, envvar="IVR_PROMPTS", default=SHIPPED_PROMPTS)
def texts(folder: Path) -> None:
    """Every text in FOLDER as people get it, with example values, its letters and the parts it is sent in."""
    from integration.texting.words import Words  # noqa: PLC0415 - as above
    from ivr.replay.text_check import languages_of_texts, lengths_of  # noqa: PLC0415 - as above

    for one in lengths_of(Words.load(folder, languages_of_texts(folder))):
        click.echo(f"{one.language}  {one.key:16}  {one.letters:3} letters  {one.parts} parts  {one.body}")
