"""People by name: those of the catalogue, those named before, and those who get an id of their own."""

from __future__ import annotations

from dataclasses import replace

from rawi.lexicon import Entity as Name
from rawi.lexicon.catalogue import Actor
from rawi.model import Entity, Why
from rawi.resolving.cast import Cast
from rawi.resolving.identity import latin, normal_name, slug, unknown_id
from rawi.resolving.mentions import gloss, in_name, key_at, person_of
from rawi.resolving.names import LINKS, titles_only
from rawi.resolving.offices import Office


def named(cast: Cast, first: int, last: int) -> Entity | None:
    """The person of the catalogue whom the span names, when its head is the name or a title of theirs."""
    text = cast.text
    for i in range(first, last):
        mention = text.mentions.get(i)
        if mention is None or (i > first and not titles_only(cast, first, i)):
            continue
        people = person_of(mention)
        if not people or (any(e.kind == "place" for e in mention.entities) and i == first and mention.proclitic == "ب"):
            continue
        found = only_living(cast, people)
        if found is None or _somebody_else(cast, i, found):
            return None
        note = "name" if len(people) == 1 else f"chosen among {len(people)} of that name by their years"
        return cast.of_catalogue(found, note)
    return None


def only_living(cast: Cast, people: list[Name]) -> Actor | None:
    """Of several people of one name, the only one in public life in the year of publication."""
    if len(people) > 1:
        year = (cast.day or "")[:4]
        living = [p for p in people if year and (p.start or "0") <= year <= (p.end or "9999")]
        if len(living) != 1:
            return None
        people = living
    return cast.catalogue.actor(people[0].id)


def _somebody_else(cast: Cast, i: int, person: Actor) -> bool:
    """Whether another given name stands before a surname («خالد نصر الله» is not Hassan Nasrallah)."""
    text = cast.text
    if i > 0 and text.words[i - 1].key in LINKS:
        return True  # «فيصل بن سلمان»: the son
    if i == 0 or text.words[i].proclitic or "given-name" not in text.words[i - 1].nouns or in_name(text, i - 1):
        return False
    own = normal_name(person.arabic.split())
    return text.words[i - 1].title is None and text.tags[i - 1] in ("U", "N") and key_at(text, i - 1).removeprefix("ال") not in own


def surname(cast: Cast, first: int, last: int) -> Entity | None:
    """«بالي» after «مصطفى بالي»: one word, the last of a name told before, whatever else it may mean."""
    text = cast.text
    spoken = [i for i in range(first, last) if text.words[i].key]
    if len(spoken) != 1 or text.words[spoken[0]].title is not None:
        return None
    key = key_at(text, spoken[0]).removeprefix("ال")
    again = next((p for p in reversed(cast.persons) if p.surname == key), None)
    if again is not None:
        return _taken_up(again.entity)
    actor = _full_name_before(cast, spoken[0], key) if text.mentions.get(spoken[0]) is None else None
    return _taken_up(cast.of_catalogue(actor, "name")) if actor is not None else None


def _full_name_before(cast: Cast, i: int, key: str) -> Actor | None:
    """The person of the catalogue whose full name the article tells before `i`, `key` being its last word."""
    if cast.full_names is None:
        cast.full_names = _full_names(cast)
    return next((person for at, person in reversed(cast.full_names.get(key, ())) if at < i), None)


def _full_names(cast: Cast) -> dict[str, list[tuple[int, Actor]]]:
    """Last word of a name -> the people of the catalogue whom the article names in full by it, with the token, in order."""
    out: dict[str, list[tuple[int, Actor]]] = {}
    for at in sorted(cast.text.mentions):
        people = person_of(cast.text.mentions[at])
        person = only_living(cast, people) if people else None
        if person is not None:
            out.setdefault(normal_name(person.arabic.split()).split()[-1].removeprefix("ال"), []).append((at, person))
    return out


def _taken_up(entity: Entity) -> Entity:
    return replace(entity, why=(Why("taken up", None, f"named before as {entity.name}"),))


def unlisted(cast: Cast, first: int, last: int, names: list[int], office: Office | None) -> Entity:
    """A person whom the catalogue lacks, with an id from the normalised name."""
    text = cast.text
    again = cast.again([key_at(text, i) for i in names])
    if again is not None:
        return cast.met(first, last, _taken_up(again.entity))
    if len(names) == 1 and "given-name" in text.words[names[0]].nouns:
        return _first_name(cast, first, last, names[0])
    keys = [text.words[i].key if i > names[0] or not text.words[i].proclitic else key_at(text, i) for i in names]
    parent = cast.parent(first, last) or (office.of if office is not None else None)
    sector, acled = cast.codes("person", parent)
    written = [text.tokens[i].text for i in names]
    entity = Entity(
        unknown_id(keys), "person", latin(keys, [gloss(text, i) for i in names]), " ".join(written), cast.country(first, names[0], parent),
        parent, sector, acled, f"{office.roles[0]} of {office.of}" if office is not None and office.of and len(office.roles) == 1 else None,
        (Why("name", None, "not in the catalogue: an id from its normalised form"),),
    )  # fmt: skip
    return cast.met(first, last, entity)


def _first_name(cast: Cast, first: int, last: int, i: int) -> Entity:
    """A given name alone is nobody's id: many bear it."""
    parent = cast.parent(first, last)
    sector, acled = cast.codes("person", parent)
    name = latin([key_at(cast.text, i)], [gloss(cast.text, i)])
    why = (Why("generic", None, "a given name alone"),)
    written = cast.text.tokens[i].text
    return Entity(f"generic:person:{slug(name)}", "person", name, written, cast.country(first, i, parent), parent, sector, acled, None, why)
