"""What a caller hears, from hello to goodbye. Read this first, then the `table` of a scene.

Each row of a table is a moment of the call: its name stands there, as a block in `prompts/`, in its URL, in the log and
in `.call` files. 0 is a person, 9 is again, * is back; three silences or wrong keys lead to a person.
"""

from ivr.scenes import balance, banking, enrolling, later, opening, paying, people, texting
from ivr.turns import Script

SCRIPT = Script(
    opening=opening.TURNS,  # the language, the account, what proves it, and what is owed
    balance=balance.TURNS,  # what is owed is read, and how much of it is paid is chosen
    paying=paying.TURNS,  # agreed to, taken, charged, and the confirmation number is read
    banking=banking.TURNS,  # whose bank account, its numbers, and the spoken yes without which nothing is debited
    later=later.TURNS,  # on another day: a card that is charged then, or a promise; what is planned is called off
    texting=texting.TURNS,  # that number by text, to the telephone that calls or to another
    enrolling=enrolling.TURNS,  # paperless bills, automatic payments, contact details: confirmed and heard back
    people=people.TURNS,  # a person, or what can be done without one; and goodbye
)
