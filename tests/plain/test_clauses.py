"""A clause comes to the same on plain rows as on SQLite, nulls included: each condition, and its opposite."""

import pytest
from sqlalchemy import (
    Column,
    Integer,
    MetaData,
    String,
    Table,
    and_,
    case,
    create_engine,
    func,
    insert,
    not_,
    or_,
    select,
)

from tests.plain.database import PlainConnection
from tests.plain.rows import Rows

metadata = MetaData()
town = Table("town", metadata, Column("id", Integer, primary_key=True), Column("name", String), Column("size", Integer))
house = Table(
    "house", metadata, Column("id", Integer, primary_key=True), Column("town_id", Integer), Column("rooms", Integer)
)
other = house.alias("other")
TOWNS = [(1, "a", 5), (2, "b", None), (3, None, 7), (4, "b", 1)]
HOUSES = [(1, 1, 3), (2, 1, None), (3, 4, 2), (4, None, 9)]
big, named = town.c.size > 4, town.c.name == "b"
CONDITIONS = {
    "greater": big,
    "not greater": not_(big),
    "is null": town.c.size.is_(None),
    "is not null": town.c.size.is_not(None),
    "unlike": town.c.name != "b",
    "in": town.c.name.in_(["a", "b"]),
    "in nothing": town.c.name.in_([]),
    "not in": town.c.name.not_in(["a"]),
    "both": and_(big, named),
    "not both": not_(and_(big, named)),
    "either": or_(big, named),
    "neither": not_(or_(big, named)),
    "columns": town.c.size < town.c.id,
    "has a house": select(house.c.id).where(house.c.town_id == town.c.id).exists(),
    "has no house": ~select(house.c.id).where(house.c.town_id == town.c.id).exists(),
    "under its key": town.c.id == 3,
    "under no key": town.c.id == 30,
    "null is coalesced": func.coalesce(town.c.size > 4, town.c.id > 1).is_(True),
}
QUESTIONS = {
    "outer join": select(town.c.id, house.c.rooms)
    .select_from(town.outerjoin(house, house.c.town_id == town.c.id))
    .order_by(town.c.id, house.c.rooms.desc()),
    "inner join of an alias": select(house.c.id, other.c.id)
    .select_from(house.join(other, other.c.town_id == house.c.town_id))
    .order_by(house.c.id, other.c.id),
    "groups": select(
        town.c.name, func.count(), func.sum(case((big, -1), else_=1) * town.c.size), func.count(town.c.size)
    )
    .where(town.c.name.is_not(None))
    .group_by(town.c.name)
    .order_by(town.c.name),
    "the sum of nothing": select(func.sum(town.c.size), func.count(), func.max(town.c.size)).where(town.c.id > 9),
    "distinct, ordered, cut": select(town.c.name).distinct().order_by(town.c.name).limit(2),
    "nulls come first": select(town.c.id).order_by(town.c.size, town.c.id),
}


@pytest.fixture(scope="module")
def both():
    engine = create_engine("sqlite://")
    rows = Rows(metadata)
    with engine.connect() as sqlite:
        metadata.create_all(sqlite)
        for connection in (sqlite, PlainConnection(rows)):
            for table, values in ((town, TOWNS), (house, HOUSES)):
                names = [column.name for column in table.columns]
                connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in values])
        yield sqlite, PlainConnection(rows)
    engine.dispose()


def answers(both, question):
    return [[tuple(row) for row in connection.execute(question)] for connection in both]


@pytest.mark.parametrize("condition", CONDITIONS.values(), ids=CONDITIONS)
def test_a_condition_and_its_opposite(both, condition):
    for each in (condition, not_(condition)):
        on_sqlite, plainly = answers(both, select(town.c.id).where(each).order_by(town.c.id))
        assert plainly == on_sqlite


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_a_question(both, question):
    on_sqlite, plainly = answers(both, question)
    assert plainly == on_sqlite
    assert plainly


def test_what_is_not_known_is_refused_by_name(both):
    with pytest.raises(NotImplementedError, match="lower"):
        both[1].execute(select(town.c.id).where(func.lower(town.c.name) == "a"))
