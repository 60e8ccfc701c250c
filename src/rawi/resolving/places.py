"""Places: from the words of a span to one place of the gazetteer with coordinates and a stated precision, or to none.

A name is only ever looked up whole. Several places of one name are told apart by the type word before it, by the countries of the
article, by sure places nearby and by the province named beside it; where these do not decide, the place stays unresolved: no pin is invented.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from rawi.arabic.script import fold_names
from rawi.lexicon.catalogue import Place
from rawi.model import Location, Span, Why
from rawi.resolving.scene import WIDE, Scene, place_entities

MARGIN = 0.5
"""By so much the best candidate must lead, when the next one lies elsewhere."""
SAME_KM = 12.0
"""Entries of one name this near to each other are the same place."""
LONGEST = 4
_COARSE = {"country": 3, "region": 3, "province": 3, "sea": 3, "river": 3, "district": 2, "area": 2, "mountain": 2, "field": 2, "island": 2}
_KIN = {
    "city": {"city", "capital", "town"}, "town": {"town", "village", "city"}, "village": {"village", "town"},
    "province": {"province", "region"}, "district": {"district", "town", "city", "area", "neighbourhood"},
    "neighbourhood": {"neighbourhood", "area", "town"}, "area": {"area", "district", "region", "town", "village", "neighbourhood"},
    "camp": {"camp"}, "base": {"base", "airport", "site"}, "airport": {"airport", "base"}, "region": {"region", "province", "area"},
}  # fmt: skip
"""Kinds that a type word also accepts: the press calls a small town a village, a large one a city."""


@dataclass(slots=True)
class Candidate:
    """A place that a name may be, its score and what spoke for it."""

    place: Place
    score: float
    why: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Named:
    """A name found in a span: tokens `[first, last)`, the type word's kind before it, near-words before it, its candidates."""

    first: int
    last: int
    type: str | None
    near: bool
    places: list[Place]
    curated: bool


