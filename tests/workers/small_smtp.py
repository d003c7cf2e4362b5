"""A mail relay on loopback that takes mail and keeps it; what it says is put in by the test."""

import email
import socket
import threading
from contextlib import contextmanager, suppress


class SmallRelay:
    """`mails` are (recipients, message). An empty answer after DATA cuts the connection."""

    def __init__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.to_rcpt, self.after_data, self.to_quit = b"250 ok", b"250 taken", b"221 bye"
        self.mails = []
        self._thread = threading.Thread(target=self._accept)
        self._thread.start()

    def _accept(self):
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                with connection, connection.makefile("rwb") as lines, suppress(OSError):
                    self._converse(lines)

    def _converse(self, lines):
        to = []
        self._say(lines, b"220 here")
        while line := lines.readline():
            verb = line[:4].upper()
            if verb == b"RCPT":
                to.append(line.decode().partition("<")[2].partition(">")[0])
                self._say(lines, self.to_rcpt)
            elif verb == b"DATA":
                self._say(lines, b"354 go on")
                self.mails.append((to, email.message_from_bytes(b"".join(iter(lines.readline, b".\r\n")))))
                if not self.after_data:
                    return
                self._say(lines, self.after_data)
            else:
                self._say(lines, self.to_quit if verb == b"QUIT" else b"250 ok")

    @staticmethod
    def _say(lines, words):
        lines.write(words + b"\r\n")
        lines.flush()

    def close(self):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)


@contextmanager
def small_relay():
    relay = SmallRelay()
    try:
        yield relay
    finally:
        relay.close()
