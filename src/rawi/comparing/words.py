"""Content words of Arabic sentences as light keys, and how much text two documents share.

A key is a 32-bit hash of a folded, lightly stemmed word; the same word gives the same key in every process.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from zlib import crc32

from rawi.arabic.script import fold, fold_names
from rawi.comparing.tables import tables

SHINGLE = 5
"""So many words make one shingle."""
SKETCH = 128
"""So many of a document's shingles are kept: those of the lowest hash, so that two documents keep the same ones of what they share."""
_WORD = re.compile(r"[\w\u064b-\u0652]+")
_PREFIXES = ("وبال", "وال", "فال", "بال", "كال", "ولل", "لل", "ال")
_SUFFIXES = ("ات", "ون", "ين", "ان", "ها", "هم", "يه", "ه")


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The folded word without article, conjunction and the commonest endings; never shorter than three letters."""
    key = fold_names(fold(word))
    for prefix in _PREFIXES:
        if key.startswith(prefix) and len(key) - len(prefix) >= 3:
            key = key[len(prefix) :]
            break
    else:
        if key[:1] in ("و", "ف") and len(key) > 4:
            key = key[1:]
        if key[:1] in ("ب", "ل", "ك") and len(key) > 4:
            key = key[1:]
    for suffix in _SUFFIXES:
        if key.endswith(suffix) and len(key) - len(suffix) >= 3:
            return key[: -len(suffix)]
    return key


@lru_cache(maxsize=200_000)
def _key(word: str) -> int:
    """The key of a content word, 0 for a word that tells nothing."""
    if len(word) < 3 or word[0].isdigit():
        return 0
    bare = stem(word)
    common = tables().common
    return 0 if len(bare) < 3 or bare in common or fold_names(fold(word)) in common else crc32(bare.encode())


def telling_nothing(word: str) -> bool:
    """Whether a folded word is a number, too short, or one that any two articles share."""
    return not _key(word)


def content(text: str) -> frozenset[int]:
    """The keys of the content words of `text`."""
    return frozenset(k for w in _WORD.findall(text) if (k := _key(w)))


def shingles(text: str) -> frozenset[int]:
    """The sketch of a text: the lowest hashes of its runs of five words."""
    words = [fold_names(fold(w)) for w in _WORD.findall(text)]
    return frozenset(sorted({crc32(" ".join(run).encode()) for run in _runs(words)})[:SKETCH])


def _runs(words: list[str]) -> Iterator[list[str]]:
    if len(words) < SHINGLE:
        yield words
        return
    for i in range(len(words) - SHINGLE + 1):
        yield words[i : i + SHINGLE]


def shared_text(a: Iterable[int], b: Iterable[int]) -> float:
    """The share (0 to 1) of the shorter text's shingles that stand in the other too, estimated from both sketches.

    Within the lowest hashes of the union both sketches are complete, so that what is counted there is a fair sample.
    """
    left, right = frozenset(a), frozenset(b)
    if not left or not right:
        return 0.0
    bound = min(max(left) if len(left) >= SKETCH else 1 << 32, max(right) if len(right) >= SKETCH else 1 << 32)
    mine, other = {s for s in left if s <= bound}, {s for s in right if s <= bound}
    smaller = min(len(mine), len(other))
    return len(mine & other) / smaller if smaller else 0.0
