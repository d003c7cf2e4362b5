"""What became of each file, written back to the biller's server where he wants to know (billfile.md, at the end).

A report is made in the inbox first and stays there until the server has it: a server that cannot be written to never
stops a load. Whoever is killed in between sends the same bytes by the same name again.
"""

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from integration.billers.biller import Biller
from integration.billfile.polling.inbox import fetched
from integration.billfile.polling.papers import Papers, claimed
from integration.billfile.report import FileState, LoadReport
from integration.clock import Clock
from integration.sftp.folder import Folder, RemoteFile, open_folder

ID_CHARACTERS_TOLD = 8  # of our own id: a file that comes again by the same name, changed, has another
CLAIM = "reports.lock"
NOT_TOLD = "a name"


def keep(report: LoadReport, file: RemoteFile, papers: Papers, biller: Biller) -> None:
    """Have the report sent by this round or a later one, where the biller wants reports.

    Whoever was killed right behind a load meets the same bytes again: what that load told stands.
    """
    if report.state is FileState.HELD:
        papers.polled.write_text(file.name, encoding="ascii")
    if report.state is not FileState.SKIPPED or not papers.report.exists():
        _write(report, file.name, papers, biller)


def keep_anew(report: LoadReport, papers: Papers, biller: Biller) -> None:
    """The report of a file that was held, and that a person has loaded from the inbox since: in place of the held one.

    It goes under that one's name, which the server has or not. Where another process was quicker to load the file,
    that one's report stands.
    """
    if report.state is not FileState.SKIPPED:
        _write(report, _polled(papers) or report.check.file, papers, biller)


def keep_where_fetched(report: LoadReport, inbox: Path, sha256: str, biller: Biller) -> None:
    """The same of a file that was let in from elsewhere, where the file of these bytes was fetched too."""
    if path := fetched(inbox, sha256):
        keep_anew(report, Papers(inbox, path.stem), biller)


def _polled(papers: Papers) -> str:
    """What the server calls the file; '' where that is not known any more."""
    with suppress(OSError, UnicodeDecodeError):
        if name := papers.polled.read_text(encoding="ascii"):
            return name
    with suppress(OSError, ValueError, KeyError):  # an older version of this program kept it nowhere else
        return str(json.loads(papers.report.read_bytes())["polled"])
    return ""


def _write(report: LoadReport, polled: str, papers: Papers, biller: Biller) -> None:
    if biller.billfile.reports_folder is None:
        return
    document = {"polled": polled} | _document(report, biller.billfile.layout_of_files().path_of("name"))
    half = papers.report.with_suffix(".part")
    with half.open("w", encoding="ascii") as out:
        json.dump(document, out, indent=1)
        out.flush()
        os.fsync(out.fileno())  # or a machine that loses its power keeps an empty one
    half.replace(papers.report)


def send(biller: Biller, inbox: Path, clock: Clock) -> None:
    """Send every report that waits in the inbox. Raises the troubles of `open_folder` and `Folder.write`."""
    access, path = biller.billfile.sftp, biller.billfile.reports_folder
    if access is None or path is None or not any(_waiting(inbox)):
        return
    with claimed(inbox / CLAIM) as mine:
        if mine is not None:  # else another process is sending them
            with open_folder(access.model_copy(update={"folder": path}), clock) as folder:
                _send_all(folder, inbox)


def _send_all(folder: Folder, inbox: Path) -> None:
    for waiting in _waiting(inbox):
        content = waiting.read_bytes()
        document, our_id = json.loads(content), waiting.name[:ID_CHARACTERS_TOLD]
        name = f"{document['polled']}.{our_id}.report.json"
        # Another machine that polls too may have loaded it, and told more.
        if document["state"] != FileState.SKIPPED or folder.look(name) is None:
            folder.write(name, content)
        if waiting.read_bytes() == content:  # else the file was let in meanwhile, and the next round tells that
            waiting.unlink()


def _waiting(inbox: Path) -> list[Path]:
    return sorted(inbox.glob("*.report.json"))


def _document(report: LoadReport, whose: str) -> dict[str, Any]:
    """As `ivr bills load --json` tells it, with the state and why; what was found as a payer's name is left out."""
    told = report.as_json()
    for kind in ("rejected", "warnings"):
        told[kind] = [one | {"found": NOT_TOLD} if one["field"] == whose else one for one in told[kind]]
    return told | {"state": str(report.state), "why": report.why}
