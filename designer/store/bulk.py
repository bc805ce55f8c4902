"""Many rows at a time, past the object layer: by prepared statements, on PostgreSQL by COPY and arrays.

Values are given as the database keeps them: documents as JSON text. Everything is part of the session's
transaction, and its errors are SQLAlchemy's. Statements are written once for both databases:

| written | value | stands for |
|---|---|---|
| ``?`` | one value | itself |
| ``FROM $rows`` | a list of texts | rows ``b`` with ``b.key``, the place from 0, and ``b.value`` |
| ``IN $texts`` | a list of texts | any of them |

With ``CROSS JOIN`` after ``$rows`` SQLite goes through the texts, and looks each up by an index.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Float, Integer, Table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from designer.store.models import Base
from designer.store.models.base import table_of

#: Rows of a table as columns: name -> one value for each row.
Columns = dict[str, Sequence[Any]]


def is_sqlite(session: Session) -> bool:
    """Whether the session's database is SQLite and not PostgreSQL."""
    return session.get_bind().dialect.name == "sqlite"


def fetch(session: Session, statement: str, values: Sequence[Any]) -> list[Any]:
    """The rows that a statement finds, in no order unless it says one."""
    session.flush()
    rows, texts = (_ROWS, _TEXTS) if is_sqlite(session) else (_PG_ROWS, _PG_TEXTS)
    statement = statement.replace("$rows", rows).replace("$texts", texts)
    given = tuple(json.dumps(v, ensure_ascii=False) if isinstance(v, list) else v for v in values)
    if is_sqlite(session):
        return list(session.connection().exec_driver_sql(statement, given).fetchall())
    with _cursor(session, statement) as cursor:
        cursor.execute(_percent(statement), given)
        return list(cursor.fetchall())


_ROWS, _TEXTS = "json_each(?) AS b", "(SELECT value FROM json_each(?))"
# as JSON, which psycopg writes much faster than an array
_PG_ROWS = (
    "(SELECT value, key - 1 AS key"
    " FROM json_array_elements_text(?::json) WITH ORDINALITY AS u(value, key)) AS b"
)
_PG_TEXTS = "(SELECT json_array_elements_text(?::json))"


def insert_columns(session: Session, model: type[Base], columns: Columns) -> None:
    """Put new rows into a table."""
    if not columns or not len(next(iter(columns.values()))):
        return
    table = table_of(model)
    if is_sqlite(session):
        session.connection().exec_driver_sql(
            _insert(table.name, tuple(columns)), list(zip(*columns.values(), strict=True))
        )
        return
    statement = f"COPY {_quoted(table.name)} ({_listed(columns)}) FROM STDIN"
    with _cursor(session, statement) as cursor, cursor.copy(statement) as copy:
        for row in zip(*columns.values(), strict=True):
            copy.write_row(row)


def update_columns(session: Session, model: type[Base], key: str, columns: Columns) -> None:
    """Give rows new values, each found by its ``key``, one of the columns."""
    if not len(columns[key]):
        return
    table = table_of(model)
    others = [name for name in columns if name != key]
    if is_sqlite(session):
        session.connection().exec_driver_sql(
            _update(table.name, key, tuple(others)),
            list(zip(*(columns[name] for name in (*others, key)), strict=True)),
        )
        return
    given = ", ".join(_array(_array_type(table, name)) for name in columns)
    names = ", ".join(_quoted(name) for name in columns)
    sets = ", ".join(f"{_quoted(name)} = v.{_quoted(name)}{_cast(table, name)}" for name in others)
    same = f"t.{_quoted(key)} = v.{_quoted(key)}"
    statement = " ".join(
        ("UPDATE", _quoted(table.name), "AS t SET", sets, f"FROM unnest({given}) AS v({names}) WHERE", same)
    )
    with _cursor(session, statement) as cursor:
        cursor.execute(_percent(statement), [json_text(list(values)) for values in columns.values()])


def json_texts(values: Iterable[Any]) -> list[str]:
    """Each value as the database keeps it."""
    return [json_text(value) for value in values]


def json_text(value: Any) -> str:
    """A document as the database keeps it: ASCII, so that any odd character of a fact can be stored."""
    return json.dumps(value, separators=(",", ":"))


@contextmanager
def _cursor(session: Session, statement: str) -> Iterator[Any]:
    """A cursor of psycopg in the session's transaction, whose errors are SQLAlchemy's."""
    connection = session.connection()
    dialect = connection.dialect
    base: Any = dialect.loaded_dbapi.Error
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor:
            yield cursor
    except base as error:
        raise DBAPIError.instance(statement, None, error, base, dialect=dialect) from error


@lru_cache(maxsize=256)
def _insert(table: str, names: tuple[str, ...]) -> str:
    return " ".join(
        ("INSERT INTO", _quoted(table), f"({_listed(names)}) VALUES ({', '.join('?' * len(names))})")
    )


@lru_cache(maxsize=256)
def _update(table: str, key: str, names: tuple[str, ...]) -> str:
    sets = ", ".join(f"{_quoted(name)} = ?" for name in names)
    return " ".join(("UPDATE", _quoted(table), "SET", sets, "WHERE", _quoted(key), "= ?"))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(_quoted(name) for name in names)


def _quoted(name: str) -> str:
    return f'"{name}"'


def _percent(statement: str) -> str:
    return statement.replace("%", "%%").replace("?", "%s")


def _array(type_: str) -> str:
    return f"ARRAY(SELECT json_array_elements_text(?::json)::{type_})"


def _array_type(table: Table, name: str) -> str:
    type_ = table.c[name].type
    if isinstance(type_, Boolean):
        return "boolean"
    if isinstance(type_, BigInteger):
        return "bigint"
    if isinstance(type_, Integer):
        return "integer"
    return "double precision" if isinstance(type_, Float) else "text"


def _cast(table: Table, name: str) -> str:
    return "::json" if isinstance(table.c[name].type, JSON) else ""
