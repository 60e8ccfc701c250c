"""What is read: articles as raw bytes, ever more of them by recombination, and the same as web pages."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator
from html import escape
from itertools import cycle, islice
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
NEWS = ROOT.parent / "shared" / "samples" / "news-2015-07.jsonl.gz"
OWN = ROOT / "tests" / "gold" / "articles.jsonl"
OWN_SENTENCES = ROOT / "tests" / "gold" / "sentences.jsonl"
SENTENCES = 3
"""Sentences of a recombined article."""
DRAWN_FROM = 2_000
"""So many articles give the sentences."""
SEED = 1
PUBLISHED = "2015-07-20"
_SENTENCE = re.compile(r"[^.؟!\n]+[.؟!]?")
_USUAL = range(40, 401)
"""Characters of a sentence that is drawn: neither a heading nor a list."""


class Article(NamedTuple):
    """Title and body in UTF-8, and the date of publication (YYYY-MM-DD)."""

    title: bytes
    body: bytes
    published: str | None

    @property
    def size(self) -> int:
        """Bytes to be read."""
        return len(self.title) + len(self.body)

    @property
    def text(self) -> str:
        """Title, a blank line, body."""
        return f"{self.title.decode()}\n\n{self.body.decode()}"


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def corpus_file(given: Path | None = None) -> Path:
    """The file in use: the one given, else the newspaper articles where they are at hand, else the project's own."""
    return given or (NEWS if NEWS.exists() else OWN)


def corpus(number: int, given: Path | None = None) -> Iterator[Article]:
    """The first `number` articles; a file that holds fewer is read over and over."""
    rows = list(islice(_lines(corpus_file(given)), number))
    for row in islice(cycle(rows), number):
        title, text = row.get("title") or "", row["text"]
        published = row.get("published") or row.get("metadata", {}).get("published")
        yield Article(title.encode(), text.removeprefix(f"{title}\n\n").encode() if title else text.encode(), published)


def held(given: Path | None = None) -> int:
    """How many articles the corpus holds."""
    return sum(1 for _ in _lines(corpus_file(given)))


def sentences(given: Path | None = None) -> list[str]:
    """The distinct sentences that articles are recombined from, in the order they stand in."""
    path = corpus_file(given)
    texts = [row["text"] for row in islice(_lines(path), DRAWN_FROM)]
    if path == OWN:
        texts += [row["text"] for row in _lines(OWN_SENTENCES)]
    found = (match[0].strip() for text in texts for match in _SENTENCE.finditer(text))
    return list(dict.fromkeys(sentence for sentence in found if len(sentence) in _USUAL))


def recombined(number: int, drawn: list[str]) -> Iterator[Article]:
    """`number` short articles of SENTENCES sentences drawn by lot, one at a time. The n-th is the same however many are asked for."""
    for n in range(number):
        lot = random.Random(SEED * 1_000_000_007 + n)
        yield Article(b"", " ".join(lot.choices(drawn, k=SENTENCES)).encode(), PUBLISHED)


MENU = ("الرئيسية", "سياسة", "اقتصاد", "ثقافة وفنون", "رياضة", "علوم وتقنية", "رأي", "وسائط", "من نحن", "اتصل بنا")
_PAGE = """<!DOCTYPE html>
<html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{title} | الصحيفة</title>
<meta property="og:type" content="article"><meta property="og:site_name" content="الصحيفة">
<meta property="article:published_time" content="{published}T08:00:00Z">
<link rel="stylesheet" href="/style.css"><script>window.page = {{"kind": "article"}};</script></head>
<body><header><a href="/">الصحيفة</a><nav><ul>{menu}</ul></nav></header>
<main><article><h1>{title}</h1><p class="meta"><time datetime="{published}">{published}</time></p>
{paragraphs}
</article>
<aside><h2>اقرأ أيضا</h2><ul>{others}</ul></aside></main>
<footer><p>جميع الحقوق محفوظة للصحيفة</p><ul>{menu}</ul></footer></body></html>
"""


def page(article: Article, others: list[Article]) -> str:
    """The article as a news site shows it: menu, headline, paragraphs, headlines of `others` beside it, footer."""
    paragraphs = (line.strip() for line in article.body.decode().splitlines())
    return _PAGE.format(
        title=escape(article.title.decode()),
        published=article.published or PUBLISHED,
        menu="".join(f'<li><a href="/s/{n}">{name}</a></li>' for n, name in enumerate(MENU)),
        paragraphs="\n".join(f"<p>{escape(line)}</p>" for line in paragraphs if line),
        others="".join(f'<li><a href="/a/{n}">{escape(other.title.decode())}</a></li>' for n, other in enumerate(others)),
    )


def pages(articles: list[Article]) -> list[str]:
    """Each article as a page that bears the headlines of the five after it."""
    return [page(article, [articles[(n + k) % len(articles)] for k in range(1, 6)]) for n, article in enumerate(articles)]
