"""Why the accounts of an incident were joined: for each article the strongest tie to those before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from rawi.comparing.incidents import ties
from rawi.comparing.judging import ruling_of
from rawi.comparing.nearness import Reason
from rawi.comparing.storing import KeptDensity
from rawi.web.incidents.opening import Opened

PAGE = 40
"""Ties on a page."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Two accounts of which the later was joined to the earlier: articles, claims, points and reasons; no points: people decided."""

    articles: tuple[Mapping[str, Any], Mapping[str, Any]]
    claims: tuple[str, str]
    points: float | None
    reasons: tuple[Reason, ...]


def joined_of(connection: Connection, opened: Opened) -> list[Joined]:
    """All ties; with hundreds of tellings this takes a fifth of a second."""
    found = ties(opened.incident, KeptDensity(connection), ruling_of(connection))
    return [
        Joined(
            (opened.documents[tie.a[0]], opened.documents[tie.b[0]]), (tie.a[2], tie.b[2]), tie.score.points if tie.score else None,
            tie.score.reasons if tie.score else (),
        )
        for tie in found
    ]  # fmt: skip
