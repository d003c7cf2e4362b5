"""The hashes that were saved with a biller's WSDL: whether the files beside it are still those that were fetched."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

SUFFIX = ".sha256"


def pins(contents: Mapping[str, bytes]) -> str:
    """The file of hashes, in the form of `sha256sum`: a line for each file by its name."""
    return "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in contents.items())


def changed(wsdl: Path) -> Iterator[str]:
    """A few words for each file that is not the one that was fetched; nothing where no hashes were saved."""
    pinned = wsdl.with_name(wsdl.name + SUFFIX)
    if not pinned.is_file():
        return
    for line in pinned.read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        path = wsdl.with_name(Path(name).name)
        if not path.is_file():
            yield f"{name} is not there any more"
        elif sha256(path.read_bytes()).hexdigest() != digest:
            yield f"{name} is not the file that was fetched"
