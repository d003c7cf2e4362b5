"""What an IVR line matches: any case, any white space; `*` is any text, `{name}` keeps what stands there.

`{name}` reaches to the end of its sentence. Signs that were spelled, "7 3 4, 2 9 1", are kept as a caller would key
them: 734291. A name that is known already stands for what it kept, spelled or not.
"""

import re
from collections.abc import Mapping, Sequence

_PARTS = re.compile(r"\s*\*[\s*]*|\{[a-z][a-z0-9_]*\}", re.ASCII)
_SENTENCE = r"[^.!?:*]+"
_SPELLED = re.compile(r"\w(?:[ ,]+\w)+")


def normal(text: str) -> str:
    """One space for any white space."""
    return " ".join(text.split())


class Pattern:
    """The IVR lines between two lines of keys, as one. `known` are captures of before."""

    def __init__(self, lines: Sequence[str], known: Mapping[str, str]) -> None:
        self._pieces = list(_pieces(normal(" ".join(lines))))
        self._known = known

    def match(self, heard: str) -> dict[str, str] | None:
        """What the names have kept; None where the pattern does not fit what was heard, whole."""
        found = re.fullmatch(self._regex(self._pieces), normal(heard), re.IGNORECASE)
        return None if found is None else {name: kept(text) for name, text in found.groupdict().items()}

    def stuck(self, heard: str) -> str:
        """The first piece that was not heard in its place; '' where all were, and more was heard."""
        for count in range(len(self._pieces), 0, -1):
            if re.match(self._regex(self._pieces[:count]), normal(heard), re.IGNORECASE):
                return self._pieces[count] if count < len(self._pieces) else ""
        return self._pieces[0] if self._pieces else ""

    def _regex(self, pieces: Sequence[str]) -> str:
        seen: set[str] = set()
        regex = ""
        for piece in pieces:
            name = piece[1:-1] if piece.startswith("{") else ""
            regex += self._named(name, seen) if name else ".*?" if piece == "*" else re.escape(piece)
        return regex

    def _named(self, name: str, seen: set[str]) -> str:
        if name in self._known:
            return r"[ ,]*".join(map(re.escape, self._known[name]))
        if name in seen:
            return f"(?P={name})"
        seen.add(name)
        return f"(?P<{name}>{_SENTENCE})"


def _pieces(text: str) -> list[str]:
    pieces, end = [], 0
    for found in _PARTS.finditer(text):
        pieces += [text[end : found.start()], "*" if "*" in found[0] else found[0]]
        end = found.end()
    return [piece for piece in [*pieces, text[end:]] if piece]


def kept(text: str) -> str:
    """A capture as it is used later."""
    text = text.strip(" ,")
    return re.sub(r"[ ,]", "", text) if _SPELLED.fullmatch(text) else text


def filled(text: str, known: Mapping[str, str]) -> str:
    """A line's text with its names replaced by what they keep; ValueError for a name that nothing was kept under."""

    def value(found: re.Match[str]) -> str:
        if found[1] not in known:
            raise ValueError(f"{{{found[1]}}} was never heard")
        return known[found[1]]

    return re.sub(r"\{([a-z][a-z0-9_]*)\}", value, text)
