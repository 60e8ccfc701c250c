"""Sections of README.md that a program writes: what stands between `<!-- name -->` and `<!-- /name -->`."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"


def _between(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=<!-- {name} -->\n).*?(?=<!-- /{name} -->)", re.DOTALL)


def section(name: str) -> str:
    """What the section holds now; raises SystemExit when README.md has no such markers."""
    found = _between(name).search(README.read_text("utf-8"))
    if found is None:
        raise SystemExit(f"README.md has no section <!-- {name} -->")
    return found[0]


def rewrite(name: str, text: str) -> None:
    """Puts `text` (which ends with a newline) into the section and says whether that changed it."""
    changed = section(name) != text
    README.write_text(_between(name).sub(lambda _: text, README.read_text("utf-8")), "utf-8")
    print(f"README.md, section {name}: {'rewritten' if changed else 'as it was'}")
