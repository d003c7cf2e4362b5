"""A deadline in wall time for work on a connection whose library knows none: once it is over, the connection ends."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

AGAIN_S = 0.1  # a connection that was not there yet when the time was over is ended as soon as it is


@contextmanager
def ends_within(seconds: float, hang_up: Callable[[], object]) -> Iterator[Event]:
    """Call `hang_up` when the block is not left in time, until it is left. The event tells that it was called.

    Another thread does it: a read that gets a byte now and then never comes to its own timeout. Whatever waits for the
    connection then raises what it raises of one that was lost, or gives what it has so far.
    """
    is_left, is_late = Event(), Event()

    def watch() -> None:
        if not is_left.wait(seconds):
            is_late.set()
            hang_up()
            while not is_left.wait(AGAIN_S):
                hang_up()

    watcher = Thread(target=watch, daemon=True, name="ends_within")
    watcher.start()
    try:
        yield is_late
    finally:
        is_left.set()
        watcher.join()
