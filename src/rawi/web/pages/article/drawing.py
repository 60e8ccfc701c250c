"""The marked text as HTML: flat inline pieces that change nothing of the letters' shapes, and flags for what cannot be seen.

Nothing between two letters of a word may take room or carry another face, or the letters lose their joining: pieces are told apart by
lines and grounds only. Characters that turn the order of others are never sent; a flag stands in their place, and a zero-width joiner
on both sides where the letters around would have joined through them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from functools import lru_cache
from html import escape
from itertools import groupby

from markupsafe import Markup

from rawi.exporting.safety import CONTROL, MOST_MARKS, PILE
from rawi.web.pages.article.marks import CONTENT, CUE, SOURCE, TRIGGER, Line, Piece

ZWNJ, ZWJ = "\u200c", "\u200d"
_SPECIAL = re.compile(f"{CONTROL.pattern}|[{ZWNJ}{ZWJ}]|{PILE.pattern}")
_STOPS = frozenset("\u2066\u2067\u2068\u2069\u180e")
"""Format characters that Arabic letters do not join through (joining type U in Unicode's ArabicShaping.txt)."""
_MOST_DEPTH = 3
"""So many levels of speech within speech have a ground of their own."""
_CLASSES = {TRIGGER: "t", CUE: "c", SOURCE: "o"}
_RANKS = {TRIGGER: 0, CUE: 1, SOURCE: 2}


class Drawing:
    """Draws the lines of one text; each mark's own address (`id`) is given to the first piece of it that is drawn.

    `voices`: attribution id -> the voice that speaks in its content, and how deep it lies. `label`, `address`: of a claim or attribution.
    `unsure`: claims whose event is not told as a fact. After drawing, `hidden` counts the characters that cannot be seen.
    """

    def __init__(
        self, text: str, voices: Mapping[str, tuple[str, int]], label: Callable[[str], str], address: Callable[[str], str],
        unsure: frozenset[str],
    ) -> None:  # fmt: skip
        self.text = text
        self.hidden: Counter[str] = Counter()
        self._voices, self._label, self._address, self._unsure = voices, label, address, unsure
        self._named: set[str] = set()

    def line(self, line: Line) -> Markup:
        """One line as HTML, without an element around it."""
        out: list[str] = []
        for target, pieces in groupby(line.pieces, _target):
            inside = "".join(self._piece(piece) for piece in pieces)
            out.append(self._link(target, inside) if target is not None else inside)
        return Markup("".join(out))  # every text in it went through `_shown`, every attribute through `escape`

    def _link(self, target: str, inside: str) -> str:
        id = "" if target in self._named else f' id="{escape(target)}"'
        self._named.add(target)
        address, label = escape(self._address(target)), escape(self._label(target))
        return f'<a class="m"{id} data-mark="{escape(target)}" href="{address}" title="{label}">{inside}</a>'

    def _piece(self, piece: Piece) -> str:
        shown = self._shown(piece.start, piece.end)
        if not piece.marks:
            return shown
        classes: list[str] = []
        voice, deepest = "", (0, -1)
        sure = False
        for mark in piece.marks:
            if mark.kind == CONTENT:
                name, depth = self._voices[mark.id]
                if (depth, mark.start) > deepest:
                    voice, deepest = name, (depth, mark.start)
            elif mark.kind in _CLASSES:
                classes.append(_CLASSES[mark.kind])
                sure = sure or (mark.kind == TRIGGER and mark.id not in self._unsure)
        return f'<span{_class(tuple(classes), sure, voice, deepest[0])} data-at="{piece.start}">{shown}</span>'

    def _shown(self, start: int, end: int) -> str:
        out: list[str] = []
        at = start
        for found in _SPECIAL.finditer(self.text, start, end):
            special = self._special(found)
            if special is not None:
                out += [escape(self.text[at : found.start()]), special]
                at = found.end()
        out.append(escape(self.text[at:end]))
        return "".join(out)

    def _special(self, found: re.Match[str]) -> str | None:
        """What stands for a special character, or for too many marks on one letter; None where it may stay."""
        chars = found.group()
        if chars == "\t":
            return " "
        if found.group(1):
            if len(chars) <= MOST_MARKS:
                return None
            self.hidden["+"] += 1
            return f"{chars[:MOST_MARKS]}{_flag(f'+{len(chars) - MOST_MARKS}', '')}"
        before, after = _letter(self.text, found.start() - 1, -1), _letter(self.text, found.end(), 1)
        if chars in (ZWNJ, ZWJ):  # they turn nothing and belong to the spelling, in Persian names and in emoji
            if not (before or after):
                return None
            self.hidden[_code(chars)] += 1
            return f"{chars}{_flag(_code(chars), unicodedata.name(chars))}{ZWJ if chars == ZWJ else ''}"
        self.hidden[_code(chars)] += 1
        joined = before and after and unicodedata.category(chars) in ("Cf", "Mn") and chars not in _STOPS
        flag = _flag(_code(chars), unicodedata.name(chars, ""))
        return f"{ZWJ}{flag}{ZWJ}" if joined else flag


@lru_cache(maxsize=1000)
def _class(kinds: tuple[str, ...], sure: bool, voice: str, depth: int) -> str:
    """The attribute that says what a piece is; nothing for one that is only a part of a claim."""
    names = sorted(set(kinds))
    if "t" in names and not sure:
        names.append("u")
    if voice:
        names += [f"v-{voice}", f"d{min(depth, _MOST_DEPTH)}"]
    return f' class="{" ".join(names)}"' if names else ""


def _target(piece: Piece) -> str | None:
    """The claim or attribution that a piece leads to: its trigger, else its cue, else its source; of several the shortest."""
    found, best = None, (9, 0)
    for mark in piece.marks:
        rank = _RANKS.get(mark.kind)
        if rank is not None and (rank, mark.end - mark.start) < best:
            found, best = mark.id, (rank, mark.end - mark.start)
    return found


def _code(char: str) -> str:
    return f"U+{ord(char):04X}"


def _flag(code: str, name: str) -> str:
    title = f' title="{escape(name.lower())}"' if name else ""
    return f'<span class="flag unseen" data-code="{escape(code)}"{title}></span>'


def _letter(text: str, at: int, step: int) -> bool:
    """Whether the next character that way that is neither a mark on a letter nor hidden is an Arabic letter."""
    while 0 <= at < len(text) and (CONTROL.match(text[at]) or text[at] in (ZWNJ, ZWJ) or unicodedata.category(text[at]) == "Mn"):
        at += step
    return 0 <= at < len(text) and unicodedata.category(text[at]) == "Lo" and unicodedata.bidirectional(text[at]) == "AL"
