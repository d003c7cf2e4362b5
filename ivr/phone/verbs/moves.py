"""Redirect, Hangup and Reject (twilio.md 6)."""

from ivr.phone import attributes
from ivr.phone.document import Fault, Node
from ivr.phone.effects import Ended, Finding, Steps
from ivr.phone.scene import Scene
from ivr.phone.verbs.outcome import Outcome


def redirect(node: Node, scene: Scene) -> Steps[Outcome]:
    """The call goes on with another document; what follows in this one is unreachable."""
    if not node.text and scene.options.empty_redirect == "fault":
        return Fault(11100, "<Redirect> has no URL", scene.url)
    yield from ()
    return scene.transfer("Redirect", node.text, attributes.method(node), {})


def hangup(node: Node, scene: Scene) -> Steps[Outcome]:  # noqa: ARG001 - every verb takes both
    """Ends the call; as the first verb it still counts as answered."""
    yield from ()
    return Ended("completed")


def reject(node: Node, scene: Scene) -> Steps[Outcome]:
    """Ends the call unanswered as busy or no-answer; once the call was answered it cannot be rejected."""
    if not scene.progress.answered:
        return Ended("busy" if node.attributes.get("reason") == "busy" else "no-answer")
    yield Finding(0, "warning", "<Reject> after the call was answered", scene.url)
    return Ended("completed") if scene.options.late_reject == "hang-up" else None


def leave(node: Node, scene: Scene) -> Steps[Outcome]:  # noqa: ARG001 - every verb takes both
    """Means something in the document of a waitUrl only, where `enqueue` sees to it; elsewhere it is passed over."""
    yield Finding(0, "warning", "<Leave> outside a waitUrl", scene.url)
    return None
