"""Fixtures of tests that need a database: a plugin, named by the packages' conftest files."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from world import World, postgres


@pytest.fixture(scope="session")
def pg():
    """A PostgreSQL server of the test session.

    Its folder is not below pytest's own: that one is closed to others at the start of every session, and a
    server started by root runs as another user.
    """
    with tempfile.TemporaryDirectory(prefix="designer-pg-") as folder, postgres(Path(folder)) as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request, tmp_path):
    """The address of an empty database, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'designer.db'}"
    return request.getfixturevalue("pg").fresh()


@pytest.fixture
def world(database, tmp_path):
    """A demo workspace on each database."""
    made = World(tmp_path, database)
    yield made
    made.close()


@pytest.fixture
def sqlite_world(tmp_path):
    """A demo workspace on SQLite."""
    made = World(tmp_path, f"sqlite:///{tmp_path / 'designer.db'}")
    yield made
    made.close()
