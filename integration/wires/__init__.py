"""How bytes reach another system: real sockets, or straight into a WSGI app of the same process."""

from integration.wires.http import HttpWire
from integration.wires.loopback import Cut, LoopbackWire

__all__ = ["Cut", "HttpWire", "LoopbackWire"]
