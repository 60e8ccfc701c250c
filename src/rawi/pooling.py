"""Reading on several cores: the order of what comes in is the order of what goes out, and memory does not grow with the corpus.

Where processes can be forked they share the lexicon's pages; elsewhere each loads it. A document that ends its process (memory, a fault
in a compiled library) is found by reading the documents of its bundle one by one, and is refused; the rest goes on.

What processes need is imported when there are several: it takes as long as the lexicon.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from rawi.errors import RawiError
from rawi.lexicon import Lexicon, load
from rawi.model import Document, Reading
from rawi.pipeline import read_safely

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

BUNDLE_BYTES, BUNDLE = 200_000, 64
"""A task holds documents of so many characters, or so many documents: enough that sending it costs little, few enough to stay bounded."""
WATCHES_EVERY = 0.5
"""Seconds after which a process whose parent is gone ends too, where the system does not do it. Until then it holds the archive's lock."""
_PR_SET_PDEATHSIG = 1
"""linux/prctl.h: the signal that a process gets when its parent dies."""
COLLECTS = (50_000, 20, 100)
"""Thresholds of the collector (`gc.set_threshold`) while many documents are read."""
AHEAD = 3
"""Tasks for each process that are under way or wait to be given out."""

Other = TypeVar("Other")
Outcome = Reading | RawiError
Make = Callable[[Reading], Any]


@dataclass(slots=True)
class _Task:
    """A bundle in the order it came in: what is not a document passes by. `coming` is None where nothing needs to be read."""

    items: list[Any]
    documents: list[Document]
    coming: Future[list[Any]] | None = None


def cores() -> int:
    """How many processes may run at once: the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read_many(
    items: Iterable[Document | Other], lexicon: Lexicon, jobs: int, folder: Path | None = None, *, make: Make | None = None
) -> Iterator[tuple[Document, Any] | Other]:
    """Each document with its reading or the error it ended in, everything else as it is, in the order of `items`.

    `jobs`: processes; 1 reads here. `folder`: one's own entries, where each process must load the lexicon itself. `make`: what comes in the
    place of each reading is made of it by this function of a module, where it was read: text is sent back far more cheaply than a
    reading.
    """
    if jobs <= 1:
        with _seldom_collected():
            for item in items:
                yield (item, _read(item, lexicon, make)) if isinstance(item, Document) else item
        return
    with _seldom_collected(), _Pool(lexicon, jobs, folder, make) as pool:
        waiting: deque[_Task] = deque()
        for task in _bundles(items):
            task.coming = pool.submit(task.documents) if task.documents else None
            waiting.append(task)
            while len(waiting) > jobs * AHEAD:
                yield from pool.outcome(waiting.popleft())
        while waiting:
            yield from pool.outcome(waiting.popleft())


@contextlib.contextmanager
def _seldom_collected() -> Iterator[None]:
    """The collector looks seldom, and not at the lexicon, which stays anyway: it would touch, and so copy, all its pages in each process.

    What a reading leaves behind is nearly all freed by counting references.
    """
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _bundles(items: Iterable[Any]) -> Iterator[_Task]:
    task, size = _Task([], []), 0
    for item in items:
        task.items.append(item)
        if isinstance(item, Document):
            task.documents.append(item)
            size += len(item.text)
        if size >= BUNDLE_BYTES or len(task.items) >= BUNDLE:
            yield task
            task, size = _Task([], []), 0
    if task.items:
        yield task


class _Pool:
    """Processes that read, made anew when one dies."""

    def __init__(self, lexicon: Lexicon, jobs: int, folder: Path | None, make: Make | None) -> None:
        import multiprocessing
        from concurrent.futures.process import BrokenProcessPool

        self._jobs, self._folder, self._make, self._broken = jobs, folder, make, BrokenProcessPool
        self._forks = "fork" in multiprocessing.get_all_start_methods()
        global _lexicon
        _lexicon = lexicon
        self._processes = self._made(jobs)

    def __enter__(self) -> _Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self._processes.shutdown(wait=True, cancel_futures=True)

    def _made(self, jobs: int) -> ProcessPoolExecutor:
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        if self._forks:
            return ProcessPoolExecutor(jobs, multiprocessing.get_context("fork"), follow_parent, (os.getpid(),))
        return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _load, (os.getpid(), self._folder))

    def submit(self, documents: list[Document]) -> Future[list[Any]]:
        """Gives a bundle out."""
        try:
            return self._processes.submit(_read_all, documents, self._make)
        except self._broken:
            self._renew()
            return self._processes.submit(_read_all, documents, self._make)

    def _renew(self) -> None:
        self._processes.shutdown(wait=False, cancel_futures=True)
        self._processes = self._made(self._jobs)

    def outcome(self, task: _Task) -> Iterator[Any]:
        """The items of a task with their outcomes."""
        read = iter(self._read(task))
        for item in task.items:
            yield (item, next(read)) if isinstance(item, Document) else item

    def _read(self, task: _Task) -> list[Any]:
        if task.coming is None:
            return []
        try:
            return task.coming.result()
        except (self._broken, RuntimeError, OSError):
            return [self._alone(document) for document in task.documents]

    def _alone(self, document: Document) -> Any:
        """One document in a process of its own, after a process died that may have had it."""
        with self._made(1) as one:
            try:
                return one.submit(_read_all, [document], self._make).result()[0]
            except (self._broken, OSError):
                return RawiError("reading it ended the process", hint="It may need more memory than there is; the others were read.")


_lexicon: Lexicon | None = None


def _load(parent: int, folder: Path | None) -> None:
    global _lexicon
    follow_parent(parent)
    _lexicon = load(folder)


def follow_parent(parent: int) -> None:
    """A process that reads leaves Ctrl-C to its parent, and ends when that is gone, whatever ended it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(WATCHES_EVERY)
    os._exit(1)


def _read_all(documents: list[Document], make: Make | None) -> list[Any]:
    assert _lexicon is not None
    return [_read(document, _lexicon, make) for document in documents]


def _read(document: Document, lexicon: Lexicon, make: Make | None) -> Any:
    try:
        reading = read_safely(document, lexicon)
    except RawiError as error:
        return error
    return reading if make is None else make(reading)
