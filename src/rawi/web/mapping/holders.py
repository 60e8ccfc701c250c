"""All that an archive tells of control, kept ready: which voice says who held which place on which days."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from threading import Lock, Thread

from sqlalchemy import Connection, select

from rawi.archive import tables as t
from rawi.archive.searching import CURRENT
from rawi.comparing import control
from rawi.comparing.control import ControlClaim
from rawi.comparing.holding import Timeline, Voice, timeline, voice_of
from rawi.comparing.sites import Site
from rawi.comparing.standing import answers, summary
from rawi.errors import RawiError
from rawi.model import Reading
from rawi.model.loading import reading_from_json

MOST_READINGS = 50_000
"""Claims of so many readings, the newest, are kept: about 150 MB."""
WITHIN_REQUEST = 100
"""So many new readings are gone through within a request."""
AT_ONCE = 50
BOUNDS = 400
"""So many days on which something changes are looked at in one place; the latest count."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Days on which nothing changes: from `first` to `last` (ordinals; None: open). `kind` as in Summary; `holders`: ids of each camp."""

    first: int
    last: int | None
    kind: str
    holders: tuple[tuple[str, ...], ...]

    def covers(self, day: int) -> bool:
        """Whether the day is one of them."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Told:
    """The claims of control of an archive at one moment, by place.

    `missing`: so many articles with claims of control have not been gone through yet; `left_out`: so many older ones will not be.
    """

    by_site: Mapping[str, tuple[ControlClaim, ...]]
    _segments: dict[tuple[str, str], tuple[Segment, ...]] = field(default_factory=dict)
    missing: int = 0
    left_out: int = 0

    @cached_property
    def sites(self) -> dict[str, Site]:
        """The places."""
        return {id: claims[0].site for id, claims in self.by_site.items()}

    @cached_property
    def voices(self) -> tuple[tuple[Voice, int], ...]:
        """Who speaks, with how many claims, the most talkative first."""
        counts: Counter[str] = Counter()
        known: dict[str, Voice] = {}
        for claims in self.by_site.values():
            for claim in claims:
                voice = voice_of(claim.source, claim.speaker, claim.chain[0])
                known.setdefault(voice.key, voice)
                counts[voice.key] += 1
        return tuple((known[key], n) for key, n in sorted(counts.items(), key=lambda c: (-c[1], c[0])))

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of the holders by id."""
        told = (p for claims in self.by_site.values() for c in claims for p in (*c.holders, *c.losers))
        return {p.id: p.name for p in told}

    def line(self, site: str, voice: str = "") -> Timeline:
        """The timeline of a place, by all voices or one."""
        return timeline(said_by(self.by_site[site], voice) or self.by_site[site][:1])

    def segments(self, site: str, voice: str = "") -> tuple[Segment, ...]:
        """Who held the place when: made once, then kept as long as the archive says the same."""
        key = site, voice
        if key not in self._segments:
            claims = said_by(self.by_site[site], voice)
            self._segments[key] = tuple(_segments(timeline(claims))) if claims else ()
        return self._segments[key]


class Kept:
    """Keeps the claims of control of each reading, so that an archive is gone through once, and then only what is new.

    `connect` opens a connection of its own. Where much is to be gone through (an archive that is looked at for the first time), it is done
    beside the request, which gives what there is so far and says how much is missing.
    """

    def __init__(self, connect: Callable[[], AbstractContextManager[Connection]], at_once: int = WITHIN_REQUEST) -> None:
        self._connect, self._at_once = connect, at_once
        self._by_reading: dict[int, tuple[ControlClaim, ...]] = {}
        self._told: tuple[tuple[frozenset[int], int] | None, Told] = None, Told({})
        self._lock = Lock()
        self._filling: Thread | None = None
        self._failure: RawiError | None = None

    def told(self, connection: Connection) -> Told:
        """What the archive says now, as far as it has been gone through; raises StoreError."""
        asked = select(t.claims.c.reading_id).where(CURRENT, t.claims.c.type.in_(control.TYPES)).distinct()
        ids = sorted(connection.execute(asked).scalars(), reverse=True)
        wanted, left_out = frozenset(ids[:MOST_READINGS]), max(0, len(ids) - MOST_READINGS)
        with self._lock:
            for gone in [id for id in self._by_reading if id not in wanted]:
                del self._by_reading[gone]
            missing = [id for id in ids[:MOST_READINGS] if id not in self._by_reading]
            if len(missing) <= self._at_once:
                self._by_reading.update((id, control.claims_of(reading)) for id, reading in readings_of(connection, missing))
            elif self._filling is None:
                failure, self._failure = self._failure, None
                if failure is not None:
                    raise failure
                self._filling = Thread(target=self._fill, args=(missing,), daemon=True, name="claims of control")
                self._filling.start()
            have = frozenset(self._by_reading), left_out
            if self._told[0] != have:
                missed = len(wanted) - len(self._by_reading)
                self._told = have, Told(_by_site(self._by_reading), missing=missed, left_out=left_out)
            return self._told[1]

    def _fill(self, missing: Sequence[int]) -> None:
        """Goes through these readings, the newest first; ends, and says so at the next request, where the store fails."""
        try:
            with self._connect() as connection:
                for id, reading in readings_of(connection, missing):
                    claims = control.claims_of(reading)
                    with self._lock:
                        self._by_reading[id] = claims
        except RawiError as error:
            self._failure = error
        finally:
            self._filling = None


def _by_site(by_reading: Mapping[int, tuple[ControlClaim, ...]]) -> dict[str, tuple[ControlClaim, ...]]:
    """The claims by place, in the order of the readings."""
    out: dict[str, list[ControlClaim]] = defaultdict(list)
    for id in sorted(by_reading):
        for claim in by_reading[id]:
            out[claim.site.id].append(claim)
    return {site: tuple(claims) for site, claims in out.items()}


def said_by(claims: Sequence[ControlClaim], voice: str) -> list[ControlClaim]:
    """The claims of one voice, by its key; of all where none is given."""
    return [c for c in claims if not voice or voice_of(c.source, c.speaker, c.chain[0]).key == voice]


def readings_of(connection: Connection, ids: Iterable[int]) -> Iterator[tuple[int, Reading]]:
    """Readings by number, a few in memory at a time, each bearing the archive's id of its article in the place of the article's name."""
    ahead = iter(ids)
    while some := list(islice(ahead, AT_ONCE)):
        asked = select(t.readings.c.reading_id, t.readings.c.reading, t.captures.c.document_id).join(t.captures)
        for id, text, document in connection.execute(asked.where(t.readings.c.reading_id.in_(some))):
            yield id, reading_from_json({**json.loads(text), "id": document})


def _segments(line: Timeline) -> Iterator[Segment]:
    """Cut wherever a span begins or ends, or somebody denies."""
    days = {d for s in line.spans if not s.earlier for d in (s.first, s.last) if d is not None}
    days |= {m.day for m in line.marks if m.day is not None and m.kind in ("lost", "denied")}
    bounds = sorted(days)[-BOUNDS:]
    before: Segment | None = None
    for n, day in enumerate(bounds):
        last = bounds[n + 1] - 1 if n + 1 < len(bounds) else None
        told = summary(tuple(answers(line, "itself", day)))
        holders = tuple(tuple(p.id for p in camp) for camp, _ in told.camps)
        if before is not None and (before.kind, before.holders) == (told.kind, holders):
            before = Segment(before.first, last, told.kind, holders)
            continue
        if before is not None and before.kind != "nobody":
            yield before
        before = Segment(day, last, told.kind, holders)
    if before is not None and before.kind != "nobody":
        yield before
