"""OCHA COD-AB: tables of administrative units with P-codes (ADM0_EN, ADM1_AR, ADM1_PCODE …), as places.

A row tells the unit of its deepest level and those above it. Units above get the mean of the points of what lies in them, where the
table has coordinates. The columns' names differ between countries and years; all of these are known: ADM1_EN, ADM1_PCODE, admin1Name_en,
admin1Pcode, adm1_name, adm1_name1, adm1_pcode; Latitude, lat, y, y_coord, center_lat; AREA_SQKM, area_sqkm.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rawi.gazetteers.inputs import MAX_LINE, Source, Tick
from rawi.gazetteers.items import Fault, Found, Item, Left, clean, is_arabic, joined_names, latin, precision
from rawi.lexicon.cells import NUMBER

_NAME = re.compile(r"adm(?:in)?_?(\d)(?:_?name)?_?(en|ar|\d|alt\w*|)", re.IGNORECASE)
_PCODE = re.compile(r"adm(?:in)?_?(\d)_?pcode", re.IGNORECASE)
_LAT = re.compile(r"(center_|centroid_|point_)?(lat|latitude|y|y_coord|lat_?dd)", re.IGNORECASE)
_LON = re.compile(r"(center_|centroid_|point_)?(lon|long|longitude|x|x_coord|lon_?dd)", re.IGNORECASE)
_AREA = re.compile(r"area_?sq_?km|area_?km2", re.IGNORECASE)
_CODE = re.compile(r"[A-Za-z]{2,3}[0-9A-Za-z-]{0,20}")
_KINDS = {0: "country", 1: "province"}
_LIMIT = 10_000
"""Characters of one cell: a quotation mark that is not closed must not swallow the file."""


@dataclass(slots=True)
class Header:
    """Which column holds what: the columns of names and the P-code by level, coordinates, area; -1 where there is none."""

    names: dict[int, list[int]] = field(default_factory=dict)
    codes: dict[int, int] = field(default_factory=dict)
    lat: int = -1
    lon: int = -1
    area: int = -1
    width: int = 0

    @property
    def deepest(self) -> int:
        """The level of the units that rows tell of."""
        return max(self.codes, default=-1)


@dataclass(slots=True)
class _Unit:
    """A unit above the deepest level: its row so far, and the points of what lies in it."""

    where: str
    row: dict[str, str]
    raw: str
    points: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])


def header_of(cells: list[str]) -> Header | None:
    """The header in the cells of a line; None where there is no column of P-codes."""
    header = Header(width=len(cells))
    for number, cell in enumerate(c.strip().lstrip("\ufeff") for c in cells):
        if match := _PCODE.fullmatch(cell):
            header.codes.setdefault(int(match[1]), number)
        elif (match := _NAME.fullmatch(cell)) and not cell.lower().endswith(("ref", "type")):
            column = header.names.setdefault(int(match[1]), [])
            column.insert(0 if match[2].lower() == "en" else len(column), number)
        elif _LAT.fullmatch(cell) and header.lat < 0:
            header.lat = number
        elif _LON.fullmatch(cell) and header.lon < 0:
            header.lon = number
        elif _AREA.fullmatch(cell) and header.area < 0:
            header.area = number
    return header if header.codes and any(level in header.names for level in header.codes) else None


def encoding_of(source: Source) -> str:
    """UTF-8 where most lines beyond ASCII are (single broken ones are faults), else windows-1256; UTF-16 by its mark."""
    if source.head(2) in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    good = bad = 0
    for _, line in source.lines():
        if line is None or line.isascii():
            continue
        try:
            line.decode("utf-8")
            good += 1
        except UnicodeDecodeError:
            bad += 1
    return "windows-1256" if bad > good else "utf-8"


def read(source: Source, country: str = "", tick: Tick | None = None) -> Iterator[Item]:
    """Units of a table of P-codes, deepest level first as they come, then those above. `country` (two capitals) overrides the P-codes'."""
    encoding = encoding_of(source)
    if encoding == "utf-16":
        yield Fault("1", "UTF-16: save the file as UTF-8")
        return
    broken: list[Fault] = []
    rows = _rows(source, encoding, broken, tick)
    where, cells, raw = next(rows, ("1", [], ""))
    yield from _drained(broken)
    header = header_of(cells)
    if header is None:
        yield Fault(where, "no column of P-codes (ADM1_PCODE …) with names (ADM1_EN …)", raw[:200])
        return
    units: dict[str, _Unit] = {}
    for where, cells, raw in rows:
        yield from _drained(broken)
        if any(c.startswith("#adm") or c.startswith("#geo") for c in cells):
            yield Left("row of HXL tags")
        elif any(c.strip() for c in cells):
            yield from _units(where, cells, raw, header, units, country)
    yield from _drained(broken)
    for unit in units.values():
        yield _upper(unit)


def _drained(faults: list[Fault]) -> Iterator[Fault]:
    yield from faults
    faults.clear()


