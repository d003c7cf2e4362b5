"""What we take for a PDF: enough is looked at that no login page, cut file or endless one is kept as a bill."""

from integration.errors import Garbled

IMAGE_BYTES_MAX = 10 * 1024 * 1024  # of one bill that is cut from a batch
HEAD_BYTES, TAIL_BYTES = 1024, 2048  # where readers look for the marks: ISO 32000-1, annex H, notes 13 and 18


def checked(content: bytes, place: str, bytes_max: int = IMAGE_BYTES_MAX) -> bytes:
    """The same bytes, once they are a whole PDF of a bill's size. Garbled names the place, and shows nothing of it."""
    if len(content) > bytes_max:
        raise Garbled(f"{place}: found {len(content)} bytes; expected a PDF of at most {bytes_max}")
    if b"%PDF-" not in content[:HEAD_BYTES]:
        raise Garbled(f"{place}: found {len(content)} bytes that do not begin as a PDF; expected %PDF-")
    if b"%%EOF" not in content[-TAIL_BYTES:]:
        raise Garbled(f"{place}: found a PDF without its end; expected %%EOF: it may be cut short")
    return content
