"""Who may bring a text or news of one, and with which words: as `ivr.webhook` for calls.

Each needed field is there once and of its grammar. What somebody wrote may look like a field; of what is sorted after
it, From, MessageSid and To are needed themselves.
"""

import re
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Request

from ivr.webhook import Door, Forbidden, one_or_none, single

_SID = re.compile(r"(SM|MM)[0-9a-f]{32}", re.ASCII)
_E164 = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
_STATUS = re.compile(r"[a-z]{1,20}", re.ASCII)
_CODE = re.compile(r"[0-9]{0,10}", re.ASCII)
_OPT_OUT = re.compile(r"(STOP|START|HELP)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class TextKnock:
    """A text that was let in. `opt_out` is '' unless the phone company took it for one of its words and answered it."""

    sid: str
    from_: str
    to: str
    body: str
    opt_out: str


@dataclass(frozen=True, slots=True)
class NewsKnock:
    """News of a text of ours. `code` is '' for none."""

    sid: str
    to: str
    status: str
    code: str


class TextDoor:
    """Opens to the phone company alone."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def text(self, request: Request) -> TextKnock:
        """Forbidden for anything but a signed text from a number to a number."""
        form = self._door.signed(request)
        return TextKnock(
            sid=_fitting(form, "MessageSid", _SID),
            from_=_fitting(form, "From", _E164),
            to=_fitting(form, "To", _E164),
            body=single(form, "Body"),
            opt_out=_fitting(form, "OptOutType", _OPT_OUT),
        )

    def news(self, request: Request) -> NewsKnock:
        """Forbidden for anything but signed news."""
        form = self._door.signed(request)
        return NewsKnock(
            sid=_fitting(form, "MessageSid", _SID),
            to=_fitting(form, "To", _E164),
            status=_fitting(form, "MessageStatus", _STATUS),
            code=_fitting(form, "ErrorCode", _CODE),
        )


def _fitting(form: MultiDict[str, str], name: str, grammar: re.Pattern[str]) -> str:
    value = one_or_none(form, name)
    if grammar.fullmatch(value) is None:
        raise Forbidden(f"{name} is not of its grammar")
    return value
