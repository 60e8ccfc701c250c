"""Attributions under construction, and the state of one pass over a text."""

from __future__ import annotations

from dataclasses import dataclass, field

from rawi.model import Why
from rawi.reading.introducers import Cue
from rawi.reading.phrases import Phrase
from rawi.reading.sources import Source, known_again
from rawi.reading.sources import source_of as plain_source
from rawi.reading.text import Text


@dataclass(slots=True)
class Draft:
    """An attribution under construction: content as token ranges."""

    cue: Cue
    source: Source | None
    content: list[tuple[int, int]]
    mode: str
    channel: str
    stance: str
    why: list[Why]
    forced_parent: Draft | None = None
    nested: bool = False


@dataclass(slots=True)
class State:
    """One pass over a text: the drafts so far, the sources seen, and the cues of the sentence at hand."""

    text: Text
    drafts: list[Draft] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    cues: dict[int, Cue] = field(default_factory=dict)

    def add(self, draft: Draft, source: Source | None) -> None:
        draft.nested = self.nested(draft.cue.first)
        self.drafts.append(draft)
        if source is not None and source.span is not None and not draft.nested:
            self.sources.append(source)

    def nested(self, at: int) -> bool:
        """Whether token `at` lies within what somebody says in the same sentence."""
        text = self.text
        for draft in reversed(self.drafts[-6:]):
            if text.sentence_of[draft.cue.first] != text.sentence_of[at] or draft.cue.first == at:
                continue
            if any(a <= at < b for a, b in draft.content):
                return True
        return False

    def speech_around(self, at: int) -> int:
        """The first token of the innermost reported words, begun by a cue before them in the sentence, that hold token `at`; else 0."""
        here = self.text.sentence_of[at]
        spoken = [
            a for d in self.drafts[-6:] if self.text.sentence_of[d.cue.first] == here and d.cue.first < at
            for a, b in d.content if d.cue.first < a <= at < b
        ]  # fmt: skip
        return max(spoken, default=0)

    def source_of(self, phrase: Phrase) -> Source:
        """The source that `phrase` names, with what an earlier, fuller naming in the article tells of it."""
        source = plain_source(self.text, phrase)
        fuller = known_again(self.text, phrase, self.sources)
        if fuller is not None:
            source.kind, source.name, source.speaks_for = fuller.kind, fuller.name, fuller.speaks_for
            source.words |= fuller.words
        return source
