"""The form of a REST request, read with Twilio's own refusals."""

import re
from urllib.parse import urlsplit

from werkzeug.datastructures import MultiDict

from ivr.phone.rest.refusal import Refusal

INVALID = 20001
PHONE = re.compile(r"\+[1-9]\d{6,14}")
ADDRESS = re.compile(r"(sip|client):.+")


def number(form: "MultiDict[str, str]", name: str, *, absent: int, invalid: int) -> str:
    """An E.164 number, or a sip: or client: address; refused with the code for its absence or its form."""
    given = form.get(name, "").strip()
    if not given:
        raise Refusal(400, absent, f"A '{name}' phone number is required.")
    if not PHONE.fullmatch(given) and not ADDRESS.fullmatch(given):
        raise Refusal(400, invalid, f"The '{name}' number {given} is not a valid phone number.")
    return given


def url(form: "MultiDict[str, str]", name: str, *, invalid: int) -> str:
    """An absolute http(s) URL, or nothing. Hostnames of callbacks "must not contain underscores" (twilio.md 3)."""
    given = form.get(name, "")
    parts = urlsplit(given)
    if given and (parts.scheme not in {"http", "https"} or not parts.hostname or "_" in parts.hostname):
        raise Refusal(400, invalid, f"{name} is not a valid URL: {given}")
    return given


def whole(form: "MultiDict[str, str]", name: str, default: int, *, least: int, most: int) -> int:
    """A whole number within its range."""
    given = form.get(name, str(default))
    if not given.isascii() or not given.isdecimal() or not least <= int(given) <= most:
        raise Refusal(400, INVALID, f"Invalid parameter '{name}': {given}, expected {least} to {most}")
    return int(given)


def one_of(form: "MultiDict[str, str]", name: str, allowed: frozenset[str], default: str) -> str:
    """One of the words."""
    given = form.get(name, default)
    if given not in allowed:
        raise Refusal(400, INVALID, f"Invalid parameter '{name}': {given}")
    return given


def method(form: "MultiDict[str, str]", name: str) -> str:
    """GET or POST; POST unless it says otherwise."""
    return one_of(form, name, frozenset({"GET", "POST"}), "POST")


def refuse_unread(form: "MultiDict[str, str]", read: frozenset[str]) -> None:
    """What this simulator would pass over in silence is refused by name instead."""
    unread = sorted(set(form) - read)
    if unread:
        raise Refusal(400, INVALID, f"not simulated: {', '.join(unread)}")
