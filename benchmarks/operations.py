#!/usr/bin/env python3
"""How many operations one reading of a fixed article takes, for tests/test_operations.py.

    benchmarks/operations.py             counts, against what is recorded
    benchmarks/operations.py --record    counts and keeps it in tests/operations.json, for this version and this build of Python

Bytecodes are counted always, the processor's instructions where valgrind is installed (ten seconds).
"""

from __future__ import annotations

import argparse
import json

from measuring import operations


def main() -> None:
    """Counts, and prints or records."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", action="store_true", help="keep the counts in tests/operations.json")
    parser.add_argument("--count", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--instrumented", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.count:
        print(json.dumps(operations.counted_here()))
    elif args.instrumented:
        operations.instrumented()
    elif args.record:
        print(operations.record())
    else:
        kept = operations.recorded()
        known = {**kept["versions"].get(operations.version(), {}), **kept["builds"].get(operations.build(), {})}
        counted = {**operations.counts(), **(operations.instructions() if operations.has_valgrind() else {})}
        for name, value in counted.items():
            print(operations.Verdict(name, value, known[name]) if name in known else f"{name}: {value:,.0f}, not recorded")


if __name__ == "__main__":
    main()
