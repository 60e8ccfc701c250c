"""Short texts written for the tests, and helpers to run the command line on them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from rawi.cli import main

TITLE = "قصف على أطراف عدن"
BODY = (
    "قال المتحدث باسم الجيش اليمني إن الطائرات قصفت مواقع للمسلحين في عدن أمس، وقتلت خمسة منهم.\n"
    "وأضاف أن القوات لم تنسحب من المدينة. ونفت مصادر محلية سقوط قتلى، بحسب وكالة رويترز."
)
PLAIN = "قصفت الطائرات مواقع المسلحين في عدن يوم الثلاثاء، وأعلن الجيش مقتل ثلاثة جنود في كمين قرب المدينة."
PAGE = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{TITLE} | صحيفة المثال</title>
<meta property="og:title" content="{TITLE} | صحيفة المثال"><meta property="og:site_name" content="صحيفة المثال">
<meta property="article:published_time" content="2019-03-23T10:00:00Z"><meta name="author" content="سالم الحداد">
<link rel="canonical" href="https://example.org/1"></head>
<body><nav><a href="/">الرئيسية</a></nav><article><h1>{TITLE}</h1>
{"".join(f"<p>{line} {PLAIN}</p>" for line in BODY.splitlines())}</article></body></html>"""


def run(*args: object, stdin: str | bytes | None = None) -> Result:
    """`rawi ARGS` in this process."""
    return CliRunner().invoke(main, [str(a) for a in args], input=stdin)


def objects(result: Result) -> list[dict[str, Any]]:
    """The objects of JSONL output."""
    return [json.loads(line) for line in result.stdout.splitlines()]


def write(path: Path, content: str | bytes) -> Path:
    """Writes a file, text as UTF-8."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def spans(value: Any) -> list[dict[str, Any]]:
    """Every span anywhere in an output object."""
    if isinstance(value, dict):
        own = [value] if {"start", "end", "text"} <= set(value) else []
        return own + [s for v in value.values() for s in spans(v)]
    return [s for v in value for s in spans(v)] if isinstance(value, list) else []
