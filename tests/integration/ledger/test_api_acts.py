"""Each act of the API happens once for its key, on both databases; samples are kept, claimed and counted alike."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from integration.campaigns.attempts import Result
from integration.campaigns.reading import read_definition
from integration.intake.keys import ApiKey
from integration.ledger import api_acts, api_keys, campaigns, rings, samples
from integration.ledger.api_acts import LEASE_S, Act, KeyUsed, StillAtIt
from integration.ledger.call_news import News
from tests.integration.campaigns.conftest import FILE, NOW

KEY = ApiKey("k" * 16, "1368", "ann", frozenset(), "f", NOW, "the clerk")
ACT = Act("1368", "one", KEY.key_id, "d" * 64)


@pytest.fixture
def acting(database):
    with database.write() as connection:
        api_keys.add(connection, KEY)
    return database


def test_of_many_at_once_one_does_it_and_all_get_its_answer(acting):
    done = []

    def ask(number):
        with acting.write() as connection:
            return api_acts.once(connection, ACT, NOW, lambda _: done.append(number) or f"by {number}")

    with ThreadPoolExecutor(4) as pool:
        told = set(pool.map(ask, range(4)))
    assert told == {f"by {done[0]}"}
    assert len(done) == 1


def test_one_that_fails_leaves_its_key_free(acting):
    def fail(_connection):
        raise LookupError

    with pytest.raises(LookupError), acting.write() as connection:
        api_acts.once(connection, ACT, NOW, fail)
    with acting.write() as connection:
        assert api_acts.once(connection, ACT, NOW, lambda _: "done") == "done"
        with pytest.raises(KeyUsed):
            api_acts.once(connection, Act("1368", "one", KEY.key_id, "e" * 64), NOW, lambda _: "again")


def test_the_same_words_by_another_key_are_another_person_s(acting):
    with acting.write() as connection:
        api_keys.add(connection, replace(KEY, key_id="j" * 16, name="bob"))
        assert api_acts.once(connection, ACT, NOW, lambda _: "by ann") == "by ann"
        with pytest.raises(KeyUsed):
            api_acts.once(connection, replace(ACT, key_id="j" * 16), NOW, lambda _: "by bob")


def test_what_takes_long_is_taken_over_only_from_the_dead(acting):
    with acting.write() as connection:
        assert api_acts.begin(connection, ACT, NOW) == ""
    with acting.write() as connection:
        with pytest.raises(StillAtIt):
            api_acts.begin(connection, ACT, NOW + timedelta(seconds=LEASE_S - 1))
        later = NOW + timedelta(seconds=LEASE_S)
        assert api_acts.begin(connection, ACT, later) == ""
        with pytest.raises(StillAtIt):
            api_acts.end(connection, ACT, "planned too late", NOW)
        api_acts.let_go(connection, ACT, NOW)  # another's by now
        with pytest.raises(StillAtIt):
            api_acts.begin(connection, ACT, later)
        api_acts.end(connection, ACT, "planned", later)
        api_acts.let_go(connection, ACT, later)  # what was answered stays
        assert api_acts.begin(connection, ACT, NOW) == "planned"


def test_a_sample_is_kept_claimed_once_and_counted(database):
    with database.write() as connection:
        campaign = campaigns.add(connection, read_definition(FILE, "x"), FILE, who="ann", now=NOW)
        one = samples.ask(
            connection, campaign, ["a", "é"], number="+14045550134", place="GA", language="en", who="ann", now=NOW
        )
        until = NOW + timedelta(seconds=60)
        assert [samples.claim(connection, one, token="t", now=NOW, until=until) for _ in range(2)] == [True, False]
        assert samples.stale(connection, "1368", NOW) == []
        assert [each.words for each in samples.stale(connection, "1368", until)] == [("a", "é")]
        samples.started(connection, one, "CA1", until=until)
        for news in (News(Result.HUMAN, sid="CA1"), News(Result.HUNG_UP, ended=True), News(None, sid="CA2")):
            samples.tell(connection, one.id, news, NOW)
        assert rings.made(connection, "1368", NOW, until) == 1
        assert samples.rung_at(connection, "1368", "+14045550134", NOW - timedelta(days=1)) == [NOW]
        assert rings.sids_of(connection, "1368", "+14045550134") == {"CA1"}
        (told,) = samples.of_campaign(connection, campaign.id)
        assert (told.state, told.result, told.call_sid) == ("done", "human", "CA1")
