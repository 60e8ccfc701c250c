"""The tables of accounts, beside those of the store: who may sign in, and who is signed in."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table, Text, UniqueConstraint

from rawi.archive.tables import NUMBER, metadata

users = Table(
    "users",
    metadata,
    Column("name", Text, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("disabled_at", Text),
    sqlite_strict=True,
    sqlite_with_rowid=True,
)
"""Who may sign in to the workbench: `hash` is Argon2's, `role` reader, reviewer or admin. Decisions keep the name, so no row is removed."""

sessions = Table(
    "sessions",
    metadata,
    Column("session_id", NUMBER, primary_key=True, autoincrement=True),
    Column("token_hash", Text, nullable=False),
    Column("name", Text, ForeignKey("users.name"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("label", Text),
    Column("created_at", Text, nullable=False),
    Column("seen_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    UniqueConstraint("token_hash"),
    Index(None, "name"),
    sqlite_strict=True,
    sqlite_with_rowid=True,
)
"""Who is signed in (`kind` session) and which programs may ask (`kind` token): SHA-256 of a random secret that only its holder has."""
