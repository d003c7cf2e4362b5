"""Letters of the drawing: how large they are, how wide a text gets, and a text as SVG."""

from dataclasses import dataclass
from xml.sax.saxutils import escape

FONT = "font-family='DejaVu Sans, Verdana, sans-serif'"
TEXT_PX, CHAR_PX = 11, 6.1  # a letter's height, and its mean width in the font above
TITLE_PX, TITLE_CHAR_PX = 12, 8.3  # bold
INK, PAPER = "#333333", "#ffffff"


@dataclass(frozen=True, slots=True)
class Told:
    """A row of text, and its colour."""

    text: str
    colour: str = INK

    @property
    def width_px(self) -> float:
        """About; in a wider font than the first it may be a tenth more."""
        return CHAR_PX * len(self.text)


def letters(x: float, y: float, told: Told, anchor: str = "start") -> str:
    """`y` is the line that the letters stand on."""
    return f"<text x='{x:.1f}' y='{y:.1f}' fill='{told.colour}' text-anchor='{anchor}'>{escape(told.text)}</text>"


def heading(x: float, y: float, text: str) -> str:
    """A name in bold."""
    return f"<text x='{x:.1f}' y='{y:.1f}' font-size='{TITLE_PX}' font-weight='bold' fill='{INK}'>{escape(text)}</text>"
