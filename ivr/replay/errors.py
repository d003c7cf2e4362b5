"""What a `.call` file can do wrong."""


class Unreadable(Exception):
    """A script that cannot be played; `findings` holds a sentence for each mistake, with file and line, all at once."""

    def __init__(self, findings: list[str]) -> None:
        super().__init__("\n".join(findings))
        self.findings = findings
