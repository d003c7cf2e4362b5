"""`ivr doctor` and `ivr biller`: a line for each check, and the exit codes that scripts rely on."""

import json
import sqlite3
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from sqlalchemy import insert

from integration.clock import SystemClock
from integration.ledger import rests
from integration.ledger.database import Database
from integration.ledger.migrate import upgrade
from integration.ledger.tables import accounts
from integration.sandbox.servers import redis_server
from ivr.commands.billers import biller
from ivr.commands.doctor import doctor

EXPECTED_RELAY = "IVR_MAIL_RELAY: found '{}'; expected host:port, like smtp.clayton.example:587, or nothing"
NOBODY = "redis://127.0.0.1:9/0"  # the port of discard, where nothing listens


@pytest.fixture
def environment(desk, example, tmp_path):
    desk.write(example)
    database_url = f"sqlite:///{tmp_path / 'ledger.db'}"
    database = Database(database_url)
    upgrade(database)
    database.close()
    return desk.environment | {
        "IVR_BILLERS": str(desk.folder),
        "IVR_SANDBOX": "1",
        "IVR_DATABASE_URL": database_url,
        "IVR_REDIS_URL": NOBODY,
        "IVR_PUBLIC_BASE_URL": "http://127.0.0.1:8000",
        "IVR_TWILIO_ACCOUNT_SID": "AC0123",
        "IVR_TWILIO_AUTH_TOKEN": "a token for tests only",
        "IVR_SECRET_KEY": "a first key for tests,and a second one",
    }


def run(command, environment, *arguments):
    done = CliRunner(env=environment).invoke(command, arguments)
    return done.exit_code, done.stdout, done.stderr


def states(output):
    return {line["check"]: (line["state"], line["sentence"]) for line in json.loads(output)["checks"]}


def test_a_doctor_who_finds_redis_away_says_so_with_3(environment):
    code, output, _ = run(doctor, environment)
    assert code == 3
    lines = [line.split(maxsplit=2) for line in output.splitlines()]
    assert [line[:2] for line in lines] == [
        ["ok", "settings"],
        ["warning", "sandbox"],
        ["ok", "secrets"],
        ["ok", "billers"],
        ["ok", "mail"],
        ["ok", "prompts"],
        ["ok", "database"],
        ["ok", "cayenta"],
        ["unavailable", "redis"],
    ]
    assert lines[2][2] == "IVR_SECRET_KEY holds 2 keys, the first one seals"


@pytest.mark.servers
def test_a_doctor_who_finds_all_well(environment, tmp_path):
    with redis_server(tmp_path / "redis") as url:
        code, output, _ = run(doctor, environment | {"IVR_REDIS_URL": url}, "--json")
    assert code == 0
    assert states(output)["redis"] == ("ok", "answers")


@pytest.mark.parametrize(
    ("changes", "check", "sentence"),
    [
        ({"IVR_SECRET_KEY": "a key long enough,short"}, "secrets", "too short: number 2 of 2"),
        ({"IVR_1368_GATEWAY_KEY": ""}, "billers", "the environment's IVR_1368_GATEWAY_KEY is empty"),
        ({"IVR_SANDBOX": "0", "IVR_PUBLIC_BASE_URL": "https://ivr.example"}, "billers", "only for the sandbox"),
        ({"IVR_PROMPTS": "/nowhere"}, "prompts", "/nowhere/es.toml: file: found no file to read"),
        ({"IVR_DATABASE_URL": "sqlite:////nowhere/ledger.db"}, "database", "run `ivr migrate`"),
        ({"IVR_DATABASE_URL": "mysql://"}, "database", "begins with 'mysql'"),
        ({"IVR_REDIS_URL": "http://x"}, "redis", "IVR_REDIS_URL: Redis URL must specify"),
        ({"IVR_MAIL_RELAY": "smtp.example"}, "settings", EXPECTED_RELAY.format("smtp.example")),
        ({"IVR_MAIL_RELAY": "smtp.example:70000"}, "settings", EXPECTED_RELAY.format("smtp.example:70000")),
        ({"IVR_BIND": "8000"}, "settings", "IVR_BIND: found '8000'; expected host:port, like 127.0.0.1:8000"),
        ({"IVR_BIND": "::1:65536"}, "settings", "IVR_BIND: found '::1:65536'; expected host:port"),
        ({"IVR_SECRET_KEY": "changeme"}, "settings", "IVR_SECRET_KEY must be a real secret"),
    ],
)
def test_a_doctor_who_finds_something_wrong_says_so_with_1(environment, changes, check, sentence):
    code, output, _ = run(doctor, environment | changes, "--json")
    assert code == 1
    state, said = states(output)[check]
    assert state == "failed"
    assert sentence in said


