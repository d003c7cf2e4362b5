"""What the API takes and gives of campaigns; a new campaign's body is `integration.campaigns.definition.Definition`."""

from typing import Any, Literal

from pydantic import AwareDatetime, Field

from ivr.api.models import Strict, Text

ACCOUNTS_MAX = 10_000_000
WHY_CHARS_MAX = 300


class Nothing(Strict):
    """An empty object, or no body at all."""


class Agreement(Strict):
    """A second person agrees to one version of a campaign."""

    version: int = Field(ge=1, description="the version that was looked at")
    up_to: int = Field(ge=1, le=ACCOUNTS_MAX, description="accounts in one run, at most")


class Reason(Strict):
    """Why a campaign is paused, resumed or stopped, for the audit."""

    why: Text = Field("", max_length=WHY_CHARS_MAX, description=f"at most {WHY_CHARS_MAX} characters")


class SampleWanted(Strict):
    """Ring this phone, which is the asker's own, and read the campaign's words to whoever takes it up."""

    to: Text = Field(pattern=r"^\+[1-9][0-9]{7,14}$", description="your own number, like +17705550134")
    place: str = Field("", pattern=r"^([A-Z]{2})?$", description="the state or province where it is, such as GA")
    language: str = Field("", pattern=r"^([a-z]{2})?$", description="one of the biller's; without it the first")


class Approved(Strict):
    """Who agreed to which version, when, and to how many accounts in a run."""

    version: int
    who: str
    at: AwareDatetime
    up_to: int


class Campaign(Strict):
    """A campaign with its newest version."""

    name: str
    state: Literal["new", "active", "paused", "stopped"]
    version: int
    made_by: str
    approval: Approved | None


class Counts(Strict):
    """How many accounts; `excluded` by the audience's key or the rule's name, the most first."""

    planned: int
    held_out: int
    excluded: dict[str, int]
    messages: dict[str, int] = Field({}, description="by channel; left out where it only calls")


class Run(Strict):
    """A campaign on one of the biller's days, as it was planned; a dry one is never dialled."""

    run: int
    day: str
    dry: bool
    version: int
    planned_by: str
    begins_at: AwareDatetime
    expires_at: AwareDatetime
    counts: Counts
    warnings: list[str]


class WholeCampaign(Campaign):
    """The same with its definition, as it was written, every approval, and its runs, the oldest first."""

    definition: dict[str, Any]
    approvals: list[Approved]
    runs: list[Run]


class Campaigns(Strict):
    """All of a biller, the oldest first."""

    campaigns: list[Campaign]


class Words(Strict):
    """The exact words. `proved` is heard by a person who has told who he is; '' where nothing is private."""

    language: str
    opening: str
    proved: str
    voicemail: str


class FirstCall(Strict):
    """The call that would be made first, with its account's words in each of the biller's languages."""

    due_at: AwareDatetime
    account_number: str
    number: str
    words: list[Words]


class FirstWritten(Strict):
    """The text or mail that would be written first: the whole message. `subject` is '' of a text.

    Our mark in a text and the link in a mail have `…` in their place: they are made with the run.
    """

    channel: Literal["text", "email"]
    due_at: AwareDatetime
    account_number: str
    sent_to: str
    language: str
    subject: str
    words: str


class Preview(Strict):
    """What would be called and written if it started now."""

    day: str
    expires_at: AwareDatetime
    counts: Counts
    warnings: list[str]
    reasons: dict[str, str] = Field(description="the words of each reason that somebody is excluded for")
    first: FirstCall | None
    written: list[FirstWritten]


class PlannedCall(Strict):
    """One attempt. `words` are what would be said now; null for a call that is not to be made any more."""

    id: int
    due_at: AwareDatetime | None
    account_number: str
    number: str
    language: str
    attempt: int
    state: str
    result: str
    why: str
    words: Words | None


class Page(Strict):
    """Calls in the order of dialling; `next` is the `after` of the next page, null where there is none."""

    calls: list[PlannedCall]
    next: int | None


class PlannedMessage(Strict):
    """One text or mail. `words` are the whole of what would be written now; null where it is not to be any more."""

    id: int
    channel: Literal["text", "email"]
    due_at: AwareDatetime | None
    account_number: str
    sent_to: str
    language: str
    state: str
    why: str
    subject: str | None
    words: str | None


class MessagePage(Strict):
    """Texts and mails in the order in which they leave; `next` as of calls."""

    messages: list[PlannedMessage]
    next: int | None


class PaidShare(Strict):
    """Of so many accounts so many paid."""

    accounts: int
    paid: int


class PaidWithin(Strict):
    """Who paid before `until`, which is not the last word before it is over.

    `meant` are all whom the run was for; they are to be laid beside the held out. `called` were rung, or written to.
    """

    until: AwareDatetime
    is_over: bool
    held_out: PaidShare
    meant: PaidShare
    called: PaidShare


class ReportedRun(Run):
    """A run, and what became of it: calls by state and result, messages by channel, payers by days since it began.

    What waited in a campaign that was stopped is `stopped`: it is not made any more.
    """

    states: dict[str, int]
    results: dict[str, int]
    messages: dict[str, dict[str, int]]
    paid_within_days: dict[str, PaidWithin]
    reasons: dict[str, str] = Field(description="the words of each reason that somebody was excluded for")


class Sample(Strict):
    """A sample call: it is no attempt of the campaign. `result` is '' until something is known of it."""

    sample: int
    number_ending: str
    language: str
    who: str
    asked_at: AwareDatetime
    state: Literal["waiting", "calling", "unsure", "done", "dropped"]
    result: str
    why: str


class Report(Strict):
    """What became of each run, and of the newest samples."""

    campaign: Campaign
    approvals: list[Approved] = Field(description="every one that was given, the oldest first")
    runs: list[ReportedRun]
    samples: list[Sample]
