"""Stand-ins: the fixed fictitious numbers that take the place of a caller's own in an exported call."""

from dataclasses import dataclass, field

CALLER = "+17705550134"
ZIP = "30236"
WRONG_ZIP = "00000"
ACCOUNT = 12345678  # the first stand-in's number, filled up or cut to the length of the one it stands for


@dataclass
class StandIns:
    """One stand-in for each account number, of the same length, never equal to any that is stood in for."""

    real: frozenset[str]
    given: dict[str, str] = field(default_factory=dict)

    def of(self, number: str) -> str:
        """The stand-in of this number, the same each time."""
        if number not in self.given:
            self.given[number] = self._free(len(number))
        return self.given[number]

    def _free(self, length: int) -> str:
        taken = self.real | set(self.given.values())
        place = ACCOUNT
        while (number := f"{place:0{length}d}"[-length:]) in taken:
            place += 1
        return number


def caller_of(caller: str) -> str:
    """A number becomes the fixed one; a caller without a number stays one."""
    return CALLER if caller else "anonymous"
