"""The bench runs, and counts what fails. How fast it is on this machine, only `make bench` says."""

import http.server
import io
import re
import threading
from types import SimpleNamespace

import pytest
from rich.console import Console

from tests.bench import billfiles, fetching, forms, inserting, loading
from tests.bench.__main__ import BENCHES, main, run
from tests.bench.callers import Line, press_nines
from tests.bench.effort import Effort
from tests.bench.house import build, served
from tests.bench.table import limit_row, not_measured, ratio_row, show

pytestmark = pytest.mark.servers
LEADS_ON = b'<Response><Gather action="https://line.example/voice/keyed/greeting/2"/></Response>'


@pytest.fixture
def answering():
    """A server that gives one answer to everything: its status and body are put in by the test."""

    class Answer(http.server.BaseHTTPRequestHandler):
        protocol_version, disable_nagle_algorithm = "HTTP/1.1", True
        status, body = 200, LEADS_ON

        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(self.status)
            self.send_header("Content-Length", str(len(self.body)))
            self.end_headers()
            self.wfile.write(self.body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield Answer, Line(server.server_port, "https://line.example", "t" * 32, "AC" + "0" * 32, "+17705550100")
    server.shutdown()
    thread.join()
    server.server_close()


def test_turns_that_are_answered_well_are_counted(answering):
    load = press_nines(answering[1], callers=2, seconds=0.1, round_=0)
    assert load.failed == 0
    assert len(load.took_s) > 10
    assert load.percentile_ms(50) <= load.percentile_ms(99)


@pytest.mark.parametrize(("status", "body"), [(500, LEADS_ON), (403, b""), (200, b"<Response><Hangup/></Response>")])
def test_turns_that_are_not_answered_well_are_failures(answering, status, body):
    answer, line = answering
    answer.status, answer.body = status, body
    load = press_nines(line, callers=2, seconds=0.05, round_=0)
    assert load.failed > 2
    assert load.took_s == []


def test_nobody_there_is_a_failure_too():
    load = press_nines(Line(1, "https://line.example", "t", "AC", "+1"), callers=1, seconds=0.05, round_=0)
    assert load.failed > 0
    assert load.percentile_ms(99) == float("inf")


def test_ours_answers_every_turn_durably(tmp_path):
    with served(build(tmp_path / "house")) as line:
        load = press_nines(line, callers=4, seconds=0.5, round_=0)
    assert load.failed == 0
    assert load.per_s > 20  # an idle machine does a thousand and more


def test_the_command_measures_what_it_is_asked_for(capsys):
    main(["--quick", "parts"])
    told = capsys.readouterr().out
    assert "signature, the shortcut" in told
    assert "cores" in told


def test_a_bill_file_is_loaded_beside_the_reference(tmp_path):
    effort = Effort(tmp_path, seconds=0.1, pairs=1, bills=300)
    path = billfiles.bill_file(tmp_path, effort.bills)
    loaded, wall, resident = billfiles.rows(effort, path, "SQLite", lambda folder: f"sqlite:///{folder / 'ledger.db'}")
    assert loaded.ours.endswith("bills/s")
    assert wall.ours.endswith("bills/s")
    assert resident.met


def test_bills_of_many_forms_are_read_beside_those_of_one(tmp_path, monkeypatch):
    monkeypatch.setattr(forms, "COUNTS", (1, 24))
    one, many = forms.forms(Effort(tmp_path, pairs=1, bills=60))
    assert (one.ratio, "forms 24" in many.work) == ("1.00 (1.00-1.00)", True)


@pytest.mark.parametrize("count", [1, 24, 768])
def test_a_file_has_as_many_forms_as_it_is_asked_for(tmp_path, count):
    written = forms.of_forms(billfiles.bill_file(tmp_path, 800), count)
    _, *bills = written.read_text(encoding="utf-8").partition("<TRAILER>")[0].split("<BILLHEADER>")
    assert len({tuple(re.findall("<[^>]*>", bill)) for bill in bills}) == count


def test_without_the_reference_ours_is_told_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(billfiles, "_loaded", lambda *_: {"processor_s": 2.0, "wall_s": 4.0, "resident_mb": 9.0})
    monkeypatch.setattr(billfiles.shutil, "which", lambda _name: None)
    loaded, wall, _resident = billfiles.rows(Effort(tmp_path, pairs=1, bills=300), tmp_path, "SQLite", None)
    assert (loaded.ours, wall.ours) == ("150 (150-150) bills/s", "75 (75-75) bills/s")
    assert (loaded.ratio, loaded.met, "libxml2-utils" in loaded.reference) == ("not measured", None, True)


def test_rows_are_inserted_beside_the_databases_own_way(tmp_path, monkeypatch, capsys):
    def in_this_process(words, **_):
        inserting.main(words[3:])
        return SimpleNamespace(stdout=capsys.readouterr().out)

    monkeypatch.setattr(inserting.subprocess, "run", in_this_process)
    path = billfiles.bill_file(tmp_path, 300)
    alone = inserting.row(Effort(tmp_path, pairs=1), path, "SQLite", lambda folder: f"sqlite:///{folder / 'ledger.db'}")
    assert (alone.ours.endswith("rows/s"), alone.goal, alone.met is None) == (True, ">= 0.8", False)


def test_a_caller_goes_on_while_a_bill_file_loads(tmp_path):
    effort = Effort(tmp_path, seconds=0.1, pairs=1, bills=1_000)
    path = billfiles.bill_file(tmp_path, effort.bills)
    slowest, _turns, longest, transactions = loading.rows(effort, path, "SQLite", "")
    assert (slowest.goal, longest.goal) == ("<= 200 ms", "<= 50 ms")
    assert int(transactions.ours.partition(",")[0]) > 5  # five chunks, and the small ones around them


def test_what_it_does_not_know_is_refused():
    with pytest.raises(SystemExit):
        main(["nothing"])


def test_a_missing_reference_is_a_line_and_no_failure(monkeypatch):
    monkeypatch.setitem(BENCHES, "missing", lambda _effort: iter([not_measured("speed", "no such server", ">= 1")]))
    console = Console(file=io.StringIO(), width=120)
    (row,) = run(["missing"], quick=True, console=console)
    assert row.met is None
    assert "not measured" in console.file.getvalue()


def test_rows_say_whether_their_goal_is_met():
    assert ratio_row("w", [7, 8, 9], [10, 10, 10], "/s", 0.8).met is True
    assert ratio_row("w", [7, 7, 9], [10, 10, 10], "/s", 0.8).met is False
    assert limit_row("w", [1.0, 2.0, 9.0], "ms", 2).met is True
    assert limit_row("w", [1.0, 3.0, 9.0], "ms", 2).ours == "3 (1-9) ms"
    assert show([], "nothing", Console(file=io.StringIO())) == []


def test_a_file_is_fetched_beside_openssh(tmp_path, monkeypatch):
    monkeypatch.setattr(fetching, "MB_QUICK", 1)
    effort = Effort(tmp_path, pairs=1)
    speed, resident = fetching.fetching(effort)
    assert speed.ours.endswith("MB/s")
    assert resident.met
    monkeypatch.setattr(fetching.shutil, "which", lambda _name: None)
    (missing,) = fetching.fetching(effort)
    assert (missing.met, "openssh-client" in missing.reference) == (None, True)
