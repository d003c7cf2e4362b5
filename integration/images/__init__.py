"""Bill images (row D11): the PDF of one bill, found by the biller's ways, kept in a folder, reached by a link.

The path of an image: `linking`, `extraction` or the books' `statement` -> `document` -> `shelf`; `finding` asks them in
order. `links` and `addresses` are the way from a text message to one image.
"""

from integration.billers.biller import Biller
from integration.billers.capabilities import is_on

LINKING, EXTRACTION, REMOTE = "features.pdf_linking", "features.pdf_extraction", "features.pdf_remote_link"
WAYS = (LINKING, EXTRACTION, REMOTE)


def has_images(biller: Biller) -> bool:
    """Whether this biller's bills have images at all."""
    return any(is_on(biller, way) for way in WAYS)
