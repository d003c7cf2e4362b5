"""What no single key can show to be wrong: combinations in a biller's file that cannot work.

Each check names the keys that it reads, so that it can still speak when another key is broken.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from integration.billers import capabilities, field_checks
from integration.billers.biller import Biller, Sftp
from integration.billers.findings import meant
from integration.billers.hours import ALWAYS
from integration.billers.layout import OWN, layouts_told
from integration.billers.layout_checks import LAYOUT_CHECKS
from integration.billers.pinned import changed
from integration.billfile.layouts import LAYOUTS
from integration.calling.choices import mistakes
from integration.model import Way
from integration.money import ZERO
from integration.wires.tls import context_of

ACCOUNT_DIGITS_MAX = 12  # from 13 on a card number would pass for an account, and be read back and kept
TOLL_FREE = tuple(f"+18{digits}" for digits in ("00", "33", "44", "55", "66", "77", "88"))
PAST_DUE_FIELD = "PASTDUE_AMT"
KEEPS_CARDS = ("features.scheduled_payments", "features.autopay")

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
    else:
        for found in changed(biller.folder / wsdl):
            yield f"cayenta.wsdl: {found}; expected it as `ivr biller wsdl fetch` saved it"


def _egress(biller: Biller) -> Iterator[str]:
    egress = biller.cayenta.egress
    if bool(egress.proxy_user) != bool(egress.proxy_password) or (egress.proxy_user and not egress.proxy):
        yield "cayenta.egress.proxy: found a part of proxy, proxy_user, proxy_password; expected the first or all three"
    bundle = biller.folder / egress.ca if egress.ca else None
    pem = egress.client_certificate.get_secret_value() if egress.client_certificate else None
    for key, parts in (("ca", (bundle, None)), ("client_certificate", (None, pem))):
        if any(parts):
            try:
                context_of(*parts)
            except ValueError as error:
                yield f"cayenta.egress.{key}: {error}"


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


def _later(biller: Biller) -> Iterator[str]:
    charge_at, give_up_at = biller.later.charge_at, biller.later.give_up_at
    if not charge_at < give_up_at:
        yield f"later.give_up_at: found {give_up_at:%H:%M}; expected a time after later.charge_at, {charge_at:%H:%M}"


def _autopay_run(biller: Biller) -> Iterator[str]:
    if biller.later.autopay_run and not capabilities.is_on(biller, "features.autopay"):
        yield "later.autopay_run: found true without features.autopay = true; expected it where callers can enrol"


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


def _kept_by_connector(biller: Biller) -> Iterator[str]:
    """A card is kept for another day as a token, and a connector that charges gives none (twilio.md 8)."""
    if biller.payments.charge == "connector":
        for switch in KEEPS_CARDS:
            if capabilities.is_on(biller, switch):
                yield (
                    f'{switch}: found true with payments.charge "connector"; '
                    'expected "token" there: a connector that charges gives nothing to charge by on another day'
                )


def _notice_by_text(biller: Biller) -> Iterator[str]:
    if Way.BANK in biller.payments.ways and biller.payments.bank.notice == "text" and not biller.texts.on:
        yield 'payments.bank.notice: found "text" with texts.on = false; expected texts.on = true, or another way'


def _links_by_text(biller: Biller) -> Iterator[str]:
    links = {"autopay_bank_link": biller.texts.autopay_bank_link, "pay_link": biller.texts.pay_link}
    for name in (name for name, link in links.items() if link is not None and not biller.texts.on):
        yield f"texts.{name}: found one with texts.on = false; expected texts.on = true, for it goes by text"


def _mails(biller: Biller) -> Iterator[str]:
    if biller.mails.on and biller.mails.postal_address is None:
        yield "mails.postal_address: found nothing with mails.on = true; expected it, which each mail must give"


def _layout(biller: Biller) -> Iterator[str]:
    settings = biller.billfile
    if settings.layout not in (*LAYOUTS, OWN):
        yield f"billfile.layout: found {settings.layout!r}; expected {layouts_told()}"
    elif (settings.layout == OWN) != (settings.own_layout is not None):
        there = "nothing" if settings.own_layout is None else "a table"
        yield f'billfile.own_layout: found {there} with billfile.layout = "{settings.layout}"; expected both or neither'


def _linking_without_server(biller: Biller) -> Iterator[str]:
    if capabilities.is_on(biller, "features.pdf_linking") and biller.billfile.sftp is None:
        yield "features.pdf_linking: found true without billfile.sftp; expected the server on which the PDF folder lies"


def _reports_without_server(biller: Biller) -> Iterator[str]:
    if biller.billfile.reports_folder is not None and biller.billfile.sftp is None:
        yield "billfile.reports_folder: found one without billfile.sftp; expected the server on which it lies"


def _changes_unproved(biller: Biller) -> Iterator[str]:
    """Whoever knows a number could change another's account: hearing a balance is one thing, changing is another."""
    for feature in ("paperless", "autopay", "contact_details"):
        if biller.account.verify == "none" and capabilities.is_on(biller, f"features.{feature}"):
            yield f'features.{feature}: found true with account.verify = "none"; expected it only where a caller proves'


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


