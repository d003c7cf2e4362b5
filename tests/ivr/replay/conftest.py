import pytest

from ivr.replay import read_script

FACTS = """\
caller: +17705550134
biller: 1368
clock: 2026-11-20 10:05 America/New_York
account: 0012345678  balance 142.50  pastdue 42.50  due 2026-11-05  zip 30236
"""


@pytest.fixture
def script(tmp_path):
    """script("KEY 1") reads a call with these lines; script(..., facts="") has other facts."""

    def read(lines, facts=FACTS, name="x.call"):
        path = tmp_path / name
        path.write_text(f"{facts}\n{lines}\n", encoding="utf-8")
        return read_script(path)

    return read
