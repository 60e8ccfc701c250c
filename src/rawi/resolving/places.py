"""Places: from the words of a span to one place of the gazetteer with coordinates and a stated precision, or to none.

A name is only ever looked up whole. Several places of one name are told apart by the type word before it, by the countries of the
article, by sure places nearby and by the province or country named beside it; where these do not decide, the place stays unresolved: no
pin is invented. A street, school or shop named after a town («شارع بغداد») is not in that town.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rawi.arabic.script import fold_names
from rawi.lexicon.catalogue import Place, bare_key, name_key
from rawi.model import Location, Span, Why
from rawi.reading.roles import is_building
from rawi.resolving.holding import BEHIND_IT, holder, is_bare
from rawi.resolving.scene import WIDE, Scene, alike, distinct, leading, mentions_of_places, place_entities

if TYPE_CHECKING:
    from rawi.reading.text import Mention

MARGIN = 0.5
"""By so much the best candidate must lead, when the next one lies elsewhere."""
LARGE = 50_000
CLOSE_KM = 60.0
FAR_KM = 300.0
"""So far from every sure place of the article, a village or quarter is rather another of its name."""
LONGEST = 4
SHORT = 4
"""A name of so many letters may come of a wrong split."""
SMALL = frozenset({"neighbourhood", "street", "site", "mosque", "prison", "base", "field"})
"""Kinds whose names recur from town to town («حي النصر», «مستشفى القدس»)."""
BROAD = frozenset({"city", "area", "district", "province", "region"})
"""Type words that may go with the name of a city."""
FEATURES = frozenset({"dam", "mountain", "river", "island", "sea", "strait", "street", "mosque"})
UNLISTED = frozenset({"neighbourhood", "area", "village", "town", "street", "site", "mountain"})
SETTLED = frozenset({"capital", "city", "town", "village", "district", "province"})
_COARSE = {"country": 3, "region": 3, "province": 3, "sea": 3, "river": 3, "district": 2, "area": 2, "mountain": 2, "field": 2, "island": 2}
_KIN = {
    "city": {"city", "capital", "town"}, "town": {"town", "village", "city"}, "village": {"village", "town"},
    "province": {"province", "region"}, "district": {"district", "town", "city", "area", "neighbourhood"},
    "neighbourhood": {"neighbourhood", "area", "town", "district"},
    "area": {"area", "district", "region", "town", "village", "neighbourhood"},
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
    """A name found in a span.

    Tokens `[first, last)`, the kind that its type word asks for, whether a near-word stands before it, its candidates, its key, and
    whether its words may as well be no name.
    """

    first: int
    last: int
    type: str | None
    near: bool
    places: list[Place]
    curated: bool
    key: str = ""
    common: bool = False


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

    def _named_near(self, at: int) -> list[tuple[int, Place]]:
        """(token, place) of every name in the headline and in the sentence of token `at`."""
        text = self.scene.text
        out = []
        for mention, _ in mentions_of_places(text):
            near = mention.first < text.title_end or text.sentence_of[mention.first] == text.sentence_of[at]
            if near and (named := self._listed(mention, None)) is not None and (best := self._choose(named)) is not None:
                out.append((mention.first, best.place))
        return out

    def _named(self, first: int, last: int) -> Named | None:
        """The first name of a place in the span; what stands behind it is context."""
        text = self.scene.text
        kind: str | None = None
        near = after = False
        i = first
        while i < last:
            if is_building(text, i) and i + 2 < last:
                i += 2  # «مركز شرطة الكرادة»
                continue
            word = text.words[i]
            mention = text.mentions.get(i)
            if mention is not None and mention.last <= last + 1:
                found = self._listed(mention, kind)
            elif mention is not None:
                return None
            elif (type := self._type(i, kind)) or self._namesake(i):
                kind, after = type or kind, self._namesake(i)
                i += 1
                continue
            else:
                near = near or self._says_near(i)
                nominal = bool(word.key) and not word.function and text.tags[i] not in ("V", "NUM")
                found = self._unlisted(i, last, kind) if nominal and not self._says_near(i) else None
                if found is None and nominal and not self._says_near(i) and text.tags[i] in ("U", "N") and kind:
                    return None
            if found is not None and after and not (found := _own(found)).places:
                i, kind, near, after = found.last, None, True, False
                continue
            if found is not None or mention is not None:
                return replace(found, near=near) if found is not None else None
            after = False
            i += 1
        return None

    def _type(self, i: int, before: str | None) -> str | None:
        """The kind that a type word at `i` asks for; a definite one behind another is no type word («مدينة الجبل»)."""
        word = self.scene.text.words[i]
        return None if before and word.definite else self.scene.catalogue.place_types.get(word.bare_key)

    def _namesake(self, i: int) -> bool:
        """Whether the word at `i` is a thing that is often named after a place («شارع», «مطعم»)."""
        return self.scene.text.words[i].bare_key in self.scene.named_after

    def _says_near(self, i: int) -> bool:
        word, near = self.scene.text.words[i], self.scene.near_words
        return word.key in near or word.bare in near

    def _listed(self, mention: Mention, kind: str | None) -> Named | None:
        """A name of the catalogue, with the other places that have it and that the article speaks for; its own type word counts."""
        places = [p for id in place_entities(mention) if (p := self.scene.catalogue.place(id)) is not None]
        if not places or self._no_name(mention):
            return None
        if mention.last - mention.first > 1:
            kind = self._type(mention.first, kind) or kind
        if kind is None or kind in BROAD:
            places = self._likely(places, mention.first)
        key = self._mention_key(mention)
        common = self._common(mention, key, kind)
        curated = not self._split(mention)
        named = Named(mention.first, mention.last, kind, near=False, places=places, curated=curated, key=key, common=common)
        named.places = [*places, *self._namesakes(named)]
        return named

    def _likely(self, places: list[Place], at: int) -> list[Place]:
        """Cities, and what lies near a sure place of the sentence or in the province named there; no other village of a city's name."""
        scene, ids = self.scene, frozenset(p.id for p in places)
        first = {p.id for p in leading(places)}
        return [p for p in places if p.id in first or scene.within(p, at) or scene.near_sure(p, at, ids, CLOSE_KM)]

    def _no_name(self, mention: Mention) -> bool:
        """What only looks like a place: the attribute of a definite noun («الوجهة السياحية»), a titled person («الشيخ يوسف القرضاوي»)."""
        text, first, last = self.scene.text, mention.first, mention.last
        word = text.words[first]
        if last - first == 1 and first and word.definite and word.adjective and not word.proclitic:
            return text.words[first - 1].definite and text.tags[first - 1] == "N"
        goes_on = last < len(text.tokens) and text.tags[last] in ("U", "NAME") and not text.words[last].proclitic
        return word.title is not None and last - first > 1 and goes_on

    def _common(self, mention: Mention, key: str, kind: str | None) -> bool:
        """Whether the words may be no name at all: common ones without a type word («العمارة»), or wrongly split («باب», «لمسة»)."""
        words = self.scene.text.words[mention.first : mention.last]
        if self._split(mention) or (mention.proclitic and mention.proclitic[-1] in "لك" and len(key) <= SHORT):
            return True
        plain = all(w.readings and w.nouns != {"given-name"} for w in words if w.key)
        return kind is None and plain and (len(words) == 1 or (words[0].definite and words[-1].adjective))

    def _split(self, mention: Mention) -> bool:
        """Whether the words are a word of the language as they stand, so that the split may be wrong («بسطات» as «ب» and «سطات»)."""
        return bool(mention.proclitic) and any(not r.proclitics for r in self.scene.text.words[mention.first].readings)

    def _namesakes(self, named: Named) -> list[Place]:
        """Others of the name: in the province named beside it, or where the article speaks for their country and for none of these."""
        scene, at, ids = self.scene, named.first, frozenset(p.id for p in named.places)
        keys = dict.fromkeys((named.key, bare_key(named.key, scene.catalogue.place_types)))
        others = [p for k in keys for p in scene.catalogue.places_named(k) if p.id not in ids and p.kind in SETTLED and p.country]
        if not any(scene.within(p, at) for p in named.places) and (found := [p for p in others if scene.within(p, at)]):
            return found
        if any(not p.country or scene.support(p.country, at, ids) for p in named.places):
            return []
        return [p for p in others if scene.support(p.country, at, ids) >= 0.5]

    def _mention_key(self, mention: Mention) -> str:
        """The key of a name as it was found, without what is written with it («للموصل» as «الموصل»)."""
        first, *rest = (w.name_key for w in self.scene.text.words[mention.first : mention.last] if w.key)
        name = first[len(mention.proclitic) :]
        if mention.proclitic.endswith("ل") and name.startswith("ل") and self.scene.catalogue.places_named(" ".join(["ا" + name, *rest])):
            name = "ا" + name
        return " ".join([name, *rest])

    def _key(self, first: int, last: int) -> str:
        words = self.scene.text.words[first:last]
        return " ".join(fold_names(_article(w.definite) + w.bare) for w in words if w.key)

    def _unlisted(self, i: int, last: int, kind: str | None) -> Named | None:
        """A name that only the gazetteer holds, longest first; a common word or a person's name needs a type word before it."""
        text = self.scene.text
        for end in range(min(last, i + LONGEST), i, -1):
            key = self._key(i, end)
            places = self.scene.catalogue.places_named(key)
            if not places:
                continue
            word = text.words[i]
            common = end - i == 1 and (bool(word.readings) or text.tags[i] != "U" or "given-name" in word.nouns)
            if common and kind is None:
                return None
            return Named(i, end, kind, near=False, places=places, curated=False, key=key)
        return None

    def _border(self, first: int, last: int) -> bool:
        return any(self.scene.text.words[k].bare in ("حدود", "حدودية", "طريق") for k in range(max(0, first - 1), last))

    def _choose(self, named: Named) -> Candidate | None:
        places = distinct(named.places)
        if not places:
            return None
        rivals = frozenset(p.id for p in named.places)
        scored = sorted((self._score(p, named, rivals) for p in places), key=lambda c: (-c.score, -c.place.population, c.place.id))
        best = scored[0]
        support = self.scene.support(best.place.country, named.first, rivals) if best.place.country else 1.0
        if support < 0.3 and (not named.curated or self._doubtful(best.place, named, rivals)):
            return None  # nothing in the article speaks for that country
        for other in scored[1:]:
            if best.score - other.score < MARGIN and not alike(best.place, other.place):
                return None
        if len(scored) > 1:
            best.why.append(f"chosen among {len(scored)} of that name")
        return self._whole(best) if named.type == "province" else best

    def _doubtful(self, place: Place, named: Named, rivals: frozenset[str]) -> bool:
        """Whether a name needs an article that speaks of its country.

        So do words that may be no name, unless they mean a large city, a quarter or building whose name recurs in another
        country («شارع فلسطين», «حي التضامن»), a city that a dam or mountain shares its name
        with, and a quarter or village far from every sure place of the article.
        """
        if named.common and place.kind not in ("country", "capital") and not self._large(place, named.key):
            return True
        if place.kind not in SMALL and place.kind not in ("town", "village", "area"):
            return place.kind == "city" and named.type in FEATURES
        near = self.scene.nearest(place, named.first, rivals)
        if near is not None and FAR_KM < near[0] < math.inf:
            return True
        catalogue = self.scene.catalogue
        keys = (named.key, bare_key(named.key, catalogue.place_types))
        return place.kind in SMALL and any(p.country != place.country for key in keys for p in catalogue.places_named(key))

    def _large(self, place: Place, key: str) -> bool:
        """Whether many people live there, by the gazetteer."""
        return any(p.population >= LARGE and p.country == place.country for p in self.scene.catalogue.places_named(key))

    def _whole(self, best: Candidate) -> Candidate:
        """«ريف حلب»: the province that the city gives its name to, where there is one."""
        place = best.place
        if place.kind not in ("city", "capital"):
            return best
        for other in self.scene.catalogue.places_named(name_key(place.arabic)):
            if other.kind == "province" and (other.country, other.admin1) == (place.country, place.admin1):
                return Candidate(other, best.score, [*best.why, f"the province of {place.english}"])
        return best

    def _score(self, place: Place, named: Named, rivals: frozenset[str]) -> Candidate:
        scene, at = self.scene, named.first
        out = Candidate(place, 1.0 if not place.id.startswith("gn-") else 0.6)
        prominent = {"capital": 1.0, "city": 0.6, "country": 0.8, "province": 0.2}.get(place.kind, 0.0)
        out.score += prominent + min(0.5, math.log10(place.population + 1) / 12)
        if named.type is not None:
            if _fits(place, named.type):
                out.score += 1.5 if place.kind == named.type else 1.0
                out.why.append(f"type word: {named.type}")
            else:
                out.score -= 1.0
        elif place.kind in ("province", "district"):
            out.score -= 0.3
        support = scene.support(place.country, at, rivals) if place.country else 0.0
        if support:
            out.score += 0.8 * support
            out.why.append(f"the article speaks of {place.country}")
        self._surroundings(out, named, rivals)
        return out

    def _surroundings(self, out: Candidate, named: Named, rivals: frozenset[str]) -> None:
        """What speaks for a candidate in the words around: its country or province named beside it, a sure place nearby."""
        scene, at, place = self.scene, named.first, out.place
        if place.country and place.kind != "country" and scene.beside(named.last) == place.country:
            out.score += 1.5
            out.why.append(f"{place.country} is named behind it")
        if scene.within(place, at):
            out.score += 1.5
            out.why.append(f"its province {place.admin1} is named beside it")
        near = scene.nearest(place, at, rivals)
        if near is not None and near[0] < 150 and place.kind not in WIDE:
            out.score += 1.5 if near[0] < 50 else 0.7
            out.why.append(f"{near[0]:.0f} km from {near[1].english}")

    def _taken_up(self, span: Span, first: int, last: int) -> Span:
        """«البلدة», «المدينة»: the last place of that kind told before."""
        text, types = self.scene.text, self.scene.catalogue.place_types
        near = first + 1 < last and self._says_near(first)  # «شرقي المدينة»
        first += near
        word = text.words[first]
        kind = types.get(word.bare_key)
        if kind is None or not word.definite or last - first > 1:
            return span
        accepted = {kind, *_KIN.get(kind, ())}
        before = [(told == kind, at, p) for at, told, p in self.told if at < first and p.kind in accepted]
        if kind in ("city", "town", "village", "camp", "airport"):  # «المنطقة», «القضاء», «المركز» alone may mean other things
            before += [(False, at, p) for at, p in self.scene.anchors if at < first and p.kind in accepted]
        if not before:
            return span
        beside = [b for b in before if text.sentence_of[b[1]] == text.sentence_of[first]]  # «في تعز … تحرير المدينة»
        place = max(beside or before, key=lambda b: b[:2])[2]
        self.told.append((first, kind, place))
        return self._record(span, _location(Candidate(place, 0.0, [f"«{word.key}» takes up the last place of that kind"]), near=near))

    def contain(self, span: Span, *, unlisted: bool = False) -> Span:
        """A place without a name, as in the town that the article says it is in; any other span as it was. Comes after all names.

        `unlisted`: also one whose name no list holds («حي الأمل في حلب»), where the town is named behind it.
        """
        first, last = self.scene.tokens(span)
        head = next((i for i in range(first, last) if not self._says_near(i) or i + 1 == last), first)
        if span.entity is not None or self._named(first, last) is not None:
            return span
        bare = is_bare(self.scene, head, last)
        if not bare and not (unlisted and self._type(head, None) in UNLISTED and not self.scene.text.words[head].definite):
            return span
        found = holder(self.scene, first, last, [(at, place) for at, _, place in self.told], self._named_near(first))
        if found is None or (not bare and found[1] != BEHIND_IT):
            return span
        held = self._record(span, _location(Candidate(found[0], 0.0, [f"a place without a name: {found[1]}"]), near=True))
        return replace(held, name=span.name)


def _fits(place: Place, kind: str) -> bool:
    """Whether a place may be called by a type word of that kind."""
    return place.kind == kind or place.kind in _KIN.get(kind, ())


def _own(named: Named) -> Named:
    """The name with only those places that are what its type word says: «شارع بغداد» is no city."""
    kind = named.type
    return replace(named, places=[p for p in named.places if kind and _fits(p, kind)])


def _article(definite: bool) -> str:
    return "ال" if definite else ""


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
