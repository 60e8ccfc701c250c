"""The tables of reviews, beside those of the store: what people said of claims, and how unsure each claim is."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table, Text, UniqueConstraint

from rawi.archive.tables import NUMBER, metadata

reviews = Table(
    "reviews",
    metadata,
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("document_id", Text, ForeignKey("documents.document_id"), nullable=False),
    Column("sha256", Text, nullable=False),
    Column("trigger_start", NUMBER, nullable=False),
    Column("trigger_end", NUMBER, nullable=False),
    Column("type", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("claim_id", Text, nullable=False),
    Column("rawi_version", Text, nullable=False),
    Column("lexicon_version", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("field", Text),
    Column("old", Text),
    Column("new", Text),
    Column("why", Text),
    Column("undoes", NUMBER, ForeignKey("reviews.number")),
    UniqueConstraint("undoes"),
    Index("ix_reviews_claim", "document_id", "trigger_start", "trigger_end", "type", "who", "verdict", "field"),
    Index(None, "who", "number"),
    sqlite_strict=True,
    sqlite_with_rowid=True,
)
"""One thing that somebody said of one claim; only ever added to.

The claim is `document_id`, `trigger_start`, `trigger_end` and `type`, as the machine read it: that survives a re-reading. `sha256`: the
capture; `words`: its trigger; `claim_id` and the versions: as they were seen. `verdict`: of `records.Verdict`; for a repair `field`, `old`
and `new` (JSON). `why`: free text. `undoes`: the number of the review that this one takes back.
"""

doubts = Table(
    "doubts",
    metadata,
    Column("claim_key", NUMBER, ForeignKey("claims.claim_key", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("points", NUMBER, nullable=False),
    Column("reasons", Text, nullable=False),
    Index(None, "points", "claim_key"),
    sqlite_strict=True,
    sqlite_with_rowid=True,
)
"""How unsure a claim is (`doubt` says by what rules), and the codes of the reasons, separated by blanks. Made again at will."""
