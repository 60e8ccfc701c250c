"""Reading again from the bytes: the same article byte for byte, older readings kept by version, and kills that change nothing."""

from __future__ import annotations

import gzip
import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import rawi.archive.rereading as rereading
from rawi.archive.adding import Archive
from rawi.archive.databases import STORE
from rawi.archive.history import find_document, history, instant, readings_at
from rawi.archive.rereading import Reread, Rereading, narrowed
from rawi.archive.store import Store
from rawi.archive.verifying import verify
from rawi.errors import BadDate, UnknownName
from rawi.lexicon import load
from rawi.model import Document
from rawi.pipeline import read_document
from rawi.sources import Given, documents
from samples import BODY, PAGE, PLAIN, TITLE, run, write

KILLS = int(os.environ.get("RAWI_KILLS", "24"))
"""How often the run is killed; `RAWI_KILLS=200 pytest tests/test_rereading.py` for a long night."""
DOCUMENTS = 24
START = datetime(2026, 1, 1, tzinfo=UTC)
PLACE = (
    "id\tenglish\tarabic\tkind\tcountry\tadmin1\tadmin2\tlat\tlon\tprecision_km\tsource\n"
    "ye-aden\tAden of ours\tعدن\ttown\tYE\tAden\t\t12.8\t45.0\t1\tours\n"
)
RECORD = {"id": "a1", "text": BODY, "title": TITLE, "published": "2019-03-23T09:00:00Z", "outlet": "صحيفة المثال", "author": "سالم الحداد"}
FEED = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>وكالة المثال</title><item><title>{TITLE}</title>
<link>https://example.org/f</link><pubDate>Sat, 23 Mar 2019 10:00:00 GMT</pubDate><description>{PLAIN}</description></item>
</channel></rss>"""
INPUTS: dict[str, str | bytes] = {
    "plain.txt": BODY, "old.txt": BODY.encode("windows-1256"), "page.html": PAGE, "feed.rss": FEED,
    "bare.html": f"<html><body><article><p>{PLAIN}</p><p>{BODY}</p></article></body></html>",
    "news.jsonl": json.dumps(RECORD, ensure_ascii=False) + "\n" + json.dumps({"text": PLAIN, "published": "someday"}) + "\n",
    "wide.jsonl": (json.dumps({**RECORD, "id": "wide"}, ensure_ascii=False) + "\n").encode("utf-16"),
    "packed.txt.gz": gzip.compress(PLAIN.encode()),
}  # fmt: skip


def own_lexicon(folder: Path, whose: str = "ours") -> Path:
    write(folder / "places" / "p.tsv", PLACE.replace("ours", whose))
    return folder


def ticking(start: datetime = START) -> Any:
    def ticks() -> Iterator[datetime]:
        at = start
        while True:
            yield at
            at += timedelta(seconds=1)

    made = ticks()
    return lambda: next(made)


def add(folder: Path, paths: list[Path], given: Given | None = None, lexicon: Path | None = None) -> None:
    with Archive(folder, load(lexicon), who="tester", clock=ticking()) as archive:
        done = list(archive.add(documents([str(p) for p in paths], given)))[-1]
        assert not done.refused, done.refused


def reread(folder: Path, lexicon: Path | None = None, start: datetime = START + timedelta(days=1), **options: Any) -> Reread:
    with Rereading(folder, load(lexicon), clock=ticking(start)) as opened:
        return list(opened.run(**options))[-1]


def plain(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(folder / STORE) as database:
        return database.execute(sql).fetchall()


@pytest.fixture
def inputs(tmp_path: Path) -> list[Path]:
    for name, content in INPUTS.items():
        write(tmp_path / "in" / name, content)
    return [tmp_path / "in"]


@pytest.mark.parametrize("given", [Given(), Given("2019-04-01", "جريدة المثال", "عنوان من سطر الأوامر")], ids=["alone", "given"])
def test_the_same_version_reads_the_same_bytes(tmp_path: Path, inputs: list[Path], given: Given) -> None:
    """Text, legacy encodings, pages, feeds, records and packed files, with and without what the command line said of them."""
    archive = tmp_path / "archive"
    add(archive, inputs, given)
    before = plain(archive, "SELECT * FROM readings ORDER BY reading_id")
    assert len(before) == 9
    with Rereading(archive, load()) as opened, opened.store.connection() as connection:
        columns = (rereading.t.readings.c.reading, rereading.t.captures.c.sha256, rereading.t.captures.c.about)
        for row in connection.execute(rereading.in_force(*columns)).all():
            document = rereading.kept_document(opened.evidence, row)
            assert rereading.line(read_document(document, load())) == row.reading
    done = reread(archive, everything=True)
    assert (done.total, done.same, done.stored, done.refused) == (9, 9, 0, [])
    assert plain(archive, "SELECT * FROM readings ORDER BY reading_id") == before
    assert reread(archive).total == 0


def test_a_document_made_by_hand_is_read_from_its_text(tmp_path: Path) -> None:
    by_hand = Document("by-hand", BODY, title=TITLE, raw=b"\x00\x01 a form that is not known here")
    with Archive(tmp_path / "archive", load(), who="tester") as archive:
        list(archive.add([by_hand]))
    assert reread(tmp_path / "archive", everything=True).same == 1


def test_older_readings_stay_and_each_has_its_time(tmp_path: Path, inputs: list[Path]) -> None:
    archive, own = tmp_path / "archive", own_lexicon(tmp_path / "own")
    add(archive, inputs)
    old = plain(archive, "SELECT reading FROM readings ORDER BY reading_id")
    done = reread(archive, own)
    assert done.stored == done.total == 9
    assert plain(archive, "SELECT reading FROM readings ORDER BY reading_id")[:9] == old
    assert plain(archive, "SELECT DISTINCT place FROM claims WHERE current = 1 AND country = 'YE'") == [("Aden of ours",)]
    wrong = "SELECT count(*) FROM claims c JOIN readings r USING (reading_id) WHERE current = (superseded_at IS NOT NULL)"
    assert plain(archive, wrong) == [(0,)]
    # and back: the first lexicon is taken up again, and what it said has both its times
    assert reread(archive, start=START + timedelta(days=2)).stored == 9
    with Store(archive / STORE) as store, store.connection() as connection:
        for day, place in ((1, False), (2, True), (3, False)):
            said = list(readings_at(connection, instant(f"2026-01-0{day}")))
            assert len(said) == 9 and any("Aden of ours" in reading for _, _, reading in said) is place
        assert list(readings_at(connection, instant("2025-12-31"))) == []
        document = find_document(connection, "plain.txt")
        told = history(connection, document["document_id"])
    assert [t.superseded_at for t in told] == [told[1].read_at, told[2].read_at, None] and len({t.sha256 for t in told}) == 1


def test_instants() -> None:
    assert instant("2026-05-01") == "2026-05-01T23:59:59Z"
    assert instant("2026-05-01T12:00:00+03:00") == instant("2026-05-01 09:00") == "2026-05-01T09:00:00Z"
    for text in ("yesterday", "2026-02-30", "", "0001-01-01T00:00:00+14:00"):
        with pytest.raises(BadDate):
            instant(text)


def test_limits_and_filters(tmp_path: Path, inputs: list[Path]) -> None:
    archive, own = tmp_path / "archive", own_lexicon(tmp_path / "own")
    add(archive, inputs)
    assert reread(archive, own, conditions=narrowed(outlet="وكالة المثال")).stored == 1
    assert reread(archive, own, conditions=narrowed(types=["PROTEST"])).total == 0
    assert reread(archive, own, conditions=narrowed(published_from="2019-03-24")).total == 0
    assert reread(archive, own, limit=3).stored == 3
    assert reread(archive, own).stored == 5


def test_what_is_missing_or_damaged_is_told_and_keeps_its_reading(tmp_path: Path, inputs: list[Path]) -> None:
    archive, own = tmp_path / "archive", own_lexicon(tmp_path / "own")
    add(archive, inputs)
    (gone,), (changed,) = plain(archive, "SELECT sha256 FROM captures ORDER BY capture_id LIMIT 2")
    (archive / "blobs" / gone[:2] / gone[2:]).unlink()
    damaged = archive / "blobs" / changed[:2] / changed[2:]
    damaged.chmod(0o644)
    damaged.write_bytes(b"something else")
    done = run("reread", archive, "--lexicon", own)
    assert done.exit_code == 3 and "E506" in done.stderr and "E507" in done.stderr and "7 documents read again" in done.stderr
    assert plain(archive, "SELECT count(*) FROM readings WHERE superseded_at IS NULL") == [(9,)]


def test_command_lines(tmp_path: Path, inputs: list[Path]) -> None:
    archive, own = tmp_path / "archive", own_lexicon(tmp_path / "own")
    add(archive, inputs)
    done = run("reread", archive, "--lexicon", own)
    assert done.exit_code == 0 and "9 documents read again" in done.stderr
    assert "0 documents read again" in run("reread", archive, "--lexicon", own).stderr
    shown = run("history", archive, "plain.txt")
    assert shown.exit_code == 0 and shown.stdout.count("0.1.0") == 2 and "now" in shown.stdout
    told = json.loads(run("history", archive, "plain.txt", "--json", "--as-of", "2026-01-01").stdout)
    assert len(told["readings"]) == 1 and told["readings"][0]["lexicon_version"] == load().version
    assert run("history", archive, "nowhere").exit_code == UnknownName.exit_code
    assert run("history", archive, "plain.txt", "--as-of", "then").exit_code == BadDate.exit_code


NURSERY = """
import os, signal, sys
from pathlib import Path
import rawi.archive.rereading as rereading
from rawi.lexicon import load
rereading.BATCH = 2
loaded = {}
for line in sys.stdin:
    archive, own = line.rstrip("\\n").split("\\t")
    if own not in loaded:
        loaded[own] = load(Path(own))
    child = os.fork()
    if not child:
        with rereading.Rereading(Path(archive), loaded[own]) as opened:
            for done in opened.run():
                print("stored", done.stored, flush=True)
        print("done", 0, flush=True)
        os._exit(0)
    sys.stdin.readline()
    os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    print("killed", int(os.WIFSIGNALED(status)), flush=True)
