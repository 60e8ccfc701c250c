"""Reading the lexicon's files: rows and entries with their place, faults collected, nothing half-loaded."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rawi.errors import LexiconError
from rawi.lexicon.cells import cell_faults
from rawi.lexicon.documents import Document, read_document
from rawi.lexicon.folders import DATA, DATA_SUFFIXES, REJECTED, data_files, label
from rawi.lexicon.joining import KEYS, duplicates, reference_faults, replaced
from rawi.lexicon.schema import COLUMNS, cue_faults, event_faults, row_faults
from rawi.lexicon.wordlists import joined, list_faults

MAX_FILE = 100_000_000
"""Bytes of one file, unpacked."""
MAX_LINE = 100_000
"""Characters of one row of a table."""
_STRAY = (".yml", ".csv", ".txt", ".xlsx", ".xls", ".ods", ".json", ".gz", ".zip")
"""Files that somebody may take for a part of the lexicon; a README or an editor's backup is none."""
_DEFAULTS = ("type", "mode", "frame", "stance", "channel", "content", "source_kind")
_FOLDERS = ("cues", "events", "function", *COLUMNS)


@dataclass(slots=True)
class Entries:
    """Everything read, each with `where` = file:line or file#n; `function` maps a word class to its words, `function_where` to its place.

    `declared` holds the ids of a table's rows, those with other faults included.
    """

    cues: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    tables: dict[str, list[tuple[str, dict[str, str]]]] = field(default_factory=lambda: {t: [] for t in COLUMNS})
    function: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    function_where: dict[str, str] = field(default_factory=dict)
    declared: dict[str, set[str]] = field(default_factory=lambda: {t: set() for t in COLUMNS})


def stray_files(folder: Path) -> Iterator[str]:
    """Faults of a folder's layout: what has the name of a data file and is none, and what has another name but is likely meant as one."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.name.startswith(".") or path.name.endswith(REJECTED):
            continue
        if path.name.endswith(DATA_SUFFIXES):
            if not path.is_file():
                what = "a folder" if path.is_dir() else "a broken link" if path.is_symlink() and not path.exists() else "no regular file"
                yield f"{name}: {what}, where a file is expected"
        elif "/" in name and name.split("/")[0] in _FOLDERS and path.name.lower().endswith(_STRAY):
            yield f"{name}: not read: files of the lexicon end in .yaml, .tsv or .tsv.gz"


def _bytes(path: Path) -> bytes:
    """The file's bytes, unpacked; one more than MAX_FILE where it is larger."""
    out = bytearray()
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
        while len(out) <= MAX_FILE and (piece := file.read(1 << 20)):  # read(MAX_FILE) would set so much memory aside
            out += piece
    return bytes(out[: MAX_FILE + 1])


def _text(name: str, path: Path, entries: Entries) -> str | None:
    raw = b""
    try:
        raw = _bytes(path)
        if len(raw) > MAX_FILE:
            entries.faults.append(f"{name}: larger than {MAX_FILE} bytes")
            return None
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        guess, line = _legacy(raw), raw[: error.start].count(b"\n") + 1
        entries.faults.append(f"{name}:{line}: not UTF-8 (byte {error.start}){guess}: save the file as UTF-8")
        if not guess:  # else every line has it, and one fault says so
            rest = [n for n, part in enumerate(raw.split(b"\n"), 1) if n > line and part.decode("utf-8", "replace").count("\ufffd")]
            entries.faults.extend(f"{name}:{n}: not UTF-8" for n in rest)
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
    beyond = [c for c in text if not c.isascii()]
    return ", it looks like windows-1256" if sum("\u0621" <= c <= "\u064a" for c in beyond) > 0.6 * len(beyond) else ""


def _header_fault(name: str, table: str, header: tuple[str, ...], text: str) -> str | None:
    """What is wrong with the first line of a table."""
    wanted = COLUMNS[table]
    if header == wanted:
        return None
    if not text.strip():
        return f"{name}:1: empty file: at least the header is needed: {' '.join(wanted)} (tab-separated)"
    if text.count("\0") > len(text) / 3:
        return f"{name}:1: it looks like UTF-16 without a mark: save the file as UTF-8"
    missing, unknown = [c for c in wanted if c not in header], [c for c in header if c not in wanted]
    told = [f"without {' '.join(missing)}"] if missing else []
    told += [f"with unknown {' '.join(unknown)[:200]!r}"] if unknown else []
    return f"{name}:1: header must be {' '.join(wanted)} (tab-separated), this one is {', '.join(told) or 'in another order'}"


def _read_tsv(name: str, table: str, text: str, entries: Entries) -> None:
    lines = text.replace("\r\n", "\n").split("\n")
    header = tuple(lines[0].split("\t")) if len(lines[0]) <= MAX_LINE else ()
    if fault := _header_fault(name, table, header, text):
        entries.faults.append(fault)
        return
    declared, rows, rejected = entries.declared[table], entries.tables[table], entries.faults
    for number, line in enumerate(lines[1:], 2):
        if not line.strip() or line.startswith("#"):
            continue
        where = f"{name}:{number}"
        if len(line) > MAX_LINE:
            rejected.append(f"{where}: a line of {len(line)} characters; at most {MAX_LINE} are read")
            continue
        cells = [c.strip() for c in line.split("\t")]
        declared.add(cells[0])
        if len(cells) > len(header):
            rejected.append(f"{where}: {len(cells)} columns instead of {len(header)}")
            continue
        row = dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True))
        faults = [*row_faults(table, row), *cell_faults(table, row)]
        rejected.extend(f"{where}: {f}" for f in faults)
        if not faults:
            rows.append((where, row))


