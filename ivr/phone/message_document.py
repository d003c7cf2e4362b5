"""The words that an application answers a text with: `<Response><Message>`, or plain text."""

from ivr.phone.document import FIRST_ERROR_STATUS, TWIML_TYPES, Document, Node, parse
from ivr.phone.wire import Response


def replies_in(response: Response) -> list[str]:
    """One for each Message, in order; none where there is nothing that can be read."""
    if response.status >= FIRST_ERROR_STATUS:
        return []
    mime = response.content_type.partition(";")[0].strip().lower()
    if mime == "text/plain":
        words = response.body.decode("utf-8", "replace").strip()
        return [words] if words else []
    document = parse(response.body, response.url) if mime in TWIML_TYPES else None
    if not isinstance(document, Document):
        return []
    return [_words(verb) for verb in document.verbs if verb.tag == "Message"]


def _words(message: Node) -> str:
    """The text of its Body, or its own."""
    bodies = [child.text for child in message.children if child.tag == "Body"]
    return bodies[0] if bodies else message.text
