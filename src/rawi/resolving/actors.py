"""Actors: from the words of a span to one entity of the catalogue, to a stable id of its own, or to people named by what they are.

In this order: a person's name; an office on the day of publication; a name that the catalogue lacks; a body; a capital or country for
its government; a noun that takes up an earlier name; a generic noun with its nationality.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from rawi.arabic.script import fold_names
from rawi.lexicon import Entity as Name
from rawi.lexicon.catalogue import Actor
from rawi.model import Entity, Span, Why
from rawi.reading.text import Mention
from rawi.resolving.identity import latin, normal_name, slug, unknown_id
from rawi.resolving.offices import _DEPUTIES, Office, holder_of, key_at, office_in
from rawi.resolving.scene import Scene, country_of

MEANS = frozenset({"fighter", "force", "vehicle", "weapon", "group"})
"""Nouns whose deeds are those of the body named behind them: «مقاتلو …», «طائرات …»."""
PERSONAL = ("fighter", "force", "civilian", "victim", "crowd", "vehicle", "group", "body", "facility", "area", "weapon", "media", "document")
"""Noun classes in the order in which a word of several is taken."""
_PARTICLES = frozenset({"بن", "ابن", "بنت", "ابو", "ابي", "ام", "ال", "عبد", "ولد"})
_OTHER_TITLES = frozenset({"honorific", "rank", "religious", "royal", "office", "profession", "role", "spokesperson"})


@dataclass(slots=True)
class Person:
    """A person met in the article: for taking up by surname or title."""

    at: int
    entity: Entity
    surname: str
    words: frozenset[str]
    titles: frozenset[str]


@dataclass(slots=True)
class ActorResolver:
    """Resolves the actor spans of one article, in the order of the text."""

    scene: Scene
    day: str | None
    found: dict[str, Entity] = field(default_factory=dict)
    persons: list[Person] = field(default_factory=list)
    anaphors: dict[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        given = self.scene.text.lexicon.compiled["function"].get("anaphors", {})
        nouns: dict[str, set[str]] = {}
        for kind, words in given.items():
            for word in words:
                nouns.setdefault(fold_names(word), set()).add(kind)
        self.anaphors = {noun: frozenset(kinds) for noun, kinds in nouns.items()}

    def resolve(self, span: Span) -> Span:
        """The span with the id of its entity and, where the catalogue knows it, its English name."""
        first, last = self.scene.tokens(span)
        entity = self._entity(first, last)
        if entity is None:
            return span
        self.found.setdefault(entity.id, entity)
        known = not entity.id.startswith(("generic:", "u-"))
        return replace(span, name=entity.name if known or span.name is None else span.name, entity=entity.id)

    def _entity(self, first: int, last: int) -> Entity | None:
        while first < last - 1 and not self.scene.text.words[first].key and self.scene.text.tokens[first].kind != "number":
            first += 1
        person = self._surname(first, last) or self._person(first, last)
        if person is not None:
            return self._met(first, last, person)
        office = office_in(self.scene.text, self.scene.catalogue, first, last)
        names = self._name_tokens(first, last)
        if names:
            return self._unlisted_person(first, last, names, office)
        if office is not None and (by_office := self._by_office(first, last, office)) is not None:
            return by_office
        return self._titled_again(first, last) or self._body(first, last) or self._taken_up(first, last) or self._generic(first, last)

    # persons

    def _person(self, first: int, last: int) -> Entity | None:
        """The person of the catalogue whom the span names, when its head is the name or a title of theirs."""
        text = self.scene.text
        for i in range(first, last):
            mention = text.mentions.get(i)
            if mention is None or (i > first and not self._titles_only(first, i)):
                continue
            people = [e for e in mention.entities if e.kind == "actor" and e.subkind == "person"]
            if not people or (any(e.kind == "place" for e in mention.entities) and i == first and mention.proclitic == "ب"):
                continue
            found = self._who(people)
            if found is None:
                return None
            note = "name" if len(people) == 1 else f"chosen among {len(people)} of that name by their years"
            return self.of_catalogue(found, note)
        return None

    def _who(self, people: list[Name]) -> Actor | None:
        """Of several people of one name, the only one in public life in the year of publication."""
        if len(people) > 1:
            year = (self.day or "")[:4]
            living = [p for p in people if year and (p.start or "0") <= year <= (p.end or "9999")]
            if len(living) != 1:
                return None
            people = living
        return self.scene.catalogue.actor(people[0].id)

    def _titles_only(self, first: int, i: int) -> bool:
        """Whether the words before token `i` of a span are titles with what belongs to them."""
        text = self.scene.text
        head = text.words[first]
        mention = text.mentions.get(first)
        if fold_names(head.bare) in _DEPUTIES and mention is None and head.title is None:
            return False
        if mention is not None and mention.entity("title"):
            return True
        if head.title is not None:
            return True
        office = office_in(text, self.scene.catalogue, first, i)
        return office is not None

    def _name_tokens(self, first: int, last: int) -> list[int]:
        """The tokens of a person's name that the catalogue lacks: behind a title, or two and more unknown words at the span's head."""
        text = self.scene.text
        run: list[int] = []
        best: list[int] = []
        for i in range(first, last):
            word = text.words[i]
            known_place = i in text.inside and not (run and "given-name" in text.words[run[0]].nouns)
            name = bool(word.key) and not known_place and (
                "given-name" in word.nouns or (text.tags[i] == "U" and not word.readings) or word.key in _PARTICLES
                or bool(run and word.definite and not word.readings) or bool(run and word.definite and word.adjective and self._name_like(run))
            )  # fmt: skip
            if name and not (word.proclitic and run):
                run.append(i)
            elif run:
                best, run = max(best, run, key=len), []
        best = max(best, run, key=len)
        best = [i for i in best if i >= first]
        while best and text.words[best[-1]].key in _PARTICLES:
            best.pop()
        if not best:
            return []
        titled = best[0] > first and self._titles_only(first, best[0])
        alone = best[0] == first and len(best) == last - first
        given = any("given-name" in text.words[i].nouns for i in best)
        return best if titled or (alone and (given or len(best) > 1)) else []

    def _name_like(self, run: list[int]) -> bool:
        return any("given-name" in self.scene.text.words[i].nouns for i in run)

    def _surname(self, first: int, last: int) -> Entity | None:
        """«بالي» after «مصطفى بالي»: one word, the last of a name told before, whatever else it may mean."""
        text = self.scene.text
        spoken = [i for i in range(first, last) if text.words[i].key]
        if len(spoken) != 1 or text.words[spoken[0]].title is not None:
            return None
        key = key_at(text, spoken[0]).removeprefix("ال")
        again = next((p for p in reversed(self.persons) if p.surname == key), None)
        return replace(again.entity, why=(Why("taken up", None, f"named before as {again.entity.name}"),)) if again is not None else None

    def _again(self, keys: list[str]) -> Person | None:
        """The last person met whose name holds all of these words."""
        words = {k.removeprefix("ال") for k in keys if k}
        return next((p for p in reversed(self.persons) if words and words <= p.words), None)

    def _unlisted_person(self, first: int, last: int, names: list[int], office: Office | None) -> Entity:
        text = self.scene.text
        again = self._again([key_at(text, i) for i in names])
        if again is not None:
            return self._met(first, last, replace(again.entity, why=(Why("taken up", None, f"named before as {again.entity.name}"),)))
        words = [text.words[i].key if i > names[0] or not text.words[i].proclitic else key_at(text, i) for i in names]
        parent = self._parent(first, last) or (office.of if office is not None else None)
        sector, acled = self._codes("person", parent)
        written = [text.tokens[i].text for i in names]
        entity = Entity(
            unknown_id(words), "person", latin(words), " ".join(written), self._country(first, last, parent), parent, sector, acled,
            f"{office.roles[0]} of {office.of}" if office is not None and office.of and len(office.roles) == 1 else None,
            (Why("name", None, "not in the catalogue: an id from its normalised form"),),
        )  # fmt: skip
        return self._met(first, last, entity)

    def _met(self, first: int, last: int, entity: Entity) -> Entity:
        """Remembers a person by the words of their name and of the span."""
        text = self.scene.text
        named = [w.removeprefix("ال") for w in normal_name(entity.arabic.split()).split()]
        words = set(named)
        spoken = [text.words[i] for i in range(first, last) if text.words[i].key]
        words |= {w.name_key.removeprefix("ال") for w in spoken if "given-name" in w.nouns or not w.readings}
        titles = {fold_names(w.bare) for w in spoken if w.title is not None}
        earlier = next((p for p in self.persons if p.entity.id == entity.id), None)
        if earlier is not None:
            titles |= earlier.titles
            words |= earlier.words
            self.persons.remove(earlier)
        self.persons.append(Person(first, entity, named[-1] if len(named) > 1 else "", frozenset(words), frozenset(titles)))
        return entity

    def _titled_again(self, first: int, last: int) -> Entity | None:
        """«الوزير», «العميد»: the last person met with that title."""
        text = self.scene.text
        word = text.words[first]
        if last - first > 2 or not word.definite or word.title is None:
            return None
        title = fold_names(word.bare)
        person = next((p for p in reversed(self.persons) if title in p.titles), None)
        if person is None or any(country_of(text, i, self.scene.catalogue) for i in range(first + 1, last)):
            return None
        return replace(person.entity, why=(Why("taken up", None, f"«{word.key}» takes up {person.entity.name}"),))

    def _by_office(self, first: int, last: int, office: Office) -> Entity | None:
        """The holder of an office on the day of publication, or the office itself where it is not known who held it."""
        catalogue = self.scene.catalogue
        found = holder_of(catalogue, office, self.day)
        if found is not None:
            role, person, term = found
            span = f"{term.start} to {term.end}".replace("9999-12-31", "today").replace("0001-01-01", "the beginning")
            note = f"{role} of {office.of}, in office {span} ({term.source})"
            entity = replace(self.of_catalogue(person, "office"), office=f"{role} of {office.of}", why=(Why("office", term.where, note),))
            return self._met(first, last, entity)
        if office.of is None or not office.roles:
            return None
        body = catalogue.actor(office.of)
        role = next((r for r in office.roles if catalogue.terms(r, office.of)), office.roles[0])
        if body is None or (role == "head-of-state" and body.kind != "state") or (len(office.roles) > 1 and body.kind == "state" and role == "leader"):
            return None
        known = "nobody is known to have held it" if self.day else "there is no day of publication"
        note = "another time than the day of publication" if office.other_time else known
        sector, acled = self._codes("person", office.of)
        name = f"{'Former ' if office.other_time else ''}{catalogue.role_name(role).split(' (')[0]} of {body.english}"
        return Entity(
            f"office:{role}:{office.of}{':other-time' if office.other_time else ''}", "person", name[0].upper() + name[1:], self._written(first, last),
            body.country or None, office.of, sector, acled, f"{role} of {office.of}", (Why("office", None, note),),
        )  # fmt: skip

    # bodies

    def _body(self, first: int, last: int) -> Entity | None:
        """A body, group or state at the span's head, or behind a noun for its members or means."""
        text = self.scene.text
        for i in range(first, last):
            mention = text.mentions.get(i)
            if mention is None:
                continue
            if i > first and not self._means_only(first, i):
                return None
            actor = self._actor_of(mention, first, i)
            if actor is not None:
                return self.of_catalogue(actor, "name" if i == first else "its members or means")
            return None
        return None

    def _actor_of(self, mention: Mention, first: int, at: int) -> Actor | None:
        catalogue = self.scene.catalogue
        bodies = [e for e in mention.entities if e.kind == "actor" and e.subkind != "person"]
        if len(bodies) > 1:  # one name, several bodies: the one of a country that the article speaks of
            scored = sorted(((self.scene.support(e.country, at) if e.country else 0.0, -n, e) for n, e in enumerate(bodies)), reverse=True,
                            key=lambda s: s[:2])  # fmt: skip
            bodies = [scored[0][2]] if scored[0][0] > scored[1][0] + 0.3 else bodies[:1]
        if bodies:
            return catalogue.actor(bodies[0].id)
        place = next((e for e in mention.entities if e.kind == "place"), None)
        if place is None or at > first:
            return None
        found = catalogue.place(place.id)
        if found is None or found.kind not in ("country", "capital"):
            return None
        state = catalogue.state_of(found.country)
        return catalogue.actor(state) if state else None

    def _means_only(self, first: int, i: int) -> bool:
        """Whether the words before token `i` are numbers, adjectives and nouns of members or means («عناصر من», «طائرات»)."""
        text = self.scene.text
        head = next((text.words[k] for k in range(first, i) if text.words[k].nouns and text.words[k].function != "quantifiers"), None)
        if head is None:
            return all(not text.words[k].key or text.words[k].function or text.tags[k] == "NUM" for k in range(first, i))
        return bool(head.nouns & MEANS) and head.title is None and not head.nouns & {"civilian", "victim"}

    def _taken_up(self, first: int, last: int) -> Entity | None:
        """«التنظيم», «الحركة», «الوزارة»: the last body before it of a kind that the noun can take up."""
        text, catalogue = self.scene.text, self.scene.catalogue
        word = text.words[first]
        kinds = self.anaphors.get(fold_names(word.bare))
        if kinds is None or not word.definite or any(text.words[k].key for k in range(first + 1, last)):
            return None
        noun = fold_names(word.bare)
        best: tuple[int, int, Actor] | None = None
        for at, mention in text.mentions.items():
            if at >= first:
                continue
            actor = next((e for e in mention.entities if e.kind == "actor" and e.subkind in kinds), None)
            found = catalogue.actor(actor.id) if actor is not None else None
            if found is not None:
                same = int(any(text.words[k].name_key.endswith(noun) for k in range(mention.first, mention.last)))
                key = (same, at)
                if best is None or key > best[:2]:
                    best = (*key, found)
        if best is None:
            return None
        return replace(self.of_catalogue(best[2], ""), why=(Why("taken up", None, f"«{word.key}» takes up {best[2].english}"),))

    # people by what they are

    def _generic(self, first: int, last: int) -> Entity | None:
        """People or things named by what they are, with nationality and the body that they belong to."""
        text = self.scene.text
        head, kind, english = self._head(first, last)
        parent = self._parent(first, last)
        country = self._country(first, last, None)
        if head is None:
            words = [text.tokens[i].text for i in range(first, last) if text.words[i].key and not text.words[i].function]
            if not words or any(text.tags[i] == "V" for i in range(first, last)):
                return None
            if len(words) == 1 and country:
                return self._nation(country)
            if any(text.words[i].readings for i in range(first, last) if text.words[i].key):
                return None
            keys = [key_at(text, i) for i in range(first, last) if text.words[i].key and not text.words[i].function]
            why = (Why("name", None, "not in the catalogue: an id from its normalised form"),)
            return Entity(unknown_id(keys), "unknown", latin(keys), " ".join(words), None, parent, "UNK", None, None, why)
        sector, acled = self._noun_codes(english, kind, parent)
        id = ":".join(p for p in ("generic", slug(english) or kind, country, parent) if p)
        name = english if not country else f"{english} ({country})"
        return Entity(id, kind, name, self._written(first, last), country, parent, sector, acled, None, (Why("generic", None, f"noun of class {kind}"),))

    def _head(self, first: int, last: int) -> tuple[int | None, str, str]:
        """(token, class, English) of the first noun that says what they are, numbers and quantifiers passed over."""
        text = self.scene.text
        for i in range(first, last):
            word = text.words[i]
            if not word.key or i in text.inside or text.tags[i] == "NUM" or word.function:
                continue
            known = {
                (p := text.lexicon.sense(r.sense)[2])["class"]: _plain(p.get("english") or "")
                for r in reversed(word.readings)
                if r.kind in ("noun", "title")
            }
            for cls in (*PERSONAL, *sorted(_OTHER_TITLES - {"honorific"}), "witness", "anonymous"):
                if cls in known:
                    return i, cls, known[cls]
        return None, "", ""

    def _nation(self, country: str) -> Entity | None:
        """«تركيا» the government by an adjective alone («غارات تركية»)."""
        state = self.scene.catalogue.state_of(country)
        actor = self.scene.catalogue.actor(state) if state else None
        return self.of_catalogue(actor, "nationality") if actor is not None else None

    def _parent(self, first: int, last: int) -> str | None:
        """The body named within the span."""
        for i in range(last - 1, first - 1, -1):
            mention = self.scene.text.mentions.get(i)
            for entity in mention.entities if mention is not None else ():
                if entity.kind == "actor" and entity.subkind not in ("person", "state"):
                    return entity.id
        return None

    def _country(self, first: int, last: int, parent: str | None) -> str | None:
        text, catalogue = self.scene.text, self.scene.catalogue
        for i in range(first, last):
            if i not in text.inside and (country := country_of(text, i, catalogue)):
                return country
            mention = text.mentions.get(i)
            countries = {e.country for e in mention.entities if e.country} if mention is not None else set()
            if len(countries) == 1:
                return countries.pop()
        body = catalogue.actor(parent) if parent else None
        return (body.country or None) if body is not None else None

    def _written(self, first: int, last: int) -> str:
        tokens = self.scene.text.tokens
        return self.scene.text.text[tokens[first].start : tokens[last - 1].end]

    # records and codes

    def of_catalogue(self, actor: Actor, note: str) -> Entity:
        """The record of an actor of the catalogue."""
        parent = actor.affiliation or None
        sector, acled = self._codes(actor.kind, parent, actor.id)
        return Entity(
            actor.id, actor.kind, actor.english, actor.arabic, actor.country or None, parent, sector, acled, None, (Why("catalogue", actor.where, note),)
        )

    def _codes(self, kind: str, parent: str | None, id: str | None = None) -> tuple[str | None, str | None]:
        """(PLOVER sector, ACLED type): of the actor itself, of the body that a person belongs to, or of the kind."""
        catalogue = self.scene.catalogue
        for key in (id, parent):
            found = catalogue.sector("actor", key) if key else None
            if found is not None:
                return found[0] or None, found[1] or None
        if kind == "person" and parent and (body := catalogue.actor(parent)) is not None and body.kind != "person":
            kind = body.kind
        return _first(catalogue.sector("kind", kind))

    def _noun_codes(self, english: str, kind: str, parent: str | None) -> tuple[str | None, str | None]:
        catalogue = self.scene.catalogue
        found = catalogue.sector("noun", english)
        if parent and kind in (*MEANS, "facility", "area"):
            body = catalogue.actor(parent)
            return self._codes(body.kind if body is not None else kind, None, parent)
        return _first(found or catalogue.sector("kind", kind))


def _first(found: tuple[str, str] | None) -> tuple[str | None, str | None]:
    return (found[0] or None, found[1] or None) if found is not None else (None, None)


def _plain(english: str) -> str:
    """An English gloss without notes: «rebel (f.)» as «rebel», «people, family» as «people»."""
    return english.split(" (")[0].split(",")[0].strip()


def entities(found: Iterable[Entity]) -> tuple[Entity, ...]:
    """The entities in a stable order."""
    return tuple(sorted(found, key=lambda e: e.id))
