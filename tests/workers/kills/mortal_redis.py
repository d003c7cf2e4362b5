"""A Redis that is wiped: by FLUSHALL, or by SIGKILL and a new one that knows nothing."""

import os
import shutil
import signal
from contextlib import ExitStack

from redis import Redis

from integration.sandbox.servers import redis_server
from tests.workers.kills.nursery import wait_for_end


class MortalRedis:
    """One at a time, always behind the same socket file."""

    def __init__(self, folder):
        self._folder = folder
        self._stack = ExitStack()
        self.wipes = 0
        self._start()

    def wipe(self):
        """Every other time it is killed as well."""
        self.wipes += 1
        if self.wipes % 2:
            self.client.flushall()
        else:
            self._kill()
            self._start()

    def close(self):
        self.client.close()
        self._stack.close()

    def _start(self):
        self.url = self._stack.enter_context(redis_server(self._folder))
        self.client = Redis.from_url(self.url)

    def _kill(self):
        pid = self.client.info("server")["process_id"]
        self.client.close()
        os.kill(pid, signal.SIGKILL)
        self._stack.close()
        wait_for_end(pid)
        shutil.rmtree(self._folder)
