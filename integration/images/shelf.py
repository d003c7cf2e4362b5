"""Where images are kept: a small port, and the folder that stands behind it. Another store is another class."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Protocol

from integration.errors import Unavailable
from integration.model import Bill

IMAGES = "images"  # below IVR_DATA, one folder a biller


@dataclass(frozen=True, slots=True)
class ImageKey:
    """Which bill: no two bills of a biller's account share a number."""

    bid: str
    account_number: str
    invoice_number: str

    @classmethod
    def of(cls, bill: Bill) -> "ImageKey":
        """That of this bill."""
        return cls(bill.bid, bill.account_number, bill.invoice_number)


class Shelf(Protocol):
    """Keeps one PDF a bill; what is put there again takes the place of the former. All raise Unavailable."""

    def put(self, key: ImageKey, content: bytes) -> None:
        """Keep it, durably and whole or not at all."""
        ...

    def get(self, key: ImageKey) -> bytes | None:
        """What is kept; None where nothing is."""
        ...

    def has(self, key: ImageKey) -> bool:
        """Whether anything is kept."""
        ...

    def drop(self, key: ImageKey) -> bool:
        """Keep it no longer; False where nothing was kept."""
        ...


class FolderShelf:
    """A Shelf in a folder that only we may enter. A file's name is a hash, so it tells nobody's account."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: ImageKey, content: bytes) -> None:
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(file.name).replace(path)
        except OSError as error:
            raise Unavailable(f"an image cannot be kept in {path.parent}: {error.strerror}") from error

    def get(self, key: ImageKey) -> bytes | None:
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Unavailable(f"an image in {self._folder} cannot be read: {error.strerror}") from error

    def has(self, key: ImageKey) -> bool:
        return self._path(key).is_file()

    def drop(self, key: ImageKey) -> bool:
        try:
            self._path(key).unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise Unavailable(f"an image in {self._folder} cannot be removed: {error.strerror}") from error
        return True

    def _path(self, key: ImageKey) -> Path:
        name = hashlib.sha256(f"{key.account_number}\0{key.invoice_number}".encode()).hexdigest()
        return self._folder / key.bid / f"{name}.pdf"
