"""The cells of a table's row: numbers, codes, years, ids and names, and no character that cannot be seen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rawi.lexicon.schema import MODES

HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd]")
"""Control characters, marks of direction and the sign of a broken byte: in a name they would keep it from ever being found."""
NUMBER = re.compile(r"-?[0-9]{1,6}(\.[0-9]{1,15})?")
"""A plain decimal: no exponents, no «nan», no digits of other scripts, all of which `float` takes."""
_ID = re.compile(r"[a-z0-9][a-z0-9^._-]*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_YEAR = re.compile(r"[0-9]{1,4}")
_WHOLE = re.compile(r"[0-9]{1,11}")
_PLACES = ("places", "gazetteer")
_WITH_ID = ("actors", "places", "gazetteer", "roles")
_WITH_COUNTRY = ("actors", "places", "gazetteer", "nationalities", "admin1")


def cell_faults(table: str, row: dict[str, str]) -> Iterator[str]:
    """What is wrong with single cells of a row of `table`."""
    if HIDDEN.search("\t".join(row.values())):
        for column, hidden in ((c, HIDDEN.search(v)) for c, v in row.items()):
            if hidden is None:
                continue
            yield f"`{column}` holds the character U+{ord(hidden.group()):04X}, which cannot be seen"
    if table in _WITH_ID and row["id"] and not _ID.fullmatch(row["id"]):
        yield f"`id` must be lower-case ASCII letters, digits and hyphens: {row['id'][:80]!r}"
    if table in _WITH_COUNTRY and row["country"] and not _COUNTRY.fullmatch(row["country"]):
        yield f"`country` must be two capitals (ISO 3166-1): {row['country'][:80]!r}"
    if table in ("actors", "places", "roles") and row["arabic"] and not row["arabic"].replace("|", "").strip():
        yield "`arabic` holds no name"
    if table == "actors":
        yield from _years(row)
    elif table in _PLACES:
        yield from _coordinates(row)
    elif table == "codings" and (row["type"] not in MODES or (row["mode"] and row["mode"] not in MODES[row["type"]])):
        yield f"unknown type and mode {row['type'][:80]!r} {row['mode'][:80]!r}"
    elif table == "offices" and row["of"] and row["of"] == row["holder"]:
        yield f"{row['of']!r} holds an office of itself"


def _years(row: dict[str, str]) -> Iterator[str]:
    for column in ("from", "to"):
        if row[column] and not _YEAR.fullmatch(row[column]):
            yield f"`{column}` is no year: {row[column][:80]!r}"
            return
    if row["from"] and row["to"] and int(row["from"]) > int(row["to"]):
        yield f"ends ({row['to']}) before it begins ({row['from']})"
    if row["affiliation"] and row["affiliation"] == row["id"]:
        yield "`affiliation` is the actor itself"


def _coordinates(row: dict[str, str]) -> Iterator[str]:
    lat, lon, precision = row["lat"], row["lon"], row["precision_km"]
    if lat or lon:
        if not (NUMBER.fullmatch(lat) and NUMBER.fullmatch(lon)):
            yield f"coordinates are not numbers: {lat[:40]!r}, {lon[:40]!r}"
        elif not (-90 <= float(lat) <= 90 and -180 <= float(lon) <= 180):
            yield f"coordinates off the globe: {lat}, {lon}"
    if (lat or lon or precision) and not (NUMBER.fullmatch(precision) and 0 < float(precision) < 21_000):
        yield f"`precision_km` must be a number of kilometres above 0: {precision[:40]!r}"
    if row.get("population") and not _WHOLE.fullmatch(row["population"]):
        yield f"`population` is no whole number: {row['population'][:40]!r}"
