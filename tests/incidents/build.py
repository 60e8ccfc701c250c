#!/usr/bin/env python3
"""Turn the dossiers of `authoring/` into `articles.jsonl` and `truth.json`.

    tests/incidents/build.py            write both beside this file
    tests/incidents/build.py --check    write nothing; fail if a file on disk differs from what would be written

The form of a dossier and the rules of the archive are in README.md. Every fault is named with its file; with a fault nothing is written.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
MARK = re.compile(r"\{(\w+): ([^{}]*)\}")
SAID = ("actor", "target", "place", "date", "holder")
"""What two tellings may say differently; `as_of` beside `holder` is the day on which he holds the town."""
ARTICLE = {"id", "outlet", "agency", "published", "genre", "title", "text", "tellings", "copy", "paragraphs", "reprint_of"}
TELLING = {"of", "by", "via", "killed", "injured", "crowd", "denied", "denies", "says", "also"}
INCIDENT = {"id", "name", "type", "mode", "date", "place", "country", "origins", "adds_none", "arguable", "count", "why"}
INFINITE = float("inf")
Json = dict[str, Any]


class Fault(Exception):
    """Something in a dossier does not hold."""


@dataclass
class Telling:
    """One origin's telling of one incident in one article."""

    document: str
    published: str
    origin: str
    raw: Json
    chain: list[str]
    quotes: list[Json] = field(default_factory=list)

    def count(self, name: str) -> tuple[float, float] | None:
        """A number as the closed interval of what it may be: 12 → (12, 12), [12, null] → (12, ∞)."""
        value = self.raw.get(name)
        if value is None:
            return None
        low, high = value if isinstance(value, list) else (value, value)
        return low or 0, INFINITE if high is None else high


@dataclass
class Article:
    """One article, its marks taken out."""

    id: str
    outlet: str
    agency: str | None
    published: str
    genre: str
    title: str
    body: str
    reprint_of: str | None
    tellings: Json
    quotes: dict[str, list[Json]]

    @property
    def text(self) -> str:
        """Title, blank line, body: what offsets count in."""
        return f"{self.title}\n\n{self.body}"

    def row(self) -> Json:
        """Its line in articles.jsonl."""
        return {"id": self.id, "outlet": self.outlet, "published": self.published, "url": None, "title": self.title, "text": self.body}


def known(raw: Json, names: set[str], where: str) -> None:
    if extra := sorted(map(str, set(raw) - names)):
        raise Fault(f"{where}: unknown {', '.join(extra)}")


def unmarked(text: str) -> tuple[str, dict[str, list[Json]]]:
    """The text without its marks, and the spans that they mark, by label."""
    parts, spans, at, size = list[str](), dict[str, list[Json]](), 0, 0
    for mark in MARK.finditer(text):
        parts += [text[at : mark.start()], mark[2]]
        start = size + mark.start() - at
        size = start + len(mark[2])
        spans.setdefault(mark[1], []).append({"start": start, "end": size, "text": mark[2]})
        at = mark.end()
    return "".join([*parts, text[at:]]), spans


def article_of(raw: Json, earlier: dict[str, Json]) -> Article:
    """One article; a copy takes its text and tellings from the article it copies."""
    known(raw, ARTICLE, raw["id"])
    source = earlier[raw["copy"]] if "copy" in raw else raw
    lines = str(source["text"]).strip().split("\n")
    chosen = [lines[n - 1] for n in raw.get("paragraphs", range(1, len(lines) + 1))]
    text, quotes = unmarked(f"{raw['title']}\n\n" + "\n".join(chosen))
    tellings = {str(label): t for label, t in source["tellings"].items()}
    if "{" in text or "}" in text:
        raise Fault(f"{raw['id']}: a brace is left over")
    if set(quotes) != set(tellings):
        raise Fault(f"{raw['id']}: marks {sorted(quotes)} but tellings {sorted(tellings)}")
    title, body = text.split("\n\n", 1)
    return Article(
        raw["id"], raw["outlet"], raw.get("agency"), str(raw["published"]), raw.get("genre", "report"),
        title, body, raw.get("copy") or raw.get("reprint_of"), tellings, quotes,
    )  # fmt: skip


def tellings_of(incident: Json, articles: Iterable[Article]) -> list[Telling]:
    """Every telling of an incident, in the order of the articles."""
    out = []
    for article in articles:
        for label, raw in article.tellings.items():
            if raw["of"] != incident["id"]:
                continue
            known(raw, TELLING, f"{article.id} {label}")
            known({**raw.get("says", {}), **raw.get("denies", {})}, {*SAID, "as_of"}, f"{article.id} {label}")
            if raw["by"] not in incident["origins"]:
                raise Fault(f"{article.id} {label}: {incident['id']} has no origin {raw['by']}")
            through = raw.get("via", [article.agency] if article.agency else [])
            chain = [incident["origins"][raw["by"]], *through, article.outlet]
            out.append(Telling(article.id, article.published, raw["by"], raw, chain, article.quotes[label]))
    return out


