"""Where, when and how many: place and date of an event from its clause, then its sentence; its dead and wounded."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from rawi.arabic.dates import DateMention, find_dates
from rawi.arabic.numbers import count_at, dual_or_single
from rawi.model import DateValue, Range
from rawi.reading.phrases import Phrase, phrase_at
from rawi.reading.roles import Arguments, is_place
from rawi.reading.text import Text
from rawi.reading.triggers import Trigger

KILL, WOUND = "killed", "injured"


@dataclass(slots=True)
class Sentence:
    """What one sentence says of places and dates, found once for all its events."""

    first: int
    last: int
    dates: list[DateMention]
    places: list[Phrase]
    tolls: list[tuple[str, int, Range]] = field(default_factory=list)


def survey(text: Text, first: int, last: int, published: date | None) -> Sentence:
    """Dates, places and casualty nouns of the sentence `[first, last)`."""
    keys = [w.key or t.text for w, t in zip(text.words[first:last], text.tokens[first:last], strict=True)]
    keys = [k if not t.text[0].isdigit() else _ascii(t.text) for k, t in zip(keys, text.tokens[first:last], strict=True)]
    found = find_dates(keys, published)
    return Sentence(first, last, found, _places(text, first, last), _tolls(text, first, last, keys))


def _ascii(number: str) -> str:
    from rawi.arabic.script import digits

    return digits(number)


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
        if gap > DATE_REACH or (content is not None and a < content) or not _reaches(text, trigger.at, a, b):
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


def _passes(text: Text, k: int, at: int, *, forward: bool) -> bool:
    """Whether the verb at `k` lets a date through to the event at `at`."""
    word = text.words[k]
    lexicon = text.lexicon
    if word.bare in lexicon.result_forms or word.key in lexicon.result_forms or word.key in lexicon.light_forms or word.bare in lexicon.light_forms:
        return True
    if forward and any(text.tags[j] == "REL" for j in range(at + 1, k)):
        return True  # the verb of the event's own relative clause
    return bool(word.events) and word.proclitic in ("و", "ف") and not word.cues


def _value(text: Text, mention: DateMention, first: int, last: int) -> DateValue:
    anchor = text.document.published if mention.anchored and mention.value else None
    return DateValue(
        mention.value or None, text.span(first, last), mention.start or None, mention.end or None, mention.granularity,
        mention.relative or None, anchor,
    )  # fmt: skip


def _tolls(text: Text, first: int, last: int, keys: list[str]) -> list[tuple[str, int, Range]]:
    """(killed or injured, token, range) for casualty nouns with their number: «32 قتيلا ومئة جريح»."""
    out: list[tuple[str, int, Range]] = []
    lexicon = text.lexicon
    for i in range(first, last):
        word = text.words[i]
        kind = (
            KILL
            if word.bare in lexicon.dead or word.key in lexicon.dead
            else WOUND
            if word.bare in lexicon.wounded or word.key in lexicon.wounded
            else None
        )
        if kind is None or text.tags[i] == "V":
            continue
        count = _count_before(keys, i - first) or dual_or_single(word.bare)
        if count is not None:
            out.append((kind, i, count))
    return out


def _count_before(keys: list[str], i: int) -> Range | None:
    for start in range(max(0, i - 7), i):
        count = count_at(keys, start)
        if count is not None and count.last in (i, i - 1):
            return count.low, count.high
    count = count_at(keys, i + 1) if i + 1 < len(keys) and keys[i + 1].isdigit() else None
    return (count.low, count.high) if count is not None else None


def count_of(text: Text, phrases: list[Phrase]) -> Range | None:
    """How many a coordination of noun phrases counts; None when a member is uncounted."""
    low: int | None = 0
    high: int | None = 0
    counted = False
    for phrase in phrases:
        keys = [
            _ascii(text.tokens[k].text) if text.tokens[k].kind == "number" else text.words[k].key or text.tokens[k].text
            for k in range(phrase.first, phrase.last)
        ]
        if keys and text.words[phrase.first].proclitic and text.words[phrase.first].key:
            keys[0] = text.words[phrase.first].bare
        before = [text.words[k].key for k in range(max(0, phrase.first - 4), phrase.first)]
        one = _one_count(text, phrase, keys, before)
        if one is None:
            continue
        counted = True
        low = low + (one[0] or 0) if low is not None else None
        high = high + one[1] if high is not None and one[1] is not None else None
    return (low, high) if counted else None


def _one_count(text: Text, phrase: Phrase, keys: list[str], before: list[str]) -> Range | None:
    for cut in range(len(before) + 1):
        whole = before[cut:] + keys
        count = count_at(whole, 0)
        if count is not None and count.last > len(before) - cut:
            return count.low, count.high
    for k in range(len(keys)):
        count = count_at(keys, k)
        if count is not None:
            return count.low, count.high
    dual = dual_or_single(keys[0]) if keys else None
    if dual is not None:
        return dual
    mention = text.inside.get(phrase.head)
    actor = mention.entity("actor") if mention else None
    word = text.words[phrase.head]
    if actor is not None and actor.subkind == "person":
        return 1, 1
    plural = any(".p." in r.form or r.form.endswith(("fp", "mp", ".d")) for r in word.readings)
    if not plural and not word.definite and word.nouns & {"civilian", "fighter", "victim"}:
        return 1, 1
    return None
