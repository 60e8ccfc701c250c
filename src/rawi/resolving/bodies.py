"""Bodies: groups, states and their organs by name, by their members or means, or by a noun that takes up one of them."""

from __future__ import annotations

from collections import defaultdict

from rawi.lexicon.catalogue import Actor, name_key
from rawi.model import Entity
from rawi.reading.text import Mention
from rawi.resolving.cast import MEANS, Cast
from rawi.resolving.mentions import in_name, is_number, key_at, nationality_at

UNSPECIFIED = "coalition-unspecified"
_COALITION = "تحالف"
_BY_THEIR_NOUN = frozenset({"organisation", "igo", "government", "court", "military", "police"})
"""Kinds that a noun takes up only where it is part of their name: «المرصد» is no other organisation."""
_SURE = 1.0
"""The least support of the article for a country or coalition that a bare noun is taken to stand for."""
_MARGIN = 0.5
"""By how much it must lead the next."""


def body(cast: Cast, first: int, last: int) -> Entity | None:
    """A body, group or state at the span's head, or behind a noun for its members or means."""
    text = cast.text
    for i in range(first, last):
        mention = text.mentions.get(i)
        if mention is None or not in_name(text, i):
            continue
        if i > first and not means_only(cast, first, i):
            return None
        actor = _actor_of(cast, mention, first, i, last)
        if actor is None:
            return None
        if actor.id == UNSPECIFIED and (whole := coalition(cast, i)) is not None:
            return cast.taken_up(whole, cast.written(i, mention.last), "is, by what the article names,")
        return cast.of_catalogue(actor, "name" if i == first else "its members or means")
    return None


def _actor_of(cast: Cast, mention: Mention, first: int, at: int, last: int) -> Actor | None:
    catalogue = cast.catalogue
    bodies = [e for e in mention.entities if e.kind == "actor" and e.subkind != "person"]
    if len(bodies) > 1:  # one name, several bodies: the one of a country that the article speaks of
        scored = sorted(((cast.scene.support(e.country, at) if e.country else 0.0, -n, e) for n, e in enumerate(bodies)), reverse=True,
                        key=lambda s: s[:2])  # fmt: skip
        bodies = [scored[0][2]] if scored[0][0] > scored[1][0] + 0.3 else bodies[:1]
    if bodies:
        if bodies[0].subkind == "state" and _strange(cast, mention.last, last):
            return None
        return catalogue.actor(bodies[0].id)
    place = next((e for e in mention.entities if e.kind == "place"), None)
    if place is None or at > first or _strange(cast, mention.last, last):
        return None
    found = catalogue.place(place.id)
    if found is None or found.kind not in ("country", "capital"):
        return None
    state = catalogue.state_of(found.country)
    return catalogue.actor(state) if state else None


def _strange(cast: Cast, i: int, last: int) -> bool:
    """Whether an unknown word follows a capital, so that both are another name («باريس سان جيرمان»)."""
    word = cast.text.words[i] if i < last else None
    return word is not None and bool(word.key) and not word.readings and not word.function and not word.proclitic and not word.definite


def means_only(cast: Cast, first: int, i: int) -> bool:
    """Whether the words before token `i` are numbers, adjectives and nouns of members or means («عناصر من», «طائرات»)."""
    text = cast.text
    spoken = [k for k in range(first, i) if text.words[k].key and not text.words[k].function and not is_number(text, k)]
    heads = [text.words[k] for k in spoken if text.words[k].nouns]
    if not heads:
        return not spoken
    if any(nationality_at(text, k, cast.catalogue) for k in spoken):
        return False  # «طائرات تركية …»: another's
    plain = all(w.nouns & MEANS or w.adjective for w in heads)
    return plain and bool(heads[0].nouns & MEANS) and heads[0].title is None and not heads[0].nouns & {"civilian", "victim"}


def _noun_for_body(cast: Cast, first: int, last: int) -> int | None:
    """The one definite noun of a span, or the last of one behind nouns of members or means («عناصر التنظيم», «قوات الجيش»)."""
    text = cast.text
    spoken = [k for k in range(first, last) if text.words[k].key and not text.words[k].function]
    if not spoken or not text.words[spoken[-1]].definite or in_name(text, spoken[-1]):
        return None
    return spoken[-1] if len(spoken) == 1 or means_only(cast, first, spoken[-1]) else None


def taken_up(cast: Cast, first: int, last: int) -> Entity | None:
    """«التنظيم», «عناصر الحركة», «الوزارة»: the last body before it of a kind that the noun can take up."""
    text, catalogue = cast.text, cast.catalogue
    i = _noun_for_body(cast, first, last)
    kinds = cast.anaphors.get(text.words[i].bare_key) if i is not None else None
    if i is None or kinds is None:
        return None
    noun = text.words[i].bare_key
    best: tuple[int, int, Actor] | None = None
    for at, mention in text.mentions.items():
        if at >= first:
            continue
        actor = next((e for e in mention.entities if e.kind == "actor" and e.subkind in kinds), None)
        found = catalogue.actor(actor.id) if actor is not None and actor.id != UNSPECIFIED else None
        if found is not None:
            same = int(any(text.words[k].name_key.endswith(noun) for k in range(mention.first, mention.last)))
            named = same or noun in cast.folded("any_organisation") or noun in name_key(found.arabic)
            if found.kind in _BY_THEIR_NOUN and not named:
                continue
            key = (same, at)
            if best is None or key > best[:2]:
                best = (*key, found)
    return cast.taken_up(best[2], text.words[i].key) if best is not None else None


