"""The same event told twice in one article."""

from __future__ import annotations

from dataclasses import dataclass

from rawi.model import Range
from rawi.reading.phrases import Phrase
from rawi.reading.roles import Arguments
from rawi.reading.text import Text
from rawi.reading.triggers import Trigger

_EMPTY = frozenset(["من", "في", "على", "الى", "عن", "مع", "هذا", "هذه", "ذلك", "تلك", "عدد", "عشرات", "مئات"])
REACH = 14


@dataclass(slots=True)
class Node:
    """One event on its way to a group: what must not clash and what may tie it to another."""

    index: int
    trigger: Trigger
    type: str
    mode: str | None
    sentence: int
    agents: frozenset[str]
    targets: frozenset[str]
    place: frozenset[str]
    date: str | None
    killed: Range | None
    definite: bool


def content_keys(text: Text, phrases: list[Phrase]) -> frozenset[str]:
    """The content words of phrases, folded for names."""
    return frozenset(
        w.bare_key for p in phrases for w in text.words[p.first : p.last] if w.key and w.key not in _EMPTY and not w.function
    )


def node(
    text: Text,
    index: int,
    trigger: Trigger,
    args: Arguments,
    place: Phrase | None,
    when: str | None,
    killed: Range | None,
    mode: str | None,
) -> Node:
    """The node of an event."""
    word = text.words[trigger.at]
    return Node(
        index, trigger, trigger.sense.type, mode, text.sentence_of[trigger.at], content_keys(text, args.agents),
        content_keys(text, args.targets), content_keys(text, [place] if place else []), when, killed, word.definite,
    )  # fmt: skip


_BLASTS = {"explosives", "suicide-attack"}
"""A suicide bombing is told as an explosion, too."""


def _compatible(a: Node, b: Node) -> bool:
    if a.type != b.type:
        return False
    if a.mode != b.mode and not (a.type == "ASSAULT" and ("other" in (a.mode, b.mode) or {a.mode, b.mode} == _BLASTS)):
        return False
    if a.date and b.date and a.date != b.date:
        return False
    return not (a.killed and b.killed and a.killed != b.killed)


def _tied(a: Node, b: Node) -> int:
    """How strongly two compatible events are tied: shared actors, targets, place, lemma, a definite second mention."""
    score = 0
    shared = 0
    for x, y, weight in ((a.targets, b.targets, 2), (a.agents, b.agents, 1), (a.place, b.place, 1)):
        if x and y:
            if x & y:
                score += weight
                shared += 1
            else:
                score -= weight
    if a.trigger.sense.label == b.trigger.sense.label:
        score += 1
    if b.definite and not b.targets and not b.agents and b.sentence - a.sentence <= 2:
        score += 2
    if a.sentence == b.sentence and shared == 0 and a.type == "ASSAULT" and not (a.targets and b.targets):
        score += 1
    if a.sentence == 0 and b.sentence == 1 and shared:
        score += 1
    return score


def group(nodes: list[Node]) -> dict[int, str]:
    """Event index -> group id, for groups of two or more, in order of the text."""
    head: dict[int, int] = {}
    for k, b in enumerate(nodes):
        best = None
        for a in reversed(nodes[max(0, k - REACH) : k]):
            if _compatible(a, b) and (score := _tied(a, b)) >= 2 and (best is None or score > best[0]):
                best = (score, a)
        if best is not None:
            head[b.index] = head.setdefault(best[1].index, best[1].index)
    numbers: dict[int, str] = {}
    return {i: numbers.setdefault(h, f"c{len(numbers) + 1}") for i, h in sorted(head.items())}
