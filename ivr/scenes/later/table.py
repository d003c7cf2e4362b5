"""Another day: what for, how much, which day; then a card that is charged on it, or a promise to pay by it."""

from ivr.scenes.common import PEOPLE, another_account, leave, plain
from ivr.scenes.later import answers, lines
from ivr.turns import Ask, Do, Menu, Pay, Turn

TURNS: tuple[Turn, ...] = (
    Menu(
        name="read_plan",
        say=lines.read_plan,
        keys={"1": "cancel_plan", "2": answers.keep_plan},
        to=("read_plan", "choose_later", "read_balance", "nothing_owed"),
        back="find_balance",
    ),
    Do(
        name="cancel_plan",
        say=plain("cancel_plan"),
        work="cancel_plan",
        answer=answers.after_cancel,
        to=("plan_outcome",),
    ),
    Menu(
        name="plan_outcome",
        say=lines.plan_outcome,
        keys={"1": "find_balance", "2": "goodbye"},
        gives_up=leave,
    ),
    Menu(
        name="choose_later",
        say=lines.choose_later,
        offers=lines.what_may_be_later,
        keys={"1": answers.charge_later, "2": answers.promise},
        to=("later_amount",),
        back="read_balance",
    ),
    Menu(
        name="later_amount",
        say=lines.later_amount,
        offers=lines.how_much_later,
        keys={"1": answers.all_of_it, "2": answers.past_due_of_it, "3": "ask_amount"},
        to=("choose_day",),
        back="choose_later",
    ),
    Menu(
        name="choose_day",
        say=lines.choose_day,
        offers=lines.which_days,
        keys={"1": answers.tomorrow, "2": answers.due_day, "3": "ask_day"},
        to=("confirm_day",),
        back="later_amount",
    ),
    Ask(
        name="ask_day",
        say=lines.ask_day,
        digits=answers.day_digits,
        answer=answers.check_day,
        means="day",
        secret=False,
        to=("confirm_day",),
        back="choose_day",
    ),
    Menu(
        name="confirm_day",
        say=lines.confirm_day,
        keys={"1": answers.agree_on_day, "2": "choose_day"},
        to=("confirm_twice", "later_card", "promised"),
        back="choose_day",
    ),
    Menu(
        name="confirm_twice",
        say=lines.confirm_twice,
        keys={"1": answers.take_card, "2": "read_balance"},
        to=("later_card",),
        back="choose_day",
    ),
    Pay(
        name="later_card",
        say=plain("later_card"),
        token="reusable",  # noqa: S106 - a kind of token, not one
        answer=answers.after_card,
        to=("agree_later", "pay_left", "goodbye", *PEOPLE),
    ),
    Menu(
        name="agree_later",
        say=lines.agree_later,
        keys={"1": "book_later", "2": "read_balance"},
        back="read_balance",
    ),
    Do(
        name="book_later",
        say=plain("book_later"),
        work="book",
        answer=answers.after_booking,
        to=("later_booked",),
    ),
    Menu(
        name="later_booked",
        say=lines.later_booked,
        keys={"4": another_account, "1": "goodbye"},
        to=("ask_account",),
        gives_up=leave,
    ),
    Menu(
        name="promised",
        say=lines.promised,
        keys={"4": another_account, "1": "goodbye"},
        to=("ask_account",),
        gives_up=leave,
    ),
)
