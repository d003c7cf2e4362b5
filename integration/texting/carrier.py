"""The phone company's Messages over its own client, behind words of ours: no exception of the client goes past here.

`messages.create` knows no idempotency key, so an answer that is lost is never followed by a second try: the text is
looked for in the list, by our mark (twilio.md 10).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import ConnectTimeout, RequestException, SSLError
from urllib3.exceptions import MaxRetryError, NewConnectionError

from integration.errors import Garbled, Unavailable
from integration.model import Unsure
from integration.settings import Settings

if TYPE_CHECKING:
    from twilio.base.exceptions import TwilioRestException

ANSWER_S_MAX = 10.0
TOO_MANY_STATUS = 429  # "never processed, always safe to retry" (twilio.md 10)
SERVER_STATUS_MIN = 500  # from here on nobody knows whether it was carried out
LOOKS_BACK_TEXTS = 100  # the newest to one number; a text is looked for within minutes
CLOCKS_DIFFER_S = 120  # between the phone company's and ours


@dataclass(frozen=True, slots=True)
class Taken:
    """The phone company has it: `status` and `code` are its own words of it, '' for no code."""

    sid: str
    status: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A clear no, which will be the same again."""

    code: str
    why: str


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Nothing of it was processed: it may be tried again later."""

    why: str


SendOutcome = Taken | TurnedAway | NotTaken | Unsure


class Carrier:
    """One account at the phone company. Made once a process: the client takes a third of a second to load."""

    def __init__(self, settings: Settings) -> None:
        from twilio.http.http_client import TwilioHttpClient  # noqa: PLC0415 - only who writes texts pays for it
        from twilio.rest import Client  # noqa: PLC0415 - as above

        token = settings.twilio_auth_token.get_secret_value()
        self._http = TwilioHttpClient(timeout=ANSWER_S_MAX)  # without it the client waits for ever
        self._client = Client(settings.twilio_account_sid, token, http_client=self._http, environment={})
        self._client.api.base_url = settings.twilio_api_base.rstrip("/")

    def close(self) -> None:
        """Give back the connections."""
        if self._http.session is not None:
            self._http.session.close()

    def send(self, *, to: str, from_: str, body: str, status_callback: str) -> SendOutcome:
        """Hand over one text, once. Raises nothing."""
        from twilio.base.exceptions import TwilioException, TwilioRestException  # noqa: PLC0415 - as above

        try:
            made = self._client.messages.create(to=to, from_=from_, body=body, status_callback=status_callback)
            return _taken(made)
        except TwilioRestException as error:
            return _refused(error)
        except NoConnection as error:
            return NotTaken("no connection") if _nothing_left(error) else Unsure(f"no answer: {type(error).__name__}")
        except (RequestException, TwilioException, ValueError, KeyError) as error:
            return Unsure(f"no answer that can be read: {type(error).__name__}")

    def find(self, *, to: str, from_: str, mark: str, since: datetime) -> Taken | None:
        """The text that ends with this mark; None when the phone company has none. Raises Unavailable, Garbled.

        Asked by number and judged by date here: its own filter is by the day of sending, which a text that is still in
        its queue has not.
        """
        earliest = since - timedelta(seconds=CLOCKS_DIFFER_S)
        with _translated():
            found = self._client.messages.list(to=to, from_=from_, limit=LOOKS_BACK_TEXTS)
        ours = (each for each in found if each.date_created >= earliest and (each.body or "").endswith(mark))
        return next((_taken(each) for each in ours), None)


def _taken(made: Any) -> Taken:
    return Taken(str(made.sid), str(made.status), str(made.error_code or ""))


def _refused(error: "TwilioRestException") -> SendOutcome:
    if error.status == TOO_MANY_STATUS:
        return NotTaken("the phone company asked for fewer requests at once")
    if error.status >= SERVER_STATUS_MIN:
        return Unsure(f"HTTP {error.status}")
    return TurnedAway(str(error.code), f"error {error.code}")


def _nothing_left(error: NoConnection) -> bool:
    """Whether no byte of the request was sent: there was no connection to send it on."""
    cause = error.args[0] if error.args else None
    unconnected = isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
    return unconnected or isinstance(error, ConnectTimeout | SSLError)


@contextmanager
def _translated() -> Iterator[None]:
    from twilio.base.exceptions import TwilioException  # noqa: PLC0415 - as above

    try:
        yield
    except (RequestException, TwilioException) as error:
        raise Unavailable(f"the phone company did not list its texts: {type(error).__name__}") from error
    except (ValueError, KeyError) as error:
        raise Garbled(f"the phone company's list of texts cannot be read: {type(error).__name__}") from error
