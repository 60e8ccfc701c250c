"""Offices: «وزير الخارجية السعودي» on a day is one person, when the catalogue knows who held the office then."""

from __future__ import annotations

from dataclasses import dataclass

from rawi.arabic.script import fold_names
from rawi.lexicon.catalogue import Actor, Catalogue, Term
from rawi.reading.text import Text
from rawi.resolving.scene import country_of

LONGEST_TITLE = 5
OF_A_BODY = frozenset({"leader", "deputy-leader", "spokesman", "secretary-general", "director", "commander", "high-representative"})
"""Offices of a group or body; all others are offices of a state, unless their body itself is named."""
_FORMER = frozenset(["سابق", "سابقه", "اسبق", "سابقا", "راحل", "مخلوع", "سالف", "مستقيل", "معزول", "مقال", "منتخب", "معين", "جديد", "مقبل", "قادم"])
_DEPUTIES = frozenset(["نائب", "نايب", "مساعد", "وكيل", "معاون", "مستشار", "مكتب", "مدير", "سكرتير", "نجل", "شقيق", "ابن", "حفيد", "والد", "صهر", "زوجه"])


@dataclass(frozen=True, slots=True)
class Office:
    """A title found in a span: the roles that it may name, the body, and whether it speaks of another time («السابق»)."""

    roles: tuple[str, ...]
    of: str | None
    other_time: bool
    last: int


def key_at(text: Text, i: int) -> str:
    """The look-up key of the word at `i`, without conjunction or preposition before it."""
    word = text.words[i]
    return fold_names(("ال" if word.definite else "") + word.bare) if word.proclitic else word.name_key


def office_in(text: Text, catalogue: Catalogue, first: int, last: int) -> Office | None:
    """The office that the words `[first, last)` begin with, its body or state named behind it."""
    keys = [key_at(text, i) for i in range(first, min(last, first + LONGEST_TITLE))]
    for size in range(len(keys), 0, -1):
        roles = catalogue.roles_of(" ".join(keys[:size]))
        if roles:
            break
    else:
        return None
    if not _definite(text, first, first + size, last):
        return None
    rest = range(first + size, last)
    other_time = any(fold_names(text.words[i].bare) in _FORMER for i in rest if text.words[i].key)
    return Office(roles, _body(text, catalogue, first, first + size, last, roles), other_time, first + size)


def _definite(text: Text, first: int, end: int, last: int) -> bool:
    """«الرئيس», «وزير الخارجية»: the article, or a definite word or a name behind it; «رئيس سابق», «وزير سوري» are anybody's."""
    if any(text.words[i].definite for i in range(first, end)):
        return True
    if end >= last:
        return False
    return text.words[end].definite or end in text.inside or text.is_quote(end)


def _body(text: Text, catalogue: Catalogue, first: int, end: int, last: int, roles: tuple[str, ...]) -> str | None:
    """The id of the body or state that an office belongs to: a name behind it, else a nationality."""
    state: str | None = None
    for i in range(first, last):
        mention = text.mentions.get(i)
        if mention is not None and i >= end:
            for entity in mention.entities:
                if entity.kind == "actor" and entity.subkind not in ("person", "state", "agency", "outlet"):
                    return entity.id
                if entity.kind == "actor" and entity.subkind == "state":
                    state = state or entity.id
                elif entity.kind == "place" and entity.subkind in ("country", "capital", "region"):
                    place = catalogue.place(entity.id)
                    state = state or (catalogue.state_of(place.country) if place is not None and place.country else None)
        elif i >= end and i not in text.inside and (country := country_of(text, i, catalogue)):
            state = state or catalogue.state_of(country)
    return state


def holder_of(catalogue: Catalogue, office: Office, day: str | None) -> tuple[str, Actor, Term] | None:
    """(role, person, term) of the one who held the office on `day`; None when nobody or more than one may have."""
    if office.of is None or day is None or office.other_time:
        return None
    found = [
        (role, term) for role in office.roles for term in catalogue.holders(role, office.of, day) if catalogue.actor(term.holder) is not None
    ]
    people = {term.holder for _, term in found}
    if len(people) != 1:
        return None
    role, term = found[0]
    person = catalogue.actor(term.holder)
    return (role, person, term) if person is not None else None
