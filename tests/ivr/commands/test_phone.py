"""`ivr phone NUMBER`: a telephone in the terminal against a line that runs in a process of its own."""

import socket

import pytest
from click.testing import CliRunner

from ivr import cli
from tests.ivr.commands.served import answers, environment_in, migrated, serving, until

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("ivr phone")]  # served once, by one worker
LINE = "+17705550100"


def a_free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """The environment of a line that answers at the address that it says is its public one."""
    environment = environment_in(tmp_path_factory.mktemp("phone"))
    port = a_free_port()
    environment |= {"IVR_BIND": f"127.0.0.1:{port}", "IVR_PUBLIC_BASE_URL": f"http://127.0.0.1:{port}"}
    with serving(migrated(environment)) as served:
        assert until(lambda: answers(served))
        yield environment


@pytest.fixture
def dial(running, monkeypatch):
    """`dial("+1…", "1", "")`: what was typed is what the caller does; then the terminal's end of input."""

    def typed(*words, types=(), number=LINE):
        for name, value in running.items():
            if name.startswith("IVR_"):
                monkeypatch.setenv(name, value)
        return CliRunner().invoke(cli.ivr, ["phone", number, *words], input="".join(f"{one}\n" for one in types))

    return typed


def test_what_is_said_is_seen_and_keys_are_answered(dial):
    result = dial(types=["1", "0012345678#"])
    assert result.exit_code == 0, result.output
    assert "Clayton County Water Authority" in result.stdout
    assert "account number" in result.stdout
    assert result.stdout.index("Clayton") < result.stdout.index("account number")
    assert "the call has ended: completed (CA" in result.stderr


def test_words_are_said_where_the_line_listens_to_them(dial):
    result = dial(types=["say English", "1"])
    assert "does not listen to speech" in result.stderr
    assert "account number" in result.stdout


def test_enter_alone_lets_time_pass(dial):
    """The language is asked again, and the caller is let go kindly in the end."""
    result = dial(types=[""] * 12)
    assert result.exit_code == 0, result.output
    assert result.stdout.count("Clayton County Water Authority") >= 1
    assert "the call has ended: completed" in result.stderr


def test_the_end_of_input_hangs_up(dial):
    assert "the call has ended: completed" in dial().stderr


@pytest.mark.parametrize("typed", ["card:pigeon", "12x"])
def test_a_slip_is_told_and_the_call_goes_on(dial, typed):
    result = dial(types=[typed, "1"])
    assert result.exit_code == 0, result.output
    assert "card:visa, cvv, cvv:amex, expiry" in result.stderr  # what there is; what was typed may be a card
    assert "account number" in result.stdout


def test_a_number_that_nobody_answers_is_named_with_those_that_are(dial):
    result = dial(number="+19995550100")
    assert result.exit_code != 0
    assert "nobody answers +19995550100; the lines are +17705550100" in result.output + str(result.exception)


def test_it_is_read_aloud_where_a_program_is_there(dial, tmp_path, monkeypatch):
    program = tmp_path / "espeak-ng"
    program.write_text(f'#!/bin/sh\necho "$2" >> {tmp_path}/voices\ncat >> {tmp_path}/words\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert dial("--speak").exit_code == 0
    assert "Clayton County Water Authority" in (tmp_path / "words").read_text()
    assert "en-us" in (tmp_path / "voices").read_text()


def test_asked_for_a_voice_that_is_not_there_it_says_so(dial, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    result = dial("--speak")
    assert result.exit_code == 0
    assert "espeak-ng is not installed: nothing is read aloud" in result.stderr
