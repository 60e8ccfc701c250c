"""Addresses into an archive: a page, the items of a feed, the pages of a sitemap; each document is safe before the next is asked for.

What came before is asked for with its ETag and date, so that an unchanged page costs one small answer and adds nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from rawi.archive.adding import KNOWN, Added, Archive
from rawi.archive.fetches import FEED, PAGE, SITEMAP, Fetch, recall, remember
from rawi.archive.lines import stamp
from rawi.errors import ArchiveError, BadDate, BrokenList, FetchFailed, MissingExtra, Offline, RawiError
from rawi.model import Document
from rawi.sources import Given, Notice, Refusal, check_date, feeds, opml, sitemaps
from rawi.sources.encodings import decode
from rawi.sources.items import HEAD, Item
from rawi.sources.payloads import unpacked
from rawi.sources.retrying import Retrying
from rawi.sources.sitemaps import Place
from rawi.sources.web import Fetched, items

MOST_SITEMAPS = 1_000
MOST_FAILURES = 5
"""So many pages in a row that fail in a way that may pass: the site is in trouble, and the rest of its list is left for another time."""
DEEPEST = 3
"""Sitemaps of one site, and indexes one in another: beyond that it is no list but a maze."""
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be fetched: with `follow` the pages of a feed's items, at most `limit` pages of a list, of `since` (YYYY-MM-DD) on."""

    given: Given = field(default_factory=Given)
    follow: bool = False
    limit: int | None = None
    since: str | None = None

    @property
    def scope(self) -> str:
        """These wishes in a word: a list that was gone through with others must be gone through again."""
        return f"follow={int(self.follow)} limit={self.limit or ''} since={self.since or ''}"


