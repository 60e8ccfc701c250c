"""Reading the lexicon's files: rows and entries with their place, faults collected, nothing half-loaded."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from rawi.errors import LexiconError
from rawi.lexicon.offices import office_faults
from rawi.lexicon.schema import COLUMNS, cue_faults, event_faults, row_faults

DATA = Path(__file__).parent / "data"
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_FILE = 100_000_000


@dataclass(slots=True)
class Entries:
    """Everything read, each with `where` = file:line or file#n; `function` maps a word class to its words."""

    cues: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    tables: dict[str, list[tuple[str, dict[str, str]]]] = field(default_factory=lambda: {t: [] for t in COLUMNS})
    function: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def data_files(*folders: Path) -> list[tuple[str, Path]]:
    """(name, path) of every data file, ours first, then the user's; names are relative and sorted."""
    return [
        (path.relative_to(folder).as_posix(), path)
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.name.endswith((".yaml", ".tsv", ".tsv.gz")) and path.is_file()
    ]


def digest(files: list[tuple[str, Path]]) -> str:
    """A hash over names and contents: the lexicon's version."""
    total = hashlib.sha256()
    for name, path in files:
        total.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _bytes(path: Path) -> bytes:
    """The file's bytes, unpacked; one more than MAX_FILE where it is larger."""
    if path.suffix != ".gz":
        with path.open("rb") as plain:
            return plain.read(MAX_FILE + 1)
    with gzip.open(path, "rb") as packed:
        return packed.read(MAX_FILE + 1)


def _text(name: str, path: Path, entries: Entries) -> str | None:
    raw = b""
    try:
        raw = _bytes(path)
        if len(raw) > MAX_FILE:
            entries.faults.append(f"{name}: larger than {MAX_FILE} bytes")
            return None
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        entries.faults.append(f"{name}:{line}: not UTF-8 (byte {error.start}){_legacy(raw)}: save the file as UTF-8")
    except (OSError, EOFError, zlib.error) as error:
        entries.faults.append(f"{name}: {getattr(error, 'strerror', None) or error}")
    return None


def _legacy(raw: bytes) -> str:
    """A guess at the encoding of a file that is not UTF-8, for the fault."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ", it looks like UTF-16"
    try:
        text = raw.removeprefix(b"\xef\xbb\xbf").decode("windows-1256")
    except UnicodeDecodeError:
        return ""
    return ", it looks like windows-1256" if sum("\u0621" <= c <= "\u064a" for c in text) > 0.2 * len(text) else ""


def _read_tsv(name: str, table: str, text: str, entries: Entries) -> None:
    lines = text.replace("\r\n", "\n").split("\n")
    header = tuple(lines[0].split("\t")) if lines else ()
    if header != COLUMNS[table]:
        entries.faults.append(f"{name}:1: header must be {' '.join(COLUMNS[table])} (tab-separated)")
        return
    for number, line in enumerate(lines[1:], 2):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [c.strip() for c in line.split("\t")]
        where = f"{name}:{number}"
        if len(cells) > len(header):
            entries.faults.append(f"{where}: {len(cells)} columns instead of {len(header)}")
            continue
        row = dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True))
        faults = list(row_faults(table, row))
        entries.faults.extend(f"{where}: {f}" for f in faults)
        if not faults:
            entries.tables[table].append((where, row))


def _read_yaml(name: str, kind: str, text: str, entries: Entries) -> None:
    try:
        data = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        entries.faults.append(f"{name}:{mark.line + 1 if mark else 1}: {getattr(error, 'problem', None) or 'not YAML'}")
        return
    if not isinstance(data, dict):
        entries.faults.append(f"{name}:1: not a mapping")
        return
    if kind == "function":
        entries.function.update(data)
        return
    rows = data.get("entries")
    if not isinstance(rows, list):
        entries.faults.append(f"{name}:1: `entries` must be a list")
        return
    defaults = {k: v for k, v in data.items() if k in ("type", "mode", "frame", "stance", "channel", "content", "source_kind")}
    if kind == "cues":
        defaults = {"stance": "asserts", "channel": "unspecified", "content": ["that", "quote"], **defaults}
    for number, row in enumerate(rows, 1):
        where = f"{name}#{number}"
        if not isinstance(row, dict):
            entries.faults.append(f"{where}: not a mapping")
            continue
        entry = {**defaults, **row}
        faults = list(cue_faults(entry) if kind == "cues" else event_faults(entry))
        entries.faults.extend(f"{where}: {f}" for f in faults)
        if not faults:
            (entries.cues if kind == "cues" else entries.events).append((where, entry))


def _unique(entries: Entries) -> None:
    """A later actor or place with the same id replaces the earlier, if it comes from another folder's file."""
    for table in ("actors", "places", "gazetteer", "roles"):
        seen: dict[str, tuple[str, dict[str, str]]] = {}
        for where, row in entries.tables[table]:
            seen[row["id"]] = (where, row)
        entries.tables[table] = list(seen.values())


def duplicate_ids(entries: Entries, table: str) -> Iterator[str]:
    """Ids that stand twice in `table`, as faults."""
    seen: dict[str, str] = {}
    for where, row in entries.tables[table]:
        if row["id"] in seen:
            yield f"{where}: id {row['id']!r} stands already at {seen[row['id']]}"
        seen[row["id"]] = where


def read_folder(folder: Path) -> Entries:
    """One folder of lexicon files; faults are collected in `faults`, not raised."""
    entries = Entries()
    if not folder.is_dir():
        entries.faults.append(f"{folder}: no such folder")
        return entries
    for name, path in data_files(folder):
        kind = name.split("/")[0]
        text = _text(name, path, entries)
        if text is None:
            continue
        if kind in COLUMNS and name.endswith((".tsv", ".tsv.gz")):
            _read_tsv(name, kind, text, entries)
        elif kind in ("cues", "events", "function") and path.suffix == ".yaml":
            _read_yaml(name, kind, text, entries)
        else:
            entries.faults.append(f"{name}: not in a folder that Rawi knows ({', '.join(('cues', 'events', 'function', *COLUMNS))})")
    for table in ("actors", "places", "gazetteer", "roles"):
        entries.faults.extend(duplicate_ids(entries, table))
    if folder == DATA:
        entries.faults.extend(_office_faults(entries))
    return entries


def _office_faults(entries: Entries) -> Iterator[str]:
    actors = frozenset(row["id"] for _, row in entries.tables["actors"])
    return office_faults(entries.tables["offices"], entries.tables["roles"], actors)


def read_all(extra: Path | None = None) -> Entries:
    """Our data and the user's `extra` folder; raises LexiconError with every fault."""
    entries = read_folder(DATA)
    if extra is not None:
        own = read_folder(extra)
        entries.faults.extend(f"{extra.name}/{f}" for f in own.faults)
        entries.cues.extend((f"{extra.name}/{w}", e) for w, e in own.cues)
        entries.events.extend((f"{extra.name}/{w}", e) for w, e in own.events)
        for table, rows in own.tables.items():
            entries.tables[table].extend((f"{extra.name}/{w}", r) for w, r in rows)
        for key, value in own.function.items():
            old = entries.function.get(key)
            entries.function[key] = [*old, *value] if isinstance(old, list) and isinstance(value, list) else value
        _unique(entries)
        if not entries.faults:
            entries.faults.extend(_office_faults(entries))
    if entries.faults:
        raise LexiconError(entries.faults)
    return entries
