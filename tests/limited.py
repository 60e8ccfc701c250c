"""Code run in a process of its own that may not take more than so much memory."""

from __future__ import annotations

import os
import subprocess
import sys

PRELUDE = """
import json, resource, sys, time
resource.setrlimit(resource.RLIMIT_DATA, ({limit}, {limit}))
from rawi.sources import Refusal, Notice, documents
def outcomes(path):
    found = documents([path])
    return [f"{{f.name}} {{f.error.code}}" if isinstance(f, Refusal) else f.name if isinstance(f, Notice) else f.id for f in found]
"""
MEMORY = 400_000_000


def limited(code: str, *arguments: object, memory: int = MEMORY, seconds: float = 60) -> str:
    """What `code` prints, run with no more than `memory` bytes of data; it finds `documents` and `outcomes(path)` there."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    order = [sys.executable, "-c", PRELUDE.format(limit=memory) + code, *map(str, arguments)]
    done = subprocess.run(order, capture_output=True, text=True, env=environment, timeout=seconds)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout
