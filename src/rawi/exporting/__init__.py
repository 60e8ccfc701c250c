"""Readings to JSON, CSV and the formats of others (`formats.export`), and the schema of the JSON."""

from rawi.exporting.schema import schema, schema_text
from rawi.exporting.source import UNKNOWN, Origin
from rawi.exporting.tables import COLUMNS, lines, rows
from rawi.model.writing import indented, line

__all__ = ["COLUMNS", "UNKNOWN", "Origin", "indented", "line", "lines", "rows", "schema", "schema_text"]
