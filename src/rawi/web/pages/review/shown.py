"""A claim as the templates show it: words with their marks, what others said, the entries behind it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from markupsafe import Markup
from sqlalchemy import Connection

from rawi.errors import UnknownClaim
from rawi.lexicon.schema import MODES, STATUSES
from rawi.reviewing import doubt, queue
from rawi.reviewing.claimed import Claimed, Mark, Telling, claim_of, neighbour
from rawi.reviewing.entries import Entry, entries_of
from rawi.reviewing.keeping import last_of
from rawi.reviewing.records import ClaimKey, Review
from rawi.reviewing.standing import Standing, disputed, standing
from rawi.web.archive import Archive
from rawi.web.pages.review.forms import Place, line_of, token_of
from rawi.web.people import Person
from rawi.web.templating import bare

_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a sentence: `html` is safe, blanks are no `word`.

    `roles`: what it plays a part in; `ends`: the roles whose words end with it.
    """

    start: int
    end: int
    html: Markup
    roles: tuple[str, ...]
    ends: tuple[str, ...]
    word: bool


@dataclass(frozen=True, slots=True)
class View:
    """One claim with all that the page shows beside it; `claimed` is None where the queue has no more."""

    place: Place
    progress: queue.Progress
    claimed: Claimed | None
    sentences: tuple[tuple[Piece, ...], ...] = ()
    reasons: tuple[tuple[str, int], ...] = ()
    standings: tuple[Standing, ...] = ()
    disputed: bool = False
    telling: Telling | None = None
    entries: tuple[Entry, ...] = ()
    mine: tuple[Review, ...] = ()
    fields: Mapping[str, Any] | None = None

    @property
    def token(self) -> str:
        """The claim as one parameter."""
        return token_of(self.claimed.key) if self.claimed is not None else ""


def pieces(text: str, start: int, end: int, marks: tuple[Mark, ...]) -> tuple[Piece, ...]:
    """`[start, end)` of the text, cut at words and marks."""
    cuts = {start, end}
    for word in _WORD.finditer(text, start, end):
        cuts |= {word.start(), word.end()}
    cuts |= {at for mark in marks for at in (mark.start, mark.end) if start < at < end}
    order = sorted(cuts)
    out = []
    for a, b in pairwise(order):
        within = [mark for mark in marks if mark.start <= a and b <= mark.end]
        roles = tuple(dict.fromkeys(mark.role for mark in within))
        ends = tuple(dict.fromkeys(mark.role for mark in within if mark.end == b))
        out.append(Piece(a, b, bare(text[a:b]), roles, ends, not text[a:b].isspace()))
    return tuple(out)


def view(
    connection: Connection, archive: Archive, person: Person, place: Place, key: ClaimKey | None = None
) -> View:  # fmt: skip
    """The claim `key`, or the one at that place of the queue. Raises UnknownClaim where `key` is told no more."""
    done = queue.progress(connection, place.asked)
    mine = tuple(last_of(connection, person.name))
    wanted = key if key is not None else queue.claim_at(connection, place.asked, place.at)
    if wanted is None:
        return View(place, done, None, mine=mine)
    claimed = claim_of(connection, wanted)
    held = standing(claimed.reviews)
    marks = claimed.marks
    sentences = tuple(pieces(claimed.reading.text, *bounds, marks) for bounds in claimed.context)
    own = archive.settings.lexicon
    return View(
        place, done, claimed, sentences, tuple(doubt.reasons_of(connection, claimed.claim_key)),
        tuple(sorted(held.values(), key=lambda one: one.number)), disputed(held), neighbour(connection, claimed, place.near),
        tuple(entries_of(claimed, archive.lexicon, own)), mine, fields_of(claimed),
    )  # fmt: skip


def or_next(connection: Connection, archive: Archive, person: Person, place: Place, key: ClaimKey | None) -> View:
    """As `view`, but where `key` is told no more, the claim at that place of the queue."""
    try:
        return view(connection, archive, person, place, key)
    except UnknownClaim:
        return view(connection, archive, person, place)


def fields_of(claimed: Claimed) -> dict[str, Any]:
    """What the repair form begins with: the claim as it was read."""
    event = claimed.event
    return {
        "types": sorted(MODES), "modes": {kind: list(modes) for kind, modes in sorted(MODES.items())}, "statuses": list(STATUSES),
        "all_modes": sorted({mode for modes in MODES.values() for mode in modes}),
        "agents": "\n".join(map(line_of, event["agents"])), "targets": "\n".join(map(line_of, event["targets"])),
        "trigger": line_of(event["trigger"]), "place": line_of(event["place"]),
        "source": line_of(claimed.chain[0]["source"]) if claimed.chain else "",
        "date": (event["date"] or {}).get("value") or "", "killed": event["killed"] or (None, None),
        "injured": event["injured"] or (None, None),
        "chain": f"{claimed.chain[0]['cue']['start']}-{claimed.chain[0]['cue']['end']}" if claimed.chain else "",
        "attributions": [
            (f"{one.cue.start}-{one.cue.end}", one.source_name or (one.source.text if one.source else ""), one.cue.text)
            for one in claimed.reading.attributions
        ],
    }  # fmt: skip