def test_what_the_environment_lacks_is_named(environment):
    del environment["IVR_SECRET_KEY"]
    assert states(run(doctor, environment, "--json")[1])["settings"] == ("failed", "IVR_SECRET_KEY: is not set")


def test_a_database_that_was_never_migrated_or_is_none(environment, tmp_path):
    path = tmp_path / "other.db"
    sqlite3.connect(path).close()
    path.touch()
    environment |= {"IVR_DATABASE_URL": f"sqlite:///{path}"}
    assert "at revision None" in states(run(doctor, environment, "--json")[1])["database"][1]
    path.write_bytes(b"not a database" * 100)
    assert "answers with an error" in states(run(doctor, environment, "--json")[1])["database"][1]


def test_a_doctor_warns_until_the_methods_are_chosen_and_107_is_set(environment, desk, example):
    lines = [line for line in example.splitlines() if not line.startswith(("methods", "107"))]
    desk.write("\n".join(lines))
    _, output, _ = run(doctor, environment)
    assert "cayenta.methods.autopay: _PostPaperLessChangeXML by default, and the names look crossed" in output
    assert "cayenta.methods.paperless: _PostAutopayChangeXML by default" in output
    assert "advanced_settings.107: not set" in output


MAILS = '\n[mails]\non = true\npostal_address = "1600 Battle Creek Road, Morrow, GA 30260"\n'
FROM = {"IVR_MAIL_FROM": "bills@clayton.example"}


@pytest.mark.parametrize(
    ("set_to", "empty"),
    [
        ({}, "IVR_MAIL_RELAY and IVR_MAIL_FROM"),
        (FROM, "IVR_MAIL_RELAY"),
        (FROM | {"IVR_MAIL_RELAY": "a.example:587"}, ""),
    ],
)
def test_who_wants_mail_without_a_relay_is_told_which_variable_is_empty(desk, example, set_to, empty):
    desk.write(example + MAILS)
    environment = desk.environment | {"IVR_BILLERS": str(desk.folder), "IVR_SANDBOX": "1"}
    code, told, _ = run(biller, environment | set_to, "check")
    warned = [line for line in told.splitlines() if "mails.on of biller 1368" in line]
    assert (code, [line.split(":")[0] for line in warned]) == (0, [f"warning  {empty}"] if empty else [])


def test_a_doctor_who_finds_nobody_to_carry_the_mail(environment, desk, example):
    desk.write(example + MAILS)
    state, said = states(run(doctor, environment | FROM, "--json")[1])["mail"]
    assert (state, said.split(":")[0]) == ("failed", "IVR_MAIL_RELAY")


def test_no_output_holds_a_secret(environment):
    output = "".join(str(part) for command in (doctor, biller) for part in run(command, environment))
    assert not any(environment[name] in output for name in environment if name.endswith(("KEY", "PASSWORD", "TOKEN")))


def test_billers_are_listed(environment):
    code, output, _ = run(biller, environment, "list")
    assert (code, output) == (0, "1368  Clayton County Water Authority  +17705550100  America/New_York  en  es\n")
    (row,) = json.loads(run(biller, environment, "list", "--json")[1])["billers"]
    assert (row["bid"], row["lines"], row["ways"]) == ("1368", ["+17705550100"], ["card", "bank"])


