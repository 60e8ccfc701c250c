"""Offices: «وزير الخارجية السعودي» on a day is one person, when the catalogue knows who held the office then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from rawi.lexicon import Entity as Name
from rawi.lexicon.catalogue import Actor, Catalogue, Term
from rawi.reading.text import Text
from rawi.resolving.mentions import key_at, named_at, nationality_at

LONGEST_TITLE = 5
UNITED_NATIONS = "un"
_FORMER = frozenset(
    ["سابق", "سابقه", "اسبق", "سابقا", "راحل", "مخلوع", "سالف", "مستقيل", "معزول", "مقال", "منتخب", "معين", "جديد", "مقبل", "قادم"]
)
DEPUTIES = frozenset(
    ["نائب", "نايب", "مساعد", "وكيل", "معاون", "مستشار", "مكتب", "مدير", "سكرتير", "نجل", "شقيق", "ابن", "حفيد", "والد", "صهر", "زوجه"]
)
"""People who are not the one whose title or name stands behind them."""
_UN_WORDS = frozenset({"الاممي", "الامميه", "الدولي", "الدوليه"})
_NO_BODIES = frozenset({"person", "state", "agency", "outlet"})
_EMIRATES = frozenset({"kuwait", "qatar"})
"""States whose head is an emir; elsewhere «الأمير» is a prince."""
_ORGANS = ("government", "parliament", "presidency", "house-of-representatives", "ministry", "cabinet", "knesset")
_TOWARDS = frozenset({"الي", "في", "لدي"})


@dataclass(frozen=True, slots=True)
class Office:
    """A title found in a span: the roles that it may name, the body, and whether it speaks of another time («السابق»)."""

    roles: tuple[str, ...]
    of: str | None
    other_time: bool
    last: int


CoalitionAt = Callable[[int], str | None]
"""The id of the coalition that the bare «التحالف» at a token stands for."""


def office_in(text: Text, catalogue: Catalogue, first: int, last: int, coalition: CoalitionAt | None = None) -> Office | None:
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
    end = first + size
    other_time = any(text.words[i].bare_key in _FORMER for i in range(end, last) if text.words[i].key)
    if "envoy" in roles:
        return Office(("envoy",), _mission(text, catalogue, end, last), other_time, end)
    if "un-ambassador" in roles and not _at_the_un(text, end, last):
        return None
    of = _body(text, catalogue, first, end, last, coalition)
    if size == 1 and keys[0].removeprefix("ال") == "امير" and of not in _EMIRATES and "head-of-state" in roles:
        roles = tuple(r for r in roles if r != "head-of-state")  # a prince
    return Office(roles, of, other_time, end)


def _definite(text: Text, first: int, end: int, last: int) -> bool:
    """«الرئيس», «وزير الخارجية»: the article, or a definite word or a name behind it; «رئيس سابق», «وزير سوري» are anybody's."""
    if any(text.words[i].definite for i in range(first, end)):
        return True
    if end >= last:
        return False
    return text.words[end].definite or bool(named_at(text, end, last)[0]) or end in text.inside or text.is_quote(end)


def _state(catalogue: Catalogue, entity: Name) -> str | None:
    """The id of the state that a name of a state, country, capital or region stands for."""
    if entity.kind == "actor":
        return entity.id if entity.subkind == "state" else None
    if entity.subkind not in ("country", "capital", "region"):
        return None
    place = catalogue.place(entity.id)
    return catalogue.state_of(place.country) if place is not None and place.country else None


def _body(text: Text, catalogue: Catalogue, first: int, end: int, last: int, coalition: CoalitionAt | None) -> str | None:
    """The id of the body or state that an office belongs to: the first body, state or nationality behind the title.

    A name may begin within the title («رئيس حكومة الوفاق»). A body behind a nationality belongs to another phrase, unless «ل» or
    «في» ties it to the title.
    """
    state: str | None = None
    i = first
    reach = min(len(text.words), last + 3)  # a name that the span cuts short
    while i < last:
        found, after = named_at(text, i, reach)
        if found and i > first:
            body = next((e for e in found if e.kind == "actor" and e.subkind not in _NO_BODIES), None)
            if (
                body is not None
                and (after > end or body.subkind == "intelligence")
                and (state is None or text.words[i].proclitic == "ل" or text.words[i - 1].key == "في")
            ):
                return (coalition(i) if coalition is not None else None) or body.id
            state = state or next((s for e in found if (s := _state(catalogue, e))), None)
        elif country := nationality_at(text, i, catalogue):
            state = state or catalogue.state_of(country)
        elif i >= end and state is None and coalition is not None and (whole := coalition(i)):
            return whole
        i = max(after, i + 1)
    return state


