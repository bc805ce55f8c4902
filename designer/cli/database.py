"""`designer db`: the database and its schema."""

from __future__ import annotations

import click

from designer.cli.output import Output, with_format


@click.group()
def db() -> None:
    """Bring the database to the present schema, or look at it."""


@db.command()
@with_format
def upgrade(output: Output) -> None:
    """Apply the migrations that are missing; each one whole or not at all."""
    from designer import store
    from designer.app import create_app

    app = create_app()
    applied: list[str] = []

    def progress(revision: str) -> None:
        applied.append(revision)
        output.note(f"migration {revision}")

    store.upgrade(app, progress)
    if output.is_json:
        output.json({"applied": applied})
    else:
        count = len(applied)
        click.echo(f"{count} migration{'s' if count > 1 else ''} applied." if count else "Nothing to do.")


@db.command()
@with_format
def status(output: Output) -> int:
    """Say whether the database answers and has the present schema; status 1 when it has not."""
    from designer import store
    from designer.app import create_app

    app = create_app()
    with app.app_context():
        pending = store.database.pending_migrations()
    if output.is_json:
        output.json({"current": not pending, "pending": pending})
    elif pending:
        click.echo(f"{len(pending)} migrations are missing: {', '.join(pending)}. Run `designer db upgrade`.")
    else:
        click.echo("The database has the present schema.")
    return 1 if pending else 0
