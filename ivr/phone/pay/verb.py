"""The verb: collects, calls the connector, and tells the application the result."""

from collections.abc import Mapping

from ivr.phone.document import Node
from ivr.phone.effects import CallerGone, Steps, ask_connector, reply_to
from ivr.phone.pay import charge
from ivr.phone.pay.captured import Captured
from ivr.phone.pay.entry import STAR, Exhausted, Interrupted, Till
from ivr.phone.pay.prompts import Moment, say_prompt
from ivr.phone.pay.steps import PROCESSING, Asking, steps_of
from ivr.phone.pay.terms import Refusal, Terms, judge
from ivr.phone.pay.trouble import ERROR_TYPES, RESULTS, SESSION
from ivr.phone.scene import Scene
from ivr.phone.verbs.outcome import Outcome
from ivr.phone.wire import Request

PROCESSING_WORDS = "Thank you. Your payment is being processed."
TOO_MANY = "too-many-failed-attempts"


def pay(node: Node, scene: Scene) -> Steps[Outcome]:
    """Goes to `action` with every result; with none given, to the current document (twilio.md 8)."""
    scene.progress.answered = True
    if not scene.url and scene.options.inline_pay == "silent":
        return None
    terms = judge(node, scene)
    if isinstance(terms, Refusal):
        code = {"PayErrorCode": str(terms.code)} if terms.code else {}
        return _action(node, scene, {"Result": "validation-error", "PaymentError": terms.text, **code})
    captured = Captured(postal_code=terms.postal_code)
    till = Till(node, scene, Asking(terms, captured, scene.facts.started))
    trouble = scene.options.pay_trouble(scene.facts.from_)
    if trouble == SESSION:
        yield from till.report(steps_of(terms)[0].name, 1, ERROR_TYPES[trouble])
        return _action(node, scene, RESULTS[trouble])
    try:
        result = yield from _collected(till)
    except CallerGone:
        yield from _tell_of_hang_up(node, scene, _all(terms, captured, {"Result": "caller-hung-up"}))
        raise
    if result["Result"] == TOO_MANY and scene.options.pay_when_exhausted == "next-verb":
        return None
    return _action(node, scene, _all(terms, captured, result))


def _collected(till: Till) -> Steps[Mapping[str, str]]:
    """Every step in order, then the connector."""
    try:
        for step in steps_of(till.asking.terms):
            yield from till.ask(step)
        return (yield from _processed(till))
    except Interrupted:
        return {"Result": "caller-interrupted-with-star"}
    except Exhausted:
        return {"Result": TOO_MANY}


def _processed(till: Till) -> Steps[Mapping[str, str]]:
    terms, captured, scene = till.asking.terms, till.captured, till.scene
    moment = Moment(PROCESSING, card_type=captured.card_type)
    key = yield from say_prompt(till.node, scene, moment, PROCESSING_WORDS, terms.language)
    if key is not None and key.symbol == STAR:
        raise Interrupted
    trouble = scene.options.pay_trouble(scene.facts.from_)
    yield from till.report(PROCESSING, 1, ERROR_TYPES.get(trouble, ""))
    if trouble:
        return RESULTS[trouble]
    if scene.options.pay_test_mode and charge.refused_in_test(terms, captured):
        return charge.not_a_test_card()
    reply = yield from ask_connector(charge.payload(terms, captured, scene.ids.token()))
    return charge.outcome(terms, reply, scene.connectors[terms.connector].card_errors)


def _all(terms: Terms, captured: Captured, result: Mapping[str, str]) -> dict[str, str]:
    bank = {"BankAccountType": terms.bank_account_type} if terms.method == "ach-debit" else {}
    return {"PaymentMethod": terms.method, **bank, **captured.masked(), **result}


def _action(node: Node, scene: Scene, result: Mapping[str, str]) -> Outcome:
    return scene.transfer("Pay", node.attributes.get("action", ""), "POST", result)


def _tell_of_hang_up(node: Node, scene: Scene, result: Mapping[str, str]) -> Steps[None]:
    """Twilio says of it: request still made, TwiML response is useless."""
    request = _action(node, scene, result)
    if isinstance(request, Request):
        yield from reply_to(request)
