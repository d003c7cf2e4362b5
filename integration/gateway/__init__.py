"""The payment gateway: charges a token, finds a charge by our reference. Never sees a card number."""

from integration.gateway.client import JsonGateway

__all__ = ["JsonGateway"]
