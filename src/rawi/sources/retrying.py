"""Asking again, politely: after what may pass by itself, a few times, each time after a longer and never the same pause."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from rawi.errors import FetchFailed
from rawi.sources.web import Fetched, Fetcher


@dataclass(frozen=True, slots=True)
class Patience:
    """How often to ask again; the pause before the first time and the longest one, in seconds.

    A server that asks for more than `longest` (Retry-After) is left alone: its error is raised at once, with what it asked for.
    """

    retries: int = 3
    first: float = 2.0
    longest: float = 120.0


@dataclass(slots=True)
class Retrying:
    """A Fetcher that does not give up at once. `chance` gives numbers from 0 to 1; pauses go through the Fetcher's own sleep."""

    fetcher: Fetcher
    patience: Patience = Patience()
    chance: Callable[[], float] = random.random

    def fetch(self, url: str, *, etag: str | None = None, last_modified: str | None = None, size: int | None = None) -> Fetched:
        """As Fetcher.fetch; the error of the last attempt is raised."""
        attempt = 0
        while True:
            try:
                return self.fetcher.fetch(url, etag=etag, last_modified=last_modified, size=size)
            except FetchFailed as error:
                asked = error.retry_after or 0.0
                if not error.transient or attempt >= self.patience.retries or asked > self.patience.longest:
                    raise
                self.fetcher.sleep(max(asked, self._pause(attempt)))
                attempt += 1

    def _pause(self, attempt: int) -> float:
        """Exponential, with jitter over its upper half: machines that failed together must not come again together."""
        whole = min(self.patience.longest, self.patience.first * 2.0**attempt)
        return whole * (0.5 + 0.5 * self.chance())
