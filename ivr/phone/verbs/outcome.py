"""What a verb can come to."""

from typing import TypeAlias

from ivr.phone.document import Fault
from ivr.phone.effects import Ended
from ivr.phone.wire import Request

# None: go on with the next verb.  Request: the call goes on with another document.
Outcome: TypeAlias = Request | Fault | Ended | None
