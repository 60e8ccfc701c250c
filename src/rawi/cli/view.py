"""A reading for people: a header for the document, then each claim as a block with its exact words and its chain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import click

from rawi.cli.layout import excerpt, labelled, width
from rawi.exporting.safety import isolated
from rawi.model import Claim, DateValue, Location, Range, Reading, Span
from rawi.reading.evidence import Evidence


def count(value: Range | None) -> str:
    """A toll: «5», «5-7», «at least 5», «at most 7»."""
    least, most = value if value is not None else (None, None)
    if least is None and most is None:
        return "some, not counted"
    if most is None:
        return f"at least {least}"
    if least is None:
        return f"at most {most}"
    return str(least) if least == most else f"{least}-{most}"


def when(date: DateValue) -> str:
    """A date's value, or what it is relative to."""
    return date.value or f"{date.relative} (relative: no day of publication)"


def named(span: Span) -> str:
    """The words of a span, and the English name where one is known."""
    return f"{span.text} ({span.name})" if span.name and span.name != span.text else span.text


def _listed(spans: tuple[Span, ...]) -> str:
    return " + ".join(named(s) for s in spans)


def header(reading: Reading) -> Iterator[str]:
    """The lines about the document itself."""
    meta = reading.metadata
    yield click.style(f"━━ {isolated(reading.id)} ".ljust(width(), "━"), bold=True)
    if reading.title:
        yield labelled("title", reading.title, indent=0, prose=True)
    told = [meta.outlet, meta.published, meta.genre, f"lexicon {reading.lexicon_version[:8]}"]
    yield labelled("article", " · ".join(t for t in told if t), indent=0)
    author = meta.author.text if meta.author else meta.byline
    if author:
        yield labelled("author", author, indent=0)
    if meta.agencies:
        yield labelled("agencies", _listed(meta.agencies), indent=0)
    if meta.dateline_place:
        yield labelled("dateline", named(meta.dateline_place), indent=0)
    yield labelled("claims", str(len(reading.events)), indent=0)


def on_the_map(span: Span, locations: Mapping[str, Location]) -> str:
    """Where a resolved place lies, as in « (Homs, SY; 34.73, 36.71)»; empty for one that is not resolved."""
    place = locations.get(span.entity or "")
    if place is None:
        return ""
    where = ", ".join(x for x in (place.admin1, place.country) if x)
    point = "not on the map"
    if place.latitude is not None and place.longitude is not None:
        point = f"{place.latitude:.2f}, {place.longitude:.2f}"
    return f" ({where}; {point})" if where else f" ({point})"


def claim_lines(claim: Claim, reading: Reading, evidence: Evidence) -> Iterator[str]:
    """The lines of one claim."""
    event = claim.event
    kind = f"{event.type}/{event.mode}" if event.mode else event.type
    same = f" · same as {event.same_event}" if event.same_event else ""
    status = click.style(event.status, fg=None if event.status == "occurred" else "yellow")
    yield f"{click.style(f'[{claim.id}]', dim=True)} {click.style(kind, bold=True, fg='cyan')} · {status}{same}"
    if event.agents or event.targets:
        yield labelled("who", f"{_listed(event.agents) or '?'} → {_listed(event.targets) or '?'}")
    if event.place:
        yield labelled("where", named(event.place) + on_the_map(event.place, {p.id: p for p in reading.locations}))
    if event.date:
        words = f" «{event.date.span.text}»" if event.date.span else ""
        yield labelled("when", when(event.date) + words)
    tolls = [f"{n} {count(v)}" for n, v in (("killed", event.killed), ("injured", event.injured)) if v]
    if tolls:
        yield labelled("how many", ", ".join(tolls))
    trigger = event.trigger
    yield labelled("words", excerpt(reading.text, evidence.bounds(trigger), (trigger.start, trigger.end)), prose=True)
    yield labelled("said by", claim.path())


def lines(reading: Reading) -> Iterator[str]:
    """The whole view of a reading, line by line; colours are taken off by `click.echo` where they cannot be shown."""
    yield from header(reading)
    evidence = Evidence(reading.text)
    for claim in reading.claims:
        yield ""
        yield from claim_lines(claim, reading, evidence)
    yield ""
