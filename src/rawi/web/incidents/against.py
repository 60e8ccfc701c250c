"""What cannot all be true, by kind, with both sides: what each says, and its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape
from sqlalchemy import Connection

from rawi.comparing.contradictions import MOST, Contradiction
from rawi.comparing.tellings import Telling, iso
from rawi.web.incidents.naming import Names, entity_names, place_name
from rawi.web.incidents.opening import Opened
from rawi.web.incidents.telling import Article, article, count
from rawi.web.templating import told

SHOWN = 4
"""Contradictions of a kind on the incident's own page."""
PAGE = 20
"""Contradictions on a page of their own."""
AT_HAND = 60
"""An incident with more tellings than this gets its contradictions after the page has come."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: the article with the sentence, who tells it, and `value`: what stands against the other (may be nothing)."""

    article: Article
    name: str
    source: str
    value: Markup


@dataclass(frozen=True, slots=True)
class Against:
    """Two that cannot both be true."""

    kind: str
    what: str
    revision: bool
    sides: tuple[Side, Side]


@dataclass(frozen=True, slots=True)
class Kind:
    """The contradictions of one kind: those shown, and how many there are; `open`: there may be more."""

    kind: str
    total: int
    open: bool
    shown: tuple[Against, ...]


def kinds_of(
    connection: Connection, opened: Opened, names: Names, *, kind: str | None = None, first: int = 0, most: int = SHOWN
) -> list[Kind]:
    """The contradictions by kind, `most` of each from the `first` on; of one kind where it is given."""
    totals = Counter(one.kind for one in opened.contradictions)
    out: list[Kind] = []
    for name, total in totals.items():
        if kind is None or name == kind:
            some = [one for one in opened.contradictions if one.kind == name][first : first + most]
            out.append(Kind(name, total, total >= MOST, tuple(against(connection, opened, names, some))))
    return out


def against(connection: Connection, opened: Opened, names: Names, found: Sequence[Contradiction]) -> list[Against]:
    """These contradictions with their sides."""
    value = _values(connection, opened, names, found)
    return [
        Against(
            one.kind,
            _what(one),
            one.revision,
            (_side(opened, names, one.a, value(one, one.a)), _side(opened, names, one.b, value(one, one.b))),
        )
        for one in found
    ]


def _side(opened: Opened, names: Names, telling: Telling, value: Markup) -> Side:
    return Side(article(opened, names, [telling]), f"{telling.document}:{telling.claim}", names.mouth(telling.source.name), value)


def _denies(telling: Telling) -> bool:
    return telling.status == "negated" or telling.source.stance == "denies"


def _what(one: Contradiction) -> str:
    """Of a toll: whether of the dead or the hurt."""
    return one.note.partition(":")[0] if one.kind == "toll" else ""


def _values(
    connection: Connection, opened: Opened, names: Names, found: Sequence[Contradiction]
) -> Callable[[Contradiction, Telling], Markup]:
    """What says of a contradiction and one of its tellings what it tells otherwise than the other."""
    speech = names.speech
    actors = entity_names(connection, {a for one in found for x in (one.a, one.b) for a in x.agents}, speech.preferences.language)

    def value(one: Contradiction, telling: Telling) -> Markup:
        if one.kind == "toll":
            return escape(count(speech, telling.killed if _what(one) == "killed" else telling.injured))
        if one.kind == "date":
            return escape(speech.day(iso(telling.day)))
        if one.kind == "place" and telling.where is not None:
            return told(place_name(speech, opened.places.get(telling.where.id or ""), telling.where.name or telling.where.id))
        if one.kind in ("actor", "holder", "responsibility"):
            who = speech("incidents.and").join(actors.get(a, a) for a in telling.agents if not a.startswith(("generic:", "u-")))
            return escape(speech("incidents.denied")) if one.kind == "responsibility" and _denies(telling) else told(who)
        if one.kind == "denial":
            return escape(speech("incidents.denies" if _denies(telling) else "incidents.tells"))
        return Markup("")

    return value
