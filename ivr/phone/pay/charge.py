"""The request to the payment connector, and what its reply means for the result."""

from collections.abc import Mapping
from decimal import Decimal

from ivr.phone.cards import TEST_ACCOUNTS, TEST_CARDS
from ivr.phone.effects import ConnectorCall, ConnectorReply
from ivr.phone.pay.captured import Captured
from ivr.phone.pay.terms import Terms

NOT_A_TEST_CARD = "64022"
INCOMPLETE = "64019"
REJECTED_CARD = "64012"
CANNOT = {"charge": "64007", "tokenize": "64005"}  # also used where the connector gives no answer: nothing fits better
REJECTED = {"charge": "64008", "tokenize": "64010"}
IDS = {"charge": "charge_id", "tokenize": "token_id"}
RESULT_IDS = {"charge": "PaymentConfirmationCode", "tokenize": "PaymentToken"}


def operation(terms: Terms) -> str:
    """An amount charges; none, or 0, makes a token."""
    return "charge" if terms.amount else "tokenize"


def payload(terms: Terms, captured: Captured, transaction_id: str) -> ConnectorCall:
    """The JSON of a charge or a token, of a card or a bank account."""
    body: dict[str, object] = {"method": operation(terms), "transaction_id": transaction_id}
    body |= _bank(captured) if terms.method == "ach-debit" else _card(terms, captured)
    if terms.amount:
        body |= {"amount": amount_text(terms.amount), "currency_code": terms.currency.upper()}
    body |= {"description": terms.description, "parameters": dict(terms.parameters)}
    return ConnectorCall(terms.connector, body)


def amount_text(amount: Decimal) -> str:
    """Normalised as Twilio does it: "10.00" becomes "10.0", never "1E+1"."""
    whole, _, cents = f"{amount:f}".partition(".")
    return f"{int(whole)}.{cents.rstrip('0') or '0'}"


def refused_in_test(terms: Terms, captured: Captured) -> bool:
    """Whether TEST mode refuses it: only the published numbers pass, anything else is 64022."""
    if terms.method == "ach-debit":
        return captured.account not in TEST_ACCOUNTS
    return captured.number not in TEST_CARDS.values()


def not_a_test_card() -> dict[str, str]:
    """The result for a number that TEST mode refuses."""
    return _failed("The number is not one of the test numbers", NOT_A_TEST_CARD)


def outcome(terms: Terms, reply: ConnectorReply, card_errors: frozenset[str]) -> dict[str, str]:
    """The result's parameters: success, or payment-connector-error for a decline as for a failure.

    `card_errors` are the connector's codes that reject the card itself.
    """
    method = operation(terms)
    if reply.reply is None:
        return _failed(reply.failure, CANNOT[method])
    told = reply.reply
    extra = _returned(told.get("parameters"))
    if told.get("error_code") is not None:
        code, message = str(told["error_code"]), str(told.get("error_message") or "")
        rejected = REJECTED_CARD if code in card_errors else REJECTED[method]
        return {**_failed(message, rejected), "ConnectorError": f"{code}: {message}", **extra}
    if not told.get(IDS[method]):
        return _failed(f"the connector's answer has no {IDS[method]}", INCOMPLETE)
    profile = {"ProfileId": str(told["profile_id"])} if told.get("profile_id") else {}
    return {"Result": "success", RESULT_IDS[method]: str(told[IDS[method]]), **profile, **extra}


def _card(terms: Terms, captured: Captured) -> dict[str, object]:
    body: dict[str, object] = {
        "cardnumber": captured.number,
        "expiry_month": captured.expiry[:2],
        "expiry_year": captured.expiry[2:],
    }
    if captured.code:
        body["cvv"] = captured.code
    postal_code = captured.postal_code or terms.postal_code
    return {**body, "postal_code": postal_code} if postal_code else body


def _bank(captured: Captured) -> dict[str, object]:
    return {"bankaccountnumber": captured.account, "routingnumber": captured.routing}


def _failed(text: str, code: str) -> dict[str, str]:
    return {"Result": "payment-connector-error", "PaymentError": text, "PayErrorCode": code}


def _returned(parameters: object) -> dict[str, str]:
    """`PayConnector_<key>` "for every key the gateway returned in `parameters`"."""
    if not isinstance(parameters, Mapping):
        return {}
    return {f"PayConnector_{name}": str(value) for name, value in parameters.items()}
