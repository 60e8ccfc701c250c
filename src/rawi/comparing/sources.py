"""On whose word a claim stands: the innermost source, the body that he speaks for, and the way it came.

`side` is what he counts as: all who hold office under one government give one state's account, all doctors of one place one count of the
dead, all unnamed sources of one article at most one voice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rawi.arabic.script import fold, fold_names
from rawi.model import Attribution, Claim, Entity, Link, Reading

_STATE = frozenset({"GOV", "MIL", "COP", "SPY"})
_MEDIA = frozenset({"outlet", "agency"})
_OPEN = frozenset({"asserts", "denies", "confirms"})
_MEDICAL = re.compile(r"(?:^|\s)(?:[وبلف]?ال|[وبلف])?(?:طبي|طبيه|مستشفي|مستشفيات|صحه|صحي|صحيه|اسعاف|طبيب|اطباء|طبيين)(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Source:
    """An origin.

    `id` names him; `kind` is narrator, agency, media, witness, medical, state (with its own agency), party (an armed group or its
    spokesman), unnamed or person; `side`
    the key under which accounts are not independent (the state, the group, the witnesses …); `body` the one he speaks for. `through`: the
    chain from the outlet inward, without him. `attribution` and `[start, end)` point at his words in the document (None: the narrator).
    `asserts`: he tells it (or denies it), he does not promise, demand or expect something about it. `country`: ISO 3166-1, where known.
    """

    id: str
    kind: str
    name: str
    side: str
    body: str | None
    through: tuple[str, ...]
    attribution: str | None
    start: int | None
    end: int | None
    asserts: bool
    stance: str
    country: str | None = None


class Voices:
    """The sources of one reading."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.attributions = {a.id: a for a in reading.attributions}
        self.entities = {e.id: e for e in reading.entities}
        self.cache: dict[tuple[Link, ...], Source] = {}

    def source(self, claim: Claim) -> Source:
        """The origin of a claim: the innermost source that is somebody; a paper or report speaks with the voice of who wrote it."""
        chain = claim.chain
        if chain not in self.cache:
            self.cache[chain] = self._source(chain)
        return self.cache[chain]

    def _source(self, chain: tuple[Link, ...]) -> Source:
        inner = [(n, link, self.attributions[link.attribution]) for n, link in enumerate(chain) if link.attribution]
        while inner and inner[-1][2].source_kind == "document":
            inner.pop()
        if not inner:
            frame = next((link for link in reversed(chain) if link.attribution is None), chain[0])
            return Source(
                f"narrator:{frame.name}", "narrator", frame.name, f"narrator:{frame.name}", None,
                tuple(link.name for link in chain if link is not frame and link.attribution is None), None, None, None, True, "asserts",
            )  # fmt: skip
        at, link, attribution = inner[-1]
        entity = self.entities.get(attribution.source.entity or "") if attribution.source else None
        kind = _kind(attribution, entity)
        name = link.name
        identity = entity.id if entity is not None else f"name:{fold_names(fold(attribution.source.text if attribution.source else name))}"
        body = self._body(attribution, entity)
        span = attribution.source or attribution.cue
        return Source(
            identity, kind, name, _side(kind, identity, entity, body), body, tuple(x.name for x in chain[:at]), attribution.id, span.start,
            span.end, attribution.stance in _OPEN, attribution.stance, entity.country if entity is not None else None,
        )  # fmt: skip

    def _body(self, attribution: Attribution, entity: Entity | None) -> str | None:
        """The id of the body that he speaks for, else its name."""
        if entity is not None and entity.parent:
            return entity.parent
        spoken = attribution.speaks_for
        if spoken is None:
            return None
        return next((e.id for e in self.reading.entities if e.name == spoken), f"name:{spoken}")


def _kind(attribution: Attribution, entity: Entity | None) -> str:
    words = fold_names(fold(attribution.source.text)) if attribution.source else ""
    kind = attribution.source_kind
    if _MEDICAL.search(words):
        return "medical"
    if kind == "witness":
        return "witness"
    if kind in _MEDIA:
        if kind == "agency":
            return "state" if entity is not None and entity.parent and entity.country else "agency"
        return "media"
    if entity is not None and (
        entity.sector in _STATE or (entity.country and entity.id.startswith("generic:") and "official" in entity.id)
    ):
        return "state"
    if kind == "government" or (kind == "person_official" and (entity is None or not entity.parent)):
        return "state"
    if kind == "spokesperson" and (entity is None or entity.parent is None):
        return "state"
    if kind in ("armed_group", "spokesperson") and entity is not None and not entity.id.startswith("generic:"):
        return "party"
    if kind == "anonymous" or entity is None or entity.id.startswith("generic:"):
        return "unnamed"
    return "person"


def _side(kind: str, identity: str, entity: Entity | None, body: str | None) -> str:
    if kind in ("witness", "medical", "unnamed"):
        return kind
    if kind == "state":
        country = entity.country if entity is not None else None
        return f"state:{country}" if country else "state"
    if kind == "media":
        return "media:unnamed" if identity.startswith("generic:") else identity
    return body or identity
