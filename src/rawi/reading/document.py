"""The article itself: genre, byline, agencies, dateline, and lines that carry no claims."""

from __future__ import annotations

from dataclasses import dataclass

from rawi.arabic.tokens import BREAK, LATIN, WORD
from rawi.lexicon import Entity
from rawi.model import Attribution, Metadata, Span, Why
from rawi.reading.text import Text

HEAD = 14
"""A byline or dateline is no longer than so many tokens."""
_COLLECTIVE = frozenset({"وكالات", "الوكالات", "متابعات", "متابعة", "ووكالات", "عواصم", "مكتب"})


def noise(text: Text) -> list[tuple[int, int]]:
    """Token ranges of disclaimers, «read also» lines, link lists and footers in other scripts."""
    starts = text.lexicon.folded("boilerplate")
    longest = max((s.count(" ") + 1 for s in starts), default=0)
    out = []
    for a, b in text.sentences:
        if a >= text.title_end and (_head(text, a, b, longest).startswith(starts) or _foreign(text, a, b)):
            out.append((a, b))
    return out


def _head(text: Text, a: int, b: int, words: int) -> str:
    """The first `words` words of a sentence, folded."""
    keys: list[str] = []
    for i in range(a, b):
        if text.tokens[i].kind in (WORD, LATIN):
            keys.append(text.words[i].key or text.tokens[i].text)
            if len(keys) == words:
                break
    return " ".join(keys)


def _foreign(text: Text, a: int, b: int) -> bool:
    """Whether most words of a sentence, more than two, are in another script."""
    kinds = [t.kind for t in text.tokens[a:b]]
    latin = kinds.count(LATIN)
    return latin > 2 and latin > kinds.count(WORD)


@dataclass(slots=True)
class Byline:
    """What the first line says of author, agencies and place; `end`: the token after it."""

    agencies: list[Span]
    place: Span | None
    author: Span | None
    end: int


def byline(text: Text) -> Byline:
    """The byline or dateline at the head of the body («صنعاء - رويترز», «واس - عدن:», «عمر إبراهيم – عين اليوم»)."""
    first = text.title_end
    while first < len(text.tokens) and text.tokens[first].kind == BREAK:
        first += 1
    end = _byline_end(text, first)
    found = Byline([], None, None, first)
    if end <= first:
        return found
    i = first
    while i < end:
        mention = text.mentions.get(i)
        if text.tokens[i].kind != WORD:
            i += 1
            continue
        last = mention.last if mention is not None else _part_end(text, i, end)
        _place_part(text, i, last, found, mention.entities if mention is not None else ())
        i = last
    found.end = end
    return found if found.agencies or found.place or found.author else Byline([], None, None, first)


def _byline_end(text: Text, first: int) -> int:
    """The end of a first line that is a byline: up to a colon after dashes, or a short line of its own with a dash or names only."""
    dash = False
    for i in range(first, min(first + HEAD, len(text.tokens))):
        token = text.tokens[i]
        if token.kind == BREAK:
            return i if i - first <= 10 and (dash or i - first <= 3) else first
        if token.text in ("-", "–", "—") and _agency_before(text, i, first):
            return i
        if token.text in ("-", "–", "—", "/", "("):
            dash = True
        if token.text == ":" and (dash or i - first <= 2):
            return i
        if text.tags[i] in ("V", "COMP", "REL") and i not in text.inside:
            return first
    return first


def _agency_before(text: Text, i: int, first: int) -> bool:
    """Whether the dash at `i` ends a byline on the line of the story itself: «عدن (رويترز) - قتل …», «الرياض - واس - أعلن …»."""
    k = i - 1
    if k > first and text.is_mark(k, ")"):
        k -= 1
    mention = text.inside.get(k)
    begun = mention is not None and mention.first > first and text.tokens[mention.first - 1].text in ("-", "–", "—", "(", "/")
    return begun and any(e.subkind == "agency" for e in mention.entities) if mention is not None else False


def _part_end(text: Text, i: int, end: int) -> int:
    while i < end and text.tokens[i].kind == WORD and i not in text.mentions:
        i += 1
    return i


