"""The frozen readings of tests/golden, and what every export makes of them."""

from __future__ import annotations

import json
from pathlib import Path

from rawi.exporting.formats import Count, Options, export
from rawi.exporting.source import Origin
from rawi.model import Reading
from rawi.model.loading import reading_from_json

GOLDEN = Path(__file__).parent / "golden"
FORMATS: dict[str, tuple[str, Options]] = {
    "acled.csv": ("acled", Options()), "acled-hxl-excel.csv": ("acled", Options(hxl=True, excel=True)),
    "ucdp.csv": ("ucdp", Options(hxl=True)),
    "claims.geojson": ("geojson", Options()), "plover.jsonl": ("plover", Options()), "annotations.jsonl": ("annotations", Options()),
    "prov.jsonl": ("prov", Options()), "ftm.csv": ("ftm", Options()),
}  # fmt: skip
"""Every golden file, its format and options."""
SOURCES = {"town": Origin("a" * 64, "2019-07-22T10:00:00Z", "https://example.org/archive/1", "National", 1563789600)}


def readings() -> list[Reading]:
    """The frozen readings."""
    return [reading_from_json(json.loads(line)) for line in (GOLDEN / "readings.jsonl").read_text("utf-8").splitlines()]


def made(form: str, options: Options, items: list[tuple[Reading, Origin]] | None = None) -> tuple[str, Count]:
    """An export as one string, and its count; of the frozen readings where no items are given."""
    count = Count()
    items = items if items is not None else [(r, SOURCES.get(r.id, Origin())) for r in readings()]
    return "".join(export(form, items, options, count)), count


def exported(name: str) -> str:
    """What the golden file `name` should hold."""
    return made(*FORMATS[name])[0]
