"""What must not lie about in clear: payment tokens are sealed, keyed numbers are only ever compared by fingerprint."""

import base64
import hashlib
import hmac
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from integration.errors import Misconfigured

KEY_CHARS_MIN = 16
DERIVED_BYTES = 32
SIGNATURE_CHARS = 20  # of five bits each
SEALS = b"ivr vault: seals"
FINGERPRINTS = b"ivr vault: fingerprints"


class Vault:
    """Keys made of the parts of IVR_SECRET_KEY: the first seals, all of them open.

    To change the key, put the new one in front, and take the old one away once nothing sealed with it is left. A
    change of the first key changes every fingerprint, so that guesses are counted afresh; a fingerprint made with an
    older one is still recognised.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        keys = [key.strip() for key in keys]
        short = [str(place) for place, key in enumerate(keys, 1) if len(key) < KEY_CHARS_MIN]
        if short or not keys:
            raise Misconfigured(
                [
                    f"IVR_SECRET_KEY is one or more keys of at least {KEY_CHARS_MIN} characters, with commas between; "
                    + (f"too short: number {', '.join(short)} of {len(keys)}" if short else "found none")
                ]
            )
        self._seals = MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(key, SEALS))) for key in keys])
        self._fingerprints = [_derived(key, FINGERPRINTS) for key in keys]

    def seal(self, text: str) -> str:
        """Encrypted and signed, as ASCII; never the same twice."""
        return self._seals.encrypt(text.encode()).decode("ascii")

    def open(self, sealed: str) -> str:
        """The inverse of `seal`. Misconfigured when none of the keys fits."""
        try:
            return self._seals.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise Misconfigured(
                ["what is sealed in the database does not open: IVR_SECRET_KEY lacks the key that sealed it"]
            ) from None

    def fingerprint(self, kind: str, text: str) -> str:
        """64 hex digits, the same for the same kind and text; without our key nobody can find the text by trying."""
        return _fingerprint(self._fingerprints[0], kind, text)

    def recognises(self, kind: str, text: str, fingerprint: str) -> bool:
        """Whether the fingerprint is that of this kind and text, made with any of our keys; in constant time."""
        made = [_fingerprint(key, kind, text) for key in self._fingerprints]
        return any([hmac.compare_digest(each, fingerprint) for each in made])  # noqa: C419 - all are looked at

    def sign(self, kind: str, text: str) -> str:
        """A short signature for an address that people get: 20 small letters and digits, a hundred bits."""
        return _signature(self._fingerprints[0], kind, text)

    def has_signed(self, kind: str, text: str, signature: str) -> bool:
        """Whether the signature was made of this kind and text, with any of our keys; in constant time."""
        made = [_signature(key, kind, text) for key in self._fingerprints]
        return any([hmac.compare_digest(each, signature) for each in made])  # noqa: C419 - all are looked at


def _derived(key: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), DERIVED_BYTES, salt=None, info=purpose).derive(key.encode())


def _fingerprint(key: bytes, kind: str, text: str) -> str:
    message = len(kind).to_bytes(4, "big") + kind.encode() + text.encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def _signature(key: bytes, kind: str, text: str) -> str:
    digest = bytes.fromhex(_fingerprint(key, f"signature of {kind}", text))
    return base64.b32encode(digest).decode("ascii").lower()[:SIGNATURE_CHARS]
