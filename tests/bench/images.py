"""A batch PDF from its bytes to one kept PDF a bill, beside pypdf reading the text of the same pages and no more."""

import time
from collections.abc import Iterator
from pathlib import Path

from pypdf import PdfReader

from integration.images.batch import Batch
from integration.images.extraction import extract
from integration.images.shelf import FolderShelf, ImageKey
from integration.sandbox.pdfs import pdf_of
from tests.bench.effort import Effort
from tests.bench.table import Row, limit_row, ratio_row

PAGES, PAGES_QUICK = 2_000, 20
PAGES_A_BILL = 2
SECONDS_MAX = 60.0  # for the batch: it comes once a day, and must be done before anybody asks
SHARE_MIN = 0.3
ROWS = [f"WATER  {number} CCF at 4.10 each, read on the first of the month" for number in range(40)]


def images(effort: Effort) -> Iterator[Row]:
    """By processor time."""
    pages = PAGES_QUICK if effort.pairs < Effort(effort.folder).pairs else PAGES
    path = effort.folder / "batch.pdf"
    path.write_bytes(pdf_of([[f"Bill number: {_number(page)}", *ROWS] for page in range(pages)]))
    pairs = [(_cut_s(path, effort.folder / f"images-{turn}", pages), _read_s(path)) for turn in range(effort.pairs)]
    speeds = [pages / ours for ours, _ in pairs], [pages / theirs for _, theirs in pairs]
    yield ratio_row(
        f"batch PDF of {pages:,} pages: cut and kept (beside pypdf's text alone)", *speeds, "pages/s", SHARE_MIN
    )
    yield limit_row("  the whole batch", [ours for ours, _ in pairs], "s", SECONDS_MAX)


def _number(page: int) -> str:
    return f"B20261101-{page // PAGES_A_BILL:06d}"


def _cut_s(path: Path, folder: Path, pages: int) -> float:
    known = {_number(page): ImageKey("1368", str(page), _number(page)) for page in range(0, pages, PAGES_A_BILL)}
    began = time.process_time()
    with Batch(path) as batch:
        report = extract(
            batch, path.name, FolderShelf(folder), lambda words: {w: known[w] for w in words & known.keys()}
        )
    took = time.process_time() - began
    assert (report.bills, report.is_whole) == (pages // PAGES_A_BILL, True), report.sentence()
    return took


def _read_s(path: Path) -> float:
    began = time.process_time()
    for page in PdfReader(path).pages:
        page.extract_text()
    return time.process_time() - began
