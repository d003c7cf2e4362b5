"""`calls.create`: the form as an Order, or Twilio's refusal (twilio.md 10)."""

import re
from collections.abc import Mapping
from typing import cast

from werkzeug.datastructures import MultiDict

from ivr.phone.order import DETECTION_DEFAULT_S, RING_DEFAULT_S, RING_MAX_S, Application, CallEvent, Detection, Order
from ivr.phone.rest import form as read
from ivr.phone.rest.refusal import Refusal

TWIML_CHARACTERS_MAX = 4000
TIME_LIMIT_MAX_S = 86_400
DETECTION_MAX_S = 59
DIGITS = re.compile(r"[0-9A-D#*wW]{0,32}")
EVENTS: tuple[CallEvent, ...] = ("initiated", "ringing", "answered", "completed")
RECORDING_EVENTS = frozenset({"in-progress", "completed", "absent"})
# Taken and without effect here: they tune what is planned, or decorate what is not looked at.
PASSED_OVER = frozenset({
    "MachineDetectionSpeechThreshold", "MachineDetectionSpeechEndThreshold", "MachineDetectionSilenceTimeout",
    "CallReason", "CallToken", "CallerId", "Trim",
})  # fmt: skip
THRESHOLDS_MS = (  # default, least, most (twilio.md 10, AMD)
    ("MachineDetectionSpeechThreshold", 2400, 1000, 6000),
    ("MachineDetectionSpeechEndThreshold", 1200, 500, 5000),
    ("MachineDetectionSilenceTimeout", 5000, 2000, 10_000),
)
READ = PASSED_OVER | {
    "ApplicationSid", "To", "From", "Url", "Method", "Twiml", "FallbackUrl", "FallbackMethod", "StatusCallback",
    "StatusCallbackMethod", "StatusCallbackEvent", "Timeout", "TimeLimit", "SendDigits", "MachineDetection",
    "MachineDetectionTimeout", "AsyncAmd", "AsyncAmdStatusCallback", "AsyncAmdStatusCallbackMethod",
    "Record", "RecordingStatusCallback", "RecordingStatusCallbackMethod", "RecordingStatusCallbackEvent",
}  # fmt: skip


def order(form: "MultiDict[str, str]", applications: Mapping[str, Application]) -> Order:
    """The order. "If both twiml and url: twiml ignored"; an application's URLs come before those of the form."""
    read.refuse_unread(form, READ)
    _thresholds(form)
    if form.get("ApplicationSid"):
        form = _of_application(form, applications)
    url = read.url(form, "Url", invalid=21205)
    if not url and not form.get("Twiml"):
        raise Refusal(400, 21205, "Url parameter is required: neither Url nor Twiml was given.")
    return Order(
        to=read.number(form, "To", absent=21201, invalid=21211),
        from_=read.number(form, "From", absent=21213, invalid=21212),
        url=url,
        method=read.method(form, "Method"),
        twiml="" if url else twiml(form),
        fallback_url=read.url(form, "FallbackUrl", invalid=21205),
        fallback_method=read.method(form, "FallbackMethod"),
        status_callback=read.url(form, "StatusCallback", invalid=21609),
        status_method=read.method(form, "StatusCallbackMethod"),
        events=_events(form),
        ring_max_s=read.whole(form, "Timeout", RING_DEFAULT_S, least=1, most=RING_MAX_S),
        time_limit_s=read.whole(form, "TimeLimit", 0, least=0, most=TIME_LIMIT_MAX_S),
        send_digits=_digits(form),
        detection=cast(
            "Detection",
            read.one_of(form, "MachineDetection", frozenset({"", "Enable", "DetectMessageEnd"}), ""),
        ),
        detection_max_s=read.whole(form, "MachineDetectionTimeout", DETECTION_DEFAULT_S, least=3, most=DETECTION_MAX_S),
        background=read.one_of(form, "AsyncAmd", frozenset({"true", "false"}), "false") == "true",
        verdict_url=read.url(form, "AsyncAmdStatusCallback", invalid=21609),
        verdict_method=read.method(form, "AsyncAmdStatusCallbackMethod"),
        record=read.one_of(form, "Record", frozenset({"true", "false"}), "false") == "true",
        recording_url=read.url(form, "RecordingStatusCallback", invalid=21609),
        recording_method=read.method(form, "RecordingStatusCallbackMethod"),
        recording_events=_recording_events(form),
    )


def _of_application(form: "MultiDict[str, str]", known: Mapping[str, Application]) -> "MultiDict[str, str]":
    """The form with the application's URLs: "makes url/method/fallback/status_callback params ignored"."""
    named = known.get(form["ApplicationSid"])
    if named is None:
        raise Refusal(400, 21218, f"Invalid ApplicationSid: {form['ApplicationSid']}")
    theirs = {
        "Url": named.voice_url,
        "Method": named.voice_method,
        "FallbackUrl": named.fallback_url,
        "FallbackMethod": named.fallback_method,
        "StatusCallback": named.status_callback,
        "StatusCallbackMethod": named.status_method,
    }
    kept = [(name, value) for name, value in form.items(multi=True) if name not in theirs | {"Twiml": ""}]
    return MultiDict([*kept, *theirs.items()])


def _thresholds(form: "MultiDict[str, str]") -> None:
    """Their ranges are looked at; what they tune is planned here (`Callee`)."""
    for name, default, least, most in THRESHOLDS_MS:
        read.whole(form, name, default, least=least, most=most)


def twiml(form: "MultiDict[str, str]") -> str:
    """Inline TwiML, "max 4000 chars (32018)"."""
    given = form.get("Twiml", "")
    if len(given) > TWIML_CHARACTERS_MAX:
        raise Refusal(400, 32018, f"The Twiml parameter has {len(given)} characters, over {TWIML_CHARACTERS_MAX}.")
    return given


def _events(form: "MultiDict[str, str]") -> tuple[CallEvent, ...]:
    """A list, "encoded as repeated params. Default only completed"."""
    given = form.getlist("StatusCallbackEvent") or ["completed"]
    wrong = [event for event in given if event not in EVENTS]
    if wrong:
        raise Refusal(400, 21626, f"Invalid StatusCallbackEvent: {', '.join(wrong)}")
    return tuple(event for event in EVENTS if event in given)


def _recording_events(form: "MultiDict[str, str]") -> tuple[str, ...]:
    """Of in-progress, completed and absent; completed by default."""
    given = [event for each in form.getlist("RecordingStatusCallbackEvent") or ["completed"] for event in each.split()]
    wrong = [event for event in given if event not in RECORDING_EVENTS]
    if wrong:
        raise Refusal(400, read.INVALID, f"Invalid RecordingStatusCallbackEvent: {', '.join(wrong)}")
    return tuple(given)


def _digits(form: "MultiDict[str, str]") -> str:
    given = form.get("SendDigits", "")
    if not DIGITS.fullmatch(given):
        raise Refusal(400, read.INVALID, "Invalid parameter 'SendDigits': up to 32 of 0-9 A-D # * w W")
    return given
