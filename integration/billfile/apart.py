"""Reads a bill file in a process of its own, while ours writes.

That is `python -m integration.billfile.apart FD PARENT WANTED`. The process sends chunks by a pipe, each with how far
it has come, then the report. It is told nothing secret, and ends with its parent, however that ends.
"""

import json
import marshal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from os import getpid
from pathlib import Path

from integration.billfile.chunks import Chunk, Here, Wanted
from integration.billfile.reading import Progress, Terms
from integration.billfile.report import CheckReport
from integration.errors import Unavailable
from integration.linked import end_with_parent

MARSHAL_VERSION = 2  # the later ones look for what is the same object, which takes longer than to write it twice
ENDS_WITHIN_S = 5.0


class Apart:
    """As Here, by another process. Raises Unavailable also where that process ends before the file does."""

    def __init__(self, wanted: Wanted, progress: Progress | None) -> None:
        self.report = CheckReport(wanted.name)
        self._wanted = wanted
        self._progress = progress

    def __iter__(self) -> Iterator[Chunk]:
        receiving, sending = Pipe(duplex=False)
        with closing(receiving), closing(sending):
            process = self._started(sending)
            sending.close()
            try:
                yield from self._received(receiving)
            except EOFError as error:
                code = process.wait(ENDS_WITHIN_S)
                raise Unavailable(f"what read the bill file {self._wanted.name} ended with {code}") from error
            finally:
                process.kill()
                process.wait()

    def _started(self, sending: Connection) -> "subprocess.Popen[bytes]":
        wanted = asdict(self._wanted) | {"path": str(self._wanted.path.absolute())}
        words = [str(sending.fileno()), str(getpid()), json.dumps(wanted)]
        command = [sys.executable, "-m", __name__, *words]
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=(sending.fileno(),))  # noqa: S603 - our own words

    def _received(self, receiving: Connection) -> Iterator[Chunk]:
        while sent := receiving.recv_bytes():
            read, size, bills, rows, withdrawn = marshal.loads(sent)  # noqa: S302 - by our own process
            yield rows, withdrawn
            if self._progress:
                self._progress(read, size, bills)
        ended = receiving.recv()
        if isinstance(ended, Unavailable):
            raise ended
        self.report = ended


class Sender:
    """The other end: how far the reading has come goes with every chunk."""

    def __init__(self, sending: Connection) -> None:
        self._sending = sending
        self._come = (0, 0, 0)

    def send(self, wanted: Wanted) -> None:
        """All of it, and the report; or the trouble."""
        chunks = Here(wanted, self._progress)
        try:
            for rows, withdrawn in chunks:
                self._sending.send_bytes(marshal.dumps((*self._come, rows, withdrawn), MARSHAL_VERSION))
        except Unavailable as trouble:
            ended: CheckReport | Unavailable = trouble
        else:
            ended = chunks.report
        self._sending.send_bytes(b"")
        self._sending.send(ended)

    def _progress(self, read: int, size: int, bills: int) -> None:
        self._come = (read, size, bills)


def main(descriptor: str, parent: str, words: str) -> None:
    """Read the file that is wanted, and send it."""
    end_with_parent(int(parent))
    told = json.loads(words)
    wanted = Wanted(Path(told["path"]), Terms(**told["terms"]), told["name"], told["version"])
    with Connection(int(descriptor), readable=False) as sending:
        Sender(sending).send(wanted)


if __name__ == "__main__":
    main(*sys.argv[1:])
