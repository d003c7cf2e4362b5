"""What no single key can show to be wrong: combinations in a biller's file that cannot work.

Each check names the keys that it reads, so that it can still speak when another key is broken.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from integration.billers import capabilities
from integration.billers.biller import Biller, Sftp
from integration.billers.findings import meant
from integration.billers.hours import ALWAYS
from integration.calling.choices import mistakes
from integration.model import Way
from integration.money import ZERO

ACCOUNT_DIGITS_MAX = 12  # from 13 on a card number would pass for an account, and be read back and kept
PAST_DUE_FIELD = "PASTDUE_AMT"

Check = Callable[[Biller], Iterator[str]]


def _wsdl(biller: Biller) -> Iterator[str]:
    wsdl, transport = biller.cayenta.wsdl, biller.cayenta.transport
    if transport != "soap":
        if wsdl is not None:
            yield f"cayenta.wsdl: found one with transport {transport!r}; expected it with soap only"
    elif wsdl is None:
        yield "cayenta.wsdl: found nothing; expected the name of the WSDL file that lies beside this file (soap)"
    elif Path(wsdl).name != wsdl or not (biller.folder / wsdl).is_file():
        yield f"cayenta.wsdl: found no file {wsdl!r} beside this file; expected the saved WSDL there"


def _resend(biller: Biller) -> Iterator[str]:
    if biller.cayenta.resend_after_s and not biller.cayenta.lookup:
        yield (
            "cayenta.resend_after_s: found a bound without cayenta.lookup = true; "
            "expected 0: what cannot be looked up is never sent again"
        )


def _sftp(key: str, sftp: Sftp | None) -> Iterator[str]:
    if sftp is not None and (sftp.key is None) == (sftp.password is None):
        yield f"{key}: found both or neither of key and password; expected one of them"


def _account(biller: Biller) -> Iterator[str]:
    shortest, longest = biller.account.digits
    if not 1 <= shortest <= longest <= ACCOUNT_DIGITS_MAX:
        yield (
            f"account.digits: found [{shortest}, {longest}]; "
            f"expected shortest and longest, from 1 to {ACCOUNT_DIGITS_MAX}"
        )


def _limits(biller: Biller) -> Iterator[str]:
    minimum, maximum = biller.payments.minimum, biller.payments.maximum
    if not ZERO < minimum <= maximum:
        found = f"{minimum.plain()} and {maximum.plain()}"
        yield f"payments.minimum: found minimum and maximum {found}; expected 0 < minimum <= maximum"


def _fees(biller: Biller) -> Iterator[str]:
    for way, fee in (("card", biller.payments.fee.card), ("bank", biller.payments.fee.bank)):
        if fee < ZERO:
            yield f"payments.fee.{way}: found {fee.plain()}; expected 0.00 or more"


def _bank_by_connector(biller: Biller) -> Iterator[str]:
    """A connector charges inside <Pay>: before anybody could have authorised it (rules.md 2.5)."""
    if biller.payments.charge == "connector" and Way.BANK in biller.payments.ways:
        yield (
            'payments.charge: found "connector" with "bank" among payments.ways; '
            'expected "token": a bank account is charged only after its holder has said yes'
        )


def _each_once(path: str, found: Sequence[str]) -> Iterator[str]:
    if not found or len(set(found)) != len(found):
        yield f"{path}: found {', '.join(found) or 'nothing'}; expected each once, and at least one"


def _advanced_settings(biller: Biller) -> Iterator[str]:
    settings = biller.advanced_settings
    if not settings.flags_only_by_rtdr:
        yield "advanced_settings.32: found false; expected true: F10 block flags come only by RTDR, never from a person"
    if settings.past_due_field not in (None, PAST_DUE_FIELD):
        yield (
            f'advanced_settings.107: found {settings.past_due_field!r}; expected "{PAST_DUE_FIELD}" '
            f"(another name in Cayenta's reply goes into cayenta.fields)"
        )


def _maintenance(biller: Biller) -> Iterator[str]:
    for place, window in enumerate(biller.maintenance.windows):
        if window == ALWAYS:
            yield f'maintenance.windows[{place}]: found "always"; expected hours like "Sun 02:00-04:00"'


def _switches(biller: Biller) -> Iterator[str]:
    known = [tuple(switch.split(".")) for switch in capabilities.ROWS]
    for switch, _ in capabilities.switches(biller):
        if switch not in capabilities.ROWS:
            table, name = switch.split(".", 1)
            yield f"{switch}: no such key; {meant((table, name), [path for path in known if path[0] == table], known)}"
    yield from (f"{switch}: {sentence}" for switch, sentence in capabilities.refusals(biller).items())


CHECKS: tuple[tuple[tuple[str, ...], Check], ...] = (
    (("cayenta.transport", "cayenta.wsdl"), _wsdl),
    (("cayenta.resend_after_s", "cayenta.lookup"), _resend),
    (("billfile.sftp",), lambda biller: _sftp("billfile.sftp", biller.billfile.sftp)),
    (("returns.sftp",), lambda biller: _sftp("returns.sftp", biller.returns.sftp)),
    (("account.digits",), _account),
    (("payments.minimum", "payments.maximum"), _limits),
    (("payments.fee",), _fees),
    (("payments.charge", "payments.ways"), _bank_by_connector),
    (("languages",), lambda biller: _each_once("languages", biller.languages)),
    (("lines",), lambda biller: _each_once("lines", biller.lines)),
    (("payments.ways",), lambda biller: _each_once("payments.ways", biller.payments.ways)),
    (("advanced_settings.32", "advanced_settings.107"), _advanced_settings),
    (("maintenance.windows",), _maintenance),
    (("calling",), lambda biller: mistakes(biller.calling)),
    (("products", "features", "cu_version", "css_generation"), _switches),
)


def combinations(biller: Biller, broken: Collection[str]) -> Iterator[str]:
    """A sentence for each combination that cannot work; `broken` are the keys that could not be read."""
    for reads, check in CHECKS:
        if not any(touches(path, broken) for path in reads):
            yield from check(biller)


def touches(path: str, broken: Collection[str]) -> bool:
    """Whether this key, a table that it is in, or a key in it, could not be read."""
    return any(f"{path}.".startswith(f"{other}.") or other.startswith(f"{path}.") for other in broken)
