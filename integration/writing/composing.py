"""A campaign's text and mail as they leave: never an amount, never an account."""

from datetime import date, datetime

from integration.billers import Biller
from integration.campaigns.accounts import Account
from integration.campaigns.channels import Channel
from integration.campaigns.definition import Definition
from integration.ledger.planned_messages import cause_of
from integration.ledger.texts import Text, text_id_of
from integration.mailing import Mail
from integration.texting.composing import of_biller
from integration.texting.marks import mark_of
from integration.texting.words import Words
from integration.texting.written import Value
from integration.writing.law import FOOT, SUBJECT, key_of

WORDS = "reminder"  # the key of what stands around the words of a campaign's text


def words_of(
    words: Words, biller: Biller, definition: Definition, channel: Channel, told: Account, language: str
) -> str:
    """What a text or a mail of this campaign says to this account. ValueError names what is missing."""
    key = key_of(channel, definition.kind)
    values = of_biller(biller) | _of_account(told) | {"notice": definition.message.get(language, "")}
    return words.write(language, key, values)


def _of_account(account: Account) -> dict[str, Value]:
    days: dict[str, date | None] = {"due": account.due_date, "shut_off": account.disconnect_date}
    return {name: day.isoformat() for name, day in days.items() if day is not None}


def text_as_it_leaves(around: Words, biller: Biller, said: str, language: str, mark: str) -> str:
    """The whole of a campaign's text: its words with what stands around them (`prompts/texts/`), and our mark."""
    return f"{around.write(language, WORDS, of_biller(biller) | {'words': said})} {mark}"


def mark_in_text(bid: str, to: str, message_id: int) -> str:
    """Our mark in the text of a planned message."""
    return mark_of(text_id_of(bid, cause_of(message_id), WORDS, to))


def text_of(said: str, *, bid: str, to: str, topic: str, language: str, why: str, at: datetime) -> Text:
    """Nobody asked for it just now: it takes a yes to texts, and the hours."""
    return Text(bid, to, topic, WORDS, language, why, at, values={"words": said})


def mail_of(words: Words, biller: Biller, said: str, *, mail_id: str, to: str, language: str, stop: str) -> Mail:
    """`stop` is the address of the page that takes a no, by one click of a mail program too (RFC 8058)."""
    told = of_biller(biller) | {"postal": biller.mails.postal_address or "", "stop": stop}
    text = f"{said}\n\n{words.write(language, FOOT, told)}\n"
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return Mail(mail_id, to, words.write(language, SUBJECT, told), text, headers)
