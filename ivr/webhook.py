"""The door of the voice webhooks: who may come in, and with which words.

A valid signature proves origin, not field boundaries (reliability.md 4.1): each needed name is required, single and of
its grammar; names that Twilio adds without notice are ignored. The URL is made of the configured public one, never of
what a proxy or a stranger says about the host.
"""

import hmac
import re
from dataclasses import dataclass

from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Request

_CALL_SID = re.compile(r"CA[0-9a-f]{32}", re.ASCII)
_E164 = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
_LAST_FOUR = re.compile(r"[0-9]{4}$", re.ASCII)
FORM_BYTES_MAX = 64 * 1024


class Forbidden(Exception):
    """Not Twilio, not our account, or fields that cannot be: 403 and nothing said."""


@dataclass(frozen=True, slots=True)
class Knock:
    """A request that was let in. `caller` is '' where Twilio gave no number; `line` is '' on callbacks without To."""

    call_sid: str
    caller: str
    line: str
    form: MultiDict[str, str]

    def only(self, name: str) -> str:
        """A field's one value; '' where it is absent. Two values are nobody's answer."""
        values = self.form.getlist(name)
        if len(values) > 1:
            raise Forbidden(f"{name} came {len(values)} times")
        return values[0] if values else ""


class Door:
    """Checks signature, account and fields."""

    def __init__(self, *, auth_token: str, account_sid: str, base_url: str) -> None:
        self._validator = RequestValidator(auth_token)
        self._account_sid = account_sid
        self._base_url = base_url.rstrip("/")

    def open(self, request: Request) -> Knock:
        """Let a signed request in; Forbidden otherwise."""
        query = request.query_string.decode("latin-1")
        url = self._base_url + request.path + (f"?{query}" if query else "")
        form = request.form
        signature = request.headers.get("X-Twilio-Signature", "")
        if not self._validator.validate(url, form, signature):
            raise Forbidden("the signature does not fit")
        knock = Knock(_single(form, "CallSid"), _caller(form), form.get("To", ""), form)
        if _CALL_SID.fullmatch(knock.call_sid) is None:
            raise Forbidden("CallSid is no call's")
        if not hmac.compare_digest(_single(form, "AccountSid").encode(), self._account_sid.encode()):
            raise Forbidden("AccountSid is not ours")
        return knock


def _single(form: MultiDict[str, str], name: str) -> str:
    values = form.getlist(name)
    if len(values) != 1:
        raise Forbidden(f"{name} came {len(values)} times; expected once")
    return values[0]


def _caller(form: MultiDict[str, str]) -> str:
    """From, where it is a number: 'anonymous', 'unknown' and other text are no caller at all."""
    values = form.getlist("From")
    return values[0] if len(values) == 1 and _E164.fullmatch(values[0]) else ""


def last_four(masked: str) -> str:
    """The last four digits of a masked card number as <Pay> gives it; '' where there are none."""
    found = _LAST_FOUR.search(masked)
    return found.group() if found else ""
