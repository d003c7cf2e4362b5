"""The payment is agreed to, taken, charged, and its confirmation number is read."""

from ivr.scenes.common import PEOPLE, another_account, leave, plain
from ivr.scenes.paying import answers, lines
from ivr.turns import Do, Menu, Pay, Turn

TURNS: tuple[Turn, ...] = (
    Menu(
        name="confirm_payment",
        say=lines.confirm_payment,
        offers=lines.ways_to_agree,
        keys={"1": answers.agree, "2": "read_balance", "3": answers.agree_by_bank},
        to=("pay_card", "bank_kind", "confirm_repeat"),
        back="read_balance",
    ),
    Menu(
        name="confirm_repeat",
        say=lines.confirm_repeat,
        keys={"1": answers.open_payment, "2": "read_balance"},
        to=("pay_card", "bank_kind"),
        back="read_balance",
    ),
    Pay(
        name="pay_card",
        say=plain("pay_card"),
        answer=answers.after_card,
        to=("charge", "declined", "pay_left", "goodbye", *PEOPLE),
    ),
    Menu(
        name="pay_left",
        say=lines.pay_left,
        keys={"1": answers.card_again, "2": "read_balance"},
        to=("pay_card", "later_card"),
        back="read_balance",
    ),
    Do(
        name="charge",
        say=lines.charge,
        work="charge",
        answer=answers.after_charge,
        to=("receipt", "declined", "bank_left", "payment_unknown", "find_balance", *PEOPLE),
    ),
    Menu(
        name="receipt",
        say=lines.receipt,
        keys={"2": answers.by_text, "4": another_account, "1": "goodbye"},
        offers=answers.offers_text,
        to=("ask_account", "text_to"),
        gives_up=leave,
    ),
    Menu(
        name="declined",
        say=lines.declined,
        keys={"1": answers.by_card, "2": "read_balance"},
        to=("pay_card",),
        back="read_balance",
    ),
    Menu(
        name="payment_unknown",
        say=lines.payment_unknown,
        keys={"2": answers.by_text, "4": another_account, "1": "goodbye"},
        offers=answers.offers_text,
        to=("ask_account", "text_to"),
        gives_up=leave,
    ),
)
