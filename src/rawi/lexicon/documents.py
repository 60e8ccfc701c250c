"""YAML files of the lexicon, read with care: every fault with its line, no aliases, no endless nesting, no key given twice."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

MAX_YAML = 10_000_000
"""Characters of one YAML file; the largest of ours has 60,000."""
MAX_DEPTH = 12
"""Ours are five deep. The limit keeps the constructor, which is recursive, from running out of stack."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(slots=True)
class Document:
    """A YAML file: its data, the line of each item under `entries` and of each key at the top, and its faults as (line, reason)."""

    data: dict[str, Any] = field(default_factory=dict)
    entry_lines: list[int] = field(default_factory=list)
    key_lines: dict[str, int] = field(default_factory=dict)
    faults: list[tuple[int, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Level:
    """An open mapping or list: what stands in it, the keys of a mapping so far, and whether a key comes next."""

    keys: set[str] | None
    entries: bool = False
    at_key: bool = True
    key: str = ""


def read_document(text: str) -> Document:
    """The document in `text`; where it has faults, `data` is empty."""
    document = Document()
    if len(text) > MAX_YAML:
        document.faults.append((1, f"larger than {MAX_YAML} characters"))
    else:
        document.faults.extend((text.count("\n", 0, m.start()) + 1, f"control character {m.group()!r}") for m in _CONTROL.finditer(text))
    if document.faults:
        return document
    try:
        _scan(text, document)
        if document.faults:
            return document
        data = yaml.load(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        document.faults.append((mark.line + 1 if mark else 1, getattr(error, "problem", None) or "not YAML"))
    except (ValueError, OverflowError, RecursionError) as error:  # «2019-99-99» unquoted: YAML takes it for a date
        document.faults.append((1, f"a value that YAML cannot read: {error}"))
    else:
        if isinstance(data, dict):
            document.data = data
        else:
            document.faults.append((1, "not a mapping" if text.strip() else "empty file"))
    return document


def _scan(text: str, document: Document) -> None:
    """Goes through the events, which never grow beyond the text: lines, and what must not be loaded at all."""
    levels: list[_Level] = []
    for event in yaml.parse(text, Loader=_LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            document.faults.append((line, f"an alias (*{event.anchor}): write the words out"))
            _place(levels, None, line, document)
        elif isinstance(event, yaml.ScalarEvent):
            _place(levels, event.value, line, document)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            parent = levels[-1] if levels else None
            entries = parent is not None and len(levels) == 1 and parent.key == "entries" and not parent.at_key
            _place(levels, None, line, document)
            levels.append(_Level(set() if isinstance(event, yaml.MappingStartEvent) else None, entries))
            if len(levels) > MAX_DEPTH:
                document.faults.append((line, f"nested more than {MAX_DEPTH} deep"))
                return
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            levels.pop()


def _place(levels: list[_Level], value: str | None, line: int, document: Document) -> None:
    """Takes note of a node that begins in the innermost open mapping or list; `value` is None for one that is no plain word."""
    if not levels:
        return
    level = levels[-1]
    if level.keys is None:
        if level.entries:
            document.entry_lines.append(line)
        return
    if level.at_key and value is not None:
        if value in level.keys:
            document.faults.append((line, f"the key {value[:80]!r} is given twice"))
        level.keys.add(value)
        level.key = value
        if len(levels) == 1:
            document.key_lines[value] = line
    level.at_key = not level.at_key
