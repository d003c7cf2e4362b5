"""The Messages resource: create, fetch, list (twilio.md 10)."""

from collections.abc import Mapping
from email.utils import format_datetime

from werkzeug.datastructures import MultiDict

from ivr.phone.facts import API_VERSION
from ivr.phone.network import PhoneNetwork
from ivr.phone.rest import form as read
from ivr.phone.rest.refusal import Refusal
from ivr.phone.texting import Text

BODY_CHARACTERS_MAX = 1600
SEGMENT_CHARACTERS = 160
READ = frozenset({"To", "From", "Body", "StatusCallback"})
REFUSALS: Mapping[int, str] = {
    21610: "Attempt to send to unsubscribed recipient",
    21614: "'To' number is not a valid mobile number",
}
Json = Mapping[str, object]


def create(network: PhoneNetwork, form: "MultiDict[str, str]") -> Json:
    """Queues the text. 21610 after STOP; what the plan refuses (21614, a landline) is refused at once."""
    read.refuse_unread(form, READ)
    to = read.number(form, "To", absent=21604, invalid=21211)
    from_ = read.number(form, "From", absent=21603, invalid=21212)
    body = form.get("Body", "")
    if not body:
        raise Refusal(400, 21602, "Message body is required.")
    if len(body) > BODY_CHARACTERS_MAX:
        raise Refusal(400, 21617, f"The message body has {len(body)} characters, over {BODY_CHARACTERS_MAX}.")
    stopped = 21610 if (from_, to) in network.texting.stopped else 0
    refused = stopped or network.texting.fate(to).refused
    if refused:
        raise Refusal(400, refused, REFUSALS.get(refused, "The message cannot be sent."))
    return shown(network, network.texting.send(from_, to, body, read.url(form, "StatusCallback", invalid=21609)))


def fetch(network: PhoneNetwork, sid: str) -> Json:
    """The text as it is now."""
    if sid not in network.texting.texts:
        raise Refusal(404, 20404, f"The requested resource /{API_VERSION}/Messages/{sid}.json was not found")
    return shown(network, network.texting.texts[sid])


def listed(network: PhoneNetwork, asked: "MultiDict[str, str]") -> list[Json]:
    """The texts that fit `To` and `From`, the latest first."""
    texts = [text for text in network.texting.texts.values() if asked.get("To", text.to) == text.to]
    return [shown(network, text) for text in reversed(texts) if asked.get("From", text.from_) == text.from_]


def shown(network: PhoneNetwork, text: Text) -> Json:
    """The text as JSON."""
    return {
        "sid": text.sid,
        "account_sid": network.account_sid,
        "api_version": API_VERSION,
        "to": text.to,
        "from": text.from_,
        "body": text.body,
        "direction": text.direction,
        "status": text.status,
        "error_code": text.code or None,
        "error_message": None,
        "num_segments": str(-(-len(text.body) // SEGMENT_CHARACTERS) or 1),
        "num_media": "0",
        "messaging_service_sid": None,
        "price": None,
        "price_unit": "USD",
        "date_created": format_datetime(text.created),
        "date_updated": format_datetime(text.sent or text.created),
        "date_sent": format_datetime(text.sent) if text.sent else None,
        "uri": f"/{API_VERSION}/Accounts/{network.account_sid}/Messages/{text.sid}.json",
        "subresource_uris": {},
    }
