"""Places without a name («سوق شعبية», «المستشفى الريفي», «منزله»): the town that the article says they are in.

The pin goes to the town, with the precision of what only lies near it or in it; where the article names no town, there is no pin.
"""

from __future__ import annotations

from collections.abc import Iterable

from rawi.lexicon.catalogue import Place
from rawi.resolving.scene import Scene

HOLDERS = frozenset({"capital", "city", "town", "village", "camp", "neighbourhood", "district"})
"""Kinds of place that a market, hospital or house can be said to be in; a province only where it is named behind it."""
WIDE_TYPES = frozenset({"country", "capital", "city", "province", "district", "region", "sea", "river", "area", "base"})
"""Kinds whose type word alone («المحافظة», «العاصمة») takes up one named before, or means another."""
BEHIND = 12
"""So many words behind the place its own phrase or relative clause may name the town («فندق يرتاده مسؤولون في مقديشو»)."""
BEHIND_IT = "the town named behind it"
SENTENCES = 3
"""A town told so many sentences ago is no longer where things are told of."""


def is_bare(scene: Scene, first: int, last: int) -> bool:
    """Whether the place at tokens `[first, last)` is a building or spot without a name of its own, be it one that no list holds."""
    text = scene.text
    word = text.words[first]
    plural = all(".p." in r.form or r.form.endswith(("fp", "mp")) for r in word.readings if r.kind == "noun")
    kind = scene.catalogue.place_types.get(word.bare_key)
    if plural or not word.nouns & {"facility", "area"} or word.bare in scene.no_holders or text.tags[first] == "NAME" or kind in WIDE_TYPES:
        return False
    if kind is None and word.nouns & {"abstract", "civilian", "time"}:
        return False
    return all((w.readings and w.nouns != {"given-name"}) or not w.key for w in text.words[first + 1 : last])


def holder(
    scene: Scene, first: int, last: int, told: Iterable[tuple[int, Place]], names: Iterable[tuple[int, Place]]
) -> tuple[Place, str] | None:
    """(town, why) for the nameless place at tokens `[first, last)`, or None.

    `told`: where the events of the article happened, by token; `names`: the places named in its sentence and in the headline.

    In order: the town that its own sentence names, behind it before elsewhere; the one that was told last; the headline's, or for
    the headline the first of the story.
    """
    text = scene.text
    here = text.sentence_of[first]
    events = [(at, p) for at, p in told if p.kind in HOLDERS]
    names = [(at, p) for at, p in names if not _wider(scene, at)]
    own = {at: p for at, p in (*names, *events) if text.sentence_of[at] == here and (p.kind in HOLDERS or p.kind == "province")}
    behind = [at for at in own if last <= at <= last + BEHIND and not any(text.tags[k] == "COMP" for k in range(last, at))]
    if behind:
        return own[min(behind)], BEHIND_IT
    towns = [at for at, p in own.items() if p.kind in HOLDERS]
    if towns:
        return own[min(towns, key=lambda at: abs(at - first))], "the town that the sentence names"
    before = [(at, p) for at, p in events if scene.body <= at < first and here - text.sentence_of[at] <= SENTENCES]
    if before:
        return max(before, key=lambda t: t[0])[1], "the town told before"
    headline = [(at, p) for at, p in (*names, *events) if at < text.title_end and p.kind in HOLDERS]
    if headline:
        return max(headline, key=lambda t: t[0])[1], "the town of the headline"
    if first < text.title_end and events:
        return min(events, key=lambda t: t[0])[1], "the first town of the story"
    return None


def _wider(scene: Scene, at: int) -> bool:
    """Whether the town at token `at` only names what lies around it («ريف إدلب»)."""
    words, types = scene.text.words, scene.catalogue.place_types
    return any(types.get(words[k].bare_key) in ("province", "region") for k in range(max(0, at - 1), at + 1))
