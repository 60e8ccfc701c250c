"""Whether an archive is what was captured: every blob and every line of the ledger hashed anew, each difference told.

This shows integrity since capture. Whoever can write the whole archive can also rewrite it whole, with a new chain; only a head hash
that was published before (`expected`), or a time stamp by an authority, shows that, and a cut-off tail.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rawi.archive.anchors import Anchored, Anchors
from rawi.archive.blobs import BLOBS, Blobs, checked_hash, hash_of
from rawi.archive.disk import INCOMING
from rawi.archive.evidence import CAPTURED, CREATED, MARKER, RECOVERED, Evidence, capture_of, check_marker
from rawi.archive.ledger import LEDGER, Head, complete_lines, torn_files
from rawi.archive.lines import FIRST, line_hash, parse
from rawi.archive.stamps import ANCHORED
from rawi.errors import BadHash, DamagedLedger, NotAnArchive, RawiError, UnreadableInput

PROMISE = (
    "This shows that the bytes and the ledger are unchanged since capture. It does not prove that a site told the truth, "
    "nor that it sent everyone the same."
)
Progress = Callable[[str, int, int], None]
"""Called with "lines" or "blobs", how many of them are done, and how many bytes."""


def _quiet(what: str, count: int, size: int) -> None:  # noqa: ARG001
    return


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be. `where` is the file, with its line; `damage` is False for what a crash leaves behind."""

    kind: str
    where: str
    message: str
    damage: bool = True

    def to_json(self) -> dict[str, Any]:
        """As `rawi verify --json` prints it."""
        return asdict(self)


