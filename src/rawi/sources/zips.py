"""Zips of others looked at before anything in them is unpacked: names that leave them, names given twice, links, encryption, bombs."""

from __future__ import annotations

import contextlib
import os
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import IO

from rawi.errors import BrokenArchive, InputError, TooLarge, UnsafeArchive
from rawi.sources.items import MAX_RATIO

MAX_MEMBERS = 10_000
MAX_MEMBER = 4_000_000_000
FREE = 50_000_000
"""Unpacked bytes of a file below which the ratio is not looked at."""
FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError, UnicodeError, OSError)
"""What the standard library raises of zips that are damaged or of a kind that it does not know."""


def opened(file: IO[bytes]) -> zipfile.ZipFile:
    """The zip in a seekable file; raises BrokenArchive."""
    try:
        return zipfile.ZipFile(file)
    except FAULTS as error:
        end = file.seek(0, os.SEEK_END)
        raise BrokenArchive(f"not a whole zip ({error}; its directory was looked for up to its end, at byte {end:,})") from None


@contextlib.contextmanager
def placed(offset: int) -> Iterator[None]:
    """Errors of input from within name the byte of the zip at which the file concerned begins."""
    try:
        yield
    except InputError as error:
        if " at byte " in error.message:
            raise
        raise type(error)(f"{error.message} (at byte {offset:,})", hint=error.hint) from None


def members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files in the zip by name; raises UnsafeArchive, with the byte of the file that is the reason."""
    infos = archive.infolist()
    if len(infos) > MAX_MEMBERS:
        with placed(archive.start_dir):
            raise UnsafeArchive(f"it holds {len(infos):,} files; at most {MAX_MEMBERS:,} are looked at")
    names = Counter(i.filename.casefold() for i in infos)
    for info in infos:
        if reason := _unsafe(info, names):
            with placed(info.header_offset):
                raise UnsafeArchive(f"{reason}: {info.orig_filename[:80]!r}")
    return {i.filename: i for i in infos if not i.is_dir()}


def _unsafe(info: zipfile.ZipInfo, names: Counter[str]) -> str:
    """Why a file of a zip is not to be touched; empty where nothing speaks against it."""
    path = info.filename
    parts = path.split("/")
    if path.startswith("/") or ".." in parts or "\\" in info.orig_filename or ":" in parts[0] or "\x00" in info.orig_filename:
        return "it names a file outside itself"
    if names[path.casefold()] > 1:
        return "it holds more than one file of a name"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it holds a link"
    if info.flag_bits & 1:
        return "a file in it is encrypted"
    if info.file_size > MAX_MEMBER or info.file_size > max(FREE, info.compress_size * MAX_RATIO):
        return "a file in it unpacks beyond measure"
    return ""


def small(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> bytes:
    """The bytes of a file that fits into memory; raises BrokenArchive, or TooLarge beyond `limit` bytes."""
    with placed(member.header_offset):
        try:
            with archive.open(member) as stream:
                data = stream.read(limit + 1)
        except FAULTS as error:
            raise BrokenArchive(f"{member.filename} cannot be unpacked ({error})") from None
        if len(data) > limit:
            raise TooLarge(f"{member.filename} has more than {limit:,} bytes")
    return data
