"""What the claims of one reading share: who speaks for whom, the words before a trigger, the sentence to quote."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rawi.arabic.script import fold
from rawi.comparing.sources import Source, Voices
from rawi.comparing.tellings import ordinal
from rawi.model import Claim, Entity, Event, Reading, Span
from rawi.reading.evidence import Evidence

MOST_QUOTED = 400
"""A quote is the sentence of the claim, cut to so many code points on either side of its trigger."""
FACTS = frozenset({"occurred", "ongoing"})
"""Statuses of what is told as having happened."""
THINGS = frozenset({"area", "vehicle", "weapon", "document", "facility", "media", "outlet", "agency", "time", "abstract", "profession"})
"""Kinds of entity that hold no town and flee to none: where one is given as the actor, it is a name misread."""


@dataclass(frozen=True, slots=True)
class Party:
    """One who holds, loses or is somewhere. `ids`: himself first, then the bodies that he belongs to; `generic`: named only by what he is
    («مسلحون»).

    `kind`: that of the entity, where it is known (docs/lexicon.md).
    `inferred`: not named by the text as the holder; it is the speaker's own body («مقاتلونا», «أعلنت القيادة إحكام السيطرة»).
    """

    ids: tuple[str, ...]
    name: str
    generic: bool = False
    inferred: bool = False
    kind: str = ""

    @property
    def id(self) -> str:
        """His own id."""
        return self.ids[0]


class Saying:
    """One reading, ready to have its claims taken out."""

    def __init__(self, reading: Reading) -> None:
        self.reading, self.text = reading, reading.text
        self.evidence = Evidence(reading.text)
        self.entities = {e.id: e for e in reading.entities}
        self.places = {p.id: p for p in reading.locations}
        self.voices = Voices(reading)
        self.published = ordinal(reading.metadata.published)

    def quote(self, trigger: Span) -> tuple[int, int, str]:
        """The sentence around a trigger: start, end, text."""
        start, end = self.evidence.bounds(trigger)
        start, end = max(start, trigger.start - MOST_QUOTED), min(end, trigger.end + MOST_QUOTED)
        return start, end, self.text[start:end]

    def actor(self, span: Span) -> Entity | None:
        """The entity of a span, None for what can do nothing."""
        entity = self.entities.get(span.entity or "")
        return entity if entity is not None and entity.kind not in THINGS else None

    def speaker(self, source: Source) -> Party:
        """The body itself where a person speaks for one, else the source."""
        entity = self.entities.get(source.id)
        person = entity is None or entity.kind == "person" or entity.id.startswith(("generic:", "office:"))
        if source.body is None or not person:
            nobody = source.id.startswith(("generic:", "name:"))
            ids = tuple(x for x in (source.id, entity.parent if entity else None) if x)
            return Party(ids, source.name, nobody, kind=entity.kind if entity else "")
        body = self.entities.get(source.body)
        spoken = next((a.speaks_for for a in self.reading.attributions if a.id == source.attribution), None)
        name = body.name if body else spoken or source.name
        return Party(tuple(x for x in (source.body, body.parent if body else None) if x), name, kind=body.kind if body else "")

    def before(self, span: Span, count: int) -> list[str]:
        """The last words of its sentence before the span, folded, the nearest last."""
        start = self.evidence.bounds(span)[0]
        return [fold(w) for w in re.findall(r"\w+", self.text[max(start, span.start - 60) : span.start])][-count:]


def lemma_of(event: Event) -> str:
    """The first lemma of the lexicon entry that found the event, folded."""
    entry = next((w.entry for w in event.why if w.rule == "trigger" and w.entry), "")
    return fold(entry.partition(" ")[2])


def nominal(event: Event) -> bool:
    """Whether the trigger is a noun."""
    note = next((w.note for w in event.why if w.rule == "trigger" and w.note), "")
    return not note.startswith("v.")


def chain_of(claim: Claim) -> tuple[str, ...]:
    """The names of the chain, outermost first."""
    return tuple(link.name for link in claim.chain)


def days_of(event: Event) -> tuple[int | None, int | None]:
    """First and last day (ordinals) that the text gives, None for none."""
    when = event.date
    if when is None or not when.start:
        return None, None
    first, last = ordinal(when.start), ordinal(when.end)
    return first, last if last is not None else first
