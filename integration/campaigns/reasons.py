"""Why an account was left out, or a reminder not made after all, in words: of the audience, of the plan, of the law."""

from collections.abc import Mapping
from types import MappingProxyType

from integration.calling.law import rules
from integration.campaigns.channels import Channel

OWN: Mapping[str, str] = MappingProxyType(
    {
        "audience.days": "Its day is none of those that the audience asks for",
        "kind_days": "Its day is none that such a campaign is about",
        "notice_days": "Not one of the notice days of today: the biller's, or the bill's own",
        "audience.owed": "What is owed is less or more than the audience asks for",
        "audience.past_due": "What is past due is less or more than the audience asks for",
        "audience.cycles": "Its bills are made on another day of the month",
        "audience.languages": "Another language",
        "audience.postal_codes": "Another ZIP code",
        "audience.autopay": "Automatic payment: the audience asks for those without, or for those with it",
        "audience.arrangement": "An arrangement or a promise: the audience asks for those without, or those with it",
        "audience.dispute": "In dispute: the audience asks for those that are not, or for those that are",
        "audience.silent_days": "The last call from or to the account was too lately",
        "no_window": "Nothing of the calendar is open where the number may ring, or when it may be written to",
        "one_call_a_number": "Another account of the same number is called in this run",
        "one_text_a_number": "Another account of the same number is written to in this run",
        "one_mail_an_address": "Another account of the same address is written to in this run",
        "window_too_small": "The campaign expires, or the day's purse is empty, before the turn comes",
        "mail_address": "The bill has no e-mail address, or none that can be one",
        "mail_deceased": "The account's holder has died",
        "mail_opted_out": "A no to all mail, or to mail on this topic, holds at once",
        "no_bill": "The account has no bill any more",
        "another_number": "The bill has another number by now",
        "another_address": "The bill has another address by now",
        "age": "It waited for too long",
        "campaign_stopped": "The campaign was stopped before it left",
        "campaign_paused": "The campaign rests",
        "balance": "Its live balance could not be asked just then",
        "calendar.hours": "Outside the campaign's own hours",
        "texts.on": "The biller writes no texts",
        "expired": "The campaign was over before its turn came",
        "samples_per_day": "A number is rung a few times a day at most with samples",
    }
)
_CHANNELS = tuple(f"{channel}: " for channel in Channel)


def words_of(reason: str) -> str:
    """Of a reason as plans and reports name it, `text: ` or `email: ` in front too; '' where it is none of them."""
    name = reason
    for channel in _CHANNELS:
        name = name.removeprefix(channel)
    if name in OWN:
        return OWN[name]
    return rules()[name].says if name in rules() else ""
