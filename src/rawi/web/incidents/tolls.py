"""The number of dead over time: what each origin told when, to draw and to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rawi.comparing.contradictions import toll_path
from rawi.comparing.tellings import Telling, iso
from rawi.exporting.safety import visible
from rawi.web.incidents.naming import Names
from rawi.web.incidents.opening import Opened
from rawi.web.incidents.telling import count

MOST_VOICES = 7
"""So many are drawn: as many as there are shapes."""


@dataclass(frozen=True, slots=True)
class Toll:
    """A number when an origin first told it. `revised`: he had told another before; `voice`: his place among the origins, from 0."""

    day: str
    origin: str
    voice: int
    killed: str
    low: int | None
    high: int | None
    revised: bool
    telling: Telling


def tolls_of(opened: Opened, names: Names) -> list[Toll]:
    """The stations of the toll, by day of publication."""
    out: list[Toll] = []
    voices: dict[str, int] = {}
    for step in toll_path(opened.incident):
        side, (low, high) = step.telling.source.side, step.killed
        revised = side in voices
        voice = voices.setdefault(side, len(voices))
        day = iso(step.day) or ""
        out.append(
            Toll(day, names.mouth(step.telling.source.name), voice, count(names.speech, step.killed), low, high, revised, step.telling)
        )
    return out


def plot_of(opened: Opened, tolls: list[Toll], names: Names) -> dict[str, Any] | None:
    """What is drawn, all safe to show as text; None where fewer than two numbers can be.

    `points`, `voices` (labels by number), `days` (ISO 8601 -> words), `words` of the drawing, and how many `more` voices are not drawn: of
    many, those that count as origins and told most numbers are.
    """
    weight: dict[int, tuple[bool, int]] = {}
    for toll in tolls:
        counted, numbers = weight.get(toll.voice, (False, 0))
        weight[toll.voice] = counted or opened.origin_of.get(toll.telling.key) in opened.group_of, numbers + 1
    chosen = sorted(sorted(weight, key=lambda v: (not weight[v][0], -weight[v][1], v))[:MOST_VOICES])
    place = {voice: n for n, voice in enumerate(chosen)}
    drawn = [toll for toll in tolls if toll.voice in place and (toll.low is not None or toll.high is not None)]
    if len(drawn) < 2:
        return None
    labels = {place[toll.voice]: visible(toll.origin)[:60] for toll in reversed(drawn)}
    return {
        "points": [
            {"day": toll.day, "voice": place[toll.voice], "low": toll.low if toll.low is not None else 0, "high": toll.high,
             "open": toll.high is None, "revised": toll.revised,
             "label": f"{names.speech.day(toll.day)} · {visible(toll.origin)} · {toll.killed}"}
            for toll in drawn
        ],
        "voices": [labels.get(n, "") for n in range(len(chosen))],
        "days": {toll.day: names.speech.day(toll.day) for toll in drawn},
        "words": {key: names.speech(f"incidents.tolls.{key}") for key in ("killed", "published", "first", "revised")},
        "more": len(weight) - len(chosen),
    }  # fmt: skip
