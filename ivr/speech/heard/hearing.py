"""The door of this package: a caller's words in a turn become the event that his keys would have been."""

from collections.abc import Mapping
from types import MappingProxyType

from ivr.call import Call, Event, Keyed, Silence, Spoke, Unsure
from ivr.speech.heard.amounts import cents_said
from ivr.speech.heard.days import day_said
from ivr.speech.heard.ear import Ear
from ivr.speech.heard.english import ENGLISH
from ivr.speech.heard.french import FRENCH
from ivr.speech.heard.numbers import digits_said
from ivr.speech.heard.phrases import Phrase, choice
from ivr.speech.heard.plain import words_of
from ivr.speech.heard.spanish import SPANISH
from ivr.speech.heard.vocabulary import Vocabulary
from ivr.speech.speech import Speech
from ivr.turns import AGAIN, AGENT, LANGUAGE, PACE, Ask, Menu, Script, Turn, common_keys

CONFIDENCE_MIN = 0.5  # below it a caller is asked for keys
EARS: Mapping[str, Ear] = MappingProxyType({"en": ENGLISH, "es": SPANISH, "fr": FRENCH})
DIGITS_HINT, MONEY_HINT, DAY_HINT = "$OOV_CLASS_DIGIT_SEQUENCE", "$MONEY", "$MONTH $DAY"  # classes, not words
COMMON = "common"
GREETING = "greeting"  # where every language has its names
COMMON_DIGITS = frozenset({AGENT, AGAIN, LANGUAGE, PACE})
_AMOUNT_DIGITS_MIN = 3  # 9 alone would be the key for "again"; 009 is nine cents


class Hearing:
    """Listens in every turn of a script. Safe to share between threads."""

    def __init__(self, script: Script, speech: Speech) -> None:
        self._script = script
        self._speech = speech

    def understood(self, call: Call, event: Event | Spoke) -> Event:
        """The event as the script takes it; what was not spoken is as it was.

        Silence where this biller's callers may not speak, or nothing was said. Unsure where Twilio is, or where the
        words may mean anything; a sentence without a confidence is taken (twilio.md 4.11).
        """
        if not isinstance(event, Spoke):
            return event
        turn = self._script.get(call.turn)
        if turn is None or not turn.hears_words(call) or not event.text.strip():
            return Silence()
        if event.confidence is not None and not event.confidence >= CONFIDENCE_MIN:
            return Unsure()
        keys = self._keys(turn, call, words_of(event.text))
        return Keyed(keys, said=True, confidence=event.confidence) if keys else Unsure()

    def hints(self, turn: Turn, call: Call) -> str:
        """What the recogniser is told to expect: the class of the answer, and every phrase that is open now."""
        phrases = [phrase for each in self._vocabulary(turn, call).values() for phrase in each]
        classes = {"digits": DIGITS_HINT, "amount": MONEY_HINT, "day": DAY_HINT}
        first = [classes[turn.means]] if isinstance(turn, Ask) else []
        return ", ".join(dict.fromkeys([*first, *phrases]))

    def _keys(self, turn: Turn, call: Call, words: Phrase) -> str:
        """The keys that were meant; '' where that is not sure."""
        ear = EARS[call.language]
        offered = {key: {words_of(phrase) for phrase in each} for key, each in self._vocabulary(turn, call).items()}
        return choice(words, offered, ear.negations) or _said_in(turn, ear, words)

    def _vocabulary(self, turn: Turn, call: Call) -> Mapping[str, tuple[str, ...]]:
        """Key -> its phrases, for the keys that are open now and those that mean the same everywhere."""
        speech = self._speech.of(call.biller.bid)
        common = _open(turn, call, speech)
        if not isinstance(turn, Menu):
            return common
        own = speech.heard(call.language, turn.name)
        return {**common} | {key: own.get(turn.heard_as(call, key), ()) for key in turn.open_keys(call)}


def _open(turn: Turn, call: Call, speech: Speech) -> Vocabulary:
    """The words of the keys that mean the same everywhere; another language may be called by its name too."""
    words = speech.heard(call.language, COMMON)
    common = {key: words.get(key, ()) for key in common_keys(turn, call)}
    if LANGUAGE in common:
        common[LANGUAGE] += speech.heard(call.language, GREETING).get(call.next_language(), ())
    return common


def _said_in(turn: Turn, ear: Ear, words: Phrase) -> str:
    """The digits of an answer. A lone 0, 7, 8 or 9 begins a number here, and means nothing by itself."""
    if isinstance(turn, Ask) and turn.means == "amount":
        cents = cents_said(ear, words)
        return "" if cents is None else f"{cents:0{_AMOUNT_DIGITS_MIN}d}"
    digits = day_said(ear, words) if isinstance(turn, Ask) and turn.means == "day" else digits_said(ear, words)
    return "" if isinstance(turn, Ask) and digits in COMMON_DIGITS else digits
