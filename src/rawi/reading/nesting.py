"""Which words stand within whose: drafts ordered, each with its parent, made into records."""

from __future__ import annotations

from rawi.model import Attribution, Span
from rawi.reading.drafts import Draft
from rawi.reading.text import Text

IMPERSONAL_KIND = "anonymous"


def finish(text: Text, drafts: list[Draft]) -> list[Attribution]:
    """Orders the drafts, finds each one's parent and makes the records."""
    numbered = sorted(enumerate(drafts), key=lambda d: (d[1].cue.first, d[0]))
    order = {old: new for new, (old, _) in enumerate(numbered)}
    rows = [draft for _, draft in numbered]
    spans = [tuple(_content_span(text, c) for c in d.content) for d in rows]
    size = [sum(s.end - s.start for s in group) for group in spans]
    out = []
    opening = sorted((s.start, s.end, m) for m, group in enumerate(spans) for s in group)
    begun, around = 0, list[tuple[int, int, int]]()
    for n, draft in enumerate(rows):
        cue = text.span(draft.cue.first, draft.cue.last)
        while begun < len(opening) and opening[begun][0] <= cue.start:
            around.append(opening[begun])
            begun += 1
        around = [span for span in around if span[1] > cue.start]  # cues come in the order of the text: what has ended is done with
        if draft.forced_parent is not None:
            parent: int | None = order[draft.forced_parent]
        else:
            within = {m for _, end, m in around if cue.end <= end and m != n and rows[m].cue.first != draft.cue.first}
            parent = min(within, key=lambda m: (size[m], -_depth(rows, m), m), default=None)
        out.append(_record(n, draft, cue, spans[n], parent))
    return out


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
