"""Who is said to hold a place: claims of control made light, a pure function of the reading.

A claim is taken as what it says: «اقتحم» is an entry and no holding, «فقدت السيطرة» a loss, «معركة السيطرة على» an attempt. What is
planned, demanded or only possible stays a claim, but is no control (`fact` is False). The words that decide this: `data/control.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from rawi.arabic.script import fold
from rawi.comparing.saying import FACTS, Party, Saying, chain_of, days_of, lemma_of, nominal
from rawi.comparing.sites import Site, site_of
from rawi.comparing.sources import Source
from rawi.comparing.tables import tables
from rawi.model import Claim, Entity, Event, Reading, Span

TYPES = ("CONTROL", "RETREAT")
"""The types of claims that may tell of control."""
HOLDING = frozenset({"gained", "held"})
"""Kinds by which a holder holds."""
_PAUSE = re.compile(r"[،؛,;:.]")
_OWN = re.compile(r"\w{3,}(?:ه|ها|هم|نا)$")
_PEOPLE = frozenset(
    {"inhabitant", "civilian", "family", "people", "person", "refugee", "displaced", "resident", "citizen", "child", "woman"}
)
_AHEAD = 30
_FORCES = frozenset({"armed_group", "military", "police", "intelligence", "coalition"})
_NEAR = 80
_SOON = re.compile(r"مسأل[ةه] وقت|وشيك")
_OBJECT = re.compile(r"(?:ه|ها|هم|هما)$")
_OPENING = 25
"""So near the start of what he announces stands what a speaker did himself (code points)."""


@dataclass(frozen=True, slots=True)
class ControlClaim:
    """One claim of who holds, takes, loses or besieges a place, on one voice.

    `kind`: gained, held, lost, entered, advanced, retreated, besieged, relieved or contested. `holders` take, hold, besiege, come in or
    fall back; `losers` had it.
    `denied`: the voice says that it is not so. `fact`: it is told as having happened; else `status` says what it is (planned, demanded …).
    `extent`: all, most, part, near (around it, not in it), or None where the text does not say. `first_day`, `last_day`: ordinal days that
    the text gives; without them `published` (ordinal, or None) is the last day by which it happened. `earlier`: told as the background
    of the news («وكان قد سيطر»). `side`: itself (a holder speaks), enemy (who lost it), or third. Offsets are code points of the document's
    text: the trigger `[start, end)` and the sentence of `quote` `[quote_start, quote_end)`. `speaker`: the body that the source speaks for,
    or the source.
    """

    document: str
    claim: str
    start: int
    end: int
    quote: str
    quote_start: int
    quote_end: int
    site: Site
    kind: str
    denied: bool
    fact: bool
    status: str
    holders: tuple[Party, ...]
    losers: tuple[Party, ...]
    extent: str | None
    first_day: int | None
    last_day: int | None
    published: int | None
    earlier: bool
    source: Source
    speaker: Party
    chain: tuple[str, ...]
    side: str

    @property
    def key(self) -> tuple[str, int, str, str]:
        """What orders and identifies a claim."""
        return self.document, self.start, self.claim, self.source.id

    @property
    def day(self) -> int | None:
        """The day by which it is so: the first that the text gives, else the day of publication."""
        return self.first_day if self.first_day is not None else self.published

    @property
    def dated(self) -> bool:
        """Whether the text itself gives the day."""
        return self.first_day is not None


@dataclass(frozen=True, slots=True)
class _Words:
    """`data/control.yaml`, folded."""

    modes: dict[str, str]
    effects: dict[str, str]
    extent: tuple[tuple[str, frozenset[str]], ...]
    lists: dict[str, frozenset[str]]


@lru_cache(maxsize=1)
def _words() -> _Words:
    raw: dict[str, Any] = yaml.safe_load((files("rawi.comparing") / "data" / "control.yaml").read_text("utf-8"))
    effects = {fold(w): effect for effect, words in raw["effects"].items() for w in words}
    extent = tuple((name, frozenset(map(fold, raw["extent"][name]))) for name in ("all", "most", "part", "near"))
    lists = {name: frozenset(map(fold, words)) for name, words in raw.items() if isinstance(words, list)}
    return _Words(raw["modes"], effects, extent, lists)


def claims_of(reading: Reading) -> tuple[ControlClaim, ...]:
    """The claims of control of a reading whose place is known, in the order of the text."""
    maker = _Maker(reading)
    found = [c for claim in reading.claims for c in maker.claims(claim)]
    return tuple(sorted(found, key=lambda c: c.key))


def placeless(reading: Reading) -> int:
    """How many claims of control have no place that a gazetteer knows: they are in no timeline."""
    known = {p.id for p in reading.locations}
    return sum(e.type == "CONTROL" and (e.place is None or e.place.entity not in known) for e in reading.events)


class _Maker(Saying):
    """Makes the claims of control of one reading."""

    def __init__(self, reading: Reading) -> None:
        super().__init__(reading)
        self.triggers = [(e.trigger.start, e.place) for e in reading.events if e.type in TYPES and e.place is not None]

    def claims(self, claim: Claim) -> Iterator[ControlClaim]:
        """The claim on the word of its innermost source, and its denial on that of everyone around who denies it."""
        event = claim.event
        place = self.places.get(event.place.entity or "") if event.place else None
        if event.type not in TYPES or (event.type == "RETREAT" and event.mode != "withdraw") or place is None or event.place is None:
            return
        if self._elsewhere(event, event.place):
            return
        kind, attempt = self._kind(event)
        if kind == "none" or (kind in ("lost", "retreated") and (self._of_people(event) or self._towards(event.place))):
            return
        source = self.voices.source(claim)
        speaker = self.speaker(source)
        holders, losers = self._parties(event, kind, source, speaker)
        first, last = days_of(event)
        if first is not None and self.published is not None and first > self.published:
            attempt = True
        start, end, quote = self.quote(event.trigger)
        negators = nominal(event) and set(self.before(event.trigger, 3)) & _words().lists["negators"]
        denied = event.status == "negated" or source.stance == "denies" or bool(negators)
        fact = not attempt and (event.status in FACTS or denied) and source.asserts
        one = ControlClaim(
            self.reading.id, claim.id, event.trigger.start, event.trigger.end, quote, start, end, site_of(place), kind, denied,
            fact, "attempted" if attempt and event.status in FACTS else event.status, holders, losers, self._extent(event, event.place),
            first, last, self.published, self._earlier(event), source, speaker, chain_of(claim), "third",
        )  # fmt: skip
        yield replace(one, side=_side(source, speaker, holders, losers))
        yield from self._deniers(claim, one)

    def _deniers(self, claim: Claim, one: ControlClaim) -> Iterator[ControlClaim]:
        """«نفى الفصيل ما أعلنه الجيش»: the army's claim, and the faction's denial of it."""
        links = [n for n, link in enumerate(claim.chain) if link.attribution]
        for n in links[:-1]:
            if claim.chain[n].stance == "denies" and not one.denied:
                outer = Claim(claim.event, claim.chain[: n + 1])
                source = self.voices.source(outer)
                speaker = self.speaker(source)
                yield replace(
                    one, denied=True, fact=one.status in FACTS, source=source, speaker=speaker, chain=chain_of(outer),
                    side=_side(source, speaker, one.holders, one.losers),
                )  # fmt: skip

    def _kind(self, event: Event) -> tuple[str, bool]:
        """(what it says of holding, whether it is only an attempt)."""
        words = _words()
        lemma = lemma_of(event)
        kind = words.effects.get(lemma) or words.modes.get(event.mode or "", "none")
        before = self.before(event.trigger, 3)
        near = set(before[-2:])
        bare = fold(event.trigger.text)
        holding = self._of_holding(event)
        attempt = nominal(event) and kind in ("gained", "entered", "besieged") and bool(set(before[-1:]) & words.lists["attempts"])
        attempt = attempt or (nominal(event) and self._aimed(event, kind, before))
        if holding and nominal(event):
            out = before[-1:] == [fold("من")] and not bare.startswith("ال")
            if near & words.lists["ending"] or set(self.before(event.trigger, 5)) & words.lists["losing"] or out:
                return "lost", out and self._not_yet_freed(event)
            if near & words.lists["exchanging"]:
                return "contested", False
            if set(before[-1:]) & words.lists["under"] or bare.startswith(("لسيطر", "ولسيطر")):
                return "held", False
        if kind == "besieged" and near & words.lists["siege_ending"]:
            return "relieved", attempt
        if kind == "retreated" and lemma in words.lists["withdrawing"] and self._left(event):
            return "lost", attempt
        if kind == "gained" and event.status == "ongoing":
            return "held", attempt
        return kind, attempt

    def _of_holding(self, event: Event) -> bool:
        """Whether the trigger is a noun like «سيطرة», whose pronoun is the holder."""
        bare = fold(event.trigger.text)
        return any(h in bare for h in _words().lists["holding"])

    def _aimed(self, event: Event, kind: str, before: list[str]) -> bool:
        """«لاستعادة السيطرة», «يسعى إلى السيطرة», «السيطرة عليها مسألة وقت»: what somebody is after, not what he has."""
        lists = _words().lists
        bare = fold(event.trigger.text)
        purpose = bare.startswith("ل") and not lemma_of(event).startswith("ل") and kind in ("gained", "entered")
        soon = _SOON.search(self.text, event.trigger.end, event.trigger.end + _NEAR) is not None
        return purpose or soon or bool(set(before) & lists["aims"] or set(before[-1:]) & lists["purposes"])

    def _not_yet_freed(self, event: Event) -> bool:
        """«لتحرير المدينة من سيطرة التنظيم»: the loss is as certain as the freeing before it."""
        start = event.trigger.start
        freeing = [e for e in self.reading.events if e.type == "CONTROL" and e.mode == "gain" and start - _NEAR < e.trigger.start < start]
        return any(e.status not in FACTS or self._kind(e)[1] for e in freeing[-1:])

    def _parties(self, event: Event, kind: str, source: Source, speaker: Party) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
        """(who takes, holds or besieges; who had it). Who announces a taking without saying whose tells his own."""
        lemma, lists = lemma_of(event), _words().lists
        agents = self._named(event.agents, event.place, source, speaker)
        targets = self._named(event.targets, event.place, source, speaker)
        if lemma in lists["driving_out"]:
            return agents if targets else (), targets or agents
        if kind == "retreated":
            return agents, ()
        if kind == "lost":
            return (targets if lemma in lists["lost_to"] else ()), agents
        if nominal(event) and _OBJECT.search(fold(event.trigger.text)) and not self._of_holding(event):
            agents = ()  # «المطار بعد تحريره»: the pronoun is the place, and who did it is not told beside it
        if not agents and kind in ("gained", "entered") and self._own_deed(event, source, speaker):
            agents = (replace(speaker, inferred=True),)
        return agents, targets

    def _own_deed(self, event: Event, source: Source, speaker: Party) -> bool:
        """Whether a force announces something that it does not say who did: «أعلن الحشد تحرير المدينة», «نفت القوات أن تكون سيطرت»."""
        entity = self.entities.get(speaker.id)
        force = source.kind == "party" or (entity is not None and entity.kind in _FORCES)
        force = force or (speaker.generic and source.kind == "state" and (entity is None or entity.kind == "force"))
        attribution = self.voices.attributions.get(source.attribution or "")
        if not force or attribution is None or (source.stance == "denies" and nominal(event)):
            return False
        opens = any(c.start <= event.trigger.start <= c.start + _OPENING for c in attribution.content)
        return source.stance in ("asserts", "denies") and opens

    def _named(self, spans: tuple[Span, ...], place: Span | None, source: Source, speaker: Party) -> tuple[Party, ...]:
        out: dict[str, Party] = {}
        for span in spans:
            entity = self.actor(span)
            here = place is not None and span.start < place.end and place.start < span.end
            if entity is None or entity.kind in ("office", "igo") or here:
                continue
            party = self._party(span, entity, source, speaker)
            out.setdefault(party.id, party)
        return tuple(out.values())

    def _party(self, span: Span, entity: Entity, source: Source, speaker: Party) -> Party:
        if not entity.id.startswith("generic:"):
            return Party(tuple(x for x in (entity.id, entity.parent) if x), entity.name)
        head = fold(span.text.split()[0]) if span.text.split() else ""
        if _OWN.match(head) and source.kind in ("party", "state") and source.start is not None:
            return replace(speaker, inferred=True)
        return Party((entity.id,), span.text, generic=True)

    def _left(self, event: Event) -> bool:
        """Whether «من» or «عن» marks the place as left."""
        return event.place is not None and self.before(event.place, 1)[-1:] in (["من"], ["عن"])

    def _of_people(self, event: Event) -> bool:
        """Whether those who leave are no fighters: their flight loses nobody a town."""
        groups = tables().groups
        heads = [s.entity.split(":")[1] for s in event.agents if s.entity and s.entity.startswith("generic:")]
        return bool(heads) and all(h in _PEOPLE or groups.get(h) in ("children", "women", "civilians") for h in heads)

    def _towards(self, place: Span) -> bool:
        """Whether the place is where they went, not what they left."""
        before = self.before(place, 1)
        return bool(before and before[-1] in _words().lists["towards"]) or fold(place.text).startswith("لل")

    def _elsewhere(self, event: Event, place: Span) -> bool:
        """Whether what is taken is no place («استولوا على دبابات»), or the place belongs to another claim that stands between."""
        start = event.trigger.end
        ahead = [fold(w) for w in re.findall(r"\w+", self.text[start : max(start, min(start + 80, place.start))])][:6]
        if {w.removeprefix("ال") for w in ahead} & _words().lists["things"]:
            return True
        between = [at for at, where in self.triggers if start < at < place.start and where.start == place.start]
        return bool(between) and bool(_PAUSE.search(self.text, start, max(between)))

    def _extent(self, event: Event, place: Span) -> str | None:
        """By the words from trigger to place and «بالكامل» behind it; «حي في المدينة» is a part, «حي كريتر» a name."""
        near = 0 <= place.start - event.trigger.end < 90
        inside = [fold(w) for w in re.findall(r"\w+", self.text[event.trigger.end if near else place.start : place.end])][:-1]
        behind = [fold(w) for w in re.findall(r"\w+", self.text[place.end : place.end + _AHEAD])][:2]
        words = _words()
        if any(w in words.lists["spots"] and set(inside[n + 1 : n + 4]) & words.lists["within"] for n, w in enumerate(inside)):
            return "part"
        for name, listed in words.extent:
            if set(inside) & listed or (name == "all" and set(behind) & listed):
                return name
        return None

    def _earlier(self, event: Event) -> bool:
        return event.status == "occurred" and not nominal(event) and bool(set(self.before(event.trigger, 6)) & _words().lists["earlier"])


def _side(source: Source, speaker: Party, holders: tuple[Party, ...], losers: tuple[Party, ...]) -> str:
    mine = {source.id, source.body, *speaker.ids} - {None}
    if any(mine & set(p.ids) for p in holders):
        return "itself"
    return "enemy" if any(mine & set(p.ids) for p in losers) else "third"
