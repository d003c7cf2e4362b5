"""The library is the judge: the shortcut never lets in what the library would not."""

import string
from base64 import b64encode

from hypothesis import example, given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from ivr.signature import Signature

TOKEN = "12345"
LIBRARY, OURS = RequestValidator(TOKEN), Signature(TOKEN)
URL = "https://line.example/voice/keyed/ask_zip/3"
FORM = {"CallSid": "CA" + "0" * 32, "To": "+17705550100", "Digits": "30236"}

names = st.text(min_size=1, max_size=8)
forms = st.dictionaries(names, st.lists(st.text(max_size=12), min_size=1, max_size=2), max_size=6)
urls = st.one_of(
    st.builds(
        "{}://line.example{}/{}{}".format,
        st.sampled_from(["https", "http", "HTTPS"]),
        st.sampled_from(["", ":443", ":8000", ":80", ":"]),
        st.text(alphabet=string.ascii_letters + string.digits + "/_.-~%?#;&=", max_size=20),
        st.sampled_from(["", "?wait=1", "?", "#", "?a=1&b=2", ";x"]),
    ),
)


def test_the_example_of_twilios_documentation():
    """twilio.com/docs/usage/security: the URL has a query, so it is the library that knows it."""
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert OURS.fits(url, MultiDict(form), "RSOYDt4T1cUTdK1PDd93/VVr8B8=")
    assert not OURS._fits_plainly(url, MultiDict(form), "RSOYDt4T1cUTdK1PDd93/VVr8B8=")


def test_an_everyday_request_takes_the_shortcut():
    signed = LIBRARY.compute_signature(URL, FORM)
    assert OURS._fits_plainly(URL, MultiDict(FORM), signed)


def test_a_port_is_signed_or_left_out_as_twilio_does_either():
    with_port = URL.replace("example", "example:443")
    for ours, theirs in ((URL, with_port), (with_port, URL), (with_port, with_port)):
        assert OURS.fits(ours, MultiDict(FORM), LIBRARY.compute_signature(theirs, FORM))


@given(urls, forms)
@example(URL, {"Digits": ["1", "2"]})
@example(URL + "?", {})
def test_every_yes_of_the_shortcut_is_the_librarys(url, form):
    """Whatever signature would make the shortcut say yes: the library says yes to it too."""
    fields = MultiDict((name, value) for name, values in form.items() for value in values)
    shortcut = OURS._keyed.copy()
    shortcut.update((url + "".join(name + "".join(values) for name, values in sorted(form.items()))).encode())
    for signature in (LIBRARY.compute_signature(url, fields), b64encode(shortcut.digest()).decode()):
        if OURS._fits_plainly(url, fields, signature):
            assert LIBRARY.validate(url, fields, signature)
        assert OURS.fits(url, fields, signature) == LIBRARY.validate(url, fields, signature)


@given(st.text(max_size=40))
def test_another_signature_fits_nobody(signature):
    assert not OURS.fits(URL, MultiDict(FORM), signature)
