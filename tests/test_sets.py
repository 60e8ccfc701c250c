"""The test sets of dates and numbers: every row right, or listed as a known failure with its reason."""

from __future__ import annotations

import datetime

from rawi.arabic.dates import find_dates
from rawi.arabic.script import fold
from rawi.arabic.tokens import tokenise
from rawi.lexicon import load
from rawi.model import Document
from rawi.reading.pipeline import prepare
from rawi.resolving.quantities import quantities

from testsets import compare, known_failures, rows


def _date_fault(row: dict[str, str]) -> str:
    tokens = tokenise(row["sentence"])
    published = datetime.date.fromisoformat(row["published"]) if row["published"] else None
    found = find_dates([fold(t.text) for t in tokens], published)
    words = {row["sentence"][tokens[m.first].start : tokens[m.last - 1].end]: m for m in found}
    if not row["words"]:
        return f"no date, but found {list(words)}" if words else ""
    if list(words) != [row["words"]]:
        return f"found {list(words)}"
    mention = words[row["words"]]
    fields = ("value", "start", "end", "granularity", "relative")
    return "; ".join(f"{f}: {getattr(mention, f)!r}, not {row[f]!r}" for f in fields if (getattr(mention, f) or "") != row[f])


def test_dates() -> None:
    table = rows("dates")
    assert len([r for r in table if r["words"]]) >= 300
    failed = {r["sentence"]: fault for r in table if (fault := _date_fault(r))}
    assert not (told := compare(failed, known_failures("dates"))), told


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _number_fault(row: dict[str, str]) -> str:
    found = {q.text: q for q in quantities(prepare(Document("x", row["sentence"]), load()), frozenset())}
    if not row["words"]:
        return f"no number, but found {list(found)}" if found else ""
    one = found.get(row["words"])
    if one is None:
        return f"found {list(found)}"
    got = {"least": _shown(one.least), "most": _shown(one.most), "counts": one.counts or "", "of": one.of or "", "unit": one.unit or ""}
    return "; ".join(f"{k}: {v!r}, not {row[k]!r}" for k, v in got.items() if v != row[k])


def test_numbers() -> None:
    table = rows("numbers")
    assert len([r for r in table if r["words"]]) >= 200
    failed = {f"{r['sentence']} | {r['words']}": fault for r in table if (fault := _number_fault(r))}
    assert not (told := compare(failed, known_failures("numbers"))), told
