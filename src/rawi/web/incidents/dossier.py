"""An incident on paper: who told it in which words, by which captures, on whose word, and what stands against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, select

from rawi.archive import tables as t
from rawi.comparing.contradictions import Contradiction
from rawi.comparing.loading import AT_ONCE
from rawi.comparing.tellings import Telling
from rawi.web.incidents.against import Against, against
from rawi.web.incidents.naming import Names
from rawi.web.incidents.opening import Opened
from rawi.web.incidents.telling import Sentence, in_order, sentence

MOST_ARTICLES = 12
"""So many articles are quoted; of the others outlet, day and hash are given."""
MOST_LISTED = 60
FEW, MANY = 3, 2
"""So many sentences of an article are quoted where there are few articles, and where there are many."""
FEW_ARTICLES = 6
MOST_AGAINST = 8


@dataclass(frozen=True, slots=True)
class Capture:
    """The bytes that the reading in force is of, and the versions that it was read with."""

    sha256: str
    captured_at: str
    rawi: str
    lexicon: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One article: its number in the dossier, its capture, the sentences that are quoted and how many `more` there are.

    `text`: the number of the article whose text it prints, which is quoted there.
    """

    number: int
    about: Mapping[str, Any]
    capture: Capture | None
    sentences: tuple[Sentence, ...]
    more: int
    text: int | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is printed. `more`, `more_against`: articles and contradictions that are not in it.

    `against`: each with the numbers of its articles; `rawi`, `lexicon`: versions that the articles were read with.
    """

    entries: tuple[Entry, ...]
    listed: tuple[Entry, ...]
    more: int
    against: tuple[tuple[Against, int | None, int | None], ...]
    more_against: int
    rawi: tuple[str, ...]
    lexicon: tuple[str, ...]


def dossier_of(connection: Connection, opened: Opened, names: Names) -> Dossier:
    """The dossier of an incident."""
    by_article = [list(own) for _, own in groupby(in_order(opened), key=lambda x: x.document)]
    numbers = {own[0].document: number for number, own in enumerate(by_article, 1)}
    texts: dict[str, int] = {}
    captures = captures_of(connection, opened.incident.documents)
    most = FEW if len(by_article) <= FEW_ARTICLES else MANY
    entries: list[Entry] = []
    for number, own in enumerate(by_article[:MOST_LISTED], 1):
        document = own[0].document
        text = texts.setdefault(opened.reprints.get(document, document), number)
        fresh = text == number and number <= MOST_ARTICLES
        quoted, more = _quoted(opened, names, own, most) if fresh else ((), 0)
        entries.append(Entry(number, opened.documents[document], captures.get(document), quoted, more, text if text != number else None))
    chosen = _chosen(opened.contradictions)
    sides = [(numbers.get(c.a.document), numbers.get(c.b.document)) for c in chosen]
    return Dossier(
        tuple(entries[:MOST_ARTICLES]), tuple(entries[MOST_ARTICLES:]), max(0, len(by_article) - MOST_LISTED),
        tuple((one, *side) for one, side in zip(against(connection, opened, names, chosen), sides, strict=True)),
        len(opened.contradictions) - len(chosen), tuple(sorted({c.rawi for c in captures.values()})),
        tuple(sorted({c.lexicon for c in captures.values()})),
    )  # fmt: skip


def captures_of(connection: Connection, documents: Iterable[str]) -> dict[str, Capture]:
    """Document -> the capture that the incidents are made of."""
    c, r, k = t.compared.c, t.readings.c, t.captures.c
    joined = t.compared.join(t.readings, r.reading_id == c.reading_id).join(t.captures, k.capture_id == r.capture_id)
    asked, out = sorted(set(documents)), {}
    for n in range(0, len(asked), AT_ONCE):
        statement = select(c.document_id, k.sha256, k.captured_at, r.rawi_version, r.lexicon_version).select_from(joined)
        for row in connection.execute(statement.where(c.document_id.in_(asked[n : n + AT_ONCE]))):
            out[str(row.document_id)] = Capture(row.sha256, row.captured_at, row.rawi_version, row.lexicon_version)
    return out


def _quoted(opened: Opened, names: Names, own: Sequence[Telling], most: int) -> tuple[tuple[Sentence, ...], int]:
    """The sentences that say most: with a counted origin and a toll before others, then in the order of the text."""
    sentences = [list(some) for _, some in groupby(own, key=lambda x: (x.sentence_start, x.sentence_end))]

    def weight(some: list[Telling]) -> tuple[bool, bool, bool]:
        counted = any(opened.origin_of.get(x.key) in opened.group_of for x in some)
        return not counted, not any(x.killed or x.injured for x in some), all(x.headline for x in some)

    chosen = sorted(sorted(range(len(sentences)), key=lambda n: (weight(sentences[n]), n))[:most])
    return tuple(sentence(opened, names, sentences[n]) for n in chosen), len(sentences) - len(chosen)


def _chosen(found: Sequence[Contradiction]) -> list[Contradiction]:
    """Contradictions of every kind in turn."""
    by_kind: dict[str, list[Contradiction]] = {}
    for one in found:
        by_kind.setdefault(one.kind, []).append(one)
    turns = [(n, k, one) for k, some in enumerate(by_kind.values()) for n, one in enumerate(some)]
    chosen = sorted(turns, key=lambda x: x[:2])[:MOST_AGAINST]
    return [one for _, _, one in sorted(chosen, key=lambda x: (x[1], x[0]))]
