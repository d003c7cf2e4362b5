"""The figures that the product is told by, added up over all that a soak does."""

from dataclasses import dataclass, field, fields

MINUTE_S = 60.0


@dataclass(frozen=True)
class Figures:
    """What one part came to; `recovery_s` is from the last fault until nothing was unsettled, the worst of all."""

    payments: int = 0
    kills: int = 0
    faults: int = 0
    years: float = 0.0  # simulated
    lost: int = 0
    doubled: int = 0
    in_review: int = 0
    caught: int = 0  # planted bugs
    planted: int = 0
    recovery_s: float = 0.0

    def __add__(self, other: "Figures") -> "Figures":
        added = {each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)}
        return Figures(**(added | {"recovery_s": max(self.recovery_s, other.recovery_s)}))

    def line(self) -> str:
        """One line, as `make soak` ends with it."""
        return (
            f"payments {self.payments}, kills {self.kills}, faults {self.faults}, "
            f"simulated years {self.years:.2f}, lost {self.lost}, doubled {self.doubled}, "
            f"in review {self.in_review}, planted bugs caught {self.caught}/{self.planted}, "
            f"worst recovery {self.recovery_s / MINUTE_S:.0f} min"
        )


@dataclass(frozen=True)
class Part:
    """What a part of a soak came to, and each promise that did not hold, as a sentence."""

    figures: Figures = Figures()
    wrong: list[str] = field(default_factory=list)
