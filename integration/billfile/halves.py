"""Loads a large bill file in two halves at once, each by a process of its own: no bill goes from one to the other."""

import os
import secrets
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from multiprocessing import Pipe
from multiprocessing.connection import wait
from typing import Self

from integration.billfile.chunks import Wanted
from integration.billfile.joined import joined
from integration.billfile.part import halves_of
from integration.billfile.reading import Progress
from integration.billfile.report import CheckReport
from integration.billfile.sample import Sample
from integration.billfile.told import Come, Ended, Told
from integration.errors import Unavailable
from integration.ledger.staging.place import Place

PROCESS = "integration.billfile.half"
ENDS_WITHIN_S = 5.0
SEEDS = 2**32  # of the key by which both hash, so that their hashes can be compared


def load_in_halves(wanted: Wanted, place: Place, progress: Progress | None) -> tuple[CheckReport, Sample]:
    """Stage all bills of the file: its report, and what accounts of it owe.

    Raises Unavailable; NotParted where the file must be loaded as one.

    Then, and where the report says that the file is refused, some of its bills may be staged.
    """
    parts = halves_of(wanted.path, wanted.terms.layout.bill)
    seed = str(secrets.randbelow(SEEDS))
    with ExitStack() as stack:
        halves = [stack.enter_context(Running(replace(wanted, part=part), place, seed)) for part in parts]
        front, back = _ended(halves, wanted, progress)
    report = joined(front, back, wanted.terms)
    if not report.refused:
        front.sample.add(back.sample)
    return report, front.sample


class Running:
    """The process of one half, which is over with the block."""

    def __init__(self, wanted: Wanted, place: Place, seed: str) -> None:
        self.come = Come(0, 0)
        self.ended: Ended | None = None
        self._name = wanted.name
        self.channel, theirs = Pipe()
        with theirs:
            self._process = _started(theirs.fileno(), seed)
        with suppress(BrokenPipeError):  # it has ended already, as `receive` will find
            self.channel.send((wanted, place))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.channel.close()
        self._process.kill()
        self._process.wait()

    def receive(self) -> None:
        """What it says next. Raises the trouble that it ended with."""
        try:
            told: Told = self.channel.recv()
        except (EOFError, ConnectionError) as error:
            code = self._process.wait(ENDS_WITHIN_S)
            raise Unavailable(f"what read the bill file {self._name} ended with {code}") from error
        if isinstance(told, Come):
            self.come = told
        elif isinstance(told, Ended):
            self.ended = told
        else:
            raise told


def _started(descriptor: int, seed: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", PROCESS, str(descriptor), str(os.getpid())]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=(descriptor,), env=environment)  # noqa: S603 - our own words


def _ended(halves: Sequence[Running], wanted: Wanted, progress: Progress | None) -> tuple[Ended, Ended]:
    """What both ended with; of a front that is refused at once, twice the same."""
    front, back = halves
    size = wanted.path.stat().st_size
    while front.ended is None or back.ended is None:
        running = [half for half in halves if half.ended is None]
        told = wait([half.channel for half in running])
        for half in running:
            if half.channel in told:
                half.receive()
        if front.ended and front.ended.report.refused:
            return front.ended, front.ended
        if progress:
            progress(front.come.read + back.come.read, size, front.come.bills + back.come.bills)
    return front.ended, back.ended
