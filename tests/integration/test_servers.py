"""A server in a box is there when it is said to be: the file of a socket alone is not yet somebody who listens."""

import socket
import subprocess
import sys
import threading

import pytest
from redis import Redis

from integration.errors import Unavailable
from integration.sandbox import servers


def test_a_socket_that_is_bound_and_not_listened_to_is_waited_for(tmp_path):
    with (
        socket.socket(socket.AF_UNIX) as door,
        subprocess.Popen([sys.executable, "-c", "input()"], stdin=-1) as process,
    ):
        door.bind(str(tmp_path / "door"))
        assert not servers._listens(tmp_path / "door")
        opened = threading.Timer(0.2, door.listen)
        opened.start()
        servers._wait_for(tmp_path / "door", process)
        assert servers._listens(tmp_path / "door")
        opened.join()
        process.kill()


def test_a_server_that_ends_before_it_listens_is_unavailable(tmp_path):
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
        with pytest.raises(Unavailable, match="did not start"):
            servers._wait_for(tmp_path / "door", process)


@pytest.mark.servers
def test_a_redis_answers_at_once(tmp_path):
    with servers.redis_server(tmp_path / "redis") as url, Redis.from_url(url) as redis:
        assert redis.ping()
