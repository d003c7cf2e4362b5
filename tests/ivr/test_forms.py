"""The two shortcuts of a form say what the standard library says: the door's that reads it, the phone company's."""

from urllib.parse import parse_qsl, urlencode

from hypothesis import example, given
from hypothesis import strategies as st

from ivr.phone.webhooks import form_of
from ivr.webhook import fields_of

bodies = st.text(alphabet="aZ09&&==%%+2bfFG;#\u00e9 \x00", max_size=40)


@given(bodies)
@example("")
@example("a")
@example("=b&a==c&&x=%E9%zz%2")
@example("Digits=1+2%23&To=%2B17705550100")
def test_a_body_is_read_as_the_library_reads_it(body):
    assert fields_of(body) == parse_qsl(body, keep_blank_values=True)


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=12), max_size=6))
@example({"a b": "+1", "~": "\u00e9\n", "": "-_.~"})
def test_a_form_is_written_as_the_library_writes_it(fields):
    assert form_of(fields) == urlencode(fields)
