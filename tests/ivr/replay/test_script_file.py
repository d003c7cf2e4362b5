import re
from datetime import UTC, date, datetime

import pytest

from integration.model import PaymentState, Way
from integration.money import Money
from ivr.replay import Unreadable, read_script
from ivr.replay.account_facts import AccountFacts
from ivr.replay.line_texts import presses, seconds
from tests.golden import CALLS


def findings(script, lines, **changes):
    with pytest.raises(Unreadable) as caught:
        script(lines, **changes)
    return [re.sub(r"^\S*/", "", finding) for finding in caught.value.findings]


def facts(script, *more):
    base = "caller: +17705550134\nbiller: 1368\nclock: 2026-11-20 10:05 America/New_York\n"
    return script("HANGUP", facts=base + "\n".join(more) + "\n").facts


def test_the_call_of_the_contract():
    script = read_script(CALLS / "000-the-golden-call.call")
    assert script.title == "A payer with a past-due bill pays the past-due part by card."
    assert script.facts.now == datetime(2026, 11, 20, 15, 5, tzinfo=UTC)
    assert script.facts.accounts == (
        AccountFacts("0012345678", Money(14250), Money(4250), date(2026, 11, 5), "30236", language="en"),
    )
    assert [line.verb for line in script.lines[:3]] == ["IVR", "KEY", "IVR"]
    assert {line.path.name for line in script.lines} == {
        "000-the-golden-call.call",
        "pay-by-good-card.call",
        "good-card.call",
    }


@pytest.mark.parametrize(
    ("keys", "pressed"),
    [
        ("0123#", ["0123#"]),
        ("*", ["*"]),
        ("$5", ["5"]),
        ("10:30", ["1030"]),
        ("001-234-5678 #", ["0012345678#"]),
        ("1ww2", ["1ww2"]),
        ("card:visa", ["card:visa"]),
        ("Card:Visa expiry cvv", ["card:visa", "expiry", "cvv"]),
        ("card:visa #", ["card:visa", "#"]),
        ("card:visa#", ["card:visa", "#"]),
        ("cvv:amex", ["cvv:amex"]),
    ],
)
def test_whatever_a_person_would_type_for_keys(keys, pressed):
    assert presses(keys) == pressed


@pytest.mark.parametrize("line", ["key 1", "Key: 1", "KEY\t1", "KEY 1  ", "  KEY 1\r"])
def test_a_verb_is_known_however_it_is_written(script, line):
    assert [(each.verb, each.text) for each in script(line).lines] == [("KEY", "1")]


@pytest.mark.parametrize(
    ("line", "text"),
    [("IVR 10:30 it is", "10:30 it is"), ("SAY $5", "$5"), ("IVR # is pound", "# is pound"), ("KEY #", "#")],
)
def test_signs_in_a_text_are_the_texts(script, line, text):
    assert script(line).lines[0].text == text


def test_a_comment_begins_a_line(script):
    assert [line.text for line in script("# first\n   # second\nKEY 1#").lines] == ["1#"]


