"""The scene of an article: which countries it speaks of and where, which places are sure, so that an unsure name can be settled by them."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rawi.arabic.script import fold_names
from rawi.lexicon.catalogue import Catalogue, Place

if TYPE_CHECKING:
    from rawi.model import Span
    from rawi.reading.text import Mention, Text

WIDE = frozenset({"country", "region", "sea", "river", "strait"})
"""Kinds too large to tell where a village lies."""
GREAT = frozenset({"country", "capital", "city", "province", "region", "sea", "river", "island"})
"""Kinds that a bare name means before a village or quarter of the same name, where nothing else is said."""
NOBODY: frozenset[str] = frozenset()
EARTH_KM = 6371.0
SAME_KM = 12.0
"""Entries of one name this near to each other are the same place."""


def distance_km(a: Place, b: Place) -> float:
    """Great-circle kilometres between two places; infinite where one has no coordinates. (Haversine formula.)"""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return math.inf
    lat_a, lat_b, lon = math.radians(a.lat), math.radians(b.lat), math.radians(b.lon - a.lon)
    h = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(lon / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def alike(a: Place, b: Place) -> bool:
    """Whether choosing the one or the other puts the pin on the same spot."""
    if a.lat is None or b.lat is None:
        return a.country == b.country and a.admin1 == b.admin1 and bool(a.admin1)
    return (a.lat, a.lon) == (b.lat, b.lon)


def distinct(places: list[Place]) -> list[Place]:
    """One entry for each place: the curated one stands for GeoNames' entry of the same name nearby."""
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


@dataclass(slots=True)
class Cue:
    """Something at token `at` that speaks for a country: a place (`ids`: all that its name may be), a state, a nationality."""

    at: int
    sentence: int
    country: str
    weight: float
    ids: frozenset[str] = NOBODY


@dataclass(slots=True)
class Scene:
    """One article's geography, gathered once."""

    text: Text
    catalogue: Catalogue
    cues: list[Cue] = field(default_factory=list)
    anchors: list[tuple[int, Place]] = field(default_factory=list)
    near_words: frozenset[str] = frozenset()
    named_after: frozenset[str] = frozenset()
    no_holders: frozenset[str] = frozenset()
    body: int = 0
    _starts: list[int] = field(default_factory=list)
    _anchor_places: dict[int, dict[str, Place]] = field(default_factory=dict)

    def tokens(self, span: Span) -> tuple[int, int]:
        """The tokens `[first, last)` that a span covers."""
        if not self._starts:
            self._starts = [t.start for t in self.text.tokens]
        first = max(0, bisect_right(self._starts, span.start) - 1)
        last = bisect_right(self._starts, max(span.start, span.end - 1))
        return first, max(last, first + 1)

    def support(self, country: str, at: int, rivals: frozenset[str] = NOBODY) -> float:
        """How strongly the article speaks for a country near token `at`, 0 to 4; names that may be one of `rivals` do not count."""
        sentence = self.text.sentence_of[at]
        total = 0.0
        for cue in self.cues:
            if cue.country == country and not cue.ids & rivals:
                gap = abs(cue.sentence - sentence)
                total += cue.weight * (1.0 if gap == 0 else 0.5 if gap <= 2 else 0.2)
        return min(4.0, total)

    def nearest(self, place: Place, at: int, rivals: frozenset[str] = NOBODY) -> tuple[float, Place] | None:
        """The sure place of the article nearest to `place`, none of `rivals`, and its distance in km, those of the same sentence first."""
        best: tuple[float, Place] | None = None
        for sentence in (self.text.sentence_of[at], -1):
            for anchor in self._anchor_places.get(sentence, {}).values():
                if anchor.id != place.id and anchor.id not in rivals:
                    km = distance_km(place, anchor)
                    if best is None or km < best[0]:
                        best = (km, anchor)
            if best is not None and best[0] < math.inf:
                return best
        return best

    def near_sure(self, place: Place, at: int, rivals: frozenset[str], km: float) -> bool:
        """Whether the sentence names a sure place, none of `rivals`, within so many kilometres."""
        named = self._anchor_places.get(self.text.sentence_of[at], {}).values()
        return any(a.id not in rivals and distance_km(place, a) < km for a in named)

    def within(self, place: Place, at: int) -> bool:
        """Whether the sentence names the province that `place` lies in."""
        named = self._anchor_places.get(self.text.sentence_of[at], {}).values()
        return bool(place.admin1) and any(
            a.kind == "province" and a.admin1 == place.admin1 and a.country == place.country and a.id != place.id for a in named
        )

    def beside(self, last: int) -> str | None:
        """The country named right behind a place that ends before token `last`: «البيضاء الليبية», «سوسة في تونس», «رفح بشمال سيناء»."""
        text = self.text
        for k in range(last, min(last + 4, len(text.tokens))):
            mention = text.mentions.get(k)
            if mention is not None:
                countries = {p.country for id in place_entities(mention) if (p := self.catalogue.place(id)) is not None}
                return countries.pop() if len(countries) == 1 and not text.words[k].proclitic.startswith("و") else None
            if text.words[k].adjective and (country := country_of(text, k, self.catalogue)):
                return country
            if text.tags[k] not in ("P", "N", "ADV") or text.words[k].proclitic.startswith("و"):
                return None
        return None


