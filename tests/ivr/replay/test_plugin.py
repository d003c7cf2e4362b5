"""The pytest plugin, as another project would use it: each test is a session of pytest's own."""

from importlib.metadata import entry_points

import pytest

from ivr.replay.plugin_line import Telephone, ring
from tests.golden import CALLS
from tests.ivr.replay.conftest import FACTS

pytest_plugins = ["pytester"]

GOOD = f"# Hangs up.\n{FACTS}\nIVR *\nHANGUP\nEND completed\n"
BAD = f"# Hears something else.\n{FACTS}\nIVR Good morning.\nHANGUP\nEND completed\n"
INSTALLED = any(one.value == "ivr.replay.plugin" for one in entry_points(group="pytest11"))
PLUGIN = () if INSTALLED else ("-p", "ivr.replay.plugin")


@pytest.fixture
def project(pytester, monkeypatch):
    """project("--calls", "calls"): a session in a folder with a good call, a bad one and a part."""
    monkeypatch.delenv("CI", raising=False)
    calls = pytester.mkdir("calls")
    (calls / "good.call").write_text(GOOD)
    (calls / "bad.call").write_text(BAD)
    (calls / "parts").mkdir()
    (calls / "parts" / "piece.call").write_text("KEY 1\n")
    # Its search for unraisable errors collects the garbage of our whole session five times over.
    without = ("-p", "no:randomly", "-p", "no:unraisableexception")
    return lambda *words: pytester.runpytest_inprocess(*PLUGIN, *without, *words)


def test_nothing_is_collected_that_nobody_asked_for(project):
    result = project("calls")
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_calls_of_a_folder(project):
    result = project("--calls", "calls")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*call: bad*", "*Hears something else.*", "*expected * heard*", "*Good morning.*"])
    assert "Traceback" not in result.stdout.str()


def test_a_folder_that_is_walked_anyway_is_not_walked_twice(project):
    project("--calls", "calls", ".").assert_outcomes(passed=1, failed=1)
    project("--calls", "calls", "--calls", "calls/good.call", "calls").assert_outcomes(passed=1, failed=1)


def test_a_call_that_is_named_itself(project):
    project("calls/good.call").assert_outcomes(passed=1)


def test_paths_of_the_ini_file(project, pytester):
    pytester.makeini("[pytest]\ncall_paths = calls\n")
    project().assert_outcomes(passed=1, failed=1)
    project("-k", "good").assert_outcomes(passed=1, deselected=1)


def test_a_file_that_is_no_call_is_told_by_line(project, pytester):
    (pytester.path / "calls" / "good.call").write_text("KYE 1\n")
    result = project("calls/good.call")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*good.call:1: KYE begins no line; did you mean KEY?*"])


def test_in_several_processes(project):
    project("--calls", "calls", "-n", "2").assert_outcomes(passed=1, failed=1)


def test_an_update_writes_what_is_heard_and_shows_it(project, pytester):
    result = project("--calls", "calls", "--call-update")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(
        ["*updated: calls/bad.call::bad*", "-IVR Good morning.*", "+IVR*Thank you for calling*"]
    )
    assert "Thank you for calling" in (pytester.path / "calls" / "bad.call").read_text(encoding="utf-8")
    assert sorted(path.name for path in (pytester.path / "calls").glob("*")) == ["bad.call", "good.call", "parts"]
    project("--calls", "calls").assert_outcomes(passed=2)


def test_what_an_update_cannot_mend_stays_wrong(project, pytester):
    lost = GOOD.replace("HANGUP", "CHECK payment captured\nHANGUP")
    (pytester.path / "calls" / "bad.call").write_text(lost)
    project("calls/bad.call", "--call-update").assert_outcomes(failed=1)
    assert (pytester.path / "calls" / "bad.call").read_text() == lost


def test_no_update_where_nobody_reads_the_difference(project, monkeypatch):
    monkeypatch.setenv("CI", "true")
    result = project("--calls", "calls", "--call-update")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*never runs where CI is set*"])


def test_the_fluent_form_pays_a_bill(project, pytester):
    pytester.makepyfile(
        """
        def test_pays(line):
            call = line(account="0012345678  balance 142.50  due 2026-11-05  zip 30236", gateway="approve")
            call.hears("Thank you for calling*press 1.*").press("1").hears("*account number*").press("0012345678#")
            call.hears("*zip code*").press("30236").press("1").press("1")
            call.press("card:visa").press("expiry").press("cvv")
            call.hears("*confirmation number is {number}. Once more: {number}.*")
            call.checks("payment captured 142.50 card", "confirmation {number}").hangs_up().ends("completed")
            assert call.kept["number"].isdigit()

        def test_differs(line):
            line().hears("*Good morning*")

        def test_misspelt(line):
            line(acount="1")
        """
    )
    result = project()
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(["*'Good morning' was not heard there*", "*did you mean account?*"])


def test_a_line_of_another_application(project, pytester):
    """Nothing of bills is in it: any WSGI application that answers with TwiML."""
    pytester.makepyfile(
        """
        from urllib.parse import parse_qs

        def app(environ, start_response):
            form = parse_qs(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode())
            start_response("200 OK", [("Content-Type", "text/xml")])
            if "Digits" in form:
                return [b"<Response><Say>You pressed " + form["Digits"][0].encode() + b"</Say></Response>"]
            return [b'<Response><Gather numDigits="1" action="/keyed"><Say>Press a key</Say></Gather></Response>']

        def test_it(line, phone_network, clock):
            before = clock.tick()
            call = phone_network(app).call(from_="+15550100", to="+15550199", voice_url="https://line.test/voice")
            line(call).hears("Press a key").press("7").hears("You pressed 7").ends()
            assert clock.tick() > before
        """
    )
    project().assert_outcomes(passed=1)


def test_checks_are_for_our_own_line():
    telephone = Telephone(phone=None)
    with pytest.raises(TypeError, match="another application's"):
        telephone.checks("no payment")
    with pytest.raises(TypeError, match="found gateway"):
        ring(None, telephone, gateway="approve")


def test_our_own_suite_does_not_play_its_calls_twice(request):
    """They are played by test_golden_calls, once a process."""
    assert request.config.getini("testpaths") == ["tests"]
    assert not [item for item in request.session.items if item.path.suffix == ".call"]
    assert CALLS.is_dir()