def _rows(source: Source, encoding: str, broken: list[Fault], tick: Tick | None) -> Iterator[tuple[str, list[str], str]]:
    """(line, cells, text) of every record; what cannot be read goes to `broken`."""
    last: list[str] = []

    def texts() -> Iterator[str]:
        for number, line in source.lines(tick):
            text = ""
            if line is None:
                broken.append(Fault(str(number), f"a line of more than {MAX_LINE:,} bytes"))
            else:
                try:
                    text = line.removeprefix(b"\xef\xbb\xbf").decode(encoding)
                except UnicodeDecodeError as error:
                    shown = line.decode(encoding, "backslashreplace")
                    broken.append(Fault(str(number), f"byte {error.start + 1} of the line is not {encoding.upper()}", shown))
            last.append(text)
            yield text + "\n"

    head = source.head().splitlines()[:1]
    delimiter = max(",;\t", key=lambda d: head[0].count(d.encode()) if head else 0)
    csv.field_size_limit(_LIMIT)
    reader = csv.reader(texts(), delimiter=delimiter)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            reason = f"no CSV: {error} (a quotation mark that is not closed?)"
            broken.append(Fault(str(reader.line_num - len(last) + 1), reason, " ".join(last)[:200]))
            last.clear()
            continue
        if cells:
            yield str(reader.line_num - len(last) + 1), cells, "\n".join(last)
        last.clear()


def _units(where: str, cells: list[str], raw: str, header: Header, units: dict[str, _Unit], country: str) -> Iterator[Item]:
    """The unit of a row, and into `units` those above it."""
    if len(cells) != header.width:
        yield Fault(where, f"{len(cells)} columns instead of {header.width}", raw)
        return
    codes = {level: cells[n].strip() for level, n in header.codes.items() if cells[n].strip()}
    deepest = header.deepest
    if deepest not in codes:
        yield Fault(where, f"no P-code of level {deepest}", raw)
        return
    bad = next((c for c in codes.values() if not _CODE.fullmatch(c)), None)
    if bad is not None:
        yield Fault(where, f"no P-code: {bad[:40]!r}", raw)
        return
    of = country or _country(codes)
    if not of:
        yield Fault(where, "the P-codes do not tell the country: give --country", raw)
        return
    lat, lon = (cells[n].strip() if n >= 0 else "" for n in (header.lat, header.lon))
    area = cells[header.area].strip() if header.area >= 0 else ""
    names = {level: _named(cells, header, level) for level in codes}
    for level, code in codes.items():
        row = _row(code, level, names, of)
        if level == deepest:
            at = {"lat": lat, "lon": lon, "precision_km": _radius(area, row["kind"]) if lat or lon else ""}
            yield Found(where, {**row, **at}, raw)
            continue
        unit = units.setdefault(code, _Unit(where, row, raw))
        if (unit.row["english"], unit.row["kind"]) != (row["english"], row["kind"]):
            yield Fault(where, f"{code} is {row['english']!r} here and {unit.row['english']!r} on line {unit.where}", raw)
        elif NUMBER.fullmatch(lat) and NUMBER.fullmatch(lon):
            unit.points = [a + b for a, b in zip(unit.points, (float(lat), float(lon), 1.0), strict=True)]


def _named(cells: list[str], header: Header, level: int) -> tuple[str, list[str]]:
    """The Latin name of a row's unit of a level and its Arabic ones."""
    found = [clean(cells[n]) for n in header.names.get(level, ())]
    arabic = [f for f in found if is_arabic(f)]
    others = [f for f in found if f and not is_arabic(f)]
    return (others[0] if others else latin(arabic[0]) if arabic else ""), arabic


def _row(code: str, level: int, names: dict[int, tuple[str, list[str]]], country: str) -> dict[str, str]:
    english, arabic = names[level]
    above = {n: names[n][0] if level > n and n in names else "" for n in (1, 2)}
    return {
        "id": f"pcode-{code.lower()}", "english": english, "arabic": joined_names(arabic), "kind": _KINDS.get(level, "district"),
        "country": country, "admin1": above[1], "admin2": above[2],
        "lat": "", "lon": "", "precision_km": "", "source": f"OCHA COD-AB {code}", "population": "",
    }  # fmt: skip


def _country(codes: dict[int, str]) -> str:
    """P-codes begin with the country's code of two letters, of some countries with that of three."""
    letters = re.match("[A-Za-z]+", codes[min(codes)])
    return letters.group().upper() if letters is not None and len(letters.group()) == 2 else ""


def _radius(area: str, kind: str) -> str:
    """The radius of a circle of that many square kilometres; what is usual for the kind where no area is given."""
    if not NUMBER.fullmatch(area) or float(area) <= 0:
        return precision(kind)
    return f"{max(1.0, math.sqrt(float(area) / math.pi)):.0f}"


def _upper(unit: _Unit) -> Found:
    """A unit above the deepest level, in the middle of what lies in it."""
    lat, lon, count = unit.points
    if count:
        at = {"lat": f"{lat / count:.4f}", "lon": f"{lon / count:.4f}", "precision_km": precision(unit.row["kind"])}
        return Found(unit.where, {**unit.row, **at, "source": f"{unit.row['source']}; point: mean of its units"}, unit.raw)
    return Found(unit.where, unit.row, unit.raw)
