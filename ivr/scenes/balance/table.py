"""What is owed is read, and how much of it is paid is chosen."""

from ivr.scenes.balance import answers, lines
from ivr.scenes.common import another_account, leave
from ivr.scenes.enrolling.offers import KEY
from ivr.turns import Ask, Menu, Turn

TURNS: tuple[Turn, ...] = (
    Menu(
        name="read_balance",
        say=lines.read_balance,
        offers=lines.what_may_be_paid,
        keys={
            "1": answers.pay_all,
            "2": answers.pay_past_due,
            "3": answers.pay_other,
            "4": another_account,
            "5": answers.pay_later,
            KEY: "find_enrolment",
        },
        to=("confirm_payment", "ask_amount", "ask_account", "read_plan", "choose_later"),
        back="ask_account",
    ),
    Menu(
        name="nothing_owed",
        say=lines.nothing_owed,
        offers=lines.what_when_nothing,
        keys={
            "3": answers.pay_other,
            "4": another_account,
            "5": answers.pay_later,
            KEY: "find_enrolment",
        },
        to=("ask_amount", "ask_account", "read_plan"),
        back="ask_account",
        gives_up=leave,
    ),
    Menu(
        name="payment_unsure",
        say=lines.payment_unsure,
        keys={"4": another_account},
        to=("ask_account",),
        back="ask_account",
        gives_up=leave,
    ),
    Ask(
        name="ask_amount",
        say=lines.ask_amount,
        digits=answers.amount_digits,
        answer=answers.check_amount,
        means="amount",
        secret=False,
        to=("confirm_payment", "choose_day"),
        back="read_balance",
    ),
)
