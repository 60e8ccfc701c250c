"""What Spark maps over its partitions: parts in, what became of them out, as Arrow record batches (`mapInArrow`)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]

from rawi.errors import RawiError
from rawi.scaling.folder import Done
from rawi.scaling.inputs import File
from rawi.scaling.splits import Split, newlines
from rawi.scaling.supervising import Fault, Job, Outcome, Reader

OUTCOMES, COUNTS = "outcome string", "number long, newlines long"
"""Spark's schemas of what comes out."""


def read_parts(batches: Iterable[Any], parts: tuple[str, ...], job: Job) -> Iterator[Any]:
    """Reads and writes the parts whose numbers come in; gives a batch of one row for each, as soon as it is done."""
    with Reader(job) as reader:
        for batch in batches:
            for number in batch.column(0).to_pylist():
                outcome = reader.read(Split.from_json(parts[number]))
                yield pa.RecordBatch.from_pydict({"outcome": [_text(outcome)]})


def _text(outcome: Outcome) -> str:
    done = outcome.done.to_json() if outcome.done else None
    return json.dumps({"done": done, "faults": [asdict(f) for f in outcome.faults]})


def outcome_of(text: str) -> Outcome:
    """The outcome that a worker told."""
    data = json.loads(text)
    return Outcome(Done.from_json(data["done"]) if data["done"] else None, [Fault(**f) for f in data["faults"]])


def count_newlines(batches: Iterable[Any], stretches: tuple[tuple[File, int, int], ...]) -> Iterator[Any]:
    """How many newlines are in each stretch of a file whose number comes in; -1 where it cannot be read, which reading it will tell."""
    for batch in batches:
        for number in batch.column(0).to_pylist():
            try:
                count = newlines(*stretches[number])
            except (OSError, RawiError):
                count = -1
            yield pa.RecordBatch.from_pydict({"number": [number], "newlines": [count]})
