"""The cookies of one call: kept and sent again, as Twilio does (twilio.md 3: "so a Flask session works")."""

from datetime import datetime
from email.utils import parsedate_to_datetime
from http.cookies import CookieError, Morsel, SimpleCookie
from urllib.parse import urlsplit

from ivr.phone.wire import Response


class Cookies:
    """A browser's jar, as far as a voice application needs one: by host, path and `Secure`, until they expire."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, str], Morsel[str]] = {}

    def header(self, url: str) -> dict[str, str]:
        """The Cookie header for that URL, if there is one."""
        parts = urlsplit(url)
        fitting = [
            f"{name}={morsel.coded_value}"
            for (host, path, name), morsel in self._kept.items()
            if host == parts.hostname and _below(parts.path, path) and (parts.scheme == "https" or not morsel["secure"])
        ]
        return {"Cookie": "; ".join(fitting)} if fitting else {}

    def learn(self, url: str, response: Response, now: datetime) -> None:
        """Keeps what the response sets, and drops what it lets expire."""
        for line in response.set_cookies:
            for name, morsel in _read(line).items():
                key = (urlsplit(url).hostname or "", morsel["path"] or "/", name)
                self._kept.pop(key, None)
                if not _expired(morsel, now):
                    self._kept[key] = morsel


def _read(line: str) -> SimpleCookie:
    try:
        return SimpleCookie(line)
    except CookieError:
        return SimpleCookie()


def _below(path: str, kept: str) -> bool:
    """Whether a cookie of that path goes with this one (RFC 6265, 5.1.4)."""
    return path == kept or path.startswith(kept if kept.endswith("/") else kept + "/") or kept == "/"


def _expired(morsel: "Morsel[str]", now: datetime) -> bool:
    age = str(morsel["max-age"])
    if age:
        return not age.isdecimal() or int(age) == 0
    try:
        return bool(morsel["expires"]) and parsedate_to_datetime(morsel["expires"]) <= now
    except ValueError:  # a date that is none does not expire
        return False
