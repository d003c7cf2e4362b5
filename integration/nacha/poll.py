"""Polls the folder in which a biller's bank leaves return files: read into memory, loaded, and nothing else kept.

The files are full of payers' bank account numbers, so unlike bill files they never lie on a disk of ours. What is kept
beside the ledger is a receipt for each loaded file: its digest, under our own name for what the server listed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from integration.billfile.polling.poll import id_of, ready
from integration.errors import Misconfigured, Trouble, Unavailable
from integration.ledger import returns
from integration.nacha.check import FILE_BYTES_MAX, Checked, check_bytes, too_long
from integration.nacha.load import Loaded, Loader, Outcome, is_ours
from integration.sftp.folder import Folder, RemoteFile, open_folder

RECEIPTS = "returns"  # below IVR_DATA, one folder a biller


def poll(loader: Loader, receipts: Path) -> list[Loaded]:
    """Load every new return file, by name; what is still growing is left for the next time.

    `receipts` is the biller's own folder here. Files that the ledger knows are passed over; one with errors is told
    again each time, until the bank has put it right. Raises Misconfigured (no server named, keys unreadable), Refused
    (host key, login, folder) and Unavailable.
    """
    biller, clock = loader.biller, loader.clock
    access = biller.returns.sftp
    if access is None:
        raise Misconfigured([f"biller {biller.bid} names no server for return files: [returns] sftp is missing"])
    receipts.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open_folder(access, clock) as folder:
        listed = folder.files()
        new = [file for file in _return_files(listed) if not _is_known(file, loader, receipts)]
        still = ready(folder, new, {file.name for file in listed}, clock, biller.returns.look_every_s)
        read = [(file, checked) for file in still if (checked := _read(folder, file))]
    return [_load(file, checked, loader, receipts) for file, checked in read]


@dataclass(frozen=True, slots=True)
class Polled:
    """One round over the billers: what was new, and the billers whose server gave trouble."""

    loaded: dict[str, list[Loaded]]
    troubles: dict[str, Trouble]

    @property
    def is_unavailable(self) -> bool:
        """Whether any server did not answer: the round may simply be tried again."""
        return any(isinstance(trouble, Unavailable) for trouble in self.troubles.values())

    @property
    def is_refused(self) -> bool:
        """Whether any file had errors."""
        return any(one.outcome is Outcome.REFUSED for files in self.loaded.values() for one in files)

    def as_json(self) -> dict[str, Any]:
        """The document of `ivr returns poll --json`."""
        billers = {bid: [one.as_json() for one in files] for bid, files in self.loaded.items()}
        return {"billers": billers, "troubles": {bid: str(trouble) for bid, trouble in self.troubles.items()}}


def poll_all(loaders: Iterable[Loader], receipts: Path) -> Polled:
    """Poll these billers, the receipts of each in `receipts/<bid>`; one biller's trouble does not stop the rest."""
    polled = Polled({}, {})
    for loader in loaders:
        bid = loader.biller.bid
        try:
            polled.loaded[bid] = poll(loader, receipts / bid)
        except Trouble as trouble:
            polled.troubles[bid] = trouble
    return polled


def _return_files(listed: list[RemoteFile]) -> list[RemoteFile]:
    ours = [file for file in listed if file.is_regular and is_ours(file.name)]
    return sorted(ours, key=lambda file: file.name)


def _read(folder: Folder, file: RemoteFile) -> Checked | None:
    """The file, checked; None when it changed while it was read."""
    if file.size > FILE_BYTES_MAX:
        return too_long(file.name)
    raw = folder.read(file)
    return check_bytes(file.name, raw) if folder.look(file.name) == file and len(raw) == file.size else None


def _load(file: RemoteFile, checked: Checked, loader: Loader, receipts: Path) -> Loaded:
    loaded = loader.load(checked)
    if loaded.outcome is not Outcome.REFUSED:
        _receipt(file, receipts).write_text(checked.sha256, encoding="ascii")
    return loaded


def _is_known(file: RemoteFile, loader: Loader, receipts: Path) -> bool:
    """Whether this very file was loaded before, and the ledger still knows it."""
    receipt = _receipt(file, receipts)
    if not receipt.exists():
        return False
    with loader.database.read() as connection:
        return returns.is_known(connection, loader.biller.bid, receipt.read_text(encoding="ascii"))


def _receipt(file: RemoteFile, receipts: Path) -> Path:
    return receipts / f"{id_of(file)}.sha256"
