"""Where a file lies that was fetched from a biller's server: in the inbox under our own name, a receipt beside it."""

from contextlib import suppress
from pathlib import Path

from integration.billfile.load import sha256_of
from integration.errors import Unavailable

RECEIPT = ".sha256"


def fetched(inbox: Path, sha256: str) -> Path | None:
    """The file of these bytes in a biller's inbox; None where it did not come that way, or has gone or changed."""
    for receipt in sorted(inbox.glob(f"*{RECEIPT}")):
        path = receipt.with_suffix(".xml")
        with suppress(OSError, UnicodeDecodeError, Unavailable):
            if receipt.read_text(encoding="ascii").strip() == sha256 and sha256_of(path) == sha256:
                return path
    return None
