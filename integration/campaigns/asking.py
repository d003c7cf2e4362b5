"""An account as "may we ring?" is asked about it: what the bill and the registers know, with nothing supposed."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from integration.billers import Biller
from integration.calling.law import topic_of
from integration.calling.limits import Limits
from integration.calling.mail_question import MailQuestion
from integration.calling.marks import Marked
from integration.calling.question import Answer, Attempt, Given, Question, Said, Spend, no
from integration.calling.text_question import TextQuestion
from integration.campaigns.accounts import Account
from integration.campaigns.audience import left_out_since
from integration.campaigns.definition import Definition

GIVEN_BY = "the biller's bill file"


def question_of(account: Account, topic: str, biller: Biller, limits: Limits, spend: Spend, at: datetime) -> Question:
    """The question without balance and block: whoever asks tells what he knows of them."""
    return Question(
        at=at,
        topic=topic,
        number=account.number,
        address=account.address,
        zone=biller.zone,
        limits=limits,
        spend=spend,
        said=account.said,
        given=Given(GIVEN_BY, account.number_given_at),
        do_not_call=account.do_not_call,
        attempts=account.attempts,
        disputed=account.disputed,
        autopay=account.autopay,
        windows=biller.maintenance.windows,
    )


def as_of_text(question: Question, attempts: tuple[Attempt, ...] = (), marked: Marked | None = None) -> TextQuestion:
    """The same of a text: `attempts` are texts that nobody asked for, in place of calls."""
    return TextQuestion(**_parts(question) | {"attempts": attempts}, marked=marked)


def as_of_mail(question: Question, mailbox: str, mail_said: tuple[Said, ...]) -> MailQuestion:
    """The same of an e-mail."""
    return MailQuestion(**_parts(question), mailbox=mailbox, mail_said=mail_said)


def narrowed(answer: Answer, account: Account, definition: Definition) -> Answer:
    """The law's answer, or the audience's no where it leaves the account out by now and the campaign is about money."""
    key = left_out_since(account, definition.audience) if answer.yes and topic_of(definition.about).asks_for else ""
    return no(key, "written down of the account since the plan") if key else answer


def _parts(question: Question) -> dict[str, Any]:
    return {each.name: getattr(question, each.name) for each in fields(question)}
