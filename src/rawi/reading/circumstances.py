"""Where and when: place and date of an event from its clause, then its sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from rawi.arabic.dates import DateMention, find_dates
from rawi.arabic.script import digits
from rawi.model import DateValue
from rawi.reading.phrases import Phrase, phrase_at
from rawi.reading.roles import Arguments, is_place
from rawi.reading.text import Text
from rawi.reading.triggers import Trigger


@dataclass(slots=True)
class Sentence:
    """What one sentence says of places and dates, found once for all its events; `keys`: its words, numbers in ASCII digits."""

    first: int
    last: int
    dates: list[DateMention]
    places: list[Phrase]
    keys: list[str] = field(default_factory=list)


def survey(text: Text, first: int, last: int, published: date | None) -> Sentence:
    """Dates and places of the sentence `[first, last)`."""
    keys = [
        digits(t.text) if t.text[0].isdigit() else w.key or t.text
        for w, t in zip(text.words[first:last], text.tokens[first:last], strict=True)
    ]
    return Sentence(first, last, find_dates(keys, published), _places(text, first, last), keys)


def _places(text: Text, first: int, last: int) -> list[Phrase]:
    """Phrases of place after a preposition of place, in order."""
    out = []
    i = first
    while i < last:
        word, tag = text.words[i], text.tags[i]
        start = -1
        if tag == "P" and (word.key in _IN or word.bare in _IN):
            start = i + 1
        elif (word.proclitic.lstrip("وف") == "ب" and tag in ("NAME", "N", "U")) or (
            (word.bare in text.lexicon.direction_words or word.key in text.lexicon.direction_words) and tag != "V" and not word.definite
        ):
            start = i
        if start >= 0 and start < last:
            phrase = phrase_at(text, start, last)
            if phrase is not None and is_place(text, phrase):
                out.append(phrase)
                i = phrase.last
                continue
        i += 1
    return out


_IN = frozenset(["في", "قرب", "داخل", "وسط", "خارج", "قبالة", "الى", "من", "على", "عند"])


def place_of(trigger: Trigger, args: Arguments, sentence: Sentence) -> Phrase | None:
    """The place of an event: of its own arguments, else the nearest place phrase of the sentence, after it rather than before."""
    if args.places:
        return args.places[0]
    later = [p for p in sentence.places if p.first > trigger.at]
    earlier = [p for p in sentence.places if p.last <= trigger.at]
    if later and later[0].first - trigger.at < 25:
        return later[0]
    if earlier:
        return earlier[-1]
    return None


def date_of(text: Text, trigger: Trigger, sentence: Sentence, content: int | None) -> DateValue | None:
    """The date mention nearest to the trigger that no other clause parts from it; in reported words, within those (from `content` on)."""
    best = None
    for mention in sentence.dates:
        a, b = sentence.first + mention.first, sentence.first + mention.last
        gap = a - trigger.at if a > trigger.at else (trigger.at - b) + 1
        inside = content is None or a >= content
        if gap > DATE_REACH or not ((inside and _reaches(text, trigger.at, a, b)) or _frames(text, trigger.at, mention, sentence)):
            continue
        if best is None or gap < best[0]:
            best = (gap, _value(text, mention, a, b))
    return best[1] if best else None


DATE_REACH = 30
"""A date so many words away is another clause's."""


def _reaches(text: Text, at: int, first: int, last: int) -> bool:
    """Whether a date at `[first, last)` can date the event at `at`: no clause of another verb between them.

    A verb joined by «و» that is an event itself («قتل … وأصيب … أمس») and a verb of result («ما أدى إلى مقتل …») let it through, and so does
    the relative clause of the event's own noun («الهجمات التي وقعت في …»).
    """
    forward = first > at
    a, b = (at + 1, first) if forward else (last, at)
    commas = 0
    for k in range(a, b):
        tag = text.tags[k]
        if text.is_mark(k, "؛.:"):
            return False
        commas += text.is_mark(k, "،,")
        if tag == "COMP":
            return False
        if tag == "REL" and not (forward and k - at <= 3):
            return False
        if tag == "V" and not _passes(text, k, at, forward=forward):
            return False
    return commas < 3


def _frames(text: Text, at: int, mention: DateMention, sentence: Sentence) -> bool:
    """A calendar date that opens its sentence («وفي 19 يوليو قالت الوزارة إن …») is the date of what is told in it, up to another verb."""
    first, last = sentence.first + mention.first, sentence.first + mention.last
    if mention.anchored and text.tokens[first].kind != "number":
        return False
    if any(text.tags[k] not in ("P", "ADV", "C", "PUN") for k in range(sentence.first, first)):
        return False
    said = next((k for k in range(last, at) if text.tags[k] == "COMP"), None)
    if said is None:
        return False
    return all(text.tags[k] != "V" or _passes(text, k, at, forward=False) for k in range(said, at))


def _passes(text: Text, k: int, at: int, *, forward: bool) -> bool:
    """Whether the verb at `k` lets a date through to the event at `at`."""
    word = text.words[k]
    lexicon = text.lexicon
    if word.bare in lexicon.result_forms or word.key in lexicon.result_forms or word.key in lexicon.light_forms or word.bare in lexicon.light_forms:
        return True
    if forward and any(text.tags[j] == "REL" for j in range(at + 1, k)):
        return True  # the verb of the event's own relative clause
    joined = word.proclitic in ("و", "ف") or (k > 0 and text.words[k - 1].key == "او")
    return bool(word.events) and joined and not word.cues


def _value(text: Text, mention: DateMention, first: int, last: int) -> DateValue:
    anchor = text.document.published if mention.anchored and mention.value else None
    return DateValue(
        mention.value or None, text.span(first, last), mention.start or None, mention.end or None, mention.granularity,
        mention.relative or None, anchor,
    )  # fmt: skip
