"""Tokens and sentences: regular expressions over the text as written, offsets kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rawi.arabic.script import INVISIBLE, MARKS

WORD, NUMBER, LATIN, MARK, BREAK = "word", "number", "latin", "mark", "break"
"""Kinds of token: an Arabic word, digits, a word in another script, one punctuation mark, a line break."""

_LETTERS = "\u0620-\u063f\u0641-\u064a\u066e-\u066f\u0671-\u06d3\u06d5\u06ee-\u06ef\u06fa-\u06ff\ufb50-\ufdff\ufe70-\ufefc"
TOKEN = re.compile(
    rf"(?P<word>[{_LETTERS}][{_LETTERS}{MARKS}{INVISIBLE}]*)"
    r"|(?P<number>[0-9٠-٩۰-۹]+(?:[.,٫٬][0-9٠-٩۰-۹]+)*)"
    r"|(?P<latin>[A-Za-z\u00c0-\u024f\u0400-\u04ff\u0590-\u05ff@#][\w@#./:-]*[\w/]|[A-Za-z\u00c0-\u024f\u0400-\u04ff\u0590-\u05ff])"
    # A row of blanks is looked at from its beginning only: from each of its blanks, a long one would take quadratic time.
    r"|(?P<break>(?:(?<![ \t\r])[ \t\r]*+)?+\n[ \t\r\n]*+|[\u2028\u2029\x85\x0b\x0c])"
    rf"|(?P<mark>[^\s{INVISIBLE}{MARKS}])"
)
OPENING = {"«": "»", "“": "”", "‘": "’", "„": "“", "‹": "›"}
STRAIGHT = '"'
LONGEST = 400
"""Tokens of a sentence; what goes on without an end, as no writer does, is cut there, so that reading takes linear time."""
DEEPEST = 100
"""So many quotation marks may stand open; of more, the oldest are taken as never closed."""


@dataclass(slots=True)
class Token:
    """One token: `text` as written at `[start, end)` and its kind."""

    text: str
    start: int
    end: int
    kind: str


def tokenise(text: str) -> list[Token]:
    """All tokens of `text`; white space and stray format characters lie between tokens."""
    return [Token(m.group(), m.start(), m.end(), m.lastgroup or MARK) for m in TOKEN.finditer(text)]


def _pause(tokens: list[Token], i: int) -> bool:
    """Whether the dot at `i` closes a row of two or more, a pause and no end when it stands in a quotation."""
    return tokens[i].text == "." and i > 0 and tokens[i - 1].text == "." and tokens[i - 1].end == tokens[i].start


def _ends_sentence(tokens: list[Token], i: int) -> bool:
    mark = tokens[i].text
    if mark in "؟?!":
        return True
    if mark == "؛" or mark != ".":
        return False
    before = tokens[i - 1] if i else None
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    if after is not None and after.text == ".":
        return False
    if before is not None and before.end == tokens[i].start and before.kind == WORD and len(before.text) == 1:
        return after is None or after.kind == BREAK  # an abbreviation: «أ.ف.ب», «د. فلان»
    if before is not None and before.text == "." and after is not None and after.kind != BREAK:
        return after.start > tokens[i].end
    return True


def sentences(tokens: list[Token]) -> list[tuple[int, int]]:
    """Sentences as ranges of token indices, `[first, last)`: they end at «.», «؟», «!», at line breaks, and after LONGEST tokens.

    A closing quotation mark or bracket after the end still belongs to the sentence.
    """
    out: list[tuple[int, int]] = []
    first, i, n, depth = 0, 0, len(tokens), 0
    while i < n:
        token = tokens[i]
        kind = token.kind
        if kind == MARK:
            depth = max(0, depth + (token.text in "«“") - (token.text in "»”"))
        if kind == BREAK:
            depth = 0
            if i > first:
                out.append((first, i))
            first = i + 1
        elif kind == MARK and token.text in ".؟?!" and not (depth and _pause(tokens, i)) and _ends_sentence(tokens, i):
            while i + 1 < n and tokens[i + 1].kind == MARK and tokens[i + 1].text in ".؟?!»”’)]\"" and tokens[i + 1].start <= tokens[i].end:
                i += 1
            out.append((first, i + 1))
            first = i + 1
        elif i + 1 - first >= LONGEST:
            out.append((first, i + 1))
            first = i + 1
        i += 1
    if first < n:
        out.append((first, n))
    return out


def quotations(tokens: list[Token]) -> list[tuple[int, int]]:
    """Quoted stretches as pairs of token indices of their marks, in order of opening; they may nest («… «داعش» …»).

    Straight marks pair up within a paragraph. An unclosed mark gives no pair, save that a nested opening mark left open
    by a writer who closed only once lets the inner pair win, as the text has it.
    """
    pairs: list[tuple[int, int]] = []
    stack: list[tuple[str, int]] = []
    for i, token in enumerate(tokens):
        kind = token.kind
        if kind == BREAK:
            stack = [s for s in stack if s[0] != STRAIGHT]
            if token.text.count("\n") > 1:
                stack = []
            continue
        if kind != MARK:
            continue
        if len(stack) > DEEPEST:
            del stack[: len(stack) - DEEPEST]
        mark = token.text
        if mark == STRAIGHT:
            if stack and stack[-1][0] == STRAIGHT:
                pairs.append((stack.pop()[1], i))
            else:
                stack.append((STRAIGHT, i))
        elif mark in OPENING and not (mark == "“" and stack and stack[-1][0] == "“"):
            stack.append((OPENING[mark], i))
        elif stack and mark in "»”’›“":
            for depth in range(len(stack) - 1, -1, -1):
                if stack[depth][0] == mark:
                    pairs.append((stack[depth][1], i))
                    del stack[depth:]
                    break
    pairs.sort()
    return pairs
