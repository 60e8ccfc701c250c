"""A process that reads parts, and the one that looks after it.

What reads may be ended by a document (memory, a fault in a compiled library) or be held up by one. Whoever looks on sees which it was by a
shared count, has the part read again without it, and goes on; Spark's own retries are left for workers that are lost.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import time
from dataclasses import dataclass, field, replace
from multiprocessing import sharedctypes
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any
from uuid import uuid4

from rawi.errors import LostPart, OtherVersion, PoisonDocument, RawiError, TooSlow, UnwritablePart
from rawi.lexicon import load
from rawi.pooling import follow_parent
from rawi.scaling.datasets import SCHEMAS
from rawi.scaling.folder import Done, marker, part
from rawi.scaling.partition import PieceLost, Task, Watch, rows_of
from rawi.scaling.splits import Piece, Split
from rawi.scaling.storage import Place, place, read, remove, temporary, without_secrets
from rawi.scaling.writing import Part
from rawi.sources import Given
from rawi.version import __version__

LOOKS_EVERY = 0.5
MOST = 50
"""So many documents of one part may end their process before the part is given up."""
UNEXPLAINED = 3
"""So often may a process end while no document is being read."""


@dataclass(frozen=True, slots=True)
class Job:
    """What every worker is told: where to write, what is given, the time to put down, the limits, and the versions that must read.

    `seconds`: time for one document. `memory`: bytes of a process that reads, 0 for no limit. `folder`: one's own lexicon entries.
    """

    out: str
    given: Given
    at: str
    seconds: float
    memory: int
    folder: str | None
    lexicon_version: str
    rawi_version: str = __version__

    @property
    def how(self) -> dict[str, Any]:
        """What a part must have been read with to count as done."""
        given = {"published": self.given.published, "outlet": self.given.outlet, "title": self.given.title}
        return {"rawi_version": self.rawi_version, "lexicon_version": self.lexicon_version, **given}


@dataclass(frozen=True, slots=True)
class Fault:
    """An input of which nothing was kept, and why: its name, its address, and the error's code, message and hint."""

    name: str
    input: str
    code: str
    reason: str
    hint: str


@dataclass(slots=True)
class Outcome:
    """What became of a part: its line in the manifest, or None where nothing of it is done, and what could not be done."""

    done: Done | None = None
    faults: list[Fault] = field(default_factory=list)


@dataclass(slots=True)
class _Known:
    """What earlier attempts at a part have shown: documents to refuse by count, tokens of their files."""

    refused: dict[int, RawiError] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)


def fault(name: str, address: str, error: RawiError) -> Fault:
    """The Fault of an error."""
    return Fault(name, address, error.code, error.message, error.hint)


def piece_fault(piece: Piece, error: RawiError) -> Fault:
    """The Fault of a piece; of one that is not its whole file it says which bytes."""
    found = fault(piece.file.name, piece.file.address, error)
    whole = (piece.start, piece.end) == (0, piece.file.size)
    return found if whole else replace(found, reason=f"{found.reason} (bytes {piece.start:,} to {piece.end:,})")


def _all(split: Split, error: RawiError) -> Outcome:
    return Outcome(None, [piece_fault(piece, error) for piece in split.pieces])


