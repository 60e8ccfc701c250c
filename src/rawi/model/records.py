"""The records that a reading is made of.

Every offset is a Unicode code point into `Reading.text` (title, blank line, body), end exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rawi.model.entities import Codes, Entity, Location, Quantity
from rawi.model.spans import DateValue, Range, Span, Why


@dataclass(frozen=True, slots=True)
class Document:
    """One article as text. `published` is YYYY-MM-DD; `id` is stable for the same input.

    `captured` is when a web archive took it (ISO 8601, as archived): no date of publication, and nothing is reckoned from it. `raw`
    holds the bytes that the text came from, as they were received (unpacked): the file, the page, or the line. `form` says how the text
    stands in them (`rawi.sources.forms`) and `charset` what a server said of them, so that it can be taken out again.
    """

    id: str
    text: str
    title: str | None = None
    published: str | None = None
    outlet: str | None = None
    author: str | None = None
    url: str | None = None
    captured: str | None = None
    raw: bytes | None = field(default=None, repr=False, compare=False)
    form: str | None = field(default=None, repr=False, compare=False)
    charset: str | None = field(default=None, repr=False, compare=False)

    @property
    def full_text(self) -> str:
        """Title, blank line, body: what all offsets point into."""
        return f"{self.title}\n\n{self.text}" if self.title else self.text

    @property
    def day(self) -> date | None:
        """The day of publication; None for one that is no date (a document made by hand may hold anything)."""
        try:
            return date.fromisoformat(self.published) if self.published else None
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of the article itself."""

    genre: str
    agencies: tuple[Span, ...] = ()
    author: Span | None = None
    dateline_place: Span | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None
    byline: str | None = None
    why: tuple[Why, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As in the gold's `metadata`, and `why`."""
        return {
            "outlet": self.outlet,
            "url": self.url,
            "published": self.published,
            "genre": self.genre,
            "agencies": [a.to_json() for a in self.agencies],
            "author": self.author.to_json() if self.author else None,
            "byline": self.byline,
            "dateline_place": self.dateline_place.to_json() if self.dateline_place else None,
            "why": [w.to_json() for w in self.why],
        }


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says so (PARC 3.0): `source`, `cue`, `content`; `parent` is the attribution whose content contains this one."""

    id: str
    source: Span | None
    source_name: str | None
    source_kind: str
    speaks_for: str | None
    cue: Span
    content: tuple[Span, ...]
    mode: str
    channel: str
    stance: str
    parent: str | None
    why: tuple[Why, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As in the gold, and `why`."""
        return {
            "id": self.id,
            "source": self.source.to_json() if self.source else None,
            "source_name": self.source_name,
            "source_kind": self.source_kind,
            "speaks_for": self.speaks_for,
            "cue": self.cue.to_json(),
            "content": [c.to_json() for c in self.content],
            "mode": self.mode,
            "channel": self.channel,
            "parent": self.parent,
            "stance": self.stance,
            "why": [w.to_json() for w in self.why],
        }


@dataclass(frozen=True, slots=True)
class Event:
    """What is said to have happened. `attribution` is the innermost attribution around the trigger, None the narrator."""

    id: str
    trigger: Span
    type: str
    mode: str | None
    agents: tuple[Span, ...]
    targets: tuple[Span, ...]
    place: Span | None
    date: DateValue | None
    killed: Range | None
    injured: Range | None
    status: str
    attribution: str | None
    same_event: str | None
    why: tuple[Why, ...] = ()
    codes: Codes | None = None

    def to_json(self) -> dict[str, Any]:
        """As in the gold, and `codes` and `why`."""
        return {
            "id": self.id,
            "trigger": self.trigger.to_json(),
            "type": self.type,
            "mode": self.mode,
            "agents": [a.to_json() for a in self.agents],
            "targets": [t.to_json() for t in self.targets],
            "place": self.place.to_json() if self.place else None,
            "date": self.date.to_json() if self.date else None,
            "killed": list(self.killed) if self.killed else None,
            "injured": list(self.injured) if self.injured else None,
            "status": self.status,
            "attribution": self.attribution,
            "same_event": self.same_event,
            "codes": self.codes.to_json() if self.codes else None,
            "why": [w.to_json() for w in self.why],
        }


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a chain: an attribution, or (with `attribution` None) the author, agency or outlet of the article."""

    role: str
    name: str
    channel: str | None = None
    stance: str | None = None
    attribution: str | None = None
    span: Span | None = None

    def to_json(self) -> dict[str, Any]:
        """All fields."""
        return {
            "role": self.role,
            "name": self.name,
            "channel": self.channel,
            "stance": self.stance,
            "attribution": self.attribution,
            "span": self.span.to_json() if self.span else None,
        }


@dataclass(frozen=True, slots=True)
class Claim:
    """An event with its chain, outermost first (author or outlet, agency, …) and the innermost source last."""

    event: Event
    chain: tuple[Link, ...]

    @property
    def id(self) -> str:
        """The event's id."""
        return self.event.id

    @property
    def origin(self) -> Link:
        """The innermost source."""
        return self.chain[-1]

    def path(self) -> str:
        """The chain as one line: «author → AFP → Mustafa Bali (tweet)»."""
        shown = []
        for link in self.chain:
            notes = [n for n in (link.channel, link.stance) if n not in (None, "unspecified", "asserts")]
            shown.append(link.name + (f" ({', '.join(str(n) for n in notes)})" if notes else ""))
        return " → ".join(shown)


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything read in one document."""

    id: str
    text: str
    title: str | None
    metadata: Metadata
    attributions: tuple[Attribution, ...]
    events: tuple[Event, ...]
    rawi_version: str
    lexicon_version: str
    entities: tuple[Entity, ...] = ()
    locations: tuple[Location, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    _claims: list[Claim] = field(default_factory=list, repr=False, compare=False)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Every event joined with its chain, in the order of the text."""
        if not self._claims and self.events:
            self._claims.extend(Claim(e, self.chain(e)) for e in self.events)
        return tuple(self._claims)

    def chain(self, event: Event) -> tuple[Link, ...]:
        """The chain around `event`, outermost first; each attribution stands in it once, whatever the parents say."""
        by_id = {a.id: a for a in self.attributions}
        inner: list[Link] = []
        at = by_id.pop(event.attribution, None) if event.attribution else None
        while at is not None:
            name = at.source_name or (at.source.text if at.source else "unnamed source")
            inner.append(Link("source", name, at.channel, at.stance, at.id, at.source))
            at = by_id.pop(at.parent, None) if at.parent else None
        return (*self._frame(), *reversed(inner))

    def _frame(self) -> tuple[Link, ...]:
        meta = self.metadata
        links = []
        if meta.author is not None:
            links.append(Link("author", meta.author.text, span=meta.author))
        elif meta.byline:
            links.append(Link("author", meta.byline))
        elif meta.outlet and not meta.agencies:
            links.append(Link("outlet", meta.outlet))
        links.extend(Link("agency", a.name or a.text, span=a) for a in meta.agencies)
        return tuple(links) or (Link("author", "author"),)

    def to_json(self) -> dict[str, Any]:
        """The shape of the gold, plus what its names stand for, versions and reasons."""
        return {
            "id": self.id,
            "title": self.title,
            "text": self.text,
            "metadata": self.metadata.to_json(),
            "attributions": [a.to_json() for a in self.attributions],
            "events": [e.to_json() for e in self.events],
            "entities": [e.to_json() for e in self.entities],
            "locations": [p.to_json() for p in self.locations],
            "quantities": [q.to_json() for q in self.quantities],
            "rawi_version": self.rawi_version,
            "lexicon_version": self.lexicon_version,
        }
