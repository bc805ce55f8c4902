"""Scenarios are drawn together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "room",
        sa.Column("scenario", sa.String(length=400), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scenario"], ["scenario.key"], name="fk_room_scenario_scenario", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("scenario", name="pk_room"),
    )
    op.create_table(
        "room_update",
        sa.Column("scenario", sa.String(length=400), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("client", sa.String(length=120), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scenario"], ["room.scenario"], name="fk_room_update_scenario_room", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("scenario", "seq", name="pk_room_update"),
    )
    op.create_table(
        "room_person",
        sa.Column("scenario", sa.String(length=400), nullable=False),
        sa.Column("client", sa.String(length=120), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("colour", sa.Integer(), nullable=False),
        sa.Column("presence", sa.JSON(), nullable=False),
        sa.Column("seen_real", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scenario"], ["scenario.key"], name="fk_room_person_scenario_scenario", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("scenario", "client", name="pk_room_person"),
    )


def downgrade() -> None:
    op.drop_table("room_person")
    op.drop_table("room_update")
    op.drop_table("room")
