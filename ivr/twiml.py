"""A call becomes TwiML here and nowhere else. Rules are those of twilio.md sections 1, 4, 5, 7 and 8."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import escape

from twilio.twiml.voice_response import Gather, Prompt, VoiceResponse
from twilio.twiml.voice_response import Pay as PayVerb

from integration.billers import Biller
from integration.model import Way
from integration.money import Money
from ivr.call import Call
from ivr.pay_prompts import PAY_PROMPTS
from ivr.scenes.paying.lines import fee_of
from ivr.speech import Speech
from ivr.speech.heard.hearing import Hearing
from ivr.turns import Ask, Do, End, Line, Menu, Pay, Record, Script, Transfer, Turn

KEY_WAIT_S = 4  # nobody on the line waits five seconds without words
# The silence that ends what is said: time to turn the bill round between two groups of digits, and still no long wait.
# Always a number: "auto" may not stand beside a speechModel (twilio.md 4.10). We name no speechModel either: without
# one Twilio chooses the recogniser that knows the language, and another where that one is away.
SPEECH_END_S = 2
DIAL_WAIT_S = 20
PAY_TRIES = 3
RECORD_S_MAX = 15
CURRENCY = "usd"
TOKEN = {"token_type": "one-time"}
NO_HOLES: Mapping[str, str] = {}
CARD_TYPES = "visa mastercard amex discover"  # one string: the library would write a list as Python does
MOULDS_MAX = 4096  # a few for each turn, language and biller
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A document and the sentences in it: what is sent, and what the transcript keeps."""

    twiml: bytes
    said: tuple[str, ...]


class Mould:
    """A document as VoiceResponse makes it, cast once, with holes for the caller's words and the turn's number.

    A turn said by one takes 13 us, by a new VoiceResponse 70. No word of a caller stays in it.
    """

    WORDS, NUMBER = "\ue000", "\ue001"  # private characters, which no prompt, name or setting can hold
    AMOUNT, PAYMENT = "\ue002", "\ue003"  # of a charge that <Pay> makes

    def __init__(self, response: VoiceResponse) -> None:
        self._text = str(response)

    def filled(self, words: Iterable[str], number: int, holes: Mapping[str, str] = NO_HOLES) -> bytes:
        """The document's bytes, with one text for each place of words, and what goes into the other holes."""
        text = self._text.replace(self.NUMBER, str(number))
        for hole, filling in holes.items():
            text = text.replace(hole, filling)
        first, *others = text.split(self.WORDS)
        return (first + "".join([escape(text) + after for text, after in zip(words, others, strict=True)])).encode()


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
        holes = _charge(call) if isinstance(turn, Pay) and call.charged_by_connector() else NO_HOLES
        return Spoken(mould.filled([words for _, words in runs], call.number, holes), said)

    def _mould(self, turn: Turn, call: Call, languages: tuple[str, ...]) -> Mould:
        """The mould for all that shapes a document: add to the key whatever `_document` comes to look at."""
        spoken = turn.hears_words(call) and (turn.open_keys(call) if isinstance(turn, Menu) else True)
        shape = (call.account_kind,) if isinstance(turn, Pay) else tuple(_keys_of(turn, call).items())
        key = (call.biller.bid, turn.name, call.language, languages, spoken, *shape)
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
                self._say(response, languages)
                response.redirect(self._url("work", turn))
            case Pay():
                self._say(response, languages)
                self._pay(response, turn, call)
            case Record():
                self._say(response, languages)
                self._record(response, turn)
            case Transfer():
                self._say(response, languages)
                self.dial(response, call.biller, self._url("dialed", turn))
            case End():
                self._say(response, languages)
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
        self._say(gather, languages)
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
        url, by_connector = self._url("paid", turn), call.charged_by_connector()
        pay = PayVerb(
            input="dtmf",
            action=url,
            payment_connector=call.biller.payments.connector,
            timeout=KEY_WAIT_S,
            max_attempts=PAY_TRIES,
            **(self._charge_of(call) if by_connector else TOKEN),
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

    def _charge_of(self, call: Call) -> dict[str, object]:
        """Our payment id goes along as the charge's reference: by it a charge is found whose webhook never came."""
        return {
            "charge_amount": Mould.AMOUNT,
            "currency": CURRENCY,
            "description": call.biller.name,
            "status_callback": f"{self._base_url}/voice/pay-status",
        }

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

    def dial(self, response: VoiceResponse, biller: Biller, action: str) -> None:
        """Put the caller through to the biller's people."""
        response.dial(biller.agent.number, action=action, timeout=DIAL_WAIT_S)

    def _prompt(self, prompt: Prompt, call: Call, *keys: str) -> None:
        """Words that are the same for every caller of a language: they are cast into the mould."""
        voice = self._speech.voice(call.language)
        words = " ".join(self._words(call, Line(key)) for key in keys)
        prompt.say(words, voice=voice.name, language=voice.language)

    def _say(self, verb: VoiceResponse | Gather, languages: tuple[str, ...]) -> None:
        """One Say for each run of lines in one language, its words still to be filled in."""
        for language in languages:
            voice = self._speech.voice(language)
            verb.say(Mould.WORDS, voice=voice.name, language=voice.language)

    def _words(self, call: Call, line: Line) -> str:
        speech = self._speech.of(call.biller.bid)
        return _NOT_XML.sub("", speech.words(line.language or call.language, line.key, line.values))

    def _url(self, kind: str, turn: Turn) -> str:
        return f"{self._base_url}/voice/{kind}/{turn.name}/{Mould.NUMBER}"

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


def _charge(call: Call) -> dict[str, str]:
    """What <Pay> charges, the fee with it, and our name for it."""
    return {Mould.AMOUNT: Money(call.amount + fee_of(call)).plain(), Mould.PAYMENT: call.payment_id()}


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
