"""Loading: the compiled lexicon from the cache when it fits the files, else compiled anew.

The cache is plain data (`marshal`), keyed by the content of every file, by the compiler and by the Python version; a damaged
cache is compiled again, and a folder that cannot be written only costs time.
"""

from __future__ import annotations

import contextlib
import hashlib
import marshal
import os
import sys
import tempfile
from functools import lru_cache
from pathlib import Path

from platformdirs import user_cache_path

from rawi.lexicon.compiling import Compiled, compile_entries
from rawi.lexicon.files import DATA, data_files, digest, read_all, stray_files
from rawi.lexicon.runtime import Lexicon

_CODE = (
    "compiling.py", "catalogue.py", "offices.py", "files.py", "joining.py", "wordlists.py", "../arabic/inflection.py",
    "../arabic/script.py",
)  # fmt: skip


def _code_digest() -> str:
    here = Path(__file__).parent
    total = hashlib.sha256(sys.implementation.cache_tag.encode() if sys.implementation.cache_tag else b"")
    for name in _CODE:
        total.update((here / name).read_bytes())
    return total.hexdigest()[:16]


def _cache_file(version: str) -> Path:
    folder = Path(os.environ["RAWI_CACHE"]) if os.environ.get("RAWI_CACHE") else user_cache_path("rawi")
    return folder / f"lexicon-{version[:24]}-{_code_digest()}.bin"


def _read_cache(path: Path) -> Compiled | None:
    try:
        raw = path.read_bytes()
        if hashlib.sha256(raw[32:]).digest() != raw[:32]:
            return None
        data = marshal.loads(raw[32:])
        return data if isinstance(data, dict) else None
    except (OSError, ValueError, EOFError, TypeError):
        return None


def _write_cache(path: Path, compiled: Compiled) -> None:
    raw = marshal.dumps(compiled)
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as out:
            out.write(hashlib.sha256(raw).digest() + raw)
        Path(out.name).replace(path)


@lru_cache(maxsize=4)
def load(extra: Path | None = None) -> Lexicon:
    """The lexicon of our data files and the user's folder `extra`; raises LexiconError naming every fault."""
    version = digest(data_files(DATA, *([extra] if extra else [])))
    path = _cache_file(version)
    sound = extra is None or (extra.is_dir() and not any(stray_files(extra)))  # else reading the folder names what is wrong with it
    compiled = _read_cache(path) if sound else None
    if compiled is None:
        compiled = compile_entries(read_all(extra))
        _write_cache(path, compiled)
    return Lexicon(compiled, version[:16])
