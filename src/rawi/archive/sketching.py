"""The body of an article cut down to what tells whether another one is a reprint of it: a pure function of the text.

Words are folded (diacritics, hamza and its seats, ta marbuta, digits), every run of WIDTH words is a shingle, and each shingle is a number
that is the same in every process and on every platform. The whole set is kept, so that similarities are exact and not estimated; one
shingle in SAMPLED is a key under which other articles find it (the sketch modulo m of Broder, «On the resemblance and containment of
documents», 1997), which finds a short article within a long one as well, where equal numbers of minima (MinHash) do not.
"""

from __future__ import annotations

import re
import sys
import zlib
from array import array
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain

from rawi.arabic.script import INVISIBLE, MARKS, fold, fold_names

VERSION = 1
"""Raised whenever the same text would give another sketch."""
WIDTH = 4
SAMPLED = 16
FEW = 128
SMALLEST = 4
"""Of an article of fewer than FEW shingles so many of the smallest are keys too, as chance may leave it hardly any sampled one."""
NEAR = 0.5
"""The share of common shingles among all of two articles from which they are nearly the same."""
CONTAINED = 0.7
"""The share of the shorter article's shingles that stand in the longer one from which it is contained there."""
LEAST = 20
"""Shingles below which an article is compared as a whole only: a sentence or two may well be alike by chance."""
LEAST_WORDS = 5
"""Words below which nothing is compared."""
MOST_PIECES = 200_000
"""Distinct pieces of text whose numbers are remembered."""
SAME, NEARLY, WITHIN = "same", "near", "contained"

_WORD = re.compile(rf"[\w{MARKS}{INVISIBLE}]+")
_TEXT_KEY = 1 << 28


@dataclass(frozen=True, slots=True)
class Sketch:
    """`text_hash`: of all folded words in order, 32 hexadecimal digits; `words`: how many; `shingles`: 32-bit numbers."""

    text_hash: str
    words: int
    shingles: frozenset[int]

    @property
    def keys(self) -> list[int]:
        """The keys, below 2**29, ascending: the sampled shingles and one for the text as a whole; none for a text of hardly a word."""
        if self.words < LEAST_WORDS:
            return []
        keys = {_TEXT_KEY + int(self.text_hash[:7], 16)}
        if len(self.shingles) >= LEAST:
            keys.update(n // SAMPLED for n in self.shingles if not n % SAMPLED)
            if len(self.shingles) < FEW:
                keys.update(n // SAMPLED for n in sorted(self.shingles)[:SMALLEST])
        return sorted(keys)

    def packed(self) -> bytes:
        """The shingles as bytes: ascending, 4 bytes each, big-endian."""
        return _big_endian(array("I", sorted(self.shingles)))

    @classmethod
    def unpacked(cls, text_hash: str, words: int, packed: bytes) -> Sketch:
        """The sketch that was packed."""
        numbers = array("I", packed)
        if sys.byteorder == "little":
            numbers.byteswap()
        return cls(text_hash, words, frozenset(numbers))


class _Numbers(dict[str, tuple[int, ...]]):
    """The words' numbers (32 bits) of a piece of text between blanks, each distinct piece looked at once."""

    def __missing__(self, piece: str) -> tuple[int, ...]:
        if len(self) >= MOST_PIECES:
            self.clear()
        keys = (fold_names(fold(word)).casefold() for word in _WORD.findall(piece))
        numbers = tuple(int.from_bytes(blake2b(key.encode("utf-8", "replace"), digest_size=4).digest()) for key in keys if key)
        self[piece] = numbers
        return numbers


_numbers = _Numbers()


def sketch(body: str) -> Sketch:
    """The sketch of an article's text without its title; linear in its length."""
    words = _big_endian(array("I", chain.from_iterable(map(_numbers.__getitem__, body.split()))))
    width, crc = WIDTH * 4, zlib.crc32
    shingles = {crc(words[at : at + width]) for at in range(0, len(words) - width + 4, 4)}
    return Sketch(blake2b(words, digest_size=16).hexdigest(), len(words) // 4, frozenset(shingles))


def _big_endian(numbers: array[int]) -> bytes:
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers.tobytes()


def compare(one: Sketch, other: Sketch) -> tuple[str, float] | None:
    """(kind, similarity from 0 to 1) of two articles that are reprints of each other; None for others.

    SAME: the same folded words. NEARLY: common shingles among all. WITHIN: those of the shorter article that stand in the longer one.
    """
    if min(one.words, other.words) < LEAST_WORDS:
        return None
    if one.text_hash == other.text_hash:
        return SAME, 1.0
    least = min(len(one.shingles), len(other.shingles))
    if least < LEAST:
        return None
    common = len(one.shingles & other.shingles)
    alike = common / (len(one.shingles) + len(other.shingles) - common)
    if alike >= NEAR:
        return NEARLY, alike
    return (WITHIN, common / least) if common / least >= CONTAINED else None
