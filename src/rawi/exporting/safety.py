"""Hostile text made harmless where people and spreadsheets see it: bidi and control characters, formulas, piles of marks."""

from __future__ import annotations

import re
import unicodedata

FSI, PDI = "\u2068", "\u2069"
BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
MOST_MARKS = 8
"""So many combining marks on one letter are shown; Arabic with every diacritic has three."""
CONTROL = re.compile(
    # Controls, what cannot be seen, what is no character, and private ones, whose look is anybody's guess.
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\uf8ff\ufdd0-\ufdef"
    "\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
"""Characters that are never shown as they are: controls, what cannot be seen or turns the order of others, private ones."""
PILE = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u20d0-\u20ff]+)"
)
"""Combining marks in a row."""
_ARABIC = "\u0600-\u061b\u061d-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc"
_RUN = re.compile(f'[«“("]?[{_ARABIC}](?:[^A-Za-z\u00c0-\u024f\n→|\u2068\u2069]*[{_ARABIC}])?[»”)"]?')
_FORMULA = re.compile(r"[\s\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r]")


def _code(match: re.Match[str]) -> str:
    return f"<U+{ord(match.group()):04X}>"


def _pile(match: re.Match[str]) -> str:
    marks = match.group()
    return marks if len(marks) <= MOST_MARKS else f"{marks[:MOST_MARKS]}<+{len(marks) - MOST_MARKS} marks>"


def visible(text: str) -> str:
    """`text` on one line, bidi controls, control characters and invisible marks shown as <U+202E>, piles of marks cut."""
    text = re.sub(r"[ \t]*[\r\n]+[ \t]*", " ", text).replace("\t", " ")
    return PILE.sub(_pile, CONTROL.sub(_code, text))


def isolated(text: str) -> str:
    """`visible(text)` with each Arabic run between FSI and PDI, so that it cannot reorder the Latin text around it."""
    return _RUN.sub(lambda m: f"{FSI}{m.group()}{PDI}", visible(text))


def whole(text: str) -> str:
    """`visible(text)` as one isolate, if there is any Arabic in it."""
    text = visible(text)
    return f"{FSI}{text}{PDI}" if re.search(f"[{_ARABIC}]", text) else text


def cell(value: object) -> str:
    """A CSV cell: `visible`, and what a spreadsheet would run as a formula made text by a leading «'»."""
    if value is None:
        return ""
    if isinstance(value, int | float):  # a negative longitude is a number, not a formula
        return str(value)
    text = str(value)
    harmful = _FORMULA.match(text) is not None
    text = visible(text)
    return f"'{text}" if harmful else text


def columns(text: str) -> int:
    """How many columns of a terminal `text` takes: marks and format characters none, wide characters two."""
    if text.isascii():
        return len(text)
    width = 0
    for char in text:
        if unicodedata.category(char) not in ("Mn", "Me", "Cf"):
            width += 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return width