class Reader:
    """A process that reads parts one after the other, made anew when it dies. Use it as a context manager."""

    def __init__(self, job: Job) -> None:
        self._job = job
        forks = "fork" in multiprocessing.get_all_start_methods()
        self._context: Any = multiprocessing.get_context("fork" if forks else "spawn")
        self._at: Any = sharedctypes.RawValue("Q", 0)
        self._process: Any = None
        self._pipe: Connection | None = None

    def __enter__(self) -> Reader:
        load(Path(self._job.folder) if self._job.folder else None)  # here, so that forked processes share its pages
        if not gc.get_freeze_count():  # once a worker, which Spark uses again: the collector would copy every page in each process
            gc.collect()
            gc.freeze()
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def _end(self) -> int | None:
        """Ends the process; gives the code that it ended with."""
        if self._process is None:
            return None
        self._process.kill()
        self._process.join()
        code: int | None = self._process.exitcode
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None
        return code

    def _start(self) -> None:
        ours, theirs = self._context.Pipe()
        self._process = self._context.Process(target=_serve, args=(theirs, self._at, self._job, os.getpid()), daemon=True)
        self._process.start()
        theirs.close()
        self._pipe = ours

    def read(self, split: Split) -> Outcome:
        """Reads and writes a part, whatever its documents do to the process that reads them."""
        known, unexplained = _Known(), 0
        while True:
            known.tokens.append(uuid4().hex[:12])
            answer = self._asked(split, known)
            if isinstance(answer, Outcome):
                return answer
            count, error = answer
            if count:
                known.refused[count] = error
                if len(known.refused) > MOST:
                    return self._given_up(split, known, PoisonDocument(f"more than {MOST} documents in it end the process that reads them"))
                continue
            unexplained += 1
            if unexplained >= UNEXPLAINED:
                return self._given_up(split, known, LostPart("the process that reads it ended again and again, at no document"))

    def _given_up(self, split: Split, known: _Known, error: RawiError) -> Outcome:
        _clean(self._job, split, known.tokens)
        return _all(split, error)

    def _asked(self, split: Split, known: _Known) -> Outcome | tuple[int, RawiError]:
        """The outcome of a part; or the count of the document at which the process ended, and why."""
        if self._process is None:
            self._start()
        assert self._pipe is not None
        self._at.value = 0
        try:
            self._pipe.send((split, known))
            last, since = 0, time.monotonic()
            while True:
                if self._pipe in wait([self._pipe, self._process.sentinel], LOOKS_EVERY) or self._pipe.poll():
                    answer: Outcome | tuple[int, RawiError] = self._pipe.recv()
                    return answer
                if not self._process.is_alive():
                    break
                now = self._at.value
                if now != last or not now:
                    last, since = now, time.monotonic()
                elif time.monotonic() - since > self._job.seconds:
                    self._end()
                    return last, TooSlow(f"not read within {self._job.seconds:g} seconds")
        except (EOFError, OSError):
            pass
        count, code = int(self._at.value), self._end()
        how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        return count, PoisonDocument(f"reading it ended the process ({how})")


def _serve(pipe: Connection, at: Any, job: Job, parent: int) -> None:
    """What the process does: a part in, its outcome out, until there are no more."""
    follow_parent(parent)
    if job.memory:
        _limit(job.memory)
    lexicon = load(Path(job.folder) if job.folder else None)
    with contextlib.suppress(EOFError, OSError):
        while True:
            split, known = pipe.recv()
            wrong = f"{__version__} with lexicon {lexicon.version}"
            right = f"{job.rawi_version} with lexicon {job.lexicon_version}"
            if wrong != right:
                pipe.send(_all(split, OtherVersion(f"this worker has Rawi {wrong}, the job is for {right}")))
            else:
                pipe.send(_attempt(split, known, job, Task(lexicon, job.given, job.at), at))


def _limit(memory: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def _clean(job: Job, split: Split, tokens: list[str]) -> None:
    """Removes what attempts that died left half-written."""
    out = place(job.out)
    for token in tokens:
        for name in SCHEMAS:
            remove(temporary(part(out, name, split.id), token))


def _attempt(split: Split, known: _Known, job: Job, task: Task, at: Any) -> Outcome:
    """One attempt at a part in this process; a piece that cannot be had leads to another attempt without it."""

    def tell(count: int) -> None:
        at.value = count

    out = place(job.out)
    if (before := _done_before(out, split, job)) is not None:
        return Outcome(before)
    if len(known.tokens) > 1:
        _clean(job, split, known.tokens[:-1])
    lost: dict[int, RawiError] = {}
    while True:
        files = Part(out, split.id, known.tokens[-1])
        try:
            for n, piece in enumerate(split.pieces):
                if n in lost:
                    continue
                try:
                    for name, row in rows_of(piece, task, Watch(tell, known.refused, n)):
                        files.add(name, row)
                except PieceLost as error:
                    lost[n] = error.error
                    raise
            tell(0)
            return _closed(split, lost, files, job)
        except PieceLost:
            files.abandon()
        except UnwritablePart as error:
            return _all(split, error)
        except BaseException:
            files.abandon()
            raise


def _closed(split: Split, lost: dict[int, RawiError], files: Part, job: Job) -> Outcome:
    faults = [piece_fault(split.pieces[n], error) for n, error in sorted(lost.items())]
    pieces = tuple(_bare(piece) for n, piece in enumerate(split.pieces) if n not in lost)
    if not pieces:
        files.abandon()
        return Outcome(None, faults)
    done = Done(split.id, pieces, job.how, files.counts)
    files.close(done)
    return Outcome(done, faults)


def _bare(piece: Piece) -> Piece:
    """The piece as it is written down: without secrets."""
    return replace(piece, file=replace(piece.file, root=without_secrets(piece.file.root)))


def _done_before(out: Place, split: Split, job: Job) -> Done | None:
    """The part's line in the manifest: Spark may give a part to a second worker after the first had done it."""
    try:
        done = Done.from_json(read(marker(out, split.id)))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return done if done.how == job.how else None
