"""Campaigns at work: weighed against the ledger, approved above a size, planned, repeated day by day."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from integration.billers import Biller
from integration.calling.limits import Limits, limits_of
from integration.calling.question import Said
from integration.campaigns.channels import Channel
from integration.campaigns.definition import Definition
from integration.campaigns.plan import Plan, plan
from integration.campaigns.reading import Miswritten, misfits, read_definition
from integration.clock import today_at
from integration.errors import Refused
from integration.ledger import campaign_runs, campaigns, consents, number_facts, planned_calls
from integration.ledger.campaign_accounts import Accounts, newest_version
from integration.ledger.campaign_runs import Run, With, nothing_more
from integration.ledger.campaigns import Campaign
from integration.site import Site

CALENDAR = "calendar"  # the planner's own name in the audit


@dataclass
class Reminding:
    """The campaigns of one site. Limits are made once a biller: what they know of open hours takes a second."""

    site: Site
    _limits: dict[str, Limits] = field(default_factory=dict)
    _put_off: set[tuple[int, date, int]] = field(default_factory=set)  # refused today: not weighed at each look

    def define(self, text: str, where: str, *, who: str) -> Campaign:
        """Keep a campaign's file. Miswritten as `read` has it; Refused where the campaign was started."""
        definition = self.read(text, where)
        with self.site.database.write() as connection:
            return campaigns.add(connection, definition, text, who=who, now=self.site.clock.now())

    def read(self, text: str, where: str) -> Definition:
        """What it says. Miswritten has a sentence for each mistake in it, and for all that its biller lacks."""
        definition = read_definition(text, where)
        wrong = list(misfits(definition, self.site.biller(definition.bid)))
        if wrong:
            raise Miswritten(where, wrong)
        return definition

    def limits_of(self, biller: Biller) -> Limits:
        """What the law leaves this biller."""
        if biller.bid not in self._limits:
            self._limits[biller.bid] = limits_of(biller.calling)
        return self._limits[biller.bid]

    def weigh(self, campaign: Campaign) -> Plan:
        """What would be rung if it started now, dealt to the end; nothing is written."""
        biller, definition, now = self.site.biller(campaign.bid), campaign.definition, self.site.clock.now()
        self._learn_numbers(campaign.bid)
        with self.site.database.read() as connection:
            taken = self._taken(connection, definition, biller, now)
            limits, said = self.limits_of(biller), _mail_said(connection, definition)
            found = plan(
                Accounts(connection, biller, now).all(), definition, biller, limits, now, taken, mail_said=said
            )
        for _ in found.calls():
            pass
        return found

    def dry_run(self, campaign: Campaign, *, who: str, with_it: With = nothing_more) -> Run:
        """The whole plan kept in the history, and never dialled. `with_it` is done in the transaction that ends it."""
        found, now = self.weigh(campaign), self.site.clock.now()
        return campaign_runs.store(self.site.database, campaign, found, is_dry=True, who=who, now=now, with_it=with_it)

    def start(self, campaign: Campaign, *, who: str, with_it: With = nothing_more) -> Run:
        """Plan it and let it be dialled. Refused where it runs, is over, or needs a second person.

        `with_it` is done in the transaction that starts it.
        """
        if campaign.state != "new":
            raise Refused(f"campaign {campaign.name} is {campaign.state}; expected new to start it")
        found, now = self.weigh(campaign), self.site.clock.now()
        self._approved(campaign, found)
        if found.expires_at <= now:
            raise Refused(
                f"campaign {campaign.name} expired at {found.expires_at.isoformat()}; expected a later last day"
            )

        def started(connection: Connection, run: Run) -> None:
            campaigns.move(connection, campaign, "start", who=who, now=now)
            with_it(connection, run)

        return campaign_runs.store(self.site.database, campaign, found, is_dry=False, who=who, now=now, with_it=started)

    def repeat(self) -> Iterator[Run | Refused]:
        """Plan today's run of each active campaign that repeats and has none; what was refused, and why.

        Done once a day a campaign, however often it is asked, and again once a second person has agreed to more.
        """
        with self.site.database.read() as connection:
            active = [each for each in campaigns.running(connection) if each.bid in self.site.billers]
        for campaign in active:
            day = today_at(self.site.biller(campaign.bid).zone, self.site.clock.now())
            this = (campaign.id, day, _agreed(campaign))
            if this not in self._put_off and self._is_due(campaign, day):
                try:
                    yield self._next_run(campaign)
                except Refused as refused:
                    self._put_off.add(this)
                    yield refused

    def _next_run(self, campaign: Campaign) -> Run:
        found = self.weigh(campaign)
        self._approved(campaign, found)
        now = self.site.clock.now()
        return campaign_runs.store(self.site.database, campaign, found, is_dry=False, who=CALENDAR, now=now)

    def _is_due(self, campaign: Campaign, today: date) -> bool:
        definition = campaign.definition
        if not definition.repeats or not definition.calendar.first <= today <= definition.calendar.last:
            return False
        with self.site.database.read() as connection:
            return not campaign_runs.is_planned(connection, campaign.id, today)

    def _approved(self, campaign: Campaign, found: Plan) -> None:
        size, most = found.size(), self.site.biller(campaign.bid).reminders.second_person_from
        agreed = _agreed(campaign)
        if size >= most and size > agreed:
            told = f"a second person agreed to {agreed}" if campaign.approval else "no second person has agreed"
            raise Refused(
                f"campaign {campaign.name} means {size} accounts and {told}; from {most} accounts on expected "
                f"`ivr campaign approve {campaign.name} --bid {campaign.bid} --up-to {size}` by somebody else "
                f"than {campaign.made_by}"
            )

    def _taken(self, connection: Connection, definition: Definition, biller: Biller, now: datetime) -> dict[date, int]:
        first = max(today_at(biller.zone, now), definition.calendar.first)
        days = [first + timedelta(days=passed) for passed in range((definition.calendar.last - first).days + 1)]
        return planned_calls.taken(connection, biller.bid, biller.zone, days, now)

    def _learn_numbers(self, bid: str) -> None:
        """Of the newest file, whose load may have been stopped; older numbers are worked out as they are met."""
        with self.site.database.read() as connection:
            version = newest_version(connection, bid)
        if version is not None:
            number_facts.learn(self.site.database, version)


def _agreed(campaign: Campaign) -> int:
    """To so many accounts in a run; 0 where no second person has agreed."""
    return campaign.approval.up_to if campaign.approval else 0


def _mail_said(connection: Connection, definition: Definition) -> dict[str, tuple[Said, ...]]:
    """By address; few ever say something of their mail."""
    if Channel.EMAIL not in definition.channels:
        return {}
    found: dict[str, tuple[Said, ...]] = {}
    for word in consents.of_mail(connection, definition.bid):
        said = Said(word.topic, word.says_yes, word.how, word.at)
        found[word.number] = (*found.get(word.number, ()), said)
    return found
