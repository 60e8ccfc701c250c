"""The figures of whole articles: who says so, what happened, on whose word, the same thing told twice, the document.

The keys and definitions are those of the gold's own `score.py`; a test holds the two together figure by figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rawi.evaluating.answers import Answer, MarkedAttribution, MarkedEvent
from rawi.evaluating.matching import chain, coverage_f1, hits, links, pair_up, same_source, shared
from rawi.model import Span

ENOUGH_CONTENT = 0.7
HAPPENED = ("occurred", "ongoing")
Pairs = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 of things that may be missed or invented; `gold` and `system` are their numbers."""

    precision: float
    recall: float
    f1: float
    gold: int
    system: int

    @classmethod
    def counted(cls, right: int, gold: int, system: int) -> Score:
        """From the number found rightly, in gold and in the output; four decimals."""
        p = right / system if system else 0.0
        r = right / gold if gold else 0.0
        return cls(round(p, 4), round(r, 4), round(2 * p * r / (p + r), 4) if p + r else 0.0, gold, system)

    @property
    def value(self) -> float:
        """The one number a floor holds: F1."""
        return self.f1

    def to_json(self) -> dict[str, float | int]:
        """As `score.py --json` prints it."""
        return {"precision": self.precision, "recall": self.recall, "f1": self.f1, "gold": self.gold, "system": self.system}


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The share that is right, `of` so many."""

    accuracy: float
    of: int

    @classmethod
    def share(cls, right: int, of: int) -> Accuracy:
        """From the number right; four decimals, 0 of nothing."""
        return cls(round(right / of, 4) if of else 0.0, of)

    @property
    def value(self) -> float:
        """The one number a floor holds: the share."""
        return self.accuracy

    def to_json(self) -> dict[str, float | int]:
        """As `score.py --json` prints it."""
        return {"accuracy": self.accuracy, "of": self.of}


Figure = Score | Accuracy


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing read wrongly in the document `id`: its `kind`, the words, and what was wrong with them."""

    kind: str
    id: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """All figures by name, every mistake, and what was wrong with the output itself."""

    figures: Mapping[str, Figure]
    mistakes: tuple[Mistake, ...] = ()
    warnings: tuple[str, ...] = ()

    def commonest(self, most: int) -> list[tuple[int, str, str, str]]:
        """(how often, kind, words, note) of the `most` commonest mistakes."""
        counted = Counter((m.kind, m.text, m.note) for m in self.mistakes)
        return [(n, *what) for what, n in counted.most_common(most)]


@dataclass(slots=True)
class Tally:
    """Counts in the making; `board` closes them."""

    found: dict[str, list[int]] = field(default_factory=dict)
    judged: dict[str, list[int]] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def find(self, key: str, right: int, gold: int, system: int) -> None:
        """Adds to a Score."""
        counts = self.found.setdefault(key, [0, 0, 0])
        counts[0] += right
        counts[1] += gold
        counts[2] += system

    def judge(self, key: str, right: bool) -> None:
        """Adds one judgement to an Accuracy."""
        counts = self.judged.setdefault(key, [0, 0])
        counts[0] += right
        counts[1] += 1

    def board(self, warnings: Sequence[str]) -> Board:
        """The figures."""
        figures: dict[str, Figure] = {key: Score.counted(*counts) for key, counts in self.found.items()}
        figures.update((key, Accuracy.share(*counts)) for key, counts in self.judged.items())
        return Board(figures, tuple(self.mistakes), tuple(warnings))


def score(gold: Mapping[str, Answer], found: Mapping[str, Answer]) -> Board:
    """The board of all documents in `gold`; one that `found` lacks, or tells with another text, counts as silence."""
    tally, warnings = Tally(), []
    for id, right in gold.items():
        answer = found.get(id)
        if answer is None or answer.text != right.text:
            warnings.append(f"{id}: {'no output' if answer is None else 'text differs from the gold text'}")
            answer = Answer.empty(id, right.text)
        warnings.extend(_false_quotes(answer))
        _score_document(tally, right, answer)
    return tally.board(warnings)