def apart(a: tuple[float, float] | None, b: tuple[float, float] | None) -> bool:
    """Two intervals without a common number: «at least 12» and 15 share one, 12 and 15 do not."""
    return a is not None and b is not None and (a[1] < b[0] or b[1] < a[0])


def clashes(a: Telling, b: Telling) -> Iterator[tuple[str, set[str], bool]]:
    """(kind, kinds that may stand for it, whether it need not be named) of everything in which two tellings cannot both be true."""
    also = {*a.raw.get("also", ()), *b.raw.get("also", ())}
    one, other = a.raw.get("says", {}), b.raw.get("says", {})
    kinds = [k for k in SAID if k in one and k in other and one[k] != other[k]]
    denied = bool(a.raw.get("denied")) != bool(b.raw.get("denied"))
    later = a.origin != b.origin and one.get("as_of") != other.get("as_of")
    for kind in kinds:
        yield kind, also | ({"denial"} if denied else set()), kind == "holder" and later
    if denied and not kinds:
        yield "denial", also, False
    for x, y in ((a, b), (b, a)):
        if any(y.raw.get("says", {}).get(k) == v for k, v in x.raw.get("denies", {}).items()):
            yield "denial", also, False
    if apart(a.count("killed"), b.count("killed")) or apart(a.count("injured"), b.count("injured")):
        yield "toll", {"denial"} if (0, 0) in (a.count("killed"), b.count("killed")) else set(), False
    if apart(a.count("crowd"), b.count("crowd")):
        yield "crowd", {"toll"}, True


def contradictions_of(incident: Json, tellings: list[Telling]) -> list[Json]:
    """All contradictions: one a pair of origins and kind (more where not all their tellings clash); within one origin, a revision."""
    found: dict[tuple[str, str, str, bool], tuple[set[tuple[int, int]], set[str]]] = {}
    arguable = {(frozenset(x[:2]), x[2]) for x in incident.get("arguable", [])}
    bare = {o for o in incident.get("adds_none", {}) if not any(t.origin == o and refuses(t) for t in tellings)}
    for (i, a), (j, b) in combinations(enumerate(tellings), 2):
        for kind, also, optional in clashes(a, b):
            optional = optional or bool({a.origin, b.origin} & bare) or (frozenset((a.origin, b.origin)), kind) in arguable
            first, second = (i, j) if (a.origin, a.published) <= (b.origin, b.published) else (j, i)
            key = (tellings[first].origin, tellings[second].origin, kind, optional)
            pairs, kinds = found.setdefault(key, (set(), set()))
            pairs.add((first, second))
            kinds |= also - {kind}
    out = []
    for (_, _, kind, optional), (pairs, also) in found.items():
        for left, right in blocks(pairs):
            out.append(contradiction(kind, also, optional, [tellings[i] for i in left], [tellings[j] for j in right], incident))
    return out


def blocks(pairs: set[tuple[int, int]]) -> list[tuple[list[int], list[int]]]:
    """The pairs as few blocks in which everything on the left clashes with everything on the right."""
    partners: dict[tuple[int, ...], list[int]] = {}
    for i in sorted({i for i, _ in pairs}):
        partners.setdefault(tuple(sorted(j for x, j in pairs if x == i)), []).append(i)
    return [(left, list(right)) for right, left in partners.items()]


def refuses(telling: Telling) -> bool:
    """It denies the incident, or a part of it."""
    return bool(telling.raw.get("denied") or telling.raw.get("denies"))


def contradiction(kind: str, also: set[str], optional: bool, left: list[Telling], right: list[Telling], incident: Json) -> Json:
    """One contradiction as it is written; `documents` and `quotes` give one example, `sides` everything."""
    origins = [incident["origins"][side[0].origin] for side in (left, right)]
    return {
        "kind": kind, "also": sorted(also), "origins": origins, "revision": left[0].origin == right[0].origin, "optional": optional,
        "documents": [left[0].document, right[0].document], "quotes": [left[0].quotes[-1], right[0].quotes[-1]],
        "sides": [[{"document": t.document, "quotes": t.quotes} for t in side] for side in (left, right)],
    }  # fmt: skip


def number(value: Any) -> list[int | None] | None:
    """A number as [min, max]."""
    return value if value is None or isinstance(value, list) else [value, value]


