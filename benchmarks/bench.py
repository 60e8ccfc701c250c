#!/usr/bin/env python3
"""How fast Rawi reads, how much memory it takes, how both grow, and how that compares with what one would use instead.

    benchmarks/bench.py                       every part, as tables (--json: as one line of JSON)
    benchmarks/bench.py --write               the same, kept in docs/benchmarks.md with its plots (make bench)
    benchmarks/bench.py --only throughput     one part; may be given again for another
    benchmarks/bench.py --articles 300 --beside 40 --growth-up-to 1000       smaller
    benchmarks/bench.py --render              page and plots anew out of docs/benchmarks/results.json

Parts: throughput, memory, cold (start), linearity, cores, growth, beside (other tools, installed into benchmarks/.venv).
The corpus is ../shared/samples/news-2015-07.jsonl.gz where it is at hand, else the project's own gold, over and over.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measuring import report
from measuring.articles import corpus_file
from measuring.processes import Settings, alone, called, machine
from measuring.report import PARTS


def arguments() -> argparse.ArgumentParser:
    """The options."""
    usual = Settings()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)

    def option(name: str, metavar: str, kind: Callable[[str], float], default: float, told: str, **more: Any) -> None:
        parser.add_argument(name, type=kind, default=default, metavar=metavar, help=f"{told} (default {default})", **more)

    option("--articles", "N", _number, usual.articles, "articles of the corpus")
    option("--beside", "N", _number, usual.beside, "articles that Rawi and other tools read side by side")
    option("--budget", "S", float, usual.budget, "seconds after which another tool begins no further article")
    option("--growth-up-to", "N", _number, usual.growth, "recombined articles: 10^3, 10^4 … up to N; 1000000 takes long", dest="growth")
    parser.add_argument("--corpus", metavar="FILE", help='a .jsonl or .jsonl.gz of {"title", "text", "published"}')
    parser.add_argument("--only", choices=PARTS, action="append", help="one part alone; may be given again")
    parser.add_argument("--write", action="store_true", help="keep the results in docs/benchmarks.md and docs/benchmarks/")
    parser.add_argument("--render", action="store_true", help="measure nothing; page and plots out of the results that are kept")
    parser.add_argument("--json", action="store_true", help="no tables, only JSON")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    return parser


def _number(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def measured(part: str, settings: Settings, identity: dict[str, str], *, quiet: bool) -> dict[str, Any]:
    """One part measured, with what it was measured on; its tables are printed."""
    start = time.perf_counter()
    got: dict[str, Any] = PARTS[part].measure(settings)
    got["about"] = report.about(settings, part, time.perf_counter() - start, identity)
    if not quiet:
        print(f"\n{PARTS[part].TITLE}\n")
        for table in PARTS[part].tables(got):
            print(table.aligned(), flush=True)
    return got


def main() -> None:
    """Runs the parts, prints them, and keeps them if asked."""
    parser = arguments()
    args = parser.parse_args()
    if args.child:
        print(json.dumps(called(args.child)))
        return
    if args.render:
        if not report.kept():
            parser.exit(66, f"nothing to render: docs/{report.RESULTS} is not here; --write makes it\n")
        report.render()
        return
    settings = Settings(args.articles, args.beside, args.budget, args.growth, args.corpus)
    path = corpus_file(settings.path)
    if not path.exists():
        parser.exit(66, f"no corpus: {path} is not here\n")
    if not args.json:
        print("; ".join(f"{k} {v}" for k, v in {**machine(), "corpus": path.name}.items()))
    # This process itself loads nothing: on Linux a child's peak memory begins with its parent's.
    identity = alone("reading:identity", settings)
    results: dict[str, Any] = {}
    before = report.kept() if args.only else {}  # a whole run begins anew: what an earlier one kept may be of another shape
    for part in args.only or PARTS:
        results[part] = measured(part, settings, identity, quiet=args.json)
        if args.write:
            report.keep({**before, **results})
    if args.write:
        report.render()
    print(json.dumps(results, ensure_ascii=False) if args.json else next_step(args.write))


def next_step(kept: bool) -> str:
    """What to do now."""
    if not kept:
        return "Next: --write keeps this in docs/benchmarks.md with its plots; --json prints it for a program."
    where = Path("docs") / report.PAGE
    return f"Next: look at {where}; 'git diff {where}' shows what changed; 'scripts/scoreboard.py --speed' takes figures into README.md."


if __name__ == "__main__":
    main()
