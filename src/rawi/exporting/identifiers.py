"""Stable IRIs for what has no address: UUIDs (RFC 9562, version 5) of names, the same for the same input."""

from __future__ import annotations

from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from rawi.exporting.facts import Facts
from rawi.exporting.source import Origin
from rawi.model import Reading


def urn(*parts: str) -> str:
    """An IRI made of `parts`: «urn:uuid:…»."""
    name = "urn:rawi:" + ":".join(quote(p, safe="") for p in (part.encode("utf-8", "replace").decode() for part in parts))
    return f"urn:uuid:{uuid5(NAMESPACE_URL, name)}"


def address(text: str | None) -> str | None:
    """`text` as a web address, escaped; None where it is none (the field comes from the input and may hold anything)."""
    if not text:
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    return quote(text.encode("utf-8", "replace"), safe="!#$%&'()*+,/:;=?@[]~")


def document(reading: Reading, source: Origin) -> str:
    """The article: its address, else one made of the hash of its bytes, else of its id."""
    return address(reading.metadata.url) or urn("document", source.document_sha256 or reading.id)


def claim(at: Facts) -> str:
    """One claim as one version of Rawi and its lexicon read it; another version may number claims otherwise."""
    key = at.source.document_sha256 or at.reading.id
    return urn("claim", key, at.reading.id, at.reading.rawi_version, at.reading.lexicon_version, at.claim.id)
