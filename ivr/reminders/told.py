"""Campaigns, their runs and what became of them, in JSON: what `ivr campaign` and the API tell alike."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from integration.campaigns.plan import Plan
from integration.campaigns.reasons import words_of
from integration.ledger import campaign_runs, campaigns, planned_messages, samples
from integration.ledger.campaign_runs import Run
from integration.ledger.campaigns import Approval, Campaign
from integration.ledger.payers import PaidWithin, paid_within
from integration.ledger.samples import Sample
from integration.masking import last_four

PAID_WITHIN_DAYS = (1, 3, 7)


def campaign_told(one: Campaign) -> dict[str, Any]:
    """A campaign with its newest version."""
    approval = one.approval and approval_told(one.approval)
    return {"name": one.name, "state": one.state, "version": one.version, "made_by": one.made_by, "approval": approval}


def approval_told(one: Approval) -> dict[str, Any]:
    """Who agreed to what, and when."""
    return {"version": one.version, "who": one.who, "at": one.at.isoformat(), "up_to": one.up_to}


def approvals_told(connection: Connection, campaign: Campaign) -> list[dict[str, Any]]:
    """Every agreement to it, the oldest first."""
    return [approval_told(one) for one in campaigns.approvals(connection, campaign.id)]


def run_told(run: Run) -> dict[str, Any]:
    """A run as it was planned."""
    return {
        "run": run.id,
        "day": run.day.isoformat(),
        "dry": run.is_dry,
        "version": run.version,
        "planned_by": run.planned_by,
        "begins_at": run.begins_at.isoformat(),
        "expires_at": run.expires_at.isoformat(),
        "counts": run.counts,
        "warnings": run.warnings,
    }


def plan_told(plan: Plan) -> dict[str, Any]:
    """What would be called if it started now; the plan is dealt to its end."""
    counts = plan.counts()
    told = {"day": plan.day.isoformat(), "expires_at": plan.expires_at.isoformat(), "counts": counts}
    reasons = {reason: words_of(reason) for reason in plan.excluded_by()}
    return told | {"warnings": plan.warnings(), "reasons": reasons}


def report_told(connection: Connection, campaign: Campaign, now: datetime) -> dict[str, Any]:
    """Each run: why-excluded table, calls by state and result, and who paid of the called and of the held out.

    Beside them the sample calls, which are none of its attempts.
    """
    runs = [_reported(connection, run, now) for run in campaign_runs.of_campaign(connection, campaign.id)]
    rung = [sample_told(one) for one in samples.of_campaign(connection, campaign.id)]
    told = {"campaign": campaign_told(campaign), "approvals": approvals_told(connection, campaign)}
    return told | {"runs": runs, "samples": rung}


def sample_told(one: Sample) -> dict[str, Any]:
    """A sample call."""
    return {
        "sample": one.id,
        "number_ending": last_four(one.number),
        "language": one.language,
        "who": one.who,
        "asked_at": one.asked_at.isoformat(),
        "state": one.state,
        "result": one.result,
        "why": one.why,
    }


def _reported(connection: Connection, run: Run, now: datetime) -> dict[str, Any]:
    paid = {str(days): paid_within(connection, run, days) for days in PAID_WITHIN_DAYS}
    return {
        **run_told(run),
        **campaign_runs.tally(connection, run.id),
        "messages": planned_messages.tally(connection, run.id),
        "paid_within_days": {days: _shares(found, now) for days, found in paid.items()},
        "reasons": {reason: words_of(reason) for reason in run.counts["excluded"]},
    }


def _shares(found: PaidWithin, now: datetime) -> dict[str, Any]:
    """A share is not final until its days are over."""
    shares = {who: {"accounts": accounts, "paid": payers} for who, (accounts, payers) in found.shares.items()}
    return {"until": found.until.isoformat(), "is_over": found.until <= now, **shares}
