"""How the time and memory of comparing grow with the number of tellings, on made-up claims.

    python benchmarks/incidents_scale.py 10000 100000 1000000

Occurrences are spread over places and days so that their density stays as it is: more claims mean more days, as in an archive that grows.
Each occurrence is told by one to twelve papers, some of which leave out the day or give another toll. Prints one line a size: tellings,
accounts, pairs scored, incidents, seconds of each step, and the peak of memory; then the time to add one document to the index.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Iterator

from rawi.comparing.decisions import NONE
from rawi.comparing.incidents import Edges, all_accounts, clustered
from rawi.comparing.index import Index
from rawi.comparing.sources import Source
from rawi.comparing.tellings import Paper, Telling, Where

PLACES = 400
A_DAY = 60
"""So many occurrences a day."""
MODES = ("aerial", "explosives", "heavy-weapons", "firearms", "suicide-attack", "other")
EPOCH = 735_000


def tellings(count: int, seed: int = 1, tag: str = "d") -> Iterator[Telling]:
    """About `count` made-up tellings, one account a document."""
    chance = random.Random(seed)
    places = [
        Where(f"p{n}", (f"C{n % 20}/a{n % 80}", f"C{n % 20}"), f"C{n % 20}", False, 10 + n // 20 * 0.9, 20 + n % 20 * 1.1, 1.0,
              f"name{n}", True)
        for n in range(PLACES)
    ]  # fmt: skip
    made = number = 0
    while made < count:
        day = EPOCH + number // A_DAY
        where, mode, dead = chance.choice(places), chance.choice(MODES), int(chance.paretovariate(0.9))
        target = f"generic:t{chance.randrange(12)}"
        words = frozenset(chance.randrange(1 << 20) for _ in range(6))
        number += 1
        for paper in range(min(1 + int(chance.expovariate(0.5)), 12)):
            yield _telling(chance, f"{tag}{number}-{paper}", day, where, mode, dead, target, words)
            made += 1
            if made >= count:
                return


def _telling(
    chance: random.Random, document: str, day: int, where: Where, mode: str, dead: int, target: str, words: frozenset[int]
) -> Telling:
    known = chance.random() < 0.7
    toll = dead if chance.random() < 0.8 else dead + chance.randrange(1, 4)
    name = f"s{chance.randrange(5000)}"
    source = Source(name, "person", name, name, None, ("paper",), "a1", 0, 5, True, "asserts")
    own = words | frozenset(chance.randrange(1 << 20) for _ in range(8))
    return Telling(
        document, "e1", 40, 45, 0, 120, "ASSAULT", mode if chance.random() < 0.8 else "other", "occurred", day if known else None,
        day if known else None, where, (), (), (target,), (), (), (toll, toll), None, source, None, False, False, False, False, own,
        Paper(document, "paper", (), day + 1 + chance.randrange(2), "report", frozenset()),
    )  # fmt: skip


def measure(count: int) -> None:
    """One line for one size."""
    started = time.perf_counter()
    told = list(tellings(count))
    made = time.perf_counter()
    accounts = all_accounts(told)
    joined = time.perf_counter()
    edges = Edges(accounts)
    edges.all()
    scored = time.perf_counter()
    found = sum(1 for _ in clustered(accounts, edges, NONE))
    done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{count} tellings: {len(accounts)} accounts, {len(edges.a)} pairs kept, {found} incidents; made {made - started:.1f} s, joined "
        f"{joined - made:.1f} s, scored {scored - joined:.1f} s, clustered {done - scored:.1f} s; peak {peak:.0f} MB",
        flush=True,
    )


def add_one(count: int) -> None:
    """The time to add one document to an index of `count` tellings."""
    index = Index()
    for telling in tellings(count):
        index.add([telling])
    times = []
    for telling in list(tellings(200, seed=2, tag="new")):
        started = time.perf_counter()
        index.add([telling])
        times.append(time.perf_counter() - started)
    times.sort()
    print(
        f"adding a document to {count}: median {1000 * times[100]:.1f} ms, 95 % {1000 * times[190]:.1f} ms, worst {1000 * times[-1]:.1f} ms"
    )


if __name__ == "__main__":
    for size in [int(a) for a in sys.argv[1:] if a.isdigit()] or [10_000, 100_000]:
        measure(size)
    if "--add" in sys.argv:
        add_one(100_000)
