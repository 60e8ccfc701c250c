"""Reviews: what people say of claims, how unsure each claim is, and the order in which claims are looked at.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _number() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes the tables of reviews and doubts, and two indexes that the queue is read by."""
    _reviews()
    _doubts()
    for column in ("documents", "contradictions"):
        op.create_index(
            op.f(f"ix_incidents_{column}_incident_id"),
            "incidents",
            [column, "incident_id"],
            unique=False,
            sqlite_where=sa.text("current = 1"),
            postgresql_where=sa.text("current = 1"),
        )


def _reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("number", _number(), autoincrement=True, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("trigger_start", _number(), nullable=False),
        sa.Column("trigger_end", _number(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("rawi_version", sa.Text(), nullable=False),
        sa.Column("lexicon_version", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("old", sa.Text(), nullable=True),
        sa.Column("new", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("undoes", _number(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["documents.document_id"], name=op.f("fk_reviews_document_id_documents")),
        sa.ForeignKeyConstraint(["undoes"], ["reviews.number"], name=op.f("fk_reviews_undoes_reviews")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_reviews")),
        sa.UniqueConstraint("undoes", name=op.f("uq_reviews_undoes")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index(
        "ix_reviews_claim",
        "reviews",
        ["document_id", "trigger_start", "trigger_end", "type", "who", "verdict", "field"],
        unique=False,
    )
    op.create_index(op.f("ix_reviews_who_number"), "reviews", ["who", "number"], unique=False)


def _doubts() -> None:
    op.create_table(
        "doubts",
        sa.Column("claim_key", _number(), autoincrement=False, nullable=False),
        sa.Column("points", _number(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["claim_key"], ["claims.claim_key"], name=op.f("fk_doubts_claim_key_claims"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("claim_key", name=op.f("pk_doubts")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index(op.f("ix_doubts_points_claim_key"), "doubts", ["points", "claim_key"], unique=False)
