"""Events under construction."""

from __future__ import annotations

from dataclasses import dataclass, field

from rawi.model import DateValue, Range, Why
from rawi.reading.circumstances import Sentence
from rawi.reading.phrases import Phrase
from rawi.reading.roles import Arguments
from rawi.reading.triggers import Trigger


@dataclass(slots=True)
class EventDraft:
    """A trigger with what has been found of it so far."""

    trigger: Trigger
    args: Arguments
    sentence: Sentence
    place: Phrase | None = None
    date: DateValue | None = None
    killed: Range | None = None
    injured: Range | None = None
    mode: str | None = None
    status: tuple[str, str] = ("occurred", "")
    attribution: str | None = None
    why: list[Why] = field(default_factory=list)
