"""The head of the ledger stamped by an authority: the token kept as a file of the archive, and a line `anchored` that tells of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rawi.archive.disk import INCOMING, sync_folder, write_new, writing
from rawi.archive.evidence import Clock, Evidence, utc_now
from rawi.archive.lines import moment
from rawi.archive.stamps import ANCHORED, ANCHORS, Stamp, accept, available, request
from rawi.errors import FetchFailed, NoTimestamp, TooLarge, UnknownHost
from rawi.sources.posting import Poster

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A token that was kept: its file, the stamped line's `seq` and hash, and what it states."""

    file: str
    seq: int
    hash: str
    stamp: Stamp


def stamp_head(
    folder: str | Path, url: str, *, who: str, roots: Sequence[Any] = (), poster: Poster | None = None, clock: Clock = utc_now
) -> Anchor:
    """Asks the authority at `url` for a time stamp over the ledger's head, keeps and records it.

    The whole ledger is checked first; the archive is not locked while the authority is asked, and nothing is written before its answer
    was found good. Raises NoTimestamp, BadTimestamp, MissingExtra, BadAddress, ForbiddenAddress, and as `Evidence.open` does.
    """
    available()
    with Evidence.open(folder, read_only=True) as evidence:
        line = evidence.ledger.last()
    asked, nonce = request(line)
    try:
        answer = (poster or Poster()).post(url, asked, QUERY, REPLY)
    except (FetchFailed, UnknownHost, TooLarge) as error:
        raise NoTimestamp(error.message) from None
    stamp = accept(answer, line["hash"], nonce, roots)
    return keep(folder, answer, stamp, line["seq"], url=url, who=who, clock=clock)


def keep(folder: str | Path, token: bytes, stamp: Stamp, seq: int, *, url: str, who: str, clock: Clock = utc_now) -> Anchor:
    """Keeps a token over line `seq` and records it; the file is on the disk before its line is. Raises as `Evidence.record` does."""
    sha = hashlib.sha256(token).hexdigest()
    path = Path(folder) / ANCHORS / f"{seq:08d}-{sha[:16]}.tsr"
    with Evidence.open(folder, who=who, clock=clock) as evidence:
        with writing(path):
            path.parent.mkdir(exist_ok=True)
            sync_folder(evidence.folder)
            write_new(path, token, evidence.folder / INCOMING)
            sync_folder(path.parent)
        evidence.record(
            ANCHORED, who=who, at=clock(), file=f"{ANCHORS}/{path.name}", sha256=sha, size=len(token), stamped_seq=seq,
            stamped_hash=stamp.imprint, stamped_at=moment(stamp.time), authority=stamp.authority, url=url,
        )  # fmt: skip
    return Anchor(f"{ANCHORS}/{path.name}", seq, stamp.imprint, stamp)