@pytest.mark.parametrize(("text", "expected"), [("20s", 20), ("20", 20), ("1.5 s", 1.5), ("3 seconds", 3)])
def test_seconds(text, expected):
    assert seconds(text) == expected


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("IRV hello", "x.call:6: IRV begins no line; did you mean IVR?"),
        ("HANG UP", "x.call:6: HANG begins no line; did you mean HANGUP?"),
        ("acount: 1", "x.call:6: acount: begins no line; did you mean account:?"),
        (
            "KEY card:viza",
            "x.call:6: KEY card:viza: no keys of a telephone, nor a name for some; did you mean card:visa?",
        ),
        ("KEY", "x.call:6: KEY needs the keys pressed after it"),
        ("QUIET now", "x.call:6: QUIET stands alone; found 'now' after it"),
        ("WAIT long", "x.call:6: WAIT long: expected seconds, like 20s"),
        ("END compleeted", "x.call:6: END compleeted: did you mean completed?"),
        ("CHECK paymnt captured", "did you mean one like 'payment captured 42.50 card'?"),
        ("CHECK turm x", "did you mean one like 'turn read_balance'?"),
        ("USE pay-by-god-card", "there is no part 'pay-by-god-card'; did you mean pay-by-good-card?"),
    ],
)
def test_a_misspelt_word_is_told_with_the_nearest_right_one(script, line, told):
    (finding,) = findings(script, line)
    assert told in finding


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("clock: today", "expected a time like 2026-11-20 10:05 America/New_York"),
        ("account: 1 balnce 3", "balnce is no fact of an account; did you mean balance?"),
        ("account: 1 balance", "balance: found nothing after it"),
        ("account: 1 balance much", "money is digits with two decimals"),
        ("account: 1 due soon", "expected a day like 2026-11-05"),
        ("payment: 40", "expected one like 40.00 card captured 2026-11-20 09:00 posting ready"),
        ("payment: 40.00 crad unknown 2026-11-20 09:00", "did you mean card?"),
        ("payment: 40.00 card captured 2026-11-20 09:00", "has a posting"),
        ("payment: 40.00 card captured 2026-11-20 09:00 posting hold", "did you mean held?"),
        ("gateway: aprove", "a fault is one of approve"),
        ("gateway: approve, unreachable", "unreachable stands first"),
        ("cayenta: slwo 6s", "did you mean slow 6s?"),
        ("cayenta: down 5", "found 'down 5'"),
        ("agent: buzy", "did you mean busy?"),
        ("guesses: many", "expected a count"),
        ("config: account.verfy = 1", "account.verfy: no such key; did you mean account.verify?"),
        ('config: payments.partial = "no"', "payments.partial: found 'no'; expected true or false"),
        ("config: verify", "expected a setting like"),
        ("caller:", "found nothing after it"),
    ],
)
def test_a_fact_that_is_none_is_told_by_its_line(script, line, told):
    base = "caller: +17705550134\nbiller: 1368\nclock: 2026-11-20 10:05 America/New_York\n"
    name = line.partition(":")[0]
    base = "".join(each + "\n" for each in base.splitlines() if not each.startswith(f"{name}:"))
    (finding,) = findings(script, "HANGUP", facts=base + line)
    assert finding.startswith(f"x.call:{base.count(chr(10)) + 1}: {name}: ")
    assert told in finding


def test_all_mistakes_are_told_at_once_in_their_order(script):
    told = findings(script, "IRV x\nEND well", facts="biller: 1368\nbiller: 1368\nacount: 1")
    assert [finding.split(" ", 1)[0] for finding in told] == [
        "x.call:",
        "x.call:",
        "x.call:2:",
        "x.call:3:",
        "x.call:4:",
        "x.call:5:",
    ]


def test_facts_after_the_first_line_are_refused(script):
    assert findings(script, "KEY 1\ngateway: approve") == [
        "x.call:7: gateway: facts stand before the first line of talk"
    ]


def test_account_facts_add_up_and_a_name_has_several_words(script):
    (account,) = facts(
        script,
        "account: 0012345678 name Mary Ann Smith balance $1,142.50 custom C-77",
        "account: 0012345678 block C billed 100.00 asked 2026-11-18",
    ).accounts
    assert account == AccountFacts(
        "0012345678",
        Money(114250),
        block="C",
        name="Mary Ann Smith",
        custom="C-77",
        billed=Money(10000),
        asked=date(2026, 11, 18),
    )


def test_payments_are_told_in_the_clocks_zone(script):
    (payment,) = facts(script, "payment: 40.00 card captured 2026-11-20 09:00 posting held account 7").payments
    assert (payment.state, payment.way, payment.posting, payment.account) == (
        PaymentState.CAPTURED,
        Way.CARD,
        "held",
        "7",
    )
    assert payment.at == datetime(2026, 11, 20, 14, tzinfo=UTC)


def test_config_lines_are_laid_over_each_other(script):
    told = facts(
        script,
        'config: account.verify = "none"',
        "config: payments.partial = false",
        "config: account.digits = [6, 12]",
    )
    assert told.terms == {"account": {"verify": "none", "digits": [6, 12]}, "payments": {"partial": False}}


def test_parts_stand_beside_the_script_before_the_shipped_ones(script, tmp_path):
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "good-card.call").write_text("KEY 5\n")
    assert [line.text for line in script("USE good-card\nUSE good-card.call").lines] == ["5", "5"]


def test_a_part_that_uses_itself_is_refused(script, tmp_path):
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "a.call").write_text("USE b\n")
    (tmp_path / "parts" / "b.call").write_text("USE a\n")
    assert findings(script, "USE a") == ["b.call:1: part 'a' uses itself"]


def test_a_part_has_no_facts(script, tmp_path):
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "a.call").write_text("gateway: approve\nKEY 1\n")
    assert findings(script, "USE a") == ["a.call:1: gateway: a part has no facts"]


@pytest.mark.parametrize(
    ("content", "told"), [(b"\xff", "not UTF-8"), (b"#" * 300_000, "at most 262144 bytes"), (None, "No such file")]
)
def test_files_that_are_no_text(tmp_path, content, told):
    path = tmp_path / "x.call"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Unreadable, match=told):
        read_script(path)
