"""The tree of the workspace's scenarios, as they are drawn."""

from __future__ import annotations

from sqlalchemy import select

from designer.analysis.speech import Names
from designer.analysis.tree import Tree, grow, told
from designer.store import documents
from designer.store.database import db
from designer.store.models import ScenarioRow

#: The states that may be asked for.
STATES = ("draft", "live", "paused", "archived")


def read(*, state: str | None = None) -> Tree:
    """The tree of every scenario that is not archived, or of those in one state."""
    query = select(ScenarioRow.key, ScenarioRow.state, ScenarioRow.draft)
    asked = ScenarioRow.state == state if state else ScenarioRow.state != "archived"
    rows = db.session.execute(query.where(asked).order_by(ScenarioRow.position, ScenarioRow.key))
    segments = documents.segments()
    return grow(
        (told(row.key, row.state, row.draft) for row in rows),
        segments,
        Names.declared(documents.data(), segments),
    )
