"""Seeded mutations over everything that Rawi parses: each input ends as read or as refused by name, soon and in bounded memory.

A case is a target, a seed and a number; it is made anew from these three, so that a failure can be repeated alone:
`python benchmarks/fuzz.py --target warc --seed 7 --only 1234`.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import random
import re
import resource
import signal
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from rawi.errors import RawiError

SECONDS = 5.0
"""A case that takes longer hangs."""
GROWTH = 256_000_000
"""Bytes by which one case may raise the peak of the process."""
TOKENS = (
    b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"&#0;", b"&#xD800;", b"<script>",
    b"</p>", b"<table>", b"\x00", b"\r\n\r\n", b"\n", b"\r", b"\t", b" ", b"WARC/1.0\r\n", b"WARC/1.1\r\n", b"Content-Length: ", b"9",
    b"-1",
    b'"', b"'", b"{", b"}", b"[", b"]", b":", b",", b"null", b"true", b"1e999", b"NaN", b"\\ud800", b"\\u0000", b"\xff", b"\xfe\xff",
    b"\xef\xbb\xbf", b"\x1f\x8b\x08", b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", "\u202e".encode(), "\u2066".encode(), "\u0640".encode(),
    "\ufdfa".encode(), b"\xed\xa0\x80", "٣".encode(), "هـ".encode(), b"---\n", b"*a", b"&a ", b"!!python/object:x ", b"? ", b"- ", b"|",
    b"#", b"=", b"@", b"../", b"\\", b"%", b"0" * 40,
)  # fmt: skip
"""What means something to one parser or another."""
_NUMBER = re.compile(rb"\d{1,12}")
_NUMBERS = (b"0", b"-1", b"1", b"2147483648", b"4294967295", b"9223372036854775808", b"99999999999999999999", b"1e9", b"0x10", b"")
_WORD = re.compile(rb"[A-Za-z_:-]{2,30}|[\x80-\xff]{4,40}")


@dataclass(frozen=True, slots=True)
class Target:
    """A parser: the sound inputs to start from, what runs it (it gives the outcome's name), and what may pack a mutated input.

    `share` is its part of a run in which all targets share; slow parsers get less.
    """

    seeds: tuple[bytes, ...]
    run: Callable[[bytes], str]
    packs: tuple[Callable[[bytes], bytes], ...] = ()
    share: int = 4
    askew: bool = False
    """Whether the inputs are JSON, whose values may be exchanged too."""


class Hang(BaseException):
    """A case took longer than SECONDS; no Exception, so that nothing in between can swallow it."""


@dataclass(slots=True)
class Report:
    """What became of the cases: how many of each outcome, and the failures, each as one can repeat it."""

    outcomes: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    @property
    def cases(self) -> int:
        """How many were run."""
        return sum(self.outcomes.values())


def mutated(data: bytes, chance: random.Random, others: tuple[bytes, ...] = ()) -> bytes:
    """`data` with one to four faults; `others` are inputs of the same kind that may be spliced in."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at, size = chance.randrange(len(out) or 1), chance.choice((1, 1, 2, 8, 40, 300))
        match chance.randrange(10):
            case 0 if out:
                out[at] ^= 1 << chance.randrange(8)
            case 1:
                out[at : at + size] = chance.randbytes(size)
            case 2:
                del out[at : at + size]
            case 3:
                out[at:at] = out[at : at + size] * chance.choice((1, 1, 2, 30))
            case 4:
                out[at : at + chance.choice((0, 0, 1, 4))] = chance.choice(TOKENS)
            case 5 if chance.random() < 0.4:
                del out[at:]
            case 6:
                other = chance.choice((*others, data))
                begin = chance.randrange(len(other) or 1)
                out[at : at + size] = other[begin : begin + chance.choice((size, 2_000))]
            case 7:
                _length(out, chance)
            case 8:
                _swap(out, chance)
            case _:
                other_at = chance.randrange(len(out) or 1)
                out[other_at:other_at] = out[at : at + size]
    return bytes(out)


def _length(out: bytearray, chance: random.Random) -> None:
    """Another number in the place of one that is written out, or of two or four bytes."""
    found = [m.span() for m in _NUMBER.finditer(out)]
    if found and chance.random() < 0.7:
        start, end = chance.choice(found)
        near = b"%d" % max(0, int(out[start:end]) + chance.choice((-1, 1, 2, -100, 1000)))
        out[start:end] = chance.choice((*_NUMBERS, near, near, near))
        return
    at, width = chance.randrange(len(out) or 1), chance.choice((2, 4))
    out[at : at + width] = chance.choice((b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x01\x00\x00\x00", b"\xff\xff\xff\x7f"))[:width]


def _swap(out: bytearray, chance: random.Random) -> None:
    """Two words in each other's place."""
    found = [m.span() for m in _WORD.finditer(out)]
    if len(found) < 2:
        return
    (a, b), (c, d) = sorted(chance.sample(found, 2))
    out[a:d] = out[c:d] + out[b:c] + out[a:b]


def askew(data: bytes, chance: random.Random) -> bytes:
    """A JSON value with one to three of the values in it replaced, left out or put where others were; JSONL: its first line."""
    root = [json.loads(data.decode().splitlines()[0] if b"\n{" in data else data)]
    for _ in range(chance.randint(1, 3)):
        places: list[tuple[Any, Any]] = []
        stack: list[Any] = [root]
        while stack:
            at = stack.pop()
            inner = list(at.items() if isinstance(at, dict) else enumerate(at))
            places.extend((at, key) for key, _ in inner)
            stack.extend(value for _, value in inner if isinstance(value, dict | list))
        at, key = chance.choice(places)
        other, other_key = chance.choice(places)
        value = chance.choice((None, True, 0, -1, 2**70, 1.5, "", "\ud800", "خبر", [], {}, [None], {"x": []}, other[other_key]))
        if at is not root and chance.random() < 0.3:
            del at[key]
        else:
            at[key] = json.loads(json.dumps(value))  # a copy: nothing may hold itself
    return json.dumps(root[0]).encode()


def case(target: Target, name: str, seed: int, number: int) -> bytes:
    """The input of one case."""
    chance = random.Random(f"{name} {seed} {number}")
    data = chance.choice(target.seeds)
    data = askew(data, chance) if target.askew and chance.random() < 0.6 else mutated(data, chance, target.seeds)
    if target.packs and chance.random() < 0.7:
        data = chance.choice(target.packs)(data)
        if chance.random() < 0.2:
            data = mutated(data, chance)
    return data


@contextlib.contextmanager
def watched() -> Iterator[None]:
    """Ends what takes longer than SECONDS in a Hang; where even that does not get through, in a traceback and the process's end."""

    def ring(*_: object) -> None:
        raise Hang

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    faulthandler.dump_traceback_later(SECONDS * 12, exit=True)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        faulthandler.cancel_dump_traceback_later()
        signal.signal(signal.SIGALRM, before)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def warm(target: Target) -> None:
    """Loads what the target loads once, which is no case's time or memory."""
    with contextlib.suppress(RawiError):
        target.run(target.seeds[0])


def fuzz(name: str, target: Target, seed: int, numbers: Iterable[int], before: Callable[[int], None] = lambda _: None) -> Report:
    """Runs cases; `before` hears the number of each before it begins, for whoever outlives this process."""
    report = Report()
    for number in numbers:
        before(number)
        data, peak = case(target, name, seed, number), _peak()
        fault = ""
        try:
            with watched():
                outcome = target.run(data)
        except RawiError as error:
            outcome = error.code
        except Hang:
            outcome, fault = "hang", f"longer than {SECONDS:g} seconds\n" + traceback.format_exc(limit=-4)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            outcome, fault = "crash", traceback.format_exc(limit=-6)
        if (grown := _peak() - peak) > GROWTH:
            fault = fault or f"took {grown:,} bytes more than anything before it"
        report.outcomes[outcome] += 1
        if fault:
            report.failures.append(f"{name} --seed {seed} --only {number} ({len(data)} bytes): {fault}")
    return report


def shares(total: int, chosen: dict[str, Target]) -> dict[str, int]:
    """How many of `total` cases each target gets."""
    whole = sum(t.share for t in chosen.values())
    return {name: max(1, total * t.share // whole) for name, t in chosen.items()}