def _agent(biller: Biller) -> Iterator[str]:
    """What a way needs, and what only one way uses."""
    agent = biller.agent
    for way, key, found in (("sip", "sip", agent.sip), ("screen_pop", "screen_pop", agent.screen_pop)):
        if (agent.way == way) != (found is not None):
            said = "none" if found is None else "one"
            yield f"agent.{key}: found {said} with way {agent.way!r}; expected one with way {way!r}, and only there"
    if agent.press_to_take and agent.way != "whisper":
        yield f'agent.press_to_take: found true with way {agent.way!r}; expected it with way "whisper", which says so'


def _shutoff(biller: Biller) -> Iterator[str]:
    """In one language the biller's words and in another ours would be two promises."""
    for name, texts in (("before", biller.shutoff.before), ("after", biller.shutoff.after)):
        if texts and set(texts) != set(biller.languages):
            yield (
                f"shutoff.{name}: found words in {', '.join(sorted(texts))}; "
                f"expected them in each of the biller's languages: {', '.join(biller.languages)}"
            )
    if biller.shutoff.reconnection_fee < ZERO:
        yield f"shutoff.reconnection_fee: found {biller.shutoff.reconnection_fee.plain()}; expected 0.00 or more"


def _maintenance(biller: Biller) -> Iterator[str]:
    for place, window in enumerate(biller.maintenance.windows):
        if window == ALWAYS:
            yield f'maintenance.windows[{place}]: found "always"; expected hours like "Sun 02:00-04:00"'


def _reminders(biller: Biller) -> Iterator[str]:
    """47 CFR 64.1200(b)(3): a toll-free number that connects to the opt-out; ours to answer, so one of the lines."""
    number = biller.reminders.toll_free
    if number is not None and (number not in biller.lines or not number.startswith(TOLL_FREE)):
        yield f"reminders.toll_free: found {number}; expected a toll-free number (800, 833 … 888) of the biller's lines"
    if biller.reminders.opt_out is not None and biller.reminders.opt_out not in biller.lines[1:]:
        yield f"reminders.opt_out: found {biller.reminders.opt_out}; expected one of lines that is not the first"
    if biller.reminders.call_costs <= ZERO:
        yield f"reminders.call_costs: found {biller.reminders.call_costs.plain()}; expected 0.01 or more"


def _switches(biller: Biller) -> Iterator[str]:
    known = [tuple(switch.split(".")) for switch in capabilities.ROWS]
    for switch, _ in capabilities.switches(biller):
        if switch not in capabilities.ROWS:
            table, name = switch.split(".", 1)
            yield f"{switch}: no such key; {meant((table, name), [path for path in known if path[0] == table], known)}"
    yield from (f"{switch}: {sentence}" for switch, sentence in capabilities.refusals(biller).items())


CHECKS: tuple[tuple[tuple[str, ...], Check], ...] = (
    (("cayenta.transport", "cayenta.wsdl"), _wsdl),
    (("cayenta.fields",), field_checks.fields),
    (("cayenta.fields", "cayenta.constants"), field_checks.constants),
    (("cayenta.egress",), _egress),
    (("cayenta.resend_after_s", "cayenta.lookup"), _resend),
    (("billfile.sftp",), lambda biller: _sftp("billfile.sftp", biller.billfile.sftp)),
    (("returns.sftp",), lambda biller: _sftp("returns.sftp", biller.returns.sftp)),
    (("account.digits",), _account),
    (("payments.minimum", "payments.maximum"), _limits),
    (("payments.fee",), _fees),
    (("later.charge_at", "later.give_up_at"), _later),
    (("later.autopay_run", "features"), _autopay_run),
    (("payments.charge", "payments.ways"), _bank_by_connector),
    (("payments.charge", "features"), _kept_by_connector),
    (("payments.bank", "payments.ways", "texts"), _notice_by_text),
    (("texts.autopay_bank_link", "texts.pay_link", "texts.on"), _links_by_text),
    (("mails",), _mails),
    (("account.verify", "features"), _changes_unproved),
    (("billfile.layout",), _layout),
    *LAYOUT_CHECKS,
    (("billfile.encodings",), lambda biller: _each_once("billfile.encodings", biller.billfile.encodings)),
    (("billfile.sftp", "features"), _linking_without_server),
    (("billfile.sftp", "billfile.reports_folder"), _reports_without_server),
    (("languages",), lambda biller: _each_once("languages", biller.languages)),
    (("lines",), lambda biller: _each_once("lines", biller.lines)),
    (("payments.ways",), lambda biller: _each_once("payments.ways", biller.payments.ways)),
    (("advanced_settings.32", "advanced_settings.107"), _advanced_settings),
    (("maintenance.windows",), _maintenance),
    (("shutoff", "languages"), _shutoff),
    (("agent.way", "agent.sip", "agent.screen_pop", "agent.press_to_take"), _agent),
    (("reminders", "lines"), _reminders),
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
