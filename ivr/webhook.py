"""The door of the voice webhooks: who may come in, and with which words.

A valid signature proves origin, not field boundaries (reliability.md 4.1): each needed name is required, single and of
its grammar; names that Twilio adds without notice are ignored. The URL is made of the configured public one, never of
what a proxy or a stranger says about the host.
"""

import hmac
import math
import re
from dataclasses import dataclass
from urllib.parse import unquote_plus

from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Request

from integration.settings import Settings
from ivr.signature import Signature

_CALL_SID = re.compile(r"CA[0-9a-f]{32}", re.ASCII)
_E164 = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
_WORD = re.compile(r"[a-z-]{0,40}", re.ASCII)
_KEYS = re.compile(r"[^a-z]*")
_NUMBER_AND_MORE = re.compile(r"\+[0-9]+[A-Z]", re.ASCII)
_CONFIDENCE = re.compile(r"[0-9.eE-]{0,24}", re.ASCII)
SPEECH = "SpeechResult"
_NEEDED = {  # a field that we need, as it stands in what was signed: its name, and what its value begins with
    "CallStatus": re.compile(r"CallStatus[a-z]"),
    "Confidence": re.compile(r"Confidence[0-9]"),
    "DialCallStatus": re.compile(r"DialCallStatus[a-z]"),
    "Digits": re.compile(r"Digits[0-9*#]"),
    "From": re.compile(r"From[+0-9a-z]"),
    "ParentCallSid": re.compile(r"ParentCallSidCA"),
    "PaymentToken": re.compile(r"PaymentToken\S"),
    "Result": re.compile(r"(?<!Speech)Result[a-z]"),
    SPEECH: re.compile(rf"{SPEECH}\S"),
    "To": re.compile(r"To\+"),
}
FORM_BYTES_MAX = 64 * 1024  # the app's limit for a body, which `_form` reads within
FORM_FIELDS_MAX = 200  # Twilio sends some 30


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
        return one_or_none(self.form, name)

    def parent(self) -> str:
        """The call of which this one is the agent's leg (twilio.md 2)."""
        parent = self.only("ParentCallSid")
        if _CALL_SID.fullmatch(parent) is None:
            raise Forbidden("ParentCallSid is no call's")
        return parent

    def keys(self, name: str) -> str:
        """A field of keys as pressed. A small letter is no key: the next field's name has slid into this one."""
        return self._fitting(name, _KEYS)

    def word(self, name: str) -> str:
        """A field that is one word of Twilio's, such as Result; nothing else is ever kept of it."""
        return self._fitting(name, _WORD)

    def confidence(self) -> float | None:
        """How sure Twilio is of what was said, 0 to 1; None where it does not tell, nan where that is no number."""
        told = self._fitting("Confidence", _CONFIDENCE)
        try:
            return float(told) if told else None
        except ValueError:
            return math.nan

    def _fitting(self, name: str, grammar: re.Pattern[str]) -> str:
        value = self.only(name)
        if grammar.fullmatch(value) is None:
            raise Forbidden(f"{name} is not of its grammar")
        return value


class Door:
    """Checks signature, account and fields."""

    def __init__(self, *, auth_token: str, account_sid: str, base_url: str) -> None:
        self._signature = Signature(auth_token)
        self._account_sid = account_sid
        self._base_url = base_url.rstrip("/")

    def open(self, request: Request) -> Knock:
        """Let a signed request about a call in; Forbidden otherwise."""
        form = self.signed(request)
        _refuse_glued(form)
        knock = Knock(single(form, "CallSid"), _caller(form), _number(form, "To"), form)
        if _CALL_SID.fullmatch(knock.call_sid) is None:
            raise Forbidden("CallSid is no call's")
        knock.word("CallStatus")
        return knock

    def signed(self, request: Request) -> MultiDict[str, str]:
        """The fields of a request that Twilio signed for our account; Forbidden for any other."""
        query = request.query_string.decode("latin-1")
        url = self._base_url + request.path + (f"?{query}" if query else "")
        form = _form(request)
        if not self._signature.fits(url, form, request.headers.get("X-Twilio-Signature", "")):
            raise Forbidden("the signature does not fit")
        if not hmac.compare_digest(single(form, "AccountSid").encode(), self._account_sid.encode()):
            raise Forbidden("AccountSid is not ours")
        return form


def door_of(settings: Settings) -> Door:
    """The door of one site."""
    return Door(
        auth_token=settings.twilio_auth_token.get_secret_value(),
        account_sid=settings.twilio_account_sid,
        base_url=settings.public_base_url,
    )


def _form(request: Request) -> MultiDict[str, str]:
    body = request.get_data(cache=False).decode(errors="replace")
    if body.count("&") >= FORM_FIELDS_MAX:
        raise Forbidden(f"a form of more than {FORM_FIELDS_MAX} fields")
    return MultiDict(fields_of(body))


def fields_of(body: str) -> list[tuple[str, str]]:
    """The fields as `urllib.parse.parse_qsl` gives them, in half its time: most of them are written as they are."""
    pieces = [piece.partition("=") for piece in body.split("&") if piece]
    return [(_unquoted(name), _unquoted(value)) for name, _equals, value in pieces]


def _unquoted(text: str) -> str:
    return unquote_plus(text) if "%" in text or "+" in text else text


def single(form: MultiDict[str, str], name: str) -> str:
    """A field that must be there, once; Forbidden otherwise."""
    values = form.getlist(name)
    if len(values) != 1:
        raise Forbidden(f"{name} came {len(values)} times; expected once")
    return values[0]


def one_or_none(form: MultiDict[str, str], name: str) -> str:
    """A field that may be left out, '' then; Forbidden when it came twice."""
    values = form.getlist(name)
    if len(values) > 1:
        raise Forbidden(f"{name} came {len(values)} times; expected once at most")
    return values[0] if values else ""


def _refuse_glued(form: MultiDict[str, str]) -> None:
    """Names and values are signed without separators, so a stranger can move the boundaries of a signed request.

    Sorting and the grammars of CallSid, AccountSid and To leave him one trick: a needed field disappears into a
    neighbour, as `Digits1=234` for `Digits=1234`, and the caller would seem to have been silent. What a caller says
    may look like a field; of what is sorted after it we need To alone, which is required.
    """
    signed = "".join([name + ("" if name == SPEECH else value) for name, value in sorted(form.items(multi=True))])
    for name, beginning in _NEEDED.items():
        if name not in form and name in signed and beginning.search(signed):
            raise Forbidden(f"{name} is glued to another field")


def _caller(form: MultiDict[str, str]) -> str:
    """From, where it is a number: 'anonymous', 'unknown' and other text are no caller at all."""
    caller = _number(form, "From")
    return caller if _E164.fullmatch(caller) else ""


def _number(form: MultiDict[str, str], name: str) -> str:
    value = one_or_none(form, name)
    if _NUMBER_AND_MORE.match(value):
        raise Forbidden(f"{name} has another field glued to its number")
    return value
