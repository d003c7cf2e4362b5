"""A call that we start, in a `.call` file: `past_due in es answered machine` is why, in which language, who answers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, cast

from sqlalchemy import insert

from integration.campaigns.kinds import Kind
from integration.campaigns.reading import read_definition
from integration.clock import today_at
from integration.ledger import campaigns
from integration.ledger.tables import campaign_runs, planned_calls
from integration.sandbox.box import CLAYTON, Box

ANSWERS = ("human", "machine", "fax", "unknown")
TOLL_FREE = "+18005550100"
TERMS: Mapping[str, Any] = {"lines": [*CLAYTON["lines"], TOLL_FREE], "reminders": {"toll_free": TOLL_FREE}}
NOTICE = {  # of a free notice, by language
    "en": "Water will be off on Main Street until six this evening.",
    "es": "No habrá agua en la calle Main hasta las seis de esta tarde.",
    "fr": "L'eau sera coupée rue Main jusqu'à six heures ce soir.",
}
_REMINDER = re.compile(r"(?P<kind>[a-z_]+) in (?P<language>[a-z]{2})(?: answered (?P<answered>[a-z]+))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ReminderFacts:
    """Why we ring, in which language; `answered` is what the far end is taken for."""

    kind: Kind
    language: str
    answered: Literal["human", "machine", "fax", "unknown"] = "human"


def read_reminder(text: str) -> ReminderFacts:
    """ValueError says what does not fit."""
    found = _REMINDER.fullmatch(" ".join(text.split()))
    answered = (found["answered"] or ANSWERS[0]) if found else ""
    if found is None or found["kind"] not in set(Kind) or answered not in ANSWERS:
        raise ValueError(f"found {text!r}; expected one like past_due in es, or … answered {', '.join(ANSWERS)}")
    far_end = cast("Literal['human', 'machine', 'fax', 'unknown']", answered)
    return ReminderFacts(Kind(found["kind"]), found["language"], far_end)


def plan_ring(box: Box, facts: ReminderFacts, number: str, account: str) -> int:
    """A planned call that was claimed just now; its id."""
    now = box.clock.now()
    today = today_at(box.biller.zone, now)
    text = _definition(box, facts, f"first = {today}\nlast = {today}\n")
    run = {"version": 1, "bid": box.biller.bid, "day": today, "state": "active", "planned_at": now}
    run |= {"planned_by": "replay", "begins_at": now, "expires_at": now + timedelta(hours=1)}
    call = {"bid": box.biller.bid, "account_number": account, "attempt": 1, "number": number, "due_at": now}
    call |= {"language": facts.language, "state": "calling", "intent_at": now}
    with box.site.database.write() as connection:
        campaign = campaigns.add(connection, read_definition(text, "replay"), text, who="replay", now=now)
        made = insert(campaign_runs).values(run | {"campaign_id": campaign.id}).returning(campaign_runs.c.id)
        run_id = connection.execute(made).scalar_one()
        planned = insert(planned_calls).values(call | {"run_id": run_id}).returning(planned_calls.c.id)
        return int(connection.execute(planned).scalar_one())


def _definition(box: Box, facts: ReminderFacts, calendar: str) -> str:
    words = ", ".join(f'{language} = "{NOTICE[language]}"' for language in box.biller.languages)
    free = f'topic = "outage"\nmessage = {{ {words} }}\n' if facts.kind is Kind.FREE_NOTICE else ""
    return f'name = "replay"\nbid = "{box.biller.bid}"\nkind = "{facts.kind}"\n{free}[calendar]\n{calendar}'
