"""What a campaign would write: the first text and the first mail of its plan, in their very words."""

from datetime import UTC, datetime
from typing import Any

from integration.campaigns.plan import Plan
from integration.ledger.campaign_accounts import Accounts
from integration.ledger.campaigns import Campaign
from integration.site import Site
from integration.writing.composing import words_of
from integration.writing.words import load


def first_written(site: Site, campaign: Campaign, plan: Plan) -> list[dict[str, Any]]:
    """By channel, when and to which account; `words` are the campaign's own. [] where it only calls."""
    firsts = {each.channel: each for each in reversed(plan.messages.written) if each.due_at is not None}
    if not firsts:
        return []
    biller = site.biller(campaign.bid)
    words = load(site.settings.prompts, biller)
    with site.database.read() as connection:
        found = Accounts(connection, biller, site.clock.now()).some([each.account_number for each in firsts.values()])
    return [
        {
            "channel": channel,
            "due_at": datetime.fromtimestamp(first.due_at or 0, UTC).isoformat(),
            "account_number": first.account_number,
            "language": first.language,
            "words": words_of(words, biller, campaign.definition, channel, found[first.account_number], first.language),
        }
        for channel, first in firsts.items()
    ]
