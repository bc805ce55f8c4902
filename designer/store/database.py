"""The connection to the database: SQLite by default, PostgreSQL by its address, the same promises on both.

Writers are serialised: on SQLite by ``BEGIN IMMEDIATE``, on PostgreSQL by one advisory lock a transaction, so
that a use case reads and writes one consistent state. On SQLite a durable commit is on the disk when it
returns (``synchronous=FULL``); a quick one survives the death of the process but not of the machine.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import Session

from designer.domain.errors import BadInput, Unavailable
from designer.store.models import Base
from designer.store.turns import Turns

#: Seconds a writer waits for another one.
BUSY_TIMEOUT_S = 10
#: Databases count no further; nothing has a larger number.
LARGEST_ID = 2**63 - 1
MIGRATIONS = Path(__file__).parent / "migrations"

#: The number of our advisory lock on PostgreSQL; any number that nothing else in the database uses.
_WRITER_LOCK = 7_325_001

_BUSY = "Another change has held the database for ten seconds. Nothing of yours was half done; try again."
_turns = Turns()

db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False, "autoflush": True})
_migrate = Migrate()


def init_app(app: Flask, url: str) -> None:
    """Tie the database at ``url`` to the application (``sqlite:////path/file.db``, ``postgresql://…``).

    Raises ``BadInput`` when the address is not one of a database that the product knows.
    """
    app.config["SQLALCHEMY_DATABASE_URI"] = normalised(url)
    app.config.setdefault("SQLALCHEMY_TRACK_MODIFICATIONS", False)
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", {"json_serializer": _dumps, "pool_pre_ping": True})
    db.init_app(app)
    _migrate.init_app(app, db, directory=str(MIGRATIONS))
    with app.app_context():
        _prepare(db.engine)


def normalised(url: str) -> str:
    """The address with the driver that the product uses. Raises ``BadInput`` for another kind of database."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise BadInput(
            "DATABASE_URL is not a database address; write it as postgresql://user:password@host/name, "
            "or leave it out for SQLite"
        ) from None
    backend = parsed.get_backend_name()
    if backend in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    if backend == "sqlite":
        return parsed.render_as_string(hide_password=False)
    raise BadInput(f"DATABASE_URL names a database of kind '{backend}'; use postgresql://… or sqlite:///…")


def _dumps(value: Any) -> str:
    # ASCII, so that a lone surrogate or another odd character of a fact can always be stored.
    return json.dumps(value, separators=(",", ":"))


def _prepare(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)


def _open_sqlite(connection: Any, _record: object) -> None:
    # We say BEGIN ourselves: the driver's own habit would begin too late and never IMMEDIATE.
    connection.isolation_level = None
    cursor = connection.cursor()
    # The wait for a busy database comes first: switching to WAL may itself have to wait.
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_S * 1000}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA temp_store=MEMORY")
    cursor.execute("PRAGMA cache_size=-65536")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    how = connection.get_execution_options().get("writing")
    if how is None:
        connection.exec_driver_sql("BEGIN")
        return
    connection.exec_driver_sql(f"PRAGMA synchronous={'FULL' if how == 'durable' else 'NORMAL'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get("writing") is not None:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")


@contextmanager
def writing(*, durable: bool = True, wait: float = BUSY_TIMEOUT_S) -> Iterator[Session]:
    """A transaction that writes: committed at the end, rolled back on any error; part of one under way.

    Everything read inside is the newest committed state, and stays so until the end. Raises ``Unavailable``
    when another writer of this process holds the database for longer than ``wait`` seconds, one of another
    process for longer than ten, or the disk takes no more.
    """
    session = db.session()
    if session.info.get("writing"):
        yield session
        return
    session.commit()
    session.expire_all()
    if not _turns.take(wait):
        raise Unavailable(_BUSY)
    try:
        session.connection(execution_options={"writing": "durable" if durable else "quick"})
        session.info["writing"] = True
        yield session
        session.commit()
    except OperationalError as error:
        session.rollback()
        raise Unavailable(
            f"The database does not take the change: {str(error.orig).splitlines()[0]}. "
            "Check that it runs, that its disk has room, and try again."
        ) from error
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("writing", None)
        _turns.give()


def _config(app: Flask) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["app"] = app
    return config


def pending_migrations() -> list[str]:
    """The migrations that the database has not had yet, oldest first."""
    script = ScriptDirectory(str(MIGRATIONS))
    with db.engine.connect() as connection:
        at = MigrationContext.configure(connection).get_current_heads()
    missing = script.iterate_revisions("heads", at or "base")
    return [revision.revision for revision in reversed(list(missing))]


def upgrade(app: Flask, progress: Callable[[str], None] | None = None) -> int:
    """Bring the database to the present schema, one migration after the other; how many there were.

    ``progress`` hears the name of each. Each migration is one transaction, so that an interrupted one is
    simply run again. Raises ``Unavailable`` when the database cannot be reached.
    """
    with app.app_context():
        try:
            missing = pending_migrations()
            for revision in missing:
                if progress is not None:
                    progress(revision)
                command.upgrade(_config(app), revision)
        except OperationalError as error:
            raise Unavailable(
                f"The database cannot be opened: {str(error.orig).splitlines()[0]}. "
                "Check DATABASE_URL or DESIGNER_DATA_DIR, and that the database runs."
            ) from error
        finally:
            db.session.remove()
        return len(missing)


def is_current() -> bool:
    """Whether the database answers and has the present schema."""
    with db.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    return not pending_migrations()
