"""Where reported words begin and end."""

from __future__ import annotations

from rawi.reading.drafts import State
from rawi.reading.introducers import Cue
from rawi.reading.text import Text

SHORT = 6
_FIRST_PERSON_WORDS = frozenset(
    ["نحن", "انا", "اننا", "اني", "انني", "لدينا", "علينا", "لنا", "بلادنا", "شعبنا", "قواتنا", "لي", "عندي", "عندنا"]
)


def _first_person(text: Text, k: int) -> bool:
    word = text.words[k]
    return text.tags[k] == "V" and bool(word.verbs) and all(".1" in r.form for r in word.verbs)


def _leaves(text: Text, k: int, intro: str) -> bool:
    """Whether the content cannot go on at `k`: the author speaks, or a finite clause is joined to a content that is a mere noun phrase."""
    word = text.words[k]
    if intro in ("prep", "object", "that") and word.proclitic == "و" and _narrates(text, k):
        return True
    if intro not in ("prep", "object"):
        return False
    if word.key in _CONSEQUENCE:
        return True
    if not text.is_mark(k - 1, "،,"):
        return False
    if text.tags[k] == "V" and word.proclitic in ("و", "ف") and bool(word.verbs):
        return True
    return word.key in _BUT


_CONSEQUENCE = frozenset(["مما", "لان", "لانه", "لانها", "لانهم"])
_BUT = frozenset(["الا", "لكن", "لكنه", "لكنها", "لكنهم", "ولكن", "ولكنه", "ولكنها", "غير", "بيد", "فيما", "بينما"])


def _narrates(text: Text, k: int) -> bool:
    """«وشاهدنا …»: a perfect of the first person, the author's own voice, when the words before were told in the third."""
    word = text.words[k]
    return text.tags[k] == "V" and bool(word.verbs) and all(r.form.startswith("v.p.1") for r in word.verbs)


def before(state: State, first: int, end: int) -> tuple[int, int] | None:
    text = state.text
    while end > first and text.tags[end - 1] in ("PUN",) and not text.is_mark(end - 1, ")"):
        end -= 1
    while first < end and text.tags[first] == "PUN":
        first += 1
    return (first, end) if end - first >= 2 else None


def following(state: State, start: int, last: int, cue: Cue) -> tuple[int, int] | None:
    text = state.text
    while start < last and (text.is_mark(start, "،,:") or text.tags[start] == "COMP" or text.words[start].key in ("فان", "فانه", "فانها")):
        start += 1
    end = _end(state, start, last, cue)
    return (start, end) if end - start >= 2 else None


def content_of(state: State, start: int, last: int, cue: Cue | None) -> tuple[list[tuple[int, int]], str] | None:
    """(content ranges, mode) of the content that begins at `start`."""
    text = state.text
    while start < last and text.is_mark(start, ":،"):
        start += 1
    if start >= last:
        nxt = text.sentence_of[start - 1] + 1
        if not ((cue is not None and cue.intro == "colon") or cue is None) or nxt >= len(text.sentences):
            return None
        start, last = text.sentences[nxt]
    if text.tokens[start].kind == "mark" and text.is_quote(start):
        close = text.quote_close.get(start)
        if close is None and start + 1 >= last:
            return None  # a quotation that opens at the end and says nothing
        if close is None:
            return [(start + 1, _end(state, start + 1, last, cue))], "direct"
        if close - start > SHORT or close + 1 >= last or text.is_mark(close + 1, ".،؛,"):
            return _quoted(state, start, close, last, cue)
    end = _end(state, start, last, cue)
    if end - start < 1:
        return None
    inner = any(text.quote_close.get(k, 0) - k > SHORT and text.quote_close[k] <= end for k in range(start, end) if text.is_quote(k))
    direct = cue is None or cue.intro == "colon"
    first_person = direct and any(text.words[k].key in _FIRST_PERSON_WORDS or _first_person(text, k) for k in range(start, end))
    return [(start, end)], "direct" if first_person else "mixed" if inner else "indirect"


def _quoted(state: State, start: int, close: int, last: int, cue: Cue | None) -> tuple[list[tuple[int, int]], str] | None:
    text = state.text
    if close - start < 2:
        return None
    after = close + 1
    following = text.words[after] if after < len(text.words) and after < last else None
    ends = (
        after >= last or following is None or text.tags[after] == "PUN" or after in state.cues or following.proclitic in ("و", "ف")
        or text.tags[after] in ("C", "V")
    )  # fmt: skip
    if ends:
        return [(start + 1, close)], "direct"
    return [(start, _end(state, after, last, cue))], "mixed"


def _end(state: State, start: int, last: int, cue: Cue | None) -> int:
    """Where content beginning at `start` ends: the sentence's end, or before the next cue of the same level."""
    text = state.text
    end = last
    k = start
    if cue is not None and cue.intro == "bare" and cue.reading is not None and cue.reading.form.endswith(".p"):
        last = next((m for m in range(start, last) if text.tags[m] == "V" and text.words[m].cues), last)
        end = last
    while k < last:
        close = text.quote_close.get(k)
        if close is not None and close < last and close - k > SHORT:
            k = close + 1
            continue
        if text.tags[k] == "Q" and k in text.quote_open and text.quote_open[k] < start - 1:
            end = k
            break
        if cue is not None and k > start and _leaves(text, k, cue.intro):
            end = k
            break
        other = state.cues.get(k)
        if other is not None and other is not cue and k > start and _cuts(state, other, k, cue):
            end = k
            break
        k += 1
    while end > start and (
        (text.tags[end - 1] == "PUN" and not text.is_mark(end - 1, ")]%")) or text.words[end - 1].key in ("و", "كما", "فيما", "حيث")
    ):
        end -= 1
    if end > start and text.tags[end - 1] == "Q" and text.quote_open.get(end - 1, start) < start:
        end -= 1
    return end


def _cuts(state: State, other: Cue, k: int, cue: Cue | None) -> bool:
    text = state.text
    if other.intro == "phrase" and other.sense.stance == "denies":
        return False  # «… إن الخبر عار عن الصحة»: the speaker's own denial
    if other.intro in ("prep-source", "clause", "phrase"):
        return text.is_mark(k - 1, "،,-") or other.intro == "phrase" or other.sense.label in ("بحسب", "حسب", "وفق", "وفقا ل", "حسبما")
    if other.rule.startswith("participle"):
        if cue is not None and cue.intro in ("prep", "object") and other.intro in ("that", "colon", "quote"):
            return True  # «أعلنت مسؤوليتها عن الهجوم قائلة إن …»
        return text.is_mark(k - 1, "،,") or text.words[k].proclitic == "و"
    if other.rule.startswith("noun"):
        return False
    return text.words[k].proclitic in ("و", "ف") or text.words[k - 1].key in ("كما", "فيما", "بينما")
