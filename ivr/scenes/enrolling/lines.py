"""What the turns of this scene say, in the order of its table. The words are in `prompts/`."""

from integration.images import has_images
from ivr.call import Call
from ivr.scenes.common import misfit, or_say
from ivr.scenes.enrolling.answers import may_have_bill, may_have_link, what_autopay_may_be, what_may_be_changed
from ivr.scenes.enrolling.consent import terms
from ivr.turns import MISSED, Line


def enrol_menu(call: Call) -> tuple[Line, ...]:
    choices = {"1": "paperless", "2": "autopay", "3": "phone", "4": "email", "5": "bill"}
    offered = tuple(Line(f"enrol_menu.{choices[key]}") for key in what_may_be_changed(call))
    return (*misfit("enrol_menu", call), *_no_bill(call), *offered, *or_say(call), Line("enrol_menu.say"))


def _no_bill(call: Call) -> tuple[Line, ...]:
    """Whoever came for his bill is told that there is none for him here."""
    if not has_images(call.biller) or may_have_bill(call):
        return ()
    return _once(call, "enrol_menu.no_bill")


def confirm_paperless(call: Call) -> tuple[Line, ...]:
    stands, turned = ("is_on", "turn_off") if call.paperless == "on" else ("is_off", "turn_on")
    choice = Line(f"confirm_paperless.{turned}")
    return (*misfit("confirm_paperless", call), *_once(call, f"confirm_paperless.{stands}"), choice)


def _once(call: Call, key: str) -> tuple[Line, ...]:
    """How it stands; not said again to whoever was silent or pressed a wrong key."""
    return () if call.why in MISSED else (Line(key),)


def autopay_menu(call: Call) -> tuple[Line, ...]:
    is_on = call.autopay == "on"
    choices = {"1": "other_card" if is_on else "card", "2": "bank", "3": "stop"}
    offered = tuple(Line(f"autopay_menu.{choices[key]}") for key in what_autopay_may_be(call))
    stands = _once(call, "autopay_menu.is_on" if is_on else "autopay_menu.is_off")
    return (*misfit("autopay_menu", call), *stands, *offered, *or_say(call))


def autopay_consent(call: Call) -> tuple[Line, ...]:
    """All of it each time: nobody agrees to what he has not heard."""
    return (*misfit("autopay_consent", call), *terms(call), Line("autopay_consent.say"))


def autopay_bank(call: Call) -> tuple[Line, ...]:
    by_text = (Line("autopay_bank.by_text"),) if may_have_link(call) else ()
    return (*misfit("autopay_bank", call), *_once(call, "autopay_bank.why"), *by_text, Line("autopay_bank.say"))


def autopay_left(call: Call) -> tuple[Line, ...]:
    first = {"star": (Line("autopay_left.star"),), "trouble": (Line("autopay_left.trouble"),)}
    return (*first.get(call.why, misfit("autopay_left", call)), Line("autopay_left.say"))


def confirm_new_phone(call: Call) -> tuple[Line, ...]:
    """What was keyed is read back before anybody is told of it."""
    return (*misfit("confirm_new_phone", call), Line("confirm_new_phone.say", {"new_phone": call.new_phone}))


def new_email(call: Call) -> tuple[Line, ...]:
    return (*misfit("new_email", call), Line("new_email.say", {"biller": call.biller.name}))


def change_told(call: Call) -> tuple[Line, ...]:
    """What was changed is heard back, and of what is only taken down, that it is no more than that."""
    heard_it = call.why in MISSED
    done = () if heard_it else (Line(f"change_told.{call.changed}", _values(call)),)
    return (*misfit("change_told", call), *done, *_still_owed(call, heard_it=heard_it), Line("change_told.say"))


def _values(call: Call) -> dict[str, str | int]:
    return {"biller": call.biller.name} if call.changed in {"phone", "email"} else {}


def _still_owed(call: Call, *, heard_it: bool) -> tuple[Line, ...]:
    """Autopay begins with the next bill: nobody may think that this one is paid."""
    owes = call.owed is not None and call.owed.owed > 0
    return (Line("change_told.still_owed"),) if call.changed == "autopay_on" and owes and not heard_it else ()
