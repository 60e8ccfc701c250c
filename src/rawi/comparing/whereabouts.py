"""Where persons and groups are said to be, when, and by whom: the same as control, for people.

A sighting is one claim on one voice. «Met at» and «visited» are weaker than «is in»; what is believed, planned or denied stays what it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from rawi.arabic.script import fold
from rawi.comparing.holding import Voice, voice_of
from rawi.comparing.origins import PASSING
from rawi.comparing.saying import FACTS, Party, Saying, chain_of, days_of, lemma_of
from rawi.comparing.sites import Site, relation, site_of
from rawi.comparing.sources import Source
from rawi.model import Claim, Event, Reading

TYPES = ("WHEREABOUTS", "CONSULT", "COERCE", "ASSAULT", "RETREAT", "MOBILIZE")
"""The types of claims that may tell where somebody is."""
_TOWARDS = frozenset(map(fold, ("إلى", "الى", "نحو", "باتجاه", "صوب")))


@dataclass(frozen=True, slots=True)
class Sighting:
    """One claim of where `subject` was, on one voice.

    `kind`: present, arrived, departed, fled, hiding, seen, missing, killed, arrested, abducted, released, deployed, visited, or met.
    `weak`: only a visit, a meeting or a deployment says so. `denied`: the voice says that it is not so. `status`: occurred or ongoing for
    what is told as a fact, believed or doubted where the voice is not sure, else what it is (planned, possible …). Days as in ControlClaim.
    """

    document: str
    claim: str
    start: int
    end: int
    quote: str
    quote_start: int
    quote_end: int
    subject: Party
    site: Site
    kind: str
    weak: bool
    denied: bool
    status: str
    first_day: int | None
    last_day: int | None
    published: int | None
    source: Source
    speaker: Party
    chain: tuple[str, ...]

    @property
    def key(self) -> tuple[str, int, str, str, str]:
        """What orders and identifies a sighting."""
        return self.document, self.start, self.claim, self.subject.id, self.source.id

    @property
    def day(self) -> int | None:
        """The day by which it is so: the first that the text gives, else the day of publication."""
        return self.first_day if self.first_day is not None else self.published

    @property
    def dated(self) -> bool:
        """Whether the text itself gives the day."""
        return self.first_day is not None

    @property
    def fact(self) -> bool:
        """Whether the voice tells it as having happened."""
        return self.status in FACTS and not self.denied

    @property
    def voice(self) -> Voice:
        """According to whom."""
        return voice_of(self.source, self.speaker, self.chain[0])


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, str], dict[str, str], dict[str, frozenset[str]]]:
    """Kinds by file, kinds by lemma, and the lists of kinds."""
    raw: dict[str, Any] = yaml.safe_load((files("rawi.comparing") / "data" / "whereabouts.yaml").read_text("utf-8"))
    lemmas = {fold(w): kind for kind, words in raw["lemmas"].items() for w in words}
    return raw["files"], lemmas, {name: frozenset(kinds) for name, kinds in raw.items() if isinstance(kinds, list)}


def sightings_of(reading: Reading) -> tuple[Sighting, ...]:
    """The sightings of named persons and groups in a reading whose place is known, in the order of the text."""
    maker = _Maker(reading)
    found = [s for claim in reading.claims if claim.event.type in TYPES for s in maker.sightings(claim)]
    return tuple(sorted(found, key=lambda s: s.key))


class _Maker(Saying):
    """Makes the sightings of one reading."""

    def sightings(self, claim: Claim) -> Iterator[Sighting]:
        """One for each named actor who is said to be there, and its denial on the word of everyone around who denies it."""
        event = claim.event
        place = self.places.get(event.place.entity or "") if event.place else None
        kind = self._kind(event)
        if place is None or kind is None:
            return
        lists = _tables()[2]
        first, last = days_of(event)
        start, end, quote = self.quote(event.trigger)
        future = first is not None and self.published is not None and first > self.published
        for at, link in enumerate(claim.chain):
            inner = at == len(claim.chain) - 1
            if not inner and (link.attribution is None or link.stance != "denies" or event.status == "negated"):
                continue
            part = Claim(event, claim.chain[: at + 1])
            source = self.voices.source(part)
            status = "planned" if future and event.status in FACTS else event.status
            if status in FACTS and not source.asserts:
                status = {"believes": "believed", "doubts": "doubted", "expects": "expected"}.get(source.stance, source.stance)
            denied = event.status == "negated" or source.stance == "denies"
            for subject in self._subjects(event, kind):
                yield Sighting(
                    self.reading.id, claim.id, event.trigger.start, event.trigger.end, quote, start, end, subject, site_of(place), kind,
                    kind in lists["weak"], denied, status, first, last, self.published, source, self.speaker(source), chain_of(part),
                )  # fmt: skip

    def _kind(self, event: Event) -> str | None:
        by_file, by_lemma, _ = _tables()
        entry = next((w.entry for w in event.why if w.rule == "trigger" and w.entry), "")
        name = entry.removeprefix("events/").partition(".")[0]
        lemma = lemma_of(event)
        kind = by_file.get(name)
        if event.type == "ASSAULT" and kind is None and by_lemma.get(lemma) == "killed":
            return "killed"
        if kind in ("present", "visited", "departed"):
            kind = by_lemma.get(lemma, kind)
        if kind == "departed" and event.place is not None and set(self.before(event.place, 1)) & _TOWARDS:
            return "arrived"
        return kind

    def _subjects(self, event: Event, kind: str) -> Iterator[Party]:
        lists = _tables()[2]
        spans = event.targets if kind in lists["of_targets"] else event.agents
        if kind in lists["of_both"]:
            spans = (*event.agents, *event.targets)
        elif kind in ("seen", "missing", "present") and not spans:
            spans = event.targets
        seen: set[str] = set()
        for span in spans:
            entity = self.actor(span)
            inside = event.place is not None and span.start < event.place.end and event.place.start < span.end
            if entity is not None and not entity.id.startswith("generic:") and not inside and entity.id not in seen:
                seen.add(entity.id)
                yield Party(tuple(x for x in (entity.id, entity.parent) if x), entity.name)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two voices put a person in two places on one day, or one denies what the other tells. `day` is an ordinal."""

    day: int
    one: Sighting
    other: Sighting


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What one voice last said of where somebody was, up to a day.

    `says`: is there, left, or denied. `age`: days from the day it tells of to the day asked about.
    """

    voice: Voice
    says: str
    sighting: Sighting
    age: int


def of_subject(sightings: Iterable[Sighting], ids: Iterable[str]) -> tuple[Sighting, ...]:
    """The sightings of one actor, by any of its ids, in the order of their days; undated ones stand on the day of publication."""
    wanted = set(ids)
    found = {s for s in sightings if s.subject.id in wanted}
    return tuple(sorted(found, key=lambda s: (s.day or 0, s.published or 0, s.key)))


def whereabouts_on(sightings: Sequence[Sighting], day: int) -> tuple[Whereabouts, ...]:
    """For each voice the latest that it tells of a time up to `day` (ordinal), the freshest first; weak ones only where it has no other."""
    latest: dict[str, Sighting] = {}
    for one in sorted(sightings, key=lambda s: (s.day or 0, not s.weak, s.published or 0, s.key)):
        if one.day is None or one.day > day or not (one.status in FACTS or one.denied or one.status == "believed"):
            continue
        before = latest.get(one.voice.key)
        if before is None or not one.weak or before.weak or (before.day or 0) < one.day:
            latest[one.voice.key] = one
    gone = _tables()[2]["gone"]
    out = []
    for key, one in latest.items():
        says = "denied" if one.denied else "left" if one.kind in gone else "believed there" if one.status == "believed" else "is there"
        until = min(day, one.last_day if one.last_day is not None else one.day or day)
        out.append(Whereabouts(replace(one.voice, key=key), says, one, day - until))
    return tuple(sorted(out, key=lambda w: (w.age, w.sighting.weak, w.voice.key)))


def conflicts(sightings: Sequence[Sighting]) -> tuple[Conflict, ...]:
    """Where independent voices cannot both be right about a person: two unrelated places on one day that both give, or a denial.

    Visits and meetings are left out: a person may be at two places in a day.
    """
    strong = [s for s in sightings if s.day is not None and not s.weak and (s.fact or s.denied) and s.kind not in _tables()[2]["gone"]]
    out = []
    for n, one in enumerate(strong):
        for other in strong[n + 1 :]:
            if one.voice.origin == other.voice.origin or one.subject.id != other.subject.id or not _same_day(one, other):
                continue
            near = relation(one.site, other.site) is not None
            if (one.denied != other.denied and near) or (one.fact and other.fact and not near):
                out.append(Conflict(max(one.day or 0, other.day or 0), one, other))
    return tuple(sorted(out, key=lambda c: (c.day, c.one.key, c.other.key)))


def _same_day(one: Sighting, other: Sighting) -> bool:
    """Days that both texts give must meet; a day that is only that of publication meets its like."""
    if one.dated and other.dated:
        return (one.first_day or 0) <= (other.last_day or 0) and (other.first_day or 0) <= (one.last_day or 0)
    return one.dated == other.dated and one.day == other.day


def agreement(found: Sequence[Whereabouts]) -> str:
    """«nobody», «one origin», «agreed» (all places lie in each other), or «disputed», of what voices say of one day; weak ones aside."""
    strong = [w for w in found if not w.sighting.weak] or list(found)
    there = [w for w in strong if w.says in ("is there", "believed there")]
    if not strong:
        return "nobody"
    apart = any(relation(a.sighting.site, b.sighting.site) is None for n, a in enumerate(there) for b in there[n + 1 :])
    against = any(
        relation(a.sighting.site, b.sighting.site) is not None for a in there for b in strong if b.says in ("denied", "left")
    )
    if apart or against:
        return "disputed"
    origins = {w.voice.origin for w in strong if w.voice.kind not in PASSING} or {w.voice.origin for w in strong}
    return "one origin" if len(origins) == 1 else "agreed"
