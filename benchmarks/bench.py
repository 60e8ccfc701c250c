#!/usr/bin/env python3
"""How fast Rawi reads, on one core of this machine: throughput, memory, cold start, linearity.

    benchmarks/bench.py                     everything, as tables and then as one line of JSON
    benchmarks/bench.py --articles 300      a smaller corpus
    benchmarks/bench.py --only throughput   one part: throughput, memory, cold or linearity
    benchmarks/bench.py --json              the JSON alone

The corpus is ../shared/samples/news-2015-07.jsonl.gz where it is at hand, else the project's own gold, repeated. Time counts
from raw UTF-8 bytes to claims with their chains. Each part runs in a process of its own, bound to one core, with the lexicon's
cache warm unless it says otherwise. The baseline, in the same process and over the same bytes, is what a keyword coder does: a
regular expression for tokens and 40 stems for events, without actors, sources, places, dates or status.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
NEWS = ROOT.parent / "shared" / "samples" / "news-2015-07.jsonl.gz"
OWN = ROOT / "tests" / "gold" / "articles.jsonl"
PARTS = ("throughput", "memory", "cold", "linearity")
REPEATS = (1, 2, 4, 8, 16, 32)
NUMBERS = (1, 2, 4, 8)
Article = tuple[bytes, bytes, str | None]
"""Title and body in UTF-8, and the date of publication."""

# --- the corpus ---------------------------------------------------------------------------------------------------------------


def _records() -> Iterator[dict[str, Any]]:
    if NEWS.exists():
        with gzip.open(NEWS, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)
        return
    with OWN.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for row in cycle(rows):
        title = row.get("title") or ""
        yield {**row, "text": row["text"].removeprefix(f"{title}\n\n") if title else row["text"]}


def corpus(number: int) -> Iterator[Article]:
    """The first `number` articles as raw bytes."""
    for row in islice(_records(), number):
        published = row.get("published") or row.get("metadata", {}).get("published")
        yield (row.get("title") or "").encode(), row["text"].encode(), published


def size(articles: list[Article]) -> int:
    """Bytes of UTF-8 to be read."""
    return sum(len(title) + len(body) for title, body, _ in articles)


# --- what is measured ---------------------------------------------------------------------------------------------------------


class Reader:
    """Rawi, from bytes to claims."""

    def __init__(self) -> None:
        from rawi.errors import InputError
        from rawi.lexicon import load
        from rawi.pipeline import read_document
        from rawi.sources.documents import document_of

        self.lexicon, self._read, self._document, self._refusal = load(), read_document, document_of, InputError

    def claims(self, article: Article) -> int:
        """The number of claims in one article; 0 where it is refused."""
        title, body, published = article
        try:
            document = self._document(body.decode(), id="bench", title=title.decode(), published=published)
        except self._refusal:
            return 0
        return len(self._read(document, self.lexicon).claims)


STEMS = (
    "قتل", "مقتل", "قصف", "هجوم", "هاجم", "غارة", "غارات", "انفجار", "فجر", "تفجير",
    "اشتباك", "معارك", "جرح", "اصاب", "استهدف", "اغتال", "خطف", "طعن", "ذبح", "دمر",
    "تظاهر", "مظاهر", "احتجاج", "احتج", "اعتصام", "اضراب", "مسيرة", "متظاهر", "اعتقل", "اعتقال",
    "اوقف", "ضبط", "صادر", "سيطر", "سيطرة", "حرر", "استعاد", "تحرير", "اجتمع", "التقى",
)  # fmt: skip
_TOKEN = re.compile(r"\w+|[^\w\s]")
_CLITICS = re.compile(r"^[وف]?(?:[بلك]?ال|لل|[بلكسي])?")
_FOLD = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "\u0640": None, **{chr(c): None for c in range(0x64B, 0x653)}})


def keyword_events(article: Article) -> int:
    """The baseline: the number of tokens that begin, as written or with clitics taken off, with one of 40 stems."""
    text = (article[0] + b"\n\n" + article[1]).decode().translate(_FOLD)
    tokens = _TOKEN.findall(text)
    return sum(token.startswith(STEMS) or _CLITICS.sub("", token, count=1).startswith(STEMS) for token in tokens)


def _timed(work: Any, articles: list[Article]) -> tuple[float, int]:
    start = time.perf_counter()
    found = sum(map(work, articles))
    return time.perf_counter() - start, found


def _rate(seconds: float, found: int, articles: list[Article]) -> dict[str, float]:
    return {
        "seconds": round(seconds, 3),
        "kb_per_second": round(size(articles) / 1000 / seconds, 1),
        "mb_per_second": round(size(articles) / 1e6 / seconds, 4),
        "articles_per_second": round(len(articles) / seconds, 1),
        "found": found,
    }


def throughput(number: int) -> dict[str, Any]:
    """Every article once, as a user meets it (each word new at first); then again, with every word known; and the baseline."""
    reader, articles = Reader(), list(corpus(number))
    first = _timed(reader.claims, articles)
    again = _timed(reader.claims, articles)
    base = min(_timed(keyword_events, articles) for _ in range(2))
    return {
        "articles": len(articles),
        "bytes": size(articles),
        "rawi": _rate(*first, articles),
        "rawi, words known": _rate(*again, articles),
        "baseline": _rate(*base, articles),
        "baseline_ratio": round(first[0] / base[0], 2),
    }


def memory(number: int) -> dict[str, Any]:
    """Peak memory of a process with the lexicon loaded, and after it has read the corpus article by article."""
    reader = Reader()
    loaded = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for article in corpus(number):
        reader.claims(article)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    unit = 1 if sys.platform == "darwin" else 1024
    return {"lexicon_mb": round(loaded * unit / 1e6, 1), "peak_mb": round(peak * unit / 1e6, 1)}


ONE = "أعلن وزير الدفاع أن الجيش قصف مواقع المسلحين في تعز أمس، وقالت مصادر طبية إن خمسة مدنيين قتلوا وأصيب عشرون."
COLD = f"import rawi; r = rawi.read({ONE!r}, published='2015-07-20'); print(len(r.claims))"


def cold(_: int) -> dict[str, Any]:
    """Wall time of a new Python process up to its first claims: with the lexicon's cache, without it, and reading nothing."""

    def wall(code: str, **env: str) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, env={**os.environ, **env})
        return time.perf_counter() - start

    wall(COLD)
    with tempfile.TemporaryDirectory() as empty:
        uncached = wall(COLD, RAWI_CACHE=empty)
    return {
        "first_claim_seconds": round(statistics.median(wall(COLD) for _ in range(5)), 3),
        "first_claim_without_cache_seconds": round(uncached, 3),
        "python_alone_seconds": round(statistics.median(wall("pass") for _ in range(5)), 3),
    }


