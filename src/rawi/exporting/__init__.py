"""Readings to JSON, JSONL and CSV, and the schema of the JSON."""

from rawi.exporting.records import indented, line
from rawi.exporting.schema import schema, schema_text
from rawi.exporting.tables import COLUMNS, lines, rows

__all__ = ["COLUMNS", "indented", "line", "lines", "rows", "schema", "schema_text"]
