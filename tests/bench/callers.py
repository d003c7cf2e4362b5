"""Callers as fast as they can: each holds one kept connection, signs every request, and follows the TwiML it gets."""

import base64
import hashlib
import hmac
import http.client
import re
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

ACTION = re.compile(rb'action="([^"]+)"')
TURNS_A_CALL = 8


@dataclass(frozen=True)
class Line:
    """Where the callers call, and what Twilio would sign with."""

    address: str
    base_url: str
    auth_token: str
    account_sid: str
    number: str


@dataclass
class Caller:
    """One caller; `took_s` holds the seconds of each turn."""

    line: Line
    name: int
    took_s: list[float] = field(default_factory=list)
    failed: int = 0

    def run(self, until: float) -> None:
        host, port = self.line.address.split(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=30)
        call = 0
        while time.perf_counter() < until:
            call += 1
            self._call(connection, f"CA{self.name:08x}{call:024x}", until)
        connection.close()

    def _call(self, connection: http.client.HTTPConnection, sid: str, until: float) -> None:
        url = self.line.base_url + "/voice"
        for _ in range(TURNS_A_CALL):
            if time.perf_counter() >= until:
                return
            body = self._turn(connection, url, sid)
            action = ACTION.search(body)
            if action is None:
                self.failed += 1
                return
            url = action[1].decode()

    def _turn(self, connection: http.client.HTTPConnection, url: str, sid: str) -> bytes:
        digits = {} if url.endswith("/voice") else {"Digits": "9"}
        params = standard(self.line, sid) | digits
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": sign(url, params, self.line.auth_token),
        }
        begun = time.perf_counter()
        connection.request("POST", urlsplit(url).path, urlencode(params), headers)
        reply = connection.getresponse()
        body = reply.read()
        self.took_s.append(time.perf_counter() - begun)
        self.failed += reply.status != 200
        return body


def standard(line: Line, sid: str) -> dict[str, str]:
    """The parameters that Twilio sends with every request."""
    return {
        "CallSid": sid,
        "AccountSid": line.account_sid,
        "From": "+17705550134",
        "To": line.number,
        "CallStatus": "in-progress",
        "ApiVersion": "2010-04-01",
        "Direction": "inbound",
        "FromCity": "JONESBORO",
        "FromState": "GA",
        "FromZip": "30236",
        "FromCountry": "US",
        "CallToken": "x" * 200,
    }


def sign(url: str, params: Mapping[str, str], token: str) -> str:
    """twilio.md section 9."""
    text = url + "".join(name + params[name] for name in sorted(params))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def run(line: Line, callers: int, seconds: float, first: int = 0) -> tuple[list[float], int, float]:
    """Seconds of every turn, how many failed, and how long it all took."""
    people = [Caller(line, first + name) for name in range(callers)]
    begun = time.perf_counter()
    threads = [threading.Thread(target=person.run, args=(begun + seconds,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = [each for person in people for each in person.took_s]
    return took, sum(person.failed for person in people), time.perf_counter() - begun


if __name__ == "__main__":
    address, token, sid, number, base = sys.argv[1:6]
    took, failed, wall = run(Line(address, base, token, sid, number), 8, float(sys.argv[6]), first=int(sys.argv[7]))
    took.sort()
    print(len(took) / wall, took[len(took) // 2] * 1000, took[int(len(took) * 0.99)] * 1000, failed)
