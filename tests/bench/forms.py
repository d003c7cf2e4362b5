"""What a bill of many forms costs to read and check: bills of a town differ in their fields, lines and meters."""

import time
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from integration.billers.biller import Biller
from integration.billfile.reading import check_file
from integration.sandbox.box import CLAYTON
from tests.bench.billfiles import CREATED, US_PER_S, bill_file
from tests.bench.effort import Effort
from tests.bench.table import Row, spread

BILLS_MAX = 20_000
COUNTS = (1, 24, 768, 3_072)  # of forms in a file: the sandbox's, a small biller's, more than a town has, too many
LEFT_OUT = (
    "PROVINCE_CD", "PHONE_NO", "PDF_NAME", "PAPERLESS_YN", "LANGUAGE_CD", "AUTOPAY_YN", "BLOCK_EFT_CD", "BILL_TP",
    "V_ADDRESS",
)  # fmt: skip
LINE = "<LINE><SEQ>{}</SEQ><DESC>Refuse</DESC><AMT>0.00</AMT></LINE>"
METER = "<METERS><METER><SERIAL_NO>9{}</SERIAL_NO><PREV_READ>1</PREV_READ><CURR_READ>2</CURR_READ></METER>"
LINES, METERS = 3, 2
SHAPES = LINES * METERS  # of one set of fields


def forms(effort: Effort) -> Iterator[Row]:
    """Each count in turn, as often as there are pairs: the same bills, so the ratio is what their forms cost."""
    bills = min(effort.bills, BILLS_MAX)
    paths = {count: of_forms(bill_file(effort.folder, bills), count) for count in COUNTS}
    took: dict[int, list[float]] = {count: [] for count in COUNTS}
    for _ in range(effort.pairs):
        for count, path in paths.items():
            took[count].append(_us(path, bills))
    for count, us in took.items():
        ratios = [mine / one for mine, one in zip(us, took[1], strict=True)]
        work = f"reading and checking a bill, by processor time: {bills:,} bills, forms {count:,}"
        yield Row(work, f"{spread(us, 1)} us", f"of one form: {spread(took[1], 1)} us", spread(ratios, 2))


def of_forms(path: Path, count: int) -> Path:
    """The same bills beside that file; the form of each is its place's, so none comes twice in a row."""
    written = path.parent / f"forms-{count}" / path.name
    written.parent.mkdir(exist_ok=True)
    head, *bills = path.read_text(encoding="utf-8").split("<BILLHEADER>")
    sets = fields_left_out(-(-count // SHAPES))
    with written.open("w", encoding="utf-8") as file:
        file.write(head)
        for place, bill in enumerate(bills):
            form = place % count
            file.write("<BILLHEADER>" + _in_form(bill, sets[form // SHAPES], form % SHAPES, place))
    return written


def fields_left_out(count: int) -> list[frozenset[str]]:
    """The first so many sets of fields, least fields first; the first set is empty."""
    every = (frozenset(left) for size in range(len(LEFT_OUT) + 1) for left in combinations(LEFT_OUT, size))
    return [left for left, _ in zip(every, range(count), strict=False)]


def _in_form(bill: str, left_out: frozenset[str], shape: int, place: int) -> str:
    for field in left_out:
        before, _, rest = bill.partition(f"<{field}>")
        bill = before + rest.partition(f"</{field}>")[2]
    more_lines, more_meters = divmod(shape, METERS)
    lines = "".join(LINE.format(3 + number) for number in range(more_lines))
    bill = bill.replace("</LINES>", lines + "</LINES>")
    return bill.replace("<METERS>", METER.format(f"{place:06d}") if more_meters else "<METERS>")


def _us(path: Path, bills: int) -> float:
    began = time.process_time()
    report = check_file(path, Biller.model_validate(dict(CLAYTON)), CREATED)
    took = time.process_time() - began
    assert report.loadable == bills, report
    assert not report.unknown_elements, report
    return took / bills * US_PER_S
