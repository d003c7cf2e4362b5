"""The clock process: what it does, and how often."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import structlog

from integration.bell import TEXTS, RqBell
from integration.billers import Biller
from integration.billers.capabilities import is_on
from integration.billfile.given import sweep_given
from integration.billfile.polling.poll import poll_all
from integration.calling.limits import limits_of
from integration.dialling.asking import Asking
from integration.dialling.trunk import Trunk
from integration.errors import Misconfigured
from integration.images import EXTRACTION
from integration.ledger import account_credits
from integration.linked import end_with_parent
from integration.nacha.again import decide_again
from integration.nacha.load import Loader
from integration.nacha.poll import RECEIPTS
from integration.nacha.poll import poll as poll_returns
from integration.notices import Relay
from integration.planned import charges_automatically
from integration.reminding import Reminding
from integration.site import Site
from integration.undoing import Undoing
from integration.wires.http import HttpWire
from integration.writing.asking import MayLeave
from integration.writing.words import load as load_written
from workers.autopay import LOOK_EVERY_S as AUTOPAY_EVERY_S
from workers.autopay import AutopayRun
from workers.beats import Beat, Beats
from workers.closings import close_due
from workers.dialler import LOOK_EVERY_S as LOOK_FOR_CALLS_EVERY_S
from workers.dialler import RING_EVERY_S as RING_CALLS_EVERY_S
from workers.dialler import Dialler
from workers.held_files import LOOK_EVERY_S as LOOK_FOR_HELD_EVERY_S
from workers.held_files import HeldFiles
from workers.house import House, here
from workers.lookups import Lookups
from workers.messages import WRITE_EVERY_S, Messenger, writes
from workers.nightly import LOOK_EVERY_S, Nightly
from workers.notices import LOOK_EVERY_S as NOTICES_EVERY_S
from workers.notices import NoticesByMail, NoticesByText
from workers.promises import LOOK_EVERY_S as PROMISES_EVERY_S
from workers.promises import Promises
from workers.repeats import repeat
from workers.samples import RING_EVERY_S as RING_SAMPLES_EVERY_S
from workers.samples import Sampler
from workers.scheduled import Scheduled
from workers.sweep import sweep
from workers.texts import RING_EVERY_S, ring_for_texts
from workers.withdrawing import LOOK_EVERY_S as TAKE_BACK_EVERY_S
from workers.withdrawing import Withdrawing

INBOXES = "inbox"  # below IVR_DATA, one folder a biller

_log = structlog.get_logger(__name__)


def beats_of(house: House) -> list[Beat]:
    """Sweep, closings, look-ups, what goes or came back, each biller's folders and nights: none delays another."""
    site, timings = house.site, house.site.timings
    polled = [biller for biller in site.billers.values() if biller.billfile.sftp is not None]
    held = account_credits.held_of(site.billers.values())
    returned = [biller for biller in site.billers.values() if biller.returns.sftp is not None]
    told = [biller for biller in site.billers.values() if biller.billfile.held.is_told]
    return [
        Beat("sweep", timings.sweep_s, partial(sweep, site.database, site.bell, site.clock, held)),
        Beat("closings", timings.close_every_s, partial(close_due, site.database, site.clock)),
        Beat("lookups", timings.look_every_s, Lookups(site, house.keeps_going).look),
        Beat("undoing", timings.look_every_s, Undoing(site, house.keeps_going).go_on),
        *(Beat("held files", LOOK_FOR_HELD_EVERY_S, _held_files(site).look) for _ in told[:1]),
        Beat("returns", timings.look_every_s, partial(_decide_again, house)),
        Beat("campaigns", LOOK_EVERY_S, partial(repeat, Reminding(site))),
        *(Beat(f"bill files {each.bid}", each.billfile.look_every_s, partial(_poll, house, each)) for each in polled),
        *(
            Beat(f"return files {each.bid}", each.returns.look_every_s, partial(_poll_returns, house, each))
            for each in returned
        ),
        *_images(house),
        Beat("scheduled payments", timings.look_every_s, Scheduled(site, house.keeps_going).go_on),
        *(
            Beat(f"automatic payments {each.bid}", AUTOPAY_EVERY_S, AutopayRun(site, each, house.keeps_going).look)
            for each in site.billers.values()
            if charges_automatically(each)
        ),
        *(
            Beat(f"promises {each.bid}", PROMISES_EVERY_S, Promises(site, each, house.keeps_going).look)
            for each in site.billers.values()
            if is_on(each, "features.scheduled_payments")
        ),
        *(
            Beat(f"reconciliation {each.bid}", LOOK_EVERY_S, Nightly(site, each, house.keeps_going).look)
            for each in site.billers.values()
        ),
        *_texts(house),
        *_calls(house),
        *_messages(house),
        Beat("notices by text", NOTICES_EVERY_S, NoticesByText(site).look),
        Beat("notices by mail", NOTICES_EVERY_S, NoticesByMail.of(site, house.keeps_going).look),
    ]


