"""The pytest plugin: calls in `.call` files are tests, and a test in Python can make a call of its own.

Nothing is collected unless a project says where its calls are, in its ini file or on the command line:

    [pytest]                          pytest --calls tests/calls
    call_paths = tests/calls          pytest tests/calls/a-payer-hangs-up.call

Fixtures: `line` makes a call (`plugin_line`), `phone_network` stands before any WSGI application, `clock` is its own.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ivr.phone import PhoneNetwork, VirtualClock
    from ivr.replay.plugin_line import Telephone

SUFFIX = ".call"
PARTS = "parts"  # the folder of pieces that calls use; they are no calls
UPDATED = "call updated"
NO = ("", "0", "false")
ACCOUNT_SID, AUTH_TOKEN = "AC" + "0" * 32, "0123456789abcdef" * 2


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--calls`, `--call-update`, and `call_paths` in the ini file."""
    group = parser.getgroup("calls", "telephone calls as tests")
    group.addoption("--calls", action="append", default=[], metavar="PATH", help="Play the .call files in there.")
    group.addoption("--call-update", action="store_true", help="Write what is heard now into calls that differ.")
    parser.addini(
        "call_paths", "Folders whose .call files are tests, from the ini file's own.", type="paths", default=[]
    )


def pytest_configure(config: pytest.Config) -> None:
    """Folders of `--calls` are walked too. An update where nobody reads the diff is refused."""
    if config.getoption("--call-update") and os.environ.get("CI", "").lower() not in NO:
        raise pytest.UsageError("--call-update changes what is expected: it never runs where CI is set")
    given = [Path(config.invocation_params.dir, argument.partition("::")[0]).resolve() for argument in config.args]
    for path in _asked_for(config):
        if not any(path.is_relative_to(there) for there in given):
            config.args.append(str(path))


def _asked_for(config: pytest.Config) -> list[Path]:
    return [Path(config.invocation_params.dir, path).resolve() for path in config.getoption("--calls")]


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "CallFile | None":
    """A call under one of the paths that were told, or named itself."""
    if file_path.suffix != SUFFIX or file_path.parent.name == PARTS:
        return None
    config = parent.config
    under = [*_asked_for(config), *(path.resolve() for path in config.getini("call_paths"))]
    if parent.session.isinitpath(file_path) or any(file_path.resolve().is_relative_to(path) for path in under):
        return CallFile.from_parent(parent, path=file_path)
    return None


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The diffs of an update; under xdist they come with the reports of other processes."""
    for report in terminalreporter.getreports("passed"):
        for title, diff in report.sections:
            if UPDATED in title:
                terminalreporter.section(f"updated: {report.nodeid}")
                terminalreporter.write_line(diff)


class CallFile(pytest.File):
    """A `.call` file: one test."""

    def collect(self) -> Iterator["CallItem"]:
        yield CallItem.from_parent(self, name=self.path.stem)


class CallDiffers(Exception):
    """What is heard is not what is written; its text is the report."""


class CallItem(pytest.Item):
    """One call, played against a biller in a box in this process."""

    def runtest(self) -> None:
        """CallDiffers tells line by line; Unreadable, where the file is no call."""
        from ivr.replay import play, read_script  # noqa: PLC0415 - a second that other sessions need not pay

        report = play(read_script(self.path))
        if report.passed or (self.config.getoption("--call-update") and self._update()):
            return
        raise CallDiffers(report.told())

    def _update(self) -> bool:
        """Whether the file now tells what is heard; what only a person can mend is left as it is."""
        from ivr.replay.report_update import updated  # noqa: PLC0415 - as above

        found = updated(self.path)
        if found.left or not found.changed:
            return False
        self.path.write_text(found.after, encoding="utf-8")
        self.add_report_section("call", UPDATED, found.diff())
        return True

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The call beside what was heard, without our own traceback."""
        from ivr.replay import Unreadable  # noqa: PLC0415 - as above

        if isinstance(excinfo.value, CallDiffers):
            return str(excinfo.value)
        if isinstance(excinfo.value, Unreadable):
            return "\n".join(excinfo.value.findings)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, f"call: {self.name}"


@pytest.fixture
def clock() -> "VirtualClock":
    """A clock that moves only when somebody on the telephone waits."""
    from ivr.phone import VirtualClock  # noqa: PLC0415 - as above

    return VirtualClock()


@pytest.fixture
def phone_network(clock: "VirtualClock") -> "Callable[..., PhoneNetwork]":
    """`phone_network(app, base_url="https://line.test", **more)`: a phone company before any WSGI application.

    It signs with AUTH_TOKEN; `more` goes to PhoneNetwork (auth_token, connectors, options and so on).
    """
    from ivr.phone import PhoneNetwork, WsgiTransport  # noqa: PLC0415 - as above

    def before(app: Any, base_url: str = "https://line.test", **more: Any) -> PhoneNetwork:
        known: dict[str, Any] = {"auth_token": AUTH_TOKEN, "account_sid": ACCOUNT_SID, "clock": clock}
        return PhoneNetwork(transport=WsgiTransport(app, base_url), **(known | more))

    return before


@pytest.fixture
def line() -> "Iterator[Callable[..., Telephone]]":
    """`line(account="0012345678  balance 142.50  zip 30236").hears("*press 1.*").press("1")`: see `plugin_line`."""
    from ivr.replay.plugin_line import ring  # noqa: PLC0415 - as above

    with ExitStack() as until_the_end:
        yield lambda call=None, **facts: ring(until_the_end, call, **facts)
