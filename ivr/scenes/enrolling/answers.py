"""Where the answers of this scene lead, in the order of its table."""

from integration.billers.capabilities import is_on
from integration.model import Way
from ivr.call import Call, Finished, Paid
from ivr.scenes.common import blocked, person_with
from ivr.scenes.paying.answers import DECLINES_MAX
from ivr.turns import Next, go, person

PHONE_DIGITS = 10  # of the North American plan, area code and number


def after_look(_call: Call, finished: Finished) -> Next:
    """Told: how the account stands, as far as we know."""
    stands: dict[str, object] = {"paperless": finished.paperless, "autopay": finished.autopay}
    return Next("enrol_menu", changes=stands | {"may_text": finished.may_text, "bill_image": finished.bill_image})


def what_may_be_changed(call: Call) -> str:
    """The keys of enrol_menu that this biller has switched on."""
    keys = {"1": "features.paperless", "2": "features.autopay", "34": "features.contact_details"}
    on = "".join(key for key, feature in keys.items() if is_on(call.biller, feature))
    return on + ("5" if may_have_bill(call) else "")


def may_have_bill(call: Call) -> bool:
    """Whether a link to the bill's image can go to the number that calls."""
    return call.may_text and call.bill_image


def bill_by_text(call: Call) -> Next:
    """To the phone that calls alone: it is about an account, and nobody keys another person's number for it."""
    return go("text_sent", text_about="bill_link", text_to=call.caller)


def change_paperless(call: Call) -> Next:
    turned = "off" if call.paperless == "on" else "on"
    return go("change_told", paperless=turned, changed=f"paperless_{turned}")


def what_autopay_may_be(call: Call) -> str:
    """A card where this account may pay by one; to stop it, where it is on."""
    return ("1" if Way.CARD in call.open_ways() else "") + "2" + ("3" if call.autopay == "on" else "")


def may_have_link(call: Call) -> bool:
    """Whether the page on which one agrees in writing can go to the number that calls."""
    return call.may_text and call.biller.texts.autopay_bank_link is not None


def what_leads_to_the_bank(call: Call) -> str:
    return "21" if may_have_link(call) else "1"


def link_by_text(call: Call) -> Next:
    """No key agrees to debits of a bank account that come again and again: that takes writing (rules.md 2.5)."""
    return go("text_sent", text_about=call.turn, text_to=call.caller)


def agree(call: Call) -> Next:
    """A closed way is refused here too, and whoever tries out cards is a person's, as in paying."""
    if Way.CARD not in call.open_ways():
        return person(call, blocked(call.owed))
    return person(call, "card_not_kept") if call.declines >= DECLINES_MAX else go("autopay_card")


def after_card(call: Call, paid: Paid) -> Next:
    """As in paying, but nothing is charged: the token itself is what was wanted."""
    if paid.result == "success" and paid.token_sealed:
        return go("change_told", autopay="on", changed="autopay_on")
    if paid.result == "caller-hung-up":
        return go("goodbye")
    if paid.result == "caller-interrupted-with-star":
        return go("autopay_left", why="star")
    declines = call.declines + 1
    if declines >= DECLINES_MAX:
        return person_with(call, "card_not_kept", {"declines": declines})
    return go("autopay_left", why="trouble", declines=declines)


def stop_autopay(_call: Call) -> Next:
    return go("change_told", autopay="off", changed="autopay_off")


def phone_digits(_call: Call) -> tuple[int, int]:
    return (PHONE_DIGITS, PHONE_DIGITS)


def remember_phone(_call: Call, digits: str) -> Next:
    return go("confirm_new_phone", new_phone=digits)


def take_phone(_call: Call) -> Next:
    """From here on only the list of the biller's staff has the number."""
    return go("change_told", changed="phone", new_phone="")


def take_email(_call: Call) -> Next:
    return go("change_told", changed="email")