@dataclass(slots=True)
class PlaceResolver:
    """Resolves the place spans of one article; the same place gets one record."""

    scene: Scene
    found: dict[str, Location] = field(default_factory=dict)
    told: list[tuple[int, str | None, Place]] = field(default_factory=list)

    def resolve(self, span: Span) -> Span:
        """The span with the id (and English name) of its place; as it was where it names none that is known."""
        first, last = self.scene.tokens(span)
        named = self._named(first, last)
        if named is None:
            return self._taken_up(span, first, last)
        best = self._choose(named)
        if best is None:
            return span
        near = named.near or self._border(first, last)
        location = _location(best, near=near, name_only=named.type == "province" and best.place.kind not in ("province", "region"))
        self.told.append((first, named.type, best.place))
        return self._record(span, location)

    def _record(self, span: Span, location: Location) -> Span:
        key = location.id if location.precision == 1 else f"{location.id}/{location.precision}"
        self.found.setdefault(key, location)
        return replace(span, name=location.name, entity=location.id)

    def _named(self, first: int, last: int) -> Named | None:
        """The first name of a place in the span; what stands behind it is context."""
        text, types = self.scene.text, self.scene.catalogue.place_types
        kind: str | None = None
        near = False
        i = first
        while i < last:
            word = text.words[i]
            mention = text.mentions.get(i)
            if mention is not None and mention.last <= last + 1 and (ids := place_entities(mention)):
                places = [p for id in ids if (p := self.scene.catalogue.place(id)) is not None]
                return Named(i, mention.last, kind, near, places, curated=True)
            if mention is not None:
                return None
            key = fold_names(word.bare)
            if key in types and not (kind and word.definite):
                kind = types[key]
                i += 1
                continue
            if word.key in self.scene.near_words or word.bare in self.scene.near_words:
                near = True
            elif word.key and not word.function and text.tags[i] not in ("V", "NUM"):
                found = self._unlisted(i, last, kind)
                if found is not None:
                    return replace_near(found, near)
                if text.tags[i] in ("U", "N") and kind:
                    return None
            i += 1
        return None

    def _unlisted(self, i: int, last: int, kind: str | None) -> Named | None:
        """A name that only the gazetteer holds, longest first; a common word or a person's name needs a type word before it."""
        text = self.scene.text
        plain = [fold_names(_article(text.words[k].definite) + text.words[k].bare) for k in range(i, min(last, i + LONGEST))]
        for size in range(len(plain), 0, -1):
            places = self.scene.catalogue.places_named(" ".join(plain[:size]))
            if not places:
                continue
            word = text.words[i]
            common = size == 1 and (bool(word.readings) or text.tags[i] != "U" or "given-name" in word.nouns)
            if common and kind is None:
                return None
            return Named(i, i + size, kind, near=False, places=places, curated=False)
        return None

    def _border(self, first: int, last: int) -> bool:
        return any(self.scene.text.words[k].bare in ("حدود", "حدودية", "طريق") for k in range(max(0, first - 1), last))

    def _choose(self, named: Named) -> Candidate | None:
        scored = [self._score(place, named) for place in _distinct(named.places)]
        if not scored:
            return None
        scored.sort(key=lambda c: (-c.score, -c.place.population, c.place.id))
        best = scored[0]
        if not named.curated and best.place.country and self.scene.support(best.place.country, named.first) < 0.3:
            return None  # nothing in the article speaks for that country
        for other in scored[1:]:
            if best.score - other.score < MARGIN and not _alike(best.place, other.place):
                return None
        if len(scored) > 1:
            best.why.append(f"chosen among {len(scored)} of that name")
        return best

    def _score(self, place: Place, named: Named) -> Candidate:
        scene, at = self.scene, named.first
        out = Candidate(place, 1.0 if not place.id.startswith("gn-") else 0.6)
        prominent = {"capital": 1.0, "city": 0.6, "country": 0.8, "province": 0.2}.get(place.kind, 0.0)
        out.score += prominent + min(0.5, math.log10(place.population + 1) / 12)
        if named.type is not None:
            if place.kind == named.type or place.kind in _KIN.get(named.type, ()):
                out.score += 1.5 if place.kind == named.type else 1.0
                out.why.append(f"type word: {named.type}")
            else:
                out.score -= 1.0
        elif place.kind in ("province", "district"):
            out.score -= 0.3
        support = scene.support(place.country, at) if place.country else 0.0
        if support:
            out.score += 0.8 * support
            out.why.append(f"the article speaks of {place.country}")
        if scene.within(place, at):
            out.score += 1.5
            out.why.append(f"its province {place.admin1} is named beside it")
        near = scene.nearest(place, at)
        if near is not None and near[0] < 150 and place.kind not in WIDE:
            out.score += 1.5 if near[0] < 50 else 0.7
            out.why.append(f"{near[0]:.0f} km from {near[1].english}")
        return out

    def _taken_up(self, span: Span, first: int, last: int) -> Span:
        """«البلدة», «المدينة»: the last place of that kind told before."""
        text, types = self.scene.text, self.scene.catalogue.place_types
        word = text.words[first]
        kind = types.get(fold_names(word.bare))
        if kind is None or not word.definite or last - first > 1:
            return span
        accepted = {kind, *_KIN.get(kind, ())}
        before = [(told == kind, at, p) for at, told, p in self.told if at < first and p.kind in accepted]
        before += [(False, at, p) for at, p in self.scene.anchors if at < first and p.kind in accepted]
        if not before:
            return span
        place = max(before, key=lambda b: b[:2])[2]
        return self._record(span, _location(Candidate(place, 0.0, [f"«{word.key}» takes up the last place of that kind"]), near=False))


def replace_near(named: Named, near: bool) -> Named:
    """The same name, with whether a word like «قرب» stood before it."""
    named.near = near
    return named


def _article(definite: bool) -> str:
    return "ال" if definite else ""


def _alike(a: Place, b: Place) -> bool:
    """Whether choosing the one or the other puts the pin on the same spot."""
    if a.lat is None or b.lat is None:
        return a.country == b.country and a.admin1 == b.admin1 and bool(a.admin1)
    return (a.lat, a.lon) == (b.lat, b.lon)


def _distinct(places: list[Place]) -> list[Place]:
    """One entry for each place: the curated one stands for GeoNames' entry of the same name nearby."""
    from rawi.resolving.scene import distance_km

    curated = [p for p in places if not p.id.startswith("gn-")]
    rest = [
        p for p in places
        if p.id.startswith("gn-")
        and not any(
            c.country == p.country and ((c.lat is None and c.admin1 == p.admin1) or distance_km(c, p) < SAME_KM + (c.precision_km or 0))
            for c in curated
        )
    ]  # fmt: skip
    return [*curated, *rest]


def _location(candidate: Candidate, *, near: bool, name_only: bool = False) -> Location:
    place = candidate.place
    precision = max(_COARSE.get(place.kind, 1), 2 if near or name_only else 1)
    if place.precision_km is not None and place.precision_km > 25:
        precision = 3
    elif place.precision_km is not None and place.precision_km > 5:
        precision = max(2, precision)
    why = [Why("place", place.where, "; ".join(candidate.why) or "the only place of that name")]
    return Location(
        place.id, place.kind, place.english, place.arabic, place.country or None, place.admin1 or None, place.admin2 or None, place.lat,
        place.lon, precision, place.precision_km, place.source, tuple(why),
    )  # fmt: skip
