"""Troubles are four, and each says what may be done about it.

    Trouble
    ├── Unavailable    nobody answered, and nothing was done: the only one that may simply be tried again
    ├── Refused        a clear no; asking again gets the same no
    ├── Garbled        an answer that cannot be read: keep the bytes, tell a person
    └── Misconfigured  our own settings are wrong: found at start-up, never in a call

Adapters translate at the border: no exception of requests, zeep, lxml, paramiko or redis goes past them.
A request that may have moved money and whose answer is lost is not a trouble but an outcome (`Unsure`): see `ports`.
"""


class Trouble(Exception):
    """Anything that an outside system or a biller's file can do to us, in a sentence that a person can act on.

    `exit_code` is a command's, by `surface.md`: 1 refused or found wrong, 3 something outside is unavailable.
    """

    exit_code = 1


class Unavailable(Trouble):
    """Nobody answered in time, or the door is closed; nothing was done."""

    exit_code = 3


class Refused(Trouble):
    """A clear no, with the other side's words; `code` is theirs."""

    def __init__(self, sentence: str, *, code: str | None = None) -> None:
        super().__init__(sentence)
        self.code = code


class Garbled(Trouble):
    """An answer that cannot be understood; `kept` is the start of its bytes, for a person."""

    KEPT_BYTES_MAX = 2000

    def __init__(self, sentence: str, *, kept: bytes = b"") -> None:
        super().__init__(sentence)
        self.kept = kept[: self.KEPT_BYTES_MAX]


class Misconfigured(Trouble):
    """Settings that cannot work; `findings` holds one sentence for each mistake, all of them at once."""

    def __init__(self, findings: list[str]) -> None:
        super().__init__("\n".join(findings))
        self.findings = findings