def outlet(cast: Cast, first: int, last: int) -> Entity | None:
    """«الجزيرة», «الميادين» alone, as one who speaks or acts."""
    if last - first != 1:
        return None
    actor = cast.catalogue.actor(cast.by_word("outlets").get(key_at(cast.text, first), ""))
    return cast.of_catalogue(actor, "a word that is an outlet's name") if actor is not None else None


# «التحالف»


def coalition(cast: Cast, at: int) -> Actor | None:
    """The coalition that «التحالف» at a token stands for: one whose theatre and opponents the article names, in its years."""
    year = (cast.day or "")[:4]
    named = {e.id for m in cast.text.mentions.values() for e in m.entities[:1] if e.kind == "actor"}
    scored = []
    for id, theatre in cast.words("theatres").items():
        actor = cast.catalogue.actor(id)
        if actor is None or not year or not ((actor.start or "0")[:4] <= year <= (actor.end or "9999")[:4]):
            continue
        countries = [t for t in theatre if t.isupper()]
        score = max((cast.scene.support(c, at) for c in countries), default=0.0) + sum(t in named for t in theatre) + 3.0 * (id in named)
        scored.append((score, actor))
    scored.sort(key=lambda s: s[0], reverse=True)
    if not scored or scored[0][0] < _SURE or (len(scored) > 1 and scored[0][0] < scored[1][0] + _MARGIN):
        return None
    return scored[0][1]


def coalition_at(cast: Cast, i: int) -> str | None:
    """The id of the coalition when the word or name at `i` is the bare «التحالف», else None."""
    mention = cast.text.inside.get(i)
    unspecified = mention is not None and any(e.id == UNSPECIFIED for e in mention.entities)
    word = cast.text.words[i]
    if not unspecified and (in_name(cast.text, i) or not word.definite or word.bare_key != _COALITION):
        return None
    actor = coalition(cast, i)
    return actor.id if actor is not None else None


def bare_coalition(cast: Cast, first: int, last: int) -> Entity | None:
    """«التحالف» alone or behind a noun of its means («غارات التحالف»)."""
    i = _noun_for_body(cast, first, last)
    if i is None or cast.text.words[i].bare_key != _COALITION:
        return None
    actor = coalition(cast, i)
    return cast.taken_up(actor, cast.text.words[i].key, "is, by what the article names,") if actor is not None else None


# «الجيش», «الشرطة»


def organ(cast: Cast, first: int, last: int) -> Entity | None:
    """«الجيش», «الشرطة», «السلطات»: that of the country named in the span, else of the only one that the article speaks of there."""
    text = cast.text
    i = _noun_for_body(cast, first, last)
    country = None
    if i is None and text.words[first].definite and (country := cast.country(first + 1, last)):
        i = first
    found = cast.by_word("national").get(text.words[i].bare_key) if i is not None else None
    if i is None or found is None:
        return None
    kind, ending = found
    if country is None:
        country = _only_country(cast, i, kind)
    actor = _organ_of(cast, country, kind, ending) if country is not None else None
    return cast.taken_up(actor, text.words[i].key, "is that of the country of the scene:") if actor is not None else None


def _only_country(cast: Cast, at: int, kind: str) -> str | None:
    """The country that the article speaks of around a token, when it leads all others clearly."""
    abroad = cast.words("armies_abroad") if kind == "military" else {}
    support: dict[str, float] = defaultdict(float)
    for country in sorted({cue.country for cue in cast.scene.cues}):
        support[abroad.get(country, country)] += cast.scene.support(country, at)
    ranked = sorted(support.items(), key=lambda s: (-s[1], s[0]))
    if not ranked or ranked[0][1] < _SURE or (len(ranked) > 1 and ranked[0][1] < ranked[1][1] + _MARGIN):
        return None
    return ranked[0][0] if ranked[0][0] not in cast.words("rivals") else None


def _organ_of(cast: Cast, country: str, kind: str, ending: str) -> Actor | None:
    """The actor of a country whose id is that of the state, or its short form, with the ending («syria-army», «us-police»)."""
    state = cast.catalogue.state_of(country)
    if state is None or (not ending and country not in cast.words("kingdoms")):
        return None
    initials = "".join(w[0] for w in state.split("-"))
    for stem in (state, state.split("-")[0], initials):
        actor = cast.catalogue.actor(f"{stem}-{ending}" if ending else stem)
        if actor is not None and actor.kind == kind and actor.country == country:
            return actor
    return None
