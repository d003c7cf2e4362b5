"""PDFs of plain text, written by hand: what the sandbox's Cayenta and its biller's bill printer give out."""

from collections.abc import Sequence

HEAD = b"%PDF-1.4\n"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def pdf_of(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF with these lines on each page."""
    places = [4 + 2 * number for number in range(len(pages))]
    kids = b" ".join(b"%d 0 R" % place for place in places)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        FONT,
    ]
    for place, lines in zip(places, pages, strict=True):
        objects += [_page(place + 1), _stream(lines)]
    return _written(objects)


def _page(contents: int) -> bytes:
    fonts = b"/Resources << /Font << /F1 3 0 R >> >>"
    return b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] %s /Contents %d 0 R >>" % (fonts, contents)


def _stream(lines: Sequence[str]) -> bytes:
    shown = b" ".join(b"(%s) Tj T*" % line.translate(_ESCAPED).encode("latin-1") for line in lines)
    stream = b"BT /F1 11 Tf 60 730 Td 16 TL %s ET" % shown
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)


def _written(objects: Sequence[bytes]) -> bytes:
    out, offsets = bytearray(HEAD), []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size, begins = len(objects) + 1, len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, begins)
    return bytes(out)


_ESCAPED = str.maketrans({"(": r"\(", ")": r"\)", "\\": r"\\"})
