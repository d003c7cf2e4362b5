"""What Prometheus may ask of the web: requests by kind and how long they took, and what waits in the ledger.

Counts live in this process. `ivr serve` runs several, so it sets PROMETHEUS_MULTIPROC_DIR, where each keeps its counts
in a file; any of them then answers for all. What is asked of the ledger is the same whoever asks.
"""

import os
from collections.abc import Collection, Iterator

from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from integration.errors import Unavailable
from integration.ledger import account_credits, backlog, rests
from integration.site import Site

# Callers notice from half a second on; Twilio gives up after fifteen.
BUCKETS_S = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0)
MANY_PROCESSES = "PROMETHEUS_MULTIPROC_DIR"


def register(app: Flask, site: Site) -> None:
    """Measure every request of `app` and tell it at /metrics: numbers and billers' ids, nothing of any caller."""
    own = CollectorRegistry()
    kinds = ["kind"]  # the route's name, such as voice.keyed: as many as there are views
    answered = Counter("ivr_requests", "Requests answered.", [*kinds, "status"], registry=own)
    took = Histogram(
        "ivr_request_seconds", "From the first byte to the answer.", kinds, buckets=BUCKETS_S, registry=own
    )

    def begin() -> None:
        g.begun_tick = site.clock.tick()

    def end(response: Response) -> Response:
        kind = request.endpoint or "nowhere"
        answered.labels(kind, response.status_code).inc()
        took.labels(kind).observe(site.clock.tick() - g.begun_tick)
        return response

    app.before_request(begin)
    app.after_request(end)
    app.add_url_rule("/metrics", view_func=lambda: _tell(site, own), endpoint="metrics")


def _tell(site: Site, own: CollectorRegistry) -> Response:
    asked = CollectorRegistry()
    if MANY_PROCESSES in os.environ:
        MultiProcessCollector(asked)  # type: ignore[no-untyped-call]
        own = CollectorRegistry()  # this process's counts are among all the others'
    asked.register(_Waiting(site))
    return Response(generate_latest(own) + generate_latest(asked), content_type=CONTENT_TYPE_LATEST)


class _Waiting(Collector):
    """The postings of each biller, counted in the ledger at the moment of asking."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def collect(self) -> Iterator[Metric]:
        """Without a database there is nothing to tell but that."""
        up = GaugeMetricFamily("ivr_ledger_up", "1 when the ledger's database answers.")
        try:
            with self._site.database.read() as connection:
                found = backlog.backlogs(connection, account_credits.held_of(self._site.billers.values()))
                resting = rests.resting(connection, self._site.clock.now())
        except Unavailable:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        yield from self._told(found)
        yield self._resting(resting)

    def _told(self, found: dict[str, backlog.Backlog]) -> Iterator[Metric]:
        postings = GaugeMetricFamily("ivr_postings", "Rows of the outbox.", labels=["bid", "state"])
        oldest = GaugeMetricFamily("ivr_oldest_ready_seconds", "Age of the oldest row to be sent.", labels=["bid"])
        held = GaugeMetricFamily("ivr_pump_held", "1 when the biller's pump stands still.", labels=["bid"])
        now = self._site.clock.now()
        for bid in sorted({*self._site.billers, *found}):
            one = found.get(bid, backlog.Backlog())
            for state, count in one.counts.items():
                postings.add_metric([bid, state.value], count)
            waits_s = (now - one.oldest_ready).total_seconds() if one.oldest_ready else 0.0
            oldest.add_metric([bid], waits_s)
            held.add_metric([bid], int(one.held is not None))
        yield from (postings, oldest, held)

    def _resting(self, found: Collection[str]) -> Metric:
        rests_now = GaugeMetricFamily("ivr_rtdr_resting", "1 while Cayenta is not asked for balances.", labels=["bid"])
        for bid in sorted({*self._site.billers, *found}):
            rests_now.add_metric([bid], int(bid in found))
        return rests_now
