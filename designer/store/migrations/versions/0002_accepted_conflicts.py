"""What a version was published in spite of, and what one click has changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A plain ADD COLUMN: the guards of the table stay as they are, and old versions accepted nothing.
    op.add_column("scenario_version", sa.Column("accepted", sa.JSON(), nullable=True))
    op.create_table(
        "applied_change",
        sa.Column("id", sa.String(length=400), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("made_real", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_applied_change"),
    )
    op.create_index("ix_applied_change_made_real", "applied_change", ["made_real"])


def downgrade() -> None:
    op.drop_index("ix_applied_change_made_real", table_name="applied_change")
    op.drop_table("applied_change")
    op.drop_column("scenario_version", "accepted")
