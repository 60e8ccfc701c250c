"""The compiled lexicon as one run of bytes, of which a row is decoded when it is first asked for.

Reading an article needs a few thousand of two hundred thousand rows, so that nothing is gained by decoding the others beforehand. Large
tables are rows of `marshal` with an index over the CRC-32 of their keys; all else is small and decoded at once.

    MAGIC · CRC-32 of what follows (4 bytes) · length of the header (8) · header · tables
"""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import accumulate
from typing import Any, Generic, TypeVar
from zlib import crc32

from rawi.lexicon.records import Entity

Compiled = dict[str, Any]
"""Parts by name: tables (Mapping), rows (by number), and plain data; see `rawi.lexicon.compiling`."""
Item = TypeVar("Item")
Place = tuple[int, ...]
MAGIC = b"rawi-lexicon-1\0\0"
_HEADER = len(MAGIC) + 12
_TABLES = ("forms", "names", "by_id")
_CATALOGUE = ("actors", "places", "place_names")
_ROWS: dict[str, Callable[[Any], Any]] = {"senses": tuple, "entities": lambda row: Entity(*row)}


def _code(key: str) -> int:
    try:
        return crc32(key.encode())
    except UnicodeEncodeError:
        return crc32(key.encode("utf-8", "surrogatepass"))


class Rows(Generic[Item]):
    """What `make` makes of rows, by their number from 0; each is made once."""

    __slots__ = ("_ends", "_found", "_make", "_rows")

    def __init__(self, rows: memoryview, ends: memoryview, make: Callable[[Any], Item]) -> None:
        self._rows, self._ends, self._make = rows, ends, make
        self._found: dict[int, Item] = {}

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> Item:
        found = self._found.get(number)
        if found is None:
            if not 0 <= number < len(self):
                raise IndexError(number)
            self._found[number] = found = self._make(self.row(number))
        return found

    def __iter__(self) -> Iterator[Item]:
        return map(self.__getitem__, range(len(self)))

    def row(self, number: int) -> Any:
        """The row as it was packed, decoded anew."""
        return marshal.loads(self._rows[self._ends[number] : self._ends[number + 1]])


class Table(Mapping[str, Any]):
    """A mapping from strings, in the order in which it was made; a value that was found is kept, and none is None.

    Slots are filled with row numbers (from 1) by the CRC-32 of the key, the next free one where that is taken.
    """

    __slots__ = ("_codes", "_found", "_mask", "_rows", "_slots")

    def __init__(self, rows: Rows[Any], codes: memoryview, slots: memoryview) -> None:
        self._rows, self._codes, self._slots, self._mask = rows, codes, slots, len(slots) - 1
        self._found: dict[str, Any] = {}

    def get(self, key: str, default: Any = None) -> Any:
        """The value of `key`, or `default`."""
        found = self._found.get(key)
        if found is not None:
            return found
        try:
            code = crc32(key.encode())
        except UnicodeEncodeError:
            code = _code(key)
        slot = code & self._mask
        if not (number := self._slots[slot]):  # most words that are looked up are none, and most of them end here
            return default
        while number:
            if self._codes[number - 1] == code:
                own, value = self._rows.row(number - 1)
                if own == key:
                    self._found[own] = value
                    return value
            slot = (slot + 1) & self._mask
            number = self._slots[slot]
        return default

    def __getitem__(self, key: str) -> Any:
        try:
            return self._found[key]
        except KeyError:
            if (found := self.get(key)) is None:
                raise
            return found

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self.get(key) is not None

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[str]:
        for number in range(len(self._rows)):
            yield self._rows.row(number)[0]


class Numbered(Mapping[str, Item]):
    """A mapping to rows of a list, by a table of their numbers."""

    __slots__ = ("_item", "_numbers")

    def __init__(self, numbers: Mapping[str, int], item: Callable[[int], Item]) -> None:
        self._numbers, self._item = numbers, item

    def __getitem__(self, key: str) -> Item:
        return self._item(self._numbers[key])

    def __contains__(self, key: object) -> bool:
        return key in self._numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)


class _Packer:
    """Tables one behind the other, and where each begins."""

    def __init__(self) -> None:
        self.body = bytearray()
        self.places: dict[str, Place] = {}

    def add(self, name: str, rows: Iterable[Any], keys: Iterable[str] | None = None) -> None:
        packed = [marshal.dumps(row) for row in rows]
        parts = [b"".join(packed), array("Q", accumulate(map(len, packed), initial=0)).tobytes()]
        if keys is not None:
            parts += _index([_code(key) for key in keys])
        place = [len(self.body)]
        for part in parts:
            self.body += part
            place.append(len(self.body))
        self.places[name] = tuple(place)


def _index(codes: list[int]) -> list[bytes]:
    """The codes of the rows, and the slots: a power of two of them, at most half of them filled."""
    size = 1 << (2 * len(codes)).bit_length()
    slots, mask = array("I", bytes(4 * size)), size - 1
    for number, code in enumerate(codes, 1):
        slot = code & mask
        while slots[slot]:
            slot = (slot + 1) & mask
        slots[slot] = number
    return [array("I", codes).tobytes(), slots.tobytes()]


def pack(compiled: Compiled, version: str) -> bytes:
    """The bytes of what `compile_entries` gives, for `unpack` on the same machine and version of Python."""
    packer, catalogue = _Packer(), compiled["catalogue"]
    tables = {name: compiled[name] for name in _TABLES} | {name: catalogue[name] for name in _CATALOGUE}
    for name in _ROWS:
        packer.add(name, compiled[name])
    for name, table in tables.items():
        packer.add(name, table.items(), table)
    plain = {name: part for name, part in compiled.items() if name not in (*_TABLES, *_ROWS)}
    plain["catalogue"] = {name: part for name, part in catalogue.items() if name not in _CATALOGUE}
    header = marshal.dumps((version, plain, packer.places))
    rest = len(header).to_bytes(8, "little") + header + packer.body
    return MAGIC + crc32(rest).to_bytes(4, "little") + rest


def unpack(raw: bytes, version: str) -> Compiled:
    """The lexicon of that version in `raw`; raises ValueError for bytes that are damaged, or that are something else."""
    if raw[: len(MAGIC)] != MAGIC or len(raw) < _HEADER:
        raise ValueError("no compiled lexicon")
    view = memoryview(raw)
    if crc32(view[len(MAGIC) + 4 :]) != int.from_bytes(view[len(MAGIC) : len(MAGIC) + 4], "little"):
        raise ValueError("a damaged lexicon")
    begin = _HEADER + int.from_bytes(view[len(MAGIC) + 4 : _HEADER], "little")
    own, plain, places = marshal.loads(view[_HEADER:begin])
    if own != version:
        raise ValueError("another lexicon")
    compiled: Compiled = plain
    body = view[begin:]
    for name, place in places.items():
        rows = Rows(body[place[0] : place[1]], body[place[1] : place[2]].cast("Q"), _ROWS.get(name, tuple))
        if name in _ROWS:
            compiled[name] = rows
        else:
            table = Table(rows, body[place[2] : place[3]].cast("I"), body[place[3] : place[4]].cast("I"))
            (compiled["catalogue"] if name in _CATALOGUE else compiled)[name] = table
    return compiled
