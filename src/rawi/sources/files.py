"""Paths to Documents: files, packed files, folders, standard input; what cannot be read is refused by name, the rest goes on.

The readers of feeds, pages and archives are imported when there is one to read: with what they need they take half the time of a start.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import stat
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from rawi.errors import BinaryInput, EmptyInput, InputError, RawiError, TooLarge, UnreadableInput
from rawi.sources import tapes
from rawi.sources.encodings import decode
from rawi.sources.items import HEAD, IN_PAGE, IN_TEXT, MAX_BYTES, MAX_RATIO, Given, Item, Notice, Refusal, build, shown_name, unreadable

if TYPE_CHECKING:
    from rawi.sources.warc import Watch

TEXT, HTML, JSONL, FEED, WARC, WACZ = "text", "html", "jsonl", "feed", "warc", "wacz"
KINDS = {
    "": TEXT, ".txt": TEXT, ".text": TEXT, ".html": HTML, ".htm": HTML, ".xhtml": HTML, ".jsonl": JSONL, ".ndjson": JSONL,
    ".rss": FEED, ".atom": FEED, ".rdf": FEED, ".xml": FEED, ".json": FEED, ".warc": WARC, ".wacz": WACZ,
}  # fmt: skip
OFTEN_OTHER = (".xml", ".json")
"""Suffixes of feeds that other files bear more often: found in a folder, a file that does not begin as a feed does is left out."""
MANY = (JSONL, FEED, WARC, WACZ)
STDIN = "-"
MAX_DEPTH = 100
BOMB_FROM = 50_000_000
"""Unpacked bytes from which the ratio of a packed file is looked at."""


def kind_of(name: str) -> tuple[str | None, bool]:
    """(kind by the suffix or None, whether packed) of a file name."""
    path = Path(name)
    packed = path.suffix.lower() == ".gz"
    if packed:
        path = path.with_suffix("")
    suffix = path.suffix.lower()
    return KINDS.get(suffix if len(suffix) < 8 and " " not in suffix else ""), packed


def may_hold_many(paths: Iterable[str]) -> bool:
    """Whether these paths can give more than one Document: several paths, a folder, JSONL, a feed or an archive."""
    paths = list(paths)
    return len(paths) != 1 or _is_folder(Path(paths[0])) or kind_of(paths[0])[0] in MANY


def _is_folder(path: Path) -> bool:
    """Whether `path` is a folder; what cannot be looked at is none, and is refused when it is opened."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


class _Unpacked(io.RawIOBase):
    """A gzip stream that stops a bomb: TooLarge when it unpacks to far more than `size` packed bytes can honestly hold."""

    def __init__(self, stream: IO[bytes], size: int) -> None:
        self._gzip = gzip.GzipFile(fileobj=stream)
        self._limit = max(BOMB_FROM, size * MAX_RATIO)
        self._done = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._gzip.read(len(buffer))
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise UnreadableInput(f"damaged gzip: {error}", hint="Fetch or pack the file again.") from None
        self._done += len(data)
        if self._done > self._limit:
            raise TooLarge(f"unpacks to more than {self._limit:,} bytes")
        buffer[: len(data)] = data
        return len(data)


def _read_whole(stream: IO[bytes]) -> bytes:
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise TooLarge(f"more than {MAX_BYTES:,} bytes")
    return data


def whole_text(path: Path) -> str:
    """The text of one plain file that is no document, such as a list of feeds; raises an InputError."""
    try:
        with path.open("rb") as file:
            return decode(_read_whole(file)).text
    except OSError as error:
        raise unreadable(error) from None
    except ValueError as error:
        raise UnreadableInput(f"not a path: {error}") from None


