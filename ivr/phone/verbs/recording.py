"""What a recording is called, and the callback that tells that it is there (twilio.md 7 and 10)."""

from collections.abc import Iterator

from ivr.phone import attributes
from ivr.phone.document import Node
from ivr.phone.effects import Later
from ivr.phone.scene import Scene
from ivr.phone.wire import Request

API = "https://api.twilio.com/2010-04-01/Accounts"  # a name, never asked: there is no sound behind it


def recorded(scene: Scene, seconds: float) -> dict[str, str]:
    """RecordingSid, RecordingUrl and RecordingDuration of a new recording."""
    sid = scene.ids.sid("RE")
    url = f"{API}/{scene.facts.account_sid}/Recordings/{sid}"
    return {"RecordingSid": sid, "RecordingUrl": url, "RecordingDuration": str(round(seconds))}


def ready(node: Node, scene: Scene, recording: dict[str, str], source: str) -> Iterator[Later]:
    """The recordingStatusCallback, if the verb has one that wants `completed`."""
    reference = node.attributes.get("recordingStatusCallback", "")
    wanted = "completed" in node.attributes.get("recordingStatusCallbackEvent", "completed").split()
    told = {
        "AccountSid": scene.facts.account_sid,
        "CallSid": scene.facts.call_sid,
        **recording,
        "RecordingStatus": "completed",
        "RecordingChannels": "1",
        "RecordingSource": source,
    }
    method = attributes.method(node, "recordingStatusCallbackMethod")
    request = scene.request(f"{node.tag} recordingStatusCallback", reference, method, told, "recording")
    if reference and wanted and isinstance(request, Request):
        yield Later(scene.options.recording_ready_s, request)
