"""A wire report taken over whole: opened by «… الخبر التالي», it runs to where the agency's voice ends."""

from __future__ import annotations

from rawi.model import Why
from rawi.reading.clauses import postverbal_subject
from rawi.reading.drafts import Draft, State
from rawi.reading.introducers import Cue
from rawi.reading.phrases import coordinated, phrase_at
from rawi.reading.sources import Source
from rawi.reading.text import Text


def read_wires(state: State) -> None:
    """«نقلت وكالة … الخبر التالي» and a line break: the agency's words run to where its voice ends."""
    text = state.text
    openers = text.lexicon.folded("wire_openers")
    longest = max((o.count(" ") + 1 for o in openers), default=0)
    for n, (a, b) in enumerate(text.sentences[:-1]):
        key = _tail(text, a, b, longest)
        opener = next((o for o in openers if key.endswith(o)), None)
        if opener is None or n + 1 >= len(text.sentences):
            continue
        cue_at = next((i for i in range(b - 1, a - 1, -1) if text.words[i].cues and text.tags[i] == "V"), None)
        if cue_at is None:
            continue
        phrase = postverbal_subject(text, cue_at, b, wide=True)
        if phrase is None:
            continue
        members = coordinated(text, phrase, b, wide=True)
        source = _wire_agency(state, cue_at, b) or state.source_of(members[-1])
        end = _wire_end(state, n + 1, source)
        reading = next(r for r in text.words[cue_at].cues)
        sense = text.lexicon.sense(reading.sense)
        cue = Cue(cue_at, cue_at + 1, sense, reading, "wire", text.sentences[n + 1][0], b, "wire report")
        last = text.sentences[end][1]
        draft = Draft(
            cue, source, [(text.sentences[n + 1][0], last)], "direct", "report", "asserts",
            [Why("a wire report opened by «" + opener + "»", sense.where)],
        )  # fmt: skip
        state.drafts = [d for d in state.drafts if d.cue.first != cue_at]
        state.drafts.append(draft)


def _tail(text: Text, a: int, b: int, words: int) -> str:
    """The last `words` words of a sentence, folded."""
    keys: list[str] = []
    for i in range(b - 1, a - 1, -1):
        if text.words[i].key:
            keys.append(text.words[i].key)
            if len(keys) == words:
                break
    return " ".join(reversed(keys))


def _wire_agency(state: State, cue: int, end: int) -> Source | None:
    """The agency named behind the cue («نقلت وكالات الأنباء وبالذات وكالة … الخبر التالي»): the last one by its name."""
    text = state.text
    for i in range(end - 1, cue, -1):
        mention = text.mentions.get(i)
        if mention is not None and any(e.subkind == "agency" for e in mention.entities):
            phrase = phrase_at(text, i, mention.last)
            return state.source_of(phrase) if phrase is not None else None
    return None


def _wire_end(state: State, n: int, source: Source) -> int:
    """The last sentence of a wire report: the last one, in a row from `n`, that reports or is followed by one that does."""
    text = state.text
    signed = [
        text.sentence_of[d.cue.first] for d in state.drafts
        if d.cue.intro in ("prep-source", "clause") and d.source is not None and d.source.name == source.name and source.name
    ]  # fmt: skip
    if any(k >= n for k in signed):
        return max(k for k in signed if k >= n)  # the report ends where the agency is named again
    last_signed = n
    for k in range(n, len(text.sentences)):
        a, b = text.sentences[k]
        if k > n and text.opinion_weight(a, b) >= 2:
            break
        last_signed = k
    for k in range(last_signed, n - 1, -1):
        a, b = text.sentences[k]
        if any(d.cue.first >= a and d.cue.last <= b for d in state.drafts) or k == last_signed:
            return k
    return last_signed