def _sniffed(head: bytes) -> str:
    """The kind of an input whose name does not say it: a record begins with a brace, a WARC with its name, packed or not (so does its
    forerunner ARC, which is refused by name there)."""
    if head.startswith((b"WARC/", b"filedesc://")) or (head.startswith(tapes.MAGIC) and tapes.begins_record(io.BytesIO(head), 0)):
        return WARC
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")
    if start[:1] != b"{":
        return WACZ if head.startswith(b"PK\x03\x04") else TEXT
    from rawi.sources.feeds import looks_like_feed

    return FEED if looks_like_feed(start.replace(b"\x00", b"").decode("utf-8", "replace")) else JSONL


def _archived(stream: IO[bytes], name: str, given: Given, kind: str, *, sniffed: bool, watch: Watch | None) -> Iterator[Item]:
    """The Documents of a WARC or WACZ; what cannot be gone back in (standard input, a pipe) is put on disk first."""
    import tempfile

    from rawi.sources import wacz, warc

    with contextlib.ExitStack() as stack:
        if not stream.seekable():
            stream = _spooled(stream, stack.enter_context(tempfile.TemporaryFile()))
        if kind == WACZ:
            if sniffed and not wacz.is_wacz(stream):
                raise BinaryInput("this is a ZIP or Office file, not text")
            yield from wacz.items(stream, name, given)
        else:
            yield from warc.items(stream, name, given, watch or warc.unwatched)


def _spooled(stream: IO[bytes], copy: IO[bytes]) -> IO[bytes]:
    from rawi.sources.zips import MAX_MEMBER

    size = 0
    while chunk := stream.read(1_000_000):
        size += len(chunk)
        if size > MAX_MEMBER:
            raise TooLarge(f"more than {MAX_MEMBER:,} bytes come in", hint="Give the file by its path.")
        copy.write(chunk)
    copy.seek(0)
    return copy


def _contents(
    stream: io.BufferedReader[Any], name: str, id: str | None, kind: str | None, given: Given, watch: Watch | None = None
) -> Iterator[Item]:
    """The Documents of one open input; errors of input are raised."""
    head = stream.peek(HEAD)[:HEAD]
    sniff = kind is None
    kind = kind or _sniffed(head)
    if kind == JSONL:
        from rawi.sources import jsonl

        yield from jsonl.items(stream, name, given, head[:64])
        return
    if kind in (WARC, WACZ):
        yield from _archived(stream, name, given, kind, sniffed=sniff, watch=watch)
        return
    raw = _read_whole(stream)
    text = decode(raw).text
    if kind == TEXT and not sniff:
        yield from build(name, given, text, id=id, raw=raw, form=IN_TEXT)
        return
    from rawi.sources import feeds, html

    if kind == FEED or (sniff and feeds.looks_like_feed(text)):
        yield from feeds.items(text, name, given)
    elif kind == HTML or (sniff and html.looks_like_html(text)):
        page = html.page_of(text)
        said = {k: getattr(page, k) for k in ("title", "published", "outlet", "author", "url")}
        yield from build(name, given, page.text, id=id, raw=raw, form=IN_PAGE, **said)
    else:
        yield from build(name, given, text, id=id, raw=raw, form=IN_TEXT)


def _guarded(name: str, items: Callable[[], Iterator[Item]]) -> Iterator[Item]:
    """`items`, every error of which ends as a Refusal of `name`."""
    try:
        yield from items()
    except RawiError as error:
        yield Refusal(name, error)
    except OSError as error:
        yield Refusal(name, unreadable(error))
    except (UnicodeError, RecursionError, MemoryError, ValueError) as error:
        yield Refusal(name, InputError(f"cannot be taken in ({type(error).__name__}: {error})"))


def _file(path: Path, name: str, given: Given, *, found: bool) -> Iterator[Item]:
    """The Documents of one file; one that was `found` in a folder, not named, must be a regular file."""
    try:
        status = path.stat()
    except ValueError as error:
        raise UnreadableInput(f"not a path: {error}") from None
    if found and not stat.S_ISREG(status.st_mode):
        raise UnreadableInput("not a regular file")
    with path.open("rb") as file:
        yield from items_of(file, status.st_size, path.name, name, given, found=found)


