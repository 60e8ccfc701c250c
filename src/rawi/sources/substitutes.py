"""Pages that servers send with a good status in the place of an article: not found, for subscribers, consent, a check of the browser.

What they say is data (`data/substitutes/`, one kind a file). An article may use the same words: a page is refused only where a line or
headline says nothing but that, and too little else is there to be an article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from rawi.arabic.script import fold
from rawi.errors import NoArticle

TITLE_SPARE, ALONE_SPARE = 2, 1
LONGEST = 6_000
"""Characters of text beyond which a page is an article in any case."""
_SEGMENT = re.compile(r"[\n.؟?!؛;…]+")
_WORD = re.compile(r"[\w']+")
_SITE = re.compile(r"\s+[|\-–—»:]\s+")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of page in an article's place; phrases are folded, as blank-separated words with a blank at either end."""

    kind: str
    english: str
    titles: tuple[str, ...]
    lines: tuple[str, ...]
    alone: tuple[str, ...]
    marks: tuple[str, ...]
    least: int
    spare: int
    rest: int
    rest_titled: int


def _words(text: str) -> str:
    return f" {' '.join(_WORD.findall(fold(text).casefold()))} "


def _kind(data: dict[str, Any]) -> Kind:
    phrases = {name: tuple(dict.fromkeys(_words(str(p)) for p in data.get(name, ()))) for name in ("titles", "lines", "alone")}
    limits = {name: int(data.get(name, 1)) for name in ("least", "spare", "rest", "rest_titled")}
    return Kind(data["kind"], data["english"], marks=tuple(data.get("marks", ())), **phrases, **limits)  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def kinds() -> tuple[Kind, ...]:
    """All kinds, in the order of their files' names."""
    import yaml  # only where a page is read: `rawi --help` should not wait for it

    folder = files("rawi.sources") / "data" / "substitutes"
    paths = sorted((p for p in folder.iterdir() if p.name.endswith(".yaml")), key=lambda p: p.name)
    return tuple(_kind(yaml.safe_load(path.read_text("utf-8"))) for path in paths)


def _said(words: str, phrases: Iterable[str], spare: int) -> str | None:
    """The first of `phrases` that `words` says with at most `spare` words more."""
    count = words.count(" ") - 1
    return next((p for p in phrases if p in words and count <= p.count(" ") - 1 + spare), None)


def _title_says(titles: Iterable[str], kind: Kind) -> str | None:
    for title in titles:
        for part in (title, *_SITE.split(title)):
            if found := _said(_words(part[:300]), kind.titles, TITLE_SPARE):
                return found
    return None


def substitute(titles: Iterable[str], text: str, markup: str = "", notice: str = "") -> tuple[Kind, str] | None:
    """(kind, the words that say so) of a page that is no article, else None.

    `titles` are its headlines, `text` what was taken for the article, `markup` the page, `notice` what the page marks as a barrier of its
    own and the text may lack.
    """
    if len(text) > LONGEST:
        return None
    titles = list(titles)
    segments = [(len(s), _words(s)) for s in _SEGMENT.split(text) if s.strip()]
    barrier = [_words(s) for s in _SEGMENT.split(notice[:2_000]) if s.strip()]
    for kind in kinds():
        said = [(size, _line_says(words, kind)) for size, words in segments]
        rest = sum(size for size, found in said if found is None)
        found = {f for _, f in said if f} | {f for words in barrier if (f := _line_says(words, kind))}
        if len(found) >= kind.least and rest <= kind.rest:
            return kind, min(found).strip()
        if (title := _title_says(titles, kind)) and rest <= kind.rest_titled:
            return kind, title.strip()
        if (mark := next((m for m in kind.marks if m in markup), None)) and rest <= kind.rest:
            return kind, mark
    return None


def _line_says(words: str, kind: Kind) -> str | None:
    return _said(words, kind.lines, kind.spare) or _said(words, kind.alone, ALONE_SPARE)


def check_article(titles: Iterable[str], text: str, markup: str = "", notice: str = "") -> None:
    """Raises NoArticle for a page that stands in an article's place; arguments as for `substitute`."""
    if (found := substitute(titles, text, markup, notice)) is not None:
        kind, words = found
        raise NoArticle(f"no article ({kind.kind}): {kind.english}: {words!r}")
