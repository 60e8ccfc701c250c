"""Tellings and papers as compact bytes, so that an archive need not be read anew to be compared again.

The form follows the fields of the records: `FORM` changes with them, and what was kept in another form is made anew from the readings.
"""

from __future__ import annotations

import json
import zlib
from array import array
from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any
from zlib import crc32

from rawi.comparing.sources import Source
from rawi.comparing.tellings import Paper, Telling, Where
from rawi.version import __version__

_RECORDS: dict[str, type[Any]] = {"Where": Where, "Source": Source}
_LEVEL = 1


def _listed(value: Any) -> Any:
    """A record as a list of its fields, sets sorted."""
    if isinstance(value, frozenset):
        return sorted(value)
    kind = type(value)
    if kind in _READERS:
        return [_listed(getattr(value, name)) for name in _NAMES[kind]]
    return value


def _reader(annotation: str) -> Callable[[Any], Any] | None:
    """What makes a field's value of its JSON; None where JSON gives it back as it was."""
    kind = annotation.removesuffix(" | None")
    if kind in _RECORDS:
        record = _RECORDS[kind]
        return lambda row: None if row is None else _made(record, row)
    if kind.startswith("frozenset"):
        return frozenset
    if kind.startswith("tuple") or kind == "Range":
        return lambda row: None if row is None else tuple(row)
    return None


_NAMES = {kind: tuple(f.name for f in fields(kind)) for kind in (Telling, Source, Where)}
_READERS = {kind: tuple(_reader(str(f.type)) for f in fields(kind)) for kind in (Telling, Source, Where)}
_PAPER = _NAMES[Telling].index("paper")
_SHAPE = ";".join(f"{k.__name__}.{f.name}:{f.type}" for k in (Telling, Source, Where, Paper) for f in fields(k))
FORM = f"{__version__}/{crc32(_SHAPE.encode()):08x}"
"""Of which version and shape of records what is kept is; what another one left is not read."""


def _made(kind: type[Any], row: Sequence[Any]) -> Any:
    return kind(*(value if read is None else read(value) for value, read in zip(row, _READERS[kind], strict=True)))


def packed_tellings(tellings: Sequence[Telling]) -> bytes:
    """Tellings of one document, without their paper."""
    rows = [
        [None if n == _PAPER else _listed(getattr(telling, name)) for n, name in enumerate(_NAMES[Telling])] for telling in tellings
    ]  # fmt: skip
    return zlib.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode(), _LEVEL)


def unpacked_tellings(data: bytes, paper: Paper) -> tuple[Telling, ...]:
    """The tellings of `packed_tellings`, of this paper."""
    out = []
    for row in json.loads(zlib.decompress(data)):
        row[_PAPER] = paper
        out.append(_made(Telling, row))
    return tuple(out)


def packed_paper(paper: Paper) -> bytes:
    """A paper: its facts as JSON, then a line's end, then its sketch as 32-bit numbers."""
    facts = [paper.document, paper.outlet, list(paper.agencies), paper.published, paper.genre, list(paper.home), list(paper.heading)]
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" + array("I", sorted(paper.sketch)).tobytes()


def unpacked_paper(data: bytes) -> Paper:
    """The paper of `packed_paper`."""
    facts, _, sketch = data.partition(b"\n")
    document, outlet, agencies, published, genre, home, heading = json.loads(facts)
    numbers = array("I")
    numbers.frombytes(sketch)
    return Paper(document, outlet, tuple(agencies), published, genre, frozenset(numbers), tuple(home), tuple(heading))
