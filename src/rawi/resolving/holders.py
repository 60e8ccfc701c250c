"""People by their office: on the day of publication, by the scene, as somebody's counterpart, or taken up by their title."""

from __future__ import annotations

from dataclasses import replace

from rawi.model import Entity, Why
from rawi.resolving.cast import Cast
from rawi.resolving.mentions import is_number, nationality_at, person_of
from rawi.resolving.offices import Office, counterpart, holder_of, office_in, roles_on
from rawi.resolving.persons import only_living

_OF_A_BODY = frozenset(
    {"leader", "deputy-leader", "spokesman", "secretary-general", "director", "commander", "high-representative", "envoy", "governor"}
)
"""Offices of a group or body, which no country of the scene can stand for."""
_RARE = frozenset({"supreme-leader"})
"""Offices that few states have, so that less of a scene settles whose it is."""
_FAR = 80
"""How many words back the other party of «نظيره» is looked for."""


def _name_follows(cast: Cast, last: int) -> bool:
    """Whether an indefinite word stands right behind a definite title, so that it is a name: «الفنانة | غالية المرشد»."""
    text = cast.text
    if last >= len(text.words):
        return False
    word = text.words[last]
    return (
        bool(word.key)
        and text.tags[last] in ("U", "N", "NAME")
        and not (word.definite or word.proclitic or word.function or is_number(text, last))
    )


def titled_again(cast: Cast, first: int, last: int) -> Entity | None:
    """«الوزير», «العميد», «المبعوث الأممي»: the last person met with that title."""
    text = cast.text
    word = text.words[first]
    if last - first > 2 or not word.definite or (word.title is None and not text.mentions.get(first)):
        return None
    if word.nouns & {"body", "group", "facility", "media"} or _name_follows(cast, last):
        return None
    title = word.bare_key
    person = next((p for p in reversed(cast.persons) if title in p.titles), None)
    if person is None or any(nationality_at(text, i, cast.catalogue) for i in range(first + 1, last)):
        return None
    return replace(person.entity, why=(Why("taken up", None, f"«{word.key}» takes up {person.entity.name}"),))


def by_office(cast: Cast, first: int, last: int, office: Office) -> Entity | None:
    """The holder of an office on the day of publication, or the office itself where it is not known who held it."""
    catalogue = cast.catalogue
    found = holder_of(catalogue, office, cast.day)
    if found is not None:
        role, of, person, term = found
        span = f"{term.start} to {term.end}".replace("9999-12-31", "today").replace("0001-01-01", "the beginning")
        note = f"{role} of {of}, in office {span} ({term.source})"
        entity = replace(cast.of_catalogue(person, "office"), office=f"{role} of {of}", why=(Why("office", term.where, note),))
        return cast.met(first, last, entity)
    if office.of is None or not office.roles:
        return None
    body = catalogue.actor(office.of)
    role = next((r for r in office.roles if catalogue.terms(r, office.of)), office.roles[0])
    if (
        body is None
        or (role == "head-of-state" and body.kind != "state")
        or (len(office.roles) > 1 and body.kind == "state" and role == "leader")
    ):
        return None
    known = "nobody is known to have held it" if cast.day else "there is no day of publication"
    note = "another time than the day of publication" if office.other_time else known
    sector, acled = cast.codes("person", office.of)
    name = f"{'Former ' if office.other_time else ''}{catalogue.role_name(role).split(' (')[0]} of {body.english}"
    return Entity(
        f"office:{role}:{office.of}{':other-time' if office.other_time else ''}", "person", name[0].upper() + name[1:],
        cast.written(first, last), body.country or None, office.of, sector, acled, f"{role} of {office.of}", (Why("office", None, note),),
    )  # fmt: skip


def by_scene(cast: Cast, first: int, last: int, office: Office) -> Entity | None:
    """«المرشد الأعلى», «وزير الدفاع» without a state: that of the only country of the scene which has such an office."""
    if office.last - first < 2 or office.of is not None or office.other_time or len(office.roles) != 1 or office.roles[0] in _OF_A_BODY:
        return None
    role, catalogue, sure = office.roles[0], cast.catalogue, 2.0
    holders = {of for r, of in catalogue.data["offices"] if r == role and cast.day and catalogue.holders(role, of, cast.day)}
    countries = {a.country: of for of in sorted(holders) if (a := catalogue.actor(of)) is not None and a.kind == "state"}
    if role in _RARE:
        sure = 1.0
    ranked = sorted(((cast.scene.support(c, first), of) for c, of in countries.items()), reverse=True)
    if not ranked or ranked[0][0] < sure or (len(ranked) > 1 and ranked[0][0] < ranked[1][0] + sure / 2):
        return None
    found = by_office(cast, first, last, replace(office, of=ranked[0][1]))
    note = "no state is named: that of the country of the scene"
    return replace(found, why=(*found.why, Why("scene", None, note))) if found is not None else None


def counterpart_of(cast: Cast, first: int, last: int) -> Entity | None:
    """«نظيره الأمريكي»: who holds, in another state, the office of the one named before."""
    catalogue = cast.catalogue
    if not cast.stem_has("counterparts", first):
        return None
    country = cast.country(first + 1, last)
    state = catalogue.state_of(country) if country else None
    if state is None:
        return None
    for i in range(first - 1, max(-1, first - _FAR), -1):
        office = _office_before(cast, i)
        if office is not None and office.of != state and holder_of(catalogue, counterpart(office, state), cast.day) is not None:
            return by_office(cast, first, last, counterpart(office, state))
    return None


def _office_before(cast: Cast, i: int) -> Office | None:
    """The office of a state that is named at `i`, by its title or by its holder's name."""
    text, catalogue = cast.text, cast.catalogue
    mention = text.mentions.get(i)
    if mention is not None and (people := person_of(mention)):
        person = only_living(cast, people)
        roles = roles_on(catalogue, person.id, cast.day) if person is not None else ()
        return Office(roles[:1], None, False, i) if roles else None
    if cast.stem_has("counterparts", i):
        return None
    end = next(
        (k for k in range(i + 1, min(len(text.words), i + 7)) if text.tags[k] in ("V", "PUN", "COMP", "P")), min(len(text.words), i + 6)
    )
    office = office_in(text, catalogue, i, end)
    body = catalogue.actor(office.of) if office is not None and office.of else None
    return office if body is not None and body.kind == "state" else None