def _place_part(text: Text, i: int, last: int, found: Byline, entities: tuple[Entity, ...]) -> None:
    kinds = {e.kind if e.kind != "actor" else e.subkind for e in entities}
    key = text.words[i].key
    if kinds & {"agency", "outlet"} or key in _COLLECTIVE:
        english = next((e.english for e in entities if e.subkind in ("agency", "outlet")), None)
        if key not in ("متابعات", "متابعة", "عواصم", "مكتب"):
            found.agencies.append(text.span(i, last, english))
    elif "place" in kinds:
        found.place = found.place or text.span(i, last, next(e.english for e in entities if e.kind == "place"))
    elif (
        found.author is None
        and 2 <= last - i <= 4
        and all(text.tags[k] in ("U", "N", "NAME") and not text.words[k].events for k in range(i, last))
    ):
        found.author = text.span(i, last)


@dataclass(slots=True)
class _Signs:
    """Signs of genre, each a rate per hundred words or a count."""

    words: int
    opinion: float
    persons: float
    marks: float
    said: float
    dated: float
    signed: bool
    title_marks: int


_STIRRED = frozenset("!؟?")
_DATED = frozenset({"امس", "اليوم", "غدا"})


def _signs(text: Text, said: int, signed: bool) -> _Signs:
    words = max(1, len([1 for t in text.tokens if t.kind == WORD]))
    rate = 100 / max(words, 40)
    opinion = text.opinion_weight(text.title_end, len(text.tokens))
    verbs = [text.words[i].verbs for i, tag in enumerate(text.tags) if tag == "V"]
    persons = len([1 for readings in verbs if readings and all(".1" in r.form for r in readings)])
    quoted = sum(b - a for a, b in text.quotes)
    marked = [i for i, mark in enumerate(text.marks) if mark in _STIRRED]
    marks = len(marked)
    dated = len([1 for w in text.words if w.key in _DATED or ("time" in w.nouns and w.definite)])
    title_marks = len([i for i in marked if i < text.title_end])
    share = max(0.3, 1 - quoted / max(1, len(text.tokens)))
    return _Signs(words, opinion * rate * share, persons * rate * share, marks * rate, said * rate, dated * rate, signed, title_marks)


def _genre(text: Text, signs: _Signs) -> tuple[str, list[Why]]:
    """The genre from weighted signs; weights were chosen on public sets (see docs/method.md), not learned."""
    head = text.word_text(0, min(len(text.tokens), text.title_end + 12))
    if any(o in head for o in text.lexicon.folded("statement_openers")):
        return "statement", [Why("opens as a communiqué")]
    tail = text.word_text(max(0, len(text.tokens) - 60), len(text.tokens))
    whole = text.word_text(0, len(text.tokens))
    declared = any(o in whole for o in text.lexicon.folded("opinion_lines"))
    signed = any(a in tail for a in text.lexicon.folded("about_author"))
    score = (
        1.0 * signs.opinion + 1.2 * signs.persons + 0.8 * signs.marks - 1.1 * signs.said - 0.7 * signs.dated + 3.0 * signed + 3.0 * declared
        + 1.5 * signs.title_marks - (3.0 if signs.signed else 0.0)
    )  # fmt: skip
    why = [
        Why(
            "genre score",
            None,
            f"{score:.1f}: opinion words {signs.opinion:.1f}, first person {signs.persons:.1f}, attributions {signs.said:.1f}",
        )
    ]
    if score > OPINION:
        return "opinion", why
    title = text.word_text(0, text.title_end).split()
    if signs.said > 0.8 and any(f in title for f in text.lexicon.folded("feature_words")):
        return "feature", why
    return "report", why


OPINION = 1.2


def describe(text: Text, found: Byline, attributions: list[Attribution]) -> Metadata:
    """Genre, byline, agencies and dateline."""
    document = text.document
    agencies = list(found.agencies)
    for i in range(len(text.tokens) - 1, max(text.title_end, len(text.tokens) - 12), -1):
        mention = text.mentions.get(i)
        if (
            mention is not None
            and any(e.subkind == "agency" for e in mention.entities)
            and text.is_mark(i - 1, "(")
            and mention.last >= len(text.tokens) - 2
        ):
            agencies.append(text.span(i, mention.last, mention.entities[0].english))
            break
    genre, why = _genre(text, _signs(text, len(attributions), bool(agencies or found.place)))
    author = found.author
    return Metadata(
        genre,
        tuple(agencies),
        author,
        found.place,
        document.outlet,
        document.published,
        document.url,
        document.author,
        tuple(why),
    )