def _false_quotes(answer: Answer) -> list[str]:
    marked = [s for a in answer.attributions for s in (a.cue, a.source) if s] + [e.trigger for e in answer.events]
    false = [s for s in marked if s.text and answer.text[s.start : s.end] != s.text]
    return [f"{answer.id}: span {s.start}:{s.end} does not hold {s.text!r}" for s in false]


def _score_document(tally: Tally, gold: Answer, found: Answer) -> None:
    said = pair_up(gold.attributions, found.attributions, lambda a: a.cue)
    told = pair_up(gold.events, found.events, lambda e: e.trigger)
    _score_attributions(tally, gold, found, said)
    _score_events(tally, gold, found, told, Chains(gold.attributions, found.attributions, said))
    _score_repetition(tally, gold.events, found.events, told)
    tally.judge("document: genre", gold.genre == found.genre)
    _score_role(tally, "document: agencies in the byline", gold.agencies, found.agencies)


def _score_role(tally: Tally, key: str, gold: Sequence[Span], found: Sequence[Span]) -> int:
    right = hits(gold, found)
    tally.find(key, right, len(gold), len(found))
    return right


def _score_attributions(tally: Tally, gold: Answer, found: Answer, pairs: Pairs) -> None:
    ours, theirs = gold.attributions, found.attributions
    answered = {ours[i].id: theirs[j].id for i, j in pairs}
    strict = 0
    for i, j in pairs:
        g, s = ours[i], theirs[j]
        source, content = same_source(g, s), coverage_f1(g.content, s.content)
        enough = content >= ENOUGH_CONTENT
        strict += source and enough
        if not (source and enough):
            tally.mistakes.append(Mistake("attribution", gold.id, g.cue.text, f"content {content:.2f}" if source else "source"))
        tally.judge("attribution: source, where the cue is found", source)
        tally.judge("attribution: content token overlap >= 0.7, where the cue is found", enough)
        tally.judge("attribution: source kind", g.source_kind == s.source_kind)
        tally.judge("attribution: mode", g.mode == s.mode)
        tally.judge("attribution: channel", g.channel == s.channel)
        tally.judge("attribution: stance", g.stance == s.stance)
        tally.judge("attribution: parent", _same_parent(g, s, answered))
    tally.find("attribution cue", len(pairs), len(ours), len(theirs))
    tally.find("ATTRIBUTION (cue + source + content)", strict, len(ours), len(theirs))
    missed, spurious = _unpaired(pairs, len(ours), len(theirs))
    tally.mistakes.extend(Mistake("attribution missed", gold.id, ours[i].cue.text) for i in missed)
    tally.mistakes.extend(Mistake("attribution spurious", gold.id, theirs[j].cue.text) for j in spurious)


def _same_parent(gold: MarkedAttribution, found: MarkedAttribution, answered: Mapping[str, str]) -> bool:
    if not gold.parent:
        return found.parent is None
    return gold.parent in answered and answered[gold.parent] == found.parent


def _unpaired(pairs: Pairs, gold: int, found: int) -> tuple[list[int], list[int]]:
    left, right = {i for i, _ in pairs}, {j for _, j in pairs}
    return [i for i in range(gold) if i not in left], [j for j in range(found) if j not in right]