def _read_yaml(name: str, kind: str, text: str, entries: Entries) -> None:
    document = read_document(text)
    entries.faults.extend(f"{name}:{line}: {reason}" for line, reason in document.faults)
    if document.faults:
        return
    if kind == "function":
        _read_lists(name, document, entries)
        return
    data = document.data
    for key in data:
        if key not in ("concept", "entries", *_DEFAULTS):
            entries.faults.append(f"{name}:{document.key_lines.get(str(key), 1)}: unknown field {str(key)[:80]}")
    rows = data.get("entries")
    if not isinstance(rows, list):
        entries.faults.append(f"{name}:{document.key_lines.get('entries', 1)}: `entries` must be a list")
        return
    defaults = {k: v for k, v in data.items() if k in _DEFAULTS}
    if kind == "cues":
        defaults = {"stance": "asserts", "channel": "unspecified", "content": ["that", "quote"], **defaults}
    for number, row in enumerate(rows, 1):
        line = document.entry_lines[number - 1] if number <= len(document.entry_lines) else 1
        if not isinstance(row, dict):
            entries.faults.append(f"{name}:{line}: not a mapping")
            continue
        entry = {**defaults, **row}
        faults = list(cue_faults(entry) if kind == "cues" else event_faults(entry))
        entries.faults.extend(f"{name}:{line}: {f}" for f in faults)
        if not faults:
            (entries.cues if kind == "cues" else entries.events).append((f"{name}#{number}", entry))


def _read_lists(name: str, document: Document, entries: Entries) -> None:
    """The word lists of a file in `function/`."""
    for key, value in document.data.items():
        where = f"{name}:{document.key_lines.get(str(key), 1)}"
        faults = [f"{where}: {f}" for f in list_faults(str(key), value)]
        entries.faults.extend(faults)
        if not faults:
            entries.function[str(key)] = joined(entries.function.get(str(key)), value)
            entries.function_where[str(key)] = where


def read_folder(folder: Path, only: Container[str] | None = None) -> Entries:
    """One folder of lexicon files (or only those of the tables `only`); faults are collected in `faults`, not raised.

    What shows only beside our own data, as an id that names nothing, is `read_together`'s to find.
    """
    entries = Entries()
    if not folder.is_dir():
        entries.faults.append(f"{folder}: no such folder")
        return entries
    for name, path in data_files(folder):
        kind = name.split("/")[0]
        if only is not None and kind not in only:
            continue
        text = _text(name, path, entries)
        if text is None:
            continue
        if kind in COLUMNS and name.endswith((".tsv", ".tsv.gz")):
            _read_tsv(name, kind, text, entries)
        elif kind in ("cues", "events", "function") and path.suffix == ".yaml":
            _read_yaml(name, kind, text, entries)
        else:
            entries.faults.append(f"{name}: not in a folder that Rawi knows ({', '.join(_FOLDERS)}), or not as .tsv or .yaml as there")
    if folder != DATA:
        entries.faults.extend(f for f in stray_files(folder) if only is None or f.split("/")[0] in only)
    for table in KEYS:
        entries.faults.extend(duplicates(table, entries.tables[table]))
    return entries


def read_together(extra: Path | None = None, only: Container[str] | None = None) -> Entries:
    """Our data and the user's `extra` folder as one, with the faults of both and of the two together, not raised.

    `only` names the tables that are wanted; ids are checked where actors, roles, offices and sectors are among them.
    """
    entries = read_folder(DATA, only)
    if extra is not None:
        _join(entries, read_folder(extra, only), label(extra))
    if only is None or all(t in only for t in ("actors", "roles", "offices", "sectors")):
        entries.faults.extend(reference_faults(entries.tables, {t: frozenset(ids) for t, ids in entries.declared.items()}))
    return entries


def _join(entries: Entries, own: Entries, name: str) -> None:
    """The user's entries to ours, every place with the folder's name before it."""
    entries.faults.extend(f if f.endswith("no such folder") else _within(name, f) for f in own.faults)
    entries.cues.extend((f"{name}/{w}", e) for w, e in own.cues)
    entries.events.extend((f"{name}/{w}", e) for w, e in own.events)
    for table, rows in own.tables.items():
        entries.tables[table] = replaced(table, entries.tables[table], [(f"{name}/{w}", r) for w, r in rows])
        entries.declared[table] |= own.declared[table]
    for key, value in own.function.items():
        if entries.function and key not in entries.function:
            entries.faults.append(f"{name}/{own.function_where[key]}: no word list of that name: {key[:80]!r}")
        else:
            entries.function[key] = joined(entries.function.get(key), value)


def _within(name: str, fault: str) -> str:
    """A fault of the folder `name`, with the folder before both places that it may tell."""
    told = "stands already at "
    return f"{name}/" + fault.replace(told, f"{told}{name}/", 1)


def read_all(extra: Path | None = None, only: Container[str] | None = None) -> Entries:
    """Our data and the user's `extra` folder; raises LexiconError with every fault."""
    entries = read_together(extra, only)
    if entries.faults:
        raise LexiconError(entries.faults)
    return entries
