#!/usr/bin/env python3
"""Keeps the newest schema of the store, with a small archive's rows, for the tests: run once when a version with a new schema is released.

Writes tests/schemas/REVISION.json. `tests/test_schemas.py` then checks for ever that this migration makes what it made, and that a store
of that version is opened, brought up to date and searched.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from rawi.archive.adding import Archive
from rawi.archive.databases import STORE
from rawi.lexicon import load
from rawi.sources import Given, documents

TARGET = Path(__file__).parents[1] / "tests" / "schemas"
TEXTS = (
    {"id": "a1", "text": "قصفت طائرات التحالف العربي مدينة المخا أمس، وقتل خمسة مدنيين.", "published": "2015-07-25", "outlet": "المثال"},
    {"id": "a2", "text": "نفت مصادر محلية سقوط الموصل. وقال مصدر طبي إن ثلاثة جنود قتلوا في اشتباكات.", "published": "2015-07-26"},
)


def main() -> None:
    """Makes the archive and writes down its schema and rows."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        news = folder / "news.jsonl"
        news.write_text("".join(json.dumps(text, ensure_ascii=False) + "\n" for text in TEXTS), "utf-8")
        with Archive(folder / "archive", load(), who="freezer", clock=lambda: datetime(2026, 1, 1, tzinfo=UTC)) as archive:
            list(archive.add(documents([str(news)], Given())))
        with sqlite3.connect(folder / "archive" / STORE) as store:
            (revision,) = store.execute("SELECT version_num FROM alembic_version").fetchone()
            schema = [row[0] for row in store.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name")]
            named = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' ORDER BY name"
            tables = [row[0] for row in store.execute(named)]
            rows = {}
            for table in tables:
                if table.startswith(("sqlite_", "alembic_")):
                    continue
                found = store.execute(f"SELECT * FROM {table}")
                columns = [column[0] for column in found.description]
                rows[table] = [
                    {c: {"hex": v.hex()} if isinstance(v, bytes) else v for c, v in zip(columns, row, strict=True)} for row in found
                ]
            words = [list(row) for row in store.execute("SELECT rowid, words FROM search ORDER BY rowid")]
    target = TARGET / f"{revision}.json"
    target.write_text(json.dumps({"schema": schema, "rows": rows, "search": words}, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(target)


if __name__ == "__main__":
    main()