def _mission(text: Text, catalogue: Catalogue, end: int, last: int) -> str | None:
    """The state that an envoy of the United Nations is sent to: «إلى …» within the span or right behind it.

    None for the envoy of a state («المبعوث الأمريكي»): the catalogue's envoys are those of the United Nations.
    """
    i, towards, state = end, False, None
    while i < min(len(text.words), last + 8) and text.tags[i] not in ("PUN", "V", "COMP"):
        word = text.words[i]
        if i >= last and not towards and word.key and word.name_key not in _TOWARDS and word.proclitic != "ل" and not word.adjective:
            break
        towards = towards or word.name_key in _TOWARDS or word.proclitic == "ل"
        found, after = named_at(text, i, len(text.words))
        if not towards and nationality_at(text, i, catalogue) and key_at(text, i) not in _UN_WORDS:
            return None
        for entity in found:
            if entity.kind == "actor" and entity.subkind == "igo" and entity.id != UNITED_NATIONS and not towards:
                return None
            if towards and (state := _state(catalogue, entity)):
                return state
        i = max(after, i + 1)
    return state


def _at_the_un(text: Text, end: int, last: int) -> bool:
    """Whether the United Nations or their Security Council stand behind an ambassador's title: others are at any embassy."""
    found = (e for i in range(end, min(len(text.words), last + 4)) for e in named_at(text, i, len(text.words))[0])
    return any(e.kind == "actor" and e.id in (UNITED_NATIONS, "unsc") for e in found)


def holder_of(catalogue: Catalogue, office: Office, day: str | None) -> tuple[str, str, Actor, Term] | None:
    """(role, body, person, term) of the one who held the office on `day`; None when nobody or more than one may have.

    An office of a state that is named by its organ («رئيس مجلس النواب اللبناني», «رئيس الحكومة التونسية») is the state's.
    """
    if office.of is None or day is None or office.other_time:
        return None
    bodies = [office.of]
    if not any(catalogue.terms(role, office.of) for role in office.roles) and (state := _state_of_organ(catalogue, office.of)):
        bodies = [state]
    found = [
        (role, of, term)
        for of in bodies
        for role in office.roles
        for term in catalogue.holders(role, of, day)
        if catalogue.actor(term.holder) is not None
    ]
    people = {term.holder for _, _, term in found}
    if len(people) != 1:
        return None
    role, of, term = found[0]
    person = catalogue.actor(term.holder)
    return (role, of, person, term) if person is not None else None


def _state_of_organ(catalogue: Catalogue, id: str) -> str | None:
    """The state whose own organ a body is («lebanon-parliament»); None for a rival government."""
    body = catalogue.actor(id)
    state = catalogue.state_of(body.country) if body is not None and body.kind == "government" and body.country else None
    stem = state.split("-")[0] if state else ""
    return state if any(id.startswith(f"{s}-{organ}") for s in (state, stem) for organ in _ORGANS) else None


def counterpart(office: Office, state: str) -> Office:
    """The same office of another state."""
    return replace(office, of=state, other_time=False)


def roles_on(catalogue: Catalogue, holder: str, day: str | None) -> tuple[str, ...]:
    """The offices of a state that a person held on `day`, the highest first: what a counterpart of theirs holds elsewhere."""
    held = {role for role, of, term in catalogue.offices_of(holder) if day and term.start <= day <= term.end and _is_state(catalogue, of)}
    order = list(catalogue.data["role_names"])
    return tuple(sorted(held, key=order.index))


def _is_state(catalogue: Catalogue, id: str) -> bool:
    actor = catalogue.actor(id)
    return actor is not None and actor.kind == "state"
