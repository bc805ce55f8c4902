"""Drafts as they once were, who published, and which contacts were put on another version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    history = op.create_table(
        "history",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("scenario", sa.String(length=400), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("restored_from", sa.BigInteger(), nullable=True),
        sa.Column("began_real", sa.Double(), nullable=False),
        sa.Column("saved_real", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["scenario"], ["scenario.key"], name="fk_history_scenario_scenario"),
        sa.PrimaryKeyConstraint("id", name="pk_history"),
    )
    op.create_index("ix_history_scenario_id", "history", ["scenario", "id"])
    op.create_table(
        "move",
        sa.Column("enrolment", sa.String(length=400), nullable=False),
        sa.Column("to_version", sa.Integer(), nullable=False),
        sa.Column("to_node", sa.String(length=400), nullable=False),
        sa.Column("from_version", sa.Integer(), nullable=False),
        sa.Column("from_node", sa.String(length=400), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment"], ["enrolment.id"], name="fk_move_enrolment_enrolment", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("enrolment", "to_version", name="pk_move"),
    )
    # plain ADD COLUMNs: the guards of the table stay as they are
    op.add_column("scenario_version", sa.Column("author", sa.String(length=120), nullable=True))
    op.add_column("scenario_version", sa.Column("moving", sa.JSON(), nullable=True))
    _begin(history)


def _begin(history: sa.Table) -> None:
    """What was published, and what is drawn now, begin the history of each scenario."""
    bind = op.get_bind()
    scenario = sa.table(
        "scenario",
        sa.column("key"),
        sa.column("revision"),
        sa.column("draft", sa.JSON()),
        sa.column("edited_real"),
    )
    version = sa.table(
        "scenario_version",
        sa.column("scenario"),
        sa.column("number"),
        sa.column("document", sa.JSON()),
        sa.column("published_real"),
    )
    for key in bind.execute(sa.select(scenario.c.key).order_by(scenario.c.key)).scalars().all():
        drawn = bind.execute(sa.select(scenario).where(scenario.c.key == key)).one()
        rows = [
            {"kind": "published", "document": row.document, "version": row.number, "at": row.published_real}
            for row in bind.execute(
                sa.select(version).where(version.c.scenario == key).order_by(version.c.number)
            )
        ]
        if not rows or rows[-1]["document"] != drawn.draft:
            at = max([drawn.edited_real, *(row["at"] for row in rows)])
            rows.append({"kind": "saved", "document": drawn.draft, "version": None, "at": at})
        for place, row in enumerate(rows, start=1):
            at = row.pop("at")
            bind.execute(
                history.insert().values(
                    scenario=key,
                    revision=drawn.revision if place == len(rows) else None,
                    authors=[],
                    began_real=at,
                    saved_real=at,
                    **row,
                )
            )


def downgrade() -> None:
    op.drop_column("scenario_version", "moving")
    op.drop_column("scenario_version", "author")
    op.drop_table("move")
    op.drop_index("ix_history_scenario_id", table_name="history")
    op.drop_table("history")
