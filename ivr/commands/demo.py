"""`ivr demo`: the main job on real parts, and a verdict."""

import os
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from shlex import quote
from shutil import rmtree
from tempfile import mkdtemp

import click
from rich.console import Console
from sqlalchemy import func, select

from integration.clock import Clock, SystemClock
from integration.ledger.database import Database
from integration.ledger.tables import outbox
from integration.model import PostingState
from integration.money import Money
from integration.sandbox.cayenta.faults import BREAKS
from integration.settings import SHIPPED_PROMPTS
from ivr.demo import judge, payers
from ivr.demo.processes import Processes, stopping_on_signals
from ivr.demo.telephones import Telephones, open_telephones
from ivr.demo.town import BID, LINE, Town, found, open_for_calls
from ivr.phone import PhoneNetwork
from ivr.speech import Speech

POSTED_WAIT_S = 20.0
LOOK_EVERY_S = 0.1
INTERRUPTED_EXIT = 130  # 128 and SIGINT's number, as shells say it
CALLERS = ("+17705550134", "+17705550135", "+17705550136")
_IVR = Path(sys.executable).with_name("ivr")
console = Console(highlight=False, soft_wrap=True)


@click.command()
@click.option("--stay", is_flag=True, help="Keep the line up afterwards, and say how to use it.")
@click.option("--seed", type=int, default=1368, show_default=True, help="Draws other accounts, amounts and keys.")
@click.option("--break", "break_", type=click.Choice(sorted(BREAKS)), help="Break one thing; the exit is 1.")
def demo(*, stay: bool, seed: int, break_: str | None) -> None:
    """A bill file, three calls, the postings in Cayenta's journal, and a fourth call. Exit 0 only if all agree."""
    clock = SystemClock()
    folder = Path(mkdtemp(prefix="ivr-demo-"))
    processes = Processes(folder, clock, lambda line: console.print(f"  {line}"))
    try:
        with ExitStack() as stack, stopping_on_signals():
            stack.callback(processes.close)
            _title("A biller in a box")
            town = found(processes, stack, seed=seed, today=clock.now().date(), break_=break_ or "")
            telephones, base = stack.enter_context(
                open_telephones(town, clock, seed, lambda told: console.print(f"  rung: {told}"))
            )
            town = replace(town, environment={**town.environment, "IVR_TWILIO_API_BASE": base})
            _fetch_bills(town)
            open_for_calls(processes, town)
            wrong = _show(town, clock, seed)
            if stay and not wrong:
                _stay(town, clock, telephones)
    except KeyboardInterrupt:
        console.print("\nstopped; everything that was started has ended")
        rmtree(folder)
        sys.exit(INTERRUPTED_EXIT)
    if wrong:
        console.print(f"\njournals and logs are kept in {folder}")
        sys.exit(1)
    rmtree(folder)


def _title(text: str) -> None:
    console.print(f"\n[bold]{text}[/bold]")


def _fetch_bills(town: Town) -> None:
    _title("ivr bills poll: the bill file is fetched over SSH, checked and loaded")
    words = [sys.executable, "-m", "ivr.cli", "bills", "poll", "--bid", BID]
    subprocess.run(words, env={**os.environ, **town.environment}, check=True)  # noqa: S603 - our own words


def _show(town: Town, clock: Clock, seed: int) -> list[str]:
    """The calls, the journal, the fourth call; the differences found."""
    phones = payers.network(town)
    people = payers.draw(town.accounts, seed)
    calls = [_call(phones, town, payer, caller) for payer, caller in zip(people, CALLERS, strict=True)]
    posted = _postings(town, clock, expected=sum(1 for payer in people if payer.pays_cents))
    again = _call(phones, town, payers.asks_again(people[1]), CALLERS[1])
    speech = Speech.load(SHIPPED_PROMPTS, ["en", "es"])
    wrong = judge.differences(calls, posted, speech) + _balance_wrong(again, people[1], speech)
    if not calls[2].transferred:
        wrong.append(f"account {people[2].account.account_no} is cash only; the caller was not put through")
    _verdict(wrong)
    return wrong


def _call(phones: PhoneNetwork, town: Town, payer: payers.Payer, caller: str) -> payers.Told:
    _title(f"{caller} {payer.errand}")
    return payers.play(phones, town, payer, caller, _tell)


def _tell(who: str, words: str) -> None:
    if who == "caller":
        console.print(f"      [green]KEY[/green]  {words}")
    elif who == "transfer":
        console.print(f"  [yellow]-> person[/yellow]  {words}")
    elif words:
        console.print(f"  [cyan]IVR[/cyan]  {words}")


def _postings(town: Town, clock: Clock, expected: int) -> list[judge.Posted]:
    """Cayenta's own journal, once the pump says that it has told Cayenta of everything, or the patience is over."""
    database = Database(town.environment["IVR_DATABASE_URL"])
    until = clock.tick() + POSTED_WAIT_S
    while _told_to_cayenta(database) < expected and clock.tick() < until:
        clock.pause(LOOK_EVERY_S)
    database.close()
    posted = judge.journal(town.cayenta_journal)
    _title("What Cayenta applied, by its own journal")
    for item in posted:
        console.print(f"  {item.reference}  account {item.account}  {Money(item.amount_cents).plain():>10}")
    return posted


def _told_to_cayenta(database: Database) -> int:
    with database.read() as connection:
        posted = select(func.count()).where(outbox.c.state == PostingState.POSTED.value)
        return connection.scalar(posted) or 0


def _balance_wrong(told: payers.Told, before: payers.Payer, speech: Speech) -> list[str]:
    left = before.account.balance_cents - before.pays_cents
    was = speech.words(before.language, "read_balance.total", {"owed": before.account.balance_cents})
    words = speech.words(before.language, "read_balance.total", {"owed": left})
    _title("The balance before and after")
    console.print(f"  before: {was}\n  after:  {words}")
    return (
        [] if words in told.all() else [f"account {before.account.account_no}: the fourth call did not hear {words!r}"]
    )


def _verdict(wrong: list[str]) -> None:
    if not wrong:
        console.print("\n[bold green]Cayenta's journal holds exactly what the callers were told.[/bold green]")
    for sentence in wrong:
        console.print(f"\n[bold red]{sentence}[/bold red]")


def _environment_file(town: Town) -> Path:
    """A file for the shell's dot; its secrets live as long as the demo."""
    file = town.folder / "environment.sh"
    file.touch(mode=0o600)
    lines = [f"export {name}={quote(value)}\n" for name, value in sorted(town.environment.items())]
    file.write_text("".join(lines), encoding="utf-8")
    return file


def _stay(town: Town, clock: Clock, telephones: Telephones) -> None:
    _title("The line stays up")
    console.print(f"  in another terminal:  . {_environment_file(town)}")
    console.print(f"  call it:              {_IVR} phone {LINE}")
    payer = town.accounts[0]
    console.print(f"  an account to key:    {payer.account_no}#, zip code {payer.zip}")
    console.print(f"  look at it:           {_IVR} calls list; {_IVR} payments list; {_IVR} pump status")
    console.print('  let it call people:   docs/campaigns.md, "On the demo"; whom it rings is told here')
    console.print("  Ctrl-C stops everything.")
    while True:
        telephones.ring()
        clock.pause(LOOK_EVERY_S)
