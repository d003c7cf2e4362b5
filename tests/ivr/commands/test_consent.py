"""`ivr consent`: what a person said is added, never changed, and what stands of it is told as the law has it."""

import json

import pytest

from integration.ledger.notice_sends import WORDS as NOTICE
from integration.ledger.tables import planned_calls
from ivr.till import RECEIPT_TOPIC
from workers.not_charged import TOPIC as NOT_CHARGED

PAYER, OTHER = "+17705550134", "+17705550135"


@pytest.fixture
def note(run, clock):
    def noted(*words, number=PAYER):
        clock.pause(60)
        done = run("consent", "note", number, "--bid", "1368", "--how", "letter", "--who", "ann", *words)
        assert done.exit_code == 0, done.stderr

    return noted


@pytest.fixture
def shown(run):
    """`shown()`: as JSON."""

    def shown(number=PAYER):
        return json.loads(run("consent", "show", number, "--bid", "1368", "--json").stdout)

    return shown


def test_the_last_word_stands_and_all_are_shown(run, note, shown):
    note("--no", "--detail", "box 7")
    assert shown()["opted_out"]
    note("--yes")
    assert not shown()["opted_out"]
    assert not shown(OTHER)["opted_out"]
    assert [(word["says"], word["topic"], word["how"], word["who"], word["detail"]) for word in shown()["words"]] == [
        ("no", "all", "letter", "ann", "box 7"),
        ("yes", "all", "letter", "ann", ""),
    ]
    told = run("consent", "show", PAYER, "--bid", "1368")
    assert "no   all           letter, ann  box 7" in told.stdout
    assert told.stderr == f"{PAYER} has not opted out\n"


def test_the_headline_tells_each_topic(run, note, shown):
    note("--no", "--topic", "bill_due")
    note("--no", "--topic", "texts")
    told = run("consent", "show", PAYER, "--bid", "1368").stderr
    assert told == f"{PAYER} has said no to bill_due, texts, and not to all\n"
    note("--yes", "--topic", "texts")
    note("--no")
    told = run("consent", "show", PAYER, "--bid", "1368").stderr
    assert told == f"{PAYER} has opted out of all of them\n{PAYER} has said no to bill_due\n"
    assert (shown()["opted_out"], shown()["no_to"]) == (True, ["bill_due", "all"])


def test_the_headline_tells_a_no_for_ever(run, note, shown):
    run("consent", "note", PAYER, "--bid", "1368", "--how", "deceased", "--no")
    note("--yes")
    assert shown()["never"] == ["deceased"]
    told = run("consent", "show", PAYER, "--bid", "1368").stderr
    assert told == f"{PAYER} is never called, whatever is consented to: deceased\n"


def test_an_old_yes_that_is_written_down_late_undoes_no_no(run, note, shown, tmp_path):
    note("--no")
    file = tmp_path / "words.csv"
    file.write_text(f"number,says,how,at\n{PAYER},yes,web,2020-01-01T00:00:00+00:00\n")
    assert run("consent", "import", str(file), "--bid", "1368").exit_code == 0
    assert shown()["opted_out"]


def test_the_headline_tells_of_whom_it_is_a_wrong_number(run, line, shown, wrong_number):
    with line.database.write() as connection:
        connection.execute(planned_calls.insert(), wrong_number(PAYER, "0012345678"))
    assert shown()["wrong_for"] == ["…5678"]
    assert shown(OTHER)["wrong_for"] == []
    told = run("consent", "show", PAYER, "--bid", "1368").stderr.splitlines()
    assert told == [
        f"{PAYER} is a wrong number of account …5678, as a call heard: not called for it",
        f"{PAYER} has not opted out",
    ]


@pytest.fixture
def wrong_number(line, clock):
    """A row of a planned call whose called said so, of a run that is there."""
    now = clock.now()
    rows = {
        "campaigns": {"id": 1, "bid": "1368", "name": "x", "state": "active", "made_at": now},
        "campaign_runs": {"id": 1, "campaign_id": 1, "version": 1, "bid": "1368", "day": now.date(), "state": "active",
                          "planned_at": now, "planned_by": "x", "begins_at": now, "expires_at": now},
    }  # fmt: skip
    with line.database.write() as connection:
        for table in ("campaigns", "campaign_runs"):
            connection.execute(planned_calls.metadata.tables[table].insert(), rows[table])
    row = {"run_id": 1, "bid": "1368", "attempt": 1, "language": "en", "state": "done", "result": "wrong_number"}
    return lambda number, account: row | {"number": number, "account_number": account, "due_at": now}


@pytest.mark.parametrize(
    ("number", "topic", "known"),
    [
        (PAYER, "bil_due", "all, emergency"),
        (PAYER, "email", "texts, text_emergency"),
        ("payer@home.example", "texts", "email, email_emergency"),
        (PAYER, "A!", "text_receipt"),
    ],
)
def test_a_topic_that_there_is_not_is_refused_with_those_there_are(run, shown, number, topic, known):
    done = run("consent", "note", number, "--bid", "1368", "--how", "x", "--no", "--topic", topic)
    assert (done.exit_code, f"found '{topic}'" in done.stderr) == (2, True)
    assert known in " ".join(done.stderr.replace("│", " ").split())
    assert shown(number)["words"] == []


@pytest.mark.parametrize("topic", ["all", "bill_due", "texts", "text_bill_due", *(
    f"text_{each}" for each in (NOTICE, RECEIPT_TOPIC, NOT_CHARGED)
)])  # fmt: skip
def test_what_is_asked_about_can_be_said(note, shown, topic):
    note("--no", "--topic", topic)
    assert shown()["no_to"] == [topic]


def test_what_is_no_number_no_word_no_means_or_no_biller(run):
    assert run("consent", "show", "7705550134", "--bid", "1368").exit_code == 2
    assert run("consent", "note", PAYER, "--bid", "1368", "--how", "x").exit_code == 2
    assert run("consent", "note", PAYER, "--bid", "1368", "--how", " ", "--yes").exit_code == 2
    assert run("consent", "show", PAYER, "--bid", "9").exit_code == 1


def test_a_mailbox_is_in_the_register_too(note, shown):
    box = "Payer@Home.example"
    note("--no", "--topic", "email", number=box)
    assert shown("payer@home.example")["opted_out"]
    note("--yes", "--topic", "email", number=box)
    note("--no", "--topic", "email_bill_due", number=box)
    assert (shown(box)["opted_out"], shown(box)["no_to"]) == (False, ["email_bill_due"])
