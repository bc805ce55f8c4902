"""The history of a draft: what stays of the saves, and what it is begun with."""

from alembic import command
from flask import Flask
from sqlalchemy import text
from world import message, wait

from designer import store
from designer.store import history, scenarios, workspace
from designer.store.database import _config


class Clock:
    """The machine's clock in the hands of a test."""

    def __init__(self, monkeypatch):
        self.now = 1_000_000.0
        monkeypatch.setattr(workspace, "real_now", lambda: self.now)


def save(world, length, author=None):
    scenarios.save_draft("s", world.draft("s", wait("w", length), message("t1")), author=author)


def kept(key="s"):
    """(kind, authors, length of the wait) of the entries, the newest first."""
    found = []
    for entry, _before in history.list_all(key).entries:
        waits = [node["for"] for node in entry.document["nodes"] if node["kind"] == "wait"]
        found.append((entry.kind, entry.authors, *waits))
    return found


def begun(world, author="Ana"):
    scenarios.create(world.draft("s", wait("w", "P1D"), message("t1")), author=author)


def test_an_author_s_saves_of_ten_minutes_are_one_entry(sqlite_world, monkeypatch):
    clock = Clock(monkeypatch)
    begun(sqlite_world)
    for minute, length in ((1, "P2D"), (9, "P3D"), (12, "P4D")):
        clock.now = 1_000_000.0 + minute * 60
        save(sqlite_world, length, "Ana")
    assert kept() == [
        ("saved", ("Ana",), "P4D"),
        ("saved", ("Ana",), "P3D"),
        ("created", ("Ana",), "P1D"),
    ]


def test_what_was_drawn_before_somebody_else_came_stays(sqlite_world, monkeypatch):
    clock = Clock(monkeypatch)
    begun(sqlite_world)
    save(sqlite_world, "P2D", "Ana")
    clock.now += 60
    save(sqlite_world, "P3D", "Bo")
    save(sqlite_world, "P4D")
    assert [entry[1:] for entry in kept()] == [
        ((), "P4D"),
        (("Bo",), "P3D"),
        (("Ana",), "P2D"),
        (("Ana",), "P1D"),
    ]


def test_people_who_draw_at_the_same_time_share_an_entry(sqlite_world, monkeypatch):
    clock = Clock(monkeypatch)
    begun(sqlite_world)
    for second, author in enumerate(["Ana", "Bo", "Ana", "Bo", "Ana", "Bo"] * 20):
        clock.now = 1_000_000.0 + second
        save(sqlite_world, f"P{second + 2}D", author)
    assert [entry[1:] for entry in kept()] == [
        (("Bo", "Ana"), "P121D"),
        (("Ana",), "P2D"),
        (("Ana",), "P1D"),
    ]


def test_what_was_named_published_or_taken_back_stays(sqlite_world, monkeypatch):
    Clock(monkeypatch)
    begun(sqlite_world)
    sqlite_world.template("t1-text")
    save(sqlite_world, "P2D", "Ana")
    named = history.list_all("s").entries[0][0].id
    history.rename("s", named, "First idea")
    save(sqlite_world, "P3D", "Ana")
    scenarios.publish("s", reason="r", author="Bo")
    save(sqlite_world, "P4D", "Ana")
    scenarios.take_back("s", named, author="Ana")
    save(sqlite_world, "P5D", "Ana")
    assert kept() == [
        ("saved", ("Ana",), "P5D"),
        ("restored", ("Ana",), "P2D"),
        ("saved", ("Ana",), "P4D"),
        ("published", ("Ana",), "P3D"),
        ("saved", ("Ana",), "P2D"),
        ("created", ("Ana",), "P1D"),
    ]
    published = history.list_all("s").entries[3][0]
    assert (published.version, published.published_by, published.reason) == (1, "Bo", "r")


def test_the_newest_entry_is_always_what_is_drawn(sqlite_world, monkeypatch):
    Clock(monkeypatch)
    begun(sqlite_world)
    sqlite_world.template("t1-text")
    for step in (
        lambda: save(sqlite_world, "P2D", "Ana"),
        lambda: save(sqlite_world, "P2D", "Bo"),
        lambda: scenarios.publish("s", reason="r"),
        lambda: scenarios.publish("s", reason="r"),
        lambda: save(sqlite_world, "P3D", "Ana"),
    ):
        step()
        newest = history.list_all("s").entries[0][0]
        drawn = scenarios.get("s")
        assert (newest.document, newest.revision, newest.current) == (drawn.document, drawn.revision, True)
    assert [entry.version for entry, _ in history.list_all("s").entries] == [None, 2, 1, None]


def test_pages_of_the_history_follow_each_other_with_the_document_before(sqlite_world, monkeypatch):
    clock = Clock(monkeypatch)
    begun(sqlite_world)
    for day in range(2, 6):
        clock.now += 700
        save(sqlite_world, f"P{day}D", "Ana")
    first = history.list_all("s", limit=2)
    assert first.more
    last, earlier = first.entries[-1]
    rest = history.list_all("s", before=last.id)
    assert earlier == rest.entries[0][0].document
    assert not rest.more
    assert rest.entries[-1][1] is None


SCENARIO = (
    "INSERT INTO scenario (key, state, revision, draft, entry_version, created_real, edited_real, position)"
    " VALUES ('s', 'live', 7, '{\"key\": \"s\"}', 1, 5, 20, 1)"
)
VERSION = (
    "INSERT INTO scenario_version (scenario, number, document, graph, templates, findings, published_at,"
    " published_real) VALUES ('s', 1, '{}', '{}', '{}', '[]', 1, 10)"
)


def test_a_history_begins_with_what_was_published_and_what_is_drawn(database):
    app = Flask("history")
    store.init_app(app, database)
    with app.app_context():
        try:
            command.upgrade(_config(app), "0005")
            with store.db.engine.begin() as connection:
                for statement in (SCENARIO, VERSION):
                    connection.execute(text(statement))
            command.upgrade(_config(app), "0006")
            found = [
                (entry.kind, entry.version, entry.revision, entry.document)
                for entry, _ in history.list_all("s").entries
            ]
            assert found == [("saved", None, 7, {"key": "s"}), ("published", 1, None, {})]
            store.db.session.remove()
            command.downgrade(_config(app), "0005")
        finally:
            store.db.session.remove()
            store.db.engine.dispose()
