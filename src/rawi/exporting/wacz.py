"""Captures as a WACZ 1.1.1: a zip of the WARC, its index (CDXJ), its list of pages, and the digests of all of them.

The same captures give the same bytes: times within the zip are fixed, and the package is dated by the last line of the ledger.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any
from urllib.parse import urlsplit

from rawi.archive.selection import Kept
from rawi.exporting import warc
from rawi.exporting.formats import Count, compact
from rawi.exporting.warc import Counted, Made, Written

VERSION = "1.1.1"
DATA, INDEX, PAGES = "archive/data.warc.gz", "indexes/index.cdxj", "pages/pages.jsonl"
PACKAGE, DIGEST = "datapackage.json", "datapackage-digest.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_HEAD = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}


def key(url: str) -> str:
    """An address as indexes sort it: host turned round, `com,example)/path?query`, lower case, without www. Others as they are."""
    try:
        parts = urlsplit(url.lower())
        host, port = parts.hostname, parts.port
    except ValueError:
        return url
    if parts.scheme not in ("http", "https") or not host:
        return url
    turned = ",".join(reversed(re.sub(r"^www\d*\.", "", host).split(".")))
    usual = port in (None, {"http": 80, "https": 443}[parts.scheme])
    query = f"?{'&'.join(sorted(parts.query.split('&')))}" if parts.query else ""
    return f"{turned}{'' if usual else f':{port}'}){parts.path or '/'}{query}"


@dataclass(slots=True)
class _Listing:
    """What the index and the list of pages will say, kept in a file without a name, so that memory stays flat."""

    db: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect(""))

    def __post_init__(self) -> None:
        self.db.execute("pragma cache_size = -8192")
        self.db.execute("create table line (n integer primary key, sorted text, page text)")

    def add(self, one: Written) -> None:
        """One line of each."""
        capture = one.kept.capture
        stamp = re.sub(r"\D", "", capture.at)[:14]
        said = {
            "url": one.target, "mime": one.kind.partition(";")[0].strip(), "digest": f"sha256:{capture.sha256}", "length": str(one.length),
            "offset": str(one.offset), "filename": DATA.rpartition("/")[2],
        }  # fmt: skip
        name = one.kept.title or capture.name
        page = {"id": one.record_id.strip("<>"), "url": one.target, "ts": capture.at, **({"title": name} if name else {})}
        row = (f"{key(one.target)} {stamp} {compact(said)}", compact(page))
        self.db.execute("insert into line (sorted, page) values (?, ?)", tuple(_plain(text) for text in row))

    def index(self) -> Iterator[str]:
        """Sorted by the bytes of the lines, as a binary search needs them."""
        return (row[0] for row in self.db.execute("select sorted from line order by sorted, n"))

    def pages(self) -> Iterator[str]:
        """In the order of the ledger."""
        yield compact(_HEAD)
        yield from (row[0] for row in self.db.execute("select page from line order by n"))


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


@dataclass(slots=True)
class _Package:
    """The zip, and the resources in it so far."""

    archive: zipfile.ZipFile
    resources: list[dict[str, Any]] = field(default_factory=list)

    @contextmanager
    def part(self, path: str, packing: int, *, listed: bool = True) -> Iterator[Counted]:
        """A stream for one file of the zip; it is listed with its digest once it is whole."""
        info = zipfile.ZipInfo(path, _EPOCH)
        info.compress_type, info.create_system, info.external_attr = packing, 3, 0o644 << 16
        with self.archive.open(info, "w", force_zip64=path == DATA) as stream:
            counted = Counted(stream)
            yield counted
        if listed:
            name = path.rpartition("/")[2]
            self.resources.append({"name": name, "path": path, "hash": f"sha256:{counted.sha256}", "bytes": counted.size})


def write(captures: Iterable[Kept | None], get: Callable[[str], bytes], out: IO[bytes], made: Made) -> Count:
    """Writes a WACZ of all captures that are not None to `out`, one in memory at a time. Raises as `warc.write` does."""
    listing = _Listing()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        package = _Package(archive)
        with package.part(DATA, zipfile.ZIP_STORED) as part:
            count = warc.write(captures, get, part, made, listing.add)
        for path, lines in ((INDEX, listing.index()), (PAGES, listing.pages())):
            with package.part(path, zipfile.ZIP_DEFLATED) as part:
                for line in lines:
                    part.write(f"{line}\n".encode())
        described = {
            "profile": "data-package", "wacz_version": VERSION, "software": warc.SOFTWARE, "created": made.at,
            "title": "Captures of an archive of evidence", "resources": package.resources,
            "description": f"Bodies as they were captured. The custody ledger ends with line {made.seq}, hash `{made.hash}`.",
        }  # fmt: skip
        raw = (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode()
        vouched = {"path": PACKAGE, "hash": f"sha256:{hashlib.sha256(raw).hexdigest()}"}
        for path, data in ((PACKAGE, raw), (DIGEST, (json.dumps(vouched, indent=2) + "\n").encode())):
            with package.part(path, zipfile.ZIP_STORED, listed=False) as part:
                part.write(data)
    listing.db.close()
    return count
