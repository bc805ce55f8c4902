"""A message says which variant of its templates left."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("variants", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("outbox", "variants")
