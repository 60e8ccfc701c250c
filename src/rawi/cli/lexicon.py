"""`rawi lexicon`: how much it holds, whether a folder of additions is right, and what it knows of a word."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rawi.cli.layout import table
from rawi.errors import LexiconError

if TYPE_CHECKING:
    from rawi.lexicon.files import Entries

FOLDER = click.Path(path_type=Path)
GROUP_EPILOG = """\b
Examples:
  rawi lexicon stats
  rawi lexicon check my-lexicon
  rawi lexicon show قصفت
"""
MOST_NAMES = 20
_OTHERS = ("admin1", "roles", "offices", "sectors", "codings", "contexts", "nationalities", "titles", "nouns", "verbs")
_UNCHECKED = ("common knowledge", "editors")
"""Sources that only say that the editors knew, judged or estimated it."""


def has_checked_source(row: dict[str, str]) -> bool:
    """Whether everything in a row comes from a reference that its `source` names; «end: editors' knowledge» spoils it."""
    return bool(row["source"]) and not any(word in row["source"] for word in _UNCHECKED)


@click.group(epilog=GROUP_EPILOG)
def lexicon() -> None:
    """Count, check and look up the lexicon."""


def _words(entries: list[tuple[str, dict[str, Any]]], fields: tuple[str, ...]) -> Counter[str]:
    out: Counter[str] = Counter()
    for _, entry in entries:
        for name in fields:
            value = entry.get(name)
            if value:
                out[name] += 1 if isinstance(value, str) or name == "verb" else len(value)
    return out


def _variants(rows: list[tuple[str, dict[str, str]]]) -> int:
    return sum(len([v for v in row["arabic"].split("|") if v.strip()]) for _, row in rows)


def counts(entries: Entries, compiled: dict[str, Any]) -> dict[str, Any]:
    """What the lexicon holds, as numbers."""
    cues = _words(entries.cues, ("verb", "masdar", "noun", "prep", "phrase", "active"))
    events = _words(entries.events, ("verb", "masdar", "noun", "active", "passive_participle"))
    tables = {name: len(rows) for name, rows in entries.tables.items()}
    return {
        "cues": {"entries": len(entries.cues), "lemmas_and_phrases": cues.total(), **cues},
        "events": {
            "entries": len(entries.events),
            "lemmas_and_phrases": events.total(),
            **events,
            "by_type": dict(sorted(Counter(e["type"] for _, e in entries.events).items())),
        },
        "actors": {
            "entries": tables["actors"],
            "names": _variants(entries.tables["actors"]),
            "by_kind": dict(sorted(Counter(r["kind"] for _, r in entries.tables["actors"]).items())),
        },
        "places": {"entries": tables["places"], "names": _variants(entries.tables["places"])},
        "gazetteer": {
            "entries": tables["gazetteer"],
            "names": _variants(entries.tables["gazetteer"]),
            "with_arabic_name": sum(bool(r["arabic"]) for _, r in entries.tables["gazetteer"]),
        },
        **{name: {"entries": tables[name]} for name in _OTHERS},
        "word_lists": {"entries": len(entries.function)},
        "with_a_checked_source": {
            name: sum(has_checked_source(r) for _, r in rows)
            for name, rows in entries.tables.items()
            if rows and "source" in rows[0][1]
        },
        "generated": {"forms": len(compiled["forms"]), "first_words_of_names": len(compiled["names"])},
    }


