"""The table of verbs: each a generator of effects that returns where the call goes next."""

from collections.abc import Callable, Mapping

from ivr.phone.document import Node
from ivr.phone.effects import Steps
from ivr.phone.pay.verb import pay
from ivr.phone.scene import Scene
from ivr.phone.verbs.audio import pause_verb, play_verb, say_verb
from ivr.phone.verbs.dial import dial
from ivr.phone.verbs.gather import gather
from ivr.phone.verbs.moves import hangup, redirect, reject
from ivr.phone.verbs.outcome import Outcome

VERBS: Mapping[str, Callable[[Node, Scene], Steps[Outcome]]] = {
    "Say": say_verb,
    "Play": play_verb,
    "Pause": pause_verb,
    "Gather": gather,
    "Redirect": redirect,
    "Hangup": hangup,
    "Reject": reject,
    "Dial": dial,
    "Pay": pay,
}
