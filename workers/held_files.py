"""Tells whoever a biller named that a bill file waits for a person: once for each way, again until it has arrived."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from integration.billers import Biller
from integration.errors import Unavailable
from integration.ledger import held_files
from integration.ledger.held_files import HeldFile
from integration.notices import Mail, Notice, call_webhook
from integration.ports import Wire

if TYPE_CHECKING:
    from integration.site import Site

LOOK_EVERY_S = 60.0

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class HeldFiles:
    """Looks at every biller that named somebody."""

    site: "Site"
    mail: Mail
    wire: Wire

    def look(self) -> int:
        """How many notices arrived. A way that is closed is logged and tried again; it closes no other."""
        return sum(
            self._tell(biller, way, send) for biller in self.site.billers.values() for way, send in self._ways(biller)
        )

    def _ways(self, biller: Biller) -> list[tuple[str, Callable[[Notice], None]]]:
        held = biller.billfile.held
        ways: list[tuple[str, Callable[[Notice], None]]] = []
        if held.mail:
            ways.append(("mail", lambda notice: self.mail.send(held.mail, notice)))
        if held.webhook:
            url, key = held.webhook, held.webhook_key.get_secret_value() if held.webhook_key else ""
            ways.append(("webhook", lambda notice: call_webhook(self.wire, url, key, notice)))
        return ways

    def _tell(self, biller: Biller, way: str, send: Callable[[Notice], None]) -> int:
        with self.site.database.read() as connection:
            waiting = held_files.untold(connection, biller.bid, way)
        for arrived, file in enumerate(waiting):
            try:
                send(_notice(biller, file, self.site.clock.now()))
            except Unavailable as trouble:
                _log.warning("held_file_not_told", bid=biller.bid, way=way, file=file.name, why=str(trouble))
                return arrived
            with self.site.database.write() as connection:
                held_files.told(connection, file.version, way, self.site.clock.now())
        return len(waiting)


def _notice(biller: Biller, file: HeldFile, now: datetime) -> Notice:
    text = (
        f"The bill file {file.name} of {biller.name} ({biller.bid}) is held and waits for a person.\n\n"
        f"Why: {file.why}\n"
        f"Bills in it: {file.bills}\n"
        f"Held since: {file.held_at:%Y-%m-%d %H:%M} UTC\n\n"
        "Until a file loads, callers hear the balances of the file before it.\n"
        "A corrected file loads by itself. To let this one in as it is:\n\n"
        f"    ivr bills release {file.version} --who YOUR-NAME --why WHY\n\n"
        f"`ivr bills held --bid {biller.bid}` lists all that wait.\n"
    )
    facts: dict[str, str | int] = {
        "event": "bill_file_held",
        "bid": biller.bid,
        "file": file.name,
        "bills": file.bills,
        "why": file.why,
        "held_at": file.held_at.isoformat(),
    }
    return Notice(f"held-{biller.bid}-{file.version}", f"Bill file held: {file.name}", text, facts, now)
