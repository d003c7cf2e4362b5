"""integration/writing/asking: what keeps a planned message from leaving before the law is asked."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from integration.campaigns.channels import Channel
from integration.ledger.planned_messages import Written
from integration.writing.asking import PAUSED_AGAIN, of_its_campaign
from tests.workers.parts import biller

NINE = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # on a Monday in Georgia
EVENING = NINE + timedelta(hours=8)
FILE = """
name = "november"
bid = "1368"
kind = "upcoming"
channels = ["text"]
[calendar]
first = 2026-11-23
last = 2026-11-24
hours = "Mon-Fri 09:00-17:00"
"""
EASTERN = ZoneInfo("America/New_York")


def message(state="active", expires_at=NINE + timedelta(days=2)):
    return Written(
        id=1,
        run_id=1,
        campaign_id=1,
        bid="1368",
        account_number="0000000001",
        channel=Channel.TEXT,
        sent_to="+17705550001",
        language="en",
        state="handed",
        campaign_state=state,
        tries=1,
        expires_at=expires_at,
        text=FILE,
    )


@pytest.mark.parametrize(
    ("written", "now", "rule", "next_at"),
    [
        (message("stopped"), NINE, "campaign_stopped", None),
        (message("stopped", expires_at=NINE), NINE, "campaign_stopped", None),
        (message(expires_at=NINE), NINE, "expired", None),
        (message("paused", expires_at=NINE), NINE, "expired", None),
        (message("paused"), NINE, "campaign_paused", NINE + PAUSED_AGAIN),
        (message("paused"), EVENING, "campaign_paused", EVENING + PAUSED_AGAIN),
        (message(), EVENING, "calendar.hours", NINE + timedelta(days=1)),
        (message(), NINE - timedelta(seconds=1), "calendar.hours", NINE),
    ],
)
def test_the_campaign_itself_keeps_it_back(written, now, rule, next_at):
    answer = of_its_campaign(written, biller().model_copy(update={"zone": EASTERN}), now)
    assert (answer.yes, answer.rule, answer.next_at) == (False, rule, next_at)


def test_an_active_campaign_in_its_hours_leaves_it_to_the_law():
    assert of_its_campaign(message(), biller().model_copy(update={"zone": EASTERN}), NINE) is None
