"""The first schema.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes all tables, the full-text index and the view for browsers."""
    _about()
    _documents()
    _entities()
    _fetches()
    _places()
    _quarantine()
    _captures()
    _reprints()
    _readings()
    _sketch_keys()
    _sketches()
    _claims()
    _claim_actors()
    postgres = op.get_context().dialect.name == "postgresql"
    if postgres:
        _search_in_postgres()
        _sorted_indexes()
    else:
        op.execute("CREATE VIRTUAL TABLE search USING fts5(words, tokenize = 'unicode61 remove_diacritics 0', detail = none)")
    joined = (
        "string_agg(coalesce(a.name, a.words), ' | ' ORDER BY a.position)" if postgres else "group_concat(coalesce(a.name, a.words), ' | ')"
    )
    named = f"(SELECT {joined} FROM claim_actors a WHERE a.claim_key = c.claim_key AND a.role = '{{}}')"
    op.execute(
        "CREATE VIEW current_claims AS SELECT c.*, d.name AS document, d.title, d.outlet, d.published, d.url,"
        f" {named.format('agent')} AS agents, {named.format('target')} AS targets"
        " FROM claims c JOIN documents d ON d.document_id = c.document_id WHERE c.current = 1"
    )


def _search_in_postgres() -> None:
    op.execute(
        "CREATE TABLE search (words tsvector NOT NULL,"
        " capture_id bigint CONSTRAINT pk_search PRIMARY KEY REFERENCES captures (capture_id) ON DELETE CASCADE)"
    )
    op.execute("CREATE INDEX ix_search_words ON search USING gin (words)")


def _sorted_indexes() -> None:
    """The orders in which claims are shown: PostgreSQL puts what is unknown first unless told, and reads no such index backwards."""
    for name, columns in (("date", ("date_start", "date_end")), ("killed", ("killed_min",))):
        order = ", ".join(f"{c} DESC NULLS LAST" for c in columns)
        op.execute(f"CREATE INDEX ix_claims_by_{name} ON claims ({order}, claim_key DESC) WHERE current = 1")


