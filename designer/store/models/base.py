"""What every table shares: one metadata with stable constraint names, and the types of the columns."""

from __future__ import annotations

from typing import Annotated, Any, cast

from sqlalchemy import JSON, BigInteger, Integer, MetaData, String, Table, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column

#: A planner minute, or a count that may outgrow 32 bits.
Minutes = Annotated[int, mapped_column(BigInteger)]
#: An identifier: contact, event, send key, scenario, node.
Key = Annotated[str, mapped_column(String(400))]
#: A short closed word: a state, a channel, a reason.
Word = Annotated[str, mapped_column(String(120))]
#: Free words.
Words = Annotated[str, mapped_column(Text)]
#: A document or a list, as JSON.
Json = Annotated[Any, mapped_column(JSON)]
#: Integer primary key that counts up; 64 bits where the database has them (SQLite wants plain INTEGER).
Serial = Annotated[
    int,
    mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True),
]


class Base(DeclarativeBase):
    """The root of the models."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def table_of(model: type[Base]) -> Table:
    """The table of a model, for statements over many rows that need no objects."""
    return cast("Table", model.__table__)
