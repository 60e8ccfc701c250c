"""The lexicon entries that made a claim: where they stand, how they read, and what a folder of one's own may put beside or over them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rawi.lexicon import Lexicon
from rawi.lexicon.lines import Lines, Written
from rawi.reviewing.claimed import Claimed

REPLACING = ("actors/", "places/")
"""Folders whose rows replace ours by their id; other entries are added to ours."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry behind a claim: the rule that used it, its place and text, and a file for one's own folder that holds it to be edited.

    `replaces`: whether one's own row takes the place of ours, else it stands beside it.
    """

    rule: str
    written: Written
    own_file: str
    replaces: bool


def entries_of(claimed: Claimed, lexicon: Lexicon, own: Path | None) -> list[Entry]:
    """The entries that the claim, its attributions, actors and place were read by, each once. `own`: the user's folder, if any."""
    lines = _lines(own)
    out: dict[tuple[str, int], Entry] = {}
    for rule, where in _reasons(claimed, lexicon):
        written = lines.written(where)
        if written is not None:
            folder, _, name = written.file.rpartition("/")
            kind = folder.rpartition("/")[2]
            made = Entry(rule, written, f"{kind}/own-{name}", written.file.startswith(REPLACING))
            out.setdefault((written.file, written.line), made)
    return list(out.values())


@lru_cache(maxsize=4)
def _lines(own: Path | None) -> Lines:
    """Kept, since a file is parsed to find its entries; a lexicon is loaded once too."""
    return Lines(own)


def _reasons(claimed: Claimed, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """(rule, where the entry stands) of everything that went into a claim."""
    event = claimed.event
    for one in (event, *claimed.chain):
        yield from ((why["rule"], why["entry"]) for why in one["why"] if why.get("entry"))
    catalogue = lexicon.catalogue
    spans = [*event["agents"], *event["targets"], *([event["place"]] if event["place"] else []), *(one["source"] for one in claimed.chain)]
    for span in spans:
        id = (span or {}).get("entity") or ""
        if (actor := catalogue.actor(id)) is not None:
            yield "actor", actor.where
        elif (place := catalogue.place(id)) is not None:
            yield "place", place.where
