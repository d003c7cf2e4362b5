"""Twilio's REST API, as far as calls and texts go: a WSGI application over a PhoneNetwork (twilio.md 10)."""

from ivr.phone.rest.api import Asked, RestApi, RestFault

__all__ = ["Asked", "RestApi", "RestFault"]
