#!/usr/bin/env python3
"""How fast articles go into an archive, against reading them alone in the same run, and how fast they are found again.

    benchmarks/archive.py NEWS.jsonl.gz                  add and read all of it, then search it
    benchmarks/archive.py NEWS.jsonl.gz --limit 1500     the first articles only
    benchmarks/archive.py --million                      search a store of a million made-up claims

Times of `rawi read` and `rawi add` are of whole processes, on one core each, processor time beside the clock's. Searches: a page of 50
and the count of each, 20 of every kind with names and words drawn by lot; the 50th and 95th percentile of each kind.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

RAWI = (sys.executable, "-c", "from rawi.cli import main; main()")
DRAWN = 20
PART = 1_500
"""Articles that are read and added in turn."""
CLAIMS = 1_000_000
Make = Callable[[random.Random], Any]


def timed(*command: object) -> tuple[float, float]:
    """Seconds by the clock and of the processor that a command of Rawi took."""
    begun = time.perf_counter()
    child = subprocess.Popen([*RAWI, *map(str, command)], stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 3):
        raise SystemExit(f"rawi {command[0]} failed")
    return time.perf_counter() - begun, used.ru_utime + used.ru_stime


def parts(source: Path, limit: int | None, folder: Path) -> list[Path]:
    """The first articles of a JSONL file in files of PART articles."""
    made: list[Path] = []
    with gzip.open(source, "rb") if source.suffix == ".gz" else source.open("rb") as lines:
        while rows := list(islice(lines, PART if limit is None else min(PART, limit - PART * len(made)))):
            made.append(folder / f"news{len(made)}.jsonl")
            made[-1].write_bytes(b"".join(rows))
    return made


def adding(news: list[Path], folder: Path) -> None:
    """Reads and adds each part in turn, so that whatever else the machine does falls on both alike; prints the ratio of the sums."""
    read = read_cpu = added = added_cpu = 0.0
    for part in news:
        one = timed("read", part, "--format", "jsonl", "--quiet", "-o", folder / "out.jsonl")
        two = timed("add", folder / "archive", part, "--quiet")
        read, read_cpu, added, added_cpu = read + one[0], read_cpu + one[1], added + two[0], added_cpu + two[1]
    size = sum(part.stat().st_size for part in news) / 1e6
    print(f"{size:.1f} MB in {len(news)} parts: read {read:.1f} s, add {added:.1f} s: add goes at {read / added:.0%} of the speed of"
          f" reading (processor time: {read_cpu / added_cpu:.0%})")  # fmt: skip


def made_up(path: Path) -> None:
    """A store of a million claims of 100,000 documents: ten years, 3,000 places, 5,000 actors, 3,015 words of which 15 are common."""
    from rawi.archive.store import Store

    Store(path).close()
    lot = random.Random(1)
    common = ["مدينه", "قصف", "موصل", "جيش", "قتل", "حلب", "صنعاء", "وزير", "مصدر", "تعز", "عدن", "دمشق", "بغداد", "قوات", "اعلن"]
    words = [*common, *(f"كلمه{n}" for n in range(3_000))]
    weights = [40] * len(common) + [1] * 3_000
    documents = CLAIMS // 10
    types = ("ASSAULT", "CONTROL", "COERCE", "CONSULT", "ACCUSE", "RETREAT")

    def day() -> str:
        return f"201{lot.randint(0, 9)}-{lot.randint(1, 12):02}-{lot.randint(1, 28):02}"

    def claims() -> Iterator[tuple[Any, ...]]:
        for key in range(1, CLAIMS + 1):
            on, document = day(), (key - 1) // 10
            yield (
                key, document, f"e{key % 10}", f"d{document}", 1, lot.choice(types), None, lot.choice(("occurred", "negated", "planned")),
                on, on, f"p{lot.randint(1, 3_000)}", "place", lot.choice(("SY", "IQ", "YE", "LY")), "a", lot.uniform(12, 37),
                lot.uniform(8, 60), lot.randint(0, 50), None, None, None, 0, 1, "evidence", "origin", "official", "chain", 1,
            )  # fmt: skip

    with sqlite3.connect(path) as store:
        rows = {
            "documents": (8, ((f"d{n}", f"n{n}", None, "t", f"outlet{n % 40}", None, day(), "x") for n in range(documents))),
            "captures": (7, ((n, f"d{n}", "s", n, "x", 1, "{}") for n in range(documents))),
            "readings": (8, ((n, n, "1", "1", "2020-01-01T00:00:00Z", None, "report", "{}") for n in range(documents))),
            "claims": (27, claims()),
            "claim_actors": (6, ((k, "agent", 0, f"a{lot.randint(1, 5_000)}", "actor", "و") for k in range(1, CLAIMS + 1))),
            "entities": (6, ((f"a{n}", f"Actor {n}", "ع", "person", None, None) for n in range(1, 5_001))),
            "places": (8, ((f"p{n}", f"Place {n}", "م", "town", "SY", None, None, None) for n in range(1, 3_001))),
        }  # fmt: skip
        for table, (columns, values) in rows.items():
            store.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * columns)})", values)
        texts = ((n, " ".join(dict.fromkeys(lot.choices(words, weights=weights, k=150)))) for n in range(documents))
        store.executemany("INSERT INTO search (rowid, words) VALUES (?, ?)", texts)


def kinds(store: Path) -> dict[str, Make]:
    """Queries of every kind, with what stands in this store."""
    from rawi.archive.searching import Query

    with sqlite3.connect(store) as plain:
        def column(question: str) -> list[Any]:
            return [row[0] for row in plain.execute(question)]

        words = column("SELECT words FROM search ORDER BY rowid LIMIT 500")
        actors = column("SELECT entity_id FROM claim_actors WHERE entity_id IS NOT NULL ORDER BY claim_key LIMIT 5000")
        places = column("SELECT place_id FROM claims WHERE place_id IS NOT NULL ORDER BY claim_key LIMIT 5000")
        days = column("SELECT date_start FROM claims WHERE date_start IS NOT NULL ORDER BY claim_key LIMIT 5000")
        points = [tuple(r) for r in plain.execute("SELECT latitude, longitude FROM claims WHERE latitude IS NOT NULL LIMIT 5000")]
    common = max(("قتل", "موصل", "قوات"), key=lambda w: sum(w in f" {text} " for text in words))
    return {
        "no filter": lambda _: Query(),
        "a word": lambda lot: Query(words=lot.choice(lot.choice(words).split())),
        "a common word": lambda _: Query(words=common),
        "word, type, country": lambda lot: Query(words=common, types=("ASSAULT",), country=lot.choice(("SY", "IQ", "YE"))),
        "type and month": lambda lot: Query(types=("ASSAULT",), event_from=(on := lot.choice(days))[:8] + "01", event_to=on[:8] + "28"),
        "country and month": lambda lot: Query(country="SY", event_from=(on := lot.choice(days))[:8] + "01", event_to=on[:8] + "28"),
        "a year": lambda lot: Query(event_from=(on := lot.choice(days))[:5] + "01-01", event_to=on[:5] + "12-31"),
        "box": lambda lot: Query(box=((p := lot.choice(points))[1] - 0.5, p[0] - 0.5, p[1] + 0.5, p[0] + 0.5)),
        "near": lambda lot: Query(near=(*lot.choice(points), 30.0)),
        "actor by id": lambda lot: Query(actor=lot.choice(actors)),
        "place by id": lambda lot: Query(place=lot.choice(places)),
        "most killed": lambda _: Query(sort="killed"),
        "published": lambda lot: Query(published_from=(on := lot.choice(days))[:8] + "01", published_to=on[:8] + "28"),
        "as of a day": lambda lot: Query(as_of="2030-01-01", words=lot.choice(lot.choice(words).split())),
    }  # fmt: skip


def search(path: Path) -> None:
    """Times every kind of query and prints a table."""
    from rawi.archive.searching import count, find
    from rawi.archive.store import Store
    from rawi.lexicon import load

    lexicon, lot = load(), random.Random(2)
    pages, counts = [], []
    print(f"{'search':<22} {'page p50':>9} {'p95':>7} {'count p50':>10} {'p95':>7}   ms")
    with Store(path, read_only=True) as store, store.connection() as connection:
        for name, make in kinds(path).items():
            queries = [make(lot) for _ in range(DRAWN)]
            page = [_ms(lambda q=q: list(find(connection, q, lexicon))) for q in queries]
            number = [_ms(lambda q=q: count(connection, q, lexicon)) for q in queries]
            pages += page
            counts += number
            print(f"{name:<22} {statistics.median(page):9.1f} {_p95(page):7.1f} {statistics.median(number):10.1f} {_p95(number):7.1f}")
    print(f"{'all':<22} {statistics.median(pages):9.1f} {_p95(pages):7.1f} {statistics.median(counts):10.1f} {_p95(counts):7.1f}")


def _ms(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return (time.perf_counter() - begun) * 1000


def _p95(times: list[float]) -> float:
    return sorted(times)[round(0.95 * (len(times) - 1))]


def main() -> None:
    """Parses, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", nargs="?", type=Path, help="articles as `rawi add` takes them (JSONL, also packed)")
    parser.add_argument("--limit", type=int, help="so many articles at most")
    parser.add_argument("--million", action="store_true", help="search a store of a million made-up claims")
    given = parser.parse_args()
    if given.news is None and not given.million:
        parser.error("give articles, or --million")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.news is not None:
            from rawi.archive.databases import STORE

            adding(parts(given.news, given.limit, folder), folder)
            search(folder / "archive" / STORE)
        if given.million:
            made_up(folder / "million.sqlite")
            search(folder / "million.sqlite")


if __name__ == "__main__":
    main()
