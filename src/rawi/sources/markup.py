"""What markup may cost: pages made to exhaust the parser below are refused before it sees them, in time linear in their length.

A node of the tree takes some hundred times its bytes, and the parser compares each attribute of a tag with all before it: 40,000 of
them in one tag take it a minute. The tokens are those of the HTML standard (13.2.5), so that what is counted is what it will see.
"""

from __future__ import annotations

import re

from rawi.errors import TooLarge

MAX_TAGS = 50_000
"""A page or fragment with more `<` than this is made to exhaust memory or time; news has a few thousand."""
MAX_ATTRIBUTES = 250
"""Attributes of one tag; pages in use have a dozen."""
MAX_SEPARATORS = 500_000
"""Blanks, slashes and equals signs within all tags of a page together: no attribute is without one."""
_ATTRIBUTE = r"""[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+(?:[ \t\n\f\r]*+=[ \t\n\f\r]*+(?:"[^"]*+"?|'[^']*+'?|[^ \t\n\f\r>"'][^ \t\n\f\r>]*+)?+)?+"""
_TAG = rf"(?:[ \t\n\f\r/]++|{_ATTRIBUTE})*+>?+"
_RAW = "script|style|textarea|title|iframe|noembed|noframes|xmp"
_TOKEN = re.compile(
    # Each branch takes all that it has looked at, to the end if need be: nothing is looked at twice.
    rf"<!--(?:-?>|.*?(?:--!?>|\Z))|<[!?/][^>]*+"
    rf"|<(?P<raw>{_RAW})(?=[ \t\n\f\r/>]){_TAG}(?P<body>.*?(?:(?=</(?P=raw))|\Z))|<[a-z][^ \t\n\f\r/>]*+{_TAG}",
    re.I | re.S,
)
_ONE = re.compile(rf"[ \t\n\f\r/]*+{_ATTRIBUTE}")
_SEPARATORS = " =/\n\t\r\f"
_SHORT = 2 * MAX_ATTRIBUTES
"""A token of fewer characters cannot hold so many."""


def check_markup(text: str) -> str:
    """`text`, unless it holds more tags, or attributes in one tag, than time and memory should be spent on: TooLarge."""
    hint = "Give the text of the article itself."
    if text.count("<") > MAX_TAGS:
        raise TooLarge(f"more than {MAX_TAGS:,} tags", hint=hint)
    if len(text) <= _SHORT:
        return text
    many = sum(map(text.count, _SEPARATORS)) > MAX_SEPARATORS
    separators = 0
    for token in _TOKEN.finditer(text):
        start, end = token.start(), token.start("body") if token["raw"] else token.end()
        if end - start > _SHORT and _attributes(text, start, end) > MAX_ATTRIBUTES:
            raise TooLarge(f"a tag with more than {MAX_ATTRIBUTES:,} attributes", hint=hint)
        if many and text[start + 1 : start + 2].isalpha():
            separators += sum(text.count(char, start, end) for char in _SEPARATORS)
        if separators > MAX_SEPARATORS:
            raise TooLarge("more attributes than any page needs", hint=hint)
    return text


def _attributes(text: str, start: int, end: int) -> int:
    """How many attributes the tag from `start` to `end` has, counted no further than needed."""
    at = start + 1
    if not text[at].isalpha():
        return 0
    while at < end and text[at] not in " \t\n\f\r/>":
        at += 1
    count = 0
    while count <= MAX_ATTRIBUTES and (found := _ONE.match(text, at, end)):
        at, count = found.end(), count + 1
    return count
