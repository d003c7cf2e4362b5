"""integration/billers: whatever stands in a file, reading it ends in sentences, and no sentence holds a secret."""

import copy
import tomllib
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from integration.billers.load import Loaded, read_one
from integration.billers.reading import Reading

EXAMPLE = tomllib.loads((Path(__file__).parent / "example.toml").read_text("utf-8"))
EXAMPLE["cayenta"]["wsdl"] = "example.toml"  # any file that is there
EXAMPLE["billfile"] |= {
    "layout": "own",
    "own_layout": {
        "root": "Export",
        "biller": "utility",
        "created": "on",
        "bill": "Rec",
        "unkept": ["Route"],
        "fields": {
            "Acct": "account_number",
            "Doc/No": "invoice_number",
            "Doc/Day": "bill_date",
            "Doc/Due": "due_date",
            "Sum": "balance_due",
        },
        "lines": {"group": "Parts", "row": "Part", "fields": {"What": "description"}},
        "meters": {"group": "Meters", "row": "Meter", "fields": {"No": "serial"}},
        "trailer": {"element": "End", "count": "N", "total": "All"},
    },
}
READING = Reading(dict.fromkeys(("IVR_1368_SFTP_KEY", "IVR_1368_CAYENTA_PASSWORD", "IVR_1368_GATEWAY_KEY"), "s3cret"),
                  Path(__file__).parent, sandbox=True)  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates() | st.times()
VALUES = st.recursive(
    LEAVES.filter(lambda leaf: leaf is not None),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=5,
)


def paths(table, before=()):
    for name, value in table.items():
        yield (*before, name)
        if isinstance(value, dict):
            yield from paths(value, (*before, name))


PATHS = list(paths(EXAMPLE))


@settings(max_examples=300, deadline=None)
@given(path=st.sampled_from(PATHS), value=VALUES, more=st.dictionaries(st.text(max_size=10), VALUES, max_size=2))
def test_any_value_anywhere_is_read_or_said_to_be_wrong(path, value, more):
    table = copy.deepcopy(EXAMPLE) | more
    place = table
    for name in path[:-1]:
        place = place[name] if isinstance(place.get(name), dict) else {}
    place[path[-1]] = value
    loaded = Loaded({}, [], [])
    read_one("x.toml", table, READING, loaded)
    assert bool(loaded.findings) != bool(loaded.billers)
    assert not any("s3cret" in sentence for sentence in loaded.findings + loaded.warnings)
