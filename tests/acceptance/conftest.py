"""The databases and the world of these tests."""

from databases import database, pg, sqlite_world, world  # noqa: F401  # fixtures are found by name
