"""What a biller's file says of bill images: the table `[images]`."""

from typing import Annotated

from pydantic import Field

from integration.billers.kinds import Positive, Whole
from integration.billers.strict import Strict

LINK_HOURS_MAX = 14 * 24  # a bill is due by then
PDF_MB_MAX = 50  # kept in memory while it is fetched and shown
BYTES_A_MB = 1024 * 1024


class Images(Strict):
    """Where PDFs lie and how a link to one is given out (row D11); which ways are on stands in `features`.

    `folder` is on the server of the bill files, and `batches` the pattern of the names of its batch PDFs. A bill's
    number is believed anywhere on a page, or where `number_after` is given only right behind those words.
    A link that a caller gets by text dies after `link_hours`. One bill's PDF has at most `pdf_mb_max` megabytes.
    """

    folder: str = "ToInvoiceCloud/PDFs/UB"
    batches: Annotated[str, Field(min_length=1)] = "*.pdf"
    number_after: str = ""
    look_every_s: Positive = 60.0
    link_hours: Annotated[Whole, Field(ge=1, le=LINK_HOURS_MAX)] = 72
    pdf_mb_max: Annotated[Whole, Field(ge=1, le=PDF_MB_MAX)] = 10

    @property
    def pdf_bytes_max(self) -> int:
        """The same in bytes."""
        return self.pdf_mb_max * BYTES_A_MB
