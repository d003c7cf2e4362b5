"""What is fuzzed: each reader of a biller's or a bank's files, given any bytes, says what is wrong and never raises.

`TARGETS` names a reader and what it is begun with. `bills` are read twice, cut bill by bill and as one document: both
must come to the same.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from integration.nacha.reading import Reading
from tests.integration.billfile.samples import bill_xml, file_xml, owing
from tests.integration.billfile.test_cut import agree, both_ways
from tests.integration.nacha.test_any_bytes import WHOLE

SAMPLES = Path(__file__).parent / "samples"  # what has crashed a reader once, and what must not again


@dataclass(frozen=True)
class Target:
    read: Callable[[bytes], None]
    seeds: tuple[bytes, ...]
    bytes_max: int


def read_bills(data: bytes) -> None:
    """Findings, and the same ones whichever way the file is read; AssertionError where they differ."""
    with TemporaryDirectory(prefix="ivr-fuzz-") as folder:
        path = Path(folder) / "billheader_20261101.xml"
        path.write_bytes(data)
        cut, whole = both_ways(path)
    assert agree(cut, whole), (cut, whole)


def read_nacha(data: bytes) -> None:
    """Items and findings."""
    list(Reading(io.BytesIO(data)))


_BILLS = (
    file_xml("<x/>", bill_xml(V_NAME="JOS\u00c9"), count=1).replace("UTF-8", "cp1252"),
    file_xml(bill_xml(CITY="<n:x/>")).replace("<BILLFILE ", "<!-- c --><BILLFILE xmlns:n='urn:n' "),
    file_xml(bill_xml()),
    file_xml(bill_xml(), owing("5.00", ACCOUNT_NO="2", BILL_NO="B2"), total="89.20"),
    file_xml(bill_xml(V_NAME="SMITH &amp; SONS<![CDATA[x]]>", DUE_DT="soon"), bill_xml(BILL_NO="B2"), total="168.40"),
)
TARGETS = {
    "bills": Target(read_bills, tuple(text.encode() for text in _BILLS), 8_000),
    "nacha": Target(read_nacha, (WHOLE,), 4_000),
}


def samples(name: str) -> list[Path]:
    return sorted(path for path in (SAMPLES / name).iterdir() if path.name != ".gitkeep")
