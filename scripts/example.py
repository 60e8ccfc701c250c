#!/usr/bin/env python3
"""Rewrites the example of README.md from a fresh run over examples/wire-in-op-ed.txt.

The isolates that the terminal view puts around Arabic are left out: web pages warn of such characters.
"""

from __future__ import annotations

import os
import subprocess
import sys

from sections import ROOT, rewrite

COMMAND = "rawi read examples/wire-in-op-ed.txt --published 2023-03-15 --lexicon examples/lexicon"
SHOWN = 8
"""So many claims are shown; the rest is counted."""


def example() -> str:
    """The section: the command and the first claims that it prints."""
    main = [sys.executable, "-c", "from rawi.cli import main; main()"]
    run = subprocess.run([*main, *COMMAND.split()[1:]], check=True, capture_output=True, encoding="utf-8")
    head, *claims = run.stdout.translate({0x2068: None, 0x2069: None}).strip().split("\n\n")
    more = [f"… and {len(claims) - SHOWN} more"] if len(claims) > SHOWN else []
    return "\n\n".join([f"```\n$ {COMMAND}\n{head}", *claims[:SHOWN], *more]) + "\n```\n"


if __name__ == "__main__":
    os.chdir(ROOT)
    rewrite("example", example())
