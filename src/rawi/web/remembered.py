"""What is worked out of a whole archive, kept in memory until something else has been read; of too many values the least used go first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, func, select

from rawi.archive import tables as t
from rawi.web.archive import Archive

MOST = 200
T = TypeVar("T")
_lock = threading.Lock()
_kept: WeakKeyDictionary[Archive, OrderedDict[Hashable, tuple[int, Any]]] = WeakKeyDictionary()


def newest_reading(connection: Connection) -> int:
    """The highest id of a reading, 0 where there is none."""
    return int(connection.execute(select(func.coalesce(func.max(t.readings.c.reading_id), 0))).scalar_one())


def remembered(archive: Archive, connection: Connection, key: Hashable, make: Callable[[], T]) -> T:
    """What `make` gives; `make` is asked again only where another reading has come in since. `key` must say all that it depends on."""
    newest = newest_reading(connection)
    with _lock:
        values = _kept.setdefault(archive, OrderedDict())
        found = values.get(key)
        if found is not None and found[0] == newest:
            values.move_to_end(key)
            value: T = found[1]
            return value
    value = make()
    with _lock:
        values[key] = newest, value
        values.move_to_end(key)
        while len(values) > MOST:
            values.popitem(last=False)
    return value
