"""Polls a biller's PDF folder for batch PDFs: each is fetched whole, cut once, and again when new bills are known."""

import os
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import Path

from integration.billers.biller import Biller
from integration.billfile.names import MARKER
from integration.billfile.polling.poll import id_of, ready
from integration.errors import Garbled, Refused
from integration.images.batch import BATCH_BYTES_MAX, Batch
from integration.images.extraction import CutReport, extract
from integration.images.finding import shelf_of
from integration.images.linking import pdf_folder
from integration.images.shelf import ImageKey
from integration.ledger import bill_numbers
from integration.sftp.folder import Folder, RemoteFile, open_folder
from integration.site import Site

INBOX = "batches"  # below IVR_DATA, one folder a biller
AGAIN_FOR = timedelta(days=7)  # a batch that came before its bill file is cut again while it is no older


def cut_batch(site: Site, biller: Biller, path: Path, name: str) -> CutReport:
    """Keep the bills of one batch PDF that lies here. Raises Garbled, Refused, Unavailable."""

    def known(words: Collection[str]) -> Mapping[str, ImageKey | None]:
        with site.database.read() as connection:
            found = bill_numbers.among(connection, biller.bid, words)
        return {number: ImageKey(biller.bid, account, number) if account else None for number, account in found.items()}

    with Batch(path) as batch:
        return extract(batch, name, shelf_of(site), known, biller.images.number_after)


def poll(site: Site, biller: Biller) -> list[CutReport]:
    """Fetch and cut what is new. Raises Misconfigured (no server named), Refused, Unavailable."""
    inbox = site.settings.data / INBOX / biller.bid
    inbox.mkdir(parents=True, exist_ok=True, mode=0o700)
    with site.database.read() as connection:
        version = bill_numbers.live_version(connection, biller.bid)

    def is_due(file: RemoteFile) -> bool:
        return _is_batch(file, biller) and _is_due(file, inbox, version, site.clock.now())

    with open_folder(pdf_folder(biller), site.clock) as folder:
        due = folder.files(is_due)  # one beyond the limit of a listing is still due the next time
        new = [file for file in due if not _path(inbox, file).exists()]
        markers = {marker for file in new if folder.look(marker := file.name + MARKER)}
        still = ready(folder, new, markers, site.clock, biller.images.look_every_s)
        for file in still:
            _fetch(folder, file, inbox)
    here = [file for file in due if _path(inbox, file).exists()]
    return [_cut(site, biller, file, inbox, version) for file in here]


def _is_batch(file: RemoteFile, biller: Biller) -> bool:
    named = fnmatchcase(file.name, biller.images.batches) and not file.name.startswith(".")
    return named and file.is_regular and file.size <= BATCH_BYTES_MAX


def _is_due(file: RemoteFile, inbox: Path, version: int, now: datetime) -> bool:
    """Not seen yet; or seen with pages left over, a while ago, when fewer bills were known."""
    receipt = _receipt(inbox, file)
    if not receipt.exists():
        return True
    cut_at, _, left = receipt.read_text(encoding="ascii").partition(" ")
    is_young = now - datetime.fromtimestamp(file.mtime, UTC) < AGAIN_FOR
    return left == "left" and int(cut_at) < version and is_young


def _fetch(folder: Folder, file: RemoteFile, inbox: Path) -> None:
    path = _path(inbox, file)
    part = path.with_suffix(f".{os.getpid()}.part")
    folder.fetch(file, part)
    if folder.look(file.name) == file:
        part.rename(path)
    else:
        part.unlink()


def _cut(site: Site, biller: Biller, file: RemoteFile, inbox: Path, version: int) -> CutReport:
    """The batch itself is not kept: where it must be cut again it is fetched again."""
    path = _path(inbox, file)
    try:
        report = cut_batch(site, biller, path, file.name)
    except (Garbled, Refused) as trouble:
        report = CutReport(file.name, damaged=[str(trouble)])
    left = "left" if report.nameless else "done"
    _receipt(inbox, file).write_text(f"{version} {left}", encoding="ascii")
    path.unlink()
    return report


def _path(inbox: Path, file: RemoteFile) -> Path:
    return inbox / f"{id_of(file)}.pdf"


def _receipt(inbox: Path, file: RemoteFile) -> Path:
    return inbox / f"{id_of(file)}.cut"
