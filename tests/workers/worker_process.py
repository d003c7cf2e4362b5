"""`python -m tests.workers.worker_process FILE`: one biller's worker process, as of `ivr work`, on quick timings."""

import json
import sys
from dataclasses import replace
from math import ceil
from pathlib import Path
from types import SimpleNamespace

from integration.bell import RqBell
from integration.clock import SystemClock
from integration.ledger.database import Database
from integration.site import Site
from integration.timings import Timings
from integration.wires.http import HttpWire
from tests.workers.parts import UNPACED, biller
from workers.house import House, enter
from workers.queues import main

# The inequality of the real ones, fifty times as quick, with a quiet period that a test can wait for.
QUICK = replace(Timings().scaled(0.02), quiet_s=2.0, backoff_s=(0.2,)).check()
JOB_S = ceil(QUICK.job_s)  # RQ's alarm counts whole seconds


def quick_house(told):
    """A real Site of real parts: ledger, Redis, the Cayenta in a box over HTTP and SOAP."""
    of = biller(lookup=told["lookup"], url=told["cayenta"], wsdl=told["wsdl"], pump=told.get("pump", UNPACED))
    site = Site(
        settings=SimpleNamespace(redis_url=told["redis"]),
        billers={of.bid: of},
        database=Database(told["database"]),
        clock=SystemClock(),
        vault=None,
        bell=RqBell(told["redis"], job_s=JOB_S),
        cayenta_wire=lambda _biller: HttpWire(sandbox=True),
        gateway_wire=lambda _biller: HttpWire(sandbox=True),
        timings=QUICK,
    )
    return House(site)


if __name__ == "__main__":
    told = json.loads(Path(sys.argv[1]).read_text())
    enter(quick_house(told))
    sys.exit(main("1368", told["parent"]))
