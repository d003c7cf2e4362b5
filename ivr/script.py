"""What a caller hears, from hello to goodbye. Read this first.

Each row is a moment of the call: its name stands here, as a block in `prompts/`, in its URL, in the log and in `.call`
files. 0 is a person, 9 is again, * is back; three silences or wrong keys lead to a person.
"""

from ivr import answers, lines
from ivr.turns import Ask, Do, End, Menu, Pay, Script, Transfer

PEOPLE = ("agent", "no_agent")

SCRIPT = Script(
    Menu(
        name="greeting",
        say=lines.greeting,
        offers=answers.languages_offered,
        keys={str(place + 1): answers.speak(place) for place in range(8)},
        to=("ask_account",),
    ),
    Ask(
        name="ask_account",
        say=lines.ask_account,
        digits=answers.account_digits,
        answer=answers.remember_account,
        to=("ask_zip", "find_account"),
    ),
    Ask(
        name="ask_zip",
        say=lines.ask_zip,
        digits=answers.zip_digits,
        answer=answers.remember_zip,
        ends_by_itself=True,
        to=("find_account",),
        back="ask_account",
    ),
    Do(
        name="find_account",
        say=lines.find_account,
        work="search",
        answer=answers.after_search,
        to=("find_balance", "ask_account", *PEOPLE),
    ),
    Do(
        name="find_balance",
        say=lines.plain("find_balance"),
        work="balance_of",
        answer=answers.after_balance,
        to=("read_balance", "nothing_owed", "payment_unsure", *PEOPLE),
    ),
    Menu(
        name="read_balance",
        say=lines.read_balance,
        offers=lines.what_may_be_paid,
        keys={"1": answers.pay_all, "2": answers.pay_past_due, "3": "ask_amount", "4": answers.another_account},
        to=("confirm_payment", "ask_account"),
        back="ask_account",
    ),
    Menu(
        name="nothing_owed",
        say=lines.nothing_owed,
        offers=lines.what_when_nothing,
        keys={"3": "ask_amount", "4": answers.another_account},
        to=("ask_account",),
        back="ask_account",
        gives_up=answers.leave,
    ),
    Menu(
        name="payment_unsure",
        say=lines.payment_unsure,
        keys={"4": answers.another_account},
        to=("ask_account",),
        back="ask_account",
        gives_up=answers.leave,
    ),
    Ask(
        name="ask_amount",
        say=lines.ask_amount,
        digits=answers.amount_digits,
        answer=answers.check_amount,
        secret=False,
        to=("confirm_payment",),
        back="read_balance",
    ),
    Menu(
        name="confirm_payment",
        say=lines.confirm_payment,
        keys={"1": answers.agree, "2": "read_balance"},
        to=("pay_card", "confirm_repeat"),
        back="read_balance",
    ),
    Menu(
        name="confirm_repeat",
        say=lines.confirm_repeat,
        keys={"1": answers.open_payment, "2": "read_balance"},
        to=("pay_card",),
        back="read_balance",
    ),
    Pay(
        name="pay_card",
        say=lines.plain("pay_card"),
        answer=answers.after_card,
        to=("charge", "pay_left", "goodbye", *PEOPLE),
    ),
    Menu(
        name="pay_left",
        say=lines.pay_left,
        keys={"1": answers.open_payment, "2": "read_balance"},
        to=("pay_card",),
        back="read_balance",
    ),
    Do(
        name="charge",
        say=lines.plain("charge"),
        work="charge",
        answer=answers.after_charge,
        to=("receipt", "declined", "payment_unknown", *PEOPLE),
    ),
    Menu(
        name="receipt",
        say=lines.receipt,
        keys={"4": answers.another_account, "1": "goodbye"},
        to=("ask_account",),
        gives_up=answers.leave,
    ),
    Menu(
        name="declined",
        say=lines.declined,
        keys={"1": answers.open_payment, "2": "read_balance"},
        to=("pay_card",),
        back="read_balance",
    ),
    Menu(
        name="payment_unknown",
        say=lines.payment_unknown,
        keys={"4": answers.another_account, "1": "goodbye"},
        to=("ask_account",),
        gives_up=answers.leave,
    ),
    Transfer(
        name="agent",
        say=lines.agent,
        answer=answers.after_agent,
        to=("no_agent", "goodbye"),
    ),
    Menu(
        name="no_agent",
        say=lines.no_agent,
        keys={"1": answers.go_on, "2": "goodbye"},
        to=("find_balance", "ask_account"),
        gives_up=answers.leave,
    ),
    End(name="goodbye", say=lines.goodbye, result="completed"),
)