def linearity(number: int) -> dict[str, Any]:
    """Milliseconds a KB for one article repeated within itself, and for ever more articles; all words known beforehand."""
    reader, articles = Reader(), list(corpus(min(number, 800)))
    for article in articles:
        reader.claims(article)
    usual = statistics.median(len(body) for _, body, _ in articles)
    title, body, published = min(articles, key=lambda a: abs(len(a[1]) - usual))
    long = {times: (title, b"\n".join([body] * times), published) for times in REPEATS}
    share = max(1, len(articles) // NUMBERS[-1])

    def cost(batch: list[Article]) -> float:
        repeats = max(3, min(20, 200_000 // size(batch)))
        return round(min(_timed(reader.claims, batch)[0] for _ in range(repeats)) * 1e6 / size(batch), 3)

    length = {str(times): {"kb": round(size([a]) / 1000, 1), "ms_per_kb": cost([a])} for times, a in long.items()}
    half = sorted(articles, key=lambda a: a[1])[: share * NUMBERS[-1]]
    numbers = {
        str(times): {"articles": share * times, "ms_per_kb": cost(half[:: NUMBERS[-1] // times][: share * times])}
        for times in NUMBERS
    }
    return {"article_repeated": length, "articles": numbers}


# --- running and printing -----------------------------------------------------------------------------------------------------


def machine() -> dict[str, str]:
    """What it ran on."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        named = re.search(r"model name\s*:\s*(.+)", info.read_text(encoding="utf-8", errors="replace"))
        model = named[1] if named else model
    return {"machine": model, "cores": str(os.cpu_count()), "system": platform.platform(), "python": platform.python_version()}


def child(part: str, number: int) -> dict[str, Any]:
    """One part in a process of its own, on one core."""
    command = [sys.executable, __file__, "--child", part, "--articles", str(number)]
    run = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    result: dict[str, Any] = json.loads(run.stdout)
    return result


def one_core() -> None:
    """Binds this process to one core, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def table(title: str, rows: list[tuple[Any, ...]]) -> str:
    """Columns aligned, the first row the heads."""
    cells = [[str(c) for c in row] for row in rows]
    widths = [max(len(row[n]) for row in cells) for n in range(len(cells[0]))]
    lines = [
        "  ".join(c.ljust(w) if n == 0 else c.rjust(w) for n, (c, w) in enumerate(zip(row, widths, strict=True))) for row in cells
    ]
    return "\n".join([title, *("  " + line for line in lines), ""])


def show(part: str, got: dict[str, Any]) -> str:
    """One part as a table."""
    if part == "throughput":
        rows: list[tuple[Any, ...]] = [("", "KB/s", "MB/s", "articles/s", "found")]
        for name in ("rawi", "rawi, words known", "baseline"):
            r = got[name]
            rows.append(
                (name, f"{r['kb_per_second']:.0f}", f"{r['mb_per_second']:.3f}", f"{r['articles_per_second']:.0f}", r["found"])
            )
        head = f"Throughput, one core: {got['articles']} articles, {got['bytes'] / 1e6:.2f} MB of UTF-8"
        return table(head, rows) + f"  the keyword baseline takes 1/{got['baseline_ratio']} of the time\n"
    if part == "memory":
        return table("Peak memory", [("", "MB"), ("lexicon loaded", got["lexicon_mb"]), ("corpus read", got["peak_mb"])])
    if part == "cold":
        named = {
            "new process to first claims": "first_claim_seconds",
            "the same, no lexicon cache": "first_claim_without_cache_seconds",
            "Python alone": "python_alone_seconds",
        }
        return table("Cold start", [("", "seconds"), *((name, f"{got[key]:.3f}") for name, key in named.items())])
    length, number = got["article_repeated"], got["articles"]
    first = [("one article ×", "KB", "ms/KB"), *((f"{k}×", v["kb"], f"{v['ms_per_kb']:.2f}") for k, v in length.items())]
    second = [("articles", "number", "ms/KB"), *((f"{k}×", v["articles"], f"{v['ms_per_kb']:.2f}") for k, v in number.items())]
    return table("Linear in length", first) + "\n" + table("Linear in number", second)


def arguments() -> argparse.ArgumentParser:
    """The options."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1500, metavar="N", help="how many articles (default 1500)")
    parser.add_argument("--only", choices=PARTS, help="one part alone")
    parser.add_argument("--json", action="store_true", help="no tables, only JSON")
    parser.add_argument("--child", choices=PARTS, help=argparse.SUPPRESS)
    return parser


def main() -> None:
    """Runs the parts and prints them."""
    parser = arguments()
    args = parser.parse_args()
    if args.child:
        one_core()
        print(json.dumps(globals()[args.child](args.articles)))
        return
    if not NEWS.exists() and not OWN.exists():
        parser.exit(66, f"no corpus: neither {NEWS} nor {OWN} is here\n")
    results: dict[str, Any] = {**machine(), "corpus": NEWS.name if NEWS.exists() else OWN.name}
    if not args.json:
        print("; ".join(f"{k} {v}" for k, v in results.items()), end="\n\n")
    # Fills the lexicon's cache, in a process of its own: on Linux a child's peak memory begins with its parent's.
    subprocess.run([sys.executable, "-c", COLD], check=True, stdout=subprocess.DEVNULL)
    for part in [args.only] if args.only else PARTS:
        results[part] = child(part, args.articles)
        if not args.json:
            print(show(part, results[part]), flush=True)
    print(json.dumps(results, ensure_ascii=False))


if __name__ == "__main__":
    main()
