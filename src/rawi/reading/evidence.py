"""The sentence that a span stands in: what a reader checks a claim against."""

from __future__ import annotations

from bisect import bisect_right

from rawi.arabic.tokens import Token, sentences, tokenise
from rawi.model import Span


class Evidence:
    """The sentences of one text, by offset."""

    def __init__(self, text: str, tokens: list[Token] | None = None) -> None:
        """`tokens`: those of the text, where they are at hand."""
        self.text = text
        tokens = tokenise(text) if tokens is None else tokens
        self._bounds = [(tokens[a].start, tokens[b - 1].end) for a, b in sentences(tokens)]
        self._starts = [start for start, _ in self._bounds]

    def bounds(self, at: Span) -> tuple[int, int]:
        """`[start, end)` of the sentence that `at` begins in; `at` itself where no sentence is."""
        n = bisect_right(self._starts, at.start) - 1
        if n < 0 or self._bounds[n][1] <= at.start:
            return at.start, at.end
        return self._bounds[n][0], max(self._bounds[n][1], at.end)

    def sentence(self, at: Span) -> str:
        """The words of that sentence."""
        start, end = self.bounds(at)
        return self.text[start:end]
