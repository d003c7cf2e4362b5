"""Bytes of a reply to a tree of verbs, or to the fault that Twilio would report (twilio.md 1 and 11)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from ivr.phone.wire import NoReply, Reply, Response

LARGEST_BODY_BYTES = 64 * 1024
TWIML_TYPES = frozenset({"text/xml", "application/xml", "text/html"})
FIRST_ERROR_STATUS = 300  # redirects were followed before; one that is left could not be


@dataclass(frozen=True)
class Node:
    """One element. `text` is everything written inside it, at any depth, with its whitespace collapsed."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    children: tuple["Node", ...] = ()
    loose_text: bool = False  # words directly inside, beside or between the children
    written: int = 0  # characters between the tags of a Say as they were written, tags and blanks included


@dataclass(frozen=True)
class Document:
    """A document that can be executed. Relative URLs in it are resolved against `url`."""

    url: str
    verbs: tuple[Node, ...]
    root: Node


@dataclass(frozen=True)
class Fault:
    """Why there is nothing to execute: fatal, unless a fallback URL helps. `last` where it was the fallback's own."""

    code: int
    text: str
    url: str
    last: bool = False


def read(reply: Reply, url: str) -> Document | Fault:
    """The document in the reply. `url` is what was asked for; the reply's own, after redirects, comes first."""
    if isinstance(reply, NoReply):
        return Fault(reply.code, reply.text, url)
    url = reply.url or url
    if reply.status >= FIRST_ERROR_STATUS:
        return Fault(11200, f"HTTP retrieval failure: status {reply.status}", url)
    if len(reply.body) > LARGEST_BODY_BYTES:
        return Fault(11750, f"TwiML response body too large: {len(reply.body)} bytes", url)
    return _by_type(reply, url)


def _by_type(response: Response, url: str) -> Document | Fault:
    mime = response.content_type.partition(";")[0].strip().lower()
    if mime in TWIML_TYPES:
        return parse(response.body, url)
    if mime.startswith("audio/"):
        return _verbs(url, Node("Play", text=url))
    if mime == "text/plain":
        document = parse(response.body, url)
        return document if isinstance(document, Document) else _verbs(url, Node("Say", text=_words(response.body)))
    return Fault(12300, f"Invalid Content-Type: {mime or 'none at all'}", url)


def parse(body: bytes, url: str) -> Document | Fault:
    """TwiML to verbs; fault 12100 for anything that is not well-formed or whose root is not `Response`."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        element = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        return Fault(12100, f"Document parse failure: {error.msg}", url)
    if element.tag != "Response":
        return Fault(12100, f"Document parse failure: the root is <{element.tag}>, not <Response>", url)
    root = _node(element)
    return Document(url, root.children, root)


def _node(element: etree._Element) -> Node:
    children = [child for child in element if isinstance(child.tag, str)]
    between = [element.text, *(child.tail for child in children)]
    return Node(
        tag=element.tag,
        attributes={str(name): str(value) for name, value in element.attrib.items()},
        text=" ".join("".join(element.itertext()).split()),
        children=tuple(_node(child) for child in children),
        loose_text=any(text and text.strip() for text in between),
        written=_written(element) if element.tag == "Say" else 0,
    )


def _written(element: etree._Element) -> int:
    inside = (etree.tostring(child, encoding="unicode") for child in element)  # each with what follows it
    return len(element.text or "") + sum(len(each) for each in inside)


def _verbs(url: str, node: Node) -> Document:
    return Document(url, (node, Node("Hangup")), Node("Response", children=(node,)))


def _words(body: bytes) -> str:
    return " ".join(body.decode("utf-8", "replace").split())