def place_entities(mention: Mention) -> list[str]:
    """The ids of the places that a mention may be; none when it may be a person («سعد الحريري» puts nothing on the map)."""
    ids = [e.id for e in mention.entities if e.kind == "place"]
    if ids and any(e.kind == "actor" and e.subkind == "person" for e in mention.entities):
        return []
    return ids


def _person_part(text: Text, mention: Mention) -> bool:
    """Whether a name stands behind a person's given name, so that it is a surname («محمد الموصلي», «أحمد بغدادي»)."""
    at = mention.first - 1
    if at < 0 or mention.proclitic or text.tokens[at].kind != "word":
        return False
    return text.tags[at] == "U" and "given-name" in text.words[at].nouns and at not in text.inside


def mentions_of_places(text: Text) -> Iterator[tuple[Mention, list[str]]]:
    """Each mention of a place with the ids that it may be."""
    for mention in text.mentions.values():
        ids = place_entities(mention)
        if ids and text.tags[mention.first] == "NAME" and not _person_part(text, mention):
            yield mention, ids


def leading(places: list[Place]) -> list[Place]:
    """Those of a name's places that it means where nothing else is said: cities before villages and quarters."""
    return [p for p in places if p.kind in GREAT] or places


def build(text: Text, catalogue: Catalogue, quiet: frozenset[int] = frozenset(), body: int = 0) -> Scene:
    """The scene of a text; sentences in `quiet` (boilerplate) are left out; the story begins at offset `body`, behind a dateline."""
    words = text.lexicon.folded
    near, namesakes = frozenset(words("near_words")), frozenset(fold_names(w) for w in words("named_after"))
    scene = Scene(text, catalogue, near_words=near, named_after=namesakes)
    scene.body = max(text.title_end, next((i for i, t in enumerate(text.tokens) if t.start >= body), 0))
    scene.no_holders = frozenset(words("nowhere_nouns"))
    for mention, ids in mentions_of_places(text):
        sentence = text.sentence_of[mention.first]
        places = leading([p for id in ids if (p := catalogue.place(id)) is not None])
        countries = {p.country for p in places}
        if sentence in quiet or not places:
            continue
        if len(countries) == 1 and (country := places[0].country):
            scene.cues.append(Cue(mention.first, sentence, country, 1.5 if mention.first < text.title_end else 1.0, frozenset(ids)))
        if len(places) == 1 and places[0].kind not in WIDE and places[0].lat is not None:
            scene.anchors.append((mention.first, places[0]))
    _demonyms(scene, quiet)
    by_sentence: dict[int, dict[str, Place]] = defaultdict(dict)
    for at, place in scene.anchors:
        by_sentence[text.sentence_of[at]][place.id] = place
        by_sentence[-1][place.id] = place
    scene._anchor_places = dict(by_sentence)
    return scene


def _demonyms(scene: Scene, quiet: frozenset[int]) -> None:
    """«السورية», «اليمنيين», and actors of a country."""
    text, catalogue = scene.text, scene.catalogue
    for i, word in enumerate(text.words):
        if word.adjective and i not in text.inside and text.sentence_of[i] not in quiet and (country := country_of(text, i, catalogue)):
            scene.cues.append(Cue(i, text.sentence_of[i], country, 0.5))
    for mention in text.mentions.values():
        for entity in mention.entities[:1]:
            if entity.kind == "actor" and entity.country and entity.subkind not in ("agency", "outlet"):
                weight = 0.4 if entity.subkind == "person" else 0.7
                scene.cues.append(Cue(mention.first, text.sentence_of[mention.first], entity.country, weight))


def country_of(text: Text, i: int, catalogue: Catalogue) -> str | None:
    """The country that an adjective at token `i` names («سوريون», «التركية»), or None."""
    word = text.words[i]
    if not word.adjective:
        return None  # demonyms are adjectives in the lexicon, whatever else they may be
    for reading in word.readings:
        if reading.kind == "noun":
            english = text.lexicon.sense(reading.sense)[2].get("english")
            country = catalogue.nationality(english) if english else None
            if country:
                return country
    return None
