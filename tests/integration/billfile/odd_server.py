"""The sandbox's SSH server on a bad day: `python -m tests.integration.billfile.odd_server`.

`ODD` names it: `garbage`, `mute`, `endless`, `drip`, `slow`, or `cut N`, which ends the connection after N bytes.
"""

import itertools
import os
import time

import asyncssh

from integration.sandbox.billfiles import server

ODD, _, NUMBER = os.environ["ODD"].partition(" ")


class Odd(server.JournalledFiles):
    def __init__(self, channel, **words):
        if ODD == "garbage":
            channel.write(b"This account is currently not available.\r\n")
        if ODD == "mute":
            time.sleep(5)
        super().__init__(channel, **words)
        self._given = 0

    async def scandir(self, path):
        if ODD == "endless":
            for number in itertools.count():
                yield asyncssh.SFTPName(b"letter %d.txt" % number, attrs=asyncssh.SFTPAttrs(size=1))
        async for entry in super().scandir(path):
            yield entry

    def read(self, file, offset, size):
        if ODD == "drip":
            time.sleep(0.05)
            return super().read(file, offset, 1)
        if ODD == "slow":
            time.sleep(0.05)
        read = super().read(file, offset, size)
        self._given += len(read)
        if ODD == "cut" and self._given > int(NUMBER):
            self.channel.get_connection().abort()
        return read


if __name__ == "__main__":
    server.JournalledFiles = Odd
    server.main()
