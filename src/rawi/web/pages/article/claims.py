"""Claims, chains and attributions as pages show them, each part with the exact words that it points to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rawi.model import Attribution, Claim, Entity, Link, Location, Metadata, Reading, Span

AUTHOR, AGENCY, QUOTED, UNKNOWN = "author", "agency", "quoted", "unknown"
"""The voices: of the article's author or outlet, of a news agency, of somebody who is quoted, and of somebody who is not named."""
FACTS = frozenset({"occurred", "ongoing", "habitual"})
"""Statuses of what is told as having happened."""


@dataclass(frozen=True, slots=True)
class Part:
    """Words of the text, and what they stand for; `spans` is «role:start-end», as scripts find the pieces by."""

    words: str
    name: str | None
    spans: str
    entity: Entity | None = None
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One link of a chain: whose `voice`, as what (`role`), the words of the source, and of the cue where there is one.

    `name` None: nobody is named. `said` is the attribution.
    """

    voice: str
    role: str
    words: str | None
    name: str | None
    cue: str | None
    spans: str
    said: Attribution | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """One claim with everything that the panel says of it."""

    claim: Claim
    voice: str
    agents: tuple[Part, ...]
    targets: tuple[Part, ...]
    place: Part | None
    date: Part | None
    chain: tuple[Step, ...]
    spans: str


class Known:
    """A reading with its records by id, made once for many claims."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.attributions: Mapping[str, Attribution] = {a.id: a for a in reading.attributions}
        self.entities: Mapping[str, Entity] = {e.id: e for e in reading.entities}
        self.places: Mapping[str, Location] = {p.id: p for p in reading.locations}


def voice_of(attribution: Attribution) -> str:
    """Whose voice speaks in the content of an attribution."""
    if attribution.source_kind == "agency":
        return AGENCY
    nobody = attribution.source is None and attribution.source_name is None
    return UNKNOWN if nobody or attribution.source_kind == "anonymous" else QUOTED


def narrator(meta: Metadata) -> str:
    """Whose voice speaks where nobody is quoted: the agency's whose report the article is, else the author's."""
    return AGENCY if meta.agencies else AUTHOR


def voices(attributions: Iterable[Attribution]) -> dict[str, tuple[str, int]]:
    """Attribution id -> its voice and how deep it lies: 1 for one that stands in the narrator's own words."""
    by_id = {a.id: a for a in attributions}
    out: dict[str, tuple[str, int]] = {}
    for one in by_id.values():
        seen, at = {one.id}, one.parent
        while at in by_id and at not in seen:
            seen.add(at)
            at = by_id[at].parent
        out[one.id] = voice_of(one), len(seen)
    return out


def shown(known: Known, claim: Claim) -> Shown:
    """What the panel says of a claim."""
    event = claim.event

    def part(role: str, span: Span) -> Part:
        key = span.entity or ""
        return Part(span.text, span.name, told(role, span), known.entities.get(key), known.places.get(key))

    agents = tuple(part("agent", s) for s in event.agents)
    targets = tuple(part("target", s) for s in event.targets)
    place = part("place", event.place) if event.place else None
    date = Part(event.date.span.text, None, told("date", event.date.span)) if event.date and event.date.span else None
    chain = _steps(known, claim.chain)
    parts = (*agents, *targets, *((place,) if place else ()), *((date,) if date else ()))
    last = chain[-1]
    spans = " ".join(p for p in (told("trigger", event.trigger), *(p.spans for p in parts), last.spans) if p)
    return Shown(claim, last.voice, agents, targets, place, date, chain, spans)


def step_of(known: Known, attribution: Attribution) -> Step:
    """An attribution as a link of a chain."""
    words = attribution.source.text if attribution.source else None
    return _steps(known, (Link("source", words or "", attribution=attribution.id, span=attribution.source),))[0]


def _steps(known: Known, links: Iterable[Link]) -> tuple[Step, ...]:
    out = []
    for link in links:
        said = known.attributions[link.attribution] if link.attribution else None
        if said is None:
            named = None if link.role == "author" and link.span is None and known.reading.metadata.byline is None else link.name
            voice = AGENCY if link.role == "agency" else AUTHOR
            words = link.span.text if link.span else None
            out.append(Step(voice, link.role, words, named, None, told("source", link.span)))
        else:
            spans = [told("said", c) for c in said.content]
            marks = " ".join(s for s in (told("source", said.source), told("cue", said.cue), *spans) if s)
            words = said.source.text if said.source else None
            out.append(Step(voice_of(said), "source", words, said.source_name, said.cue.text, marks, said))
    return tuple(out)


def told(role: str, span: Span | None) -> str:
    """«role:start-end»; nothing for no span."""
    return f"{role}:{span.start}-{span.end}" if span is not None else ""
