"""The JSON Schema (draft 2020-12) of one output object; it ships beside this module."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any


def schema_text() -> str:
    """The schema as its file has it."""
    return files("rawi.exporting").joinpath("reading.schema.json").read_text("utf-8")


def schema() -> dict[str, Any]:
    """The schema, parsed."""
    found: dict[str, Any] = json.loads(schema_text())
    return found
