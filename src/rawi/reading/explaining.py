"""Why a trigger was read as it was: the entries that could have fired on it, and what every word around it may be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rawi.lexicon import EventSense
from rawi.lexicon.entries import reading_notes
from rawi.lexicon.lines import Lines
from rawi.model import Event, Span
from rawi.reading.text import Text

CONDITIONS = ("with", "needs", "after", "unless")
AROUND = 25
"""So many words of a sentence are analysed to either side of the word in question."""


@dataclass(frozen=True, slots=True)
class Considered:
    """An entry that could fire on a trigger: where it stands, whether it did, its conditions in words, and its frame where it did."""

    place: str
    kind: str
    chosen: bool
    conditions: str
    frame: str


@dataclass(frozen=True, slots=True)
class WordNote:
    """One word: its offset, its tag in context, and one line on each thing that it may be; `here`: it is the word in question."""

    start: int
    text: str
    tag: str
    notes: tuple[str, ...]
    here: bool


def around(text: Text, span: Span) -> int:
    """The token that `span` begins in, or the next one."""
    return next((i for i, t in enumerate(text.tokens) if t.end > span.start), len(text.tokens) - 1)


def considered(event: Event, text: Text, lines: Lines) -> Iterator[Considered]:
    """The entries that could fire on the trigger of an event, in the order of its readings."""
    chosen = next((w.entry for w in event.why if w.rule == "trigger"), None)
    readings = text.words[around(text, event.trigger)].events
    for number in dict.fromkeys(r.sense for r in readings):
        sense, payload = text.lexicon.sense(number), text.lexicon.compiled["senses"][number][2]
        conditions = "; ".join(f"{name} {' '.join(payload[name])}" for name in CONDITIONS if payload.get(name))
        fired = sense.where == chosen
        yield Considered(
            lines.place(sense.where), f"{sense.type}/{sense.mode or '-'}", fired, conditions, frame_of(sense) if fired else ""
        )


def frame_of(sense: EventSense) -> str:
    """A frame in one line: what subject, object and genitive are, then the markers."""
    frame = sense.frame
    slots = f"{frame.name}: subject {frame.subject or '-'}, object {frame.object or '-'}, genitive {frame.genitive or '-'}"
    markers = ", ".join(f"{k}={v or '-'}" for k, v in sense.args.items())
    return f"{slots}; {markers}" if markers else slots


def bounds(text: Text, at: int) -> tuple[int, int, int, int]:
    """Of the sentence around token `at`: (first, from, to, last), of which from-to are the words near enough to be shown."""
    first, last = text.sentences[text.sentence_of[at]]
    if not first <= at < last:
        first, last = at, at + 1
    return first, max(first, at - AROUND), min(last, at + AROUND), last


def sentence_words(text: Text, at: int, lines: Lines) -> Iterator[WordNote]:
    """The words near token `at` in its sentence."""
    _, left, right, _ = bounds(text, at)
    for i in range(left, right):
        token, word = text.tokens[i], text.words[i]
        mention = text.mentions.get(i)
        names = ", ".join(dict.fromkeys(e.english or e.id for e in mention.entities)) if mention is not None else ""
        notes = reading_notes(word.readings, text.lexicon, lines)
        if word.function:
            notes.insert(0, f"word of grammar: {word.function}")
        if names:
            notes.insert(0, f"name: {names}")
        yield WordNote(token.start, token.text, text.tags[i], tuple(notes), i == at)
