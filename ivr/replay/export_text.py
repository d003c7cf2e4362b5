"""An exported call as text: the header of one world, what was heard with captures, what was done, what came of it."""

from collections.abc import Iterator, Mapping, Sequence

from integration.model import PaymentState
from integration.money import Money
from ivr.replay.export_acts import Act
from ivr.replay.export_facts import World
from ivr.replay.export_recorded import TEXT_TO, Recorded, Step
from ivr.replay.export_standins import FIRST_NAME, NAME, NEW_PHONE, StandIns
from ivr.replay.export_words import Sentence

HEARD = "IVR    "
ANY = "*"
ANYTHING = HEARD + ANY
CAPTURED = frozenset({"as_of", "card", "ending", "phone"})  # said otherwise in a replay
SHOWN = (PaymentState.CAPTURED, PaymentState.DECLINED, PaymentState.UNKNOWN)  # the desk's words for these are the same


def text_of(call: Recorded, standins: StandIns, world: World, acts: Sequence[Act], chosen: Sequence[int]) -> str:
    """The whole file; `chosen` is which way of each act is taken."""
    names = _names(call)
    title = f"# Exported from a call of {call.started_at.astimezone(call.biller.zone):%Y-%m-%d}."
    ways = {act.after: (act, act.ways[way], way) for act, way in zip(acts, chosen, strict=True)}
    talk: list[str] = []
    since = 0  # where the words begin that nothing has answered yet
    for step in call.steps:
        talk += [HEARD + _spoken(each, standins, names) for each in step.sentences]
        if step.moment.number not in ways:
            continue
        act, lines, way = ways[step.moment.number]
        talk = [*(talk[:since] if act.unheard[way % len(act.unheard)] else talk), *lines]
        if act.leaves:
            break
        talk += [ANYTHING] if act.hears_more else []
        since = len(talk)
    return "\n".join([title, *world.lines, "", *talk, *_checks(call, names), "END    completed", ""])


def _names(call: Recorded) -> Mapping[str, str]:
    """What each confirmation number is kept under."""
    numbers = dict.fromkeys([*(row.confirmation for row in call.payments), *call.references])
    return {
        number: "confirmation" + (f"_{place}" if place > 1 else "") for place, number in enumerate(numbers, start=1)
    }


def _spoken(sentence: Sentence, standins: StandIns, names: Mapping[str, str]) -> str:
    """The words, with stand-ins for accounts and captures for what the replay will make up itself."""
    captured = {name: f"{{{name}}}" for name in sentence.values if name in CAPTURED}
    captured |= {"payer": NAME} if "payer" in sentence.values else {}
    captured |= {"first_name": FIRST_NAME} if "first_name" in sentence.values else {}
    captured |= {"callback": ANY} if "callback" in sentence.values else {}
    number = str(sentence.values.get("confirmation", ""))
    captured |= {"confirmation": f"{{{names.get(number, 'confirmation')}}}"} if number else {}
    captured |= {name: ANY for name in TEXT_TO if name in sentence.values}
    if "new_phone" in sentence.values:
        return sentence.with_values({"new_phone": NEW_PHONE})
    account = sentence.values.get("account")
    if account is not None:
        return sentence.with_values({"account": standins.of(str(account))})
    return sentence.with_texts(captured)


def _checks(call: Recorded, names: Mapping[str, str]) -> Iterator[str]:
    """What became of the money within the call; the ledger may know more by now than the replay can."""
    said = _said_numbers(call.steps)
    charged = call.charged()
    for word, row in zip(call.heard_after("charge"), charged, strict=False):
        if word in SHOWN:
            yield f"CHECK  payment {word} {Money(row.amount_cents).plain()} {row.method}"
        if row.confirmation in said:
            yield f"CHECK  confirmation {{{names[row.confirmation]}}}"
    if not charged:
        yield "CHECK  no payment"
    yield "CHECK  no card number anywhere"


def _said_numbers(steps: Sequence[Step]) -> set[str]:
    return {str(each.values.get("confirmation", "")) for step in steps for each in step.sentences}
