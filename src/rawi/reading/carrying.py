"""Dates carried: one adverbial dates all that its sentence tells in a row, and the same deed told again nearby."""

from __future__ import annotations

from rawi.model import Why
from rawi.reading.coreference import content_keys
from rawi.reading.eventdrafts import EventDraft
from rawi.reading.filling import tied
from rawi.reading.text import Text

DATED = frozenset({"ASSAULT", "CONTROL", "COERCE", "DISASTER", "PROTEST", "RETREAT"})
"""Types that happen on a day of their own; acts of speech and states of things do not share the day of a deed."""
HAPPENED = frozenset({"occurred", "ongoing", "negated"})
ROW_REACH = 40
_APART = frozenset({"بعد", "قبل", "منذ", "غداة", "عشية", "رغم", "ردا", "فيما", "بينما", "حين", "عندما", "لكن", "ولكن"})


def carry_in_sentence(text: Text, row: list[EventDraft]) -> None:
    """«انفجرت سيارة … يوم الأربعاء ثم اقتحمه مسلحون فقتل سبعة»: what follows, or is the harm of, a dated deed of the sentence."""
    for _ in range(2):  # a harm may stand before the deed that another deed dates
        for one in row:
            if one.date is not None or not _datable(one):
                continue
            near = [o for o in row if o.date is not None and _datable(o) and _row(text, one, o)]
            if near:
                other = min(near, key=lambda o: abs(o.trigger.at - one.trigger.at))
                _take(one, other, "the deed told with it")


def _datable(draft: EventDraft) -> bool:
    return draft.trigger.sense.type in DATED and draft.status[0] in HAPPENED


def _row(text: Text, one: EventDraft, other: EventDraft) -> bool:
    """Whether the two are told in a row, so that they share a day."""
    a, b = sorted((one.trigger.at, other.trigger.at))
    between = range(a + 1, b)
    if b - a > ROW_REACH or one.attribution != other.attribution:
        return False
    if any(text.is_mark(k, "؛.:") or text.words[k].key in _APART or text.tags[k] == "COMP" for k in between):
        return False
    if other.trigger.at > one.trigger.at:
        return tied(text, one, other)
    if tied(text, one, other) or text.words[one.trigger.at].proclitic.startswith("ف"):
        return True
    return any(text.words[k].key == "ثم" for k in range(max(a, one.trigger.at - 3), one.trigger.at))


def carry_in_article(text: Text, drafts: list[EventDraft], groups: dict[int, str]) -> None:
    """The same deed told again in the story, a few sentences on or back, has the same day.

    The headline's deed is left without one, as the gold has it: whoever compares finds its day through the events that are the same.
    """
    days: dict[str, list[EventDraft]] = {}
    for i, draft in enumerate(drafts):
        if i in groups and draft.date is not None and len(draft.date.value or "") == DAY:
            days.setdefault(groups[i], []).append(draft)
    for i, draft in enumerate(drafts):
        if draft.date is not None or draft.trigger.at < text.title_end or not _datable(draft) or draft.trigger.sense.type not in TOLD_AGAIN:
            continue
        told = days.get(groups.get(i, ""), [])
        values = {d.date.value for d in told if d.date is not None}
        here = text.sentence_of[draft.trigger.at]
        near = [d for d in told if abs(text.sentence_of[d.trigger.at] - here) <= SENTENCES and _shares(text, d, draft)]
        if len(values) == 1 and near:
            _take(draft, near[0], "the same event, told elsewhere")


def _shares(text: Text, a: EventDraft, b: EventDraft) -> bool:
    """Whether two tellings name one place, victim or doer, or one of them takes the other up («الهجوم»)."""
    first, last = sorted((a.trigger.at, b.trigger.at))
    if text.sentence_of[first] == text.sentence_of[last] and any(text.words[k].key in _APART for k in range(first, last)):
        return False  # «في كمين بعد ساعات من تفجير …»
    if text.words[b.trigger.at].definite or text.words[a.trigger.at].definite:
        return True
    named = [[*d.args.targets, *d.args.agents, *([d.place] if d.place else [])] for d in (a, b)]
    return bool(content_keys(text, named[0]) & content_keys(text, named[1]))


DAY = len("YYYY-MM-DD")
TOLD_AGAIN = frozenset({"ASSAULT", "COERCE", "PROTEST"})
SENTENCES = 3
"""So far from the dated telling the same deed still has its day."""


def _take(draft: EventDraft, other: EventDraft, why: str) -> None:
    draft.date = other.date
    draft.why.append(Why("date", None, why))
