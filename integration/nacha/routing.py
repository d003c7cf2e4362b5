"""An American bank's routing number: its check digit, and the districts that there are."""

import re

WEIGHTS = (3, 7, 1, 3, 7, 1, 3, 7, 1)


def passes(digits: str) -> bool:
    """Nine digits whose weighted sum ends in 0 (ABA routing number policy; Nacha, Appendix Three, "check digit")."""
    return sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True)) % 10 == 0


# The first two digits: the Federal Reserve's districts, the same for thrifts and for electronic payments (ABA policy).
_DISTRICT = re.compile(r"(?:0[1-9]|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2])[0-9]{7}", re.ASCII)


def is_routing(text: str) -> bool:
    """Whether a bank that takes debits can have this routing number (rules.md 2.5: mod 10, and the table)."""
    return _DISTRICT.fullmatch(text) is not None and passes(text)
