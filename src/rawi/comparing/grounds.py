"""Whether a claim of control tells of ground: that the place beside it is the one that is held, and that whoever is named could hold it."""

from __future__ import annotations

import re
from collections.abc import Set

from rawi.arabic.script import fold
from rawi.model import Entity, Event, Location, Span

WIDE = frozenset({"country", "region", "sea", "river", "continent"})
"""Kinds of place that are hardly ever what is held; they count where nothing else is named between the word of control and them."""
_STOP = re.compile(r"[.؛:؟!\n]|\.\.")
_CLAUSE = re.compile(r"\b(?:أن|إن|أنه|أنها|أنهم|إنه|إنها|حيث|بعدما|فيما|بينما|عندما|لكن|غير أن|كما|إذ|التي|الذي|الذين|اللذين|اللتين)\b")
_COMMA = re.compile(r"[،,()]")
_OCCUPIER = fold("الاحتلال")
_FAR = 70
_NEAR = 50
_IN = re.compile(r"\b(?:في|ب\w+)\b")
_CLOSE = 30
_TOUCHING = 4
_OWN_OBJECT = re.compile(r"\s+(?:[^\W\d_]+\s+){0,2}على\s+(?!\W|يد|أيدي|الأقل)")
_LINK = re.compile(r"\w|،")
_TAKEN_UP = re.compile(r"\s+(?:علي|في)(?:ها|ه|هما)\b")
_BEARING = re.compile(r"\b(?:شمال|جنوب|شرق|غرب|شمالي|جنوبي|شرقي|غربي)\b")
_EXTENT = frozenset(
    fold(w)
    for w in (
        *("على", "كل", "كامل", "كافة", "جميع", "معظم", "أغلب", "من", "في", "أجزاء", "جزء", "مساحات", "واسعة", "كبيرة", "شاسعة"),
        *("مناطق", "أراض", "أراضي", "أرض", "نصف", "ثلث", "شمال", "جنوب", "شرق", "غرب"),
    )
)
_OBJECT = re.compile(r"(?:ها|ه|هما)$")
_FORCES = frozenset({"armed_group", "military", "police", "intelligence", "coalition", "government", "state", "party"})
_FIGHTING = frozenset({"force", "fighter", "body"})


def beside(text: str, event: Event, place: Span, site: Location, *, holding: bool, finite: bool) -> bool:
    """Whether the place of an event is the one that its words of control mean, and not merely one that the sentence names.

    Behind the trigger no other clause may stand between. Before it, it must be an argument of the trigger, or stand right before a noun of
    holding (`holding`: «عدن تحت سيطرة …»; `finite`: the trigger is a verb), and be no bearing («غرب بغداد»). A country or region must be
    named right behind, with nothing but words of extent between.
    """
    argument = any(w.rule == "argument" and (w.note or "").startswith("place:") for w in event.why)
    if place.start < event.trigger.end:
        gap = text[place.end : event.trigger.start]
        pronoun = _OBJECT.search(fold(event.trigger.text)) is not None and (finite or argument or _LINK.search(gap) is not None)
        meant = pronoun or (argument and finite) or (holding and len(gap.split()) <= _TOUCHING)
        other = not holding and _OWN_OBJECT.match(text, event.trigger.end) is not None
        bearing = _BEARING.search(text[: place.end].removesuffix(place.text)[-12:] + " " + place.text.split()[0]) is not None
        return meant and not other and not bearing and site.kind not in WIDE and _STOP.search(gap) is None
    gap = text[event.trigger.end : place.start]
    if fold(event.trigger.text) == _OCCUPIER and len(gap) > _CLOSE:
        return False  # «قال إن الاحتلال …»: a name for the occupier
    if finite and taken_up(text, event):  # «أول موقع سيطرت عليه … باتجاه عدن»: what is held stands before
        return site.kind not in WIDE and len(gap) <= _NEAR and _IN.search(gap) is not None
    if site.kind in WIDE:
        doers = [a.end for a in event.agents if event.trigger.end <= a.start and a.end <= place.start]
        gap = text[max([event.trigger.end, *doers]) : place.start]
        return all(fold(w) in _EXTENT for w in gap.split())
    if _STOP.search(gap) is not None or _CLAUSE.search(gap) is not None or len(gap) > _FAR:
        return False
    return argument or len(gap) <= _CLOSE or _COMMA.search(gap) is None


def taken_up(text: str, event: Event) -> bool:
    """Whether a pronoun behind the verb takes up what is held: a place behind only says where that is («قرية يسيطر عليها … في حلب»)."""
    return _TAKEN_UP.match(text, event.trigger.end) is not None


def can_hold(entity: Entity, site: Location) -> bool:
    """Whether an entity may hold, take or lose a place: armed bodies, states, parties and their leaders; no crowd, office or thing.

    A country does not hold itself, nor does one of which only the name stands beside another country.
    """
    if entity.kind == "state" and site.kind == "country":
        return entity.country != site.country and entity.id != site.id
    if entity.id.startswith("generic:"):
        return entity.kind in _FIGHTING
    return entity.kind not in ("office", "igo", "media", "profession")


def armed(event: Event, entities: dict[str, Entity], people: Set[str]) -> bool:
    """Whether those who leave a place are a force; the flight or journey of others loses nobody a town."""
    for entity in (e for s in event.agents if (e := entities.get(s.entity or "")) is not None):
        generic = entity.id.startswith("generic:") and entity.id.split(":")[1] not in people
        if entity.kind in _FORCES or (generic and entity.kind in _FIGHTING):
            return True
    return False
