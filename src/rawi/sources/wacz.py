"""WACZ packages (a zip of WARCs with a list of what is in it and its digests) to the Documents of their WARCs.

The zip is looked at before anything is unpacked: names that leave it, names given twice, links, encryption and bombs are refused.
Only what `datapackage.json` lists and vouches for by a digest is read.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from rawi.errors import BrokenArchive, MissingPart, RawiError, UnsafeArchive, WrongDigest
from rawi.sources import warc
from rawi.sources.items import Given, Item, Notice, Refusal
from rawi.sources.zips import FAULTS, members, opened, placed, small

MAX_JSON = 10_000_000
PACKAGE, DIGEST = "datapackage.json", "datapackage-digest.json"
CHUNK = 1_000_000
_PACKED = (".wacz", ".zip", ".arc", ".arc.gz", ".warc.zst")
"""Files that hold pages too, and that are not looked into within a package."""


def is_wacz(file: IO[bytes]) -> bool:
    """Whether a seekable file is a zip that holds a `datapackage.json`."""
    try:
        with zipfile.ZipFile(file) as archive:
            return PACKAGE in archive.namelist()
    except FAULTS:
        return False
    finally:
        file.seek(0)


def items(file: IO[bytes], name: str, given: Given) -> Iterator[Item]:
    """The Documents of every WARC of a package; raises UnsafeArchive, BrokenArchive, MissingPart or WrongDigest of the whole.

    Every error names the byte at which the file that it is about begins in the zip (or the zip's directory, where there is none).
    """
    with opened(file) as archive:
        inside = members(archive)
        with placed(archive.start_dir):
            if PACKAGE not in inside:
                raise MissingPart(f"it holds no {PACKAGE}")
        raw = small(archive, inside[PACKAGE], MAX_JSON)
        with placed(inside[PACKAGE].header_offset):
            yield from _signed(archive, inside, raw, name)
            listed = _resources(raw)
        for path in sorted(set(inside) - set(listed) - {PACKAGE, DIGEST}):
            yield Notice(f"{name}/{path}", f"left out: {PACKAGE} does not list it")
        sizes: dict[str, int] = {}
        for path, resource in listed.items():
            if path in inside:
                sizes[path.rpartition("/")[2]] = inside[path].file_size
            try:
                with placed(inside[path if path in inside else PACKAGE].header_offset):
                    yield from _listed(archive, inside.get(path), resource, f"{name}/{path}", given)
            except RawiError as error:
                yield Refusal(f"{name}/{path}", error)
        yield from _indexes(archive, [m for p, m in inside.items() if p in listed and p.endswith((".cdxj", ".cdx"))], sizes, name)


def _listed(archive: zipfile.ZipFile, member: zipfile.ZipInfo | None, resource: dict[str, Any], where: str, given: Given) -> Iterator[Item]:
    if member is None:
        raise MissingPart(f"{PACKAGE} lists it, and it is not there")
    try:
        yield from _resource(archive, member, resource, where, given)
    except FAULTS as error:
        raise BrokenArchive(f"it cannot be unpacked ({error})") from None
    if member.filename.lower().endswith(_PACKED):
        yield Notice(where, "left out: an archive of this kind within a package is not looked into")


def _object(data: bytes, path: str) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BrokenArchive(f"{path} is not JSON ({type(error).__name__})") from None
    if not isinstance(found, dict):
        raise BrokenArchive(f"{path} must be an object")
    return found


def _signed(archive: zipfile.ZipFile, inside: dict[str, zipfile.ZipInfo], raw: bytes, name: str) -> Iterator[Item]:
    """Checks the list's own digest; that a signature was not checked is said, not passed over."""
    if DIGEST not in inside:
        yield Notice(name, f"there is no {DIGEST}: nothing vouches for the list of resources itself")
        return
    data = _object(small(archive, inside[DIGEST], MAX_JSON), DIGEST)
    if data.get("path") != PACKAGE or data.get("hash") != f"sha256:{hashlib.sha256(raw).hexdigest()}":
        raise WrongDigest(f"{PACKAGE} is not what {DIGEST} says")
    if "signedData" in data:
        yield Notice(name, "it is signed; the signature was not checked")


def _resources(raw: bytes) -> dict[str, dict[str, Any]]:
    data = _object(raw, PACKAGE)
    rows = data.get("resources")
    if data.get("profile") == "multi-wacz-package":
        raise BrokenArchive("it is a package of other packages", hint="Give the WACZ files themselves.")
    if not isinstance(rows, list) or not all(isinstance(r, dict) and isinstance(r.get("path"), str) for r in rows):
        raise BrokenArchive(f"{PACKAGE} must have a list `resources`, each with a `path`")
    found = {r["path"]: r for r in rows}
    if len(found) < len(rows):
        raise BrokenArchive(f"{PACKAGE} lists a resource more than once")
    return found


def _resource(archive: zipfile.ZipFile, member: zipfile.ZipInfo, resource: dict[str, Any], where: str, given: Given) -> Iterator[Item]:
    """Checks one resource against its digest, and reads it when it is a WARC. It is unpacked to a file without a name."""
    is_warc = member.filename.lower().endswith((".warc", ".warc.gz"))
    written = resource.get("hash")
    if not isinstance(written, str) or not written.startswith(("sha256:", "md5:")):
        raise WrongDigest(f"{PACKAGE} gives no digest of it that Rawi knows")
    digest = hashlib.new(written.partition(":")[0], usedforsecurity=False)
    size = 0
    with tempfile.TemporaryFile() as copy:
        with archive.open(member) as stream:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > member.file_size:
                    raise UnsafeArchive("it unpacks to more than the zip says")
                digest.update(chunk)
                if is_warc:
                    copy.write(chunk)
        if digest.hexdigest() != written.partition(":")[2].lower():
            raise WrongDigest(f"it is not what {PACKAGE} says")
        if type(resource.get("bytes")) is int and resource["bytes"] != size:
            raise WrongDigest(f"it has {size:,} bytes, {PACKAGE} says {resource['bytes']:,}")
        if is_warc:
            copy.seek(0)
            yield from warc.items(copy, where, given)


def _indexes(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], sizes: dict[str, int], name: str) -> Iterator[Item]:
    """Notices of index lines that point outside their WARC. Rawi reads the WARCs themselves, so nothing is lost by them."""
    for member in members:
        where = f"{name}/{member.filename}"
        try:
            with archive.open(member) as stream:
                wrong = [n for n, line in enumerate(iter(lambda s=stream: s.readline(100_000), b""), 1) if _beyond(line, sizes)]  # type: ignore[misc]
        except FAULTS:
            continue  # its resource was refused already
        if wrong:
            yield Notice(where, f"{len(wrong)} lines point outside their WARC, the first is line {wrong[0]}")


def _beyond(line: bytes, sizes: dict[str, int]) -> bool:
    start = line.find(b"{")
    try:
        row = json.loads(line[start:]) if start >= 0 else {}
        return int(row["offset"]) + int(row["length"]) > sizes.get(str(row["filename"]).rpartition("/")[2], -1)
    except (ValueError, KeyError, TypeError, RecursionError):
        return False
