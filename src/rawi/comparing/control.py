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
from rawi.comparing.grounds import WIDE, armed, beside, can_hold, taken_up
from rawi.comparing.saying import FACTS, Party, Saying, chain_of, days_of, lemma_of, nominal
from rawi.comparing.sites import Site, site_of
from rawi.comparing.sources import Source
from rawi.comparing.tables import tables
from rawi.model import Claim, Entity, Event, Location, Reading, Span

NAMELESS = "a place without a name"
"""How the resolver notes that the town stands for a spot in it."""
_GUESSED = ("the town told before", "the town of the headline", "the first town of the story")
"""Towns that the sentence of the spot does not name: too unsure for who holds what."""
_CARRIED = ("agent: subject of the verb before", "agent: antecedent of the pronoun")
_LED = re.compile(r"(?:[تي]قود|[تي]دعم)(?:ه|ها|هم)\s+$")
_BACK = 14
_AFTER = re.compile(r"\b(?:بعد|قبل|عقب|منذ|إثر|فور|أعقاب)\b")
TYPES = ("CONTROL", "RETREAT")
"""The types of claims that may tell of control."""
HOLDING = frozenset({"gained", "held"})
"""Kinds by which a holder holds."""
_DEEDS = frozenset({"gained", "lost", "entered", "retreated", "relieved"})
"""Kinds that happen on one day."""
_OF_SOMEBODY = frozenset({"held", "entered", "advanced", "retreated", "contested"})
"""Kinds that tell nothing where nobody is named."""
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
        """The day by which it is so: the first that the text gives, else the day of publication.

        Of a deed on one of several days («في مايو») it is the last of them, and not after the publication.
        """
        if self.first_day is None or self.exact or self.last_day is None or self.kind not in _DEEDS:
            return self.first_day if self.first_day is not None else self.published
        return self.last_day if self.published is None else max(self.first_day, min(self.last_day, self.published))

    @property
    def exact(self) -> bool:
        """Whether the text gives the very day, not a month or a year."""
        return self.first_day is not None and self.last_day in (None, self.first_day)

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
        noun = nominal(event)
        if self._elsewhere(event, event.place) or any((w.note or "").endswith(_GUESSED) for w in place.why):
            return
        if not beside(self.text, event, event.place, place, holding=noun and self._of_holding(event), finite=not noun):
            return
        kind, attempt = self._kind(event)
        if kind == "none" or (kind in ("lost", "retreated") and (self._of_people(event) or self._towards(event.place))):
            return
        if (event.type == "RETREAT" or kind == "retreated") and not (armed(event, self.entities, _PEOPLE) and self._left(event)):
            return
        source = self.voices.source(claim)
        speaker = self.speaker(source)
        holders, losers = self._parties(event, kind, source, speaker, place)
        flag = lemma_of(event) in _words().lists["flags"]
        if ((kind in _OF_SOMEBODY or flag) and not holders) or (place.kind in WIDE and (kind == "advanced" or not (holders or losers))):
            return  # «مناطق محاصرة ومناطق تدار»: without anybody it tells nothing of who is where
        first, last = days_of(event)
        if first is not None and self.published is not None and first > self.published:
            attempt = True
        start, end, quote = self.quote(event.trigger)
        negators = nominal(event) and set(self.before(event.trigger, 3)) & _words().lists["negators"]
        denied = event.status == "negated" or source.stance == "denies" or bool(negators)
        fact = not attempt and (event.status in FACTS or denied) and source.asserts
        one = ControlClaim(
            self.reading.id, claim.id, event.trigger.start, event.trigger.end, quote, start, end, site_of(place), kind, denied,
            fact, "attempted" if attempt and event.status in FACTS else event.status, holders, losers,
            self._extent(event, event.place, place), first, last,
            self.published, self._earlier(event), source, speaker, chain_of(claim), "third",
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
        joined = bare.startswith("و")  # «تقدم في المعركة والسيطرة على»: not what the battle is for
        tried = bool(set(before[-1:]) & words.lists["attempts"]) and not joined
        attempt = nominal(event) and kind in ("gained", "entered", "besieged") and tried
        attempt = attempt or (nominal(event) and self._aimed(event, kind, before))
        if holding and nominal(event):
            out = before[-1:] == [fold("من")] and not bare.startswith("ال")
            if near & words.lists["ending"] or set(self.before(event.trigger, 5)) & words.lists["losing"] or out:
                return "lost", out and self._not_yet_freed(event)
            if near & words.lists["exchanging"]:
                return "contested", False
            if set(before[-1:]) & words.lists["under"] or bare.startswith(("لسيطر", "ولسيطر")):
                return "held", False
        ending = set(self.before(event.trigger, 6)) & words.lists["siege_ended"]
        if kind == "besieged" and (near & words.lists["siege_ending"] or (ending and nominal(event))):
            purpose = any(w.startswith("ل") for w in near & words.lists["siege_ending"])  # «هجوم لفك الحصار»
            return "relieved", attempt or purpose or bool(set(before) & words.lists["aims"])
        if kind == "retreated" and lemma in words.lists["withdrawing"] and self._left(event):
            return "lost", attempt
        if kind == "gained" and event.status == "ongoing":
            if attempt or (nominal(event) and not holding):
                return "gained", True  # «يواصلون تطهير المدينة», «ستتم السيطرة»: not yet done
            return "held", attempt
        return kind, attempt

    def _of_holding(self, event: Event) -> bool:
        """Whether the trigger is a noun like «سيطرة», whose pronoun is the holder."""
        bare = fold(event.trigger.text)
        return any(h.removesuffix("ه").removesuffix("ة") in bare for h in _words().lists["holding"])

    def _aimed(self, event: Event, kind: str, before: list[str]) -> bool:
        """«لاستعادة السيطرة», «يسعى إلى السيطرة», «السيطرة عليها مسألة وقت»: what somebody is after, not what he has."""
        lists = _words().lists
        bare = fold(event.trigger.text)
        purpose = bare.startswith("ل") and not lemma_of(event).startswith("ل") and kind in ("gained", "entered")
        soon = _SOON.search(self.text, event.trigger.end, event.trigger.end + _NEAR) is not None
        hindered = set(self.before(event.trigger, 7)) & lists["hindering"]
        return purpose or soon or bool(hindered or set(before) & lists["aims"] or set(before[-1:]) & lists["purposes"])

    def _not_yet_freed(self, event: Event) -> bool:
        """«لتحرير المدينة من سيطرة التنظيم»: the loss is as certain as the freeing before it."""
        start = event.trigger.start
        freeing = [e for e in self.reading.events if e.type == "CONTROL" and e.mode == "gain" and start - _NEAR < e.trigger.start < start]
        return any(e.status not in FACTS or self._kind(e)[1] for e in freeing[-1:])

    def _parties(
        self, event: Event, kind: str, source: Source, speaker: Party, place: Location
    ) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
        """(who takes, holds or besieges; who had it). Who announces a taking without saying whose tells his own."""
        lemma, lists = lemma_of(event), _words().lists
        carried = any(w.note in _CARRIED for w in event.why)
        hindered = carried and set(self.before(event.trigger, 4)) & lists["keeping"]  # «الجيش يضربهم لمنعهم من السيطرة»: not the army's
        doers = (
            ()
            if hindered
            else tuple(
                a for a in event.agents if not (carried and nominal(event) and _AFTER.search(self.text[a.end : event.trigger.start]))
            )
        )
        agents = self._named(doers, event.place, source, speaker, place, carried=carried)
        targets = self._named(event.targets, event.place, source, speaker, place)
        if lemma in lists["driving_out"]:
            return agents if targets else (), targets or agents
        if kind == "retreated":
            return agents, ()
        if kind == "lost":
            return (targets if lemma in lists["lost_to"] else ()), agents
        taken_up = event.place is not None and event.place.start < event.trigger.start
        if nominal(event) and taken_up and _OBJECT.search(fold(event.trigger.text)) and not self._of_holding(event):
            # «المطار بعد تحريره»: the pronoun is the place, and who did it is told behind it or not at all
            behind = tuple(a for a in event.agents if a.start > event.trigger.end)
            agents = self._named(behind, event.place, source, speaker, place)
        if not agents and kind in ("gained", "entered") and self._own_deed(event, source, speaker):
            agents = (replace(speaker, inferred=True),)
        mine = {i for p in agents for i in p.ids}
        return agents, () if kind == "besieged" else tuple(p for p in targets if not mine & set(p.ids))

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

    def _named(
        self, spans: tuple[Span, ...], place: Span | None, source: Source, speaker: Party, site: Location, *, carried: bool = False
    ) -> tuple[Party, ...]:
        """Those of the spans who can hold `site`; `carried`: from a verb before, whose person or country rather speaks or is the scene."""
        out: dict[str, Party] = {}
        for span in spans:
            entity = self.actor(span)
            here = place is not None and span.start < place.end and place.start < span.end
            led = _LED.search(self.text, max(0, span.start - _BACK), span.start) is not None  # «التحالف الذي تقوده الدولة»: the led hold it
            if entity is None or here or led or not can_hold(entity, site) or (entity.kind in ("person", "state") and carried):
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
        if taken_up(self.text, event):
            ahead += self.before(event.trigger, 3)  # «عربات استولوا عليها»
        if {w.removeprefix("ال") for w in ahead} & _words().lists["things"]:
            return True
        between = [at for at, where in self.triggers if start < at < place.start and where.start == place.start]
        return bool(between) and bool(_PAUSE.search(self.text, start, max(between)))

    def _extent(self, event: Event, place: Span, site: Location) -> str | None:
        """By the words from trigger to place and «بالكامل» behind it; «حي في المدينة» is a part, «حي كريتر» a name."""
        near = 0 <= place.start - event.trigger.end < 90
        inside = [fold(w) for w in re.findall(r"\w+", self.text[event.trigger.end if near else place.start : place.end])][:-1]
        behind = [fold(w) for w in re.findall(r"\w+", self.text[place.end : place.end + _AHEAD])][:2]
        words = _words()
        if self._of_holding(event) and nominal(event) and set(self.before(event.trigger, 1)) & words.lists["areas"]:
            return "part"  # «مناطق سيطرة الفصيل في المحافظة»
        if any(w in words.lists["spots"] and set(inside[n + 1 : n + 4]) & words.lists["within"] for n, w in enumerate(inside)):
            return "part"
        if any((w.note or "").startswith(NAMELESS) for w in site.why) or (place.start > event.trigger.end and taken_up(self.text, event)):
            return "part"  # «سيطروا على الموقع»: a spot without a name in the town
        kind, *named = [fold(w).removeprefix("ال") for w in re.findall(r"\w+", place.text)] or [""]
        if kind in words.lists["spots"] and named and not set(named) & {w.removeprefix("ال") for w in fold(site.arabic).split()}:
            return "part"  # «حي الأمل في حلب»: a quarter that no list holds, told as the town's
        around = dict(words.extent)["near"]
        if set(inside) & around & words.lists["around"]:
            return "near"  # «جميع المناطق المحيطة بالمدينة»
        for name, listed in words.extent:
            if set(inside) & listed or (name == "all" and set(behind) & listed):
                return name
        return None

    def _earlier(self, event: Event) -> bool:
        lists, before = _words().lists, self.before(event.trigger, 6)
        told = (event.status == "occurred" and not nominal(event)) or (event.status in FACTS and self._of_holding(event))
        return told and bool(set(before) & lists["earlier"]) and not set(before) & lists["still"]


def _side(source: Source, speaker: Party, holders: tuple[Party, ...], losers: tuple[Party, ...]) -> str:
    mine = {source.id, source.body, *speaker.ids} - {None}
    if any(mine & set(p.ids) for p in holders):
        return "itself"
    return "enemy" if any(mine & set(p.ids) for p in losers) else "third"
