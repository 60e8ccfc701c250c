"""The store's tables: documents, their captures, what was read from them when, the claims, actors and places of the readings, incidents.

Names are plain, so that the file reads well in any SQLite browser; the full-text table is in `fulltext`. Times are UTC, ISO 8601. A
reading is never overwritten: one made with another version of Rawi or of the lexicon stands beside it, and `superseded_at` says until
when the older one was what we said.
"""

from __future__ import annotations

from sqlalchemy import (
    REAL,
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeEngine

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)
REAL_NUMBER: TypeEngine[float] = Double().with_variant(REAL(), "sqlite")
NUMBER: TypeEngine[int] = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits in both databases."""


def _of_current(*columns: str) -> Index:
    """An index of what we say now, which is what is searched."""
    now = text("current = 1")
    return Index(None, *columns, sqlite_where=now, postgresql_where=now)


def _table(name: str, *parts: Column[object] | UniqueConstraint | Index, rowid: bool = True) -> Table:
    return Table(name, metadata, *parts, sqlite_strict=True, sqlite_with_rowid=rowid)


about = _table(
    "about",
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""Facts about the store itself: `archive`, the hash of the first line of the ledger it belongs to."""

documents = _table(
    "documents",
    Column("document_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("url", Text),
    Column("title", Text),
    Column("outlet", Text),
    Column("author", Text),
    Column("published", Text),
    Column("first_seen_at", Text, nullable=False),
    Index(None, "outlet"),
    Index(None, "published"),
)
"""One article, whatever became of its page: `document_id` is made from its address, or from its outlet and name."""

captures = _table(
    "captures",
    Column("capture_id", NUMBER, primary_key=True, autoincrement=False),
    Column("document_id", Text, ForeignKey("documents.document_id"), nullable=False),
    Column("sha256", Text, nullable=False),
    Column("ledger_seq", NUMBER, nullable=False),
    Column("captured_at", Text, nullable=False),
    Column("size", NUMBER, nullable=False),
    Column("about", Text, nullable=False),
    UniqueConstraint("document_id", "sha256"),
    Index(None, "sha256"),
)
"""The bytes of an article as they were received once; `sha256` finds them among the blobs, `ledger_seq` in the custody ledger.

`about` is a JSON object: what was known of the article beside its bytes, and how it stands in them, so that it can be read again.
"""

readings = _table(
    "readings",
    Column("reading_id", NUMBER, primary_key=True, autoincrement=False),
    Column("capture_id", NUMBER, ForeignKey("captures.capture_id"), nullable=False),
    Column("rawi_version", Text, nullable=False),
    Column("lexicon_version", Text, nullable=False),
    Column("read_at", Text, nullable=False),
    Column("superseded_at", Text),
    Column("genre", Text, nullable=False),
    Column("reading", Text, nullable=False),
    Index(None, "capture_id", "rawi_version", "lexicon_version"),
    Index(None, "superseded_at"),
)
"""What was read from a capture: `reading` is the whole record as `rawi read --format json` gives it.

A lexicon that is taken up again after another one gives another row: each says what we said from `read_at` until `superseded_at`.
"""

claims = _table(
    "claims",
    Column("claim_key", NUMBER, primary_key=True, autoincrement=False),
    Column("reading_id", NUMBER, ForeignKey("readings.reading_id", ondelete="CASCADE"), nullable=False),
    Column("claim_id", Text, nullable=False),
    Column("document_id", Text, ForeignKey("documents.document_id"), nullable=False),
    Column("current", NUMBER, nullable=False),
    Column("type", Text, nullable=False),
    Column("mode", Text),
    Column("status", Text, nullable=False),
    Column("date_start", Text),
    Column("date_end", Text),
    Column("place_id", Text),
    Column("place", Text),
    Column("country", Text),
    Column("admin1", Text),
    Column("latitude", REAL_NUMBER),
    Column("longitude", REAL_NUMBER),
    Column("killed_min", NUMBER),
    Column("killed_max", NUMBER),
    Column("injured_min", NUMBER),
    Column("injured_max", NUMBER),
    Column("trigger_start", NUMBER, nullable=False),
    Column("trigger_end", NUMBER, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("origin", Text),
    Column("origin_kind", Text),
    Column("chain", Text, nullable=False),
    Column("chain_depth", NUMBER, nullable=False),
    UniqueConstraint("reading_id", "claim_id"),
    Index(None, "document_id"),
    _of_current("date_start", "date_end"),
    _of_current("type", "date_start", "date_end"),
    _of_current("country", "date_start", "date_end"),
    _of_current("place_id"),
    _of_current("place"),
    _of_current("latitude", "longitude"),
    _of_current("killed_min"),
    _of_current("reading_id", "type", "country", "status"),
    _of_current("origin", "origin_kind"),
)
"""One claim; `current` is 1 while its reading has not been superseded. `evidence` is its sentence, `chain` the path to its origin."""

claim_actors = _table(
    "claim_actors",
    Column("claim_key", NUMBER, ForeignKey("claims.claim_key", ondelete="CASCADE"), primary_key=True),
    Column("role", Text, primary_key=True),
    Column("position", NUMBER, primary_key=True),
    Column("entity_id", Text),
    Column("name", Text),
    Column("words", Text, nullable=False),
    Index(None, "entity_id"),
)
"""Agents and targets of claims, in order."""

entities = _table(
    "entities",
    Column("entity_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("arabic", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("country", Text),
    Column("parent", Text),
)
"""The actors that claims point to, as they were last resolved."""

places = _table(
    "places",
    Column("place_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("arabic", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("country", Text),
    Column("admin1", Text),
    Column("latitude", REAL_NUMBER),
    Column("longitude", REAL_NUMBER),
)
"""The places that claims point to, as they were last resolved."""

quarantine = _table(
    "quarantine",
    Column("name", Text, primary_key=True),
    Column("code", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("hint", Text),
    Column("refused_at", Text, nullable=False),
)
"""Inputs that could not be read, and why; `rawi add` of the same input tries again and takes it off."""

fetches = _table(
    "fetches",
    Column("fetch_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("parent", Text),
    Column("scope", Text),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("sha256", Text),
    Column("fetched_at", Text),
    Column("next_due_at", Text),
    Column("every_seconds", NUMBER),
    Column("failures", NUMBER, nullable=False),
    Column("code", Text),
    Column("reason", Text),
    Index(None, "kind"),
    Index(None, "parent"),
)
"""What is known of an address on the web (`kind`: page, feed, sitemap) or of an item of a feed (`parent`): what to ask with next time,
when it came last, when a feed is due, and how often in a row it failed with what. `scope` says how a list was gone through."""

sketches = _table(
    "sketches",
    Column("capture_id", NUMBER, ForeignKey("captures.capture_id"), primary_key=True),
    Column("document_id", Text, ForeignKey("documents.document_id"), nullable=False),
    Column("version", NUMBER, nullable=False),
    Column("text_hash", Text, nullable=False),
    Column("words", NUMBER, nullable=False),
    Column("shingles", LargeBinary, nullable=False),
    UniqueConstraint("document_id"),
)
"""What the body of an article's capture in force is compared by: the hash of its folded words, and the set of its shingles."""

sketch_keys = _table(
    "sketch_keys",
    Column("key", NUMBER, primary_key=True),
    Column("capture_id", NUMBER, ForeignKey("captures.capture_id"), primary_key=True),
    rowid=False,
)
"""A sample of the shingles, the same of every text: articles that share a key are compared."""

reprints = _table(
    "reprints",
    Column("document_id", Text, ForeignKey("documents.document_id"), primary_key=True),
    Column("of_document_id", Text, ForeignKey("documents.document_id"), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("similarity", REAL_NUMBER, nullable=False),
    Index(None, "of_document_id"),
)
"""An article whose text is that of an earlier one (`same`), nearly so (`near`), or holds it or is held in it (`contained`)."""

incidents = _table(
    "incidents",
    Column("incident_id", Text, primary_key=True),
    Column("current", NUMBER, nullable=False),
    Column("type", Text, nullable=False),
    Column("mode", Text),
    Column("status", Text, nullable=False),
    Column("first_day", Text),
    Column("last_day", Text),
    Column("place_id", Text),
    Column("place", Text),
    Column("country", Text),
    Column("latitude", REAL_NUMBER),
    Column("longitude", REAL_NUMBER),
    Column("killed_low", NUMBER),
    Column("killed_best", NUMBER),
    Column("killed_high", NUMBER),
    Column("injured_low", NUMBER),
    Column("injured_high", NUMBER),
    Column("tellings", NUMBER, nullable=False),
    Column("documents", NUMBER, nullable=False),
    Column("independent_origins", NUMBER, nullable=False),
    Column("corroboration", Text, nullable=False),
    Column("contradictions", NUMBER, nullable=False),
    Column("since", Text, nullable=False),
    Column("until", Text),
    _of_current("documents"),
    _of_current("first_day"),
    _of_current("independent_origins"),
    _of_current("killed_high"),
    _of_current("place_id"),
    _of_current("country"),
    _of_current("documents", "incident_id"),
    _of_current("contradictions", "incident_id"),
)
"""An occurrence as the articles tell it, made by `rawi compare`. Of type, mode, status, place: what most tellings say.

`killed_…`, `injured_…`: least and most that is told (no `…_high`: open), `killed_best`: what most independent origins say. `current` is 0
and `until` is set once it was merged into another, or nothing tells it any more; `incident_trail` says what became of it.
"""

incident_accounts = _table(
    "incident_accounts",
    Column("account_id", NUMBER, primary_key=True, autoincrement=False),
    Column("document_id", Text, ForeignKey("documents.document_id"), nullable=False),
    Column("incident_id", Text, ForeignKey("incidents.incident_id"), nullable=False),
    Column("tellings", LargeBinary, nullable=False),
    Index(None, "document_id"),
    Index(None, "incident_id"),
)
"""What one article tells of one incident, in the compact form in which it is compared."""

incident_claims = _table(
    "incident_claims",
    Column("reading_id", NUMBER, ForeignKey("readings.reading_id", ondelete="CASCADE"), primary_key=True),
    Column("claim_id", Text, primary_key=True),
    Column("incident_id", Text, ForeignKey("incidents.incident_id"), nullable=False),
    Column("account_id", NUMBER, ForeignKey("incident_accounts.account_id"), nullable=False),
    Column("document_id", Text, ForeignKey("documents.document_id"), nullable=False),
    Column("trigger_start", NUMBER, nullable=False),
    Index(None, "incident_id"),
    Index(None, "account_id"),
    Index(None, "document_id", "trigger_start"),
)
"""Which claims tell of which incident now."""

incident_keys = _table(
    "incident_keys",
    Column("key", NUMBER, primary_key=True),
    Column("first_day", NUMBER, primary_key=True),
    Column("account_id", NUMBER, primary_key=True),
    Column("last_day", NUMBER, nullable=False),
    Index(None, "account_id"),
    rowid=False,
)
"""What accounts are found by: a hash of a place, a number of dead, a kind of event in a country …, and the days (as ordinals) for it."""

incident_days = _table(
    "incident_days",
    Column("place_id", Text, primary_key=True),
    Column("day", NUMBER, primary_key=True),
    Column("type", Text, primary_key=True),
    Column("account_id", NUMBER, primary_key=True),
    Index(None, "account_id"),
    rowid=False,
)
"""On which days (as ordinals) what is told of a place: where much happens, a shared place says little."""

compared = _table(
    "compared",
    Column("document_id", Text, ForeignKey("documents.document_id"), primary_key=True),
    Column("reading_id", NUMBER, ForeignKey("readings.reading_id", ondelete="CASCADE"), nullable=False),
    Column("note", Text),
    Column("paper", LargeBinary, nullable=False),
    Index(None, "reading_id"),
)
"""Which reading of an article the incidents are made of; `note` says what was left out (a day of publication that cannot be)."""

incident_trail = _table(
    "incident_trail",
    Column("trail_id", NUMBER, primary_key=True, autoincrement=True),
    Column("at", Text, nullable=False),
    Column("old_id", Text, nullable=False),
    Column("new_id", Text),
    Column("kind", Text, nullable=False),
    Index(None, "old_id"),
    Index(None, "new_id"),
)
"""What became of an incident: `merged` into another, `split` (a part of it is another now), `renamed`, or `gone`. Never removed."""

decisions = _table(
    "decisions",
    Column("decision_id", NUMBER, primary_key=True, autoincrement=True),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("a_document_id", Text, ForeignKey("documents.document_id"), nullable=False),
    Column("a_start", NUMBER, nullable=False),
    Column("b_document_id", Text, ForeignKey("documents.document_id"), nullable=False),
    Column("b_start", NUMBER, nullable=False),
    Column("note", Text),
)
"""What people decided of two tellings (article, offset of the trigger): `same` incident, `not`, or `unsure`. Only ever added to."""

saved_searches = _table(
    "saved_searches",
    Column("search_id", NUMBER, primary_key=True, autoincrement=True),
    Column("owner", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("asked", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("looked_at", Text, nullable=False),
    Column("seen_capture", NUMBER, nullable=False),
    UniqueConstraint("owner", "name"),
)
"""Searches that people keep: `asked` is the query string of the search page. What comes from captures after `seen_capture` is new to the
owner."""
