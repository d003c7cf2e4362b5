"""`.call` files: calls as text, played against a biller in a box in this process, and compared word by word."""

from ivr.replay.errors import Unreadable
from ivr.replay.player import play
from ivr.replay.report import Report
from ivr.replay.script_file import CallScript, read_script

__all__ = ["CallScript", "Report", "Unreadable", "play", "read_script"]
