"""Batch PDFs written by hand, object by object, as printers write them and pypdf alone would not."""

import io
from dataclasses import dataclass, field
from zlib import compress

from pypdf import PdfWriter

HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


@dataclass
class Handmade:
    """Objects in their order; `add` gives the number by which others name it."""

    objects: list[bytes] = field(default_factory=lambda: [b"", b""])  # the catalogue and the tree of pages
    pages: list[int] = field(default_factory=list)

    def add(self, content=b""):
        self.objects.append(content)
        return len(self.objects)

    def stream(self, content, entries=b""):
        return self.add(b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(content), content))

    def packed(self, content, entries=b""):
        """The same, compressed."""
        return self.stream(compress(content), b"/Filter/FlateDecode" + entries)

    def text(self, words, entries=b"", font=b"F1"):
        return self.packed(b"BT /%s 12 Tf 50 700 Td (%s) Tj ET" % (font, words), entries)

    def page(self, resources, content, entries=b""):
        entries += b"/Resources %s/Contents %d 0 R" % (resources, self.packed(content))
        self.pages.append(self.add(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]%s>>" % entries))

    def written(self):
        kids = b" ".join(b"%d 0 R" % page for page in self.pages)
        self.objects[0] = b"<</Type/Catalog/Pages 2 0 R>>"
        self.objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(self.pages), kids)
        out, places = b"%PDF-1.4\n", []
        for number, content in enumerate(self.objects, 1):
            places.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
        table = b"".join(b"%010d 00000 n \n" % place for place in places)
        size = len(places) + 1
        out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, out.index(b"xref\n"))


def everything_in(content):
    """All that a curious reader can find: the bytes, and each stream unpacked, whether it is drawn or not."""
    streams = [found.get_data() for found in PdfWriter(io.BytesIO(content))._objects if hasattr(found, "get_data")]
    return b"\n".join([content, *streams])
