"""The markup of one feed item to plain text, a paragraph a line.

An item's content is the article's body already, without navigation or advertisements around it: looking for the article in it, as
for a page, would lose short ones. So only the markup goes, and what is never text (scripts, styles, frames, forms).
"""

from __future__ import annotations

import html
import re
from importlib import import_module
from typing import Any

from rawi.errors import BrokenFeed, MissingExtra
from rawi.sources.markup import check_markup

_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "div", "dl", "dt", "figcaption",
        "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
        "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    )
)  # fmt: skip
_NEVER_TEXT = frozenset(
    (
        "script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math", "form", "button",
        "select", "textarea", "head", "title", "audio", "video", "canvas",
    )
)  # fmt: skip
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|&#?\w{1,32};")
_TAG = re.compile(r"<(?:p|div|br|span|a|strong|b|em|i|img|h[1-6]|ul|li)\b[^<>]*>", re.I)
_INLINE = re.compile(r"</?(?:a|b|br|em|font|i|p|small|span|strong|sub|sup|u)\b[^<>]*>", re.I)
_FOOTER = re.compile(r"(?:The post .{1,400} appeared first on .{1,200}|ظهرت? ال(?:مقالة|مقال|خبر|تدوينة) .{1,400} أولاً على .{1,200})")
"""What WordPress writes under every item; it is nobody's report."""


def has_markup(text: str) -> bool:
    """Whether there is a tag, a comment or a character reference in `text`."""
    return _MARKUP.search(text) is not None


def plain_line(text: str) -> str:
    """A headline or name in one line: references resolved, tags of inline markup left out."""
    text = html.unescape(text) if "&" in text else text
    return " ".join((_INLINE.sub("", text) if "<" in text else text).split())


def text_of(markup: str) -> str:
    """The text of an item's content; raises MissingExtra, BrokenFeed or TooLarge. What holds no markup is only tidied.

    Content that was escaped once too often («&lt;p&gt;» within the markup) is read a second time.
    """
    text = _tidy(markup.splitlines())
    for _ in range(2):
        if not has_markup(text):
            break
        text = _tidy(_lines(check_markup(text)))
        if not _TAG.search(text):
            break
    lines = text.split("\n")
    while lines and _FOOTER.fullmatch(lines[-1]):
        lines.pop()
    return "\n".join(lines)


def _tidy(lines: list[str]) -> str:
    return "\n".join(tidy for line in lines if (tidy := " ".join(line.split())))


def _lines(markup: str) -> list[str]:
    try:
        etree, lxml_html = import_module("lxml.etree"), import_module("lxml.html")
    except ImportError as error:
        raise MissingExtra(f"reading the markup in a feed needs lxml ({error.msg.splitlines()[0]})") from None
    try:
        tree = lxml_html.document_fromstring(f"<html><body>{markup}</body></html>")
        return _walk(etree, tree)
    except (Exception, RecursionError, MemoryError) as error:  # hostile markup breaks the library in ways nobody can list
        raise BrokenFeed(f"its markup cannot be taken apart ({type(error).__name__})") from None


def _walk(etree: Any, tree: Any) -> list[str]:
    """The texts between the borders of blocks, in order, without recursion."""
    lines: list[list[str]] = [[]]
    walker = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, node in walker:
        tag = node.tag if isinstance(node.tag, str) else ""
        if tag in _BLOCKS:
            lines.append([])
        if event == "start":
            if tag in _NEVER_TEXT:
                walker.skip_subtree()
            elif node.text:
                lines[-1].append(node.text)
        elif node.tail:
            lines[-1].append(node.tail)
    return [" ".join("".join(line).split()) for line in lines]
