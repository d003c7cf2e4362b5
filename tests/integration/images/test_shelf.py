"""What is taken for a PDF, and where it is kept: whole, by a name that tells nothing, for us alone."""

import pytest

from integration.errors import Garbled, Unavailable
from integration.images.document import checked
from integration.images.shelf import FolderShelf, ImageKey
from integration.sandbox.pdfs import pdf_of

PDF = pdf_of([["Bill number: B20261101-000001"]])
KEY = ImageKey("1368", "0012345678", "B20261101-000001")


@pytest.mark.parametrize("content", [PDF, b"\xef\xbb\xbf" + PDF, PDF + b"\r\n\0\0"])
def test_a_pdf_with_what_printers_put_around_it(content):
    assert checked(content, "x") == content


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<!DOCTYPE html><title>Sign in</title>", "do not begin as a PDF"),
        (b"", "found 0 bytes"),
        (PDF[:-20], "without its end"),
        (PDF + b"\0" * 4096, "without its end"),
    ],
)
def test_what_is_no_whole_pdf(content, says):
    with pytest.raises(Garbled, match=says):
        checked(content, "x")


def test_one_that_is_too_long():
    with pytest.raises(Garbled, match="at most"):
        checked(PDF, "x", len(PDF) - 1)


def test_kept_changed_and_forgotten(tmp_path):
    shelf = FolderShelf(tmp_path / "images")
    assert (shelf.get(KEY), shelf.has(KEY), shelf.drop(KEY)) == (None, False, False)
    shelf.put(KEY, b"first")
    shelf.put(KEY, PDF)
    assert (FolderShelf(tmp_path / "images").get(KEY), shelf.has(KEY)) == (PDF, True)
    assert (shelf.drop(KEY), shelf.get(KEY)) == (True, None)


@pytest.mark.parametrize(
    "other", [ImageKey("1369", *("0012345678", "B20261101-000001")), ImageKey("1368", "0012345678B", "20261101-000001")]
)
def test_each_bill_has_a_place_of_its_own(tmp_path, other):
    shelf = FolderShelf(tmp_path)
    shelf.put(KEY, PDF)
    assert shelf.get(other) is None


def test_the_folder_tells_nothing_and_lets_nobody_in(tmp_path):
    FolderShelf(tmp_path).put(KEY, PDF)
    (path,) = (tmp_path / "1368").iterdir()
    assert "12345678" not in path.name
    assert (path.stat().st_mode | path.parent.stat().st_mode) & 0o077 == 0


def test_a_full_disk_leaves_what_was_there(tmp_path, monkeypatch):
    shelf = FolderShelf(tmp_path)
    shelf.put(KEY, PDF)

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Unavailable, match="No space"):
        shelf.put(KEY, b"half")
    assert shelf.get(KEY) == PDF
