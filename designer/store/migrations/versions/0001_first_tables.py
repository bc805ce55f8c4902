"""The first tables.

Published versions and decisions are kept by triggers from being changed or deleted, whoever asks.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

#: Rows of these are written once; a contact that is erased takes its own along.
APPEND_ONLY = ("scenario_version", "template_version", "decision", "consent_log")
NEVER_DELETED = ("scenario_version", "template_version")


def forbid_changes(table: str) -> None:
    """Refuse every UPDATE of a table."""
    forbid(table, "UPDATE")


def forbid(table: str, operation: str) -> None:
    """Refuse an operation on a table, in the dialect of the database."""
    name = f"{table}_no_{operation.lower()}"
    words = (
        f"rows of {table} are never changed"
        if operation == "UPDATE"
        else f"rows of {table} are never deleted"
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {operation} ON {table} BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{words}'; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {operation} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def upgrade() -> None:
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("mode", sa.String(length=120), nullable=False),
        sa.Column("speed", sa.Double(), nullable=False),
        sa.Column("anchor_minute", sa.BigInteger(), nullable=False),
        sa.Column("anchor_real", sa.Double(), nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_clock"),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.String(length=400), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("created_real", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
    )
    op.create_table(
        "decision",
        sa.Column("enrolment", sa.String(length=400), nullable=False),
        sa.Column("node", sa.String(length=400), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("contact", sa.String(length=400), nullable=False),
        sa.Column("scenario", sa.String(length=400), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=120), nullable=False),
        sa.Column("category", sa.String(length=120), nullable=False),
        sa.Column("verdict", sa.String(length=120), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.String(length=120), nullable=True),
        sa.Column("blocked_by", sa.JSON(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("send_key", sa.String(length=400), nullable=True),
        sa.Column("inversion", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("enrolment", "node", "visit", "attempt", name="pk_decision"),
    )
    op.create_index("ix_decision_at", "decision", ["at"], unique=False)
    op.create_index("ix_decision_contact_at", "decision", ["contact", "at"], unique=False)
    op.create_index("ix_decision_scenario_verdict", "decision", ["scenario", "verdict"], unique=False)

    op.create_table(
        "document",
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("edited_real", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name="pk_document"),
    )
    op.create_table(
        "idempotency_key",
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("digest", sa.String(length=120), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("created_real", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_idempotency_key"),
    )
    op.create_index("ix_idempotency_key_created_real", "idempotency_key", ["created_real"], unique=False)

    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("expires_real", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_lease"),
    )
    op.create_table(
        "pass_log",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("started_real", sa.Double(), nullable=False),
        sa.Column("elapsed_s", sa.Double(), nullable=False),
        sa.Column("planner_s", sa.Double(), nullable=False),
        sa.Column("floor", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("contacts", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("node_steps", sa.Integer(), nullable=False),
        sa.Column("decisions", sa.JSON(), nullable=False),
        sa.Column("dispatches", sa.Integer(), nullable=False),
        sa.Column("set_aside", sa.Integer(), nullable=False),
        sa.Column("dispatched", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pass_log"),
    )
    op.create_index("ix_pass_log_started_real", "pass_log", ["started_real"], unique=False)

    op.create_table(
        "refusal_tally",
        sa.Column("scenario", sa.String(length=400), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scenario", "reason", name="pk_refusal_tally"),
    )
    op.create_table(
        "scenario",
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("entry_version", sa.Integer(), nullable=True),
        sa.Column("live_since", sa.BigInteger(), nullable=True),
        sa.Column("created_real", sa.Double(), nullable=False),
        sa.Column("edited_real", sa.Double(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_scenario"),
    )
    op.create_index("ix_scenario_state", "scenario", ["state"], unique=False)

    op.create_table(
        "signing_key",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("created_real", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_signing_key"),
    )
    op.create_table(
        "template",
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("created_real", sa.Double(), nullable=False),
        sa.Column("edited_real", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_template"),
    )
    op.create_table(
        "workspace",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("sender_address", sa.String(length=400), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("rules_revision", sa.Integer(), nullable=False),
        sa.Column("created_real", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workspace"),
    )
    op.create_table(
        "consent_log",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("contact", sa.String(length=400), nullable=False),
        sa.Column("channel", sa.String(length=120), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("send_key", sa.String(length=400), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("real", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact"], ["contact.id"], name="fk_consent_log_contact_contact", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_consent_log"),
    )
    op.create_index("ix_consent_log_contact", "consent_log", ["contact"], unique=False)

    op.create_table(
        "contact_cursor",
        sa.Column("contact", sa.String(length=400), nullable=False),
        sa.Column("unit", sa.String(length=400), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=True),
        sa.Column("taken_to", sa.BigInteger(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("set_aside", sa.Text(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact"], ["contact.id"], name="fk_contact_cursor_contact_contact", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contact", name="pk_contact_cursor"),
    )
    op.create_index(
        "ix_contact_cursor_due",
        "contact_cursor",
        ["due"],
        unique=False,
        sqlite_where=sa.text("due IS NOT NULL"),
        postgresql_where=sa.text("due IS NOT NULL"),
    )
    op.create_index("ix_contact_cursor_unit", "contact_cursor", ["unit"], unique=False)

    op.create_table(
        "enrolment",
        sa.Column("id", sa.String(length=400), nullable=False),
        sa.Column("contact", sa.String(length=400), nullable=False),
        sa.Column("scenario", sa.String(length=400), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("node", sa.String(length=400), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("arrived_at", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=True),
        sa.Column("planned_at", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("visits", sa.JSON(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("skip_next", sa.Boolean(), nullable=False),
        sa.Column("event", sa.String(length=400), nullable=True),
        sa.Column("control", sa.Boolean(), nullable=False),
        sa.Column("standing", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("left_at", sa.BigInteger(), nullable=True),
        sa.Column("converted_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact"], ["contact.id"], name="fk_enrolment_contact_contact", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_enrolment"),
        sa.UniqueConstraint("contact", "scenario", "entry", name="uq_enrolment_contact_scenario_entry"),
    )
    op.create_index(
        "ix_enrolment_inside",
        "enrolment",
        ["scenario", "node"],
        unique=False,
        sqlite_where=sa.text("standing = 'active'"),
        postgresql_where=sa.text("standing = 'active'"),
    )
    op.create_index("ix_enrolment_scenario_entered_at", "enrolment", ["scenario", "entered_at"], unique=False)

    op.create_table(
        "event",
        sa.Column("id", sa.String(length=400), nullable=False),
        sa.Column("contact", sa.String(length=400), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("minute", sa.BigInteger(), nullable=False),
        sa.Column("properties", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact"], ["contact.id"], name="fk_event_contact_contact", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
    )
    op.create_index("ix_event_contact_minute", "event", ["contact", "minute"], unique=False)
    op.create_index("ix_event_name_minute", "event", ["name", "minute"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("send_key", sa.String(length=400), nullable=False),
        sa.Column("contact", sa.String(length=400), nullable=False),
        sa.Column("scenario", sa.String(length=400), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("node", sa.String(length=400), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=120), nullable=False),
        sa.Column("category", sa.String(length=120), nullable=False),
        sa.Column("templates", sa.JSON(), nullable=False),
        sa.Column("pins", sa.JSON(), nullable=False),
        sa.Column("decided_to", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.String(length=400), nullable=True),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.Double(), nullable=False),
        sa.Column("claim", sa.String(length=120), nullable=True),
        sa.Column("owner", sa.String(length=120), nullable=True),
        sa.Column("real", sa.Boolean(), nullable=True),
        sa.Column("address", sa.String(length=400), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("done_real", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact"], ["contact.id"], name="fk_outbox_contact_contact", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("send_key", name="pk_outbox"),
    )
    op.create_index("ix_outbox_at", "outbox", ["at"], unique=False)
    op.create_index("ix_outbox_contact_at", "outbox", ["contact", "at"], unique=False)
    op.create_index(
        "ix_outbox_open",
        "outbox",
        ["state", "next_try", "at"],
        unique=False,
        sqlite_where=sa.text("state IN ('pending', 'sending')"),
        postgresql_where=sa.text("state IN ('pending', 'sending')"),
    )
    op.create_index("ix_outbox_state", "outbox", ["state"], unique=False)

    op.create_table(
        "refusal",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("contact", sa.String(length=400), nullable=False),
        sa.Column("scenario", sa.String(length=400), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.Column("by", sa.String(length=400), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact"], ["contact.id"], name="fk_refusal_contact_contact", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_refusal"),
    )
    op.create_index("ix_refusal_contact", "refusal", ["contact"], unique=False)

    op.create_table(
        "scenario_version",
        sa.Column("scenario", sa.String(length=400), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("graph", sa.JSON(), nullable=False),
        sa.Column("templates", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.Column("published_real", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["scenario"], ["scenario.key"], name="fk_scenario_version_scenario_scenario"),
        sa.PrimaryKeyConstraint("scenario", "number", name="pk_scenario_version"),
    )
    op.create_table(
        "send",
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("contact", sa.String(length=400), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("category", sa.String(length=120), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("scenario", sa.String(length=400), nullable=True),
        sa.Column("node", sa.String(length=400), nullable=True),
        sa.Column("ghost", sa.Boolean(), nullable=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact"], ["contact.id"], name="fk_send_contact_contact", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name="pk_send"),
    )
    op.create_index("ix_send_contact_at", "send", ["contact", "at"], unique=False)

    op.create_table(
        "suppression",
        sa.Column("contact", sa.String(length=400), nullable=False),
        sa.Column("channel", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact"], ["contact.id"], name="fk_suppression_contact_contact", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contact", "channel", name="pk_suppression"),
    )
    op.create_table(
        "template_version",
        sa.Column("template", sa.String(length=400), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=120), nullable=False),
        sa.Column("created_real", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["template"], ["template.key"], name="fk_template_version_template_template"),
        sa.PrimaryKeyConstraint("template", "number", name="pk_template_version"),
    )
    op.create_table(
        "node_tally",
        sa.Column("scenario", sa.String(length=400), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("node", sa.String(length=400), nullable=False),
        sa.Column("visits", sa.BigInteger(), nullable=False),
        sa.Column("sent", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scenario", "version"],
            ["scenario_version.scenario", "scenario_version.number"],
            name="fk_node_tally_scenario_version_scenario_version",
        ),
        sa.PrimaryKeyConstraint("scenario", "version", "node", name="pk_node_tally"),
    )
    op.create_table(
        "task",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("enrolment", sa.String(length=400), nullable=False),
        sa.Column("contact", sa.String(length=400), nullable=False),
        sa.Column("scenario", sa.String(length=400), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("node", sa.String(length=400), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("queue", sa.String(length=120), nullable=False),
        sa.Column("label", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enrolment"], ["enrolment.id"], name="fk_task_enrolment_enrolment", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_task"),
        sa.UniqueConstraint("enrolment", "node", "visit", name="uq_task_enrolment_node_visit"),
    )
    op.create_index("ix_task_contact", "task", ["contact"], unique=False)
    op.create_index("ix_task_state_queue", "task", ["state", "queue"], unique=False)

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
    for table in APPEND_ONLY:
        forbid_changes(table)
    for table in NEVER_DELETED:
        forbid(table, "DELETE")


def downgrade() -> None:
    for table in (
        "visit",
        "task",
        "node_tally",
        "template_version",
        "suppression",
        "send",
        "scenario_version",
        "refusal",
        "outbox",
        "event",
        "enrolment",
        "contact_cursor",
        "consent_log",
        "workspace",
        "template",
        "signing_key",
        "scenario",
        "refusal_tally",
        "pass_log",
        "lease",
        "idempotency_key",
        "document",
        "decision",
        "contact",
        "clock",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        for table in APPEND_ONLY:
            op.execute(f"DROP FUNCTION IF EXISTS {table}_no_update()")
        for table in NEVER_DELETED:
            op.execute(f"DROP FUNCTION IF EXISTS {table}_no_delete()")
