"""What a review is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

FIELDS = (
    "type", "mode", "trigger", "agents", "targets", "place", "date", "killed", "injured", "status", "source", "chain",
)  # fmt: skip
"""What a repair may be of. All but the last two are fields of an event as `rawi read` writes them.

`source`: the words of the innermost source; `chain`: `{"cue": SPAN}`, the cue of the innermost attribution around the claim, or None
for the narrator's own words.
"""
LONGEST_WHY = 2_000
"""Characters that a reason may have."""


class Verdict(StrEnum):
    """What was said of a claim."""

    RIGHT = "right"
    WRONG = "wrong"
    REPAIR = "repair"
    UNSURE = "unsure"
    UNDONE = "undone"


JUDGED = (Verdict.RIGHT, Verdict.WRONG, Verdict.REPAIR)
"""The verdicts by which agreement is counted: who is unsure has not judged."""


@dataclass(frozen=True, slots=True, order=True)
class ClaimKey:
    """A claim as it survives a re-reading: the article, where the trigger stands (code points), and the type that the machine read."""

    document_id: str
    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A claim as a reviewer saw it: its key, the trigger's words, the capture, the claim's id and the versions that read it."""

    key: ClaimKey
    words: str
    sha256: str
    claim_id: str
    rawi_version: str
    lexicon_version: str


@dataclass(frozen=True, slots=True)
class Person:
    """Who reviews, and in which role."""

    who: str
    role: str


@dataclass(frozen=True, slots=True)
class Review:
    """One row of `reviews`; `old` and `new` are values, not JSON. `number` counts up; `at` is UTC, ISO 8601."""

    number: int
    at: str
    who: str
    role: str
    seen: Seen
    verdict: Verdict
    field: str | None = None
    old: Any = None
    new: Any = None
    why: str | None = None
    undoes: int | None = None

    @property
    def key(self) -> ClaimKey:
        """The claim that it is of."""
        return self.seen.key

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Review:
        """From a row of the table."""
        key = ClaimKey(row["document_id"], row["trigger_start"], row["trigger_end"], row["type"])
        seen = Seen(key, row["words"], row["sha256"], row["claim_id"], row["rawi_version"], row["lexicon_version"])
        return cls(
            row["number"], row["at"], row["who"], row["role"], seen, Verdict(row["verdict"]), row["field"], _value(row["old"]),
            _value(row["new"]), row["why"], row["undoes"],
        )  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """All fields, flat, as the table names them."""
        return {
            "number": self.number, "at": self.at, "who": self.who, "role": self.role, "document_id": self.key.document_id,
            "sha256": self.seen.sha256, "trigger_start": self.key.start, "trigger_end": self.key.end, "type": self.key.type,
            "words": self.seen.words, "claim_id": self.seen.claim_id, "rawi_version": self.seen.rawi_version,
            "lexicon_version": self.seen.lexicon_version, "verdict": self.verdict.value, "field": self.field, "old": self.old,
            "new": self.new, "why": self.why, "undoes": self.undoes,
        }  # fmt: skip


def _value(text: str | None) -> Any:
    return json.loads(text) if text is not None else None