def _flat(data: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in data.items():
        name = f"{prefix}{key}".replace("_", " ")
        if isinstance(value, dict):
            yield from _flat(value, f"{name}: ")
        else:
            yield name, f"{value:>9,}"


@lexicon.command(epilog="\b\nExamples:\n  rawi lexicon stats\n  rawi lexicon stats --lexicon my-lexicon --format json")
@click.option("--lexicon", "folder", type=FOLDER, metavar="DIR", help="A folder of your own entries, counted with ours.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="A table or JSON.")
def stats(folder: Path | None, form: str) -> None:
    """Count what the lexicon holds and how many forms were generated from it."""
    from rawi.lexicon import load
    from rawi.lexicon.files import read_all

    loaded = load(folder)
    found = {"lexicon_version": loaded.version, **counts(read_all(folder), loaded.compiled)}
    if form == "json":
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    click.echo(f"lexicon {found.pop('lexicon_version')}")
    click.echo(table(("what", "   number"), _flat(found)))


@lexicon.command(epilog="\b\nExamples:\n  rawi lexicon check my-lexicon\n  rawi lexicon check")
@click.argument("folder", type=FOLDER, required=False, metavar="[DIR]")
@click.option("--no-examples", is_flag=True, help="Only check the files; do not read the examples.")
@click.option("--roles", is_flag=True, help="Also list the agents, targets and places that an example promises and that are not found.")
@click.pass_context
def check(ctx: click.Context, folder: Path | None, no_examples: bool, roles: bool) -> None:
    """Name every fault of a lexicon folder (ours when DIR is left out) and every example that is not found. Exit 78 on faults."""
    from rawi.evaluating.examples import check_examples
    from rawi.lexicon import load
    from rawi.lexicon.files import read_folder, read_together
    from rawi.lexicon.folders import DATA, label
    from rawi.lexicon.lines import Lines

    lines = Lines(folder)
    entries = read_folder(folder or DATA)
    prefix = "" if folder is None else f"{label(folder)}/"
    found = read_together(folder).faults
    if not found and not no_examples:
        for one in check_examples(entries, load(folder), prefix):
            if one.fault:
                found.append(one.fault)
            elif roles:
                for role in one.roles:
                    if not role.exact:
                        click.echo(lines.place(f"{one.where}: {role}"))
    for fault in found:
        click.echo(lines.place(fault))
    total = len(entries.cues) + len(entries.events) + sum(map(len, entries.tables.values()))
    click.echo(f"{total} entries, {len(found)} faults", err=True)
    ctx.exit(LexiconError.exit_code if found else 0)


@lexicon.command(epilog="\b\nExamples:\n  rawi lexicon show قصفت\n  rawi lexicon show 'قوات سوريا الديمقراطية'")
@click.argument("word")
@click.option("--lexicon", "folder", type=FOLDER, metavar="DIR", help="A folder of your own lexicon entries.")
def show(word: str, folder: Path | None) -> None:
    """Show every reading of a written WORD, clitics and all, and the names that begin with it."""
    from rawi.lexicon import load
    from rawi.lexicon.entries import reading_notes
    from rawi.lexicon.lines import Lines

    if not word.strip():
        raise click.BadParameter("there is no word in it", param_hint="WORD")
    loaded, lines = load(folder), Lines(folder)
    rows: list[tuple[str, ...]] = []
    for one in word.split():
        known = loaded.word(one)
        notes = reading_notes(known.readings, loaded, lines)
        if known.function:
            notes.insert(0, f"word of grammar: {known.function}")
        notes = notes or ["not in the lexicon"]
        rows.append((one, known.tag, notes[0]))
        rows.extend(("", "", note) for note in notes[1:])
    click.echo(table(("word", "class", "readings"), rows))
    names = list(_names(word.split(), loaded))
    if names:
        click.echo("\n" + table(("name", "kind", "id", "english"), names[:MOST_NAMES]))
        if len(names) > MOST_NAMES:
            click.echo(f"and {len(names) - MOST_NAMES} more")


def _names(words: list[str], loaded: Any) -> Iterator[tuple[str, str, str, str]]:
    """Names that begin with `words`, shortest first."""
    rest = tuple(loaded.word(w).name_key for w in words[1:])
    found = set()
    for _, first in loaded.word(words[0]).starts:
        for second, tails in loaded.compiled["names"][first].items():
            for tail, entity in tails:
                more = (*((second,) if second else ()), *tail)
                if more[: len(rest)] == rest:
                    found.add((len(more), " ".join((first, *more)), entity))
    for _, name, number in sorted(found):
        entity = loaded.entities[number]
        if entity.kind in ("actor", "place", "title"):
            yield name, entity.kind, entity.id, entity.english
