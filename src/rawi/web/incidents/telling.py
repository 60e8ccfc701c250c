"""The tellings of an incident side by side: by printed text, article and sentence, a page at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import quote as quoted

from markupsafe import Markup

from rawi.comparing.ranges import Count
from rawi.comparing.tellings import Telling, iso
from rawi.model.spans import Range
from rawi.web.incidents.naming import Names, place_name
from rawi.web.incidents.opening import Opened
from rawi.web.languages import Speech
from rawi.web.templating import bare

PAGE = 40
"""Tellings on a page."""


@dataclass(frozen=True, slots=True)
class Said:
    """One claim as a card shows it. `name`: article and claim as decisions take them; `group`: the number of its origin's group."""

    id: str
    name: str
    address: str
    type: str
    mode: str | None
    status: str
    killed: str
    injured: str
    place: str
    first_day: str | None
    last_day: str | None
    way: tuple[str, ...]
    group: int | None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with the triggers of its claims marked; no words where the archive no longer has them."""

    words: Markup
    claims: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """One article with what it tells of the incident."""

    about: Mapping[str, Any]
    address: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """One printed text: the article first published, and those that print it after."""

    first: Article
    others: tuple[Article, ...]


def in_order(opened: Opened) -> list[Telling]:
    """All tellings: texts by their first publication, within them articles, within these by the words."""
    by_document: dict[str, list[Telling]] = defaultdict(list)
    for telling in opened.incident.tellings:
        by_document[telling.document].append(telling)
    by_text: dict[str, list[str]] = defaultdict(list)
    for document in opened.incident.documents:
        by_text[opened.reprints.get(document, document)].append(document)
    return [t for documents in by_text.values() for d in documents for t in sorted(by_document[d], key=lambda t: t.key)]


def texts(opened: Opened, names: Names, tellings: Sequence[Telling]) -> list[Text]:
    """These tellings (in the order of `in_order`) by text, article and sentence."""
    out: list[Text] = []
    for _, some in groupby(tellings, key=lambda t: opened.reprints.get(t.document, t.document)):
        articles = [article(opened, names, list(own)) for _, own in groupby(some, key=lambda t: t.document)]
        out.append(Text(articles[0], tuple(articles[1:])))
    return out


def article(opened: Opened, names: Names, tellings: Sequence[Telling]) -> Article:
    """What one article tells."""
    document = tellings[0].document
    by_sentence = groupby(tellings, key=lambda t: (t.sentence_start, t.sentence_end))
    sentences = tuple(sentence(opened, names, list(own)) for _, own in by_sentence)
    return Article(opened.documents[document], f"/articles/{quoted(document, safe='')}", sentences)


def sentence(opened: Opened, names: Names, tellings: Sequence[Telling]) -> Sentence:
    """One sentence with the claims that it makes."""
    words = opened.quote(tellings[0])
    spans = [(t.start - t.sentence_start, t.end - t.sentence_start) for t in tellings]
    return Sentence(marked(words, spans), tuple(said(opened, names, t) for t in tellings))


def marked(words: str | None, spans: Iterable[tuple[int, int]]) -> Markup:
    """Words out of the archive made safe, with these stretches marked; for a block of its own with `dir="auto"`."""
    if not words:
        return Markup("")
    out, at = Markup(""), 0
    for start, end in sorted(spans):
        if at <= start < end <= len(words):
            out += Markup("{}<mark>{}</mark>").format(bare(words[at:start]), bare(words[start:end]))
            at = end
    return out + bare(words[at:])


def said(opened: Opened, names: Names, telling: Telling) -> Said:
    """One claim."""
    speech, where = names.speech, telling.where
    known = opened.places.get(where.id) if where is not None and where.id else None
    name = f"{telling.document}:{telling.claim}"
    return Said(
        telling.claim, name, address_of(telling), telling.type, telling.mode, telling.status, count(speech, telling.killed),
        count(speech, telling.injured), place_name(speech, known, (where.name or where.id) if where is not None else None),
        iso(telling.first_day), iso(telling.last_day), names.way(opened, telling),
        opened.group_of.get(opened.origin_of.get(telling.key, "")),
    )  # fmt: skip


def address_of(telling: Telling) -> str:
    """The page of the article with the claim opened."""
    return f"/articles/{quoted(telling.document, safe='')}?claim={quoted(telling.claim, safe='')}"


def counts_of(names: Names, told_count: Count | None) -> list[tuple[str, str]]:
    """What each source told of a toll: its name, and its numbers."""
    out: dict[str, list[str]] = {}
    for name, ranges in told_count.by_origin if told_count is not None else ():
        said = out.setdefault(names.mouth(name), [])
        said += [words for one in ranges if (words := count(names.speech, one)) not in said]
    return [(name, names.speech("incidents.comma").join(said)) for name, said in out.items()]


def count(speech: Speech, range: Range | None) -> str:
    """A count as told: «9», «9–12», «at least 9», «at most 9», «some»; nothing where none is told."""
    if range is None:
        return ""
    least, most = range
    if least is None:
        return speech("incidents.count.most", number=speech.number(most)) if most is not None else speech("incidents.count.some")
    if most is None:
        return speech("incidents.count.least", number=speech.number(least))
    return speech.span(least, most)
