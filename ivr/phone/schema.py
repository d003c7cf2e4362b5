"""Which verbs, attributes and nestings Twilio knows: what else is found gets warning 12200 and is passed over."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ivr.phone.document import Document, Node

ANY = ""
COUNT = r"\d+"
POSITIVE = r"0*[1-9]\d*"
SECONDS = rf"auto|{POSITIVE}"
FLAG = "true|false"
METHOD = "GET|POST"
SSML = frozenset(("break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w"))


@dataclass(frozen=True)
class Shape:
    """An element: the pattern of each attribute's value (empty: any), and what may stand inside.

    `attributes` is None where neither attributes nor children are looked at.
    """

    attributes: Mapping[str, str] | None = None
    children: frozenset[str] = frozenset()
    text: bool = False


GATHER = {
    "action": ANY, "method": METHOD, "input": r"(dtmf|speech)( (dtmf|speech))?", "timeout": SECONDS,
    "speechTimeout": SECONDS, "finishOnKey": r"[0-9#*]?", "numDigits": POSITIVE, "actionOnEmptyResult": FLAG,
    "hints": ANY, "language": ANY, "speechModel": ANY, "partialResultCallback": ANY,
    "partialResultCallbackMethod": METHOD, "profanityFilter": FLAG, "enhanced": FLAG, "maxSpeechTime": COUNT,
    "bargeIn": FLAG, "debug": FLAG,
}  # fmt: skip
DIAL = {
    "action": ANY, "method": METHOD, "timeout": COUNT, "timeLimit": COUNT, "hangupOnStar": FLAG, "callerId": ANY,
    "answerOnBridge": FLAG, "record": ANY, "recordingStatusCallback": ANY, "recordingStatusCallbackMethod": METHOD,
    "recordingStatusCallbackEvent": ANY, "recordingTrack": ANY, "trim": ANY, "sequential": FLAG, "referUrl": ANY,
    "referMethod": METHOD, "ringTone": ANY, "callReason": r".{0,50}", "recordingConfiguration": ANY, "events": ANY,
}  # fmt: skip
# Values of Pay are judged by Pay itself: they end in Result=validation-error, not in a warning.
PAY = dict.fromkeys(
    [
        "input",
        "action",
        "bankAccountType",
        "statusCallback",
        "statusCallbackMethod",
        "timeout",
        "maxAttempts",
        "securityCode",
        "postalCode",
        "minPostalCodeLength",
        "paymentConnector",
        "paymentMethod",
        "tokenType",
        "chargeAmount",
        "currency",
        "description",
        "validCardTypes",
        "language",
    ],
    ANY,
)
PROMPT = dict.fromkeys(("for", "errorType", "cardType", "attempt", "requireMatchingInputs"), ANY)
RECORD = {
    "action": ANY, "method": METHOD, "timeout": POSITIVE, "finishOnKey": r"[0-9#*]*", "maxLength": POSITIVE,
    "playBeep": FLAG, "trim": "trim-silence|do-not-trim", "recordingStatusCallback": ANY,
    "recordingStatusCallbackMethod": METHOD, "recordingStatusCallbackEvent": ANY, "transcribe": FLAG,
    "transcribeCallback": ANY, "recordingConfiguration": ANY,
}  # fmt: skip
ENQUEUE = {
    "action": ANY, "method": METHOD, "maxQueueSize": COUNT, "waitUrl": ANY, "waitUrlMethod": METHOD, "workflowSid": ANY,
}  # fmt: skip
NOT_SIMULATED = ("Connect", "Refer", "Sms", "Start", "Stop", "Siprec", "Stream")
DIAL_NOUNS = ("Number", "Sip", "Client", "Conference", "Queue", "Sim", "Application", "WhatsApp")

SHAPES: dict[str, Shape] = {
    "Say": Shape({"voice": ANY, "language": ANY, "loop": COUNT}, SSML, text=True),
    "Play": Shape({"loop": COUNT, "digits": r"[0-9A-DwW#*]*"}, text=True),
    "Pause": Shape({"length": COUNT}),
    "Gather": Shape(GATHER, frozenset({"Say", "Play", "Pause"})),
    "Redirect": Shape({"method": METHOD}, text=True),
    "Hangup": Shape({}),
    "Reject": Shape({"reason": "rejected|busy"}, frozenset({"Parameter"})),
    "Dial": Shape(DIAL, frozenset(DIAL_NOUNS), text=True),
    "Record": Shape(RECORD),
    "Enqueue": Shape(ENQUEUE, frozenset({"Task"}), text=True),
    "Leave": Shape({}),
    "Pay": Shape(PAY, frozenset({"Prompt", "Parameter"})),
    "Prompt": Shape(PROMPT, frozenset({"Say", "Play", "Pause"})),
    "Parameter": Shape({"name": ANY, "value": ANY}),
    **{tag: Shape() for tag in (*NOT_SIMULATED, *DIAL_NOUNS, *SSML)},
}
TOP = Shape({}, frozenset({*SHAPES} - {"Prompt", "Parameter"} - SSML - set(DIAL_NOUNS)))


def complaints(document: Document) -> tuple[str, ...]:
    """What deserves a warning 12200, in the order of the text, reached or not; none of it stops a call."""
    return tuple(_element(document.root, TOP))


def known_children(node: Node) -> tuple[Node, ...]:
    """The children that Twilio would execute; the others it passes over."""
    allowed = SHAPES[node.tag].children
    return tuple(child for child in node.children if child.tag in allowed)


def _element(node: Node, shape: Shape) -> Iterator[str]:
    if shape.attributes is None:
        return
    for name, value in node.attributes.items():
        yield from _attribute(node.tag, name, value, shape.attributes)
    if node.loose_text and not shape.text:
        yield f"unexpected words inside <{node.tag}>"
    for child in node.children:
        yield from _child(node, child, shape)


def _attribute(tag: str, name: str, value: str, known: Mapping[str, str]) -> Iterator[str]:
    if name not in known:
        yield f"<{tag}> has no attribute {name}"
    elif known[name] and not re.fullmatch(known[name], value):
        yield f'<{tag} {name}="{value}"> is not a value that it takes'


def _child(parent: Node, child: Node, shape: Shape) -> Iterator[str]:
    if child.tag in shape.children:
        yield from _element(child, SHAPES[child.tag])
        if parent.tag == "Gather" and child.tag == "Play" and "digits" in child.attributes:
            yield "<Play digits> is not allowed inside <Gather>"
    elif child.tag in SHAPES:
        yield f"<{child.tag}> is not allowed inside <{parent.tag}>"
    else:
        yield f"<{child.tag}> is not a verb or noun"
