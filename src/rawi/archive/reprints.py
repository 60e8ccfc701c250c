"""Links between articles whose texts are the same or nearly: kept as they are added, one look-up by keys an article.

The earlier article is the original: by the day of publication where both have one and it differs, else by which was captured first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select

from rawi.archive import tables as t
from rawi.archive.sketching import SAME, VERSION, Sketch, compare, sketch
from rawi.model import Reading
from rawi.sources.forms import without_title

MOST_COMPARED = 20
"""An article is compared with so many others at most: those that share the most keys with it, the first captured first."""
MOST_ARTICLES = 200
"""A key that so many articles have is a phrase that everybody uses, and is given to no more of them."""
AT_ONCE = 500
"""Keys in one statement."""


@dataclass(frozen=True, slots=True)
class Body:
    """What was read last of an article, from which capture."""

    document_id: str
    capture_id: int
    reading: Reading


def link(connection: Connection, bodies: Sequence[Body]) -> None:
    """Notes the sketches of articles, each once, and their links; called within the transaction that stores their readings.

    Nothing is written for a text that was noted from the same capture before.
    """
    fresh = _sketched(connection, bodies)
    if not fresh:
        return
    connection.execute(
        insert(t.sketches),
        [
            {
                "capture_id": capture, "document_id": body.document_id, "version": VERSION, "words": found.words,
                "text_hash": found.text_hash, "shingles": found.packed(),
            }
            for capture, (body, found) in fresh.items()
        ],
    )  # fmt: skip
    holders: dict[int, list[int]] = {}
    for key, other in _holders(connection, sorted({key for _, found in fresh.values() for key in found.keys})):
        holders.setdefault(key, []).append(other)
    rows: list[dict[str, int]] = []
    nearest: dict[int, list[int]] = {}
    for capture, (_, found) in fresh.items():  # one after the other, as if each had come alone
        shared: Counter[int] = Counter()
        for key in found.keys:
            having = holders.setdefault(key, [])
            shared.update(having)
            if len(having) < MOST_ARTICLES:
                having.append(capture)
                rows.append({"key": key, "capture_id": capture})
        if shared:
            nearest[capture] = sorted(shared, key=lambda other: (-shared[other], other))[:MOST_COMPARED]
    if rows:
        connection.execute(insert(t.sketch_keys), rows)
    links = list(_links(connection, {capture: fresh[capture][1] for capture in nearest}, nearest))
    if links:
        connection.execute(insert(t.reprints), links)


def _sketched(connection: Connection, bodies: Sequence[Body]) -> dict[int, tuple[Body, Sketch]]:
    """The sketches to write, by capture; what is known of another text of these articles is forgotten."""
    s = t.sketches.c
    columns = (s.document_id, s.capture_id, s.version, s.text_hash, s.words, s.shingles)
    before = {
        row.document_id: row for row in connection.execute(select(*columns).where(s.document_id.in_([b.document_id for b in bodies])))
    }
    out = {}
    for body in bodies:
        found = sketch(without_title(body.reading.text, body.reading.title))
        old = before.get(body.document_id)
        if old is not None:
            if (old.capture_id, old.version, old.text_hash) == (body.capture_id, VERSION, found.text_hash):
                continue
            _forget(connection, body.document_id, old.capture_id, Sketch.unpacked(old.text_hash, old.words, old.shingles))
        out[body.capture_id] = body, found
    return out


def _forget(connection: Connection, document_id: str, capture_id: int, old: Sketch) -> None:
    """What was known of another text of the article."""
    k, r = t.sketch_keys.c, t.reprints.c
    keys = old.keys
    for at in range(0, len(keys), AT_ONCE):
        connection.execute(delete(t.sketch_keys).where(k.key.in_(keys[at : at + AT_ONCE]), k.capture_id == capture_id))
    connection.execute(delete(t.sketches).where(t.sketches.c.document_id == document_id))
    connection.execute(delete(t.reprints).where(or_(r.document_id == document_id, r.of_document_id == document_id)))


def _holders(connection: Connection, keys: list[int]) -> Iterator[tuple[int, int]]:
    """(key, capture) of the articles that have one of the keys; at most MOST_ARTICLES a key, as no more are ever given it."""
    k = t.sketch_keys.c
    for at in range(0, len(keys), AT_ONCE):
        for row in connection.execute(select(k.key, k.capture_id).where(k.key.in_(keys[at : at + AT_ONCE]))):
            yield row.key, row.capture_id


def _links(connection: Connection, own: dict[int, Sketch], nearest: dict[int, list[int]]) -> Iterator[dict[str, Any]]:
    """The rows of `reprints` for articles and those that are nearest to them, by capture."""
    about = _facts(connection, own.keys() | {other for others in nearest.values() for other in others})
    for capture, others in nearest.items():
        me = about[capture]
        for other in sorted(others):
            row = about[other]
            if row.version != VERSION:
                continue
            alike = compare(own[capture], own.get(other) or Sketch.unpacked(row.text_hash, row.words, row.shingles))
            if alike is not None:
                original, later = (me, row) if _earlier(me, row) else (row, me)
                kind, similarity = alike
                yield {
                    "document_id": later.document_id, "of_document_id": original.document_id, "kind": kind,
                    "similarity": round(similarity, 4),
                }  # fmt: skip


def _facts(connection: Connection, captures: Iterable[int]) -> dict[int, Any]:
    """What decides of captures which came first, with their sketches."""
    s, d, c = t.sketches.c, t.documents.c, t.captures.c
    joined = t.sketches.join(t.documents, d.document_id == s.document_id).join(t.captures, c.capture_id == s.capture_id)
    statement = select(s.capture_id, s.document_id, d.published, c.ledger_seq, s.version, s.text_hash, s.words, s.shingles)
    asked, out = sorted(captures), {}
    for at in range(0, len(asked), AT_ONCE):
        rows = connection.execute(statement.select_from(joined).where(s.capture_id.in_(asked[at : at + AT_ONCE])))
        out.update({row.capture_id: row for row in rows})
    return out


def _earlier(one: Any, other: Any) -> bool:
    if one.published and other.published and one.published != other.published:
        return bool(one.published < other.published)
    return bool(one.ledger_seq < other.ledger_seq)


@dataclass(frozen=True, slots=True)
class Reprint:
    """One article of a group: `of` is the document it is most like among those before it; the first of a group has none."""

    document_id: str
    name: str
    title: str | None
    outlet: str | None
    published: str | None
    of: str | None = None
    kind: str | None = None
    similarity: float | None = None


def groups(connection: Connection, document_id: str | None = None) -> Iterator[list[Reprint]]:
    """Articles that are linked, directly or through others, the original first, the largest group first; or the one group of a document.

    Memory for the links, not for the articles.
    """
    r = t.reprints.c
    statement = select(r.document_id, r.of_document_id, r.kind, r.similarity)
    links = connection.execute(statement).all() if document_id is None else _linked(connection, document_id)
    root: dict[str, str] = {}
    best: dict[str, tuple[float, bool, str, str]] = {}
    for later, original, kind, similarity in links:
        root[top(root, later)] = top(root, original)
        best[later] = max(best.get(later, (-1.0, False, "", "")), (similarity, kind == SAME, original, kind))
    members: dict[str, list[str]] = {}
    for document in sorted(root):
        members.setdefault(top(root, document), []).append(document)
    for group in sorted(members.values(), key=lambda g: (-len(g), g[0])):
        yield _described(connection, group, best)


def _linked(connection: Connection, document_id: str) -> list[tuple[str, str, str, float]]:
    """All links that can be reached from a document."""
    r = t.reprints.c
    seen: set[str] = set()
    found: dict[tuple[str, str], tuple[str, str, str, float]] = {}
    ahead = [document_id]
    while ahead:
        seen.update(ahead)
        some = ahead[:AT_ONCE]
        near = or_(r.document_id.in_(some), r.of_document_id.in_(some))
        ahead = ahead[AT_ONCE:]
        for row in connection.execute(select(r.document_id, r.of_document_id, r.kind, r.similarity).where(near)):
            found[row[0], row[1]] = (row[0], row[1], row[2], row[3])
            ahead += [one for one in dict.fromkeys(row[:2]) if one not in seen and one not in ahead]
    return [found[pair] for pair in sorted(found)]


def top(root: dict[str, str], document: str) -> str:
    """The one document that stands for all that are linked with it."""
    top = root.setdefault(document, document)
    while root[top] != top:
        top = root[top]
    while root[document] != top:
        root[document], document = top, root[document]
    return top


def _described(connection: Connection, group: list[str], best: dict[str, tuple[float, bool, str, str]]) -> list[Reprint]:
    d = t.documents.c
    out = []
    for at in range(0, len(group), AT_ONCE):
        statement = select(d.document_id, d.name, d.title, d.outlet, d.published).where(d.document_id.in_(group[at : at + AT_ONCE]))
        for row in connection.execute(statement):
            similarity, _, of, kind = best.get(row.document_id, (None, False, None, None))
            out.append(Reprint(*row, of=of, kind=kind, similarity=similarity))
    return sorted(out, key=lambda one: (one.of is not None, one.published or "", one.document_id))
