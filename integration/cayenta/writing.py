"""How one biller's Cayenta is written to, and that every call which is made of it can be: seen at the start."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from integration.billers import Biller
from integration.billers.biller import Cayenta
from integration.billers.capabilities import is_on
from integration.cayenta import methods
from integration.cayenta.message import Writer
from integration.cayenta.methods import Call, Names
from integration.cayenta.plain import PlainWriter
from integration.cayenta.samples import SAMPLE, SAMPLE_CREDIT, SAMPLE_RETURN, sample_of
from integration.cayenta.soap import SoapWriter
from integration.changes import Change
from integration.errors import Misconfigured


def writer_of(biller: Biller) -> Writer:
    """A writer that has written every call of this biller's once. Misconfigured tells each that cannot be written."""
    writer, where = _untried(biller), f"biller {biller.bid}: cayenta"
    calls = all_calls(biller)
    wrong = [*_unwritten(writer, calls, where), *_idle_constants(writer, calls, biller)]
    if wrong:
        raise Misconfigured(list(dict.fromkeys(wrong)))  # a call that is made in two ways fails in one
    return writer


def unwritable(billers: Iterable[Biller]) -> dict[str, list[str]]:
    """What is wrong, by bid, with those to whom not every call can be written. Reads each WSDL: some 50 ms, once."""
    found: dict[str, list[str]] = {}
    for biller in billers:
        try:
            writer_of(biller)
        except Misconfigured as trouble:
            found[biller.bid] = trouble.findings
    return found


def _idle_constants(writer: Writer, calls: list[Call], biller: Biller) -> Iterator[str]:
    """Each must be taken by some request: a misspelt one would be sent nowhere. Without a WSDL all requests take it."""
    if not isinstance(writer, SoapWriter):
        return
    for name in biller.cayenta.constants:
        if not any(_may_take(writer, call, name) for call in calls):
            what = f"biller {biller.bid}: cayenta.constants.{name}: found in no request of {biller.cayenta.wsdl}"
            yield f"{what}; expected the name of a parameter there"


def _may_take(writer: SoapWriter, call: Call, name: str) -> bool:
    """Also where the WSDL does not have the operation, which is told already."""
    try:
        return writer.takes(call.method, name)
    except Misconfigured:
        return True


def soap_writer(cayenta: Cayenta, wsdl: Path) -> SoapWriter:
    """By the WSDL at this place. Misconfigured where the file will not do."""
    names = Names(cayenta.fields)
    return SoapWriter(wsdl, names, cayenta.dates, cayenta.attributes, flags=cayenta.yes_no, constants=cayenta.constants)


def try_calls(writer: Writer, calls: list[Call], where: str) -> None:
    """Write them, and send nothing. Misconfigured where some do not fit, told after `where` when it is a value."""
    wrong = list(_unwritten(writer, calls, where))
    if wrong:
        raise Misconfigured(wrong)


def _unwritten(writer: Writer, calls: list[Call], where: str) -> Iterator[str]:
    for call in calls:
        try:
            writer.write(call)
        except Misconfigured as trouble:
            yield from trouble.findings
        except ValueError as error:
            yield f"{where}: {error}"


def _untried(biller: Biller) -> Writer:
    cayenta = biller.cayenta
    if cayenta.transport != "soap":
        names = Names(cayenta.fields)
        return PlainWriter(
            cayenta.transport,
            names,
            cayenta.dates,
            cayenta.attributes,
            flags=cayenta.yes_no,
            constants=cayenta.constants,
        )
    if cayenta.wsdl is None:
        raise Misconfigured([f"biller {biller.bid}: cayenta.wsdl: found nothing; transport soap needs one"])
    return soap_writer(cayenta, biller.folder / cayenta.wsdl)


def all_calls(biller: Biller) -> list[Call]:
    """A call of each kind that is made of this biller's Cayenta."""
    types = biller.cayenta.ar_types
    calls = [methods.get_account_balance("1"), methods.add_ar_item(SAMPLE, types)]
    if biller.returns.post:
        calls.append(methods.add_returned_check(SAMPLE_RETURN))
    if biller.advanced_settings.pump_credits:
        calls.append(methods.add_ar_item(SAMPLE_CREDIT, types))
    calls += [
        methods.post_change(sample_of(change, active=active), method_of(biller, change))
        for change in Change
        if is_on(biller, f"features.{change}")
        for active in (True, False)
    ]
    if is_on(biller, "features.pdf_remote_link"):
        calls.append(methods.get_stmnt_pdf("1", "1"))
    return [*calls, methods.get_ar_item(SAMPLE)] if biller.cayenta.lookup else calls


def method_of(biller: Biller, change: Change) -> str:
    """The biller's choice; by default the source's literal names, which look crossed (`ivr doctor` says so)."""
    chosen = biller.cayenta.methods
    return chosen.autopay if change is Change.AUTOPAY else chosen.paperless
