"""The demo's callers: who they are is drawn from the seed, what they key follows from what they want."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from integration.sandbox.billfiles.generator import AccountFacts
from ivr.demo.town import LINE, Town
from ivr.phone import Connector, HttpTransport, Options, PhoneNetwork, VirtualClock

LANGUAGE_KEYS = {"en": "1", "es": "2"}
PAY_ALL, PAY_PAST_DUE, GO_ON = "1", "2", "1"
TO_A_PERSON = "1"  # where nothing can be paid
CASH_ONLY_CODE, CARD_BLOCKED_CODE = "C", "N"
CARDS = ("card:visa", "card:mastercard", "card:discover")


@dataclass(frozen=True)
class Payer:
    """One caller's errand. `pays_cents` is what the journal must show in the end, 0 for nothing."""

    errand: str
    account: AccountFacts
    language: str
    keys: tuple[str, ...]
    pays_cents: int


@dataclass(frozen=True)
class Told:
    """What a caller heard, sentence by sentence, and how the call ended."""

    payer: Payer
    heard: tuple[str, ...]
    transferred: bool

    def all(self) -> str:
        return " ".join(self.heard)


def draw(accounts: Sequence[AccountFacts], seed: int) -> tuple[Payer, Payer, Payer]:
    """All by card in English; past due only by card in Spanish; a cash-only account."""
    random = Random(seed)  # noqa: S311 - the same seed must draw the same calls
    payable = [a for a in accounts if a.balance_cents > 0 and a.block_code not in {CASH_ONLY_CODE, CARD_BLOCKED_CODE}]
    first = random.choice(payable)
    late = [a for a in payable if 0 < a.pastdue_cents < a.balance_cents and a != first]
    second = random.choice(late)
    third = random.choice([a for a in accounts if a.block_code == CASH_ONLY_CODE and a.balance_cents > 0])
    return (
        _payer("pays everything by card, in English", first, "en", (PAY_ALL, *_card(random)), first.balance_cents),
        _payer(
            "pays only what is past due, in Spanish", second, "es", (PAY_PAST_DUE, *_card(random)), second.pastdue_cents
        ),
        _payer("may pay in cash only", third, "en", (TO_A_PERSON,), 0),
    )


def asks_again(payer: Payer) -> Payer:
    """The same person calls once more, only to hear the balance."""
    return _payer("calls again to hear the balance", payer.account, payer.language, (), 0)


def _payer(errand: str, account: AccountFacts, language: str, keys: tuple[str, ...], pays_cents: int) -> Payer:
    proof = (LANGUAGE_KEYS[language], f"{account.account_no}#", account.zip)
    return Payer(errand, account, language, (*proof, *keys), pays_cents)


def _card(random: Random) -> tuple[str, ...]:
    return (GO_ON, random.choice(CARDS), "expiry", "cvv")


def network(town: Town) -> PhoneNetwork:
    """The phone company in a box, in front of the running line."""
    gateway = Connector(f"{town.gateway_url}/connector", "twilio", town.gateway_key, HttpTransport())
    return PhoneNetwork(
        transport=HttpTransport(),
        auth_token=town.environment["IVR_TWILIO_AUTH_TOKEN"],
        account_sid=town.environment["IVR_TWILIO_ACCOUNT_SID"],
        clock=VirtualClock(),
        connectors={"Default": gateway},
        options=Options(pay_requires_https=False),  # the demo's line stands on loopback, without TLS
    )


def play(phones: PhoneNetwork, town: Town, payer: Payer, caller: str, tell: Callable[[str, str], None]) -> Told:
    """One call, told line by line: `tell(who, words)`."""
    base = town.base_url
    call = phones.call(from_=caller, to=LINE, voice_url=f"{base}/voice", status_callback=f"{base}/voice/status")
    heard: list[str] = []
    transferred = False

    def listen() -> None:
        nonlocal transferred
        for sound in call.listen():
            transferred = transferred or sound.kind == "dial"
            heard.append(sound.text)
            tell("transfer" if sound.kind == "dial" else "line", sound.text)

    listen()
    for keys in payer.keys:
        if call.ended:
            break
        tell("caller", keys)
        call.press(keys)
        listen()
    if not call.ended:
        tell("caller", "(hangs up)")
        call.hang_up()
    return Told(payer, tuple(heard), transferred)
