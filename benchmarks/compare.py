"""How long one article more takes in a compared archive, and how long comparing all of it.

    python benchmarks/compare.py FOLDER 100000

Makes an archive of so many made-up documents with up to three claims each (the occurrences of incidents_scale.py), compares it as a whole,
then takes in a hundred documents more, one transaction each as `rawi compare` does after `rawi add` of one article. FOLDER is made and left
there; where it is there already, only the last step is run.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import func, select

from incidents_scale import tellings
from rawi.archive import tables as t
from rawi.archive.databases import STORE, Location
from rawi.archive.evidence import Evidence
from rawi.archive.opening import store_of
from rawi.archive.store import Store, insert_rows
from rawi.comparing.comparison import FORM_FACT, Compared, Comparing
from rawi.comparing.decisions import NONE
from rawi.comparing.encoding import FORM
from rawi.comparing.loading import Told
from rawi.comparing.neighbourhood import enter
from rawi.comparing.storing import note_fact, parts
from rawi.comparing.tellings import Telling

EACH = 3
MORE = 100


def told(documents: int, seed: int, tag: str) -> Iterator[Told]:
    """Made-up documents: each paper tells three occurrences of a day in one article."""
    number = 0
    made = tellings(documents * EACH * 4, seed, tag)
    for _, some in groupby(made, key=lambda x: int(x.document.removeprefix(tag).partition("-")[0]) // EACH):
        by_paper: dict[str, list[Telling]] = {}
        for telling in some:
            by_paper.setdefault(telling.document.partition("-")[2], []).append(telling)
        for group in by_paper.values():
            number += 1
            document = f"{tag}{number:07d}"
            paper = replace(group[0].paper, document=document, sketch=frozenset(range(number * 128, number * 128 + 128)))
            moved = tuple(
                replace(x, document=document, paper=paper, claim=f"e{n}", start=x.start + 200 * n, end=x.end + 200 * n,
                        sentence_start=200 * n, sentence_end=200 * n + 120)
                for n, x in enumerate(group)
            )  # fmt: skip
            yield Told(document, number, paper, moved)
            if number == documents:
                return


def rows(store: Store, some: list[Told], first: int) -> None:
    """The documents' own rows."""
    at = "2026-01-01T00:00:00Z"
    with store.connection() as connection:
        insert_rows(connection, t.documents, [{"document_id": o.document_id, "name": o.document_id, "first_seen_at": at} for o in some])
        insert_rows(connection, t.captures, [
            {"capture_id": first + o.reading_id, "document_id": o.document_id, "sha256": o.document_id, "ledger_seq": first + o.reading_id,
             "captured_at": at, "size": 1, "about": "{}"} for o in some
        ])  # fmt: skip
        insert_rows(connection, t.readings, [
            {"reading_id": first + o.reading_id, "capture_id": first + o.reading_id, "rawi_version": "0", "lexicon_version": "0",
             "read_at": at, "genre": "report", "reading": "{}"} for o in some
        ])  # fmt: skip


def main(folder: Path, count: int) -> None:
    """Builds, compares, adds, prints."""
    if not folder.exists():
        with Evidence.create(folder, who="benchmark") as evidence:
            store_of(evidence, Location(folder / STORE)).close()
        with Comparing(folder) as opened:
            everything = list(told(count, 1, "d"))
            for part in parts(everything):
                rows(opened.store, part, 0)
            started = time.perf_counter()
            with opened.store.connection() as connection:
                opened._group(connection, {o.reading_id: o.tellings for o in everything}, everything, NONE, Compared())
                note_fact(connection, FORM_FACT, FORM)
            print(f"{count} documents compared and written in {time.perf_counter() - started:.0f} s", flush=True)
        del everything
    with Store(Location(folder / STORE)) as store:
        with store.connection() as connection:
            first = int(connection.execute(select(func.max(t.readings.c.reading_id))).scalar_one())
            for table in (t.incidents, t.incident_accounts, t.incident_keys):
                print(table.name, connection.execute(select(func.count()).select_from(table)).scalar_one())
        more = list(told(MORE, int(time.time()), f"x{first}-".replace("-", "")))
        rows(store, more, first)
        taken, grouped = [], []
        for one in more:
            one = replace(one, reading_id=first + one.reading_id)
            started = time.perf_counter()
            with store.connection() as connection:
                change = enter(connection, one, NONE, "2026-01-02T00:00:00Z")
            taken.append((time.perf_counter() - started) * 1000)
            grouped.append(sum(len(i.accounts) for i in change.now))
        tenths = quantiles(taken, n=20)
        print(f"one more: median {median(taken):.0f} ms, 95% {tenths[18]:.0f} ms, most {max(taken):.0f} ms; first {taken[0]:.0f} ms; "
              f"accounts of its incidents: median {median(grouped)}, most {max(grouped)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
