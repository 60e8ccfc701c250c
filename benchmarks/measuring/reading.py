"""Rawi from bytes to claims, and how long that takes."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from measuring.articles import Article
from measuring.processes import Settings


class Reader:
    """Rawi in this process, its lexicon loaded; `refused` counts the articles that it refused."""

    def __init__(self) -> None:
        from rawi.errors import InputError
        from rawi.lexicon import load
        from rawi.pipeline import read_document
        from rawi.sources.documents import document_of

        self.lexicon, self._read, self._document, self._refusal = load(), read_document, document_of, InputError
        self.refused = 0

    def document(self, article: Article) -> Any:
        """The Document, or None where it is refused."""
        try:
            return self._document(article.body.decode(), id="bench", title=article.title.decode(), published=article.published)
        except self._refusal:
            self.refused += 1
            return None

    def claims(self, article: Article) -> int:
        """The number of claims in one article; 0 where it is refused."""
        document = self.document(article)
        return 0 if document is None else len(self._read(document, self.lexicon).claims)

    def many(self, articles: Iterable[Article], stepped: Callable[[int], object]) -> tuple[float, int]:
        """Seconds for all articles with one job, and the number of their claims."""
        from rawi.pooling import read_many

        start, found = time.perf_counter(), 0
        for outcome in read_many(filter(None, map(self.document, articles)), self.lexicon, 1):
            stepped(1)
            found += len(outcome[1].claims)
        return time.perf_counter() - start, found

    def digest(self, articles: Iterable[Article]) -> str:
        """Of all that is read from these articles."""
        total = hashlib.sha256()
        for document in filter(None, map(self.document, articles)):
            total.update(repr(self._read(document, self.lexicon)).encode())
        return total.hexdigest()


def identity(_: Settings) -> dict[str, str]:
    """Which Rawi is measured: its version, and the beginnings of the hashes of its code and of its lexicon. Fills the lexicon's cache."""
    import rawi
    from rawi.lexicon import load

    code = hashlib.sha256()
    for path in sorted(Path(rawi.__file__).parent.rglob("*.py")):
        code.update(path.read_bytes())
    return {"rawi": rawi.__version__, "code": code.hexdigest()[:8], "lexicon": load().version[:8]}


def size(articles: Iterable[Article]) -> int:
    """Bytes of UTF-8 to be read."""
    return sum(article.size for article in articles)


def timed(work: Callable[[Article], int], articles: Iterable[Article]) -> tuple[float, int]:
    """Seconds over all articles, and the sum of what `work` found."""
    start = time.perf_counter()
    found = sum(map(work, articles))
    return time.perf_counter() - start, found


def rate(seconds: float, number: int, bytes: int) -> dict[str, float]:
    """Seconds, kilobytes and articles a second."""
    return {
        "seconds": round(seconds, 3),
        "kb_per_second": round(bytes / 1000 / seconds, 1),
        "articles_per_second": round(number / seconds, 1),
    }


def outputs(reader: Reader, articles: Iterable[Article], jobs: int, stepped: Callable[[int], object]) -> Iterator[str | None]:
    """What `rawi read --format jsonl --jobs N` would write of each article, in order; None where it is refused."""
    from rawi.errors import RawiError
    from rawi.model import Document
    from rawi.model.writing import line
    from rawi.pooling import read_many

    for outcome in read_many(map(reader.document, articles), reader.lexicon, jobs, make=line):
        stepped(1)
        if isinstance(outcome, tuple) and isinstance(outcome[0], Document) and not isinstance(outcome[1], RawiError):
            yield outcome[1] + "\n"
        else:
            yield None


def drained(lines: Iterable[str | None]) -> dict[str, Any]:
    """Takes all output and throws it away: how many bytes it was, their hash, and how many articles gave none."""
    total, refused, digest = 0, 0, hashlib.sha256()
    for line in lines:
        if line is None:
            refused += 1
        else:
            written = line.encode()
            total += len(written)
            digest.update(written)
    return {"output_bytes": total, "sha256": digest.hexdigest(), "refused": refused}