def _images(house: House) -> list[Beat]:
    """One for each biller whose bills come in batch PDFs."""
    return [
        Beat(f"bill images {biller.bid}", biller.images.look_every_s, partial(_poll_images, house, biller))
        for biller in house.site.billers.values()
        if is_on(biller, EXTRACTION) and biller.billfile.sftp is not None
    ]


def _texts(house: House) -> list[Beat]:
    """One for all billers, where any writes texts."""
    site = house.site
    if not any(biller.texts.on for biller in site.billers.values()):
        return []
    bell = RqBell(site.settings.redis_url, site.clock, kind=TEXTS)
    return [Beat("texts", RING_EVERY_S, partial(ring_for_texts, site.database, bell, site.clock))]


def _calls(house: House) -> list[Beat]:
    """Five for each biller that starts calls."""
    calling = [biller for biller in house.site.billers.values() if is_on(biller, "products.outbound_ivr")]
    if not calling:
        return []
    trunk = Trunk(house.site.settings)
    return [beat for biller in calling for beat in _calls_of(house, biller, trunk)]


def _calls_of(house: House, biller: Biller, trunk: Trunk) -> Iterator[Beat]:
    asking = Asking(biller, limits_of(biller.calling))
    dialler = Dialler(house.site, biller, trunk, asking, house.keeps_going, house.crash)
    yield Beat(f"calls {biller.bid}", RING_CALLS_EVERY_S, dialler.go_on)
    yield Beat(f"calls looked for {biller.bid}", LOOK_FOR_CALLS_EVERY_S, dialler.look)
    withdrawing = Withdrawing(house.site, biller, trunk, house.keeps_going)
    yield Beat(f"calls taken back {biller.bid}", TAKE_BACK_EVERY_S, withdrawing.go_on)
    sampler = Sampler(house.site, biller, trunk, asking.limits, house.keeps_going, house.crash)
    yield Beat(f"sample calls {biller.bid}", RING_SAMPLES_EVERY_S, sampler.go_on)
    yield Beat(f"sample calls looked for {biller.bid}", LOOK_FOR_CALLS_EVERY_S, sampler.look)


def _messages(house: House) -> Iterator[Beat]:
    """One for each biller whose campaigns may go by text or by e-mail."""
    for biller in filter(writes, house.site.billers.values()):
        try:
            words = load_written(house.site.settings.prompts, biller)
        except Misconfigured as wrong:  # one biller's own words must not stop everybody's clock
            _log.error("campaigns_not_written", bid=biller.bid, why=str(wrong))
            continue
        may_leave = MayLeave(biller, limits_of(biller.calling))
        messenger = Messenger(house.site, biller, may_leave, words, house.keeps_going, house.crash)
        yield Beat(f"texts and mails of campaigns {biller.bid}", WRITE_EVERY_S, messenger.go_on)


def _held_files(site: Site) -> HeldFiles:
    return HeldFiles(site, Relay(site.settings), HttpWire(sandbox=site.settings.sandbox))


def _poll(house: House, biller: Biller) -> None:
    site = house.site
    sweep_given(site.settings.data)
    polled = poll_all([biller], site.database, site.settings.data / INBOXES, site.clock)
    for report in polled.reports.get(biller.bid, []):
        _log.info("bill_file", bid=biller.bid, why=report.sentence())
    for trouble in polled.troubles.values():
        raise trouble


def _poll_returns(house: House, biller: Biller) -> None:
    site = house.site
    loader = Loader(biller, site.database, site.clock, site.gateway(biller.bid))
    for loaded in poll_returns(loader, site.settings.data / RECEIPTS / biller.bid):
        _log.info("return_file", bid=biller.bid, why=loaded.sentence())


def _poll_images(house: House, biller: Biller) -> None:
    from integration.images.poll import poll as poll_images  # noqa: PLC0415 - pypdf, which only such billers need

    for report in poll_images(house.site, biller):
        _log.info("bill_images", bid=biller.bid, why=report.sentence())


def _decide_again(house: House) -> None:
    """Returns that wait for their payment; once they are in the outbox, the sweep rings."""
    for biller in house.site.billers.values():
        if not house.keeps_going():
            break
        decide_again(biller, house.site.database, house.site.clock)


def main(parent: int) -> int:
    """The process that `ivr work` (process id `parent`) starts once; its exit code."""
    end_with_parent(parent)
    beats = Beats()
    house = replace(here(), keeps_going=beats.keeps_going)
    sweep_given(house.site.settings.data)
    return 0 if beats.run(beats_of(house)) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
