"""Countries by their ISO 3166-1 alpha-2 code: alpha-3 and numeric codes, English names and ACLED's regions, from countries.tsv."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Country:
    """One line of countries.tsv; `numeric` is the ISO number without leading zeros, `region` ACLED's name of the region."""

    alpha2: str
    alpha3: str
    numeric: int
    name: str
    region: str


@cache
def countries() -> dict[str, Country]:
    """Every country of ISO 3166-1 by its alpha-2 code."""
    lines = files("rawi.exporting").joinpath("countries.tsv").read_text("utf-8").splitlines()[1:]
    found = {}
    for line in lines:
        alpha2, alpha3, numeric, name, region, _ = line.split("\t")
        found[alpha2] = Country(alpha2, alpha3, int(numeric), name, region)
    return found


def country(code: str | None) -> Country | None:
    """The country of that alpha-2 code, or None."""
    return countries().get(code or "")