"""
"""For each line on standard input, a process that reads the archive again with a lexicon (both loaded already) and says how far it is;
the line after it kills that process."""
SAME = {
    "documents": "*", "captures": "*",
    "readings": "reading_id, capture_id, rawi_version, lexicon_version, genre, reading, superseded_at IS NULL",
    "claims": "*", "claim_actors": "*", "entities": "*", "places": "*", "sketches": "*", "sketch_keys": "*", "reprints": "*",
}  # fmt: skip
"""What must be the same in both stores: everything but the time of a reading."""


def test_kill_at_any_moment_changes_nothing(tmp_path: Path) -> None:
    """`kill -9` at random points: the archive verifies, what was confirmed is there once, going on ends where an undisturbed run does."""
    rows = [{"id": f"d{n}", "text": f"{PLAIN} {BODY} رقم {n}", "published": "2019-03-23"} for n in range(DOCUMENTS)]
    source = write(tmp_path / "many.jsonl", "".join(json.dumps(r) + "\n" for r in rows))
    own, dice = own_lexicon(tmp_path / "own"), random.Random(7)
    archive, undisturbed = tmp_path / "archive", tmp_path / "undisturbed"
    add(archive, [source])
    add(undisturbed, [source])
    reread(undisturbed, own)
    versions, kills = [own], 0
    nursery = subprocess.Popen([sys.executable, "-c", NURSERY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert nursery.stdin is not None and nursery.stdout is not None
    while kills < KILLS:
        before = confirmed = plain(archive, "SELECT count(*) FROM readings")[0][0]
        print(archive, versions[-1], sep="\t", file=nursery.stdin, flush=True)
        wanted = dice.randint(1, 4)
        while wanted:
            word, number = nursery.stdout.readline().split()
            if word == "done":
                break
            confirmed, wanted = before + int(number), wanted - 1
        time.sleep(dice.random() * 0.05)
        print(file=nursery.stdin, flush=True)
        while (told := nursery.stdout.readline().split())[0] != "killed":
            confirmed = before + int(told[1]) if told[0] == "stored" else confirmed
        kills += int(told[1])
        there = plain(archive, "SELECT count(*) FROM readings")[0][0]
        assert there >= confirmed
        assert plain(archive, "SELECT count(*) FROM readings WHERE superseded_at IS NULL") == [(DOCUMENTS,)]
        assert [f for f in verify(archive) if f.damage] == []
        if there == DOCUMENTS * (len(versions) + 1):  # all is read again: with yet another lexicon, then
            versions.append(own_lexicon(tmp_path / f"own{len(versions)}", f"ours {len(versions)}"))
            reread(undisturbed, versions[-1])
    nursery.stdin.close()
    assert nursery.wait() == 0
    reread(archive, versions[-1])
    assert list(verify(archive)) == [] and plain(archive, "PRAGMA integrity_check") == [("ok",)]
    for table, columns in SAME.items():
        query = f"SELECT {columns} FROM {table}"
        assert sorted(plain(archive, query), key=repr) == sorted(plain(undisturbed, query), key=repr), table
