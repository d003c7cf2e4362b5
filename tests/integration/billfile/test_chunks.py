"""What a load holds in memory: of the runs before the one that is read, never more than one waits to be written."""

from itertools import chain, cycle

import pytest

from integration.billfile.chunks import Chunks, Wanted
from integration.ledger.staging.chunk import ChunkSizes
from tests.integration.billfile.samples import biller_with, file_xml, owing, terms_of

BILLS, RUN = 400, 20


@pytest.mark.parametrize("may_write", [lambda: True, lambda: False, cycle([False, False, True]).__next__])
@pytest.mark.parametrize("chunk_rows", [2, 10, 20])
def test_no_more_than_one_run_waits(tmp_path, monkeypatch, chunk_rows, may_write):
    bills = [owing("1.00", ACCOUNT_NO=f"{number * 7 % BILLS:06d}", BILL_NO=f"B{number}") for number in range(BILLS)]
    path = tmp_path / "billheader_20261101.xml"
    path.write_text(file_xml(*bills, total=f"{BILLS}.00"))
    read, most, given = 0, 0, 0

    def counted(given):
        nonlocal read
        for row in chain.from_iterable(given):
            read += 1
            yield (row,)

    cut = Chunks(
        Wanted(path, terms_of(biller_with()), path.name, 1), ChunkSizes(chunk_rows, RUN), None, may_write=may_write
    )
    monkeypatch.setattr(cut.reading, "given", lambda given=cut.reading.given: counted(given()))
    for rows, _withdrawn in cut:
        most = max(most, read - given)
        given += len(rows)
    assert given == BILLS
    assert most <= 2 * RUN


def test_while_somebody_else_writes_it_is_read_on(tmp_path, monkeypatch):
    """Chunks that were due then are made up for."""
    bills = [owing("1.00", ACCOUNT_NO=f"{number:06d}", BILL_NO=f"B{number}") for number in range(2 * RUN)]
    path = tmp_path / "billheader_20261101.xml"
    path.write_text(file_xml(*bills, total=f"{2 * RUN}.00"))
    read = 0
    taken = Chunks(
        Wanted(path, terms_of(biller_with()), path.name, 1), ChunkSizes(5, RUN), None, may_write=lambda: read > RUN + 12
    )

    def counted(given):
        nonlocal read
        for row in chain.from_iterable(given):
            read += 1
            yield (row,)

    monkeypatch.setattr(taken.reading, "given", lambda given=taken.reading.given: counted(given()))
    given = [read - RUN for _ in taken]
    assert given == [13, 14, 15, 20, 20, 20, 20, 20]
