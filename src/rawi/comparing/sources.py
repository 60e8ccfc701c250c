"""On whose word a claim stands: the innermost source, the body that he speaks for, and the way it came.

`side` is what he counts as: all who hold office under one government, in its army, or in its police give one account each, all doctors one
count of the dead, all unnamed sources of one sort at most one voice. A short definite naming («the source», «the centre») is whoever the
article named so before; a spokesman is the body that he speaks for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rawi.arabic.script import fold, fold_names
from rawi.comparing.tables import tables
from rawi.comparing.words import stem
from rawi.model import Attribution, Claim, Entity, Link, Reading

_STATE = frozenset({"GOV", "MIL", "COP", "SPY"})
_OFFICES = frozenset({"armed", "police"})
_NO_OFFICES = frozenset({"security", "tribal"})
"""Sorts of unnamed people that no one body answers for."""
_MEDIA = frozenset({"outlet", "agency"})
_OPEN = frozenset({"asserts", "denies", "confirms"})
_DEFINITE = ("ال", "وال", "بال", "لل", "فال", "ولل")


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
        self.fuller = _fuller([a for a in reading.attributions if a.source is not None])

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
        at, link, own = inner[-1]
        attribution = self.fuller.get(own.id, own)
        entity = self._entity(attribution)
        kind = _kind(attribution, entity)
        source = attribution.source
        name = link.name if attribution is own else entity.name if entity is not None else source.text if source else link.name
        identity = entity.id if entity is not None else f"name:{fold_names(fold(source.text if source else name))}"
        if entity is not None and entity.id.startswith("office:") and entity.parent:
            identity = entity.parent  # whose body the reading names nowhere else
        body = self._body(attribution, entity)
        span = own.source or own.cue
        return Source(
            identity, kind, name, _side(kind, identity, entity, body, _words(attribution)), body, tuple(x.name for x in chain[:at]), own.id,
            span.start, span.end, own.stance in _OPEN, own.stance, entity.country if entity is not None else None,
        )  # fmt: skip

    def _entity(self, attribution: Attribution) -> Entity | None:
        """Who speaks; for an office whose holder nobody names, the body."""
        entity = self.entities.get(attribution.source.entity or "") if attribution.source else None
        if entity is not None and entity.id.startswith("office:") and entity.parent:
            return self.entities.get(entity.parent, entity)
        return entity

    def _body(self, attribution: Attribution, entity: Entity | None) -> str | None:
        """The id of the body that he speaks for, else its name."""
        if entity is not None and entity.parent:
            return entity.parent
        spoken = attribution.speaks_for
        if spoken is None:
            return None
        return next((e.id for e in self.reading.entities if e.name == spoken), f"name:{spoken}")


def _fuller(attributions: list[Attribution]) -> dict[str, Attribution]:
    """Attribution id -> the one in which the same source is named more fully.

    «المصدر» is the last «مصدر …» before it, «المرصد» and «مدير المرصد» are the observatory that the article names; where none stands
    before (a headline), the first after it.
    """
    ordered = sorted(attributions, key=lambda a: a.source.start if a.source else 0)
    heads = [_heads(a) for a in ordered]
    out: dict[str, Attribution] = {}
    for n, attribution in enumerate(ordered):
        words = _words(attribution).split()
        if not words or not _unknown(attribution):
            continue
        known = [k for k, h in enumerate(heads) if k != n and h]
        if len(words) == 1 and words[0].startswith(_DEFINITE):
            fits = [k for k in known if heads[k] == stem(words[0]) and len(_words(ordered[k]).split()) > 1]
        elif len(words) <= 3:
            mine = {stem(w) for w in words}
            whose = {stem(w) for w in words[1:] if w.startswith(_DEFINITE)}
            named = [k for k in known if not _unknown(ordered[k])]
            fits = [k for k in named if heads[k] in whose or mine < {stem(w) for w in _words(ordered[k]).split()}]
        else:
            continue
        before = [k for k in fits if k < n]
        if fits:
            out[attribution.id] = ordered[before[-1] if before else fits[0]]
    return out


def _heads(attribution: Attribution) -> str | None:
    words = _words(attribution).split()
    return stem(words[0]) if words else None


def _words(attribution: Attribution) -> str:
    return fold_names(fold(attribution.source.text)) if attribution.source else ""


def _unknown(attribution: Attribution) -> bool:
    """Whether the catalogue does not know who it is."""
    entity = attribution.source.entity if attribution.source else None
    return entity is None or entity.startswith("generic:")


def _sort(words: str) -> str | None:
    """The sort of people that the words name, by data/sources.yaml."""
    bare = [re.sub("^(?:[وبلفك]?ال|[ول]?لل)", "", w) for w in words.split()]
    return next((sort for sort, starts in tables().sorts.items() if any(w.startswith(starts) for w in bare)), None)


def _kind(attribution: Attribution, entity: Entity | None) -> str:
    sort = _sort(_words(attribution))
    kind = attribution.source_kind
    generic = entity is None or entity.id.startswith("generic:")
    if sort == "medical" and (entity is None or generic or entity.sector in _STATE):
        return "medical"
    if kind == "witness" or (generic and entity is not None and entity.sector == "CVL"):
        return "witness"
    if kind in _MEDIA:
        if kind == "agency":
            return "state" if entity is not None and entity.parent and entity.country else "agency"
        return "media"
    if entity is not None and entity.kind == "armed_group":
        return "party"
    if generic and sort in _NO_OFFICES:
        return "unnamed"
    if entity is not None and (entity.sector in _STATE or (entity.country and generic and "official" in entity.id)):
        return "state"
    if generic and sort in _OFFICES:
        return "state"
    if kind == "government" or (kind == "person_official" and (entity is None or not entity.parent)):
        return "state"
    if kind == "spokesperson" and (entity is None or entity.parent is None):
        return "state"
    if kind in ("armed_group", "spokesperson") and entity is not None and not generic:
        return "party"
    return "unnamed" if kind == "anonymous" or generic else "person"


def _side(kind: str, identity: str, entity: Entity | None, body: str | None, words: str) -> str:
    if kind in ("witness", "medical"):
        return kind
    sort = _sort(words)
    if kind == "unnamed":
        if sort is None and entity is not None and entity.kind == "body":
            sort = entity.id.split(":")[1]
        return f"unnamed:{sort}" if sort else "unnamed"
    if kind == "state":
        country = entity.country if entity is not None else None
        sector = entity.sector if entity is not None else None
        branch = "police" if sector == "COP" or sort == "police" else "armed" if sector == "MIL" or sort == "armed" else "civil"
        return f"state:{country or ''}:{branch}"
    if kind == "media":
        return "media:unnamed" if identity.startswith("generic:") else identity
    return body or identity
