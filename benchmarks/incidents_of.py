"""Articles in, incidents out.

    python benchmarks/incidents_of.py news.jsonl.gz incidents.json

Reads a JSONL of articles (id, title, text, published, outlet, url), compares all of them in memory and writes the incidents as
docs/comparing.md describes them. What cannot be read is counted and named on standard error.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from rawi.comparing.decisions import NONE
from rawi.comparing.incidents import Edges, all_accounts, clustered
from rawi.comparing.output import incident_json
from rawi.comparing.tellings import Telling, tellings_of
from rawi.lexicon import load
from rawi.model import Document
from rawi.pipeline import read_document
from rawi.sources import documents


def main(source: str, target: str) -> None:
    """Reads, compares, writes."""
    started = time.perf_counter()
    lexicon = load()
    told: list[Telling] = []
    texts: dict[str, str] = {}
    for item in documents((source,)):
        if not isinstance(item, Document):
            print(item, file=sys.stderr)
            continue
        reading = read_document(item, lexicon)
        texts[reading.id] = reading.text
        told += tellings_of(reading)
    read = time.perf_counter()
    accounts = all_accounts(told)
    edges = Edges(accounts)
    edges.all()
    found = [incident_json(i, edges.density, texts) for i in clustered(accounts, edges, NONE)]
    Path(target).write_text(json.dumps(found, ensure_ascii=False), "utf-8")
    print(
        f"{len(texts)} articles, {len(told)} claims, {len(accounts)} accounts, {len(found)} incidents; "
        f"read {read - started:.1f} s, compared {time.perf_counter() - read:.1f} s"
    )


if __name__ == "__main__":
    main(*sys.argv[1:3])
