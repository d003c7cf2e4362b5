"""`ivr phone NUMBER`: a telephone in the terminal, against the line that this environment describes."""

import os
import sys
from collections.abc import Callable
from functools import partial

import rich_click as click

from integration.billers import Biller
from integration.billers.load import load_all
from integration.errors import Misconfigured
from integration.settings import Settings, load_settings
from ivr.phone import Connector, Heard, HttpTransport, Options, PhoneCall, PhoneNetwork, VirtualClock
from ivr.phone.errors import PhoneError
from ivr.phone.loudspeaker import MISSING, speaker
from ivr.phone.loudspeaker import speak as read_aloud

Voice = Callable[[list[Heard]], None]
CALLER = "+17705550134"
HOW_TO = (
    "Type keys and Enter: 0123#, *, card:visa, expiry, cvv; or `say WORDS`.\n"
    "Enter alone lets time pass. Ctrl-D hangs up.\n"
    "Only the phone company's test cards are taken here; never type a real one."
)


@click.command()
@click.argument("number")
@click.option("--from", "caller", default=CALLER, show_default=True, help="Who calls; `anonymous` hides it.")
@click.option("--speak/--no-speak", default=None, help="Hear it too.  [default: where espeak-ng is installed]")
def phone(number: str, caller: str, *, speak: bool | None) -> None:
    """Dial NUMBER on the running line: see what is said, hear it, type keys."""
    settings = load_settings()
    billers = load_all(settings.billers, os.environ, sandbox=settings.sandbox)
    biller = next((each for each in billers.values() if number in each.lines), None)
    if biller is None:
        lines = ", ".join(line for each in billers.values() for line in each.lines)
        raise Misconfigured([f"nobody answers {number}; the lines are {lines}"])
    click.echo(HOW_TO, err=True)
    base = settings.public_base_url.rstrip("/")
    call = _network(settings, biller).call(
        from_=caller, to=number, voice_url=f"{base}/voice", status_callback=f"{base}/voice/status"
    )
    _talk(call, _voice(wanted=speak))
    click.echo(f"the call has ended: {call.result} ({call.facts.call_sid})", err=True)
    for finding in call.findings:
        code = f"{finding.code}: " if finding.code else ""
        click.echo(f"{finding.level} {code}{finding.text} {finding.url}".rstrip(), err=True)


def _network(settings: Settings, biller: Biller) -> PhoneNetwork:
    gateway = biller.payments.gateway
    connector = Connector(f"{gateway.url}/connector", "twilio", gateway.key.get_secret_value(), HttpTransport())
    return PhoneNetwork(
        transport=HttpTransport(),
        auth_token=settings.twilio_auth_token.get_secret_value(),
        account_sid=settings.twilio_account_sid,
        clock=VirtualClock(),
        connectors={biller.payments.connector: connector},
        options=Options(pay_requires_https=False),
        seed=os.urandom(8).hex(),  # every call of this telephone is a new one
    )


def _voice(*, wanted: bool | None) -> Voice:
    """What reads aloud: espeak-ng where it is installed and somebody is there to hear it; else nobody."""
    program = speaker() if wanted is not False and (wanted or sys.stdout.isatty()) else None
    if wanted and program is None:
        click.echo(MISSING, err=True)
    return partial(read_aloud, program) if program else lambda _heard: None


def _talk(call: PhoneCall, voice: Voice) -> None:
    """Listen and answer in turn until one of the two hangs up."""
    while True:
        heard = call.listen()
        for sound in heard:
            if sound.text:
                click.echo(f"  [{sound.kind}] {sound.text}" if sound.kind != "say" else f"  {sound.text}")
        voice(heard)
        if call.ended:
            return
        try:
            _answer(call, input("> ").strip())
        except EOFError:
            call.hang_up()


def _answer(call: PhoneCall, typed: str) -> None:
    try:
        verb, _, words = typed.partition(" ")
        if verb.lower() == "say" and words:
            call.say(words)
        elif typed:
            call.press(typed)
        else:
            call.silent()
    except PhoneError as error:
        click.echo(str(error), err=True)
