"""The phone company's own client behind words of ours: no exception of the client goes past here.

Neither `calls.create` nor `messages.create` knows an idempotency key, so an answer that is lost is never followed by a
second try: what became of the request is looked for in the phone company's lists (twilio.md 10).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ssl import SSLCertVerificationError
from typing import TYPE_CHECKING

from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import ConnectTimeout, RequestException
from urllib3.exceptions import MaxRetryError, NewConnectionError

from integration.errors import Garbled, Unavailable
from integration.model import Unsure
from integration.settings import Settings

if TYPE_CHECKING:
    from twilio.base.exceptions import TwilioRestException

ANSWER_S_MAX = 10.0
TOO_MANY_STATUS = 429  # "never processed, always safe to retry" (twilio.md 10)
SERVER_STATUS_MIN = 500  # from here on nobody knows whether it was carried out
CLOCKS_DIFFER_S = 120  # between the phone company's and ours


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A clear no, which will be the same again."""

    code: str
    why: str


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Nothing of it was processed: it may be tried again later."""

    why: str


class Account:
    """Our account there. Made once a process: the client takes a third of a second to load."""

    def __init__(self, settings: Settings) -> None:
        from twilio.http.http_client import TwilioHttpClient  # noqa: PLC0415 - only who starts something pays for it
        from twilio.rest import Client  # noqa: PLC0415 - as above

        token = settings.twilio_auth_token.get_secret_value()
        self._http = TwilioHttpClient(timeout=ANSWER_S_MAX)  # without it the client waits for ever
        self.client = Client(settings.twilio_account_sid, token, http_client=self._http, environment={})
        self.client.api.base_url = settings.twilio_api_base.rstrip("/")

    def close(self) -> None:
        """Give back the connections."""
        if self._http.session is not None:
            self._http.session.close()


def untaken(error: Exception) -> TurnedAway | NotTaken | Unsure:
    """What a request that raised came to. Whatever is no trouble of the client or the way to it is raised again."""
    from twilio.base.exceptions import TwilioException, TwilioRestException  # noqa: PLC0415 - as above

    if isinstance(error, TwilioRestException):
        return _refused(error)
    if isinstance(error, NoConnection):
        return NotTaken("no connection") if _nothing_left(error) else Unsure(f"no answer: {type(error).__name__}")
    if isinstance(error, RequestException | TwilioException | ValueError | KeyError):
        return Unsure(f"no answer that can be read: {type(error).__name__}")
    raise error


@contextmanager
def asking(what: str) -> Iterator[None]:
    """Around a look into one of its lists: Unavailable and Garbled in place of the client's own exceptions."""
    from twilio.base.exceptions import TwilioException  # noqa: PLC0415 - as above

    try:
        yield
    except (RequestException, TwilioException) as error:
        raise Unavailable(f"the phone company did not list its {what}: {type(error).__name__}") from error
    except (ValueError, KeyError) as error:
        raise Garbled(f"the phone company's list of {what} cannot be read: {type(error).__name__}") from error


def _refused(error: "TwilioRestException") -> TurnedAway | NotTaken | Unsure:
    if error.status == TOO_MANY_STATUS:
        return NotTaken("the phone company asked for fewer requests at once")
    if error.status >= SERVER_STATUS_MIN:
        return Unsure(f"HTTP {error.status}")
    return TurnedAway(str(error.code), f"error {error.code}")


def _nothing_left(error: NoConnection) -> bool:
    """Whether no byte of the request was sent: there was no connection, or its other end was not who it should be.

    Any other trouble of TLS may come while the answer is read, when the request is long there.
    """
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else None
    stranger = reason is not None and isinstance(next(iter(reason.args), None), SSLCertVerificationError)
    return isinstance(error, ConnectTimeout) or isinstance(reason, NewConnectionError) or stranger
