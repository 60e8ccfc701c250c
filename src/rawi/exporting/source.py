"""Where a document came from, as far as whoever exports it knows: what a reading itself cannot tell."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of a document's bytes; every field may be None, and None is written as an empty cell.

    `document_sha256`: 64 hex digits, of the bytes that were read. `retrieved_at`: RFC 3339 in UTC, when they were fetched.
    `archive_uri`: where the stored copy is. `source_scale`: ACLED's word for the reach of the source (Local, National …).
    `timestamp`: Unix seconds for ACLED's column of that name, given by the caller: no export reads the clock.
    """

    document_sha256: str | None = None
    retrieved_at: str | None = None
    archive_uri: str | None = None
    source_scale: str | None = None
    timestamp: int | None = None


UNKNOWN = Origin()
"""Nothing is known."""
