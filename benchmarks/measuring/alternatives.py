"""What a user would pick instead, each over the same articles: one tool in one process, run by the Python that has it installed.

    python -P alternatives.py TOOL ARTICLES.jsonl SECONDS

A line of ARTICLES is {"text": …, "page": …}; no article is begun after SECONDS. Prints one line of JSON. Knows nothing of Rawi and
imports nothing of it: some of these tools are under the GPL, and are only ever run beside Rawi, never in it.
"""

from __future__ import annotations

import json
import platform
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import metadata
from pathlib import Path
from typing import Any

Work = Callable[[str], Any]
"""From the text of an article, or from its page, to what the tool gives: things, or a text. Their number or length is reported."""
TEXT, PAGE = "text", "page"
_WORD = re.compile(r"\w+")


# --- from text ----------------------------------------------------------------------------------------------------------------

STEMS = (
    "قتل", "مقتل", "قصف", "هجوم", "هاجم", "غارة", "غارات", "انفجار", "فجر", "تفجير",
    "اشتباك", "معارك", "جرح", "اصاب", "استهدف", "اغتال", "خطف", "طعن", "ذبح", "دمر",
    "تظاهر", "مظاهر", "احتجاج", "احتج", "اعتصام", "اضراب", "مسيرة", "متظاهر", "اعتقل", "اعتقال",
    "اوقف", "ضبط", "صادر", "سيطر", "سيطرة", "حرر", "استعاد", "تحرير", "اجتمع", "التقى",
)  # fmt: skip
_TOKEN = re.compile(r"\w+|[^\w\s]")
_CLITICS = re.compile(r"^[وف]?(?:[بلك]?ال|لل|[بلكسي])?")
_FOLD = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "\u0640": None, **{chr(c): None for c in range(0x64B, 0x653)}})


def keyword_coder() -> Callable[[str], int]:
    """The number of tokens that begin, as written or with clitics taken off, with one of 40 stems."""

    def found(text: str) -> int:
        tokens = _TOKEN.findall(text.translate(_FOLD))
        return sum(token.startswith(STEMS) or _CLITICS.sub("", token, count=1).startswith(STEMS) for token in tokens)

    return found


def pyarabic() -> Work:
    """Sentences, and the tokens of each."""
    from pyarabic.araby import sentence_tokenize, tokenize

    return lambda text: [token for sentence in sentence_tokenize(text) for token in tokenize(sentence)]


def sentencex() -> Work:
    """Sentences."""
    from sentencex import segment

    return lambda text: list(segment("ar", text))


def pysbd() -> Work:
    """Sentences."""
    from pysbd import Segmenter

    segmenter = Segmenter(language="ar", clean=False)
    return lambda text: segmenter.segment(text)


def spacy() -> Work:
    """Sentences of tokens, from rules: spaCy has no trained pipeline for Arabic."""
    from spacy import blank

    pipeline = blank("ar")
    pipeline.add_pipe("sentencizer")
    return lambda text: [token for sentence in pipeline(text).sents for token in sentence]


def snowball() -> Work:
    """Stems."""
    from snowballstemmer import stemmer

    arabic = stemmer("arabic")
    return lambda text: arabic.stemWords(_WORD.findall(text))


def isri() -> Work:
    """Stems near the root."""
    from nltk.stem.isri import ISRIStemmer
    from nltk.tokenize import wordpunct_tokenize

    stemmer = ISRIStemmer()
    return lambda text: [stemmer.stem(token) for token in wordpunct_tokenize(text)]


def tashaphyne() -> Work:
    """Light stems."""
    from pyarabic.araby import tokenize
    from tashaphyne.stemming import ArabicLightStemmer

    stemmer = ArabicLightStemmer()
    return lambda text: [stemmer.light_stem(token) for token in tokenize(text)]


def qalsadi() -> Work:
    """Every analysis of every word, out of context."""
    from qalsadi.analex import Analex

    analyser = Analex()
    return lambda text: analyser.check_text(text)


def farahidi() -> Work:
    """Every analysis of every word, out of context."""
    from farahidi import analyze_text

    return lambda text: list(analyze_text(text))


# --- from pages ---------------------------------------------------------------------------------------------------------------


def trafilatura() -> Work:
    """The article's text, and its metadata."""
    from trafilatura import bare_extraction

    return lambda page: getattr(bare_extraction(page, with_metadata=True), "text", "") or ""


def readability() -> Work:
    """The article's text."""
    from lxml.html import fromstring
    from readability import Document

    return lambda page: str(fromstring(Document(page).summary(html_partial=True)).text_content())


def justext() -> Work:
    """The article's text."""
    from justext import get_stoplist
    from justext import justext as paragraphs_of

    stops = get_stoplist("Arabic")
    return lambda page: "\n".join(p.text for p in paragraphs_of(page.encode(), stops, encoding="utf-8") if not p.is_boilerplate)


def _chained(extract: Work, read: Work) -> Work:
    return lambda page: read(extract(page))


@dataclass(frozen=True, slots=True)
class Tool:
    """`packages`: those whose version and licence are told, the first the tool's own. `reads`: TEXT or PAGE."""

    name: str
    make: Callable[[], Work]
    packages: tuple[str, ...]
    reads: str
    gives: str


