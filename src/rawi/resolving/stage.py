"""The stage itself: every name of a reading gets its identity, every event its codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from rawi.lexicon.catalogue import Catalogue
from rawi.model import Attribution, Event, Metadata, Reading, Span
from rawi.reading.text import Text
from rawi.resolving.actors import ActorResolver, entities
from rawi.resolving.again import settle
from rawi.resolving.codes import coded
from rawi.resolving.places import PlaceResolver
from rawi.resolving.quantities import quantities
from rawi.resolving.scene import build

PINNED = frozenset({"ASSAULT", "CONTROL", "COERCE", "DISASTER", "PROTEST", "WHEREABOUTS"})
"""Types of event that happen at a spot, so that the town around a market or hospital is worth a pin."""


def resolve(reading: Reading, text: Text) -> Reading:
    """The reading with entities, locations, quantities and codes: a pure function of the reading, its text and the lexicon."""
    catalogue = text.lexicon.catalogue
    quiet = frozenset(n for n, (a, _) in enumerate(text.sentences) if any(x <= a < y for x, y in text.noise))
    dateline = reading.metadata.dateline_place
    scene = build(text, catalogue, quiet, body=dateline.end if dateline is not None else 0)
    places = PlaceResolver(scene)
    actors = ActorResolver(scene, _day(reading.metadata.published))
    spans = _resolved(actors.resolve, _actor_spans(reading))
    settle(scene, reading.attributions, spans)
    used = {span.entity for span in spans.values()}
    where = [dateline, *(e.place for e in reading.events)]
    located = _resolved(places.resolve, (s for s in where if s is not None))
    pinned = {(e.place.start, e.place.end) for e in reading.events if e.place is not None and e.type in PINNED}
    taken = {(e.place.start, e.place.end) for e in reading.events if e.place is not None and e.type == "CONTROL"}
    located = {key: places.contain(span, unlisted=key in taken) if key in pinned else span for key, span in located.items()}
    events = [_event(event, spans, located) for event in reading.events]
    by_id = {e.id: e for e in actors.found.values() if e.id in used}
    on_map = {p.id: p for p in places.found.values()}
    contexts = _contexts(text, events, catalogue)
    events = [coded(event, by_id, on_map, catalogue, contexts.get(event.trigger.start, [])) for event in events]
    return replace(
        reading,
        metadata=_metadata(reading.metadata, spans, located),
        attributions=tuple(_attribution(a, spans) for a in reading.attributions),
        events=tuple(events),
        entities=entities(by_id.values()),
        locations=tuple(sorted(places.found.values(), key=lambda p: (p.id, p.precision))),
        quantities=quantities(text, quiet),
        _claims=[],
    )


def _day(published: str | None) -> str | None:
    return published[:10] if published and len(published) >= 10 else None


Found = dict[tuple[int, int], Span]


def _resolved(resolve: object, spans: Iterable[Span]) -> Found:
    """Each distinct span resolved once, in the order of the text."""
    assert callable(resolve)
    distinct = sorted({(s.start, s.end): s for s in spans}.items())
    return {key: resolve(span) for key, span in distinct}


def _actor_spans(reading: Reading) -> Iterable[Span]:
    yield from reading.metadata.agencies
    for attribution in reading.attributions:
        if attribution.source is not None:
            yield attribution.source
    for event in reading.events:
        yield from event.agents
        yield from event.targets


def _one(span: Span | None, found: Found) -> Span | None:
    return found.get((span.start, span.end), span) if span is not None else None


def _many(spans: tuple[Span, ...], found: Found) -> tuple[Span, ...]:
    return tuple(found.get((s.start, s.end), s) for s in spans)


def _metadata(metadata: Metadata, spans: Found, located: Found) -> Metadata:
    return replace(metadata, agencies=_many(metadata.agencies, spans), dateline_place=_one(metadata.dateline_place, located))


def _attribution(attribution: Attribution, spans: Found) -> Attribution:
    source = _one(attribution.source, spans)
    name = source.name if source is not None and source.name else attribution.source_name
    return replace(attribution, source=source, source_name=name)


def _event(event: Event, spans: Found, located: Found) -> Event:
    return replace(event, agents=_many(event.agents, spans), targets=_many(event.targets, spans), place=_one(event.place, located))


def _contexts(text: Text, events: list[Event], catalogue: Catalogue) -> dict[int, list[str]]:
    """Start of each trigger -> the contexts that the words of its sentence show."""
    starts = {t.start: i for i, t in enumerate(text.tokens)}
    known = catalogue.contexts
    of_sentence: dict[int, list[str]] = {}
    out: dict[int, list[str]] = defaultdict(list)
    for event in events:
        at = starts.get(event.trigger.start)
        if at is None:
            continue
        n = text.sentence_of[at]
        if n not in of_sentence:
            a, b = text.sentences[n]
            keys = [(text.words[i].name_key, text.words[i].bare) for i in range(a, b) if text.words[i].key]
            of_sentence[n] = sorted({known[k] for pair in keys for k in pair if k in known})
        out[event.trigger.start] = of_sentence[n]
    return out
