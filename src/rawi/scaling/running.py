"""The job: what is there to read, what of it is missing in the output, and reading that on Spark until nothing more can be done."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as parquet  # type: ignore[import-untyped]

from rawi.errors import LostPart, RawiError, SparkFailed, UnwritablePart
from rawi.scaling import folder, inputs
from rawi.scaling.datasets import REFUSED, SCHEMAS, text
from rawi.scaling.folder import Done, Plan
from rawi.scaling.session import reason
from rawi.scaling.settling import settle
from rawi.scaling.splits import Piece, Split, cut, grouped, may_be_cut
from rawi.scaling.storage import Place, Writing
from rawi.scaling.supervising import Fault, Job, fault, piece_fault
from rawi.scaling.working import COUNTS, OUTCOMES, count_newlines, outcome_of, read_parts
from rawi.sources import Notice
from rawi.sources.items import unreadable

SPLIT_BYTES = 32_000_000
"""So much of the input is read in one go, unless told otherwise."""
LOOKS_EVERY = 0.5
Tell = Callable[[int, int], None]
"""Told how many tasks of how many are done."""
Connect = Callable[[], Any]


@dataclass(slots=True)
class Result:
    """What became of a job: counts of what was read now and before, what could not be done, and what was left out."""

    now: Counter[str] = field(default_factory=Counter)
    before: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    files: int = 0
    parts: int = 0

    def add(self, done: Done) -> None:
        """Counts a part that was read now."""
        self.now.update({k: v for k, v in done.counts.items() if isinstance(v, int)})
        self.refused.update(done.counts["refused"])


def read(
    connect: Connect, given: Sequence[str], job: Job, *, form: str = inputs.AUTO, most: int = SPLIT_BYTES, tell: Tell = lambda *_: None
) -> Result:
    """Reads what is missing of the inputs into the folder `job.out`. `connect` gives Spark's session, if something is missing.

    Raises NotOurFolder and UnwritableOutput before anything is read, SparkFailed where the cluster is gone; what was done by then stays
    done. Everything else that goes wrong is in the Result, and in the data set `refused`.
    """
    listing = inputs.listed(given, form)
    out = folder.prepare(job.out)
    with folder.held(out):
        plan = folder.plan(listing.files.values(), folder.manifest(out), job.how)
        folder.forget(out, plan.stale)
        folder.sweep(out, plan.done)
        result = Result(files=len(listing.files), notices=listing.notices)
        for done in plan.done.values():
            result.before.update({k: v for k, v in done.counts.items() if isinstance(v, int)})
            result.before["refused"] += sum(done.counts["refused"].values())
        result.faults += [fault(refusal.name, refusal.name, refusal.error) for refusal in listing.refused]
        splits = sorted(_splits(connect, plan, most, result), key=lambda split: -sum(piece.weight for piece in split.pieces))
        result.parts = len(splits)
        try:
            for outcome in _rounds(connect, splits, job, out, tell):
                result.faults += outcome.faults
                if outcome.done is not None:
                    result.add(outcome.done)
        finally:
            kept = folder.manifest(out)
            folder.sweep(out, kept)
        result.faults += settle(connect, out, kept)
        _list_faults(out, result.faults, job.at)
        result.refused.update(one.code for one in result.faults)
    return result


def _splits(connect: Connect, plan: Plan, most: int, result: Result) -> Iterator[Split]:
    """The splits of what is missing. Of files that are cut, the lines before each stretch are counted first."""
    small: list[Piece] = []
    cuts: list[Piece] = []
    for piece in plan.missing:
        try:
            whole = piece.end - piece.start <= most and piece.start == 0
            (small if whole or not may_be_cut(piece.file) else cuts).append(piece)
        except RawiError as error:
            result.faults.append(fault(piece.file.name, piece.file.address, error))
        except OSError as error:
            result.faults.append(fault(piece.file.name, piece.file.address, unreadable(error)))
    yield from grouped(small, most)
    pieces = [one for piece in cuts for one in cut(piece, most)]
    yield from grouped(_numbered(connect, pieces), most)


def _numbered(connect: Connect, pieces: list[Piece]) -> list[Piece]:
    """The pieces, each with the number of lines that begin before it in its file."""
    starts: dict[str, list[int]] = {}
    files = {piece.file.address: piece.file for piece in pieces if piece.file.kind != inputs.PARQUET}
    for piece in pieces:
        if piece.start and piece.file.address in files:
            starts.setdefault(piece.file.address, []).append(piece.start)
    stretches = []
    for address, ends in starts.items():
        # A line begins at 0 and behind each newline, so those before `end` are one more than the newlines before its last byte.
        marks = [0, *(end - 1 for end in sorted(set(ends)))]
        stretches += [(files[address], a, b) for a, b in pairwise(marks)]
    if not stretches:
        return pieces
    counted = _over(connect(), len(stretches), partial(count_newlines, stretches=tuple(stretches)), COUNTS).collect()
    found = {int(row.number): int(row.newlines) for row in counted}
    lines: dict[tuple[str, int], int] = {}
    for n, (file, start, end) in enumerate(stretches):
        lines[file.address, end + 1] = max(0, found[n]) + (lines[file.address, start + 1] if start else 1)
    return [replace(piece, before=lines.get((piece.file.address, piece.start), 0)) for piece in pieces]


def _over(spark: Any, count: int, function: Callable[..., Any], schema: str) -> Any:
    """A function over the numbers up to `count`, each in a task of its own."""
    return spark.range(0, count, 1, count).mapInArrow(function, schema)


def _rounds(connect: Connect, splits: list[Split], job: Job, out: Place, tell: Tell) -> Iterator[Any]:
    """The outcome of every split. What a job that Spark gave up has left is asked for again: together while that gets on, then singly."""
    left = splits
    while left:
        try:
            yield from _job(connect(), left, job, tell)
            return
        except SparkFailed as error:
            _alive(connect(), error)
            done = folder.manifest(out)
            got = [split for split in left if split.id in done]
            yield from (_Told(done[split.id]) for split in got)
            left = [split for split in left if split.id not in done]
            if not got:
                break
    for split in left:
        try:
            yield from _job(connect(), [split], job, tell)
        except SparkFailed as error:
            _alive(connect(), error)
            lost = LostPart(f"its workers were lost again and again: {error.message}")
            yield _Told(None, [piece_fault(piece, lost) for piece in split.pieces])


@dataclass(frozen=True, slots=True)
class _Told:
    done: Done | None
    faults: list[Fault] = field(default_factory=list)


def _alive(spark: Any, error: SparkFailed) -> None:
    """Raises the error where Spark itself is gone, and nothing can be asked again."""
    try:
        gone = bool(spark.sparkContext._jsc.sc().isStopped())
    except Exception:
        gone = True
    if gone:
        raise error


def _job(spark: Any, splits: list[Split], job: Job, tell: Tell) -> Iterator[Any]:
    """One job of Spark over splits; raises SparkFailed where it is given up."""
    parts = tuple(split.to_json() for split in splits)
    frame = _over(spark, len(parts), partial(read_parts, parts=parts, job=job), OUTCOMES)
    group = f"rawi-{uuid4().hex[:8]}"
    rows: list[Any] = []
    wrong: list[BaseException] = []

    def collect() -> None:
        try:
            spark.sparkContext.setJobGroup(group, "rawi scale read", interruptOnCancel=True)
            rows.extend(frame.collect())
        except BaseException as error:
            wrong.append(error)

    running = threading.Thread(target=collect, daemon=True)
    running.start()
    try:
        while running.is_alive():
            running.join(LOOKS_EVERY)
            tell(_finished(spark, group), len(parts))
    except BaseException:
        spark.sparkContext.cancelJobGroup(group)
        raise
    if wrong:
        raise SparkFailed(f"Spark gave the job up: {reason(wrong[0])}")
    yield from (outcome_of(row.outcome) for row in rows)


def _finished(spark: Any, group: str) -> int:
    """How many tasks of a group of jobs have ended well."""
    try:
        status = spark.sparkContext.statusTracker()
        stages = [s for n in status.getJobIdsForGroup(group) if (j := status.getJobInfo(n)) for s in j.stageIds]
        return sum(info.numCompletedTasks for s in stages if (info := status.getStageInfo(s)))
    except Exception:
        return 0


def _list_faults(out: Place, faults: list[Fault], at: str) -> None:
    """What this run could not do, as a file of the data set of refusals; it stands until the next run."""
    rows = [
        {"name": text(f.name), "code": f.code, "reason": text(f.reason), "hint": f.hint, "refused_at": at, "input": text(f.input)}
        for f in faults
    ]
    file = folder.part(out, REFUSED, folder.UNFINISHED)
    try:
        writing = Writing(file, "unfinished")
        try:
            parquet.write_table(pa.Table.from_pylist(rows, schema=SCHEMAS[REFUSED]), writing.out)
            writing.close()
            writing.name()
        except BaseException:
            writing.abandon()
            raise
    except OSError as error:  # the full disk of which the list was to tell
        wrong = UnwritablePart(f"the list of what was refused: {unreadable(error).message}")
        faults.append(fault(f"{REFUSED}/{folder.UNFINISHED}.parquet", file.address, wrong))
