"""Data flows one way: no package imports one that stands behind it (CONTRIBUTING.md draws the order)."""

from __future__ import annotations

import re
from pathlib import Path

import rawi

ORDER = (
    "model", "arabic", "lexicon", "sources", "reading", "resolving", "archive", "comparing", "scaling", "reviewing", "exporting", "web",
    "cli",
)  # fmt: skip
SOURCE = Path(rawi.__file__).parent


def test_no_arrow_goes_back() -> None:
    back: list[str] = []
    for place, package in enumerate(ORDER):
        for path in (SOURCE / package).rglob("*.py"):
            imported = re.findall(r"^\s*from rawi\.(\w+)", path.read_text("utf-8"), re.M)
            back += [f"{path.relative_to(SOURCE)} imports rawi.{name}" for name in imported if name in ORDER[place + 1 :]]
    assert back == []
