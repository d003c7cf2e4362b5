"""A conversion file is taken over whole or not at all; a dry run tells what would be done, and does nothing.

`cayenta`: what stood in the biller's system, which is told nothing. `biller`: what the biller brings, which is told to
the system like any wish. Whoever asked us for something else since keeps what he asked for (`deciding`).
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from integration.billers import Biller
from integration.billers.capabilities import ROWS, is_on
from integration.changes import Change
from integration.clock import today_at
from integration.conversion.deciding import Step, Word, decide
from integration.conversion.reading import Record, read
from integration.errors import Refused
from integration.ledger import bill_numbers, converted, enrolments
from integration.ledger.converted import CONVERSION, Newest
from integration.ledger.enrolments import Card, Wish
from integration.site import Site

SWITCH = "features.data_conversion"
FINDINGS_MAX = 1_000


class Source(StrEnum):
    """Where the enrolments lived."""

    CAYENTA = "cayenta"
    BILLER = "biller"


@dataclass(slots=True)
class ConversionReport:
    """What was done, or would be.

    `kept` are accounts of which something else stands and stays; `cardless` are automatic payments without a card,
    whose holders must give one before anything is charged; `cards` were given to such of an earlier file.
    """

    file: str
    dry_run: bool
    records: int = 0
    autopay: int = 0
    paperless: int = 0
    unchanged: int = 0
    cardless: int = 0
    cards: int = 0
    kept: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        """Whether nothing of the file is, or would be, taken over."""
        return bool(self.findings)

    def as_json(self) -> dict[str, Any]:
        """The document of `convert --json`."""
        return {
            "file": self.file,
            "dry_run": self.dry_run,
            "records": self.records,
            "autopay": 0 if self.is_refused else self.autopay,
            "paperless": 0 if self.is_refused else self.paperless,
            "unchanged": self.unchanged,
            "without_card": self.cardless,
            "cards_added": self.cards,
            "kept": self.kept,
            "refused": self.findings,
        }


def convert(
    site: Site, biller: Biller, content: bytes, name: str, source: Source, *, dry_run: bool
) -> ConversionReport:
    """Take a file over. Raises Refused where the biller has not switched conversion on."""
    if not is_on(biller, SWITCH):
        row = ROWS[SWITCH]
        raise Refused(f"{row.number} {row.name} is off for biller {biller.bid}: expected {SWITCH} = true in its file")
    found = read(content)
    report = ConversionReport(name, dry_run, len(found.records), findings=found.findings)
    if report.is_refused:
        return report
    with site.database.read() if dry_run else site.database.write() as connection:
        if not dry_run:
            enrolments.alone(connection)
        conversion = Conversion(connection, site, biller, source, hashlib.sha256(content).hexdigest(), report)
        report.findings += conversion.unfit(found.records)
        steps = [] if report.is_refused else list(conversion.steps(found.records))
        if not dry_run:
            conversion.take_over(steps)
    return report


@dataclass(frozen=True, slots=True)
class Planned:
    """A step that changes something, and the version after which its wish is kept; 0 before the first."""

    step: Step
    wish: Wish
    after: int


@dataclass(slots=True)
class Conversion:
    """One file inside its transaction; `sha256` is the file's, which every enrolment keeps."""

    connection: Connection
    site: Site
    biller: Biller
    source: Source
    sha256: str
    report: ConversionReport

    def unfit(self, records: Sequence[Record]) -> list[str]:
        """Accounts that no bill stands for, and kinds that the biller has not switched on."""
        accounts = {record.account_number for record in records}
        there = bill_numbers.accounts_among(self.connection, self.biller.bid, accounts)
        findings = []
        for record in records:
            if record.account_number not in there:
                findings.append(
                    f"{record.line}: account_number: found no bill of this account; expected one that stands"
                )
            findings += [
                f"{record.line}: {change}: found a value with features.{change} off; expected it on"
                for change in _told(record)
                if not is_on(self.biller, f"features.{change}")
            ]
        return findings[:FINDINGS_MAX]

    def steps(self, records: Iterable[Record]) -> Iterator[Planned]:
        """What is new, counted into the report on the way."""
        ours = converted.newest_of_all(self.connection, self.biller.bid)
        before = converted.agreed_by(self.connection, self.biller.bid, self.sha256)
        for record in records:
            newest = ours.get(record.account_number, {})
            for change, active in _told(record).items():
                token = record.token if change is Change.AUTOPAY else ""
                word = Word(active, token, (record.account_number, change) in before)
                stands = newest.get(change)
                step = self._counted(record, change, stands, word)
                if step in {Step.FIRST, Step.TURN, Step.CARD}:
                    yield Planned(step, self._wish(record, change, active=active), stands.version if stands else 0)

    def take_over(self, planned: Sequence[Planned]) -> None:
        """What lived in Cayenta is not told to it; what the biller brings is, like any wish."""
        now, is_known = self.site.clock.now(), self.source is Source.CAYENTA
        keep_first = converted.keep_told if is_known else converted.enrol_first
        by_step: Mapping[Step, list[tuple[Wish, int]]] = defaultdict(list)
        for one in planned:
            by_step[one.step].append((one.wish, one.after))
        keep_first(self.connection, [wish for wish, _ in by_step[Step.FIRST]], now)
        converted.add_cards(self.connection, by_step[Step.CARD], now)
        converted.turn(self.connection, [wish for wish, _ in by_step[Step.TURN]], now, is_known=is_known)

    def _counted(self, record: Record, change: Change, stands: Newest | None, word: Word) -> Step:
        step, why = decide(stands, word, self.site.vault.open)
        is_said, is_autopay = step in {Step.FIRST, Step.TURN}, change is Change.AUTOPAY
        self.report.autopay += is_said and is_autopay
        self.report.paperless += is_said and not is_autopay
        self.report.cardless += is_said and is_autopay and word.active and not word.token
        self.report.cards += step is Step.CARD
        self.report.unchanged += step is Step.NOTHING
        if step is Step.KEEP:
            self.report.kept.append(f"{record.line}: {change}: {why}")
        return step

    def _wish(self, record: Record, change: Change, *, active: bool) -> Wish:
        is_autopay = change is Change.AUTOPAY
        card = Card(self.site.vault.seal(record.token), record.ending) if is_autopay and record.token else None
        return Wish(
            bid=self.biller.bid,
            account_number=record.account_number,
            change=change,
            active=active,
            effective=record.since or today_at(self.biller.zone, self.site.clock.now()),
            channel=CONVERSION,
            call_sid="",
            card=card,
            consent=json.dumps({"converted_from": self.source, "sha256": self.sha256, "line": record.line}),
        )


def _told(record: Record) -> Mapping[Change, bool]:
    told = {Change.AUTOPAY: record.autopay, Change.PAPERLESS: record.paperless}
    return {change: active for change, active in told.items() if active is not None}
