"""The Calls resource: create, fetch, update, list (twilio.md 10)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime

from werkzeug.datastructures import MultiDict

from ivr.phone.effects import Ended
from ivr.phone.facts import API_VERSION
from ivr.phone.line import PhoneCall
from ivr.phone.network import PhoneNetwork
from ivr.phone.order import QUEUE_MAX_S
from ivr.phone.record import FINAL, NOT_YET_ANSWERED
from ivr.phone.rest import form as read
from ivr.phone.rest.orders import order, twiml
from ivr.phone.rest.refusal import Refusal
from ivr.phone.wire import Inline, Request

ENDINGS = frozenset({"", "canceled", "completed"})
UPDATES = frozenset({"Url", "Method", "Twiml", "Status"})
Json = Mapping[str, object]


def create(network: PhoneNetwork, form: "MultiDict[str, str]") -> Json:
    """Queues the call: "excess is QUEUED, not refused", until the queue is a day long (22005)."""
    wanted = order(form, network.applications)
    if network.queue.wait_s(network.clock.tick()) >= QUEUE_MAX_S:
        raise Refusal(400, 22005, "The queue of outbound calls is longer than 24 hours.")
    return shown(network.place(wanted))


def fetch(network: PhoneNetwork, sid: str) -> Json:
    """The call as it is now."""
    return shown(found(network, sid))


def update(network: PhoneNetwork, sid: str, form: "MultiDict[str, str]") -> Json:
    """Redirects a live call, "interrupting the running verb", or ends it."""
    call = found(network, sid)
    read.refuse_unread(form, UPDATES)
    if call.status in FINAL:
        raise Refusal(400, 21220, "Call is not in-progress. Cannot redirect.")
    ending = read.one_of(form, "Status", ENDINGS, "")
    if ending:
        _end(call, ending)
    else:
        _redirect(call, form)
    return shown(call)


def listed(network: PhoneNetwork, asked: "MultiDict[str, str]") -> list[Json]:
    """The calls that fit `To`, `From`, `Status` and `StartTime`, the latest first."""
    calls = reversed(list(network.calls.values()))
    return [shown(call) for call in calls if _fits(call, asked)]


def found(network: PhoneNetwork, sid: str) -> PhoneCall:
    """The call of that sid, or 20404."""
    if sid not in network.calls:
        raise Refusal(404, 20404, f"The requested resource /{API_VERSION}/Calls/{sid}.json was not found")
    return network.calls[sid]


def _end(call: PhoneCall, ending: str) -> None:
    """Twilio says: "canceled only for queued/ringing, completed for live"; canceled leaves a live call as it is."""
    if call.status in NOT_YET_ANSWERED:
        call.divert(Ended("canceled"))
    elif ending == "completed":
        call.divert(Ended("completed"))


def _redirect(call: PhoneCall, form: "MultiDict[str, str]") -> None:
    url = read.url(form, "Url", invalid=21205)
    if call.status in NOT_YET_ANSWERED:
        raise Refusal(400, 21220, "Call is not in-progress. Cannot redirect.")
    if url:
        params = call.facts.params("in-progress")
        call.divert(Request(read.method(form, "Method"), url, params, "a REST update"))
    elif form.get("Twiml"):
        call.divert(Inline(twiml(form)))
    else:
        raise Refusal(400, 21205, "Nothing to update: neither Url, Twiml nor Status was given.")


def _fits(call: PhoneCall, asked: "MultiDict[str, str]") -> bool:
    wanted = {"To": call.facts.to, "From": call.facts.from_, "Status": call.status}
    same = all(asked.get(name, value) == value for name, value in wanted.items())
    begun = call.record.begun or call.record.created
    after, before = _instant(asked, "StartTime>"), _instant(asked, "StartTime<")
    return same and (after is None or begun >= after) and (before is None or begun <= before)


def _instant(asked: "MultiDict[str, str]", name: str) -> datetime | None:
    """A date or an instant, in UTC."""
    given = asked.get(name, "")
    try:
        return datetime.fromisoformat(given).astimezone(UTC) if "T" in given else _day(given)
    except ValueError as error:
        raise Refusal(400, read.INVALID, f"Invalid parameter '{name}': {given}") from error


def _day(given: str) -> datetime | None:
    return datetime.fromisoformat(given).replace(tzinfo=UTC) if given else None


def shown(call: PhoneCall) -> Json:
    """The call as JSON."""
    facts, record = call.facts, call.record
    uri = f"/{API_VERSION}/Accounts/{facts.account_sid}/Calls/{facts.call_sid}"
    return {
        "sid": facts.call_sid,
        "account_sid": facts.account_sid,
        "api_version": API_VERSION,
        "to": facts.to,
        "to_formatted": facts.to,
        "from": facts.from_,
        "from_formatted": facts.from_,
        "direction": facts.direction,
        "status": call.status,
        "answered_by": record.answered_by or None,
        "queue_time": str(record.queue_ms),
        "duration": str(record.seconds) if record.ended else None,
        "start_time": _rfc2822(record.begun),
        "end_time": _rfc2822(record.ended),
        "date_created": _rfc2822(record.created),
        "date_updated": _rfc2822(record.ended or record.answered or record.begun or record.created),
        "parent_call_sid": None,
        "phone_number_sid": None,
        "forwarded_from": facts.extra.get("ForwardedFrom"),
        "caller_name": facts.extra.get("CallerName"),
        "group_sid": None,
        "trunk_sid": "",
        "price": None,
        "price_unit": "USD",
        "uri": f"{uri}.json",
        "subresource_uris": {},
    }


def _rfc2822(instant: datetime | None) -> str | None:
    return format_datetime(instant) if instant else None