def items_of(
    file: io.BufferedReader[Any], size: int, file_name: str, name: str, given: Given, *, found: bool, kind: str | None = None,
    watch: Watch | None = None,
) -> Iterator[Item]:
    """The Documents of one open file of `size` bytes, wherever it lies; errors of input and OSErrors are raised.

    What the file is follows from `file_name`, or is said by `kind`; `found` in a folder and not named, a file of a suffix that others use
    too is left out where it is no feed. `name` is what Documents and Refusals are called by.
    """
    by_name, packed = kind_of(file_name)
    kind = kind or by_name
    suffix = Path(file_name).suffix
    if found and suffix.lower() in OFTEN_OTHER and not _begins_as_feed(file):
        yield Notice(name, f"left out: this {suffix} is no feed")
    elif packed and kind != WARC:
        with io.BufferedReader(_Unpacked(file, size)) as stream:
            yield from _contents(stream, name, name, kind, given, watch)
    else:
        yield from _contents(file, name, name, kind, given, watch)


def _begins_as_feed(file: io.BufferedReader[Any]) -> bool:
    """Whether a file of a suffix that others use too begins as a feed does, or as the page that a server sent instead of one."""
    from rawi.sources import feeds, html

    head = file.peek(HEAD)[:HEAD].replace(b"\x00", b"").decode("utf-8", "ignore")
    return feeds.looks_like_feed(head) or html.looks_like_html(head)


def _folder(folder: Path, prefix: str, given: Given, depth: int = 0) -> Iterator[Item]:
    """A folder's files in sorted order, subfolders in their place; hidden ones, and links to folders, are left out."""
    if depth > MAX_DEPTH:
        yield Refusal(prefix, UnreadableInput(f"folders nested deeper than {MAX_DEPTH}"))
        return
    try:
        entries = sorted(folder.iterdir(), key=lambda p: os.fsencode(p.name))
    except OSError as error:
        yield Refusal(prefix or shown_name(folder), unreadable(error))
        return
    for path in entries:
        name = prefix + shown_name(path.name)
        if path.name.startswith("."):
            continue
        if _is_folder(path):
            if path.is_symlink():
                yield Notice(name, "a link to a folder, left out")
            else:
                yield from _folder(path, name + "/", given, depth + 1)
        elif kind_of(path.name)[0] is None:
            yield Notice(name, f"left out: {path.suffix} is not a kind of file that Rawi reads")
        else:
            yield from _guarded(name, lambda p=path, n=name: _file(p, n, given, found=True))  # type: ignore[misc]


def _standard_input() -> io.BufferedReader[Any]:
    stream: Any = sys.stdin.buffer
    return stream if hasattr(stream, "peek") else io.BufferedReader(stream)


def _path(path: str, given: Given, alone: bool) -> Iterator[Item]:
    if path == STDIN:
        stream = _standard_input()
        yield from _guarded("stdin", lambda: _contents(stream, "stdin", None, None, given))
        return
    at = Path(path)
    if not _is_folder(at):
        name = shown_name(at.name if alone else path)
        yield from _guarded(name, lambda: _file(at, name, given, found=False))
        return
    count = 0
    for item in _folder(at, "" if alone else shown_name(at) + "/", given):
        count += not isinstance(item, Notice)
        yield item
    if not count:
        yield Refusal(shown_name(path), EmptyInput("no article in this folder"))


def documents(paths: Iterable[str], given: Given | None = None) -> Iterator[Item]:
    """Documents, Refusals and Notices of `paths` («-» is standard input), in order; raises nothing but BadDate for `given`.

    A Document's id is its record's own, «file:line» where a record has none, or the file's name: within the folder when a
    folder is given, as given when several paths are.
    """
    given = (given or Given()).checked()
    paths = list(paths)
    for path in paths:
        yield from _path(path, given, len(paths) == 1)
