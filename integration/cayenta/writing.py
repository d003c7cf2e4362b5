"""How one biller's Cayenta is written to, and that every call which is made of it can be: seen at the start."""

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
    """A writer that has written every call of this biller's once. Misconfigured where one cannot be written."""
    writer, where = _untried(biller), f"biller {biller.bid}: cayenta"
    calls = all_calls(biller)
    try_calls(writer, calls, where)
    _look_for_constants(writer, calls, biller)
    return writer


def _look_for_constants(writer: Writer, calls: list[Call], biller: Biller) -> None:
    """Each must be taken by some request: a misspelt one would be sent nowhere. Without a WSDL all requests take it."""
    if not isinstance(writer, SoapWriter):
        return
    for name in biller.cayenta.constants:
        if not any(writer.takes(call.method, name) for call in calls):
            what = f"biller {biller.bid}: cayenta.constants.{name}: found in no request of {biller.cayenta.wsdl}"
            raise Misconfigured([f"{what}; expected the name of a parameter there"])


def soap_writer(cayenta: Cayenta, wsdl: Path) -> SoapWriter:
    """By the WSDL at this place. Misconfigured where the file will not do."""
    names = Names(cayenta.fields)
    return SoapWriter(wsdl, names, cayenta.dates, cayenta.attributes, flags=cayenta.yes_no, constants=cayenta.constants)


def try_calls(writer: Writer, calls: list[Call], where: str) -> None:
    """Write them, and send nothing. Misconfigured where a value does not fit, which is told after `where`."""
    for call in calls:
        try:
            writer.write(call)
        except ValueError as error:
            raise Misconfigured([f"{where}: {error}"]) from error


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
