"""The phone company in a box: executes TwiML and signs its webhooks as Twilio does.

`executor` is pure: documents and what the caller does go in; what is heard, waits and requests come out.
`line` is its skin: it owns the clock and the transport, and is what a test or a command drives.
It knows nothing of bills, and reaches an application only by WSGI or HTTP.
"""

from ivr.phone.clock import Clock, VirtualClock
from ivr.phone.connector import Connector
from ivr.phone.effects import Finding, Heard
from ivr.phone.errors import PhoneError
from ivr.phone.line import PhoneCall
from ivr.phone.network import PhoneNetwork
from ivr.phone.options import Callee, DialAnswer, Options, TextFate, Wait
from ivr.phone.order import Application, Order
from ivr.phone.pay.abilities import Abilities
from ivr.phone.rest import RestApi, RestFault
from ivr.phone.signing import SharedKey
from ivr.phone.transports import HttpTransport, WsgiTransport

__all__ = [
    "Abilities",
    "Application",
    "Callee",
    "Clock",
    "Connector",
    "DialAnswer",
    "Finding",
    "Heard",
    "HttpTransport",
    "Options",
    "Order",
    "PhoneCall",
    "PhoneError",
    "PhoneNetwork",
    "RestApi",
    "RestFault",
    "SharedKey",
    "TextFate",
    "VirtualClock",
    "Wait",
    "WsgiTransport",
]
