"""What "may we write?" needs to know beyond "may we ring?"."""

from dataclasses import dataclass

from integration.calling.marks import Marked
from integration.calling.question import Question


@dataclass(frozen=True, kw_only=True)
class TextQuestion(Question):
    """May this number be written to about this topic at this instant?

    `asked_for` says that the person asked for this very text just now. `marked` is what the phone company told of the
    number after an earlier text; None: nothing stands against it. `attempts` are texts that nobody asked for.
    """

    asked_for: bool = False
    marked: Marked | None = None
