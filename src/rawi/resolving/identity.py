"""Stable ids and names for what the catalogue does not hold."""

from __future__ import annotations

import hashlib
import re

from rawi.arabic.romanising import transliterate
from rawi.arabic.script import fold, fold_names

_LINKS = frozenset({"بن", "ابن", "بنت", "ولد"})


def normal_name(words: list[str]) -> str:
    """One form for the spellings of a name: folded, «عبد الله» as one word, «بن» left out."""
    keys = [fold_names(fold(w)) for w in words]
    keys = [k for k in keys if k and k not in _LINKS]
    out: list[str] = []
    for key in keys:
        if out and out[-1] in ("عبد", "ابو", "ابي", "ال"):
            out[-1] += key
        else:
            out.append(key.replace("عبد ال", "عبدال"))
    return " ".join(out)


def unknown_id(words: list[str]) -> str:
    """The id of a name that the catalogue does not know: the same for every spelling of it, in every article."""
    name = normal_name(words)
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"u-{slug(latin(words)) or 'name'}-{digest}"


def latin(words: list[str]) -> str:
    """A readable Latin spelling of Arabic words; words of another script stay as they are."""
    return " ".join(w if w.isascii() else transliterate(fold(w)) for w in words)


def slug(text: str) -> str:
    """Lower-case ASCII words joined by hyphens, at most 48 characters."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:48].rstrip("-")
