"""Callers as fast as they can: each holds one kept connection, signs every request, and follows the TwiML it gets."""

import base64
import hashlib
import hmac
import http.client
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

PLACE = re.compile(rb'action="([^"]+)"|<Redirect>([^<]+)<')
TURNS_A_CALL = 8
ANSWER_WAIT_S = 30.0


@dataclass(frozen=True)
class Line:
    """Where the callers call, and what Twilio would sign with."""

    port: int
    base_url: str
    auth_token: str
    account_sid: str
    number: str


@dataclass
class Load:
    """What came of it: seconds of every answered turn, how many were not answered well, and how long it all took."""

    took_s: list[float]
    failed: int
    wall_s: float

    @property
    def per_s(self) -> float:
        return len(self.took_s) / self.wall_s

    def percentile_ms(self, percent: int) -> float:
        """Of the answered turns; infinity where none was."""
        ordered = sorted(self.took_s)
        return ordered[len(ordered) * percent // 100] * 1000 if ordered else float("inf")


@dataclass
class Caller:
    """One caller; `took_s` holds the seconds of each turn, `place` the URL that the last document leads to."""

    line: Line
    call_sid: str
    number: str = "+17705550134"
    place: str = ""
    took_s: list[float] = field(default_factory=list)
    failed: int = 0

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", self.line.port, timeout=ANSWER_WAIT_S)
        self.call(self.call_sid)

    def call(self, call_sid: str) -> None:
        """Dial; the first turn answers."""
        self.call_sid = call_sid
        self.place = self.line.base_url + "/voice"

    def turn(self, digits: str = "") -> bool:
        """One turn: whether it was answered with a document that leads on."""
        params = parameters(self.line, self.call_sid, self.number) | ({"Digits": digits} if digits else {})
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": sign(self.place, params, self.line.auth_token),
        }
        begun = time.perf_counter()
        try:
            self._connection.request("POST", urlsplit(self.place).path, urlencode(params), headers)
            reply = self._connection.getresponse()
            body = reply.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            self.failed += 1
            return False
        leads_to = PLACE.search(body)
        if reply.status != http.client.OK or leads_to is None:
            self.failed += 1
            return False
        self.took_s.append(time.perf_counter() - begun)
        self.place = (leads_to[1] or leads_to[2]).decode()
        return True

    def close(self) -> None:
        self._connection.close()


def parameters(line: Line, call_sid: str, caller: str) -> dict[str, str]:
    """What Twilio sends with every request."""
    return {
        "CallSid": call_sid,
        "AccountSid": line.account_sid,
        "From": caller,
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


def press_nines(line: Line, *, callers: int, seconds: float, round_: int) -> Load:
    """Calls of TURNS_A_CALL turns, one after another, that ask for the greeting again and again.

    `round_` keeps the calls of one round from being repeats of another's.
    """
    people = [Caller(line, "") for _ in range(callers)]
    begun = time.perf_counter()
    until = begun + seconds
    threads = [
        threading.Thread(target=_press_nines, args=(person, round_ * callers + place, until))
        for place, person in enumerate(people)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took_s = [each for person in people for each in person.took_s]
    return Load(took_s, sum(person.failed for person in people), time.perf_counter() - begun)


def _press_nines(person: Caller, name: int, until: float) -> None:
    call = 0
    while time.perf_counter() < until:
        call += 1
        person.call(f"CA{name:08x}{call:024x}")
        for turn in range(TURNS_A_CALL):
            if not person.turn("9" if turn else "") or time.perf_counter() >= until:
                break
    person.close()
