"""The reader compiled by mypyc (scripts/compiling.py), for the parts that measure it beside the Python one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "compiled"


def compiled() -> tuple[Path | None, str]:
    """(the folder to put before others on the path, "") or (None, why there is none). Compiles where a source has changed."""
    run = subprocess.run([sys.executable, str(ROOT / "scripts" / "compiling.py"), str(BUILD)], capture_output=True, text=True, check=False)
    if run.returncode:
        return None, (run.stderr.strip().splitlines() or ["compiling failed"])[-1].strip()
    return BUILD, ""
