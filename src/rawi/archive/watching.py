"""Feeds watched for as long as one likes: each asked when it is due, what is new added, and everything known kept in the store.

A feed's own row (when it is due, what to ask with) is written only after its last item is safe, and each item's row after the item's
document. So whatever ends a run, even the power, the next one goes on as if nothing had happened.
"""

from __future__ import annotations

import hashlib
import heapq
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from rawi.archive.adding import Added
from rawi.archive.fetches import FEED, ITEM, Fetch, due_times, recall_all, remember
from rawi.archive.fetching import Fetching
from rawi.archive.lines import stamp
from rawi.errors import ArchiveError, FetchFailed, MissingExtra, RawiError
from rawi.model import Document
from rawi.sources import Notice, feeds
from rawi.sources.encodings import decode
from rawi.sources.web import Fetched

TRIES = 5
"""So many polls in a row a failing page of an item is tried; then it stays in quarantine and the item counts as met."""
AT_A_TIME = 100
"""So many new items of one feed, then the others have their turn."""
LONGEST_ASKED = 7 * 86_400.0
"""Seconds beyond which no Retry-After is believed."""
MET, NOT_CHANGED, FAILED, MORE = "asked", "not changed", "failed", "more to come"


class Stopped(Exception):
    """Raised by the sleep that is passed in, and between documents, when the user asked for the end."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between two polls of a feed: at least `every`, at most `slowest`; what a server asks for is kept to up to `slowest`."""

    every: float = 900.0
    slowest: float = 86_400.0

    def first(self) -> float:
        """Before a feed's habits are known."""
        return self.every

    def after(self, before: float | None, new: int, asked: float) -> float:
        """The next pause: half as long after something new, half as long again after nothing, never below what the server asks."""
        own = self.every if before is None else before * (0.5 if new else 1.5)
        return min(max(self.every, own, asked), max(self.slowest, self.every))

    def after_failure(self, failures: int, asked: float) -> float:
        """Doubled with every failure in a row; a Retry-After counts up to a week."""
        own = min(self.every * 2.0 ** min(failures, 30), max(self.slowest, self.every))
        return max(own, min(asked, LONGEST_ASKED))


@dataclass(frozen=True, slots=True)
class Polled:
    """One poll: the feed, what came of it (one of the words above), its account, when it is due next, and the error if there was one."""

    feed: str
    outcome: str
    done: Added
    due: datetime
    error: RawiError | None = None


