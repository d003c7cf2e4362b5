"""A bank account: whose, its numbers keyed to the payment partner, and its holder's spoken authorisation.

In this order, since the authorisation names the account (rules.md 2.5). No key stands for the yes, and silence is none.
"""

from integration.model import Way
from ivr.scenes.banking import answers, lines
from ivr.scenes.common import PEOPLE, plain
from ivr.scenes.paying.answers import by_bank, by_card
from ivr.turns import Menu, Pay, Record, Turn

TURNS: tuple[Turn, ...] = (
    Menu(
        name="bank_kind",
        say=lines.bank_kind,
        keys={
            "1": answers.from_account("checking"),
            "2": answers.from_account("savings"),
            "3": answers.refuse_business,
        },
        to=("pay_bank", "bank_left"),
        back="confirm_payment",
    ),
    Pay(
        name="pay_bank",
        way=Way.BANK,
        say=plain("pay_bank"),
        answer=answers.after_bank,
        to=("authorize", "bank_left", "goodbye", *PEOPLE),
    ),
    Menu(
        name="authorize",
        say=lines.authorize,
        keys={"yes": answers.said_yes, "no": answers.said_no},
        only_said=True,
        tries=answers.YES_TRIES_MAX,
        gives_up=answers.without_a_yes,
        to=("charge", "record_yes", "bank_left"),
        back="bank_left",
    ),
    Record(
        name="record_yes",
        say=plain("record_yes"),
        answer=answers.after_recording,
        to=("charge",),
    ),
    Menu(
        name="bank_left",
        say=lines.bank_left,
        offers=lines.ways_left,
        keys={"1": by_card, "2": "read_balance", "3": by_bank},
        to=("pay_card", "bank_kind"),
        back="read_balance",
    ),
)
