"""The archive as a whole: adding, adding again, changed pages, newer lexicons, quarantine, search, and what a kill leaves behind."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from rawi.archive.adding import ADDED, CHANGED, KNOWN, REREAD, Added, Archive
from rawi.archive.databases import STORE, location_of
from rawi.archive.evidence import Evidence
from rawi.archive.indexing import index_words, query_words
from rawi.archive.opening import open_store
from rawi.archive.searching import Query, count, find, matched
from rawi.archive.store import Store
from rawi.archive.tables import metadata
from rawi.archive.verifying import verify
from rawi.errors import BadQuery, StoreError
from rawi.lexicon import load
from rawi.sources import Given, documents
from samples import run, write

MOCHA = "قصفت طائرات التحالف العربي مدينة المخا أمس، وقتل خمسة مدنيين."
MOSUL = "اندلعت اشتباكات عنيفة، وبالموصل انفجرت سيارة مفخخة فقتل ثلاثة جنود. ونفت مصادر محلية سقوط المدينة."
ROWS = [
    {"id": "a1", "text": MOCHA, "published": "2015-07-25", "outlet": "صحيفة المثال", "url": "https://example.org/1"},
    {"id": "a2", "text": MOSUL, "published": "2015-07-26", "outlet": "وكالة المثال"},
]


def clock(month: int = 1) -> Iterator[datetime]:
    at = datetime(2026, month, 1, tzinfo=UTC)
    while True:
        yield at
        at += timedelta(seconds=1)


def lines(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def add(folder: Path, source: Path, lexicon: Path | None = None, store: str | None = None, month: int = 1) -> Added:
    ticks = clock(month)
    with Archive(folder, load(lexicon), who="tester", clock=lambda: next(ticks), store=store) as archive:
        return list(archive.add(documents([str(source)], Given())))[-1]


def searched(folder: Path, **given: Any) -> list[dict[str, Any]]:
    with open_store(folder) as store, store.connection() as connection:
        found = list(find(connection, Query(**given), load()))
        assert count(connection, Query(**given), load()) == len(found)
        return found


def told(folder: Path, question: str) -> list[tuple[Any, ...]]:
    """The rows that a question in SQL gives."""
    with open_store(folder) as store, store.connection() as connection:
        return [tuple(row) for row in connection.execute(text(question))]


@pytest.fixture
def archive(tmp_path: Path, database: Callable[[], str | None]) -> Path:
    add(tmp_path / "archive", write(tmp_path / "news.jsonl", lines(ROWS)), store=database())
    return tmp_path / "archive"


def test_adding_keeps_bytes_and_claims(archive: Path) -> None:
    with Archive(archive, load(), who="tester") as opened:
        captures = list(opened.evidence.captures())
        assert [c.name for c in captures] == ["a1", "a2"] and all(c.who == "tester" for c in captures)
        assert json.loads(opened.evidence.get(captures[0].sha256))["text"] == MOCHA
        counts = opened.store.counts()
    assert counts["documents"] == counts["captures"] == counts["readings"] == 2 and counts["current_claims"] == counts["claims"] > 3
    assert list(verify(archive)) == []


def test_adding_again_adds_nothing(archive: Path, tmp_path: Path) -> None:
    ledger = (archive / "ledger.jsonl").read_bytes()
    done = add(archive, tmp_path / "news.jsonl")
    assert done.documents == {ADDED: 0, CHANGED: 0, REREAD: 0, KNOWN: 2} and (archive / "ledger.jsonl").read_bytes() == ledger


def test_a_changed_page_is_another_capture(archive: Path, tmp_path: Path) -> None:
    changed = [{**ROWS[0], "text": MOCHA.replace("خمسة", "سبعة")}]
    done = add(archive, write(tmp_path / "changed.jsonl", lines(changed)))
    assert done.documents[CHANGED] == 1
    assert [row["killed_min"] for row in searched(archive, outlet="صحيفة المثال") if row["killed_min"]] == [7]
    assert told(archive, "SELECT count(*) FROM documents")[0] == (2,)
    assert told(archive, "SELECT count(*) FROM captures")[0] == (3,)
    assert told(archive, "SELECT count(*) FROM readings WHERE superseded_at IS NOT NULL")[0] == (1,)
    assert {r[0] for r in told(archive, "SELECT killed_min FROM claims WHERE killed_min IS NOT NULL AND type = 'ASSAULT'")} >= {5, 7}


def test_a_newer_lexicon_keeps_the_older_reading(archive: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    write(own / "places" / "p.tsv", "id\tenglish\tarabic\tkind\tcountry\tadmin1\tadmin2\tlat\tlon\tprecision_km\tsource\n"
          "ye-mocha\tMocha of ours\tالمخا\ttown\tYE\tTaiz\t\t13.3\t43.2\t1\tours\n")  # fmt: skip
    done = add(archive, tmp_path / "news.jsonl", own)
    assert done.documents[REREAD] == 2 and done.documents[ADDED] == 0
    assert {row["place"] for row in searched(archive, country="YE")} == {"Mocha of ours"}
    assert told(archive, "SELECT count(DISTINCT lexicon_version), count(*) FROM readings")[0] == (2, 4)
    assert told(archive, "SELECT count(*) FROM captures")[0] == (2,)


def test_what_cannot_be_read_stands_in_quarantine(tmp_path: Path) -> None:
    source = write(tmp_path / "news.jsonl", lines(ROWS[:1]) + '{"id": "broken"\n' + lines([{"id": "en", "text": "only English here"}]))
    done = add(tmp_path / "archive", source)
    assert done.documents[ADDED] == 1 and len(done.refused) == 2
    codes = dict(told(tmp_path / "archive", "SELECT name, code FROM quarantine"))
    assert codes == {"news.jsonl:2": "E104", "news.jsonl:3": "E103"}


@pytest.mark.parametrize("word", ["الموصل", "موصل", "وبالموصل", "المُوصِل", "إنفجرت", "انفجرت"])
def test_words_are_found_whatever_clitics_they_bear(archive: Path, word: str) -> None:
    assert {row["name"] for row in searched(archive, words=word)} == {"a2"}


def test_index_and_query_agree() -> None:
    lexicon = load()
    for words in (MOCHA, MOSUL):
        indexed = index_words(words, lexicon).split()
        assert set(query_words(words, lexicon)) <= set(indexed)


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"country": "ye"}, {"a1"}), ({"country": "IQ"}, {"a2"}), ({"types": ("ASSAULT",)}, {"a1", "a2"}),
        ({"actor": "arab-coalition-yemen"}, {"a1"}), ({"actor": "Coalition in Yemen"}, {"a1"}), ({"actor": "التحالف العربي"}, {"a1"}),
        ({"actor": "قوات التحالف العربي"}, {"a1"}), ({"place": "الموصل"}, {"a2"}),
        ({"event_from": "2015-07-24", "event_to": "2015-07-24"}, {"a1"}), ({"event_from": "2016-01-01"}, set()),
        ({"published_from": "2015-07-26"}, {"a2"}), ({"published_to": "2015-07-25"}, {"a1"}), ({"outlet": "وكالة المثال"}, {"a2"}),
        ({"box": (43.0, 13.0, 44.0, 14.0)}, {"a1"}), ({"place": "Mosul"}, {"a2"}), ({"place": "ye-mocha"}, {"a1"}),
        ({"statuses": ("negated",)}, {"a2"}), ({"genre": "report"}, {"a1", "a2"}), ({"words": "الموصل", "country": "YE"}, set()),
    ],
)  # fmt: skip
def test_filters(archive: Path, given: dict[str, Any], names: set[str]) -> None:
    assert {row["name"] for row in searched(archive, **given)} == names


@pytest.mark.parametrize("given", [{"words": "؟!"}, {"box": (50.0, 1.0, 40.0, 2.0)}, {"sort": "luck"}, {"limit": 0}])
def test_bad_queries_are_named(archive: Path, given: dict[str, Any]) -> None:
    with pytest.raises(BadQuery):
        searched(archive, **given)


def test_hostile_words_are_words(archive: Path) -> None:
    assert searched(archive, words='" OR 1=1 -- الموصل') == []
    assert searched(archive, actor="%") == [] and searched(archive, place="_") == []


def test_matched_readings_are_cut_down_to_their_claims(archive: Path) -> None:
    with open_store(archive) as store, store.connection() as connection:
        found = list(matched(connection, Query(statuses=("negated",)), load()))
    assert [m.reading.id for m in found] == ["a2"] and {e.status for e in found[0].reading.events} == {"negated"}
    assert all(claim.path() for claim in found[0].reading.claims) and len(found[0].sha256) == 64


def test_the_file_is_plain_sqlite(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    add(archive, write(tmp_path / "news.jsonl", lines(ROWS)))
    with sqlite3.connect(archive / STORE) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",) and plain.execute("PRAGMA foreign_key_check").fetchall() == []
        columns = {row[1] for row in plain.execute("PRAGMA table_info(current_claims)")}
    assert {"latitude", "longitude", "date_start", "chain", "evidence"} <= columns


def test_the_view_names_the_actors(archive: Path) -> None:
    agents = {row[0] for row in told(archive, "SELECT agents FROM current_claims WHERE country = 'YE'")}
    assert "Saudi-led Coalition in Yemen" in agents


def test_a_store_of_a_newer_schema_is_refused(archive: Path) -> None:
    location = location_of(archive)
    with Store(location) as store, store.connection() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer"):
        Store(location)
    with pytest.raises(StoreError, match="newer"):
        open_store(archive)


def test_migrations_and_tables_agree(archive: Path) -> None:
    """What the migrations made is what the code believes is there."""
    with Store(location_of(archive)) as store, store.connection() as connection:
        ours = {"target_metadata": metadata, "include_name": lambda name, kind, _: kind != "table" or name in metadata.tables}
        changes = compare_metadata(MigrationContext.configure(connection, opts=ours), metadata)
    assert [c for c in changes if "ix_claims_by" not in str(c)] == []


def test_what_we_said_then(archive: Path, tmp_path: Path) -> None:
    changed = [{**ROWS[0], "text": MOCHA.replace("خمسة", "سبعة")}]
    add(archive, write(tmp_path / "changed.jsonl", lines(changed)), month=5)

    def tolls(**given: Any) -> list[int]:
        return sorted({row["killed_min"] for row in searched(archive, outlet="صحيفة المثال", **given) if row["killed_min"]})

    assert tolls() == [7] and tolls(as_of="2026-04-30") == [5] and tolls(as_of="2026-05-01") == [7]
    assert tolls(as_of="2026-04-30", words="المخا") == [5] and tolls(as_of="2026-04-30", words="الموصل") == []
    assert {row["name"] for row in searched(archive, as_of="2026-04-30", place="ye-mocha")} == {"a1"}
    assert tolls(as_of="2025-12-31") == []


def test_near_is_a_circle_on_the_globe(archive: Path) -> None:
    assert {row["name"] for row in searched(archive, near=(13.32, 43.25, 10.0))} == {"a1"}
    assert searched(archive, near=(14.32, 43.25, 100.0)) == [] and searched(archive, near=(14.32, 43.25, 120.0)) != []
    assert searched(archive, near=(13.32, -136.75, 20_000.0)) != [] and searched(archive, near=(-89.9, 0.0, 50.0)) == []


CLAIMS = "SELECT document_id, claim_id, type, status, place, killed_min, chain, current FROM claims ORDER BY 1, 2, 8"


def test_a_lost_store_is_made_again(archive: Path, tmp_path: Path, database: Callable[[], str | None]) -> None:
    """From the ledger and the blobs alone: the same documents and claims, of two states of a page the last in force."""
    add(archive, write(tmp_path / "changed.jsonl", lines([{**ROWS[0], "text": MOCHA.replace("خمسة", "سبعة")}])), month=5)
    before, documents = told(archive, CLAIMS), told(archive, "SELECT document_id, name, title, outlet, published FROM documents ORDER BY 1")
    for name in (STORE, "store.url"):
        (archive / name).unlink(missing_ok=True)
    address = database()
    again = run("reread", archive, *(("--store", address) if address else ()))
    assert again.exit_code == 0 and "3 documents read again" in again.stderr
    assert told(archive, CLAIMS) == before
    assert told(archive, "SELECT document_id, name, title, outlet, published FROM documents ORDER BY 1") == documents
    assert "0 documents read again" in run("reread", archive).stderr


def test_reading_again_with_its_commands(archive: Path, tmp_path: Path) -> None:
    """Rereading, its difference, history, reprints and batches: each on both databases."""
    own = tmp_path / "own"
    write(own / "places" / "p.tsv", "id\tenglish\tarabic\tkind\tcountry\tadmin1\tadmin2\tlat\tlon\tprecision_km\tsource\n"
          "ye-mocha\tMocha of ours\tالمخا\ttown\tYE\tTaiz\t\t13.3\t43.2\t1\tours\n")  # fmt: skip
    changes = json.loads(run("diff", archive, "--lexicon", own, "--format", "json").stdout)
    assert "Mocha of ours" in json.dumps(changes) and told(archive, "SELECT count(*) FROM readings") == [(2,)]
    assert "2 documents read again" in run("reread", archive, "--lexicon", own).stderr
    assert {row["place"] for row in searched(archive, country="YE")} == {"Mocha of ours"}
    history = json.loads(run("history", archive, "a1", "--json").stdout)
    assert [bool(reading["superseded_at"]) for reading in history["readings"]] == [True, False]
    long = f"{MOSUL} {MOCHA} وقال مصدر طبي إن الجرحى نقلوا إلى المستشفى في المدينة مساء أمس الأول."
    copies = [{"id": f"copy{n}", "text": long} for n in range(2)]
    add(archive, write(tmp_path / "copies.jsonl", lines(copies)), own, month=6)
    groups = [json.loads(line) for line in run("reprints", archive, "--json").stdout.splitlines()]
    assert [{one["name"] for one in group} for group in groups] == [{"copy0", "copy1"}]
    terms = write(tmp_path / "terms.csv", "name,words,near\nmosul,الموصل,\nmocha,,\"13.3,43.2,5\"\n")
    counts = {row["name"]: int(row["claims"]) for row in csv.DictReader(io.StringIO(run("query", archive, "--batch", terms).stdout))}
    assert counts["mosul"] > 0 and counts["mocha"] == len(searched(archive, near=(13.3, 43.2, 5.0)))


def test_a_store_belongs_to_one_archive(tmp_path: Path, database: Callable[[], str | None]) -> None:
    source, address = write(tmp_path / "news.jsonl", lines(ROWS)), database()
    add(tmp_path / "one", source, store=address)
    if address is None:
        write(tmp_path / "two" / "x", "")
        (tmp_path / "two" / "x").unlink()
        Evidence.create(tmp_path / "two", who="tester").close()
        (tmp_path / "two" / STORE).write_bytes((tmp_path / "one" / STORE).read_bytes())
    with pytest.raises(StoreError, match="another archive"):
        add(tmp_path / "two", source, store=address, month=2)


def test_command_line(archive: Path, tmp_path: Path) -> None:
    again = run("add", archive, tmp_path / "news.jsonl")
    assert again.exit_code == 0 and "2 known" in again.stderr
    found = run("search", archive, "الموصل", "--format", "jsonl")
    assert found.exit_code == 0 and {json.loads(line)["name"] for line in found.stdout.splitlines()} == {"a2"}
    assert run("search", archive, "--country", "YE", "--count").stdout.strip() == str(len(searched(archive, country="YE")))
    assert run("search", tmp_path / "nowhere").exit_code != 0
    table = list(csv.DictReader(io.StringIO(run("export", archive, "--format", "acled", "--country", "YE").stdout)))
    assert {row["country"] for row in table} == {"Yemen"} and all(len(row["document_sha256"]) == 64 for row in table)
    shapes = json.loads(run("export", archive, "--format", "geojson").stdout)["features"]
    assert {f["geometry"]["type"] for f in shapes if f["geometry"]} == {"Point"}
    assert run("verify", archive).exit_code == 0
    assert len(run("search", archive, "--near", "13.32,43.25,10", "--format", "jsonl").stdout.splitlines()) == len(
        searched(archive, country="YE")
    )
    assert run("search", archive, "--near", "13.32,43.25").exit_code == 2 and run("search", archive, "--as-of", "soon").exit_code == 64
    assert run("search", archive, "--count", "--as-of", "1999-01-01").stdout.strip() == "0"


def test_the_python_of_the_documentation_runs(archive: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    text_ = (Path(__file__).parents[1] / "docs" / "archive.md").read_text("utf-8")
    code = text_.split("## Searching from Python")[1].split("```python\n")[1].split("```")[0]
    archive.rename(archive.parent / "my-archive")
    monkeypatch.chdir(archive.parent)
    exec(compile(code, "docs/archive.md", "exec"), {})
    assert capsys.readouterr().out.splitlines()[0].isdigit()
