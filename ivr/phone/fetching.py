"""One document of a call: asked for, read, and its oddities written down."""

from ivr.phone import document as documents
from ivr.phone.document import Document, Fault
from ivr.phone.effects import Finding, Steps, reply_to
from ivr.phone.scene import Scene
from ivr.phone.schema import complaints
from ivr.phone.wire import Inline, Request


def fetched(scene: Scene, asked: Request | Inline) -> Steps[Document | Fault]:
    """The document, with a warning 12200 for whatever Twilio does not know in it; or why there is none."""
    if isinstance(asked, Inline):
        scene.progress.turns += 1
        document = documents.parse(asked.twiml.encode(), "")
    else:
        scene.progress.count(asked, scene.options)
        document = documents.read((yield from reply_to(asked)), asked.url)
    if isinstance(document, Document):
        for text in complaints(document):
            yield Finding(12200, "warning", text, document.url)
    return document
