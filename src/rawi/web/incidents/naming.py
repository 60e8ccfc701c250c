"""Names of origins, of those who pass on, and of countries, in the reader's language.

The archive knows those of its catalogue in both. Others are called in Arabic by the words of the article: «مصدر في الشرطة».
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from rawi.archive import tables as t
from rawi.comparing.loading import AT_ONCE
from rawi.comparing.tellings import Telling
from rawi.web.incidents.opening import Opened
from rawi.web.languages import Speech, named
from rawi.web.names import arabic_names

MOST_READ = 12
"""So many readings are opened for words that stand outside the sentence of the claim."""
MOST_LETTERS = 90
MOST_MOUTHS = 3
"""So many names of an origin are told."""
AUTHOR = "author"
"""What the model calls whoever wrote an article without saying who."""


@dataclass(frozen=True, slots=True)
class Names:
    """What to call those who speak or pass on (by their English names), origins (by id), and the bodies that origins speak for (by id).

    An origin of several mouths (two doctors count as one) bears the names of all.
    """

    speech: Speech
    mouths: Mapping[str, str]
    origins: Mapping[str, str]
    bodies: Mapping[str, str]

    def mouth(self, name: str) -> str:
        """One who speaks or passes on."""
        return self.speech("incidents.author") if name == AUTHOR else self.mouths.get(name, name)

    def way(self, opened: Opened, telling: Telling) -> tuple[str, ...]:
        """How a telling reached us: outlet, agency, …, first mouth."""
        return (*(self.mouth(name) for name in passing_of(opened, telling)), self.mouth(telling.source.name))


def names_of(connection: Connection, opened: Opened, speech: Speech) -> Names:
    """The names of all who speak or pass on in an incident."""
    language = speech.preferences.language
    mouths = _arabic(connection, opened) if language == "ar" else {}
    bodies = entity_names(connection, {o.body for o in opened.found.origins if o.body}, language)
    names = Names(speech, mouths, {}, bodies)
    origins = {}
    for origin in opened.found.origins:
        called = list(dict.fromkeys(names.mouth(telling.source.name) for telling in origin.tellings))
        origins[origin.id] = speech("incidents.comma").join(called[:MOST_MOUTHS]) + ("…" if len(called) > MOST_MOUTHS else "")
    return Names(speech, mouths, origins, bodies)


def _arabic(connection: Connection, opened: Opened) -> dict[str, str]:
    """English name -> Arabic: as the catalogue calls him, else in the words that most tellings use, the shortest of several."""
    tellings = opened.incident.tellings
    out = arabic_names(connection, {name for x in tellings for name in (*x.source.through, x.source.name)})
    words: dict[str, Counter[str]] = defaultdict(Counter)
    unread: dict[str, Telling] = {}
    for telling in tellings:
        name = telling.source.name
        if name not in out and telling.source.kind != "narrator":
            if said := _words(opened, telling):
                words[name][said] += 1
            elif telling.source.start is not None:
                unread.setdefault(name, telling)
    out |= {name: min(some, key=lambda w: (-some[w], len(w), w)) for name, some in words.items()}
    missing = [(name, telling) for name, telling in unread.items() if name not in out]
    return out | _read(connection, missing[:MOST_READ])


def passing_of(opened: Opened, telling: Telling) -> tuple[str, ...]:
    """Who passed a telling on, outermost first, by their names in the archive; the outlet stands before whoever it names."""
    through = telling.source.through
    outlet = opened.documents[telling.document]["outlet"]
    own = telling.source.name if telling.source.kind == "narrator" else None
    if outlet and outlet not in through and outlet != own:
        through = (str(outlet), *(name for name in through if name != AUTHOR))
    return tuple(dict.fromkeys(name for name in through if name != telling.source.name))


def entity_names(connection: Connection, ids: Iterable[str], language: str) -> dict[str, str]:
    """What the catalogue calls these actors; `name:…` (a body that it does not know) is called so."""
    e = t.entities.c
    asked = sorted(set(ids))
    out = {id: id.removeprefix("name:") for id in asked if id.startswith("name:")}
    for n in range(0, len(asked), AT_ONCE):
        rows = connection.execute(select(e.entity_id, e.name, e.arabic).where(e.entity_id.in_(asked[n : n + AT_ONCE])))
        out.update({str(row.entity_id): named(row.name, row.arabic, language) for row in rows})
    return out


def _words(opened: Opened, telling: Telling) -> str | None:
    """The words that name the source, where they stand in the sentence of the claim."""
    source, quote = telling.source, opened.quote(telling)
    if source.start is None or source.end is None or quote is None:
        return None
    start, end = source.start - telling.sentence_start, source.end - telling.sentence_start
    return _short(quote[start:end]) if 0 <= start < end <= len(quote) else None


def _read(connection: Connection, missing: Iterable[tuple[str, Telling]]) -> dict[str, str]:
    """The words that name these sources, out of the readings of their articles."""
    c = t.compared.c
    joined = t.compared.join(t.readings, t.readings.c.reading_id == c.reading_id)
    texts: dict[str, str] = {}
    out: dict[str, str] = {}
    for name, telling in missing:
        if telling.document not in texts:
            kept = connection.execute(select(t.readings.c.reading).select_from(joined).where(c.document_id == telling.document)).scalar()
            texts[telling.document] = str(json.loads(kept).get("text", "")) if kept else ""
        if words := _short(texts[telling.document][telling.source.start : telling.source.end]):
            out[name] = words
    return out


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= MOST_LETTERS else words[: MOST_LETTERS - 1] + "…"


def place_name(speech: Speech, names: tuple[str, str] | None, otherwise: str | None) -> str:
    """A place by (English, Arabic) names in the language of the page."""
    return named(*names, speech.preferences.language) if names is not None else otherwise or ""
