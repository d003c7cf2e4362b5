"""The check digit of an American bank's routing number."""

WEIGHTS = (3, 7, 1, 3, 7, 1, 3, 7, 1)


def passes(digits: str) -> bool:
    """Nine digits whose weighted sum ends in 0 (ABA routing number policy; Nacha, Appendix Three, "check digit")."""
    return sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True)) % 10 == 0
