"""The nodes that an enrolment enters in one pass are one row."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "walk",
        sa.Column("enrolment", sa.String(length=400), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("nodes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment"], ["enrolment.id"], name="fk_walk_enrolment_enrolment", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("enrolment", "step", name="pk_walk"),
        sqlite_with_rowid=False,
    )
    sqlite = op.get_bind().dialect.name == "sqlite"
    make, place = ("json_array", "rowid") if sqlite else ("json_build_array", "ctid")
    op.execute(
        f"INSERT INTO walk (enrolment, step, nodes) SELECT enrolment,"  # noqa: S608  # names of ours
        f" row_number() OVER (PARTITION BY enrolment ORDER BY at, {place}),"
        f" {make}({make}(node, visit, at)) FROM visit"
    )
    op.drop_table("visit")


def downgrade() -> None:
    op.create_table(
        "visit",
        sa.Column("enrolment", sa.String(length=400), nullable=False),
        sa.Column("node", sa.String(length=400), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment"], ["enrolment.id"], name="fk_visit_enrolment_enrolment", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("enrolment", "node", "visit", name="pk_visit"),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "INSERT INTO visit (enrolment, node, visit, at) SELECT walk.enrolment,"
            " one.value ->> 0, one.value ->> 1, one.value ->> 2"
            " FROM walk, json_each(walk.nodes) AS one"
        )
    else:
        op.execute(
            "INSERT INTO visit (enrolment, node, visit, at) SELECT walk.enrolment,"
            " one.value ->> 0, (one.value ->> 1)::integer, (one.value ->> 2)::bigint"
            " FROM walk, json_array_elements(walk.nodes) AS one"
        )
    op.drop_table("walk")
