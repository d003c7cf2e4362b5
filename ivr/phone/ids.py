"""Ids that look like Twilio's and are the same in every run."""

import hashlib

SID_DIGITS = 32


class Ids:
    """Counts; each id is a digest of the seed, the prefix and the count, so that two runs give the same bytes."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._count = 0

    def sid(self, prefix: str) -> str:
        """The next id: the prefix and 32 hex digits, as `CA0123…`."""
        return prefix + self._digest(prefix)[:SID_DIGITS]

    def token(self) -> str:
        """The next id in the shape of a UUID."""
        hexes = self._digest("uuid")
        return "-".join((hexes[:8], hexes[8:12], hexes[12:16], hexes[16:20], hexes[20:32]))

    def _digest(self, kind: str) -> str:
        self._count += 1
        return hashlib.sha256(f"{self._seed}/{kind}/{self._count}".encode()).hexdigest()
