"""From a file of others to a gazetteer of the user's folder: the format told by the content, the reader, the writer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rawi.errors import UnknownFormat, UnwritableOutput, UsageError
from rawi.gazetteers import geonames, ocha, osm
from rawi.gazetteers.inputs import Source, Tick, source_of
from rawi.gazetteers.items import Fault, Item
from rawi.gazetteers.writing import Report, write
from rawi.lexicon.files import read_folder
from rawi.lexicon.folders import DATA, data_files

FORMATS = ("geonames", "osm", "ocha")
_SUFFIXES = re.compile(r"(\.(osm|pbf|gz|bz2|zip|txt|csv|tsv|xml|o5m))+$", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")
_LOOKED_AT = 20
"""Lines from which the format is told."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to import and how: `folder` is the user's lexicon folder, `name` that of the gazetteer in it (else the file's own)."""

    path: Path
    folder: Path
    format: str = ""
    name: str = ""
    alternate_names: Path | None = None
    country: str = ""
    boundaries: bool = False
    keep_going: bool = False

    @property
    def target(self) -> Path:
        """The file to write; raises UsageError for a name that is none."""
        name = self.name or re.sub(r"[^a-z0-9._-]+", "-", _SUFFIXES.sub("", self.path.name).lower()).strip("-.") or "places"
        if not _NAME.fullmatch(name) or name.endswith((".tsv", ".rejected")):
            raise UsageError(f"no name for a gazetteer: {name[:80]!r}", hint="Letters, digits, dots and hyphens, without .tsv at the end.")
        return self.folder / "gazetteer" / f"{name}.tsv"


def _osm_form(start: bytes, path: Path) -> str:
    """pyosmium's name of the format that a file begins like; «» for what is no extract."""
    if b"OSMHeader" in start[:64]:
        return "pbf"
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<osm") or (text.startswith(b"<?xml") and b"<osm" in text[:2_000]):
        return "osm"
    return "osm.bz2" if start.startswith(b"BZh") and ".osm" in path.name.lower() else ""


def recognised(source: Source) -> tuple[str, str]:
    """(format, pyosmium's name of it) of a file, by its content; raises UnknownFormat."""
    with source.path.open("rb") as file:
        start = file.read(64)
    if form := _osm_form(source.head(4_096) if source.packing != "plain" else start + source.head(4_096)[64:], source.path):
        return "osm", f"{form}.gz" if source.packing == "gzip" else form
    lines = source.head().replace(b"\r\n", b"\n").split(b"\n")[:_LOOKED_AT]
    cells = [line.split(b"\t") for line in lines if line.strip()]
    first = re.split(r"[,;\t]", lines[0].decode("utf-8", "replace").replace('"', "")) if lines else []
    if ocha.header_of(first) is not None:
        return "ocha", ""
    if cells and sum(len(c) == geonames.COLUMNS and c[0].removeprefix(b"\xef\xbb\xbf").isdigit() for c in cells) * 2 >= len(cells):
        return "geonames", ""
    hint = None
    if lines and lines[0][:2] in (b"\xff\xfe", b"\xfe\xff"):
        hint = "It looks like UTF-16: save it as UTF-8."
    raise UnknownFormat("no GeoNames dump, OSM extract or OCHA P-code table", where=source.path.name, hint=hint)


def _our_provinces() -> dict[tuple[str, str], str]:
    """Our English names of first-level units by (country, GeoNames code)."""
    return {(row["country"], row["code"]): row["english"] for _, row in read_folder(DATA, ("admin1",)).tables["admin1"]}


def _items(order: Order, tick: Tick | None) -> Iterator[Item]:
    source = source_of(order.path)
    form, how = (order.format, "") if order.format else recognised(source)
    if form == "osm":
        if not order.country:
            raise UsageError("an OpenStreetMap extract does not say in which country its places are", hint="Give it: --country YE.")
        if not how:
            how = recognised(source)[1] or "pbf"
        return osm.read(order.path, how, order.country, boundaries=order.boundaries, tick=tick)
    if form == "ocha":
        return ocha.read(source, order.country, tick)
    alternates = source_of(order.alternate_names) if order.alternate_names is not None else None
    return geonames.read(source, alternates, _our_provinces(), order.country, tick)


def _taken(target: Path) -> dict[str, str]:
    """The ids in the folder's other gazetteers, and where they stand. What is wrong with those files is `rawi lexicon check`'s to say."""
    out: dict[str, str] = {}
    for name, path in data_files(target.parent) if target.parent.is_dir() else ():
        if path == target:
            continue
        lines = Source(path, "gzip" if path.suffix == ".gz" else "plain").lines()
        out.update((line.split(b"\t", 1)[0].decode("utf-8", "replace"), f"gazetteer/{name}:{n}") for n, line in lines if line and n > 1)
    return out


def import_places(order: Order, *, on_fault: Callable[[Fault], None] | None = None, tick: Tick | None = None) -> Report:
    """Imports a list of places as `order` says; every fault goes to `on_fault` as it is found, `tick` hears how many lines were read.

    Raises UnreadableInput, EmptyInput, TooLarge, UnknownFormat, UnsafeArchive, FaultyRows, MissingExtra, UsageError, UnwritableOutput;
    after any of them the folder is as it was before.
    """
    target = order.target
    if target.exists() and order.path.exists() and target.samefile(order.path):
        raise UnwritableOutput("the output would overwrite the input", where=str(target))
    if order.folder.exists() and not order.folder.is_dir():
        raise UnwritableOutput("no folder", where=str(order.folder))
    return write(_items(order, tick), target, _taken(target), keep_going=order.keep_going, on_fault=on_fault)
