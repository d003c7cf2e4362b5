"""A call becomes TwiML here and nowhere else. Rules are those of twilio.md sections 1, 4, 5, 7 and 8."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from twilio.twiml.voice_response import Gather, VoiceResponse
from twilio.twiml.voice_response import Pay as PayVerb

from integration.billers import Biller
from ivr.call import Call
from ivr.speech import Speech
from ivr.turns import Ask, Do, End, Line, Menu, Pay, Script, Transfer, Turn

KEY_WAIT_S = 4  # nobody on the line waits five seconds without words
DIAL_WAIT_S = 20
PAY_TRIES = 3
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
PAY_PROMPTS = {  # Twilio's name of a step -> our prompt
    "payment-card-number": "pay_card.card_number",
    "expiration-date": "pay_card.expiration",
    "security-code": "pay_card.security_code",
    "payment-processing": "pay_card.processing",
}
ASKED_AGAIN = {  # a step said again after what Twilio calls these errors
    "payment-card-number": "timeout invalid-card-number invalid-card-type",
    "expiration-date": "timeout invalid-date",
    "security-code": "timeout invalid-security-code",
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A document and the sentences in it: what is sent, and what the transcript keeps."""

    twiml: bytes
    said: tuple[str, ...]


class Renderer:
    """Speaks a call's present turn. `base_url` is the public one that Twilio signs."""

    def __init__(self, script: Script, speech: Speech, base_url: str) -> None:
        self._script = script
        self._speech = speech
        self._base_url = base_url.rstrip("/")

    def render(self, call: Call) -> Spoken:
        """The document of the call's present turn."""
        turn = self._script[call.turn]
        lines = turn.say(call)
        response = VoiceResponse()
        match turn:
            case Menu() | Ask():
                self._listen(response, turn, call, lines)
            case Do():
                self._say(response, call, lines)
                response.redirect(self._url("work", call))
            case Pay():
                self._say(response, call, lines)
                self._pay(response, call)
            case Transfer():
                self._say(response, call, lines)
                self.dial(response, call.biller, self._url("dialed", call))
            case End():
                self._say(response, call, lines)
                response.hangup()
        return Spoken(str(response).encode(), tuple(self._words(call, line) for line in lines))

    def _listen(self, response: VoiceResponse, turn: Turn, call: Call, lines: Sequence[Line]) -> None:
        """Silence comes back to the same address: by actionOnEmptyResult, or by Redirect where Twilio falls through."""
        url = self._url("keyed", call)
        gather = Gather(
            input="dtmf",
            action=url,
            timeout=KEY_WAIT_S,
            action_on_empty_result=True,
            **_keys_of(turn, call),
        )
        self._say(gather, call, lines)
        response.append(gather)
        response.redirect(url)

    def _pay(self, response: VoiceResponse, call: Call) -> None:
        """Tokenise only: no amount is given, so Twilio charges nothing. The action must be https."""
        url = self._url("paid", call)
        pay = PayVerb(
            input="dtmf",
            action=url,
            payment_method="credit-card",
            payment_connector=call.biller.payments.connector,
            token_type="one-time",  # noqa: S106 - a kind of token, not one
            security_code=True,
            postal_code=False,
            timeout=KEY_WAIT_S,
            max_attempts=PAY_TRIES,
            language=self._speech.voice(call.language).language,
        )
        for step, key in PAY_PROMPTS.items():
            self._say(pay.prompt(for_=step), call, (Line(key),))
        for step, errors in ASKED_AGAIN.items():
            prompt = pay.prompt(for_=step, error_type=errors)
            self._say(prompt, call, (Line("pay_card.again"), Line(PAY_PROMPTS[step])))
        response.append(pay)
        response.redirect(url)

    def dial(self, response: VoiceResponse, biller: Biller, action: str) -> None:
        """Put the caller through to the biller's people."""
        response.dial(biller.agent.number, action=action, timeout=DIAL_WAIT_S)

    def _say(self, verb: VoiceResponse, call: Call, lines: Sequence[Line]) -> None:
        """One Say for each run of lines in one language."""
        for language, run in groupby(lines, key=lambda line: line.language or call.language):
            voice = self._speech.voice(language)
            words = " ".join(self._words(call, line) for line in run)
            verb.say(words, voice=voice.name, language=voice.language)

    def _words(self, call: Call, line: Line) -> str:
        return _NOT_XML.sub("", self._speech.words(line.language or call.language, line.key, line.values))

    def _url(self, kind: str, call: Call) -> str:
        return f"{self._base_url}/voice/{kind}/{call.turn}/{call.number}"

    # Documents that need no call: they must be possible while the database is away.

    def wait(self, biller: Biller, again_url: str) -> bytes:
        """One moment, in each of the biller's languages, and back to the same turn."""
        response = self._in_every_language(biller, "common.one_moment")
        response.redirect(again_url)
        return str(response).encode()

    def restart(self, biller: Biller) -> bytes:
        """A call that nobody knows starts again, politely."""
        response = self._in_every_language(biller, "common.restart")
        response.redirect(f"{self._base_url}/voice")
        return str(response).encode()

    def apologise(self, biller: Biller, *, person: bool) -> bytes:
        """Something broke: an apology and a person, or where nobody is there, a goodbye that tells the truth."""
        response = self._in_every_language(biller, "common.apology" if person else "common.farewell")
        if person:
            response.dial(biller.agent.number, timeout=DIAL_WAIT_S)
        else:
            response.hangup()
        return str(response).encode()

    def _in_every_language(self, biller: Biller, key: str) -> VoiceResponse:
        response = VoiceResponse()
        for language in biller.languages:
            voice = self._speech.voice(language)
            response.say(self._speech.words(language, key, {}), voice=voice.name, language=voice.language)
        return response


def _keys_of(turn: Turn, call: Call) -> dict[str, object]:
    """A Menu takes one key at once, # and * too. An Ask ends with # or a pause; of a fixed short length, by itself."""
    if isinstance(turn, Menu):
        return {"num_digits": 1, "finish_on_key": ""}
    fixed = {"num_digits": turn.digits(call)[1]} if isinstance(turn, Ask) and turn.ends_by_itself else {}
    return {"finish_on_key": "#", **fixed}
