"""The writers' place of a SQLite file, as another writer finds it."""

from integration.ledger.queue import WriterQueue


def test_the_place_is_free_but_while_another_has_it(tmp_path):
    mine, theirs = (WriterQueue.of(tmp_path / "ledger.db") for _ in range(2))
    assert mine.is_free()
    with theirs.turn():
        assert not mine.is_free()
    assert mine.is_free()
    with mine.turn():
        assert not theirs.is_free(), "to have asked holds nothing"
