"""`ivr consent`: what a person said is added, never changed, and comes back from its export."""

import json

import pytest

PAYER, OTHER = "+17705550134", "+17705550135"


def out(run, number=PAYER):
    return json.loads(run("consent", "show", number, "--bid", "1368", "--json").stdout)["opted_out"]


def note(run, *words, number=PAYER):
    done = run("consent", "note", number, "--bid", "1368", "--how", "letter", "--who", "ann", *words)
    assert done.exit_code == 0, done.stderr


def test_the_last_word_stands_and_all_are_shown(run):
    note(run, "--no", "--detail", "box 7")
    assert out(run)
    note(run, "--yes")
    assert not out(run)
    assert not out(run, OTHER)
    words = json.loads(run("consent", "show", PAYER, "--bid", "1368", "--json").stdout)["words"]
    assert [(word["says"], word["topic"], word["how"], word["who"], word["detail"]) for word in words] == [
        ("no", "all", "letter", "ann", "box 7"),
        ("yes", "all", "letter", "ann", ""),
    ]
    shown = run("consent", "show", PAYER, "--bid", "1368")
    assert "no   all           letter, ann  box 7" in shown.stdout
    assert shown.stderr == f"{PAYER} has not opted out\n"


def test_an_export_is_an_import(run, tmp_path):
    note(run, "--no")
    note(run, "--no", "--topic", "due_soon", number=OTHER)
    file = tmp_path / "words.csv"
    file.write_text(run("consent", "export", "--bid", "1368").stdout)
    assert run("consent", "import", str(file), "--bid", "1368").stdout == "2 words written down\n"
    again = run("consent", "export", "--bid", "1368").stdout.splitlines()
    assert again[1:3] == again[3:5]


def test_a_file_is_taken_whole_or_not_at_all_with_every_mistake(run, tmp_path):
    file = tmp_path / "words.csv"
    file.write_text(
        f"number,topic,says,at\n{PAYER},all,no,\n7705550134,all,no,\n{PAYER},All,no,\n"
        f"{PAYER},all,maybe,\n{PAYER},all,no,2026-11-20 10:05\n{PAYER},all,no,,x\n"
    )
    done = run("consent", "import", str(file), "--bid", "1368")
    assert done.exit_code == 1
    assert [line.removeprefix(f"{file}:").partition(";")[0] for line in done.stderr.splitlines()] == [
        "3: found '7705550134'",
        "4: found 'All'",
        "5: says: found 'maybe'",
        "6: at: found '2026-11-20 10:05'",
        "7: found more fields than columns",
    ]
    assert not out(run)


@pytest.mark.parametrize("head", ["", "says,number,colour\n", "says\n"])
def test_a_file_with_other_columns_is_refused(run, tmp_path, head):
    file = tmp_path / "words.csv"
    file.write_text(head)
    done = run("consent", "import", str(file), "--bid", "1368")
    assert done.exit_code == 1
    assert f"{file}:1: found the columns" in done.stderr


def test_what_is_no_number_no_topic_no_word_or_no_biller(run):
    assert run("consent", "show", "7705550134", "--bid", "1368").exit_code == 2
    assert run("consent", "note", PAYER, "--bid", "1368", "--how", "x").exit_code == 2
    assert run("consent", "note", PAYER, "--bid", "1368", "--how", "x", "--no", "--topic", "A!").exit_code == 2
    assert run("consent", "show", PAYER, "--bid", "9").exit_code == 1


def test_a_mailbox_is_in_the_register_too(run, tmp_path):
    box = "Payer@Home.example"
    note(run, "--no", "--topic", "email", number=box)
    assert out(run, "payer@home.example")
    note(run, "--yes", "--topic", "email", number=box)
    note(run, "--no", "--topic", "email_bill_due", number=box)
    assert not out(run, box)
    file = tmp_path / "words.csv"
    file.write_text(run("consent", "export", "--bid", "1368").stdout)
    assert "payer@home.example,email,no,letter,ann," in file.read_text()
    assert run("consent", "import", str(file), "--bid", "1368").stdout == "3 words written down\n"
