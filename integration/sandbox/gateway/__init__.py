"""A payment gateway in a box: takes card numbers, gives tokens, charges them, and fails by plan. Moves no money."""

from integration.sandbox.gateway.box import GatewayBox
from integration.sandbox.gateway.faults import Door, Fault

__all__ = ["Door", "Fault", "GatewayBox"]