class Chains:
    """On whose word: compares the attributions around a gold event with those around a found one."""

    def __init__(self, gold: Sequence[MarkedAttribution], found: Sequence[MarkedAttribution], pairs: Pairs) -> None:
        self._gold = {a.id: a for a in gold}
        self._found = {a.id: a for a in found}
        self._answered = {gold[i].id: found[j].id for i, j in pairs}

    def of(self, gold: MarkedEvent, found: MarkedEvent) -> tuple[list[str], list[str]]:
        """The two chains, innermost first."""
        return chain(gold.attribution, self._gold), chain(found.attribution, self._found)

    def same_link(self, gold: str, found: str) -> bool:
        """Paired by their cues, or another cue of the same named source."""
        if self._answered.get(gold) == found:
            return True
        ours = self._gold[gold]
        return ours.source is not None and same_source(ours, self._found[found])

    def compare(self, gold: MarkedEvent, found: MarkedEvent) -> tuple[bool, bool, int]:
        """(innermost source right, whole chain right, links in gold)."""
        ours, theirs = self.of(gold, found)
        inner = self.same_link(ours[0], theirs[0]) if ours and theirs else not ours and not theirs
        whole = len(ours) == len(theirs) and all(self.same_link(a, b) for a, b in zip(ours, theirs, strict=True))
        return inner, whole, len(ours)


def _score_events(tally: Tally, gold: Answer, found: Answer, pairs: Pairs, chains: Chains) -> None:
    ours, theirs = gold.events, found.events
    typed = claims = 0
    for i, j in pairs:
        g, s = ours[i], theirs[j]
        right_type = g.type == s.type
        typed += right_type
        if right_type:
            tally.judge("event: mode", g.mode == s.mode)
        else:
            tally.mistakes.append(Mistake("event type", gold.id, g.trigger.text, f"{g.type} read as {s.type}"))
        agents = _score_arguments(tally, g, s)
        _score_status(tally, g, s)
        inner, whole, depth = chains.compare(g, s)
        tally.judge("event: innermost source", inner)
        tally.judge("event: whole chain", whole)
        if depth >= 2:
            tally.judge("event: whole chain, of those with two links or more", whole)
        claims += right_type and inner and agents
    tally.find("event trigger", len(pairs), len(ours), len(theirs))
    tally.find("EVENT (trigger + type)", typed, len(ours), len(theirs))
    tally.find("CLAIM (trigger + type + agents + innermost source)", claims, len(ours), len(theirs))
    for kind in sorted({e.type for e in ours}):
        right = sum(ours[i].type == kind == theirs[j].type for i, j in pairs)
        tally.find(f"event type {kind}", right, sum(e.type == kind for e in ours), sum(e.type == kind for e in theirs))
    missed, spurious = _unpaired(pairs, len(ours), len(theirs))
    tally.mistakes.extend(Mistake("event missed", gold.id, ours[i].trigger.text, ours[i].type) for i in missed)
    tally.mistakes.extend(Mistake("event spurious", gold.id, theirs[j].trigger.text, theirs[j].type) for j in spurious)


def _score_arguments(tally: Tally, gold: MarkedEvent, found: MarkedEvent) -> bool:
    """Who, whom, where, when, how many; returns whether the agents are exactly right."""
    agents = _score_role(tally, "event: agents, where the trigger is found", gold.agents, found.agents)
    _score_role(tally, "event: targets, where the trigger is found", gold.targets, found.targets)
    tally.judge("event: place", shared(gold.place, found.place) > 0 if gold.place else found.place is None)
    if gold.dated or found.dated:
        tally.judge("event: date value", gold.date == found.date)
    if gold.killed or found.killed:
        tally.judge("event: killed", gold.killed == found.killed)
    if gold.injured or found.injured:
        tally.judge("event: injured", gold.injured == found.injured)
    return agents == len(gold.agents) == len(found.agents)


def _score_status(tally: Tally, gold: MarkedEvent, found: MarkedEvent) -> None:
    tally.judge("event: status", gold.status == found.status)
    if gold.status not in HAPPENED:
        tally.judge("event: status, of those that did not simply happen", gold.status == found.status)


def _score_repetition(tally: Tally, gold: Sequence[MarkedEvent], found: Sequence[MarkedEvent], pairs: Pairs) -> None:
    answers = {j: i for i, j in pairs}
    ours, theirs = links(gold, lambda n: n), links(found, answers.get)
    tally.find("same event (pairs, within a document)", len(ours & theirs), len(ours), len(theirs))
