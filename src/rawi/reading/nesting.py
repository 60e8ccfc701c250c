"""Which words stand within whose: drafts ordered, each with its parent, made into records."""

from __future__ import annotations

from rawi.model import Attribution, Span
from rawi.reading.drafts import Draft
from rawi.reading.text import Text

IMPERSONAL_KIND = "anonymous"


def finish(text: Text, drafts: list[Draft]) -> list[Attribution]:
    """Orders the drafts, finds each one's parent and makes the records."""
    rows = sorted(drafts, key=lambda d: d.cue.first)
    spans = [tuple(_content_span(text, c) for c in d.content) for d in rows]
    cues = [text.span(d.cue.first, d.cue.last) for d in rows]
    parents = _parents(rows, spans, cues)
    return [_record(n, draft, cues[n], spans[n], parents[n]) for n, draft in enumerate(rows)]


def _parents(rows: list[Draft], spans: list[tuple[Span, ...]], cues: list[Span]) -> list[int | None]:
    """The parent of each draft: the smallest content around its cue. The parents are a forest: whoever stands within somebody's words
    holds none of that speaker's, however far the contents reach."""
    number = {id(d): n for n, d in enumerate(rows)}
    parents: list[int | None] = [number.get(id(d.forced_parent)) for d in rows]
    size = [sum(s.end - s.start for s in group) for group in spans]
    opening = sorted((s.start, s.end, m) for m, group in enumerate(spans) for s in group)
    begun, around = 0, list[tuple[int, int, int]]()
    for n, (draft, cue) in enumerate(zip(rows, cues, strict=True)):
        while begun < len(opening) and opening[begun][0] <= cue.start:
            around.append(opening[begun])
            begun += 1
        around = [span for span in around if span[1] > cue.start]  # cues come in the order of the text: what has ended is done with
        if draft.forced_parent is not None:
            continue
        within = {m for _, end, m in around if cue.end <= end and m != n and rows[m].cue.first != draft.cue.first}
        for m in sorted(within, key=lambda m: (size[m], -_depth(rows, m), m)):
            if not _stands_within(parents, m, n):
                parents[n] = m
                break
    return parents


def _stands_within(parents: list[int | None], m: int, n: int) -> bool:
    """Whether `m` is `n` or stands, at whatever depth, within the words of `n`."""
    at: int | None = m
    while at is not None and at != n:
        at = parents[at]
    return at == n


def _depth(rows: list[Draft], n: int) -> int:
    """How deep a draft with the same content as its parent stands («نقلت الوكالة عن فلان»)."""
    return int(rows[n].forced_parent is not None)


def _content_span(text: Text, content: tuple[int, int]) -> Span:
    return text.span(content[0], max(content[1], content[0] + 1))


def _record(n: int, draft: Draft, cue: Span, content: tuple[Span, ...], parent: int | None) -> Attribution:
    source = draft.source
    kind = draft.cue.sense.source_kind or (source.kind if source else IMPERSONAL_KIND)
    if source is not None and source.span is not None and draft.cue.sense.source_kind in (None, "anonymous"):
        kind = source.kind
    return Attribution(
        id=f"a{n + 1}",
        source=source.span if source else None,
        source_name=source.name if source else None,
        source_kind=kind,
        speaks_for=source.speaks_for if source else None,
        cue=cue,
        content=content,
        mode=draft.mode,
        channel=draft.channel,
        stance=draft.stance,
        parent=f"a{parent + 1}" if parent is not None else None,
        why=tuple(draft.why),
    )
