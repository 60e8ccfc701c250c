"""A claim with all that the flat formats ask of it: names in English, first and last day, place, toll, evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rawi.exporting.countries import Country, country
from rawi.exporting.source import Origin
from rawi.model import Attribution, Claim, Entity, Event, Location, Reading, Span
from rawi.reading.evidence import Evidence

Value = str | int | float | None
"""What a cell may hold before it is written; None is an empty cell."""
Row = dict[str, Value]
BETWEEN = "; "
"""What joins several values in one cell, as in ACLED's files."""
EXTRA = (
    "claim_id", "document_id", "document_sha256", "evidence_text", "evidence_start", "evidence_end", "chain", "chain_depth", "origin",
    "status", "rawi_version",
)  # fmt: skip
"""Our own columns, behind those of ACLED and of UCDP; formats.md of the project's facts asks for them in every flat export."""
EXTRA_HXL = {"claim_id": "#meta+id+claim", "document_id": "#meta+id+document", "document_sha256": "#meta+checksum+sha256",
             "evidence_text": "#meta+quote", "origin": "#meta+source+origin", "status": "#status"}  # fmt: skip
HAPPENED = frozenset({"occurred", "ongoing", "habitual"})
"""The statuses of what is said to have happened; all others are planned, demanded, negated and the like."""
MIXED = "clash"


@dataclass(frozen=True, slots=True)
class Side:
    """The actors on one side: the English names (as written where none is known) and their entities."""

    spans: tuple[Span, ...]
    names: tuple[str, ...]
    entities: tuple[Entity | None, ...]

    @property
    def first(self) -> str | None:
        """The first name, or None."""
        return self.names[0] if self.names else None

    @property
    def others(self) -> str | None:
        """The other names in one cell, or None."""
        return BETWEEN.join(self.names[1:]) or None


@dataclass(frozen=True, slots=True)
class Facts:
    """One claim, looked up. Offsets are code points into `reading.text`, end exclusive; days are ISO 8601 or None."""

    reading: Reading
    source: Origin
    claim: Claim
    evidence_start: int
    evidence_end: int
    place: Location | None
    agents: Side
    targets: Side
    attributions: dict[str, Attribution]

    @property
    def event(self) -> Event:
        """The claim's event."""
        return self.claim.event

    @property
    def id(self) -> str:
        """An id of the claim among all documents: ours, no other project's."""
        return f"{self.reading.id}#{self.claim.id}"

    @property
    def evidence(self) -> str:
        """The sentence around the trigger."""
        return self.reading.text[self.evidence_start : self.evidence_end]

    @property
    def country(self) -> Country | None:
        """The country of the place, where it is resolved."""
        return country(self.place.country) if self.place else None

    @property
    def location(self) -> str | None:
        """The place's English name, else its words."""
        at = self.event.place
        return None if at is None else self.place.name if self.place else at.name or at.text

    @property
    def days(self) -> tuple[date, date] | None:
        """First and last day; None where the text gives no first day: the day of publication is never put in its place."""
        when = self.event.date
        first = _day(when.start) if when else None
        if when is None or first is None:
            return None
        return first, _day(when.end) or date.max

    @property
    def least(self) -> int | None:
        """The least number killed: 0 for an open lower end, None where no toll is told."""
        return None if self.event.killed is None else self.event.killed[0] or 0

    @property
    def publishers(self) -> tuple[str, ...]:
        """The outlet and the agencies of the article, English names where known."""
        meta = self.reading.metadata
        return tuple(n for n in (meta.outlet, *(a.name or a.text for a in meta.agencies)) if n)

    @property
    def depth(self) -> int:
        """How many attributions stand around the claim."""
        return sum(link.attribution is not None for link in self.claim.chain)

    def extra(self) -> Row:
        """The columns of EXTRA."""
        return {
            "claim_id": self.claim.id, "document_id": self.reading.id, "document_sha256": self.source.document_sha256,
            "evidence_text": self.evidence, "evidence_start": self.evidence_start, "evidence_end": self.evidence_end,
            "chain": self.claim.path(), "chain_depth": self.depth, "origin": self.claim.origin.name, "status": self.event.status,
            "rawi_version": self.reading.rawi_version,
        }  # fmt: skip


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _side(spans: tuple[Span, ...], entities: dict[str, Entity]) -> Side:
    found = tuple(entities.get(s.entity or "") for s in spans)
    names = tuple(e.name if e else s.name or s.text for s, e in zip(spans, found, strict=True))
    return Side(spans, names, found)


def facts(reading: Reading, source: Origin) -> Iterator[Facts]:
    """Every claim of a reading, in the order of the text.

    In a clash where all parties are agents, the second and further ones are the other side, as in the claim's codes.
    """
    if not reading.events:
        return
    evidence = Evidence(reading.text)
    entities, places = {e.id: e for e in reading.entities}, {p.id: p for p in reading.locations}
    attributions = {a.id: a for a in reading.attributions}
    for claim in reading.claims:
        event = claim.event
        agents, targets = event.agents, event.targets
        if event.mode == MIXED and not targets:
            agents, targets = agents[:1], agents[1:]
        start, end = evidence.bounds(event.trigger)
        yield Facts(
            reading, source, claim, start, end, places.get(event.place.entity or "") if event.place else None,
            _side(agents, entities), _side(targets, entities), attributions,
        )  # fmt: skip


def toll(bounds: tuple[int | None, int | None]) -> str:
    """A count for people: «7», «7 to 9», «at least 7», «at most 9»."""
    least, most = bounds
    if least is None:
        return "an unknown number" if most is None else f"at most {most}"
    if most is None:
        return f"at least {least}"
    return str(least) if least == most else f"{least} to {most}"


def notes(at: Facts) -> str:
    """The claim in a line of English, made from its fields; it holds no sentence of the article."""
    event, codes = at.event, at.event.codes
    kind = codes.acled_sub_event if codes and codes.acled_sub_event else f"{event.type}{f' ({event.mode})' if event.mode else ''}"
    who = " and ".join(at.agents.names)
    whom = " and ".join(at.targets.names)
    parts = [f"{kind} [{event.status}]"]
    parts += [f"by {who}"] if who else []
    parts += [f"towards {whom}"] if whom else []
    parts += [f"in {at.location}"] if at.location else []
    when = at.event.date.value if at.event.date else None
    parts += [f"on {when}" if at.days and at.days[0] == at.days[1] else f"during {when}"] if when else []
    counts = [f"{word}: {toll(n)}" for word, n in (("killed", event.killed), ("injured", event.injured)) if n]
    said = f" According to {at.claim.path()}."
    return " ".join(parts) + "." + (f" {'; '.join(counts).capitalize()}." if counts else "") + said
