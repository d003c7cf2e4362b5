"""Campaigns that repeat (row F13): each of the biller's days has its own run, planned once when the day has begun."""

import structlog

from integration.errors import Refused
from integration.reminding import Reminding

_log = structlog.get_logger(__name__)


def repeat(reminding: Reminding) -> None:
    """Plan what is due today; what needs a second person waits for him and is told."""
    for run in reminding.repeat():
        if isinstance(run, Refused):
            _log.warning("campaign_put_off", why=str(run))
        else:
            _log.info("campaign_planned", bid=run.bid, count=run.counts["planned"])
