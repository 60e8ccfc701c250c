"""Whether a mention resolved to what the gold's annotators named: their English names against those of our entities and locations.

The gold names in free English («US-led coalition aircraft», «Aden, Yemen») and knows no ids, so two names count as one when, articles,
plurals and spellings aside, the words of one are all in the other. It is a lower bound: «Syrian government forces» and «Syrian Army» are
told apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from rawi.evaluating.answers import Answer
from rawi.evaluating.matching import pair_up, shared
from rawi.evaluating.scoreboard import Board, Mistake, Tally
from rawi.model import Span

_NOISE = frozenset({"the", "of", "al", "el", "in", "and", "a", "an", "bin", "ibn"})
_WORD = re.compile(r"[a-z0-9]+")
_SPELLINGS = (
    ("mohammed", "muhammad"), ("mohamed", "muhammad"), ("mohammad", "muhammad"), ("ou", "u"), ("oo", "u"), ("ee", "i"),
    ("e", "a"), ("o", "u"),
)  # fmt: skip


def words(name: str) -> frozenset[str]:
    """The telling words of an English name, in a rough common spelling."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    out = set()
    for word in _WORD.findall(plain.replace("'", "").replace("’", "")):
        if word in _NOISE:
            continue
        for a, b in _SPELLINGS:
            word = word.replace(a, b)
        out.add(re.sub(r"(.)\1", r"\1", word.removesuffix("s")))
    return frozenset(out)


def alternatives(name: str) -> list[frozenset[str]]:
    """A name with its brackets and without them, and what stands in them: «Islamic State (ISIS)»."""
    outside = re.sub(r"\([^)]*\)", " ", name)
    inside = re.findall(r"\(([^)]*)\)", name)
    return [w for w in map(words, (name, outside, *inside)) if w]


def same_name(gold: str, found: str) -> bool:
    """Whether two English names of one mention mean the same, as far as their words tell."""
    return any(a <= b or b <= a for a in alternatives(gold) for b in alternatives(found))


def same_place(gold: str, found: str, country: str | None) -> bool:
    """Whether a place resolved to the gold's «Town, Region, Country»; `country`: the English name of ours."""
    first, *rest = [part.strip() for part in gold.split(",")]
    if rest and country is not None and not same_name(rest[-1], country):
        return False
    return same_name(first, found)


def score_names(gold: Mapping[str, Answer], found: Mapping[str, Answer], countries: Mapping[str, str]) -> Board:
    """How many agents, targets and places that were found at the gold's words resolved to what the gold names there.

    `countries`: ISO 3166-1 alpha-2 to English name. A mention that was left unresolved counts as wrong; one that the gold gives no name
    for is not judged. `resolved` is the share of the found mentions that have any entity or location at all.
    """
    tally = Tally()
    for id, right in gold.items():
        answer = found.get(id)
        if answer is None or answer.text != right.text:
            continue
        for i, j in pair_up(right.events, answer.events, lambda e: e.trigger):
            g, s = right.events[i], answer.events[j]
            for role, ours, theirs in (("agent", g.agents, s.agents), ("target", g.targets, s.targets)):
                _judge_actors(tally, role, ours, theirs, answer)
            if g.place is not None and s.place is not None and g.place.name and shared(g.place, s.place):
                known = answer.names.get(s.place.entity or "")
                tally.judge("place: resolved", known is not None)
                name, code = known if known is not None else (s.place.name or "", None)
                same = known is not None and same_place(g.place.name, name, countries.get(code or ""))
                tally.judge("place: the gold's", same)
                _note(tally, id, "place", g.place, name, same)
    return tally.board(())


def _judge_actors(tally: Tally, role: str, gold: Sequence[Span], found: Sequence[Span], answer: Answer) -> None:
    for mine in gold:
        theirs = next((s for s in found if shared(mine, s)), None)
        if theirs is None or not mine.name:
            continue
        known = answer.names.get(theirs.entity or "")
        name = known[0] if known is not None else ""
        same = bool(name) and same_name(mine.name, name)
        tally.judge(f"{role}: resolved", known is not None)
        tally.judge(f"{role}: the gold's", same)
        _note(tally, answer.id, role, mine, name, same)


def _note(tally: Tally, id: str, role: str, gold: Span, name: str, same: bool) -> None:
    if not same:
        tally.mistakes.append(Mistake(f"{role} name", id, gold.text, f"{gold.name}, ours: {name or 'unresolved'}"))
