"""Speakers named again: «المصدر» after «مصدر عسكري», «المركز» after «المركز الإعلامي للجيش», a headline's «المرصد» before the full name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from rawi.model import Attribution, Span
from rawi.resolving.scene import Scene


@dataclass(slots=True)
class _Speaker:
    """A source as named once: its span, its head word and all its words, without articles and clitics."""

    span: Span
    at: int
    head: str
    words: frozenset[str]
    definite: bool

    @property
    def vague(self) -> bool:
        """Whether nothing but a noun says who it is."""
        return self.span.entity is None or self.span.entity.startswith("generic:")


def settle(scene: Scene, attributions: Iterable[Attribution], spans: dict[tuple[int, int], Span]) -> None:
    """Gives each source that only takes up a fuller naming the entity of that naming, in `spans` (by start and end).

    In the story the fuller naming stands before, the nearest first; for the headline it stands in the story.
    """
    keys = sorted({(a.source.start, a.source.end) for a in attributions if a.source is not None})
    speakers = [s for key in keys if (s := _speaker(scene, spans[key])) is not None]
    for n, one in enumerate(speakers):
        if not one.vague or not one.definite:
            continue
        headline = one.at < scene.text.title_end
        others = [s for s in speakers if s.at >= scene.text.title_end] if headline else list(reversed(speakers[:n]))
        fuller = next((o for o in others if o.span.entity and o.head == one.head and one.words < o.words), None)
        if fuller is not None:
            one.span = replace(one.span, name=fuller.span.name, entity=fuller.span.entity)
            spans[(one.span.start, one.span.end)] = one.span
            one.words |= fuller.words


def _speaker(scene: Scene, span: Span) -> _Speaker | None:
    first, last = scene.tokens(span)
    spoken = [scene.text.words[i] for i in range(first, last) if scene.text.words[i].key and not scene.text.words[i].function]
    if not spoken:
        return None
    words = frozenset(w.bare_key for w in spoken)
    return _Speaker(span, first, spoken[0].bare_key, words, spoken[0].definite or first < scene.text.title_end)
