"""Evidence kept by hash, and the custody ledger that tells who captured it, when and how."""

from rawi.archive.blobs import Blobs
from rawi.archive.evidence import Capture, Evidence, Intake, open_or_create
from rawi.archive.ledger import Head, Ledger, Torn
from rawi.archive.lines import Entry
from rawi.archive.verifying import PROMISE, Finding, Verification, anchor, verify

__all__ = [
    "PROMISE", "Blobs", "Capture", "Entry", "Evidence", "Finding", "Head", "Intake", "Ledger", "Torn", "Verification", "anchor",
    "open_or_create", "verify",
]  # fmt: skip
