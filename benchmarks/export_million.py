#!/usr/bin/env python3
"""How much memory `rawi export` takes, and how long, over a store of about a million claims.

    benchmarks/export_million.py                       a million claims; csv, geojsonseq, plover and parquet
    benchmarks/export_million.py --claims 100000       fewer
    benchmarks/export_million.py --formats csv acled   other formats
    benchmarks/export_million.py --keep FOLDER         keep the archive there, and use the one that is there

A few articles written for this are added to an archive in the usual way, and the rows of its store are multiplied by SQL. Each export
runs in a process of its own, whose peak memory (resident set) the system tells. The aim is 400 MB at most, whatever the number.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT_MB = 400
TEXTS = (
    "قال المتحدث باسم الجيش اليمني إن الطائرات قصفت مواقع للمسلحين في عدن أمس، وقتلت خمسة منهم. "
    "وأضاف أن القوات لم تنسحب من المدينة. ونفت مصادر محلية سقوط قتلى. وأعلن الجيش مقتل ثلاثة جنود في كمين قرب المدينة.",
    "اندلعت اشتباكات عنيفة بين الجيش والمسلحين في الموصل، وانفجرت سيارة مفخخة فقتل ثلاثة جنود. "
    "وأعلنت الشرطة اعتقال ثلاثة أشخاص. ونفت مصادر محلية سقوط المدينة. وطالب السكان بفتح الطريق.",
    "تظاهر مئات السكان في صنعاء، وأصيب عشرون منهم. وأكدت وزارة الداخلية أن الشرطة لم تطلق النار. "
    "واتهم المحتجون الشرطة بضربهم، وقال شهود عيان إن الجنود اعتقلوا سبعة متظاهرين.",
)
RAWI = (sys.executable, "-c", "from rawi.cli import main; main()")
MULTIPLY = """
CREATE TEMP TABLE n AS WITH RECURSIVE up(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM up WHERE k < :times) SELECT k FROM up;
CREATE TEMP TABLE own AS SELECT (SELECT max(capture_id) FROM captures) AS c, (SELECT max(reading_id) FROM readings) AS r,
  (SELECT max(claim_key) FROM claims) AS k;
"""
ROWS = (
    "INSERT INTO documents SELECT document_id || '-' || n.k, name || '-' || n.k, url, title, outlet, author, published, first_seen_at"
    " FROM documents, n",
    "INSERT INTO captures SELECT capture_id + own.c * n.k, document_id || '-' || n.k, sha256, ledger_seq, captured_at, size, about"
    " FROM captures, n, own",
    "INSERT INTO readings SELECT reading_id + own.r * n.k, capture_id + own.c * n.k, rawi_version, lexicon_version, read_at, superseded_at,"
    " genre, reading FROM readings, n, own",
    "INSERT INTO claims SELECT {claims} FROM claims, n, own",
    "INSERT INTO claim_actors SELECT claim_key + own.k * n.k, role, position, entity_id, name, words FROM claim_actors, n, own",
)
MOVED = {"claim_key": "claim_key + own.k * n.k", "reading_id": "reading_id + own.r * n.k", "document_id": "document_id || '-' || n.k"}


def made(folder: Path, claims: int) -> int:
    """An archive in `folder` whose store holds about so many claims; returns how many."""
    from rawi.archive.databases import STORE

    if not (folder / STORE).exists():
        news = folder.parent / "news.jsonl"
        rows = ({"id": f"a{n}", "text": text, "published": "2015-07-25"} for n, text in enumerate(TEXTS))
        news.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
        subprocess.run([*RAWI, "add", str(folder), str(news), "--quiet"], check=True)
        with sqlite3.connect(folder / STORE) as store:
            columns = [row[1] for row in store.execute("PRAGMA table_info(claims)")]
            (few,) = store.execute("SELECT count(*) FROM claims").fetchone()
            store.executescript(MULTIPLY.replace(":times", str(max(1, claims // few - 1))))
            for row in ROWS:
                store.execute(row.format(claims=", ".join(MOVED.get(name, name) for name in columns)))
    with sqlite3.connect(folder / STORE) as store:
        return int(store.execute("SELECT count(*) FROM claims").fetchone()[0])


def measured(folder: Path, form: str, out: Path) -> dict[str, float | int | str]:
    """One export: seconds, MB written, and the peak of its process in MB."""
    begun = time.perf_counter()
    child = subprocess.Popen([*RAWI, "export", str(folder), "--format", form, "-o", str(out)], stderr=subprocess.PIPE)
    assert child.stderr is not None
    said = child.stderr.read().decode()
    _, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{form}: {said}")
    unit = 1 if sys.platform == "darwin" else 1024
    size = out.stat().st_size
    out.unlink()
    return {
        "format": form, "said": said.strip(), "seconds": round(time.perf_counter() - begun, 1), "mb_written": round(size / 1e6, 1),
        "peak_mb": round(used.ru_maxrss * unit / 1e6, 1),
    }  # fmt: skip


def main() -> None:
    """Prints a line for each export; ends with 1 when one of them took more memory than LIMIT_MB."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--formats", nargs="+", default=["csv", "geojsonseq", "plover", "parquet"])
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        home = given.keep or Path(temporary)
        home.mkdir(parents=True, exist_ok=True)
        begun = time.perf_counter()
        number = made(home / "archive", given.claims)
        size = (home / "archive" / "store.sqlite").stat().st_size
        print(f"{number:,} claims, store of {size / 1e6:,.0f} MB, made in {time.perf_counter() - begun:.0f} s", flush=True)
        worst = 0.0
        for form in given.formats:
            found = measured(home / "archive", form, home / f"out.{form}")
            worst = max(worst, float(found["peak_mb"]))
            print(json.dumps(found, ensure_ascii=False), flush=True)
    print(f"worst peak {worst} MB; the aim is {LIMIT_MB} MB at most")
    raise SystemExit(worst > LIMIT_MB)


if __name__ == "__main__":
    main()
