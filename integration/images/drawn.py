"""What a content stream names: which fonts, pictures, patterns and so on are needed to draw it, and no others."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pypdf.generic import ContentStream, NameObject

ANY_FONT = ""  # of text that is shown before the stream has chosen a font: its caller chose one
# Operator -> the table of /Resources in which its last operand is a name: ISO 32000-1, annex A.
_TABLES = {
    b"Do": "/XObject",
    b"gs": "/ExtGState",
    b"sh": "/Shading",
    b"cs": "/ColorSpace",
    b"CS": "/ColorSpace",
    b"scn": "/Pattern",
    b"SCN": "/Pattern",
    b"BDC": "/Properties",
    b"DP": "/Properties",
}
_SHOWING = frozenset({b"Tj", b"TJ", b"'", b'"'})


@dataclass(slots=True)
class Drawn:
    """`names` holds (table of /Resources, name), both decoded; `shown` by a font's name the codes of its letters."""

    names: set[tuple[str, str]] = field(default_factory=set)
    shown: dict[str, set[int]] = field(default_factory=dict)

    def add(self, other: "Drawn") -> None:
        """All of the other's too."""
        self.names |= other.names
        for font, codes in other.shown.items():
            self.shown.setdefault(font, set()).update(codes)

    def codes_of(self, font: str) -> set[int]:
        """The letters of this font that are or may be shown."""
        return self.shown.get(font, set()) | self.shown.get(ANY_FONT, set())

    @property
    def size(self) -> tuple[int, int]:
        """Grows with each addition that is new."""
        return len(self.names), sum(map(len, self.shown.values()))

    def without_own(self) -> "Drawn":
        """What is left to whoever draws the stream, where the stream has resources of its own."""
        return Drawn(shown={ANY_FONT: self.shown[ANY_FONT]} if ANY_FONT in self.shown else {})


def drawn_by(content: Any, reader: Any) -> Drawn:
    """Of a stream, or an array of them. Raises what pypdf raises of content that cannot be read."""
    drawn, font, saved = Drawn(), ANY_FONT, list[str]()
    for operands, operator in ContentStream(content, reader, "bytes").operations:
        if operator == b"q":
            saved.append(font)
        elif operator == b"Q":
            font = saved.pop() if saved else font
        elif operator == b"Tf":
            font = str(operands[0])
            drawn.names.add(("/Font", font))
        elif operator in _SHOWING:
            drawn.shown.setdefault(font, set()).update(*_texts(operands[-1]))
        elif operator in _TABLES:
            if operands and isinstance(operands[-1], NameObject):  # a colour, or a list of properties, stands there too
                drawn.names.add((_TABLES[operator], str(operands[-1])))
        elif operator == b"INLINE IMAGE":
            drawn.names |= {("/ColorSpace", str(name)) for name in _colours(operands)}
    return drawn


def _texts(shown: Any) -> Iterable[bytes]:
    """The strings of an operand; the numbers between those of TJ move the letters."""
    pieces = shown if isinstance(shown, list) else [shown]
    return [piece if isinstance(piece, bytes) else piece.original_bytes for piece in pieces if not _is_number(piece)]


def _is_number(piece: Any) -> bool:
    return isinstance(piece, int | float)


def _colours(image: Any) -> Iterable[Any]:
    settings = image["settings"]
    return [settings[key] for key in ("/CS", "/ColorSpace") if isinstance(settings.get(key), NameObject)]
