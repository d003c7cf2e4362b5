"""Paperless bills, automatic payments, new contact details for the biller's staff, and the bill itself by text."""

from ivr.scenes.common import PEOPLE, leave, plain
from ivr.scenes.enrolling import answers, lines
from ivr.turns import Ask, Do, Menu, Pay, Turn

TURNS: tuple[Turn, ...] = (
    Do(
        name="find_enrolment",
        say=plain("find_enrolment"),
        work="enrolment_of",
        answer=answers.after_look,
        to=("enrol_menu",),
    ),
    Menu(
        name="enrol_menu",
        say=lines.enrol_menu,
        offers=answers.what_may_be_changed,
        keys={
            "1": "confirm_paperless",
            "2": "autopay_menu",
            "3": "ask_new_phone",
            "4": "new_email",
            "5": answers.bill_by_text,
        },
        to=("text_sent",),
        back="find_balance",
    ),
    Menu(
        name="confirm_paperless",
        say=lines.confirm_paperless,
        keys={"1": answers.change_paperless, "2": "enrol_menu"},
        to=("change_told",),
        back="enrol_menu",
    ),
    Menu(
        name="autopay_menu",
        say=lines.autopay_menu,
        offers=answers.what_autopay_may_be,
        keys={"1": "autopay_consent", "2": "autopay_bank", "3": "confirm_autopay_off"},
        back="enrol_menu",
    ),
    Menu(
        name="autopay_consent",
        say=lines.autopay_consent,
        keys={"1": answers.agree, "2": "enrol_menu"},
        to=("autopay_card",),
        back="enrol_menu",
    ),
    Pay(
        name="autopay_card",
        say=plain("autopay_card"),
        token="reusable",  # noqa: S106 - a kind of token, not one
        answer=answers.after_card,
        to=("change_told", "autopay_left", "goodbye", *PEOPLE),
    ),
    Menu(
        name="autopay_left",
        say=lines.autopay_left,
        keys={"1": answers.agree, "2": "enrol_menu"},
        to=("autopay_card",),
        back="enrol_menu",
    ),
    Menu(
        name="autopay_bank",
        say=lines.autopay_bank,
        offers=answers.what_leads_to_the_bank,
        keys={"1": "enrol_menu", "2": answers.link_by_text},
        to=("text_sent",),
        back="enrol_menu",
    ),
    Menu(
        name="confirm_autopay_off",
        say=plain("confirm_autopay_off"),
        keys={"1": answers.stop_autopay, "2": "enrol_menu"},
        to=("change_told",),
        back="enrol_menu",
    ),
    Ask(
        name="ask_new_phone",
        say=plain("ask_new_phone"),
        digits=answers.phone_digits,
        answer=answers.remember_phone,
        to=("confirm_new_phone",),
        back="enrol_menu",
    ),
    Menu(
        name="confirm_new_phone",
        say=lines.confirm_new_phone,
        keys={"1": answers.take_phone, "2": "ask_new_phone"},
        to=("change_told",),
        back="enrol_menu",
    ),
    Menu(
        name="new_email",
        say=lines.new_email,
        keys={"1": answers.take_email, "2": "enrol_menu"},
        to=("change_told",),
        back="enrol_menu",
    ),
    Menu(
        name="change_told",
        say=lines.change_told,
        keys={"1": "enrol_menu", "2": "find_balance", "3": "goodbye"},
        back="enrol_menu",
        gives_up=leave,
    ),
)
