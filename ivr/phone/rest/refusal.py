"""A REST request that Twilio refuses, and the JSON that says so."""

from collections.abc import Mapping

ERRORS = "https://www.twilio.com/docs/errors"


class Refusal(Exception):
    """`status` is HTTP's, `code` Twilio's (20404, 21211, …)."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    def body(self) -> Mapping[str, object]:
        """What the client makes a TwilioRestException of."""
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"{ERRORS}/{self.code}",
            "status": self.status,
        }