@dataclass(slots=True)
class Watch:
    """Feeds to watch. All that reaches outside is passed in: `sleep` (which raises Stopped), `stopped`, `chance` (0 to 1)."""

    fetching: Fetching
    sleep: Callable[[float], None]
    pace: Pace = Pace()
    stopped: Callable[[], bool] = lambda: False
    chance: Callable[[], float] = random.random
    progress: Callable[[str], None] = lambda _: None
    _queue: list[tuple[datetime, int, str]] = field(default_factory=list)

    def run(self, addresses: Iterable[str], *, once: bool = False) -> Iterator[Polled]:
        """Polls the feeds as they are due, for ever, or with `once` each that is due now; ends quietly when Stopped is raised.

        Raises ArchiveError and MissingExtra; whatever a feed or page does ends in quarantine.
        """
        now = self.fetching.archive.now
        with self.fetching.archive.store.connection() as connection:
            due = due_times(connection)
        latest = now + timedelta(seconds=max(self.pace.slowest, LONGEST_ASKED))  # a clock that jumped must not silence a feed
        times = ((min(_time(due[a]), latest) if a in due else now, a) for a in dict.fromkeys(addresses))
        self._queue = [(at, number, address) for number, (at, address) in enumerate(times)]
        turn = len(self._queue)
        heapq.heapify(self._queue)
        try:
            while self._queue:
                at, _, address = heapq.heappop(self._queue)
                now = self.fetching.archive.now
                if at > now:
                    if once:
                        return
                    self.sleep((at - now).total_seconds())
                polled = self.poll(address, limit=None if once else AT_A_TIME)
                if not once:
                    turn += 1  # of feeds due at the same time, the one that waited longest comes first
                    heapq.heappush(self._queue, (polled.due, turn, address))
                yield polled
        except Stopped:
            return

    def _check(self) -> None:
        if self.stopped():
            raise Stopped

    def poll(self, address: str, *, limit: int | None = None) -> Polled:
        """Asks one feed now and adds what is new, at most `limit` items; raises ArchiveError and Stopped."""
        self._check()
        self.fetching.begin()
        known = self.fetching.recall(FEED, address)
        same = known.scope == self._scope
        done = Added()
        try:
            found = self.fetching.web.fetch(address, etag=known.etag if same else None, last_modified=known.last_modified if same else None)
            if found.status == 304:
                return self._next(replace(known, failures=0, code=None, reason=None), found, None, done, NOT_CHANGED)
            contents = feeds.contents(decode(found.body, found.charset).text, found.url, self.fetching.wanted.given)
        except (ArchiveError, MissingExtra):
            raise
        except RawiError as error:
            return self._failed(known, error, done)
        return self._contents(known, found, contents, done, limit)

    @property
    def _scope(self) -> str:
        return f"watch {self.fetching.wanted.scope}"

    def _failed(self, known: Fetch, error: RawiError, done: Added) -> Polled:
        self.fetching.refuse(known.address, error, done)
        failures = known.failures + 1
        asked = error.retry_after or 0.0 if isinstance(error, FetchFailed) else 0.0
        pause = self.pace.after_failure(failures, asked)
        due = self._due(pause)
        self.fetching.remember(replace(known, failures=failures, code=error.code, reason=error.message, next_due_at=stamp(due)))
        return Polled(known.address, FAILED, done, due, error)

    def _contents(self, known: Fetch, found: Fetched, contents: feeds.Contents, done: Added, limit: int | None) -> Polled:
        """The items that are new or have changed, the oldest first, each noted as soon as it is safe."""
        archive = self.fetching.archive
        fresh = self._fresh(known.address, contents)
        given = replace(self.fetching.wanted.given, outlet=self.fetching.wanted.given.outlet or contents.outlet)
        cut = fresh if limit is None else fresh[:limit]
        passing = 0
        sha256 = self.fetching.keep_feed(found, known) if cut else known.sha256 or ""
        for number, (entry, sha, before) in enumerate(cut, 1):
            self._check()
            if self.fetching.unwelcome:
                passing += 1
                done.notices.append(Notice(known.address, f"the pages of {len(cut) - number + 1} items are left for the next poll"))
                break
            self.progress(f"{number} of {len(cut)} new items of {known.address}")
            error = self.fetching.entry(entry, found, given, done, sha256=sha256, last=before.failures + 1 >= TRIES)
            if error is not None:
                passing += 1
                row = replace(before, failures=before.failures + 1, code=error.code, reason=error.message)
            else:
                row = replace(before, failures=0, code=None, reason=None, sha256=sha, fetched_at=stamp(archive.now))
            with archive.store.connection() as connection:
                remember(connection, row)
        if contents.fault:
            done.notices.append(Notice(known.address, f"the feed breaks off or is broken ({contents.fault}); its whole items are read"))
        known = replace(known, failures=0, code=None, reason=None, sha256=sha256)
        if len(cut) < len(fresh) and not self.fetching.unwelcome:
            return self._more(known, done)
        whole = not passing and not contents.fault
        known = replace(known, etag=found.etag if whole else None, last_modified=found.last_modified if whole else None)
        return self._next(known, found, contents.ttl, done, MET)

    def _fresh(self, address: str, contents: feeds.Contents) -> list[tuple[feeds.Entry, str, Fetch]]:
        """(item, hash of what it says, its row) of each that was not met, or said something else then; the oldest first."""
        rows: dict[str, tuple[feeds.Entry, str, Fetch]] = {}
        for entry in reversed(contents.entries):
            sha = _sha(entry)
            key = entry.key if entry.key not in rows else f"{entry.key}#{sha[:12]}"  # some feeds give all items one id
            rows[key] = (entry, sha, Fetch(ITEM, key, address))
        with self.fetching.archive.store.connection() as connection:
            known = recall_all(connection, [row for _, _, row in rows.values()])
        fresh = [(entry, sha, known.get(row.fetch_id, row)) for entry, sha, row in rows.values()]
        return [(entry, sha, row) for entry, sha, row in fresh if row.sha256 != sha]

    def _more(self, known: Fetch, done: Added) -> Polled:
        """A feed with more new items than are taken at a time: it is due again at once, behind those that are due now."""
        now = self.fetching.archive.now
        self.fetching.remember(replace(known, etag=None, last_modified=None, next_due_at=stamp(now)))
        return Polled(known.address, MORE, done, now)

    def _next(self, known: Fetch, found: Fetched, ttl: float | None, done: Added, outcome: str) -> Polled:
        """Notes a poll that went well, and when the feed is due next."""
        asked = max((ttl or 0.0) * 60.0, float(found.max_age or 0), self.fetching.asked_for)
        new = sum(n for what, n in done.documents.items() if what != "known")
        pause = self.pace.after(known.every_seconds, new, asked)
        due = self._due(pause)
        now = stamp(self.fetching.archive.now)
        with self.fetching.archive.store.connection() as connection:
            remember(connection, replace(known, scope=self._scope, fetched_at=now, every_seconds=round(pause), next_due_at=stamp(due)))
            self.fetching.archive.store.accept(connection, known.address)
        return Polled(known.address, outcome, done, due)

    def _due(self, pause: float) -> datetime:
        """A pause from now, up to a tenth longer, so that feeds met together do not stay together."""
        return self.fetching.archive.now + timedelta(seconds=pause * (1.0 + 0.1 * self.chance()))


def _time(written: str) -> datetime:
    return datetime.fromisoformat(written)


def _sha(entry: feeds.Entry) -> str:
    """What an item says, by which one that was edited is known from one that was met."""
    texts = [f"{i.title or ''}\n{i.text}" for i in entry.items if isinstance(i, Document)]
    return hashlib.sha256("\n\n".join([entry.url or "", entry.published or "", *texts]).encode("utf-8", "replace")).hexdigest()
