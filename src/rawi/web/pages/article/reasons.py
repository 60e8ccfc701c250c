"""Why a claim was read so: the reasons that its reading keeps, and its words looked up in the lexicon anew.

A reading keeps the rule and entry behind every choice. It does not keep what was not chosen, nor what each word may be: for these the
sentence is laid out again with the lexicon of today, which is said where the reading was made with another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from rawi.exporting.safety import FSI, PDI, isolated
from rawi.lexicon import Lexicon
from rawi.lexicon.lines import Lines
from rawi.model import Claim, Document, Reading, Why
from rawi.reading.explaining import Considered, WordNote, around, bounds, considered, sentence_words
from rawi.reading.tagging import tag_sentence
from rawi.reading.text import find_mentions, lay_out
from rawi.sources.forms import without_title


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that fired, the place of the lexicon entry it used, and what it decided."""

    rule: str
    place: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Reasons:
    """The reasons for one thing: `what` (event, attribution, entity, location) of that `id`."""

    what: str
    id: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the lexicon says of the trigger and the words around it; `before` and `after`: words of the sentence left out."""

    entries: tuple[Considered, ...]
    words: tuple[WordNote, ...]
    before: int
    after: int


def kept_reasons(reading: Reading, claim: Claim, lines: Lines | None) -> Iterator[Reasons]:
    """The reasons that the reading keeps for a claim, its chain, and whom and what its names stand for.

    `lines` turns entries into file and line; None where the lexicon is another than the one that was read with, and lines have moved.
    """

    def told(why: tuple[Why, ...]) -> tuple[Reason, ...]:
        return tuple(Reason(w.rule, lines.place(w.entry) if lines and w.entry else w.entry, w.note) for w in why)

    event = claim.event
    yield Reasons("event", event.id, told(event.why))
    by_id = {a.id: a for a in reading.attributions}
    for link in reversed(claim.chain):
        if link.attribution:
            yield Reasons("attribution", link.attribution, told(by_id[link.attribution].why))
    entities = {e.id: e for e in reading.entities}
    places = {p.id: p for p in reading.locations}
    spans = (*event.agents, *event.targets, *((event.place,) if event.place else ()))
    for id in dict.fromkeys(s.entity for s in spans if s.entity):
        if id in entities:
            yield Reasons("entity", id, told(entities[id].why))
        elif id in places:
            yield Reasons("location", id, told(places[id].why))


def entry_of(claim: Claim, lines: Lines | None) -> str | None:
    """Where the lexicon entry of the trigger stands."""
    entry = next((w.entry for w in claim.event.why if w.rule == "trigger"), None)
    return lines.place(entry) if lines and entry else entry


def analysed(reading: Reading, claim: Claim, lexicon: Lexicon, lines: Lines) -> Analysis:
    """The claim's sentence with every word looked up in the lexicon; takes as long as the article is long, about 2 s a megabyte."""
    text = lay_out(Document(reading.id, without_title(reading.text, reading.title), reading.title), lexicon)
    at = around(text, claim.event.trigger)
    first, left, right, last = bounds(text, at)
    find_mentions(text, first, last)
    tag_sentence(text, first, last)
    return Analysis(tuple(considered(claim.event, text, lines)), tuple(sentence_words(text, at, lines)), left - first, last - right)


def technical(text: str | None) -> Markup:
    """A rule, an entry or a note, which is Latin with Arabic words in it: read from the left, each run of Arabic isolated."""
    shown = str(escape(isolated(text or ""))).replace(FSI, "<bdi>").replace(PDI, "</bdi>")
    return Markup(f'<bdi dir="ltr">{shown}</bdi>')  # escaped above; isolates of the text itself are flags by then