def _about() -> None:
    op.create_table(
        "about",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_about")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("first_seen_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_documents")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index(op.f("ix_documents_outlet"), "documents", ["outlet"], unique=False)
    op.create_index(op.f("ix_documents_published"), "documents", ["published"], unique=False)


def _entities() -> None:
    op.create_table(
        "entities",
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("arabic", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("entity_id", name=op.f("pk_entities")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )


def _fetches() -> None:
    op.create_table(
        "fetches",
        sa.Column("fetch_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("fetched_at", sa.Text(), nullable=True),
        sa.Column("next_due_at", sa.Text(), nullable=True),
        sa.Column("every_seconds", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("failures", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("fetch_id", name=op.f("pk_fetches")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index(op.f("ix_fetches_kind"), "fetches", ["kind"], unique=False)
    op.create_index(op.f("ix_fetches_parent"), "fetches", ["parent"], unique=False)


def _places() -> None:
    op.create_table(
        "places",
        sa.Column("place_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("arabic", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("admin1", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Double().with_variant(sa.REAL(), "sqlite"), nullable=True),
        sa.Column("longitude", sa.Double().with_variant(sa.REAL(), "sqlite"), nullable=True),
        sa.PrimaryKeyConstraint("place_id", name=op.f("pk_places")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )


def _quarantine() -> None:
    op.create_table(
        "quarantine",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=True),
        sa.Column("refused_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_quarantine")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )


def _captures() -> None:
    op.create_table(
        "captures",
        sa.Column("capture_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("ledger_seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("captured_at", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.document_id"], name=op.f("fk_captures_document_id_documents")),
        sa.PrimaryKeyConstraint("capture_id", name=op.f("pk_captures")),
        sa.UniqueConstraint("document_id", "sha256", name=op.f("uq_captures_document_id_sha256")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index(op.f("ix_captures_sha256"), "captures", ["sha256"], unique=False)


def _reprints() -> None:
    op.create_table(
        "reprints",
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("of_document_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("similarity", sa.Double().with_variant(sa.REAL(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.document_id"], name=op.f("fk_reprints_document_id_documents")),
        sa.ForeignKeyConstraint(["of_document_id"], ["documents.document_id"], name=op.f("fk_reprints_of_document_id_documents")),
        sa.PrimaryKeyConstraint("document_id", "of_document_id", name=op.f("pk_reprints")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index(op.f("ix_reprints_of_document_id"), "reprints", ["of_document_id"], unique=False)


def _readings() -> None:
    op.create_table(
        "readings",
        sa.Column("reading_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("capture_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rawi_version", sa.Text(), nullable=False),
        sa.Column("lexicon_version", sa.Text(), nullable=False),
        sa.Column("read_at", sa.Text(), nullable=False),
        sa.Column("superseded_at", sa.Text(), nullable=True),
        sa.Column("genre", sa.Text(), nullable=False),
        sa.Column("reading", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["capture_id"], ["captures.capture_id"], name=op.f("fk_readings_capture_id_captures")),
        sa.PrimaryKeyConstraint("reading_id", name=op.f("pk_readings")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index(
        op.f("ix_readings_capture_id_rawi_version_lexicon_version"),
        "readings",
        ["capture_id", "rawi_version", "lexicon_version"],
        unique=False,
    )
    op.create_index(op.f("ix_readings_superseded_at"), "readings", ["superseded_at"], unique=False)


def _sketch_keys() -> None:
    op.create_table(
        "sketch_keys",
        sa.Column("key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("capture_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["capture_id"], ["captures.capture_id"], name=op.f("fk_sketch_keys_capture_id_captures")),
        sa.PrimaryKeyConstraint("key", "capture_id", name=op.f("pk_sketch_keys")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _sketches() -> None:
    op.create_table(
        "sketches",
        sa.Column("capture_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.Column("words", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shingles", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["capture_id"], ["captures.capture_id"], name=op.f("fk_sketches_capture_id_captures")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.document_id"], name=op.f("fk_sketches_document_id_documents")),
        sa.PrimaryKeyConstraint("capture_id", name=op.f("pk_sketches")),
        sa.UniqueConstraint("document_id", name=op.f("uq_sketches_document_id")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )


def _claims() -> None:
    op.create_table(
        "claims",
        sa.Column("claim_key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("reading_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("current", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("date_start", sa.Text(), nullable=True),
        sa.Column("date_end", sa.Text(), nullable=True),
        sa.Column("place_id", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("admin1", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Double().with_variant(sa.REAL(), "sqlite"), nullable=True),
        sa.Column("longitude", sa.Double().with_variant(sa.REAL(), "sqlite"), nullable=True),
        sa.Column("killed_min", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("killed_max", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("injured_min", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("injured_max", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("trigger_start", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("trigger_end", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("origin_kind", sa.Text(), nullable=True),
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column("chain_depth", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.document_id"], name=op.f("fk_claims_document_id_documents")),
        sa.ForeignKeyConstraint(["reading_id"], ["readings.reading_id"], name=op.f("fk_claims_reading_id_readings"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("claim_key", name=op.f("pk_claims")),
        sa.UniqueConstraint("reading_id", "claim_id", name=op.f("uq_claims_reading_id_claim_id")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index(
        op.f("ix_claims_country_date_start_date_end"),
        "claims",
        ["country", "date_start", "date_end"],
        unique=False,
        sqlite_where=sa.text("current = 1"),
        postgresql_where=sa.text("current = 1"),
    )
    op.create_index(
        op.f("ix_claims_date_start_date_end"),
        "claims",
        ["date_start", "date_end"],
        unique=False,
        sqlite_where=sa.text("current = 1"),
        postgresql_where=sa.text("current = 1"),
    )
    op.create_index(op.f("ix_claims_document_id"), "claims", ["document_id"], unique=False)
    op.create_index(
        op.f("ix_claims_killed_min"),
        "claims",
        ["killed_min"],
        unique=False,
        sqlite_where=sa.text("current = 1"),
        postgresql_where=sa.text("current = 1"),
    )
    op.create_index(
        op.f("ix_claims_latitude_longitude"),
        "claims",
        ["latitude", "longitude"],
        unique=False,
        sqlite_where=sa.text("current = 1"),
        postgresql_where=sa.text("current = 1"),
    )
    op.create_index(
        op.f("ix_claims_place"),
        "claims",
        ["place"],
        unique=False,
        sqlite_where=sa.text("current = 1"),
        postgresql_where=sa.text("current = 1"),
    )
    op.create_index(
        op.f("ix_claims_place_id"),
        "claims",
        ["place_id"],
        unique=False,
        sqlite_where=sa.text("current = 1"),
        postgresql_where=sa.text("current = 1"),
    )
    op.create_index(
        op.f("ix_claims_reading_id_type_country_status"),
        "claims",
        ["reading_id", "type", "country", "status"],
        unique=False,
        sqlite_where=sa.text("current = 1"),
        postgresql_where=sa.text("current = 1"),
    )
    op.create_index(
        op.f("ix_claims_type_date_start_date_end"),
        "claims",
        ["type", "date_start", "date_end"],
        unique=False,
        sqlite_where=sa.text("current = 1"),
        postgresql_where=sa.text("current = 1"),
    )


def _claim_actors() -> None:
    op.create_table(
        "claim_actors",
        sa.Column("claim_key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["claim_key"], ["claims.claim_key"], name=op.f("fk_claim_actors_claim_key_claims"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("claim_key", "role", "position", name=op.f("pk_claim_actors")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index(op.f("ix_claim_actors_entity_id"), "claim_actors", ["entity_id"], unique=False)
