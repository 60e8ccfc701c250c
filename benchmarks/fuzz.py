"""Mutations over every parser, as many as asked for: `python benchmarks/fuzz.py --count 100000`.

Each block of cases runs in a process of its own, so that one that dies is told with its case and the rest goes on. Prints what became
of the cases of each target; ends in 1 where one crashed, hung, or took too much memory, each with what repeats it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]
from fuzzing import case, fuzz, shares, warm  # noqa: E402
from parsers import targets  # noqa: E402

BLOCK = 2_000


def _child(name: str, seed: int, first: int, count: int, at: str) -> None:
    """One block; where it stands is written to the file `at`, its outcome to standard output."""
    with Path(at).open("r+b", buffering=0) as file:

        def before(number: int) -> None:
            os.pwrite(file.fileno(), b"%12d" % number, 0)

        target = targets()[name]
        warm(target)
        report = fuzz(name, target, seed, range(first, first + count), before)
    print(json.dumps({"outcomes": report.outcomes, "failures": report.failures}))


def _block(name: str, seed: int, first: int, count: int) -> tuple[Counter[str], list[str]]:
    with tempfile.NamedTemporaryFile() as at:
        at.write(b"%12d" % first)
        at.flush()
        order = [sys.executable, __file__, "--child", name, str(seed), str(first), str(count), at.name]
        done = subprocess.run(order, capture_output=True, text=True)
        if done.returncode == 0:
            found = json.loads(done.stdout.splitlines()[-1])
            return Counter(found["outcomes"]), found["failures"]
        number = int(Path(at.name).read_text())
    left = first + count - number - 1
    told = f"{name} --seed {seed} --only {number}: the process died ({done.returncode})\n{done.stderr[-2000:]}"
    outcomes, failures = _block(name, seed, number + 1, left) if left > 0 else (Counter(), [])
    return outcomes + Counter({"died": 1}), [told, *failures]


def main() -> int:
    """Runs what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="cases over all targets together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--target", action="append", help="only this parser (may be given several times)")
    parser.add_argument("--only", type=int, help="one case, whose input goes to standard output as it is")
    parser.add_argument("--child", nargs=5, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        name, seed, first, count, at = asked.child
        _child(name, int(seed), int(first), int(count), at)
        return 0
    every = targets()
    chosen = {name: every[name] for name in asked.target or every}
    if asked.only is not None:
        [(name, target)] = chosen.items()
        sys.stdout.buffer.write(case(target, name, asked.seed, asked.only))
        sys.stdout.flush()
        warm(target)
        report = fuzz(name, target, asked.seed, [asked.only])
        print(dict(report.outcomes), *report.failures, sep="\n", file=sys.stderr)
        return bool(report.failures)
    failed, whole, began = 0, 0, time.perf_counter()
    for name, count in shares(asked.count, chosen).items():
        outcomes: Counter[str] = Counter()
        start = time.perf_counter()
        for first in range(0, count, BLOCK):
            found, failures = _block(name, asked.seed, first, min(BLOCK, count - first))
            outcomes += found
            failed += len(failures)
            print(*failures, sep="\n", end="\n" if failures else "")
        whole += outcomes.total()
        told = ", ".join(f"{n} {what}" for what, n in outcomes.most_common())
        print(f"{name:9} {outcomes.total():7} cases in {time.perf_counter() - start:6.1f} s: {told}", flush=True)
    print(f"{whole} cases in {time.perf_counter() - began:.0f} s, {failed} failures (seed {asked.seed})")
    return failed > 0


if __name__ == "__main__":
    raise SystemExit(main())
