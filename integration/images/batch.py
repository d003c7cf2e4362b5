"""A batch PDF by its pages: what stands on each, and one bill's pages as a PDF of their own.

Nothing of any other page comes along: of a page only its look is copied, of what pages share only what it draws.
"""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from integration.errors import Garbled, Refused, Unavailable
from integration.images.pruning import Pruner

BATCH_BYTES_MAX = 1024**3
PAGES_MAX = 50_000
# What pypdf raises of a damaged object beside its own errors: it reads them as Python's.
DAMAGE = (
    PyPdfError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    RuntimeError,  # with RecursionError and NotImplementedError
    OverflowError,
)


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
            self._pruner = Pruner(self._reader)
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
        """These pages (from 0), in this order, as a PDF. Garbled where one of them is damaged, or cannot be judged."""
        writer, out = PdfWriter(), io.BytesIO()
        try:
            for number in pages:
                page = self._reader.pages[number]
                self._pruner.prune(page)
                writer.add_page(page)
            writer.write(out)
        except (Garbled, *DAMAGE) as error:
            raise Garbled(f"page {pages[0] + 1} and those after it cannot be copied: {error}") from error
        return out.getvalue()
