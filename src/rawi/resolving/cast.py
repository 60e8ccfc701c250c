"""Who has been met in an article so far, and the records that entities are made from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from rawi.arabic.script import fold, fold_names
from rawi.lexicon.catalogue import Actor, Catalogue
from rawi.model import Entity, Why
from rawi.reading.text import Text
from rawi.resolving.identity import normal_name
from rawi.resolving.mentions import named_at, nationality_at
from rawi.resolving.scene import Scene

MEANS = frozenset({"fighter", "force", "vehicle", "weapon", "group"})
"""Nouns whose deeds are those of the body named behind them: «مقاتلو …», «طائرات …»."""
_BELONGING = MEANS | {"facility", "area"}


@dataclass(slots=True)
class Person:
    """A person met in the article: for taking up by surname, title or office."""

    at: int
    entity: Entity
    surname: str
    words: frozenset[str]
    titles: frozenset[str]


@dataclass
class Cast:
    """The people met in one article, in the order in which they were last named, and the words by which actors are taken up."""

    scene: Scene
    day: str | None
    persons: list[Person] = field(default_factory=list)
    full_names: dict[str, list[tuple[int, Actor]]] | None = None

    @property
    def text(self) -> Text:
        """The text under reading."""
        return self.scene.text

    @property
    def catalogue(self) -> Catalogue:
        """Actors, offices and codes."""
        return self.scene.catalogue

    def words(self, name: str) -> Any:
        """A word list of `function/anaphors.yaml`."""
        return self.text.lexicon.compiled["function"].get(name, {})

    @cached_property
    def anaphors(self) -> dict[str, frozenset[str]]:
        """Folded noun -> the kinds of actor that it can take up."""
        return self.text.lexicon.once("anaphors", self._anaphors)

    def _anaphors(self) -> dict[str, frozenset[str]]:
        nouns: dict[str, set[str]] = {}
        for kind, words in self.words("anaphors").items():
            for word in words:
                nouns.setdefault(fold_names(fold(word)), set()).add(kind)
        return {noun: frozenset(kinds) for noun, kinds in nouns.items()}

    def by_word(self, name: str) -> dict[str, Any]:
        """A table of `function/anaphors.yaml`: folded word -> what it says."""
        return self.text.lexicon.once(f"by word {name}", lambda: {fold_names(fold(w)): v for w, v in self.words(name).items()})

    def folded(self, name: str) -> frozenset[str]:
        """A word list of `function/anaphors.yaml`, folded for names."""
        return self.text.lexicon.once(f"names {name}", lambda: frozenset(fold_names(fold(w)) for w in self.words(name)))

    def has(self, name: str, i: int) -> bool:
        """Whether the word at `i` is one of a word list."""
        return self.text.words[i].bare_key in self.folded(name)

    def stem_has(self, name: str, i: int) -> bool:
        """Whether the word at `i`, its pronoun taken off («نظيره», «بلادها»), is one of a word list."""
        bare = self.text.words[i].bare_key
        ending = next((e for e in ("هما", "ها", "هم", "ه") if bare.endswith(e)), None)
        if ending is None:
            return False
        stem = bare.removesuffix(ending)
        return any(s in self.folded(name) for s in (stem, stem.removesuffix("ت") + "ه"))

    # people

    def again(self, keys: list[str]) -> Person | None:
        """The last person met whose name holds all of these words."""
        words = {k.removeprefix("ال") for k in keys if k}
        return next((p for p in reversed(self.persons) if words and words <= p.words), None)

    def met(self, first: int, last: int, entity: Entity) -> Entity:
        """Remembers a person by the words of their name and of the span."""
        text = self.text
        named = [w.removeprefix("ال") for w in normal_name(entity.arabic.split()).split()]
        words = set(named)
        spoken = [text.words[i] for i in range(first, last) if text.words[i].key]
        words |= {w.name_key.removeprefix("ال") for w in spoken if "given-name" in w.nouns or not w.readings}
        titles = {w.bare_key for w in spoken if w.title is not None}
        earlier = next((p for p in self.persons if p.entity.id == entity.id), None)
        if earlier is not None:
            titles |= earlier.titles
            words |= earlier.words
            self.persons.remove(earlier)
        self.persons.append(Person(first, entity, named[-1] if len(named) > 1 else "", frozenset(words), frozenset(titles)))
        return entity

    # what a span says beside its head

    def parent(self, first: int, last: int) -> str | None:
        """The body named within the span, the last of several."""
        found: str | None = None
        for i in range(first, last):
            for entity in named_at(self.text, i, last)[0]:
                if entity.kind == "actor" and entity.subkind not in ("person", "state"):
                    found = entity.id
                    break
        return found

    def country(self, first: int, last: int, parent: str | None = None) -> str | None:
        """The country that a nationality or a name in the span speaks for, else that of `parent`."""
        for i in range(first, last):
            if country := nationality_at(self.text, i, self.catalogue):
                return country
            countries = {e.country for e in named_at(self.text, i, last)[0] if e.country}
            if len(countries) == 1:
                return countries.pop()
        body = self.catalogue.actor(parent) if parent else None
        return (body.country or None) if body is not None else None

    def written(self, first: int, last: int) -> str:
        """The words `[first, last)` as they stand in the text."""
        tokens = self.text.tokens
        return self.text.text[tokens[first].start : tokens[last - 1].end]

    # records and codes

    def of_catalogue(self, actor: Actor, note: str) -> Entity:
        """The record of an actor of the catalogue."""
        parent = actor.affiliation or None
        sector, acled = self.codes(actor.kind, parent, actor.id)
        return Entity(
            actor.id,
            actor.kind,
            actor.english,
            actor.arabic,
            actor.country or None,
            parent,
            sector,
            acled,
            None,
            (Why("catalogue", actor.where, note),),
        )

    def taken_up(self, actor: Actor, by: str, note: str = "takes up") -> Entity:
        """The record of an actor of the catalogue that a word `by` stands for."""
        return replace(self.of_catalogue(actor, ""), why=(Why("taken up", None, f"«{by}» {note} {actor.english}"),))

    def codes(self, kind: str, parent: str | None, id: str | None = None) -> tuple[str | None, str | None]:
        """(PLOVER sector, ACLED type): of the actor itself, of the body that a person belongs to, or of the kind."""
        catalogue = self.catalogue
        for key in (id, parent):
            found = catalogue.sector("actor", key) if key else None
            if found is not None:
                return found[0] or None, found[1] or None
        if kind == "person" and parent and (body := catalogue.actor(parent)) is not None and body.kind != "person":
            kind = body.kind
        return _first(catalogue.sector("kind", kind))

    def noun_codes(self, english: str, kind: str, parent: str | None) -> tuple[str | None, str | None]:
        """The codes of people or things named by what they are."""
        found = self.catalogue.sector("noun", english)
        if parent and kind in _BELONGING:
            body = self.catalogue.actor(parent)
            return self.codes(body.kind if body is not None else kind, None, parent)
        return _first(found or self.catalogue.sector("kind", kind))


def _first(found: tuple[str, str] | None) -> tuple[str | None, str | None]:
    return (found[0] or None, found[1] or None) if found is not None else (None, None)
