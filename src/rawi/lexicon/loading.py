"""Loading: the compiled lexicon as it is kept where it fits the files, else compiled anew.

What is kept is keyed by the content of every file, by the code and by the version of Python. Files whose stamps are those of the last time
are not read again for that.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from rawi.lexicon import keeping
from rawi.lexicon.folders import DATA, data_files, digest, stamps
from rawi.lexicon.packing import Compiled, pack, unpack
from rawi.lexicon.runtime import Lexicon
from rawi.version import __version__

_CODE = [Path(__file__).parent, Path(__file__).parent.parent / "arabic"]
"""The folders of the modules that make the compiled lexicon."""


def _python() -> str:
    """What bytes depend on beside the files: the version of Python, of Rawi, and the order of bytes."""
    return f"{sys.implementation.cache_tag} {__version__} {sys.byteorder}"


def _code_digest() -> str:
    total = hashlib.sha256(_python().encode())
    for folder in _CODE:
        for path in sorted(folder.glob("*.py")):
            total.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


def _name_of(folders: list[Path]) -> str:
    """The name of the note on these folders."""
    code = b"\0".join(os.fsencode(folder.resolve()) for folder in [*folders, *_CODE])
    return hashlib.sha256(_python().encode() + b"\0" + code).hexdigest()[:32]


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Many objects are made that all stay: to look for circles among them takes a third of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _content(folders: list[Path]) -> tuple[str, str]:
    """(version, code) by the content of every file."""
    return digest(data_files(*folders)), _code_digest()


def _compiled_anew(extra: Path | None, version: str) -> bytes:
    from rawi.lexicon.compiling import compile_entries
    from rawi.lexicon.files import read_all

    return pack(compile_entries(read_all(extra)), version)


def _kept(path: Path, version: str) -> Compiled | None:
    raw = keeping.read(path)
    try:
        return None if raw is None else unpack(raw, version)
    except (ValueError, EOFError, TypeError, KeyError, IndexError):
        return None


def _sound(extra: Path | None) -> bool:
    """Whether the user's folder has the layout of one; else reading it names what is wrong with it."""
    if extra is None:
        return True
    from rawi.lexicon.files import stray_files

    return extra.is_dir() and not any(stray_files(extra))


def load(extra: Path | None = None) -> Lexicon:
    """The lexicon of our data files and the user's folder `extra`; raises LexiconError naming every fault."""
    with _uncollected():
        return loaded(extra)


@lru_cache(maxsize=4)
def loaded(extra: Path | None) -> Lexicon:
    folders, where = [DATA, *([extra] if extra else [])], keeping.folder()
    name, before = _name_of(folders), stamps(folders, _CODE)
    noted = keeping.noted(where, name, before.key) if before.settled else None
    version, code = noted or _content(folders)

    def path() -> Path:
        return where / f"{keeping.OWN if extra else keeping.OURS}-{version[:24]}-{code}.bin"

    compiled, unchanged = _kept(path(), version) if _sound(extra) else None, True
    if compiled is None:
        if noted:
            version, code = _content(folders)
        raw = _compiled_anew(extra, version)
        compiled, unchanged = unpack(raw, version), stamps(folders, _CODE).key == before.key
        if unchanged:  # else what was compiled may be older or newer than the version
            keeping.write(path(), raw)
    if before.settled and unchanged and noted != (version, code):
        keeping.note(where, name, before.key, version, code)
    return Lexicon(compiled, version[:16])
