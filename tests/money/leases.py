"""A row is one worker's for as long as its lease allows a send: judged by the events alone.

An intent is written only where the lease has longer to run than one send and its margin (reliability.md 2.3: D 25 s,
margin 10 s). So whatever another does with the row comes later than that, save the truth: "posted may be written
whatever the token".
"""

from collections import defaultdict
from datetime import datetime
from itertools import pairwise

HELD_S = 25 + 10


def nobody_takes_what_is_held(evidence):
    """No event of another worker follows an intent within the time that its lease still had."""
    lives = defaultdict(list)
    for event in sorted(evidence["outbox_events"], key=lambda event: event["id"]):
        lives[event["outbox_id"]].append(event)
    for outbox_id, life in lives.items():
        for intent, after in pairwise(life):
            is_taken = after["token"] != intent["token"] and after["to_state"] != "posted"
            if intent["to_state"] == "posting" and is_taken and 0 <= _seconds(intent, after) < HELD_S:
                yield f"posting {outbox_id} was taken from its worker {_seconds(intent, after):.0f} s after its intent"


def _seconds(first, second):
    return (datetime.fromisoformat(str(second["at"])) - datetime.fromisoformat(str(first["at"]))).total_seconds()