ANALYSES = "all lemmas and parts of speech of each word, out of context"
TOOLS = {
    "keywords": Tool("keyword coder, 40 stems", keyword_coder, (), TEXT, "event words; no actor, source, place, date or status"),
    "pyarabic": Tool("PyArabic", pyarabic, ("pyarabic",), TEXT, "sentences, tokens"),
    "sentencex": Tool("sentencex", sentencex, ("sentencex",), TEXT, "sentences"),
    "pysbd": Tool("pySBD", pysbd, ("pysbd",), TEXT, "sentences"),
    "spacy": Tool("spaCy, blank Arabic", spacy, ("spacy",), TEXT, "sentences, tokens"),
    "snowball": Tool("Snowball", snowball, ("snowballstemmer",), TEXT, "stems"),
    "isri": Tool("NLTK, ISRI", isri, ("nltk",), TEXT, "stems near the root"),
    "tashaphyne": Tool("Tashaphyne", tashaphyne, ("tashaphyne", "pyarabic"), TEXT, "light stems"),
    "qalsadi": Tool("Qalsadi", qalsadi, ("qalsadi",), TEXT, ANALYSES),
    "farahidi": Tool("farahidi (AlKhalil Morpho Sys 2)", farahidi, ("farahidi",), TEXT, ANALYSES),
    "trafilatura": Tool("trafilatura", trafilatura, ("trafilatura",), PAGE, "the text, title, date"),
    "readability": Tool("readability-lxml", readability, ("readability-lxml",), PAGE, "the text"),
    "justext": Tool("jusText", justext, ("justext",), PAGE, "the text"),
    "trafilatura-keywords": Tool(
        "trafilatura, then the keyword coder", lambda: _chained(trafilatura(), keyword_coder()), ("trafilatura",), PAGE, "event words"
    ),
    "trafilatura-qalsadi": Tool(
        "trafilatura, then Qalsadi", lambda: _chained(trafilatura(), qalsadi()), ("trafilatura", "qalsadi"), PAGE, "all lemmas of each word"
    ),
}  # fmt: skip
LEFT_OUT = {
    "CAMeL Tools": "its Arabic databases are a separate download; the package in the registry holds none",
    "Stanza": "its Arabic models are a separate download",
    "Farasa": "its Python package downloads the Java program when first used",
    "PETRARCH2, UniversalPetrarch": "not in a package registry, and they need the output of a parser",
    "GDELT, POLECAT, ACLED, UCDP": "data, not programs that can be run on an article",
}
"""What one may look for here, and why it is not measured."""


WARM = {
    TEXT: "قال وزير الصحة إن المستشفى الجديد يفتح أبوابه غدا في العاصمة.",
    PAGE: "<!DOCTYPE html><html lang='ar'><head><title>مستشفى جديد</title></head><body><article><h1>مستشفى جديد</h1>"
    + "<p>قال وزير الصحة إن المستشفى الجديد يفتح أبوابه غدا في العاصمة.</p>" * 8
    + "</article></body></html>",
}
"""Read before time counts: many tools load their data only now. It belongs to the time until a tool is ready."""


# --- running ------------------------------------------------------------------------------------------------------------------


def read_all(
    work: Callable[[Any], Any], texts: Iterable[Any], budget: float, stepped: Callable[[int], object] = lambda _: None
) -> tuple[list[float], list[Any]]:
    """Seconds of the processor for each text, and what `work` gave for it; after `budget` seconds no text but the first is begun."""
    spent: list[float] = []
    given: list[Any] = []
    begun = time.perf_counter()
    for text in texts:
        if spent and time.perf_counter() - begun > budget:
            break
        start = time.process_time()
        given.append(work(text))
        spent.append(time.process_time() - start)
        stepped(1)
    return spent, given


def likeness(found: list[str], wanted: list[str]) -> dict[str, float]:
    """Of texts taken from pages: the share of the article's words that are `kept`, and that of the found words that are `foreign`."""
    common = got = had = 0
    for text, article in zip(found, wanted, strict=False):
        words, own = Counter(_WORD.findall(text)), Counter(_WORD.findall(article))
        common += (words & own).total()
        got += words.total()
        had += own.total()
    return {"kept": round(common / had, 4), "foreign": round(1 - common / got, 4) if got else 0.0}


def summary(spent: list[float], given: list[Any], articles: list[dict[str, str]], reads: str) -> dict[str, Any]:
    """What one run is reported as; texts out of pages are held against the articles that the pages were made of."""
    unit = 1 if sys.platform == "darwin" else 1024
    result: dict[str, Any] = {
        "spent": [round(seconds, 5) for seconds in spent],
        "found": sum(one if isinstance(one, int) else len(one or ()) for one in given),
        "refused": sum(one is None for one in given),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6, 1),
    }
    if reads == PAGE and any(isinstance(one, str) for one in given):
        result |= likeness([one or "" for one in given], [article[TEXT] for article in articles])
    return result


def licence(package: str) -> str:
    """As the package itself says, in its shortest form."""
    said: Any = metadata(package)  # an email.message.Message, which its type does not say
    short = [said.get(field) or "" for field in ("License-Expression", "License")]
    classes = [c.rsplit("::", 1)[1].strip() for c in said.get_all("Classifier") or () if c.startswith("License ::")]
    return next((text for text in (*short, *classes) if text and "\n" not in text and len(text) < 60), "not told")


def run(tool: Tool, articles: list[dict[str, str]], budget: float) -> dict[str, Any]:
    """Makes the tool ready and reads the articles."""
    start = time.perf_counter()
    work = tool.make()
    work(WARM[tool.reads])
    ready = time.perf_counter() - start
    spent, given = read_all(work, (article[tool.reads] for article in articles), budget)
    versions = {package: metadata(package)["Version"] for package in tool.packages}
    return {
        **summary(spent, given, articles, tool.reads),
        "ready_seconds": round(ready, 3),
        "versions": versions,
        "licences": {package: licence(package) for package in tool.packages},
        "python": platform.python_version(),
    }


def main() -> None:
    """One tool, as the command line says."""
    name, path, budget = sys.argv[1:]
    with Path(path).open(encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    print(json.dumps(run(TOOLS[name], articles, float(budget))))


if __name__ == "__main__":
    main()
