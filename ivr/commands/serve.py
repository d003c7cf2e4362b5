"""`ivr serve`: everything is looked at once, then processes answer calls until SIGTERM or Ctrl-C."""

import os
import signal
import socket
from functools import partial
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import rich_click as click
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from sqlalchemy import make_url

from integration.errors import Misconfigured
from integration.ledger import revision
from integration.linked import end_with_parent
from integration.settings import load_settings
from integration.site import Site, check_books, open_site

if TYPE_CHECKING:
    from flask import Flask

# A caller whose biller is slow holds a thread for up to 4 s. With 8 threads and 50 such callers the next one waited
# 23 s; with 64 he waits for none, even when all of them meet in one process.
THREADS = 64
PROCESSES = 2
STOP_S = 20  # a turn in progress may take as long as store.WORK_S_MAX
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


@click.command()
@click.option("--processes", type=click.IntRange(1, 64), default=PROCESSES, show_default=True, help="One a core.")
def serve(processes: int) -> None:
    """Answer calls on IVR_BIND. Needs a migrated database; says what is wrong before anything is started."""
    with TemporaryDirectory(prefix="ivr-metrics-") as folder:
        os.environ[METRICS_FOLDER] = folder  # before prometheus_client is imported, which reads it then
        site = open_site(load_settings())
        host, port = _free_address(site.settings.bind)
        _look_at_everything(site)
        click.echo(_sentence(site, f"http://{host}:{port}", processes), err=True)
        server = Granian(
            "ivr.app:from_environment",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            http=HTTPModes.http1,  # what Twilio and proxies speak to us
            websockets=False,
            workers=processes,
            blocking_threads=THREADS,
            respawn_failed_workers=True,
            workers_kill_timeout=STOP_S,
            log_level=LogLevels.error,  # it warns of so many threads, and says what our own line says
            log_dictconfig={"loggers": {"_granian": {"propagate": True}}},  # to our own log
        )
        os.register_at_fork(after_in_child=partial(_be_a_worker, os.getpid()))
        server.serve(target_loader=_application, wrap_loader=False)


def _look_at_everything(site: Site) -> None:
    """What a worker would stumble over; and all that it imports, so that a worker, a fork of us, is there at once."""
    from ivr.app import create_app  # noqa: PLC0415 - imports prometheus_client

    if not revision.is_current(site.database):
        found = revision.current(site.database) or "nothing"
        raise Misconfigured([f"the database is at {found}, this version needs {revision.head()}: run `ivr migrate`"])
    check_books(site.billers)
    create_app(site)
    site.database.close()  # a connection must not be shared with a fork


def _application() -> "Flask":
    """What one worker answers with, made in that worker. Granian's own loader would put this folder on sys.path."""
    from ivr.app import from_environment  # noqa: PLC0415 - as above

    return from_environment()


def _be_a_worker(parent: int) -> None:
    """What a fork does first. Until it listens to signals itself it would only have ours, which stop nothing."""
    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_DFL)
    os.setpgid(0, 0)  # Ctrl-C is for the parent alone, who asks each worker to end its turns
    end_with_parent(parent)


def _free_address(bind: str) -> tuple[str, int]:
    """Host and port as numbers; port 0 is any free one. Misconfigured when somebody has it.

    The server's own sockets share a port with whoever asks for it, a second server among them: so we look first.
    """
    host, _, port = bind.rpartition(":")
    try:
        with socket.create_server((host, int(port))) as probe:
            found: tuple[str, int] = probe.getsockname()[:2]
            return found
    except (OSError, OverflowError) as error:
        raise Misconfigured([f"IVR_BIND: {bind} cannot be listened on: {error}"]) from error


def _sentence(site: Site, address: str, processes: int) -> str:
    billers = ", ".join(f"{bid} {biller.name}" for bid, biller in sorted(site.billers.items()))
    ledger = make_url(site.settings.database_url).render_as_string(hide_password=True)
    return f"answering calls at {address} ({processes} x {THREADS} threads) for {billers}; ledger {ledger}"
