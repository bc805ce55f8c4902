"""How Alembic reaches the database: through the application's own engine."""

from __future__ import annotations

from alembic import context

from designer.store.database import db


def run() -> None:
    """Run the migrations asked for, each in a transaction of its own."""
    with db.engine.connect() as connection:
        # SQLite can undo a changed schema only inside a transaction that we began ourselves.
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            transaction_per_migration=True,
            render_as_batch=connection.dialect.name == "sqlite",
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
