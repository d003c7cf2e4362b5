"""A turn and its values become words: `prompts/` in each language, and money, dates and digits as people say them.

    speech.words("en", "read_balance.say", {"balance": 14250})
    'You owe one hundred forty-two dollars and fifty cents.'

`speech.py` is the door; `book.py` reads one prompt file and `agree.py` compares the languages; `template.py` is one
prompt; `kinds.py` is the table of what a variable can be; `english.py`, `spanish.py` and `french.py` correct num2words.
"""

from ivr.speech.speech import Speech
from ivr.speech.voice import Voice

__all__ = ["Speech", "Voice"]