def report(document: str, tellings: list[Telling], article: Article) -> Json:
    """What one article says of one incident."""
    counts = {n: next((number(t.raw[n]) for t in tellings if t.raw.get(n) is not None), None) for n in ("killed", "injured", "crowd")}
    quotes = sorted((q for t in tellings for q in t.quotes), key=lambda q: q["start"])
    origins = [
        {"name": t.chain[0], "chain": t.chain, "denied": refuses(t), "quotes": t.quotes}
        | {n: number(t.raw.get(n)) for n in ("killed", "injured")}
        for t in tellings
    ]
    return {
        "document": document, "quotes": quotes, "origins": origins, **counts, "denied": all(map(refuses, tellings)),
        "agency": article.agency, "reprint_of": article.reprint_of,
    }  # fmt: skip


def span_of_tolls(tellings: list[Telling], name: str) -> list[int | None] | None:
    """The lowest and the highest number that anybody gives; the highest is null where only «at least» is above it."""
    values = [v for t in tellings if (v := t.count(name)) is not None]
    if not values:
        return None
    highest = max(low if high == INFINITE else high for low, high in values)
    unbounded = any(high == INFINITE and low >= highest for low, high in values)
    return [int(min(low for low, _ in values)), None if unbounded else int(highest)]


def incident_of(raw: Json, articles: dict[str, Article]) -> Json:
    """One incident of truth.json."""
    known(raw, INCIDENT, raw["id"])
    tellings = tellings_of(raw, articles.values())
    none = raw.get("adds_none", {})
    counted = {k: v for k, v in raw["origins"].items() if k not in none}
    if lost := set(raw["origins"]) - {t.origin for t in tellings}:
        raise Fault(f"{raw['id']}: nothing is told by {', '.join(sorted(lost))}")
    if len(counted) != raw["count"] or not set(none) <= set(raw["origins"]):
        raise Fault(f"{raw['id']}: count {raw['count']}, but {len(counted)} origins add to it")
    if any(t.origin in counted and t.raw.get("denied") for t in tellings) and not any(
        t.origin in counted and not refuses(t) for t in tellings
    ):
        raise Fault(f"{raw['id']}: counts only deniers")
    documents = list(dict.fromkeys(t.document for t in tellings))
    reports = [report(d, [t for t in tellings if t.document == d], articles[d]) for d in documents]
    return {
        "id": raw["id"], "name": raw["name"], "type": raw["type"], "mode": raw.get("mode"), "date": str(raw["date"]),
        "place": raw["place"], "country": raw["country"],
        "killed": span_of_tolls(tellings, "killed"), "injured": span_of_tolls(tellings, "injured"), "reported_by": reports,
        "independent_origins": {
            "count": raw["count"], "which": list(counted.values()), "why": raw["why"],
            "add_none": [{"name": raw["origins"][k], "why": why} for k, why in none.items()],
        },
        "contradictions": contradictions_of(raw, tellings),
    }  # fmt: skip


def build() -> tuple[list[Json], Json]:
    """(rows of articles.jsonl, truth.json) of all dossiers; raises Fault."""
    articles: dict[str, Article] = {}
    raw_incidents, pairs = list[Json](), list[list[str]]()
    for path in sorted((HERE / "authoring").glob("*.yaml")):
        dossier = yaml.safe_load(path.read_text(encoding="utf-8"))
        known(dossier, {"articles", "incidents", "look_alikes"}, path.name)
        earlier: dict[str, Json] = {}
        for raw in dossier["articles"]:
            article = article_of(raw, earlier)
            if article.id in articles:
                raise Fault(f"{article.id} stands twice")
            articles[article.id], earlier[article.id] = article, raw
        raw_incidents += dossier["incidents"]
        pairs += dossier.get("look_alikes", [])
    ids = [i["id"] for i in raw_incidents]
    told = {t["of"] for a in articles.values() for t in a.tellings.values()}
    if len(set(ids)) < len(ids) or told != set(ids) or not {x for p in pairs for x in p[:2]} <= told:
        raise Fault(f"incidents {sorted(set(ids) ^ told)} are declared or told only, or an id stands twice")
    truth = {
        "incidents": [incident_of(raw, articles) for raw in raw_incidents],
        "look_alikes": [p[:2] for p in pairs],
        "look_alikes_why": [p[2] for p in pairs],
    }
    return [a.row() for a in articles.values()], truth


def written() -> dict[str, str]:
    """File name → content."""
    rows, truth = build()
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return {"articles.jsonl": lines, "truth.json": json.dumps(truth, ensure_ascii=False, indent=1) + "\n"}


def main() -> int:
    """Builds or checks; 1 where something is wrong."""
    parser = argparse.ArgumentParser(description="Build the archive of incidents.")
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    check = parser.parse_args().check
    try:
        files = written()
    except Fault as fault:
        print(fault, file=sys.stderr)
        return 1
    for name, content in files.items():
        path = HERE / name
        if not check:
            path.write_text(content, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != content:
            print(f"{name} is not what build.py would write", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
