"""The test set of dates: every row right, or listed as a known failure with its reason. (Numbers: `test_quantities.py`.)"""

from __future__ import annotations

import datetime

from rawi.arabic.dates import find_dates
from rawi.arabic.script import fold
from rawi.arabic.tokens import tokenise
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
