"""A call becomes TwiML here and nowhere else. Rules are those of twilio.md sections 1, 4, 5, 7 and 8."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from twilio.twiml.voice_response import Gather, Prompt, VoiceResponse
from twilio.twiml.voice_response import Pay as PayVerb

from integration.billers import Biller
from integration.billers.biller import Agent
from integration.model import Way
from ivr.call import Call
from ivr.mould import NO_HOLES, Mould
from ivr.pay_charge import charges, filling, order
from ivr.pay_prompts import PAY_PROMPTS
from ivr.scenes.people.known import sip_address, whisper
from ivr.speech import Speech, Voice
from ivr.speech.heard.hearing import Hearing
from ivr.turns import Ask, Do, End, Line, Menu, Pay, Record, Script, Transfer, Turn

KEY_WAIT_S = 4  # nobody on the line waits five seconds without words
# The silence that ends what is said: time to turn the bill round between two groups of digits, and still no long wait.
# Always a number: "auto" may not stand beside a speechModel (twilio.md 4.10). We name no speechModel either: without
# one Twilio chooses the recogniser that knows the language, and another where that one is away.
SPEECH_END_S = 2
DIAL_WAIT_S = 20
TAKE_WAIT_S = 5  # for the agent's key, after the whisper
PAY_TRIES = 3
RECORD_S_MAX = 15
CARD_TYPES = "visa mastercard amex discover"  # one string: the library would write a list as Python does
SLOW_RATE = "80%"  # of the voice's own pace, as SSML has it
MOULDS_MAX = 4096  # a few for each turn, language, pace and biller
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


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
        self._hearing = Hearing(script, speech)
        self._base_url = base_url.rstrip("/")
        self._moulds: dict[tuple[object, ...], Mould] = {}

    def render(self, call: Call) -> Spoken:
        """The document of the call's present turn."""
        turn = self._script[call.turn]
        lines = turn.say(call)
        said = tuple(self._words(call, line) for line in lines)
        runs = _runs(call, lines, said)
        mould = self._mould(turn, call, tuple(language for language, _ in runs))
        places = [words for _, words in runs]
        if isinstance(turn, Transfer) and call.biller.agent.way == "sip":
            places.append(sip_address(call))
        holes = filling(call) if isinstance(turn, Pay) and charges(turn, call) else NO_HOLES
        return Spoken(mould.filled(places, call.number, holes), said)

    def _mould(self, turn: Turn, call: Call, languages: tuple[str, ...]) -> Mould:
        """The mould for all that shapes a document: add to the key whatever `_document` comes to look at."""
        spoken = turn.hears_words(call) and (turn.open_keys(call) if isinstance(turn, Menu) else True)
        shape = (call.account_kind,) if isinstance(turn, Pay) else tuple(_keys_of(turn, call).items())
        key = (call.biller.bid, turn.name, call.language, call.slow, languages, spoken, *shape)
        mould = self._moulds.get(key)
        if mould is None:
            if len(self._moulds) >= MOULDS_MAX:
                self._moulds.clear()
            mould = self._moulds[key] = Mould(self._document(turn, call, languages))
        return mould

    def _document(self, turn: Turn, call: Call, languages: tuple[str, ...]) -> VoiceResponse:
        response = VoiceResponse()
        match turn:
            case Menu() | Ask():
                self._listen(response, turn, call, languages)
            case Do():
                self._say(response, call, languages)
                response.redirect(self._url("work", turn))
            case Pay():
                self._say(response, call, languages)
                self._pay(response, turn, call)
            case Record():
                self._say(response, call, languages)
                self._record(response, turn)
            case Transfer():
                self._say(response, call, languages)
                self._dial(response, call.biller.agent, turn)
            case End():
                self._say(response, call, languages)
                response.hangup()
        return response

    def _listen(self, response: VoiceResponse, turn: Turn, call: Call, languages: tuple[str, ...]) -> None:
        """Silence comes back to the same address: by actionOnEmptyResult, or by Redirect where Twilio falls through."""
        url = self._url("keyed", turn)
        gather = Gather(
            action=url,
            timeout=KEY_WAIT_S,
            action_on_empty_result=True,
            **_keys_of(turn, call),
            **(self._words_of(turn, call) if turn.hears_words(call) else {"input": "dtmf"}),
        )
        self._say(gather, call, languages)
        response.append(gather)
        response.redirect(url)

    def _words_of(self, turn: Turn, call: Call) -> dict[str, object]:
        """Words beside keys, in the language in which the caller is spoken to."""
        return {
            "input": "dtmf speech",
            "speech_timeout": SPEECH_END_S,
            "language": self._speech.voice(call.language).language,
            "hints": self._hearing.hints(turn, call),
        }

    def _pay(self, response: VoiceResponse, turn: Pay, call: Call) -> None:
        """Without an amount Twilio only tokenises; with one, the connector charges. The action must be https."""
        url, by_connector = self._url("paid", turn), charges(turn, call)
        pay = PayVerb(
            input="dtmf",
            action=url,
            payment_connector=call.biller.payments.connector,
            timeout=KEY_WAIT_S,
            max_attempts=PAY_TRIES,
            **(order(call, self._base_url) if by_connector else {"token_type": turn.token}),
            **(self._bank(call) if turn.way is Way.BANK else self._card(call)),
        )
        if by_connector:
            pay.parameter(name="reference", value=Mould.PAYMENT)
        for asked in PAY_PROMPTS[turn.way]:
            prompt = pay.prompt(
                for_=asked.step,
                error_type=asked.errors or None,
                require_matching_inputs=True if asked.matching else None,
            )
            self._prompt(prompt, call, *asked.keys)
        response.append(pay)
        response.redirect(url)

    def _card(self, call: Call) -> dict[str, object]:
        return {
            "payment_method": "credit-card",
            "security_code": True,
            "postal_code": False,
            "valid_card_types": CARD_TYPES,
            "language": self._speech.voice(call.language).language,
        }

    def _bank(self, call: Call) -> dict[str, object]:
        """No language: ACH <Pay> has English alone, and every word is said by a Prompt of ours."""
        return {"payment_method": "ach-debit", "bank_account_type": f"consumer-{call.account_kind}"}

    def _record(self, response: VoiceResponse, turn: Turn) -> None:
        """After a recording without a word Twilio falls through, and still comes back."""
        url = self._url("recorded", turn)
        response.record(action=url, max_length=RECORD_S_MAX, timeout=KEY_WAIT_S, finish_on_key="#", trim="trim-silence")
        response.redirect(url)

    def _dial(self, response: VoiceResponse, agent: Agent, turn: Turn) -> None:
        """Put the caller through to the biller's people, in the biller's way."""
        number = None if agent.way in {"whisper", "sip"} else agent.number
        dial = response.dial(number, action=self._url("dialed", turn), timeout=DIAL_WAIT_S)
        if agent.way == "whisper":
            dial.number(agent.number, url=self._url("whisper", turn))
        if agent.way == "sip":
            dial.sip(Mould.WORDS)

    def _prompt(self, prompt: Prompt, call: Call, *keys: str) -> None:
        """Words that are the same for every caller of a language: they are cast into the mould."""
        voice = self._speech.voice(call.language)
        words = " ".join(self._words(call, Line(key)) for key in keys)
        _speak(prompt, words, voice, slow=call.slow)

    def _say(self, verb: VoiceResponse | Gather, call: Call, languages: tuple[str, ...]) -> None:
        """One Say for each run of lines in one language, its words still to be filled in."""
        for language in languages:
            _speak(verb, Mould.WORDS, self._speech.voice(language), slow=call.slow)

    def _words(self, call: Call, line: Line) -> str:
        speech = self._speech.of(call.biller.bid)
        return _NOT_XML.sub("", speech.words(line.language or call.language, line.key, line.values))

    def _url(self, kind: str, turn: Turn) -> str:
        return f"{self._base_url}/voice/{kind}/{turn.name}/{Mould.NUMBER}"

    def whisper(self, call: Call) -> bytes:
        """For the agent alone. Where a key takes the call, whoever presses none is not connected."""
        response = VoiceResponse()
        verb: VoiceResponse | Gather = response
        if call.biller.agent.press_to_take:
            verb = Gather(
                input="dtmf", num_digits=1, timeout=TAKE_WAIT_S, action=self._url("taken", self._script[call.turn])
            )
        _speak(verb, Mould.WORDS, self._speech.voice(call.biller.languages[0]), slow=False)
        if isinstance(verb, Gather):
            response.append(verb)
            response.hangup()
        return Mould(response).filled([" ".join(self._words(call, line) for line in whisper(call))], call.number)

    def taken(self, *, connected: bool) -> bytes:
        """After the agent's key: an empty document connects the two."""
        response = VoiceResponse()
        if not connected:
            response.hangup()
        return str(response).encode()

    def sample(self, language: str, words: str, then: str) -> bytes:
        """A part of a sample call: any key, or none, leads on to `then`; '' ends it."""
        response, voice = VoiceResponse(), self._speech.voice(language)
        if not then:
            _speak(response, words, voice, slow=False)
            response.hangup()
            return str(response).encode()
        url = f"{self._base_url}{then}"
        gather = Gather(
            input="dtmf", num_digits=1, finish_on_key="", timeout=1, action=url, action_on_empty_result=True
        )
        _speak(gather, words, voice, slow=False)
        response.append(gather)
        response.redirect(url)
        return str(response).encode()

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
        response, speech = VoiceResponse(), self._speech.of(biller.bid)
        for language in biller.languages:
            voice = speech.voice(language)
            response.say(speech.words(language, key, {}), voice=voice.name, language=voice.language)
        return response


def _speak(verb: VoiceResponse | Gather | Prompt, words: str, voice: Voice, *, slow: bool) -> None:
    if slow:
        verb.say(None, voice=voice.name, language=voice.language).prosody(words, rate=SLOW_RATE)
    else:
        verb.say(words, voice=voice.name, language=voice.language)


def _runs(call: Call, lines: Sequence[Line], said: Sequence[str]) -> list[tuple[str, str]]:
    """The words of each run of lines in one language, with the language."""
    spoken = groupby(zip(lines, said, strict=True), key=lambda each: each[0].language or call.language)
    return [(language, " ".join([words for _, words in run])) for language, run in spoken]


def _keys_of(turn: Turn, call: Call) -> dict[str, object]:
    """A Menu takes one key at once, # and * too. An Ask ends with # or a pause; of a fixed short length, by itself."""
    if isinstance(turn, Menu):
        return {"num_digits": 1, "finish_on_key": ""}
    fixed = {"num_digits": turn.digits(call)[1]} if isinstance(turn, Ask) and turn.ends_by_itself else {}
    return {"finish_on_key": "#", **fixed}
