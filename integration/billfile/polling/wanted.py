"""Which of the names on a biller's server are bill files, in which order, and what speaks against fetching one."""

from collections.abc import Collection, Iterable

from integration.billers.biller import Biller
from integration.billfile.findings import FileRefused, Finding
from integration.billfile.names import MARKER, FileName, file_name_of, is_zip, xml_name_of
from integration.billfile.reading import FILE_BYTES_MAX
from integration.billfile.report import LoadReport
from integration.billfile.zipped import NOT_ALLOWED
from integration.sftp.folder import RemoteFile


def is_of_ours(file: RemoteFile) -> bool:
    """Whether it is a bill file by its name, or the marker of one."""
    return _name_of(file.name.removesuffix(MARKER)) is not None


def bill_files(listed: Iterable[RemoteFile]) -> list[RemoteFile]:
    """The bill files of a folder in their order, an .xml before the .zip of its name.

    `.part`, markers and everything else are not ours to take.
    """
    named = [(name, is_zip(file.name), file) for file in listed if (name := _name_of(file.name))]
    return [file for *_, file in sorted(named, key=lambda one: one[:2])]


def obstacle(file: RemoteFile, biller: Biller, names: Collection[str]) -> LoadReport | None:
    """Why a file is not even fetched, if so; `names` are all that lie beside it."""
    if not file.is_regular or file.size > FILE_BYTES_MAX:
        found = f"{file.size} bytes" if file.is_regular else "a link, folder or device"
        return turned_away(
            file, Finding(None, None, "file", found, f"a regular file of at most {FILE_BYTES_MAX} bytes")
        )
    if is_zip(file.name) and not biller.billfile.zip:
        return turned_away(file, Finding(None, None, "zip", f"the zip {file.name}", NOT_ALLOWED))
    if is_zip(file.name) and (beside := xml_name_of(file.name)) in names:
        expected = f"one of the two: {beside} is taken"
        return turned_away(file, Finding(None, None, "zip", f"{file.name} beside {beside}", expected))
    return None


def turned_away(file: RemoteFile, finding: Finding) -> LoadReport:
    """The report of a file that never reaches the ledger."""
    return LoadReport.turned_away(file.name, finding)


def _name_of(name: str) -> FileName | None:
    try:
        return file_name_of(xml_name_of(name))
    except FileRefused:
        return None
