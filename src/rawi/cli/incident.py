"""`rawi incident`: one incident with all that is known of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from rawi.cli.incidents import days, span
from rawi.cli.layout import labelled, width
from rawi.cli.options import where_the_store_is
from rawi.exporting.safety import isolated

MOST = 40
"""Contradictions and tellings that are shown; --format json has all."""
EPILOG = """\b
Examples:
  rawi incident my-archive in-0123456789abcdef
  rawi incident my-archive in-0123456789abcdef --format json
"""
Json = Mapping[str, Any]


@click.command(epilog=EPILOG)
@click.argument("archive", type=click.Path(path_type=Path))
@click.argument("id")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print it.")
@where_the_store_is
def incident(archive: Path, id: str, form: str, store: str | None) -> None:
    """One incident of ARCHIVE: when, where and what, ranges by origin, origins with their chains, contradictions, the toll over time.

    Of one that was merged into another or is gone, what became of it.
    """
    from rawi.archive.opening import open_store
    from rawi.comparing.listing import as_json, checked, row_of, trail_of

    with open_store(archive, store) as opened, opened.connection() as connection:
        checked(connection)
        row, trail = row_of(connection, id), trail_of(connection, id)
        one = next(as_json(connection, [id]), None)
    if form == "json":
        click.echo(json.dumps({**(one or row), "current": bool(one), "until": row["until"], "trail": trail}, ensure_ascii=False, indent=2))
        return
    click.echo("\n".join(_lines(row, one, trail)))


def _lines(row: Json, one: Json | None, trail: list[dict[str, Any]]) -> Iterator[str]:
    kind = f"{row['type']}/{row['mode']}" if row["mode"] else row["type"]
    yield click.style(f"━━ {row['incident_id']} ".ljust(width(), "━"), bold=True)
    yield labelled("what", f"{kind} · {row['status']}", indent=0)
    yield labelled("when", days(row["first_day"], row["last_day"]) or "no day is told", indent=0)
    yield labelled("where", ", ".join(x for x in (row["place"], row["country"]) if x) or "no place is told", indent=0)
    if one is not None:
        yield from _body(row, one)
    else:
        yield labelled("until", str(row["until"]), indent=0)
    yield from _trail(trail)


def _body(row: Json, one: Json) -> Iterator[str]:
    """The parts of a current incident."""
    if len(one["days"]) > 1:
        yield labelled("", "; ".join(f"{d['day']}: {d['tellings']} tellings" for d in one["days"]), indent=0)
    if len(one["places"]) > 1:
        yield labelled("", "; ".join(f"{p['place']}: {p['tellings']} tellings" for p in one["places"]), indent=0)
    yield from _counts("killed", one["killed"], row["killed_best"])
    yield from _counts("injured", one["injured"], None)
    yield labelled("told by", f"{row['documents']} articles, {row['tellings']} tellings", indent=0)
    yield labelled("origins", f"{one['independent_origins']} independent ({one['corroboration']})", indent=0)
    yield from _origins(one)
    yield from _contradictions(one["contradictions"])
    if one["toll_path"]:
        yield ""
        yield "How the number of the dead was told over time"
        for step in one["toll_path"]:
            yield labelled(str(step["day"]), f"{span(*step['killed'])}  {step['origin']}", label_width=10)
    yield ""
    yield "Tellings"
    for telling in one["tellings"][:MOST]:
        yield from _telling(telling)
    if len(one["tellings"]) > MOST:
        yield f"  … and {len(one['tellings']) - MOST} more"


def _counts(label: str, count: Json | None, best: int | None) -> Iterator[str]:
    """A toll's range, then what each origin says."""
    if count is None:
        return
    most = f"; most origins: {best}" if best is not None else ""
    yield labelled(label, span(count["lowest"], count["highest"]) + most, indent=0)
    for by in count["by_origin"]:
        yield labelled("", f"{', '.join(_told(*r) for r in by['told'])}  {by['origin']}", indent=2)


def _told(least: int | None, most: int | None) -> str:
    if least is None:
        return f"at most {most}" if most is not None else "some"
    return f"at least {least}" if most is None else str(least) if least == most else f"{least} to {most}"


def _origins(one: Json) -> Iterator[str]:
    """The origins by the groups that are independent of each other, each with the ways it came and its words."""
    origins, quotes = {o["id"]: o for o in one["origins"]}, {(t["document_id"], t["claim"]): t for t in one["tellings"]}
    for number, group in enumerate(one["groups"], 1):
        for id in group:
            origin = origins[id]
            speaks = f", speaks for {origin['speaks_for']}" if origin["speaks_for"] else ""
            yield labelled(f"{number}.", f"{origin['name']} ({origin['kind']}{speaks})", label_width=3)
            for chain in origin["chains"][:5]:
                yield labelled("by way of", " → ".join(chain), indent=6)
            first = next((q for c in origin["claims"] if (q := quotes.get((c["document_id"], c["claim"])))), None)
            if first is not None and first["quote"]:
                yield labelled("words", first["quote"], indent=6, prose=True)
    alone = {id for group in one["groups"] for id in group}
    for id in sorted(set(origins) - alone):
        yield labelled("-", f"{origins[id]['name']}: without a name, and not counted beside those who have one", label_width=3)
    for bond in one["bonds"]:
        yield labelled("bond", f"{' and '.join(bond['origins'])}: {bond['reason']}", indent=2)


def _contradictions(found: list[Json]) -> Iterator[str]:
    """Each with both sentences."""
    if not found:
        return
    yield ""
    yield f"What cannot all be true ({len(found)})"
    for one in found[:MOST]:
        yield labelled(one["kind"], one["note"] + (" (one origin, later)" if one["revision"] else ""), label_width=14)
        for telling in one["claims"]:
            yield from _telling(telling, indent=4)
    if len(found) > MOST:
        yield f"  … and {len(found) - MOST} more"


def _telling(telling: Json, indent: int = 2) -> Iterator[str]:
    about = ", ".join(str(x) for x in (telling["outlet"], telling["published"]) if x)
    yield " " * indent + isolated(f"{telling['document']}:{telling['claim']}" + (f"  {about}" if about else ""))
    if telling.get("quote"):
        yield labelled("", telling["quote"], indent=indent, label_width=1, prose=True)


def _trail(trail: list[dict[str, Any]]) -> Iterator[str]:
    """What became of it, and what came into it."""
    if not trail:
        return
    yield ""
    yield "Trail"
    for step in trail:
        told = {"merged": "merged into", "split": "split, a part is now"}.get(step["kind"], "is gone")
        yield labelled(step["at"][:10], f"{step['old_id']} {told} {step['new_id'] or ''}".rstrip(), label_width=10)
