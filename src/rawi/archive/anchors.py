"""The time stamps of an archive checked: every token against its line, its bytes, the chain and, if asked, trusted certificates."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rawi.archive.blobs import checked_hash, hash_of
from rawi.archive.lines import moment
from rawi.archive.stamps import ANCHORS, EXPIRED, LONGEST, NAME, UNTRUSTED, Stamp, stamp_of
from rawi.errors import BadHash, BadTimestamp, MissingExtra

Told = tuple[str, str, str, bool]
"""A finding: its kind, its file with line, the message, whether it is damage."""


@dataclass(frozen=True, slots=True)
class Anchored:
    """A token that holds: through line `seq`, whose hash it is over, everything was there at `time`, by the word of `authority`."""

    file: str
    seq: int
    hash: str
    time: str
    authority: str
    trust: str

    @property
    def words(self) -> str:
        """When, by whom, and how far that was checked."""
        checked = "trusted" if self.trust == "trusted" else "its signature fits, the authority was not checked"
        return f"at {self.time} by {self.authority} ({checked})"


@dataclass(slots=True)
class Anchors:
    """The tokens of one archive. `look` before the ledger is gone through, `record` and `line` for its lines, `findings` after it."""

    folder: Path
    roots: Sequence[Any] = ()
    good: list[Anchored] = field(default_factory=list)
    _files: dict[str, tuple[str, int]] = field(default_factory=dict)
    _stamps: dict[str, Stamp] = field(default_factory=dict)
    _broken: dict[str, str] = field(default_factory=dict)
    _unread: dict[str, str] = field(default_factory=dict)
    _recorded: dict[str, tuple[str, int, str, int]] = field(default_factory=dict)
    _lines: dict[str, int] = field(default_factory=dict)
    wanted: set[str] = field(default_factory=set)
    """The hashes of lines that tokens are over."""

    def look(self) -> Iterator[Told]:
        """Reads all tokens; yields what lies among them and is none, or cannot be read."""
        folder = self.folder / ANCHORS
        try:
            paths = sorted(folder.iterdir()) if folder.exists() or folder.is_symlink() else []
        except OSError as error:
            yield "unreadable", ANCHORS, error.strerror or str(error), True
            return
        for path in paths:
            name = f"{ANCHORS}/{path.name}"
            try:
                status = path.lstat()
                if not stat.S_ISREG(status.st_mode) or not NAME.fullmatch(path.name) or status.st_size > LONGEST:
                    yield "stray", name, "not a time stamp", True
                    continue
                self._files[name] = hash_of(path)
                self._read(name, path.read_bytes())
            except OSError as error:
                yield "unreadable", name, error.strerror or str(error), True

    def _read(self, name: str, data: bytes) -> None:
        try:
            self._stamps[name] = stamp_of(data, self.roots)
            self.wanted.add(self._stamps[name].imprint)
        except MissingExtra as error:
            self._unread[name] = f"{error.message}: {error.hint}"
        except BadTimestamp as error:
            self._broken[name] = error.message

    def record(self, fields: Mapping[str, Any], where: str) -> Iterator[Told]:
        """A line `anchored`, found at `where`."""
        name, size, stamped = fields.get("file"), fields.get("size"), fields.get("stamped_hash")
        try:
            sha = checked_hash(fields.get("sha256", ""))
            checked_hash(str(stamped))
        except BadHash as error:
            yield "fields", where, error.message, True
            return
        place, _, own = name.partition("/") if isinstance(name, str) else ("", "", "")
        if place != ANCHORS or not NAME.fullmatch(own) or type(size) is not int or type(fields.get("stamped_seq")) is not int:
            yield "fields", where, "a time stamp without file or size, or with fields of a wrong type", True
            return
        self._recorded[f"{ANCHORS}/{own}"] = sha, size, str(stamped), fields["stamped_seq"]

    def line(self, seq: int, digest: str) -> None:
        """A line of the ledger whose hash is `wanted`."""
        self._lines.setdefault(digest, seq)

    def findings(self) -> Iterator[Told]:
        """All that is not as it should be; `good` holds the tokens that hold, once this is gone through."""
        for name, (sha, size, _, _) in sorted(self._recorded.items()):
            if name not in self._files:
                yield "anchor-missing", name, "the ledger tells of this time stamp, and it is not there", True
            elif self._files[name] != (sha, size):
                yield "anchor-damaged", name, "its bytes are not those that were kept", True
        for name in sorted(self._files):
            recorded = self._recorded.get(name)
            if recorded is None:
                message = "no line of the ledger tells of it: left by a crash, put there by hand, or its line was cut off"
                yield "anchor-orphan", name, message, False
            elif self._files[name] != recorded[:2]:
                continue
            if name in self._unread:
                yield "anchor-unread", name, self._unread[name], False
            elif name in self._broken:
                yield "anchor-broken", name, self._broken[name], True
            else:
                yield from self._held(name, self._stamps[name], recorded[2:] if recorded else None)

    def _held(self, name: str, stamp: Stamp, told: tuple[str, int] | None) -> Iterator[Told]:
        seq = self._lines.get(stamp.imprint)
        when = moment(stamp.time)
        if seq is None:
            message = f"no line has the hash {stamp.imprint}: cut off or rewritten since {when}, when that was stamped"
            yield "anchor-not-in-chain", name, message, True
        elif told is not None and told != (stamp.imprint, seq):
            yield "anchor-wrong-hash", name, f"it is over line {seq + 1}, hash {stamp.imprint}; the ledger says another", True
        elif stamp.trust in (EXPIRED, UNTRUSTED):
            yield f"anchor-{stamp.trust}", name, stamp.why, True
        else:
            self.good.append(Anchored(name, seq, stamp.imprint, when, stamp.authority, stamp.trust))

    @property
    def words(self) -> str:
        """Through which line the chain was there when, by the token that reaches furthest and of these by the earliest; "" without one."""
        best = min(self.good, key=lambda one: (-one.seq, one.trust != "trusted", one.time), default=None)
        return "" if best is None else f"through seq {best.seq} {best.words}"
