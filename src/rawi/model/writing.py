"""Readings as JSON: the same bytes for the same reading, one object a document."""

from __future__ import annotations

import json

from rawi.model.records import Reading


def line(reading: Reading) -> str:
    """One line of JSONL, without its newline."""
    return json.dumps(reading.to_json(), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def indented(reading: Reading) -> str:
    """One indented JSON object, without a newline at its end."""
    return json.dumps(reading.to_json(), ensure_ascii=False, indent=2, allow_nan=False)
