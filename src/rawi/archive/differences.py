"""Two readings of one article laid side by side, claim by claim: added, removed, changed and in what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from rawi.model import Claim, Reading
from rawi.model.spans import Range, Span, Why
from rawi.reading.evidence import Evidence

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
_Named = dict[str, tuple[Why, ...]]
FIELDS = ("trigger", "type", "mode", "status", "agents", "targets", "place", "date", "killed", "injured", "origin", "chain")
"""What of a claim is compared, in the order in which it is told."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One claim that is not the same in both readings.

    `before` and `after` are the ids of the claim in each, None where it is not there; `changes` maps a field to its old and new value in
    words (None: empty). `words` is the sentence, `trigger` the words of the event, `start` their offset in the newer text (the older, of
    a claim that was removed), `within` their offset in the sentence. `why_before` and `why_after`: the rules and lexicon entries that
    each reading gives.
    """

    kind: str
    document_id: str
    document: str
    type: str
    before: str | None
    after: str | None
    trigger: str
    start: int
    words: str
    within: int
    changes: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    why_before: tuple[str, ...] = ()
    why_after: tuple[str, ...] = ()

    @property
    def types(self) -> frozenset[str]:
        """The claim's type, and the one it had before."""
        return frozenset({self.type, *(value for value in self.changes.get("type", ()) if value)})

    def to_json(self) -> dict[str, Any]:
        """All fields, `changes` as lists of two."""
        return {
            "kind": self.kind, "document_id": self.document_id, "document": self.document, "type": self.type, "before": self.before,
            "after": self.after, "trigger": self.trigger, "start": self.start, "words": self.words, "within": self.within,
            "changes": {name: list(values) for name, values in self.changes.items()},
            "why_before": list(self.why_before), "why_after": list(self.why_after),
        }  # fmt: skip


def differences(before: Reading, after: Reading, document_id: str) -> Iterator[Difference]:
    """What `after` says otherwise than `before`, in the order of the text, what was removed last."""
    old_words, new_words = Evidence(before.text), Evidence(after.text)
    pairs, removed, added = matched(before.claims, after.claims)
    whys = _reasons(before), _reasons(after)
    found = {new.id: _changed(old, new, document_id, before.id, new_words, whys) for old, new in pairs}
    found |= {new.id: _alone(ADDED, new, document_id, before.id, new_words, whys[1]) for new in added}
    for claim in after.claims:
        difference = found[claim.id]
        if difference is not None:
            yield difference
    for claim in removed:
        yield _alone(REMOVED, claim, document_id, before.id, old_words, whys[0])


def matched(before: tuple[Claim, ...], after: tuple[Claim, ...]) -> tuple[list[tuple[Claim, Claim]], list[Claim], list[Claim]]:
    """(pairs of the same claim, those only before, those only after): by trigger and type, then trigger, then overlap of the triggers."""
    pairs: list[tuple[Claim, Claim]] = []
    old, new = list(before), list(after)
    for key in (_place_and_type, _place):
        waiting: dict[tuple[object, ...], list[Claim]] = {}
        for claim in old:
            waiting.setdefault(key(claim), []).append(claim)
        for claim in new:
            same = waiting.get(key(claim))
            if same:
                pairs.append((same.pop(0), claim))
        done = {id(claim) for pair in pairs for claim in pair}
        old, new = [c for c in old if id(c) not in done], [c for c in new if id(c) not in done]
    near = sorted(
        (-_overlap(o, n), o.event.type != n.event.type, i, j) for i, o in enumerate(old) for j, n in enumerate(new) if _overlap(o, n)
    )
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for _, _, i, j in near:
        if i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            pairs.append((old[i], new[j]))
    return pairs, [c for i, c in enumerate(old) if i not in taken_old], [c for j, c in enumerate(new) if j not in taken_new]


def _place(claim: Claim) -> tuple[object, ...]:
    return claim.event.trigger.start, claim.event.trigger.end


def _place_and_type(claim: Claim) -> tuple[object, ...]:
    return claim.event.trigger.start, claim.event.trigger.end, claim.event.type


def _overlap(one: Claim, other: Claim) -> int:
    """Characters that two triggers share."""
    a, b = one.event.trigger, other.event.trigger
    return max(0, min(a.end, b.end) - max(a.start, b.start))


def _changed(
    old: Claim, new: Claim, document_id: str, document: str, words: Evidence, whys: tuple[_Named, _Named]
) -> Difference | None:
    was, now = _facts(old), _facts(new)
    changes = {name: (was[name], now[name]) for name in FIELDS if was[name] != now[name]}
    if not changes:
        return None
    trigger = new.event.trigger
    return Difference(
        CHANGED, document_id, document, new.event.type, old.id, new.id, trigger.text, trigger.start, words.sentence(trigger),
        trigger.start - words.bounds(trigger)[0], changes, _why(old, whys[0]), _why(new, whys[1]),
    )  # fmt: skip


def _alone(kind: str, claim: Claim, document_id: str, document: str, words: Evidence, named: _Named) -> Difference:
    trigger, why, is_new = claim.event.trigger, _why(claim, named), kind == ADDED
    facts = {name: value for name, value in _facts(claim).items() if value is not None}
    return Difference(
        kind, document_id, document, claim.event.type, None if is_new else claim.id, claim.id if is_new else None, trigger.text,
        trigger.start, words.sentence(trigger), trigger.start - words.bounds(trigger)[0],
        {name: (None, v) if is_new else (v, None) for name, v in facts.items()},
        () if is_new else why, why if is_new else (),
    )  # fmt: skip


def _facts(claim: Claim) -> dict[str, str | None]:
    """A claim's fields in words."""
    e = claim.event
    date = (e.date.value or e.date.relative) if e.date else None
    return {
        "trigger": f"{e.trigger.text} @{e.trigger.start}", "type": e.type, "mode": e.mode, "status": e.status,
        "agents": _spans(e.agents), "targets": _spans(e.targets), "place": _span(e.place) if e.place else None, "date": date,
        "killed": _range(e.killed), "injured": _range(e.injured), "origin": claim.origin.name, "chain": claim.path(),
    }  # fmt: skip


def _span(span: Span) -> str:
    """The words, what they are called, and what they stand for."""
    name = f" ({span.name})" if span.name else ""
    return f"{span.text}{name}{f' [{span.entity}]' if span.entity else ''}"


def _spans(spans: tuple[Span, ...]) -> str | None:
    return " | ".join(map(_span, spans)) or None


def _range(value: Range | None) -> str | None:
    if value is None:
        return None
    least, most = ("" if n is None else str(n) for n in value)
    return least if least == most else f"{least}-{most}"


def _reasons(reading: Reading) -> _Named:
    """Why each actor and place of a reading is what it is taken for, by id."""
    return {e.id: e.why for e in reading.entities} | {p.id: p.why for p in reading.locations}


def _why(claim: Claim, named: _Named) -> tuple[str, ...]:
    """The reasons of the event, then of what its actors and place stand for."""
    e = claim.event
    ids = dict.fromkeys(s.entity for s in (*e.agents, *e.targets, *([e.place] if e.place else [])) if s.entity)
    told = [_reason(why) for why in e.why]
    told += [f"{id}: {_reason(why)}" for id in ids for why in named.get(id, ())]
    return tuple(told)


def _reason(why: Why) -> str:
    return " ".join(part for part in (why.rule, why.entry and f"[{why.entry}]", why.note) if part)
