"""The nodes that somebody has entered outlive the change of their table."""

from alembic import command
from flask import Flask
from sqlalchemy import text

from designer import store
from designer.store.database import _config

CONTACT = "INSERT INTO contact (id, attributes, search, created_real) VALUES ('ana', '{}', 'ana', 0)"
ENROLMENT = (
    "INSERT INTO enrolment (id, contact, scenario, version, entry, entered_at, node, visit, arrived_at,"
    " attempts, visits, steps, skip_next, control, standing)"
    " VALUES ('ana/s/1', 'ana', 's', 1, 1, 5, 'w', 1, 5, 0, '{}', 2, false, false, 'active')"
)
VISITS = "INSERT INTO visit VALUES ('ana/s/1', 'start', 1, 5), ('ana/s/1', 'w', 1, 7)"


def test_visits_become_walks_and_walks_visits_again(database):
    app = Flask("walks")
    store.init_app(app, database)
    with app.app_context():
        try:
            command.upgrade(_config(app), "0003")
            with store.db.engine.begin() as connection:
                for statement in (CONTACT, ENROLMENT, VISITS):
                    connection.execute(text(statement))
            command.upgrade(_config(app), "0004")
            walks = store.db.session.query(store.models.WalkRow).order_by("step").all()
            assert [(walk.step, walk.nodes) for walk in walks] == [(1, [["start", 1, 5]]), (2, [["w", 1, 7]])]
            store.db.session.remove()
            command.downgrade(_config(app), "0003")
            with store.db.engine.begin() as connection:
                visits = connection.execute(text("SELECT node, visit, at FROM visit ORDER BY at")).all()
            assert [tuple(visit) for visit in visits] == [("start", 1, 5), ("w", 1, 7)]
        finally:
            store.db.session.remove()
            store.db.engine.dispose()
