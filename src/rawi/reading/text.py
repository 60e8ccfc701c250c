"""The first layer of a reading: a document's tokens, words, sentences, quotations and names."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date

from rawi.arabic.tokens import WORD, Token, quotations, sentences, tokenise
from rawi.lexicon import Entity, Lexicon, Word
from rawi.model import Document, Span

QUOTES = frozenset("«»“”\"‘’„‹›'")
NO_WORD = Word("", "", (), (), (), (), frozenset(), None, "", "", False, False, "", "")


@dataclass(slots=True)
class Mention:
    """A name found in the text: tokens `[first, last)`, the entities it may be, and the proclitic written with it."""

    first: int
    last: int
    entities: tuple[Entity, ...]
    proclitic: str

    def entity(self, kind: str) -> Entity | None:
        """The first entity of that kind."""
        for one in self.entities:
            if one.kind == kind:
                return one
        return None


NO_MARK = "\0"
"""Stands in `Text.marks` for a token that is no punctuation; no mark holds it."""


@dataclass(slots=True)
class Text:
    """A document under reading. Token indices are used throughout; `span` turns them into code points.

    `written`: the day from which «أمس» and its like are reckoned (see `rawi.reading.circumstances.writing_day`), set before events.
    """

    document: Document
    text: str
    lexicon: Lexicon
    tokens: list[Token]
    words: list[Word]
    sentences: list[tuple[int, int]]
    quotes: list[tuple[int, int]]
    title_end: int
    marks: list[str]
    tags: list[str] = field(default_factory=list)
    mentions: dict[int, Mention] = field(default_factory=dict)
    inside: dict[int, Mention] = field(default_factory=dict)
    noise: list[tuple[int, int]] = field(default_factory=list)
    quote_close: dict[int, int] = field(default_factory=dict)
    quote_open: dict[int, int] = field(default_factory=dict)
    sentence_of: list[int] = field(default_factory=list)
    written: date | None = None

    def span(self, first: int, last: int, name: str | None = None) -> Span:
        """The span of tokens `[first, last)`."""
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        return Span(start, end, self.text[start:end], name)

    def word_text(self, first: int, last: int) -> str:
        """Folded words of `[first, last)` joined by blanks, punctuation left out."""
        return " ".join(w.key for w in self.words[first:last] if w.key)

    def opinion_weight(self, first: int, last: int) -> int:
        """How many words of opinion stand in `[first, last)`."""
        opinion = self.lexicon.opinion
        return len([1 for w in self.words[first:last] if w.key in opinion or w.bare in opinion])

    def token_at(self, offset: int) -> int | None:
        """The token that begins at a character offset."""
        i = bisect_left(self.tokens, offset, key=lambda t: t.start)
        return i if i < len(self.tokens) and self.tokens[i].start == offset else None

    def is_mark(self, i: int, marks: str) -> bool:
        """Whether token `i` is one of these punctuation marks."""
        shown = self.marks
        return 0 <= i < len(shown) and shown[i] in marks

    def is_quote(self, i: int) -> bool:
        """Whether token `i` is a quotation mark."""
        return 0 <= i < len(self.marks) and self.marks[i] in QUOTES


def find_mentions(text: Text, first: int, last: int) -> None:
    """Names of the lexicon among tokens `[first, last)`: longest first, from the left, quotation marks skipped."""
    names, words, i = text.lexicon.compiled["names"], text.words, first
    while i < last:
        begins = words[i].starts
        if not begins:
            i += 1
            continue
        best: tuple[int, list[int], str] | None = None
        second = i + 1
        while second < last and text.is_quote(second):
            second += 1
        following = words[second].name_key if second < last else ""
        for proclitic, key in begins:
            by_second = names[key]
            options = [(rest, entity, second + 1) for rest, entity in by_second.get(following, ())] if following else []
            options += [(rest, entity, i + 1) for rest, entity in by_second.get("", ())]
            for rest, entity, start in options:
                end = _match(text, start, last, rest) if rest else start
                if end and (best is None or end > best[0]):
                    best = (end, [entity], proclitic)
                elif end and best and end == best[0] and proclitic == best[2]:
                    best[1].append(entity)
        if best is None or (best[0] == i + 1 and _other_alef(text, i, best[2])):
            i += 1
            continue
        end, found, proclitic = best
        mention = Mention(i, end, tuple(text.lexicon.entities[e] for e in dict.fromkeys(found)), proclitic)
        text.mentions[i] = mention
        for j in range(i, end):
            text.inside[j] = mention
        i = end


def _other_alef(text: Text, i: int, proclitic: str) -> bool:
    """Whether the word is written with another hamza than the name of that key: «أب» a father, not «إب» the town."""
    written = text.tokens[i].text[len(proclitic) : len(proclitic) + 1]
    if written not in "أإآ" or not written:
        return False
    key = text.words[i].name_key[len(proclitic) :]
    allowed = text.lexicon.compiled["hamzas"].get(key, "")
    return bool(allowed) and written not in allowed and bool(text.words[i].readings or text.words[i].function)


def _match(text: Text, i: int, last: int, rest: tuple[str, ...]) -> int:
    """The token after the words `rest` read from `i` on, or 0."""
    for key in rest:
        while i < last and text.is_quote(i):
            i += 1
        if i >= last or text.words[i].name_key != key:
            return 0
        i += 1
    return i


def lay_out(document: Document, lexicon: Lexicon) -> Text:
    """Tokens, words, sentences and quotations of a document."""
    full = document.full_text
    tokens = tokenise(full)
    look_up = lexicon.word
    words = [look_up(t.text) if t.kind == WORD else NO_WORD for t in tokens]
    title_length = len(document.title) if document.title else 0
    title_end = 0
    while title_end < len(tokens) and tokens[title_end].end <= title_length:
        title_end += 1
    marks = [t.text if t.kind == "mark" else NO_MARK for t in tokens]
    text = Text(document, full, lexicon, tokens, words, sentences(tokens), quotations(tokens), title_end, marks)
    text.tags = [""] * len(tokens)
    for a, b in text.quotes:
        text.quote_close[a] = b
        text.quote_open[b] = a
    text.sentence_of = [0] * len(tokens)
    for n, (a, b) in enumerate(text.sentences):
        for i in range(a, b):
            text.sentence_of[i] = n
    return text