class Fetching:
    """Fetches into an opened archive. Give each account (`Added`) back in at the next call to add it all up."""

    def __init__(self, archive: Archive, web: Retrying, wanted: Wanted = Wanted()) -> None:
        self.archive, self.web, self.wanted = archive, web, wanted
        self._pages = self._sitemaps = self._failures = 0
        self.asked_for = 0.0
        """Seconds for which the site of the list that is gone through asks to be left alone (Retry-After)."""

    def recall(self, kind: str, address: str) -> Fetch:
        """What the store knows of an address."""
        with self.archive.store.connection() as connection:
            return recall(connection, kind, address)

    def remember(self, fetch: Fetch) -> None:
        """Writes it down, safe when this returns."""
        with self.archive.store.connection() as connection:
            remember(connection, fetch)

    def add(self, url: str, done: Added) -> Iterator[Added]:
        """Fetches `url` and what it leads to; gives the account after each document. What fails is a refusal in it and in quarantine.

        Raises ArchiveError, and MissingExtra where what pages are read with is not installed.
        """
        self._pages = self._sitemaps = 0
        self.begin()
        yield from self._any(url, done, 0)

    def begin(self) -> None:
        """Before a list of pages is gone through: the site is well until shown otherwise."""
        self._failures, self.asked_for = 0, 0.0

    @property
    def unwelcome(self) -> bool:
        """Whether the site asks to be left alone, or is in trouble: then going on through its list would be rude and in vain."""
        return self.asked_for > self.web.patience.longest or self._failures >= MOST_FAILURES

    def _heard(self, error: RawiError | None) -> None:
        passing = isinstance(error, FetchFailed) and error.transient
        self._failures = self._failures + 1 if passing else 0
        if isinstance(error, FetchFailed) and error.retry_after:
            self.asked_for = max(self.asked_for, error.retry_after)

    def _any(self, url: str, done: Added, depth: int) -> Iterator[Added]:
        kind, known = self._known(url)
        try:
            size = sitemaps.MAX_SIZE if depth or "sitemap" in url else None
            found = self.web.fetch(url, etag=known.etag, last_modified=known.last_modified, size=size)
            if found.status == 304:
                done.documents[KNOWN] += kind == PAGE
                self.remember(replace(known, fetched_at=stamp(self.archive.now)))
            else:
                yield from self._came(url, found, done, depth)
        except (ArchiveError, MissingExtra):
            raise
        except RawiError as error:
            self.refuse(url, error, done)
        yield done

    def _known(self, url: str) -> tuple[str, Fetch]:
        """What to ask with: of a list only if it was gone through to its end in the same way."""
        for kind in (PAGE, FEED, SITEMAP):
            known = self.recall(kind, url)
            if known.fetched_at is not None:
                whole = kind == PAGE or known.scope == self.wanted.scope
                return kind, known if whole else replace(known, etag=None, last_modified=None)
        return PAGE, Fetch(PAGE, url)

    def _came(self, url: str, found: Fetched, done: Added, depth: int) -> Iterator[Added]:
        """By what it is, whatever its address and media type say."""
        body = unpacked(found.body, ["gzip"], sitemaps.MAX_SIZE) if found.body.startswith(_GZIP) else found.body
        head = body[: HEAD].replace(b"\x00", b"").decode("utf-8", "ignore")
        if sitemaps.looks_like_sitemap(head):
            yield from self._sitemap(url, found, decode(body, found.charset).text, done, depth)
        elif depth:
            raise BrokenList("no sitemap stands where the index says there is one")
        elif feeds.looks_like_feed(head):
            yield from self._feed(url, found, done)
        elif opml.looks_like_opml(head):
            raise BrokenList("this is a list of feeds", hint="Save it, and give it to `rawi watch`.")
        else:
            self.keep_page(url, found, self.wanted.given, done)

    def page(self, url: str, given: Given, done: Added) -> RawiError | None:
        """One page into the archive; the error of what could not be had, which is in `done` and in quarantine too."""
        known = self.recall(PAGE, url)
        try:
            found = self.web.fetch(url, etag=known.etag, last_modified=known.last_modified)
        except MissingExtra:
            raise
        except RawiError as error:
            self._heard(error)
            self.refuse(url, error, done)
            return error
        self._heard(None)
        if found.status == 304:
            done.documents[KNOWN] += 1
            self.remember(replace(known, fetched_at=stamp(self.archive.now)))
            return None
        return self.keep_page(url, found, given, done)

    def keep_page(self, url: str, found: Fetched, given: Given, done: Added) -> RawiError | None:
        """The Documents of what came, then what to ask with next time, in this order: a crash between the two costs one page more."""
        at = stamp(self.archive.now)
        refused = len(done.refused)
        made = list(items(found, given, captured=at))
        for item in made:
            if isinstance(item, Refusal) and isinstance(item.error, MissingExtra):
                raise item.error  # no page could be read: nothing is wrong with this one
        self.keep(made, found, done)
        error = done.refused[-1].error if len(done.refused) > refused else None
        sha = hashlib.sha256(found.body).hexdigest()
        if error is None:
            self.remember(Fetch(PAGE, url, etag=found.etag, last_modified=found.last_modified, sha256=sha, fetched_at=at))
            with self.archive.store.connection() as connection:
                self.archive.store.accept(connection, url)
        return error

    def keep(self, made: list[Item], found: Fetched, done: Added, **more: Any) -> None:
        """Documents into the archive; the ledger says how they were fetched."""
        about = {
            "media_type": found.media_type or None, "fetched_at": stamp(self.archive.now), "etag": found.etag,
            "last_modified": found.last_modified, "charset": found.charset, **more,
        }  # fmt: skip
        facts = {name: value for name, value in about.items() if value is not None}
        for _ in self.archive.add(made, done, {item.id: facts for item in made if isinstance(item, Document)}):
            pass

    def refuse(self, name: str, error: RawiError, done: Added) -> None:
        """A refusal; that we were told to stay offline says nothing of the address, so it is not put into quarantine."""
        if isinstance(error, Offline):
            done.refused.append(Refusal(name, error))
        else:
            self.archive.refuse(Refusal(name, error), done)

    def entry(self, entry: feeds.Entry, feed: Fetched, given: Given, done: Added, *, sha256: str, last: bool = False) -> RawiError | None:
        """One item of a feed: its page where it is to be followed and the item is not whole, else its own text.

        Where the page cannot be had, the item's own text is kept; but if that may pass and this is not the `last` try, its error is
        returned instead. `sha256`: of the feed's bytes.
        """
        if self.wanted.follow and entry.url and not entry.whole:
            error = self.page(entry.url, replace(given, published=_day(entry.published) or given.published), done)
            if error is None:
                return None
            if isinstance(error, FetchFailed) and error.transient and not last:
                return error
            made: list[Item] = [item for item in entry.items if isinstance(item, Document)]
        else:
            made = list(entry.items)
        at = stamp(self.archive.now)
        self.keep([replace(i, captured=at) if isinstance(i, Document) else i for i in made], feed, done, feed=feed.url, feed_sha256=sha256)
        return None

    def _feed(self, url: str, found: Fetched, done: Added) -> Iterator[Added]:
        contents = feeds.contents(decode(found.body, found.charset).text, found.url, self.wanted.given)
        wanted = [e for e in contents.entries if not self.wanted.since or (_day(e.published) or "") >= self.wanted.since]
        if contents.fault:
            done.notices.append(Notice(url, f"the feed breaks off or is broken ({contents.fault}); its whole items are read"))
        if len(wanted) < len(contents.entries):
            done.notices.append(Notice(url, f"{len(contents.entries) - len(wanted)} items are older than asked for, or without a date"))
        if not self.wanted.follow and (short := sum(not e.whole and e.url is not None for e in wanted)):
            done.notices.append(Notice(url, f"{short} items hold only a summary or a link; --follow fetches their pages"))
        given = replace(self.wanted.given, outlet=self.wanted.given.outlet or contents.outlet)
        cut = wanted[: self.wanted.limit] if self.wanted.limit else wanted
        sha = self.keep_feed(found, self.recall(FEED, url))
        passing = False
        for entry in cut:
            if self._stops(url, done):
                passing = True
                break
            passing |= self.entry(entry, found, given, done, sha256=sha) is not None
            yield done
        self._gone_through(Fetch(FEED, url, sha256=sha), found, whole=not passing and len(cut) == len(wanted) and not contents.fault)

    def keep_feed(self, found: Fetched, known: Fetch) -> str:
        """The feed's own bytes as evidence of where its items stood, once for the same bytes in a row; their SHA-256."""
        sha = hashlib.sha256(found.body).hexdigest()
        if known.sha256 != sha:
            self.archive.keep(found.body, url=found.url, media_type=found.media_type or None, feed=found.url)
        return sha

    def _gone_through(self, fetch: Fetch, found: Fetched, *, whole: bool) -> None:
        """Notes a list; only one that was gone through to its end is asked for conditionally next time."""
        before = self.recall(fetch.kind, fetch.address)
        etag, modified = (found.etag, found.last_modified) if whole else (None, None)
        known = replace(before, etag=etag, last_modified=modified, sha256=fetch.sha256)
        self.remember(replace(known, scope=self.wanted.scope, fetched_at=stamp(self.archive.now)))

    def _sitemap(self, url: str, found: Fetched, text: str, done: Added, depth: int) -> Iterator[Added]:
        sitemap = sitemaps.sitemap_of(text)
        old: list[Place] = []
        places = sitemaps.newest_first(sitemap.places, self.wanted.since, old.append)
        if sitemap.index:  # one that does not say when it changed may hold anything
            places += [place for place in old if place.day is None]
            old = [place for place in old if place.day is not None]
        if sitemap.fault:
            done.notices.append(Notice(url, f"a broken or too long sitemap ({sitemap.fault}); {len(sitemap.places)} addresses were read"))
        if old:
            done.notices.append(Notice(url, f"{len(old)} addresses are older than asked for, or without a date"))
        refused, whole = len(done.refused), True
        for place in places:
            if self._enough() or self._stops(url, done):
                whole = False
                break
            if not sitemap.index:
                self._place(place, done)
                yield done
            elif depth >= DEEPEST or self._sitemaps >= MOST_SITEMAPS:
                self.refuse(place.url, BrokenList("too many sitemaps, or indexes nested too deep"), done)
            else:
                self._sitemaps += 1
                yield from self._any(place.url, done, depth + 1)
        whole = whole and not sitemap.index and not sitemap.fault and len(done.refused) == refused
        self._gone_through(Fetch(SITEMAP, url), found, whole=whole)

    def _enough(self) -> bool:
        return self.wanted.limit is not None and self._pages >= self.wanted.limit

    def _stops(self, url: str, done: Added) -> bool:
        """Whether to leave the rest of a list, which a Notice tells once for each list."""
        if self.unwelcome:
            why = f"it asks to be left alone for {self.asked_for:g} seconds" if self.asked_for else "page after page fails"
            done.notices.append(Notice(url, f"the rest of this list is left for another time: {why}"))
        return self.unwelcome

    def _place(self, place: Place, done: Added) -> None:
        """A page of a sitemap, unless it came after its last change; then it is known without asking."""
        known = self.recall(PAGE, place.url)
        day = _day(place.changed)
        if known.fetched_at and day and day < known.fetched_at[:10]:
            done.documents[KNOWN] += 1
            return
        self._pages += 1
        own = self.wanted.given
        given = Given(_day(place.published) or own.published, own.outlet or place.outlet, own.title or place.title)
        self.page(place.url, given, done)


def _day(written: str | None) -> str | None:
    """The day of a date as others write it, or None."""
    try:
        return check_date(written)
    except BadDate:
        return None
