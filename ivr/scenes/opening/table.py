"""Hello: the language, the account, what proves it, and what is owed."""

from ivr.scenes.common import PEOPLE
from ivr.scenes.opening import answers, lines
from ivr.turns import Ask, Do, Menu, Turn

TURNS: tuple[Turn, ...] = (
    Menu(
        name="greeting",
        say=lines.greeting,
        offers=answers.languages_offered,
        heard_as=answers.language_of,
        keys={str(place + 1): answers.speak(place) for place in range(8)},
        to=("ask_account",),
    ),
    Ask(
        name="ask_account",
        say=lines.ask_account,
        digits=answers.account_digits,
        answer=answers.remember_account,
        when_said=answers.read_back,
        to=("confirm_account", "ask_zip", "ask_phone", "ask_last_payment", "find_account"),
    ),
    Menu(
        name="confirm_account",
        say=lines.confirm_account,
        keys={"1": answers.use_account, "2": answers.refuse_account},
        to=("ask_zip", "ask_phone", "ask_last_payment", "find_account", "ask_account"),
        back="ask_account",
    ),
    Ask(
        name="ask_zip",
        say=lines.proof("ask_zip"),
        digits=answers.zip_digits,
        answer=answers.remember_proof,
        ends_by_itself=True,
        to=("find_account",),
        back="ask_account",
    ),
    Ask(
        name="ask_phone",
        say=lines.proof("ask_phone"),
        digits=answers.phone_digits,
        answer=answers.remember_proof,
        ends_by_itself=True,
        to=("find_account",),
        back="ask_account",
    ),
    Ask(
        name="ask_last_payment",
        say=lines.proof("ask_last_payment"),
        digits=answers.last_payment_digits,
        answer=answers.remember_proof,
        means="amount",
        to=("find_account",),
        back="ask_account",
    ),
    Do(
        name="find_account",
        say=lines.find_account,
        work="search",
        answer=answers.after_search,
        to=("find_balance", "ask_account", "remind", *PEOPLE),
    ),
    Do(
        name="find_balance",
        say=lines.find_balance,
        work="balance_of",
        answer=answers.after_balance,
        to=("read_balance", "tell_reminder", "nothing_owed", "payment_unsure", "not_payable", "no_agent"),
    ),
)
