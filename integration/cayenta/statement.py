"""A bill's PDF within an answer, which is too large for libxml2's text: it is cut out, and the rest read as any answer.

Base64 between two tags can be nothing but the text of an element, so that cutting it changes nothing else of the XML.
It may stand in a CDATA section, or have the ends of its lines written as character references.
"""

import re
from base64 import b64decode
from dataclasses import dataclass, replace

from integration.billers.images import BYTES_A_MB
from integration.ports import HttpReply

TEXT_BYTES_MIN = 64 * 1024  # shorter ones stay where they are
AROUND_BYTES_MAX = 64 * 1024  # of the answer besides the PDF
CUT_OUT = "(cut out)"  # no base64
_LONG_TEXT = re.compile(
    # The second is the CDATA section's: no reference is one there.
    rb"(?<=>)[A-Za-z0-9+/=\s&#;]{%d,}(?=<)|(?<=\[CDATA\[)[A-Za-z0-9+/=\s]{%d,}(?=\]\]>)"
    % (TEXT_BYTES_MIN, TEXT_BYTES_MIN)
)
_SPACE_WRITTEN = re.compile(rb"&#(?:0*(?:9|10|13|32)|x0*(?:9|[Aa]|[Dd]|20));")
LINE, LINE_END = 64, len("&#13;\n")  # the shortest lines that are written, and how long the longest end of one is
_SPACE = b" \t\r\n"


def answer_bytes_max(pdf_mb_max: int) -> int:
    """How long an answer may be whose PDF is of at most so many megabytes: base64 in lines, each with its end."""
    encoded = pdf_mb_max * BYTES_A_MB * 4 // 3
    return encoded + encoded * LINE_END // LINE + AROUND_BYTES_MAX


@dataclass(frozen=True, slots=True)
class Statement:
    """An answer without the PDF's text, and that text; b'' where the answer is short enough to stay as it is."""

    reply: HttpReply
    text: bytes

    def content(self, told: str) -> bytes:
        """The PDF's bytes; `told` is what the answer says now in its text's place. ValueError where it is no base64."""
        text = _SPACE_WRITTEN.sub(b"", self.text) if self.text and told == CUT_OUT else told.encode()
        return b64decode(text.translate(None, _SPACE), validate=True)


def cut_out(reply: HttpReply) -> Statement:
    """Cut one long text out. Where there are two, none is: which of them is meant is for the reader of XML to say."""
    found = [match.span() for match in _LONG_TEXT.finditer(reply.body)]
    if len(found) != 1:
        return Statement(reply, b"")
    ((begin, end),) = found
    body = reply.body[:begin] + CUT_OUT.encode() + reply.body[end:]
    return Statement(replace(reply, body=body), reply.body[begin:end])
