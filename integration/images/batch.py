"""A batch PDF by its pages: what stands on each, and one bill's pages as a PDF of their own.

Nothing of any other page comes along: of a page only its look is copied, without links, notes or thumbnails, and of
pictures that all pages share only those that it draws.
"""

import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject, NameObject

from integration.errors import Garbled, Refused, Unavailable

BATCH_BYTES_MAX = 1024**3
PAGES_MAX = 50_000
LOOK = frozenset({"/Type", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents"})
_DRAWN = re.compile(rb"/([^\s/<>\[\]()%]+)\s+Do\b")
# What pypdf raises of a damaged object beside its own errors: it reads them as Python's.
DAMAGE = (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, OverflowError)


class Batch:
    """An open batch PDF. Raises Garbled for what is no PDF, Refused for one that is locked or too long."""

    def __init__(self, path: Path) -> None:
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise Unavailable(f"the batch {path} cannot be read: {error.strerror}") from error
        try:
            self._reader = PdfReader(self._file)
            self.pages = 0 if self._reader.is_encrypted else len(self._reader.pages)
        except DAMAGE as error:
            self._file.close()
            raise Garbled(f"{path.name}: found no PDF that can be read: {error}") from error
        if self._reader.is_encrypted or self.pages > PAGES_MAX:
            self._file.close()
            found = "a PDF that is locked" if self._reader.is_encrypted else f"{self.pages} pages"
            raise Refused(f"{path.name}: found {found}; expected an open PDF of at most {PAGES_MAX} pages")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def texts(self) -> Iterator[str]:
        """The text of each page; '' for one that cannot be read, which is then nobody's."""
        for page in self._reader.pages:
            try:
                yield page.extract_text()
            except DAMAGE:
                yield ""

    def cut(self, pages: Sequence[int]) -> bytes:
        """These pages (from 0), in this order, as a PDF. Garbled where one of them is damaged."""
        writer, out = PdfWriter(), io.BytesIO()
        try:
            for number in pages:
                page = _alone(self._reader.pages[number])
                writer.add_page(page, excluded_keys=[key for key in page if key not in LOOK])
            writer.write(out)
        except DAMAGE as error:
            raise Garbled(f"page {pages[0] + 1} and those after it cannot be copied: {error}") from error
        return out.getvalue()


def _alone(page: PageObject) -> PageObject:
    """The page, holding on to no picture that it does not draw."""
    resources: Any = page.get("/Resources")
    resources = resources.get_object() if resources is not None else {}
    pictures: Any = resources.get("/XObject")
    pictures = pictures.get_object() if pictures is not None else {}
    if not pictures:
        return page
    contents = page.get_contents()
    drawn = {f"/{name.decode('latin-1')}" for name in _DRAWN.findall(b"" if contents is None else contents.get_data())}
    own = DictionaryObject(resources)
    kept = {NameObject(name): pictures.raw_get(name) for name in pictures if name in drawn}
    own[NameObject("/XObject")] = DictionaryObject(kept)
    page[NameObject("/Resources")] = own
    return page
