"""`rawi whereabouts`: where a person or group is said to be, when, and by whom."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rawi.cli.accounts import Chosen, accounts, actors_named, days_apart, ordinal_of, written
from rawi.cli.layout import excerpt, labelled
from rawi.exporting.safety import isolated

if TYPE_CHECKING:
    from rawi.comparing.whereabouts import Conflict, Sighting, Whereabouts

EPILOG = """\b
Examples:
  rawi whereabouts my-archive 'عبد ربه منصور هادي'
  rawi whereabouts my-archive abu-bakr-al-baghdadi --on 2019-03-23
  rawi whereabouts my-archive 'John Kerry' --from 2015-07-01 --to 2015-07-31 --format csv
"""
AROUND = 90


@click.command(epilog=EPILOG)
@click.argument("archive", type=click.Path(path_type=Path))
@click.argument("name")
@accounts
def whereabouts(
    archive: Path, name: str, on: str | None, first: str | None, last: str | None, according_to: str | None, form: str,
    store: str | None, lexicon: Path | None,
) -> None:  # fmt: skip
    """Show where NAME was, according to whom: an actor's name in Arabic or English, or its id."""
    from rawi.archive.opening import open_store
    from rawi.comparing.archived import sightings_in
    from rawi.comparing.plain import SIGHTING_COLUMNS, sighting_row
    from rawi.comparing.whereabouts import conflicts, of_subject, whereabouts_on
    from rawi.lexicon import load

    day, begin, end = ordinal_of(on), ordinal_of(first), ordinal_of(last)
    actors = actors_named(name, lexicon)
    chosen = Chosen(according_to, lexicon)
    with open_store(archive, store) as opened, opened.connection() as connection:
        told = [s for s in sightings_in(connection, load(lexicon), [i for i, _ in actors]) if chosen(s.source, s.speaker, s.voice)]
    found = tuple(s for s in of_subject(told, [i for i, _ in actors]) if _within(s, begin, end))
    latest = whereabouts_on(found, day) if day is not None else ()
    title = " / ".join(f"{english} [{id}]" for id, english in actors)
    if form == "json":
        click.echo(json.dumps(_json(actors, on, found, latest, conflicts(found)), ensure_ascii=False, indent=2))
    elif form == "csv":
        rows = [w.sighting for w in latest] if on else found
        click.echo(written(SIGHTING_COLUMNS, (sighting_row(s) for s in rows)), nl=False)
    elif on:
        click.echo("\n".join(_answers(title, on, latest)))
    else:
        click.echo("\n".join(_text(title, found, conflicts(found))))


def _within(s: Sighting, begin: int | None, end: int | None) -> bool:
    if begin is None and end is None:
        return True
    last = s.last_day if s.last_day is not None else s.day
    return s.day is not None and last is not None and (end is None or s.day <= end) and (begin is None or last >= begin)


def _json(
    actors: Sequence[tuple[str, str]], on: str | None, found: Sequence[Sighting], latest: Sequence[Whereabouts], against: Sequence[Conflict]
) -> dict[str, object]:
    from rawi.comparing.plain import conflict_json, sighting_json, whereabouts_json
    from rawi.comparing.whereabouts import agreement

    out: dict[str, object] = {"actors": [{"id": id, "name": english} for id, english in actors]}
    if on:
        return {**out, "on": on, "summary": agreement(latest), "answers": [whereabouts_json(w) for w in latest]}
    return {**out, "sightings": [sighting_json(s) for s in found], "disputes": [conflict_json(c) for c in against]}


def _text(title: str, found: Sequence[Sighting], against: Sequence[Conflict]) -> Iterator[str]:
    from rawi.comparing.tellings import iso

    yield click.style(isolated(title), bold=True) + ("" if found else ": nobody says where")
    voices = {s.voice.key: s.voice for s in found}
    for key, voice in voices.items():
        yield f"  according to {click.style(isolated(voice.name), bold=True)} ({voice.kind})"
        for one in (s for s in found if s.voice.key == key):
            yield from _sighting(one)
    for c in against:
        told = " / ".join(f"{'not ' if s.denied else ''}{s.kind} {s.site.name} (said by {s.voice.name})" for s in (c.one, c.other))
        yield f"  {click.style('disputed', bold=True)} {isolated(f'{iso(c.day)}: {told}')}"


def _sighting(s: Sighting) -> Iterator[str]:
    from rawi.comparing.tellings import iso

    day = "no day told" if s.day is None else f"{'' if s.dated else 'by '}{iso(s.day)}"
    until = f" to {iso(s.last_day)}" if s.last_day is not None and s.last_day != s.first_day else ""
    notes = [n for n in ("denied" if s.denied else "" if s.fact else s.status, "weaker" if s.weak else "") if n]
    yield isolated(f"    {s.kind} {s.site.name} {s.site.arabic}{' (' + ', '.join(notes) + ')' if notes else ''}: {day}{until}")
    yield _quote(s)


def _quote(s: Sighting) -> str:
    bounds, mark = (0, len(s.quote)), (s.start - s.quote_start, s.end - s.quote_start)
    return labelled(f"{s.document} {s.claim}", excerpt(s.quote, bounds, mark, around=AROUND), indent=6, label_width=14, prose=True)


def _answers(title: str, on: str, latest: Sequence[Whereabouts]) -> Iterator[str]:
    from rawi.comparing.tellings import iso
    from rawi.comparing.whereabouts import agreement

    yield click.style(isolated(title), bold=True) + f" on {on}: {agreement(latest) if latest else 'nobody says where'}"
    for w in latest:
        s = w.sighting
        weak = " (weaker)" if s.weak else ""
        where, when = f"{s.kind} {s.site.name} {s.site.arabic}{weak}", f"{iso(s.day)}, {days_apart(w.age)}"
        yield isolated(f"  {w.says}: {where}, according to {w.voice.name}: {when}")
        yield _quote(s)
