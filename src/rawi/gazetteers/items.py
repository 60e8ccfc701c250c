"""What a reader of a foreign list yields: places, faults, and what it leaves out on purpose; and how names are cleaned."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from rawi.arabic.romanising import transliterate
from rawi.arabic.script import fold

PRECISION_KM = {
    "country": 300, "region": 50, "province": 50, "sea": 100, "river": 50, "district": 10, "area": 10, "field": 10, "strait": 10,
    "mountain": 5, "island": 5, "base": 2, "crossing": 2, "port": 2, "dam": 2, "street": 2, "prison": 2,
}  # fmt: skip
"""How far, in kilometres, a point that stands for a place of a kind may be from where something happened «in» it; 1 for other kinds.
Rounded from the values in our own `places/`."""
CITY, TOWN = 100_000, 5_000
"""So many people make a city, a town; fewer, or an unknown number, a village."""
MOST_NAMES = 12
_ARABIC = re.compile("[\u0621-\u064a]")
_PLAIN = re.compile("[\u0621-\u064a ]+")
_UNSEEN = re.compile("[\u0640\u064b-\u0652\u0670\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BLANKS = re.compile("[\\s|\u00a0]+")
_PERSIAN = str.maketrans("یکە", "يكه")
_ARTICLE = re.compile("^(al|ad|ar|as|at|an|ash|az|el|aḑ|aş|aţ|az̧)[ -]", re.IGNORECASE)
_VOWELS = re.compile("[^a-z]|[aeiouwy]")
_SOUNDS = {chr(c): "" for c in range(0x621, 0x64B)} | {
    "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r", "ز": "z", "س": "s", "ش": "sh", "ص": "s",
    "ض": "d", "ط": "t", "ظ": "z", "غ": "gh", "ف": "f", "ق": "q", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h",
}  # fmt: skip
_CONSONANTS = str.maketrans({**_SOUNDS, " ": ""})


class Found(NamedTuple):
    """A place: the columns of `gazetteer/`, where it stands in its file (a line, or an OSM id), and the text it was read from."""

    where: str
    row: dict[str, str]
    raw: str


class Fault(NamedTuple):
    """Something that cannot be imported, where it stands, why, and its text as far as it could be read."""

    where: str
    reason: str
    raw: str = ""


class Left(NamedTuple):
    """A row that is left out on purpose, by the group under which it is counted."""

    group: str


Item = Found | Fault | Left


def settlement(population: str) -> str:
    """The kind of an inhabited place, by how many live there."""
    people = int(population) if population.isascii() and population.isdigit() else 0
    return "city" if people >= CITY else "town" if people >= TOWN else "village"


def precision(kind: str) -> str:
    """`precision_km` for a point that stands for a place of this kind."""
    return str(PRECISION_KM.get(kind, 1))


def clean(name: str) -> str:
    """A name on one line: marks of direction, diacritics and tatweel taken off, blanks single, Persian ya and kaf as in Arabic."""
    if name.isascii():
        return " ".join(name.replace("|", " ").split())
    if not _ARABIC.search(name):
        return _BLANKS.sub(" ", unicodedata.normalize("NFC", name)).strip()
    return _BLANKS.sub(" ", _UNSEEN.sub("", unicodedata.normalize("NFC", name)).translate(_PERSIAN)).strip()


def is_arabic(name: str) -> bool:
    """Whether a name is written in Arabic letters."""
    return _ARABIC.search(name) is not None


def is_plain_arabic(name: str) -> bool:
    """Whether a name holds letters of Arabic only, none of Persian, Kurdish or Urdu."""
    return len(name) > 1 and _PLAIN.fullmatch(name) is not None


def joined_names(names: list[str]) -> str:
    """Names, already clean, as a cell: each once, «a | b», the first preferred."""
    return " | ".join(list(dict.fromkeys(n for n in names if n))[:MOST_NAMES])


def latin(arabic: str) -> str:
    """A Latin spelling of an Arabic name, where a list gives none."""
    return " ".join(transliterate(fold(w)) for w in arabic.split()) or arabic


def _skeleton(name: str) -> str:
    """The consonants of a Latin name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _VOWELS.sub("", _ARTICLE.sub("", plain))


def by_likeness(name: str, arabic: list[str]) -> list[str]:
    """Arabic names, the one that sounds most like the Latin `name` first.

    GeoNames does not say which of the names in its main file is the usual one, and its first is often an old one («أذرعات» for Daraa).
    Two names are as alike as the consonants that they share: quick, and enough to tell names of one place apart.
    """
    if len(arabic) < 2:
        return arabic
    wanted = _skeleton(name)

    def distance(other: str) -> tuple[float, int, str]:
        sounds = other.removeprefix("ال").replace(" ال", " ").translate(_CONSONANTS)
        shared = sum(min(wanted.count(c), sounds.count(c)) for c in set(wanted))
        return -2 * shared / (len(wanted) + len(sounds) or 1), len(other), other

    return sorted(arabic, key=distance)