def test_billers_are_checked(environment, desk, example):
    code, output, errors = run(biller, environment, "check")
    assert (code, errors) == (0, "")
    assert output.splitlines()[0] == "ok       1368: Clayton County Water Authority"
    desk.write(example + "[features]\nopen_item = true\n")
    code, output, errors = run(biller, environment, "check")
    assert (code, output) == (1, "")
    assert errors.startswith("failed   1368.toml: features.open_item: F9 Open item is not supported by the Cayenta")
    code, output, _ = run(biller, environment, "check", "--json")
    assert code == 1
    assert len(json.loads(output)["findings"]) == 1
    assert run(biller, environment | {"IVR_BILLERS": ""}, "check")[0] == 2


NOWHERE = "cayenta.constants.{}: found in no request of 1368-cayenta.wsdl; expected the name of a parameter there"


@pytest.fixture
def unwritable(environment, desk, changed):
    """Two constants that no request of the WSDL declares."""
    desk.write(changed("fields = ", 'constants = { USER_ID = "IVR", TELLER_CD = "07" }'))
    return environment


def test_what_a_wsdl_cannot_carry_is_told_by_the_check_all_at_once(unwritable):
    code, output, errors = run(biller, unwritable, "check")
    told = [f"failed   biller 1368: {NOWHERE.format(name)}" for name in ("USER_ID", "TELLER_CD")]
    assert (code, output, errors.splitlines()) == (1, "", told)
    code, output, _ = run(biller, unwritable, "check", "--json")
    found = json.loads(output)
    assert (code, found["billers"], len(found["findings"])) == (1, [], 2)
    assert run(biller, unwritable, "list")[0] == 0


def test_a_doctor_tells_what_a_wsdl_cannot_carry(unwritable):
    code, output, _ = run(doctor, unwritable)
    lines = [line.split(maxsplit=2) for line in output.splitlines() if line.split()[1] == "cayenta"]
    assert (code, [line[0] for line in lines]) == (1, ["failed", "failed"])
    assert [line[2] for line in lines] == [f"biller 1368: {NOWHERE.format(name)}" for name in ("USER_ID", "TELLER_CD")]


def test_a_doctor_without_a_ledger_looks_at_the_wsdl_all_the_same(unwritable):
    code, output, _ = run(doctor, unwritable | {"IVR_DATABASE_URL": "sqlite:////nowhere/ledger.db"})
    assert code == 1
    assert NOWHERE.format("USER_ID") in output


def test_a_file_that_is_no_wsdl_is_told_by_the_check(environment, desk):
    (desk.folder / "1368-cayenta.wsdl").write_bytes(b"")
    code, _, errors = run(biller, environment, "check")
    assert code == 1
    assert "1368-cayenta.wsdl: it cannot be used as a WSDL: " in errors


def test_a_doctor_tells_whose_cayenta_is_left_to_rest(environment):
    database = Database(environment["IVR_DATABASE_URL"])
    with database.write() as connection:
        rests.put(connection, "1368", datetime(2999, 1, 1, 10, 5, tzinfo=UTC))
    database.close()
    state, said = states(run(doctor, environment, "--json")[1])["cayenta"]
    assert state == "warning"
    assert said == "1368: it does not answer; callers hear the bill file's balance until 10:05:00 UTC"


def test_a_doctor_tells_which_block_codes_nobody_explained(environment):
    database = Database(environment["IVR_DATABASE_URL"])
    with database.write() as connection:
        for number, code in enumerate(["N", "Q", "Q", ""]):  # setting 28 of the example names N, A and C
            row = {"bid": "1368", "account_number": str(number), "owed_cents": 1, "past_due_cents": 0}
            connection.execute(insert(accounts).values(row | {"block_code": code, "asked_at": SystemClock().now()}))
    database.close()
    state, said = states(run(doctor, environment, "--json")[1])["cayenta"]
    assert (state, said) == (
        "warning",
        "1368: block code 'Q' on 2 accounts blocks nothing: advanced_settings.28 has it not",
    )
