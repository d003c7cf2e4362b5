"""Keys of the API: one biller's, channel by channel, shown once, kept as a fingerprint, revoked at once."""

import json

import pytest
from click.testing import CliRunner

from integration.intake.keys import SCOPES, id_of
from integration.vault import Vault
from ivr import cli
from ivr.api.door import REQUESTS_PER_MINUTE_MAX
from tests.ivr.api.parts import DOCUMENT, PATH, payment
from tests.ivr.api.parts import vendor as a_vendor
from tests.ivr.canary import tables

CHANNELS = ("kiosk", "obd", "portal", "pos", "cloudstore")


@pytest.fixture
def run(line):
    """`run("list")`: an `ivr biller key` command of biller 1368."""

    def typed(command, *words, bid="1368"):
        told = ["biller", "key", command, *words, "--bid", bid]
        return CliRunner().invoke(cli.ivr, told, obj=line.box.site)

    return typed


def knock(line, token, told=None):
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "k"}
    return line.app.test_client().post(PATH, json=told or payment(), headers=headers)


def test_a_key_is_shown_once_and_kept_nowhere(line, run):
    made = run("add", "--name", "Acme", "--scope", "payments:write:kiosk", "--who", "ann")
    token = made.stdout.strip()
    assert (made.exit_code, id_of(token) is not None) == (0, True)
    assert knock(line, token).status_code == 201
    secret = token.split("_", 2)[2]  # the last part may hold more of them
    assert not any(secret in text for text in tables(line.database).values())
    listed = run("list")
    assert (id_of(token) in listed.stdout, secret in listed.stdout, "Acme" in listed.stdout) == (True, False, True)


def test_two_keys_are_never_the_same(run):
    made = [run("add", "--name", "Acme", "--scope", "payments:read").stdout for _ in range(5)]
    assert len(set(made)) == 5


def test_as_json(run):
    made = json.loads(run("add", "--name", "Acme", "--scope", "payments:read", "--who", "ann", "--json").stdout)
    (row,) = json.loads(run("list", "--json").stdout)["keys"]
    assert {"key": made["key"], **row} == made
    assert (row["scopes"], row["added_by"], row["revoked_at"]) == (["payments:read"], "ann", None)


def test_a_revoked_key_is_refused_from_the_next_request_on(line, run):
    token = run("add", "--name", "Acme", "--scope", "payments:write:kiosk").stdout.strip()
    assert knock(line, token).status_code == 201
    assert run("revoke", id_of(token), "--who", "bob").exit_code == 0
    assert knock(line, token).status_code == 401
    assert run("revoke", id_of(token)).exit_code == 1
    assert "by bob" in run("list").stdout
    audited = [(row.who, row.what) for row in line.rows("audit")]
    assert audited[-1] == ("bob", "api key revoked")
    assert audited[0][1] == "api key added"


def test_a_biller_that_is_not_there_and_a_key_of_another(line, run):
    token = run("add", "--name", "Acme", "--scope", "payments:read").stdout.strip()
    assert run("add", "--name", "Acme", "--scope", "payments:read", bid="2000").exit_code == 1
    line.box.site.billers["2000"] = line.box.biller.model_copy(update={"bid": "2000"})
    assert run("revoke", id_of(token), bid="2000").exit_code == 1
    assert run("list", bid="2000").stdout == ""


def test_a_scope_that_is_none_is_wrong_use(run):
    assert run("add", "--name", "Acme", "--scope", "payments:write:phone").exit_code == 2


def test_no_key_is_made_for_a_channel_that_the_biller_has_not(line, run):
    line.box.site.billers["1368"] = line.box.biller.model_copy(update={"products": {}})
    made = run("add", "--name", "Acme", "--scope", "payments:write:pos")
    assert (made.exit_code, "P11 POSConnect is off" in made.stderr, line.rows("api_keys")) == (1, True, [])


@pytest.mark.parametrize("scope", SCOPES)
def test_each_scope_opens_its_own_door_and_no_other(quick_line, scope):
    bearer = a_vendor(quick_line, scope)
    for channel in CHANNELS:
        answer = bearer.bring(channel=channel)
        assert answer.status_code == (201 if scope == f"payments:write:{channel}" else 403), channel
    known = a_vendor(quick_line).bring().json["payment_id"]
    assert bearer.show(known).status_code == (200 if scope == "payments:read" else 403)


def test_a_key_is_good_for_its_own_biller_alone(line):
    line.box.site.billers["2000"] = line.box.biller.model_copy(update={"bid": "2000"})
    ours, theirs = a_vendor(line), a_vendor(line, bid="2000")
    told = ours.bring(key="k-1").json
    assert theirs.show(told["payment_id"]).status_code == 404
    other = theirs.bring(key="k-1").json  # the same word of another biller's vendor is another key
    assert (other["bid"], other["payment_id"] != told["payment_id"]) == ("2000", True)
    del line.box.site.billers["2000"]
    assert theirs.bring().status_code == 401


def test_every_wrong_key_gets_the_same_answer(quick_line):
    good, gone = a_vendor(quick_line), a_vendor(quick_line)
    with quick_line.database.write() as connection:
        connection.exec_driver_sql("UPDATE api_keys SET revoked_at = added_at WHERE key_id = ?", (gone.key_id,))
    headers = [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer "},
        {"Authorization": good.token},
        {"Authorization": f"Basic {good.token}"},
        {"Authorization": f"Bearer {good.token}x"},
        {"Authorization": f"Bearer {good.token[:-1]}"},
        {"Authorization": f"Bearer {good.token[:-1]}{'A' if good.token[-1] != 'A' else 'B'}"},
        {"Authorization": f"Bearer ivr_{good.key_id}_{'A' * 43}"},
        {"Authorization": f"Bearer ivr_{'0' * 16}_{'A' * 43}"},
        {"Authorization": f"Bearer {gone.token}"},
        {"Authorization": "Bearer " + "ü" * 43},
    ]
    answers = [quick_line.app.test_client().post(PATH, json=payment(), headers=each) for each in headers]
    assert {(answer.status_code, answer.data, answer.headers["WWW-Authenticate"]) for answer in answers} == {
        (401, answers[0].data, "Bearer")
    }
    assert knock(quick_line, good.token).status_code == 201


def test_without_a_key_nothing_is_read_but_the_document(quick_line):
    client = quick_line.app.test_client()
    assert client.get(DOCUMENT).status_code == 200
    assert client.post(PATH, data=b"{").status_code == 401
    assert client.get(f"{PATH}/00000000-0000-0000-0000-000000000000").status_code == 401


def test_too_many_requests_in_a_minute(quick_line, quick_vendor, clock):
    for _ in range(REQUESTS_PER_MINUTE_MAX):
        assert quick_vendor.show("00000000-0000-0000-0000-000000000000").status_code == 404
    answer = quick_vendor.bring()
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "61")
    assert a_vendor(quick_line).bring().status_code == 201  # another key has its own minute
    clock.pause(60.0)
    assert quick_vendor.bring().status_code == 201


def test_keys_outlive_a_change_of_the_secret():
    old, new = "the old key, long enough", "the new key, long enough"
    kept = Vault([old]).fingerprint("api key", "ivr_1")
    assert Vault([new, old]).recognises("api key", "ivr_1", kept)
    assert not Vault([new]).recognises("api key", "ivr_1", kept)
    assert not Vault([new, old]).recognises("api key", "ivr_2", kept)
    assert not Vault([new, old]).recognises("card", "ivr_1", kept)
