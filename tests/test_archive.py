"""The archive as a whole: adding, adding again, changed pages, newer lexicons, quarantine, search, and what a kill leaves behind."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rawi.archive.adding import ADDED, CHANGED, KNOWN, REREAD, STORE, Added, Archive
from rawi.archive.indexing import index_words, query_words
from rawi.archive.searching import Query, count, find, matched
from rawi.archive.store import Store
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


def clock() -> Iterator[datetime]:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    while True:
        yield at
        at += timedelta(seconds=1)


def lines(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def add(folder: Path, source: Path, lexicon: Path | None = None) -> Added:
    ticks = clock()
    with Archive(folder, load(lexicon), who="tester", clock=lambda: next(ticks)) as archive:
        return list(archive.add(documents([str(source)], Given())))[-1]


def searched(folder: Path, **given: Any) -> list[dict[str, Any]]:
    with Store(folder / STORE) as store, store.connection() as connection:
        found = list(find(connection, Query(**given), load()))
        assert count(connection, Query(**given), load()) == len(found)
        return found


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    add(tmp_path / "archive", write(tmp_path / "news.jsonl", lines(ROWS)))
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
    with sqlite3.connect(archive / STORE) as plain:
        assert plain.execute("SELECT count(*) FROM documents").fetchone() == (2,)
        assert plain.execute("SELECT count(*) FROM captures").fetchone() == (3,)
        assert plain.execute("SELECT count(*) FROM readings WHERE superseded_at IS NOT NULL").fetchone() == (1,)
        assert {r[0] for r in plain.execute("SELECT killed_min FROM claims WHERE killed_min IS NOT NULL AND type = 'ASSAULT'")} >= {5, 7}


def test_a_newer_lexicon_keeps_the_older_reading(archive: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    write(own / "places" / "p.tsv", "id\tenglish\tarabic\tkind\tcountry\tadmin1\tadmin2\tlat\tlon\tprecision_km\tsource\n"
          "ye-mocha\tMocha of ours\tالمخا\ttown\tYE\tTaiz\t\t13.3\t43.2\t1\tours\n")  # fmt: skip
    done = add(archive, tmp_path / "news.jsonl", own)
    assert done.documents[REREAD] == 2 and done.documents[ADDED] == 0
    assert {row["place"] for row in searched(archive, country="YE")} == {"Mocha of ours"}
    with sqlite3.connect(archive / STORE) as plain:
        assert plain.execute("SELECT count(DISTINCT lexicon_version), count(*) FROM readings").fetchone() == (2, 4)
        assert plain.execute("SELECT count(*) FROM captures").fetchone() == (2,)


def test_what_cannot_be_read_stands_in_quarantine(tmp_path: Path) -> None:
    source = write(tmp_path / "news.jsonl", lines(ROWS[:1]) + '{"id": "broken"\n' + lines([{"id": "en", "text": "only English here"}]))
    done = add(tmp_path / "archive", source)
    assert done.documents[ADDED] == 1 and len(done.refused) == 2
    with sqlite3.connect(tmp_path / "archive" / STORE) as plain:
        codes = dict(plain.execute("SELECT name, code FROM quarantine").fetchall())
    assert codes == {"news.jsonl:2": "E104", "news.jsonl:3": "E103"}


@pytest.mark.parametrize("word", ["الموصل", "موصل", "وبالموصل", "المُوصِل", "إنفجرت", "انفجرت"])
def test_words_are_found_whatever_clitics_they_bear(archive: Path, word: str) -> None:
    assert {row["name"] for row in searched(archive, words=word)} == {"a2"}


def test_index_and_query_agree() -> None:
    lexicon = load()
    for text in (MOCHA, MOSUL):
        indexed = index_words(text, lexicon).split()
        assert set(query_words(text, lexicon)) <= set(indexed)


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
    with Store(archive / STORE) as store, store.connection() as connection:
        found = list(matched(connection, Query(statuses=("negated",)), load()))
    assert [m.reading.id for m in found] == ["a2"] and {e.status for e in found[0].reading.events} == {"negated"}
    assert all(claim.path() for claim in found[0].reading.claims) and len(found[0].sha256) == 64


def test_the_file_is_plain_sqlite(archive: Path) -> None:
    with sqlite3.connect(archive / STORE) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",) and plain.execute("PRAGMA foreign_key_check").fetchall() == []
        agents = {row[0] for row in plain.execute("SELECT agents FROM current_claims WHERE country = 'YE'")}
        assert "Saudi-led Coalition in Yemen" in agents
        columns = {row[1] for row in plain.execute("PRAGMA table_info(current_claims)")}
    assert {"latitude", "longitude", "date_start", "chain", "evidence"} <= columns


def test_a_store_of_a_newer_schema_is_refused(archive: Path) -> None:
    with sqlite3.connect(archive / STORE) as plain:
        plain.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer"):
        Store(archive / STORE)


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


CHILD = """
import sys
from pathlib import Path
from rawi.archive.adding import Archive
import rawi.archive.adding as adding
from rawi.lexicon import load
from rawi.sources import Given, documents
adding.BATCH = 2
with Archive(Path(sys.argv[1]), load(), who="child") as archive:
    for done in archive.add(documents([sys.argv[2]], Given())):
        print(done.total, flush=True)
"""


def test_kill_at_any_moment_loses_nothing_confirmed(tmp_path: Path) -> None:
    """`kill -9` at random points: what was confirmed is there, nothing stands twice, and going on ends where an undisturbed run does."""
    rows = [{"id": f"d{n}", "text": f"{MOCHA} رقم {n}", "published": "2015-07-25"} for n in range(24)]
    source, dice = write(tmp_path / "many.jsonl", lines(rows)), random.Random(1)
    undisturbed = tmp_path / "undisturbed"
    add(undisturbed, source)
    archive, confirmed = tmp_path / "archive", 0
    for _ in range(12):
        child = subprocess.Popen([sys.executable, "-c", CHILD, str(archive), str(source)], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        for _ in range(dice.randint(0, 3)):
            if not (line := child.stdout.readline()):
                break
            confirmed = max(confirmed, int(line))
        time.sleep(dice.random() * 0.02)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        if (archive / STORE).exists() and confirmed:
            with sqlite3.connect(archive / STORE) as plain:
                assert plain.execute("SELECT count(*) FROM documents").fetchone()[0] >= confirmed
    add(archive, source)
    assert list(verify(archive)) == []
    tables = ("documents", "captures", "readings", "claims", "claim_actors")
    with sqlite3.connect(archive / STORE) as one, sqlite3.connect(undisturbed / STORE) as two:
        for table in tables:
            assert one.execute(f"SELECT count(*) FROM {table}").fetchone() == two.execute(f"SELECT count(*) FROM {table}").fetchone()
        query = "SELECT document_id, claim_id, type, killed_min, chain FROM claims ORDER BY 1, 2"
        assert one.execute(query).fetchall() == two.execute(query).fetchall()
    with Archive(archive, load(), who="tester") as opened:
        assert len(list(opened.evidence.captures())) == len(rows)
