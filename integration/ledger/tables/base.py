"""What the columns are made of."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger as _BigInteger
from sqlalchemy import (
    Column,
    DateTime,
    Dialect,
    Integer,
    MetaData,
    TypeDecorator,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite makes a rowid alias (and so counts by itself) only of a column whose type is exactly INTEGER.
Serial = _BigInteger().with_variant(Integer(), "sqlite")
Cents = _BigInteger()


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant; SQLite keeps it without its zone, so it is given back with it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant is aware; found {value!r} without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def cents(name: str, **options: Any) -> "Column[int]":
    return Column(name, Cents, **options)
