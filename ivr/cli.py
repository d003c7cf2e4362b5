"""The command `ivr`. A command's own module is imported when it is used, so that `ivr --help` costs nothing."""

import ast
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import rich_click as click
from click.exceptions import Exit

from integration.errors import Trouble

INTERRUPTED_EXIT = 130  # 128 and SIGINT's number, as shells say it
JOINING = "ivr.commands"  # the entry point group by which siblings' commands join


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command is written, as `module:attribute`, and what it is for, in a line."""

    at: str
    purpose: str

    def load(self) -> click.Command:
        module, _, attribute = self.at.partition(":")
        found: click.Command = getattr(import_module(module), attribute)
        return found


OWN = {
    "demo": Place("ivr.commands.demo:demo", "Three calls on real parts, and a verdict: start here."),
    "serve": Place("ivr.commands.serve:serve", "Answer calls: the web server."),
    "phone": Place("ivr.commands.phone:phone", "A telephone in the terminal."),
    "migrate": Place("ivr.commands.migrate:migrate", "Bring the database to this version's tables."),
    "doctor": Place("ivr.commands.doctor:doctor", "Look at everything that a start stands on."),
    "calls": Place("ivr.commands.calls:calls", "Calls and their transcripts."),
    "callbacks": Place("ivr.commands.callbacks:callbacks", "Callers who wait to be called back: list, done."),
    "payments": Place("ivr.commands.payments:payments", "Payments, and whether they are posted."),
    "schedules": Place("ivr.commands.schedules:schedules", "Payments on a later day: list, show, cancel."),
    "promises": Place("ivr.commands.promises:promises", "Promises to pay by a day, kept or broken."),
    "notices": Place("ivr.commands.notices:notices", "Written notices of bank payments: list, show, mark as sent."),
    "bills": Place("ivr.commands.bills:bills", "Bill files: check, load, poll, held, release, show."),
    "images": Place("ivr.commands.images:images", "Bill images: find one, cut a batch PDF, poll, forget."),
    "returns": Place(
        "ivr.commands.returns:returns", "Payments that banks sent back: check, load, list, rates, retries."
    ),
    "reconcile": Place("ivr.commands.reconcile:reconcile", "A day laid beside the gateway and the biller's books."),
    "biller": Place("ivr.commands.billers:biller", "The billers' files: list, check, WSDL; keys of their API."),
    "contacts": Place("ivr.commands.contacts:contacts", "New contact details from callers, for the biller's staff."),
    "convert": Place("ivr.commands.convert:convert", "Enrolments that lived elsewhere, taken over once."),
    "consent": Place("ivr.commands.consent:consent", "Who may be called: the register of consent and opt-out."),
    "texts": Place("ivr.commands.texts:texts", "Texts to people, and what became of them."),
    "campaign": Place("ivr.commands.campaign:campaign", "Reminder calls: define, preview, start, pause, stop, report."),
    "export": Place("ivr.commands.export:export", "A stored call as a golden one."),
    "record": Place("ivr.commands.record:record", "A call played in the terminal, kept as a golden one."),
    "replay": Place("ivr.commands.replay:replay", "Play golden calls and say what differs."),
    "prompts": Place("ivr.commands.prompts:prompts", "What callers hear: hear a line, check a folder."),
    "flow": Place("ivr.commands.flow:flow", "The script on one page, and what is wrong with it."),
}


class Named(click.RichCommand):
    """A command's name and purpose in a list; becomes the command itself when its arguments are read."""

    def __init__(self, name: str, place: Place) -> None:
        super().__init__(name=name, short_help=place.purpose)
        self._place = place

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """The loaded command's own context."""
        return self._place.load().make_context(info_name, args, parent, **extra)


class Commands(click.RichGroup):
    """Our own commands and those that joined; a trouble ends any of them with a sentence and an exit code."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Ours first, in the order in which a newcomer meets them."""
        return list(_places())

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """By name, not loaded yet."""
        place = _places().get(name)
        return Named(name, place) if place else None

    def invoke(self, ctx: click.Context) -> Any:
        """Exit codes of `surface.md`; a wrong use ends with 2 by click's own doing."""
        try:
            return super().invoke(ctx)
        except Trouble as trouble:
            click.echo(str(trouble), err=True)
            raise Exit(trouble.exit_code) from trouble
        except KeyboardInterrupt:
            click.echo(err=True)
            raise Exit(INTERRUPTED_EXIT) from None


@cache
def _places() -> Mapping[str, Place]:
    joined = sorted(entry_points(group=JOINING))
    return OWN | {one.name: Place(one.value, _purpose(one)) for one in joined if one.name not in OWN}


def _purpose(joining: EntryPoint) -> str:
    """The first sentence of the module's docstring, read and not run."""
    spec = find_spec(joining.module)
    if spec is None or not spec.origin:
        return f"{joining.module} is not installed."
    words = ast.get_docstring(ast.parse(Path(spec.origin).read_bytes())) or ""
    first = words.partition("\n")[0].removeprefix(f"`ivr {joining.name}`: ")
    return first[:1].upper() + first[1:]


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ivr", prog_name="ivr")
def ivr() -> None:
    """The telephone line on which people pay their utility bills.

    Exit codes: 0 done, 1 refused or found wrong, 2 wrong use, 3 something outside is unavailable.
    """
    from integration import log  # noqa: PLC0415 - a tenth of a second that `ivr --help` need not pay

    log.configure(os.environ.get("IVR_LOG", "json"))


def main() -> None:
    """The console script."""
    ivr(prog_name="ivr")


if __name__ == "__main__":
    main()
