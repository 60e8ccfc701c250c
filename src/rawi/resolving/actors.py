"""Actors: from the words of a span to one entity of the catalogue, to a stable id of its own, or to people named by what they are.

In this order: a person's name; a counterpart; an office on the day of publication; a name that the catalogue lacks; a title that takes
up a person; a body; a capital or country for its government; a noun that takes up an earlier name or is settled by the scene; a
generic noun with its nationality.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from rawi.model import Entity, Span
from rawi.resolving import bodies, holders, names, persons
from rawi.resolving.cast import Cast
from rawi.resolving.generics import generic
from rawi.resolving.offices import office_in
from rawi.resolving.scene import Scene


@dataclass(slots=True)
class ActorResolver:
    """Resolves the actor spans of one article, in the order of the text."""

    scene: Scene
    day: str | None
    found: dict[str, Entity] = field(default_factory=dict)
    cast: Cast = field(init=False)

    def __post_init__(self) -> None:
        self.cast = Cast(self.scene, self.day)

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
        cast, text = self.cast, self.scene.text
        while first < last - 1 and not text.words[first].key and text.tokens[first].kind != "number":
            first += 1
        first = names.beginning(cast, first, last)
        last = names.whole(cast, first, last)
        person = persons.surname(cast, first, last) or persons.named(cast, first, last)
        if person is not None:
            return cast.met(first, last, person)
        office = office_in(text, self.scene.catalogue, first, last, lambda i: bodies.coalition_at(cast, i))
        words = names.name_tokens(cast, first, last)
        if words:
            return persons.unlisted(cast, first, last, words, office)
        if (other := holders.counterpart_of(cast, first, last)) is not None:
            return other
        if office is not None and (by_office := holders.by_office(cast, first, last, office)) is not None:
            return by_office
        if (again := holders.titled_again(cast, first, last)) is not None:
            return again
        if office is not None and (by_scene := holders.by_scene(cast, first, last, office)) is not None:
            return by_scene
        for step in (bodies.body, bodies.taken_up, bodies.bare_coalition, bodies.organ, bodies.outlet, generic):
            if (found := step(cast, first, last)) is not None:
                return found
        return None


def entities(found: Iterable[Entity]) -> tuple[Entity, ...]:
    """The entities in a stable order."""
    return tuple(sorted(found, key=lambda e: e.id))
