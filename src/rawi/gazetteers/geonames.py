"""GeoNames: a country dump (19 columns, UTF-8, no header) and the file of alternate names, as places.

Columns after the project's readme: geonameid, name, asciiname, alternatenames, latitude, longitude, feature class, feature code, country,
cc2, admin1, admin2, admin3, admin4, population, elevation, dem, timezone, modification date. Alternate names: alternateNameId, geonameid,
language, name, isPreferredName, isShortName, isColloquial, isHistoric, and in the second version from, to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from rawi.gazetteers.inputs import MAX_LINE, Source, Tick
from rawi.gazetteers.items import (
    Fault,
    Found,
    Item,
    Left,
    by_likeness,
    clean,
    is_arabic,
    is_plain_arabic,
    joined_names,
    precision,
    settlement,
)

COLUMNS = 19
ALTERNATE_COLUMNS = (8, 10)
SETTLED = "settled"
_KINDS = {
    "P": {
        "PPLC": "capital", "PPLA": "city", "PPLG": "city", "PPL": SETTLED, "PPLA2": SETTLED, "PPLA3": SETTLED, "PPLA4": SETTLED,
        "PPLA5": SETTLED, "PPLL": "village", "PPLF": "village", "PPLQ": "village", "PPLW": "village", "PPLR": SETTLED, "PPLS": SETTLED,
        "PPLX": "neighbourhood", "STLMT": "town",
    },
    "A": {
        "PCLI": "country", "PCL": "country", "PCLD": "country", "PCLF": "country", "PCLS": "country", "PCLIX": "region", "TERR": "region",
        "ADM1": "province", "ADM2": "district", "ADM3": "district", "ADM4": "district", "ADM5": "district", "ADMD": "district",
    },
    "L": {
        "RGN": "region", "RGNE": "region", "AREA": "area", "LCTY": "area", "CST": "area", "OAS": "area", "MILB": "base", "NVB": "base",
        "OILF": "field", "GASF": "field", "PRT": "port", "INDS": "site",
    },
    "S": {
        "AIRP": "airport", "AIRF": "airport", "AIRQ": "airport", "AIRB": "base", "INSM": "base", "FT": "site", "PRN": "prison",
        "MSQE": "mosque", "DAM": "dam", "CMP": "camp", "CMPRF": "camp", "CMPREF": "camp", "PSTB": "crossing", "PSTC": "crossing",
        "PSTP": "site", "BDG": "site", "HSP": "site", "PS": "site", "PSH": "site", "PSN": "site", "OILR": "site", "OILT": "site",
        "UNIV": "site",
    },
    "H": {
        "SEA": "sea", "GULF": "sea", "BAY": "sea", "LK": "sea", "STRT": "strait", "STM": "river", "STMI": "river", "HBR": "port",
        "WAD": "area",
    },
    "T": {
        "MT": "mountain", "MTS": "mountain", "PK": "mountain", "HLL": "mountain", "HLLS": "mountain", "ISL": "island", "ISLS": "island",
        "DSRT": "area", "PLN": "area", "VAL": "area", "PASS": "area", "PEN": "region", "CAPE": "area",
    },
}  # fmt: skip
"""Feature class and code -> kind of place. Others (wells, farms, schools, what is no more) are left out: news hardly names them."""


@dataclass(slots=True)
class _Names:
    """What a first pass finds: units by (country, code), and the Arabic names of the file of alternate names by geonameid."""

    units: dict[tuple[str, ...], str] = field(default_factory=dict)
    arabic: dict[int, list[str]] = field(default_factory=dict)


def kind_of(feature: str, code: str, population: str) -> str:
    """The kind of place of a feature class and code; «» for what is left out."""
    kind = _KINDS.get(feature, {}).get(code, "")
    if kind == SETTLED:
        by_size = settlement(population)
        return "town" if by_size == "village" and code in ("PPLA2", "PPLA3") else by_size
    return kind


def read(
    source: Source, alternates: Source | None, admin1: Mapping[tuple[str, str], str], country: str = "", tick: Tick | None = None
) -> Iterator[Item]:
    """Places of a country dump. `admin1`: our names by (country, code); `country` stands in where a row names none."""
    names = _first_pass(source, alternates, tick)
    for number, line in source.lines(tick):
        if line is None:
            yield Fault(str(number), f"a line of more than {MAX_LINE:,} bytes")
            continue
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            yield Fault(str(number), f"byte {error.start + 1} of the line is not UTF-8", line.decode("utf-8", "backslashreplace"))
            continue
        if not text or text.isspace():
            continue
        yield _item(str(number), text, names, admin1, country)


def _item(where: str, text: str, names: _Names, admin1: Mapping[tuple[str, str], str], country: str) -> Item:
    cells = text.split("\t")
    if len(cells) != COLUMNS:
        return Fault(where, f"{len(cells)} columns instead of {COLUMNS}", text)
    id, name, plain, others, lat, lon, feature, code, of, _, first, second = cells[:12]
    population = cells[14]
    kind = kind_of(feature, code, population)
    if not (id.isascii() and id.isdigit()):
        return Fault(where, f"geonameid is no number: {id[:40]!r}", text)
    if not kind:
        if not feature.isalpha():
            return Fault(where, f"no feature class: {feature[:40]!r}", text)
        return Left(f"{feature}.{code}")
    arabic = names.arabic.get(int(id))
    if arabic is None and not others.isascii():
        cleaned = [clean(o) for o in others.split(",") if is_arabic(o)]
        arabic = by_likeness(name, [c for c in cleaned if is_plain_arabic(c)])
    of = of or country
    province = "" if code == "ADM1" else admin1.get((of, first)) or names.units.get((of, first), "")
    district = "" if kind == "district" or not second else names.units.get((of, first, second), "")
    row = {
        "id": f"gn-{id}", "english": clean(name) or clean(plain), "arabic": joined_names(arabic or []), "kind": kind, "country": of,
        "admin1": province, "admin2": district, "lat": lat.strip(), "lon": lon.strip(), "precision_km": precision(kind),
        "source": "GeoNames", "population": population if population != "0" else "",
    }  # fmt: skip
    return Found(where, row, text)


def _first_pass(source: Source, alternates: Source | None, tick: Tick | None) -> _Names:
    """Names of the units, which may stand behind the places in them; and, where there is a file of names, which ids are wanted of it."""
    names = _Names()
    wanted: set[int] = set()
    for _, line in source.lines():
        if line is None or (alternates is None and b"\tA\tADM" not in line):
            continue
        cells = line.decode("utf-8", "replace").split("\t")
        if len(cells) != COLUMNS or not (cells[0].isascii() and cells[0].isdigit()):
            continue
        if cells[7] in ("ADM1", "ADM2") and cells[10]:
            unit = (cells[8], cells[10]) if cells[7] == "ADM1" else (cells[8], cells[10], cells[11])
            names.units.setdefault(unit, clean(cells[1]))
        if alternates is not None and kind_of(cells[6], cells[7], cells[14]):
            wanted.add(int(cells[0]))
    if alternates is not None:
        _alternate_names(alternates, wanted, names, tick)
    return names


def _alternate_names(source: Source, wanted: set[int], names: _Names, tick: Tick | None) -> None:
    """Arabic names of the wanted ids, the preferred first; colloquial and historic ones are left out."""
    found: dict[int, list[tuple[bool, str]]] = {}
    for _, line in source.lines(tick):
        if line is None or b"\tar\t" not in line:
            continue
        cells = line.decode("utf-8", "replace").split("\t")
        if not ALTERNATE_COLUMNS[0] <= len(cells) <= ALTERNATE_COLUMNS[1] or cells[2] != "ar" or not cells[1].isdigit():
            continue
        if int(cells[1]) not in wanted or cells[6] == "1" or cells[7] == "1":
            continue
        name = clean(cells[3])
        if is_arabic(name):
            found.setdefault(int(cells[1]), []).append((cells[4] != "1", name))
    for id, given in found.items():
        names.arabic[id] = [name for _, name in sorted(given, key=lambda g: g[0])]
