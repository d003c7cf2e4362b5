"""Twilio's signature of a request: the twilio library decides, and a shortcut gives its answer to everyday requests."""

import hmac
import re
from base64 import b64encode

from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

_PLAIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?/[A-Za-z0-9_./-]*", re.ASCII)


class Signature:
    """Whether Twilio, which knows our auth token, signed a request: twilio.md section 9."""

    def __init__(self, auth_token: str) -> None:
        self._keyed = hmac.new(auth_token.encode(), digestmod="sha1")
        self._library = RequestValidator(auth_token)

    def fits(self, url: str, form: MultiDict[str, str], signature: str) -> bool:
        """The library's word. The shortcut says only yes, and a test holds each yes against the library's."""
        return self._fits_plainly(url, form, signature) or bool(self._library.validate(url, form, signature))

    def _fits_plainly(self, url: str, form: MultiDict[str, str], signature: str) -> bool:
        """A URL without query and a form of single values: one HMAC in 6 us.

        The library takes 47: it parses the URL and signs twice, with the URL's port and without.
        """
        if _PLAIN.fullmatch(url) is None:
            return False
        signed = [url]
        for name, values in sorted(form.lists()):
            if len(values) != 1:
                return False
            signed += (name, values[0])
        keyed = self._keyed.copy()  # a new HMAC makes OpenSSL look its algorithm up: 20 us
        keyed.update("".join(signed).encode())
        return hmac.compare_digest(b64encode(keyed.digest()), signature.encode())
