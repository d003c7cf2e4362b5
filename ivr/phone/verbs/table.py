"""The table of verbs: each a generator of effects that returns where the call goes next."""

from collections.abc import Callable, Mapping

from ivr.phone.document import Node
from ivr.phone.effects import Steps
from ivr.phone.pay.verb import pay
from ivr.phone.scene import Scene
from ivr.phone.verbs.audio import pause_verb, play_verb, say_verb
from ivr.phone.verbs.dial import dial
from ivr.phone.verbs.enqueue import enqueue
from ivr.phone.verbs.gather import gather
from ivr.phone.verbs.moves import hangup, leave, redirect, reject
from ivr.phone.verbs.outcome import Outcome
from ivr.phone.verbs.record import record

VERBS: Mapping[str, Callable[[Node, Scene], Steps[Outcome]]] = {
    "Say": say_verb,
    "Play": play_verb,
    "Pause": pause_verb,
    "Gather": gather,
    "Redirect": redirect,
    "Hangup": hangup,
    "Reject": reject,
    "Leave": leave,
    "Dial": dial,
    "Enqueue": enqueue,
    "Record": record,
    "Pay": pay,
}
