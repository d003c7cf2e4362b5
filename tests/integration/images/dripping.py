"""A line to a server on which all is well at first, and then an answer comes by the byte, so that no read times out."""

import socket
import sys
from contextlib import contextmanager
from threading import Event, Thread


@contextmanager
def dripping(port, after_bytes, every_s=0.05):
    """The port of a line to `port` of this machine whose answers drip once so many bytes have come."""
    over, threads = Event(), []

    def pump(source, sink, slow_after):
        came = 0
        try:
            while not over.is_set() and (content := source.recv(1 if came >= slow_after else 512)):
                came += len(content)
                sink.sendall(content)
                if came >= slow_after:
                    over.wait(every_s)
        except OSError:
            pass
        finally:
            source.close()
            sink.close()

    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept():
            try:
                here, _ = listener.accept()
            except OSError:
                return
            there = socket.create_connection(("127.0.0.1", port))
            for words in ((there, here, after_bytes), (here, there, sys.maxsize)):
                threads.append(Thread(target=pump, args=words, daemon=True))
                threads[-1].start()

        threads.append(Thread(target=accept, daemon=True))
        threads[0].start()
        yield listener.getsockname()[1]
        over.set()
