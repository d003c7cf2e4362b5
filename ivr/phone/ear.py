"""What the caller heard, and how long there was nothing to hear."""

from dataclasses import dataclass, field

from ivr.phone.effects import WORDLESS, Heard


@dataclass(frozen=True)
class Gaps:
    """The longest silences, in virtual seconds.

    `line_s`: while the line owed words (requests, pauses, the payment connector). `any_s`: counting also the time in
    which the line waited for the caller's keys. `total_s`: the whole call so far, sound and silence.
    """

    line_s: float = 0.0
    any_s: float = 0.0
    total_s: float = 0.0


@dataclass
class Ear:
    """Collects; `fresh` is what was heard since it was last taken."""

    all: list[Heard] = field(default_factory=list)
    fresh: list[Heard] = field(default_factory=list)
    _line_s: float = 0.0
    _any_s: float = 0.0
    _longest: Gaps = field(default_factory=Gaps)

    def hears(self, heard: Heard) -> None:
        """A stretch of sound, or a pause."""
        self.all.append(heard)
        self.fresh.append(heard)
        if heard.kind in WORDLESS:
            self.silence(heard.seconds)
        else:
            self._pass(heard.seconds)
            self._line_s = self._any_s = 0.0

    def silence(self, seconds: float) -> None:
        """The line works, and says nothing."""
        self._pass(seconds)
        self._measure(self._line_s + seconds, self._any_s + seconds)

    def waits(self, seconds: float) -> None:
        """The line waits for the caller: what silence it owes begins again after that."""
        self._pass(seconds)
        self._measure(0.0, self._any_s + seconds)

    def pressed(self) -> None:
        """The caller did something: no silence is older than that."""
        self._line_s = self._any_s = 0.0

    def take(self) -> list[Heard]:
        """What was heard since the last time."""
        taken, self.fresh = self.fresh, []
        return taken

    @property
    def gaps(self) -> Gaps:
        """The longest silences up to now."""
        return self._longest

    def _pass(self, seconds: float) -> None:
        self._longest = Gaps(self._longest.line_s, self._longest.any_s, self._longest.total_s + seconds)

    def _measure(self, line_s: float, any_s: float) -> None:
        self._line_s, self._any_s = line_s, any_s
        longest = self._longest
        self._longest = Gaps(max(longest.line_s, line_s), max(longest.any_s, any_s), longest.total_s)
