"""`ivr consent import`: a file is taken whole or not at all, with every mistake at its place, and once."""

import json

import pytest

PAYER, OTHER, BOX = "+17705550134", "+17705550135", "payer@home.example"


@pytest.fixture
def imports(run, tmp_path):
    """`imports(text)`: the result; its stderr without the file's name."""

    def imported(text, *words):
        file = tmp_path / "words.csv"
        file.write_text(text)
        done = run("consent", "import", str(file), "--bid", "1368", *words)
        return done.exit_code, done.stdout, done.stderr.replace(f"{file}:", "")

    return imported


@pytest.fixture
def exported(run):
    def exported():
        return run("consent", "export", "--bid", "1368").stdout.splitlines()

    return exported


def test_an_export_is_an_import_and_once_is_enough(run, imports, exported):
    for number, topic in [(PAYER, "all"), (OTHER, "bill_due"), (BOX, "email")]:
        run("consent", "note", number, "--bid", "1368", "--no", "--how", "letter", "--topic", topic)
    words = exported()
    assert imports("\n".join(words)) == (0, "0 words written down, 3 were there already\n", "")
    assert exported() == words
    more = f"{PAYER},texts,yes,web,ann,2026-11-20T15:05:00+00:00,"
    assert imports("\n".join([*words, more])) == (0, "1 words written down, 3 were there already\n", "")
    assert sorted(exported()[1:]) == sorted([*words[1:], more])


def test_the_same_file_twice_adds_nothing_though_its_lines_have_no_instant(imports, exported, clock):
    text = f"number,says,how\n{PAYER},no,letter\n{PAYER},yes,web\n{PAYER},no,letter\n"
    assert imports(text, "--who", "ann") == (0, "3 words written down\n", "")
    assert [line.split(",")[2] for line in exported()[1:]] == ["no", "yes", "no"]
    clock.pause(3600)
    code, told, when = imports(text, "--who", "bob")
    assert (code, told) == (0, "0 words written down, 3 were there already\n")
    assert when.startswith("ann imported this very file at 2026-")
    assert len(exported()) == 4


def test_every_mistake_is_told_with_its_line_and_column(imports, exported):
    far = "2026-11-20 10:05"
    code, _, told = imports(
        f"number,topic,says,how,who,at,detail\n{PAYER},all,no,,,,\n7705550134,Al,maybe,{'x' * 41},{'y' * 61},{far},\n"
        f"{PAYER},email,yes,,,,\n{PAYER},all,no,,,,,x,y\n"
    )
    assert code == 1
    assert [line.partition(", email")[0].partition(", emergency")[0] for line in told.splitlines()] == [
        "3: number: found '7705550134'; expected a number like +17705550134, or an e-mail address",
        "3: topic: found 'Al'; expected one of all",
        "3: says: found 'maybe'; expected yes or no",
        "3: how: found 41 characters; expected 40 at most",
        "3: who: found 61 characters; expected 60 at most",
        f"3: at: found '{far}'; expected an instant with its zone, like 2026-11-20T15:05:00+00:00",
        "4: topic: found 'email'; expected one of all",
        "4: how: found nothing; expected by what means the yes was said, here or with --how",
        "5: found 9 fields; expected 7, one for each column",
    ]
    assert len(exported()) == 1


@pytest.mark.parametrize(("words", "how"), [((), None), (("--how", "web form"), "web form")])
def test_a_yes_takes_a_means_and_a_no_takes_none(imports, exported, words, how):
    code, _, told = imports(f"number,says\n{PAYER},yes\n", *words)
    assert (code, "found nothing; expected by what means" in told) == ((0, False) if how else (1, True))
    assert imports(f"number,says\n{OTHER},no\n", *words)[0] == 0
    assert [line.split(",")[3] for line in exported()[1:]] == ([how, how] if how else ["import"])


@pytest.mark.parametrize("head", ["", "says,number,colour\n", "says\n"])
def test_a_file_with_other_columns_is_refused(imports, head):
    code, _, told = imports(head)
    assert (code, told.startswith("1: found the columns")) == (1, True)


def test_json_tells_what_a_mailbox_said(run, imports):
    imports(f"number,says,topic\n{BOX.upper()},no,email\n")
    (word,) = json.loads(run("consent", "show", BOX, "--bid", "1368", "--json").stdout)["words"]
    assert (word["number"], word["topic"], word["says"]) == (BOX, "email", "no")
