"""The store in Datasette, which knows nothing of Rawi: everything is listed, found, counted and linked, and nothing is changed."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rawi.archive import verify
from rawi.archive.databases import STORE
from samples import run, write

pytest.importorskip("datasette")
ROWS = [
    {"id": "a1", "text": "قصفت طائرات التحالف العربي مدينة المخا أمس، وقتل خمسة مدنيين.", "published": "2015-07-25",
     "outlet": "صحيفة المثال", "url": "https://example.org/1", "title": "قصف المخا"},
    {"id": "a2", "text": "اندلعت اشتباكات عنيفة في الموصل وقتل ثلاثة جنود. ونفت مصادر محلية سقوط المدينة.", "published": "2015-07-26"},
]  # fmt: skip
TABLES = {"documents", "captures", "readings", "claims", "claim_actors", "entities", "places", "quarantine"}
Ask = Callable[[str], Any]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    source = write(tmp_path / "news.jsonl", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS))
    assert run("add", tmp_path / "archive", source).exit_code == 0
    return tmp_path / "archive"


def content(path: Path) -> list[str]:
    """The store's whole content as SQL."""
    with sqlite3.connect(path) as plain:
        return list(plain.iterdump())


def asked(path: Path, *addresses: str) -> list[Any]:
    """What a Datasette over the file answers to each address; every answer must be a success."""
    from datasette.app import Datasette

    async def answers() -> list[Any]:
        opened = Datasette([str(path)])
        await opened.invoke_startup()
        out = []
        for address in addresses:
            found = await opened.client.get(address)
            assert found.status_code == 200, (address, found.text[:500])
            out.append(found.json() if ".json" in address else found.text)
        return out

    return asyncio.run(answers())


def test_tables_and_views_are_listed(archive: Path) -> None:
    found, page = asked(archive / STORE, "/store.json", "/store")
    assert {t["name"] for t in found["tables"] if not t["hidden"]} >= TABLES
    assert [v["name"] for v in found["views"]] == ["current_claims", "current_incidents"] and 'href="/store/current_claims"' in page
    assert {t["name"]: t["count"] for t in found["tables"]}["documents"] == 2


def test_current_claims_are_points_with_facets(archive: Path) -> None:
    rows, facets, page = asked(
        archive / STORE, "/store/current_claims.json?_shape=objects&country=YE", "/store/current_claims.json?_facet=type&_facet=status",
        "/store/current_claims?_facet=type",
    )  # fmt: skip
    assert rows["rows"] and all(12 < row["latitude"] < 15 and 42 < row["longitude"] < 45 for row in rows["rows"])
    with sqlite3.connect(archive / STORE) as plain:
        counted = dict(plain.execute("SELECT type, count(*) FROM claims WHERE current = 1 GROUP BY type").fetchall())
    found = facets["facet_results"]
    found = found.get("results", found)["type"]["results"]
    assert {one["value"]: one["count"] for one in found} == counted and "ASSAULT" in counted
    assert "قصفت" in page or "المخا" in page


def test_foreign_keys_lead_to_what_they_mean(archive: Path) -> None:
    rows, page, claim = asked(archive / STORE, "/store/captures.json?_labels=on&_shape=objects", "/store/captures", "/store/claims")
    assert {row["document_id"]["label"] for row in rows["rows"]} == {"a1", "a2"}
    assert 'href="/store/documents/' in page and ">a1</a>" in page
    assert 'href="/store/readings/' in claim and 'href="/store/documents/' in claim
    with sqlite3.connect(archive / STORE) as plain:
        ((document,),) = plain.execute("SELECT document_id FROM documents WHERE name = 'a1'").fetchall()
    (single,) = asked(archive / STORE, f"/store/documents/{document}")
    assert "/store/captures?document_id=" in single and "/store/claims?document_id=" in single


def test_search_and_sql(archive: Path) -> None:
    (rows,) = asked(archive / STORE, "/store.json?_shape=objects&sql=select+count(*)+as+n+from+search+where+search+match+%27موصل%27")
    assert rows["rows"] == [{"n": 1}]


def test_nothing_is_changed(archive: Path) -> None:
    before = content(archive / STORE)
    asked(archive / STORE, "/store", "/store/claims?_facet=type", "/store/current_claims.json?_size=max", "/store/readings")
    assert content(archive / STORE) == before and list(verify(archive)) == []
    assert run("search", archive, "الموصل", "--count").exit_code == 0
