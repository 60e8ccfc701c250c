#!/usr/bin/env python3
"""Compiles the reader with mypyc: the same Python, as extension modules; reading takes about half the time.

    scripts/compiling.py [FOLDER]       a whole compiled package in FOLDER (default build/compiled)

Needs a C compiler, Python's headers, mypy and setuptools. FOLDER/rawi is a copy of src/rawi with the extension modules beside the sources,
so PYTHONPATH=FOLDER uses it; what was compiled is never put into src, where it would hide changes. Quick when nothing has changed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "rawi"
COMPILED = ("arabic", "reading", "resolving", "lexicon/runtime.py", "lexicon/records.py", "lexicon/frames.py", "lexicon/entries.py")
"""What reading spends its time in. `rawi.model` stays Python: its records are pickled, and people subclass and inspect them."""
FLAGS = ("--strict",)
LEVEL = os.environ.get("RAWI_COMPILE_LEVEL", "3")
STAMP = "compiled-from"


def modules(root: Path = SOURCES) -> list[str]:
    """The modules to compile, relative to the folder that holds the package."""
    found = [path for name in COMPILED for path in ([root / name] if name.endswith(".py") else sorted((root / name).glob("*.py")))]
    return [str(path.relative_to(root.parent)) for path in found]


def state() -> str:
    """Digest of all that the result depends on."""
    from mypy.version import __version__

    total = hashlib.sha256(f"{__version__} {LEVEL} {sysconfig.get_config_var('EXT_SUFFIX')} {FLAGS}".encode())
    for path in sorted(SOURCES.rglob("*.py")):
        total.update(f"{path.relative_to(SOURCES)} ".encode() + path.read_bytes())
    total.update(Path(__file__).read_bytes())
    return total.hexdigest()


def _copy(target: Path) -> None:
    shutil.rmtree(target / "rawi", ignore_errors=True)
    shutil.copytree(SOURCES, target / "rawi", ignore=shutil.ignore_patterns("__pycache__", "*.so", "*.pyd"))


def _build(target: Path) -> None:
    """Runs in a process of its own, in `target`: mypyc and setuptools work on the current folder."""
    from mypyc.build import mypycify
    from setuptools import setup

    os.chdir(target)
    sys.argv = ["setup.py", "--quiet", "build_ext", "--inplace", f"--parallel={os.cpu_count() or 1}"]
    extensions = mypycify([*FLAGS, *modules(target / "rawi")], opt_level=LEVEL, debug_level="0", multi_file=True, group_name="rawi")
    setup(name="rawi", packages=[], ext_modules=extensions)


def compile_into(target: Path) -> list[Path]:
    """Makes the compiled package in `target` unless it is there already; its extension modules. Raises CalledProcessError with the log."""
    stamp, now = target / STAMP, state()
    if not stamp.exists() or stamp.read_text(encoding="ascii") != now:
        target.mkdir(parents=True, exist_ok=True)
        stamp.unlink(missing_ok=True)
        for old in target.glob("rawi__mypyc.*"):
            old.unlink()
        _copy(target)
        run = subprocess.run([sys.executable, __file__, "--build", str(target)], capture_output=True, text=True, check=False)
        if run.returncode:
            raise subprocess.CalledProcessError(run.returncode, run.args, run.stdout, run.stderr)
        shutil.rmtree(target / "build", ignore_errors=True)
        stamp.write_text(now, encoding="ascii")
    suffix = sysconfig.get_config_var("EXT_SUFFIX")
    return sorted(target.rglob(f"*{suffix}"))


def main() -> None:
    """The command."""
    if sys.argv[1:2] == ["--build"]:
        _build(Path(sys.argv[2]))
        return
    if sys.argv[1:2] and sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    target = Path(sys.argv[1]) if sys.argv[1:] else ROOT / "build" / "compiled"
    try:
        found = compile_into(target.resolve())
    except subprocess.CalledProcessError as error:
        print(*(error.stdout + error.stderr).splitlines()[-20:], sep="\n", file=sys.stderr)
        sys.exit("compiling: failed, see above\n  hint: it needs a C compiler and Python's headers: apt-get install gcc python3-dev")
    print(f"{len(found)} extension modules in {target}")


if __name__ == "__main__":
    main()