class _Index:
    """Hash, size and first line of every capture, sorted; SQLite's temporary file keeps the memory bounded at some 32 MB."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("")
        self._db.execute("pragma cache_size = -32768")
        self._db.execute("create table seen (sha blob primary key, size integer, line integer) without rowid")

    def add(self, sha: str, size: int, line: int) -> None:
        self._db.execute("insert or ignore into seen values (?, ?, ?)", (bytes.fromhex(sha), size, line))

    def __iter__(self) -> Iterator[tuple[str, int, int]]:
        for sha, size, line in self._db.execute("select sha, size, line from seen order by sha"):
            yield sha.hex(), size, line

    def close(self) -> None:
        self._db.close()


class Verification:
    """A run over an archive: iterate it for its Findings; the counts and `head` are complete when the iteration is."""

    def __init__(
        self, folder: str | Path, *, expected: str | None = None, progress: Progress | None = None, roots: Sequence[Any] = ()
    ) -> None:
        """Raises NotAnArchive, NewerArchive, UnreadableInput, BadHash (of `expected`) at once, before anything is read."""
        self.folder = Path(folder)
        self.expected = checked_hash(expected) if expected is not None else None
        self.lines = self.captures = self.blobs = self.bytes = self.findings = self.damages = 0
        self.head = Head()
        self.anchored_at: int | None = None
        """The seq of the line whose hash was expected; None without one, or when it is not in the chain."""
        self._anchors = Anchors(self.folder, roots)
        self._progress = progress or _quiet
        self._marker: RawiError | None = None
        try:
            check_marker(self.folder)
        except NotAnArchive as error:
            if not (self.folder / LEDGER).is_file():
                raise
            self._marker = error
        self._found = self._run()

    def __iter__(self) -> Iterator[Finding]:
        return self

    def __next__(self) -> Finding:
        finding = next(self._found)
        self.findings += 1
        self.damages += finding.damage
        return finding

    @property
    def state(self) -> str:
        """«unanchored», or through which line the chain is the one that was published or stamped, and by whom."""
        stamped = self._anchors.words
        if self.expected is None:
            return f"anchored {stamped}; the ledger ends with seq {self.head.seq}" if stamped else "unanchored"
        further = f"; time-stamped {stamped}" if stamped else ""
        if self.anchored_at is None:
            return f"not anchored: the expected hash is not in the chain{further}"
        return f"anchored through seq {self.anchored_at} of {self.head.seq}{further}"

    @property
    def anchors(self) -> tuple[Anchored, ...]:
        """The time stamps that hold, once all findings were taken."""
        return tuple(self._anchors.good)

    def _run(self) -> Iterator[Finding]:
        if self._marker is not None:
            yield Finding("marker", MARKER, self._marker.message)
        index = _Index()
        torn: dict[str, tuple[str, int]] = {}
        try:
            yield from (Finding(*told) for told in self._anchors.look())
            # The ledger before the blobs: a capture that is going on meanwhile then only looks like an orphan.
            yield from self._ledger(index, torn)
            yield from (Finding(*told) for told in self._anchors.findings())
            yield from self._blobs(index)
        finally:
            index.close()
        yield from self._leftovers(torn)
        if self.expected is not None and self.anchored_at is None:
            yield Finding("not-in-chain", LEDGER, f"no line has the hash {self.expected}: cut off or rewritten since that was published")

    def _ledger(self, index: _Index, torn: dict[str, tuple[str, int]]) -> Iterator[Finding]:
        path, chain, size, number = self.folder / LEDGER, _Chain(), 0, 0
        try:
            if not stat.S_ISREG(path.lstat().st_mode):
                yield Finding("ledger-missing", LEDGER, "not a regular file")
                return
            with path.open("rb") as file:
                for line in complete_lines(file, file.seek(0, os.SEEK_END)):
                    number, size = number + 1, size + len(line)
                    where = f"{LEDGER}:{number}"
                    if not line.endswith(b"\n"):
                        yield Finding("torn-tail", where, f"{len(line)} bytes without a newline: cut off, or being written now", False)
                        continue
                    fields, faults = chain.next(line)
                    for kind, message in faults:
                        yield Finding(kind, where, message)
                    if fields is not None:
                        yield from self._event(fields, number, index, torn)
                        self._anchoring(fields)
                    self.lines += 1
                    self._progress("lines", self.lines, size)
        except OSError as error:
            yield Finding("unreadable", LEDGER, error.strerror or str(error))
        self.head = chain.head
        if self.lines == 0:
            yield Finding("ledger-missing", LEDGER, "there is no line in it")

    def _anchoring(self, fields: dict[str, Any]) -> None:
        """Notes a line whose hash was expected or stamped; of an edited line only the hash of what it holds now counts."""
        if self.expected is None and not self._anchors.wanted:
            return
        digest = line_hash(fields)
        if digest == self.expected:
            self.anchored_at = fields["seq"]
        if digest in self._anchors.wanted:
            self._anchors.line(fields["seq"], digest)

    def _event(self, fields: dict[str, Any], number: int, index: _Index, torn: dict[str, tuple[str, int]]) -> Iterator[Finding]:
        where = f"{LEDGER}:{number}"
        if (fields["what"] == CREATED) != (number == 1):
            yield Finding("sequence", where, f"{fields['what']!r}; an archive is created in its first line, and only there")
        if fields["what"] == ANCHORED:
            yield from (Finding(*told) for told in self._anchors.record(fields, where))
        if fields["what"] not in (CAPTURED, RECOVERED):
            return
        try:
            about = capture_of(fields)
            checked_hash(about.sha256)
        except (DamagedLedger, BadHash) as error:
            yield Finding("fields", where, error.message)
            return
        if fields["what"] == RECOVERED:
            torn[str(fields.get("file"))] = about.sha256, about.size
            return
        self.captures += 1
        index.add(about.sha256, about.size, number)

    def _blobs(self, index: _Index) -> Iterator[Finding]:
        """Two sorted lists side by side: what the ledger tells of, and what lies in the folder."""
        told = iter(index)
        want = next(told, None)
        try:
            for path in Blobs(self.folder).files():
                sha = path.parent.name + path.name
                where = path.relative_to(self.folder).as_posix()
                try:
                    checked_hash(sha if path.parent.parent.name == BLOBS else "")
                except BadHash:
                    yield Finding("stray", where, "not a blob")
                    continue
                while want is not None and want[0] < sha:
                    yield self._missing(want)
                    want = next(told, None)
                known = want if want is not None and want[0] == sha else None
                want = next(told, None) if known else want
                yield from self._blob(path, sha, where, known)
        except UnreadableInput as error:
            yield Finding("unreadable", BLOBS, error.message)
        while want is not None:
            yield self._missing(want)
            want = next(told, None)

    def _missing(self, want: tuple[str, int, int]) -> Finding:
        return Finding("blob-missing", f"{BLOBS}/{want[0][:2]}/{want[0][2:]}", f"was captured in line {want[2]} of the ledger")

    def _blob(self, path: Path, sha: str, where: str, known: tuple[str, int, int] | None) -> Iterator[Finding]:
        try:
            if not stat.S_ISREG(path.lstat().st_mode):  # a link or pipe would be followed or waited for
                yield Finding("stray", where, "not a regular file")
                return
            found, size = hash_of(path)
        except OSError as error:
            yield Finding("unreadable", where, error.strerror or str(error))
            return
        self.blobs, self.bytes = self.blobs + 1, self.bytes + size
        self._progress("blobs", self.blobs, self.bytes)
        if found != sha:
            yield Finding("blob-damaged", where, f"its bytes have the hash {found}")
        elif known is None:
            message = "no line of the ledger tells of it: left by a crash, put there by hand, or being captured now"
            yield Finding("blob-orphan", where, message, False)
        elif known[1] != size:
            yield Finding("fields", where, f"{size} bytes; line {known[2]} of the ledger says {known[1]}")

    def _leftovers(self, torn: dict[str, tuple[str, int]]) -> Iterator[Finding]:
        try:
            lying = {path.name: path for path in torn_files(self.folder)}
            incoming = sorted((self.folder / INCOMING).iterdir()) if (self.folder / INCOMING).is_dir() else []
            for name, path in lying.items():
                if name not in torn:
                    yield Finding("torn-file", name, "not yet in the ledger; the next opening for writing records it", False)
                elif not path.is_file() or hash_of(path) != torn[name]:
                    yield Finding("torn-file", name, "its bytes are not those that were moved aside")
            for name in sorted(set(torn) - set(lying)):
                yield Finding("torn-file", name, "was moved aside and is missing")
            for path in incoming:
                yield Finding("leftover", f"{INCOMING}/{path.name}", "never confirmed; the next opening for writing removes it", False)
        except (OSError, UnreadableInput) as error:
            yield Finding("unreadable", ".", str(error))


class _Chain:
    """What the next line must follow."""

    def __init__(self) -> None:
        self.head = Head()
        self._allowed: frozenset[str] | None = frozenset({FIRST})

    def next(self, line: bytes) -> tuple[dict[str, Any] | None, list[tuple[str, str]]]:
        """Fields of a line, and (kind, message) of all that is wrong with it or its place."""
        fields, fault = parse(line)
        if fields is None:
            self._allowed = None
            self.head = Head(self.head.seq + 1, self.head.hash)
            return None, [("line-broken", fault)]
        faults = [("line-edited", fault)] if fault else []
        if self._allowed is not None and fields["previous"] not in self._allowed:
            faults.append(("chain", "does not follow the line before it: a line was removed, inserted, moved or edited"))
        if fields["seq"] != self.head.seq + 1:
            faults.append(("sequence", f"seq is {fields['seq']}, not {self.head.seq + 1}"))
        # After an edited line either hash will do for the next one: one edit is one finding.
        self._allowed = frozenset({fields["hash"], line_hash(fields)}) if fault else frozenset({fields["hash"]})
        self.head = Head(fields["seq"], fields["hash"])
        return fields, faults


def verify(
    folder: str | Path, *, expected: str | None = None, progress: Progress | None = None, roots: Sequence[Any] = ()
) -> Verification:
    """Checks the archive in `folder`; iterate the result for its Findings. Reads only, locks nothing, memory bounded.

    `expected` is a head hash published earlier: a chain that no longer holds it was cut off or rewritten. `roots` are
    certificates by which the authorities of time stamps are trusted (`stamps.trusted`); without any, only their signatures are checked.
    Raises NotAnArchive, NewerArchive, UnreadableInput, BadHash; everything else is a Finding.
    """
    return Verification(folder, expected=expected, progress=progress, roots=roots)


def anchor(folder: str | Path) -> Head:
    """The head to publish: `seq` and hash of the last line. Checks the chain, not the blobs.

    Raises DamagedLedger, NotAnArchive, NewerArchive, UnreadableInput.
    """
    with Evidence.open(folder, read_only=True) as evidence:
        return evidence.head()
