"""Incidents: what `rawi compare` makes of the claims, and what people decide of them.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables of incidents and decisions, and the view for browsers."""
    _incidents()
    _incident_accounts()
    _incident_claims()
    _incident_keys()
    _incident_days()
    _compared()
    _incident_trail()
    _decisions()
    op.execute("CREATE VIEW current_incidents AS SELECT * FROM incidents WHERE current = 1")


def _incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("incident_id", sa.Text(), nullable=False),
        sa.Column("current", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Text(), nullable=True),
        sa.Column("last_day", sa.Text(), nullable=True),
        sa.Column("place_id", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Double().with_variant(sa.REAL(), "sqlite"), nullable=True),
        sa.Column("longitude", sa.Double().with_variant(sa.REAL(), "sqlite"), nullable=True),
        sa.Column("killed_low", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("killed_best", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("killed_high", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("injured_low", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("injured_high", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("tellings", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("documents", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("independent_origins", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("corroboration", sa.Text(), nullable=False),
        sa.Column("contradictions", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("incident_id", name=op.f("pk_incidents")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    now = sa.text("current = 1")
    for column in ("country", "documents", "first_day", "independent_origins", "killed_high", "place_id"):
        name = op.f(f"ix_incidents_{column}")
        op.create_index(name, "incidents", [column], unique=False, sqlite_where=now, postgresql_where=now)


def _incident_accounts() -> None:
    op.create_table(
        "incident_accounts",
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("incident_id", sa.Text(), nullable=False),
        sa.Column("tellings", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.document_id"], name=op.f("fk_incident_accounts_document_id_documents")),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.incident_id"], name=op.f("fk_incident_accounts_incident_id_incidents")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_incident_accounts")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index(op.f("ix_incident_accounts_document_id"), "incident_accounts", ["document_id"], unique=False)
    op.create_index(op.f("ix_incident_accounts_incident_id"), "incident_accounts", ["incident_id"], unique=False)


def _incident_claims() -> None:
    op.create_table(
        "incident_claims",
        sa.Column("reading_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("incident_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("trigger_start", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["incident_accounts.account_id"], name=op.f("fk_incident_claims_account_id_incident_accounts")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["documents.document_id"], name=op.f("fk_incident_claims_document_id_documents")),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.incident_id"], name=op.f("fk_incident_claims_incident_id_incidents")),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["readings.reading_id"], name=op.f("fk_incident_claims_reading_id_readings"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("reading_id", "claim_id", name=op.f("pk_incident_claims")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index(op.f("ix_incident_claims_account_id"), "incident_claims", ["account_id"], unique=False)
    op.create_index(op.f("ix_incident_claims_document_id_trigger_start"), "incident_claims", ["document_id", "trigger_start"], unique=False)
    op.create_index(op.f("ix_incident_claims_incident_id"), "incident_claims", ["incident_id"], unique=False)


def _incident_keys() -> None:
    op.create_table(
        "incident_keys",
        sa.Column("key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first_day", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("last_day", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("key", "first_day", "account_id", name=op.f("pk_incident_keys")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_incident_keys_account_id"), "incident_keys", ["account_id"], unique=False)


def _incident_days() -> None:
    op.create_table(
        "incident_days",
        sa.Column("place_id", sa.Text(), nullable=False),
        sa.Column("day", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("place_id", "day", "type", "account_id", name=op.f("pk_incident_days")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_incident_days_account_id"), "incident_days", ["account_id"], unique=False)


def _compared() -> None:
    op.create_table(
        "compared",
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("reading_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("paper", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.document_id"], name=op.f("fk_compared_document_id_documents")),
        sa.ForeignKeyConstraint(["reading_id"], ["readings.reading_id"], name=op.f("fk_compared_reading_id_readings"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_compared")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index(op.f("ix_compared_reading_id"), "compared", ["reading_id"], unique=False)


def _incident_trail() -> None:
    op.create_table(
        "incident_trail",
        sa.Column("trail_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("old_id", sa.Text(), nullable=False),
        sa.Column("new_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("trail_id", name=op.f("pk_incident_trail")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index(op.f("ix_incident_trail_new_id"), "incident_trail", ["new_id"], unique=False)
    op.create_index(op.f("ix_incident_trail_old_id"), "incident_trail", ["old_id"], unique=False)


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("a_document_id", sa.Text(), nullable=False),
        sa.Column("a_start", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("b_document_id", sa.Text(), nullable=False),
        sa.Column("b_start", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["a_document_id"], ["documents.document_id"], name=op.f("fk_decisions_a_document_id_documents")),
        sa.ForeignKeyConstraint(["b_document_id"], ["documents.document_id"], name=op.f("fk_decisions_b_document_id_documents")),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_decisions")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
