"""Who held what when, according to whom: timelines made of claims of control. Nothing is settled: every voice keeps its own account.

Within one voice's account a later day overrides an earlier one, and what is said later about the same days replaces what was said before.
Between voices there is only agreement or dispute.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from rawi.comparing.control import HOLDING, ControlClaim
from rawi.comparing.saying import Party
from rawi.comparing.sites import Site
from rawi.comparing.sources import Source

_SCATTERED = frozenset({"unnamed", "witness", "medical"})
"""Kinds of source that have no name: those of two outlets are two voices, though they count as one origin."""

_NO_STATE = frozenset({"armed_group", "party", "coalition", "organisation"})
"""Kinds of body that speak for themselves, whatever country they are of."""


@dataclass(frozen=True, slots=True)
class Voice:
    """According to whom: a party with all who speak for it, an organisation, an outlet.

    `key` identifies it, `origin` is what independence is counted by: all who hold office under one state are one, so are all unnamed ones.
    """

    key: str
    name: str
    kind: str
    origin: str


@dataclass(frozen=True, slots=True)
class Held:
    """According to `voice`, `holders` held `site` from `first` to `last` (ordinal days; `last` None: nothing says that it ended).

    `exact`: the text gives the first day; else it is the day of publication, by which it was so. `first` is None where nothing tells a day.
    `ended`: why it ended: lost, taken over, denied (the voice takes it back), or None. `extent` as in ControlClaim. `heard`: the last day
    on which the voice said it. `earlier`: only told as background without a day: it was so at some time before `heard`.
    """

    voice: Voice
    site: Site
    holders: tuple[Party, ...]
    first: int | None
    last: int | None
    exact: bool
    ended: str | None
    extent: str | None
    heard: int | None
    earlier: bool
    claims: tuple[ControlClaim, ...]

    def on(self, day: int) -> bool:
        """Whether it covers the day."""
        return not self.earlier and self.first is not None and self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a voice tells that makes no span: lost, denied, entered, advanced, besieged, relieved, contested, or not a fact (its status).

    `end`: the last day that the text gives where it gives several (a siege).
    """

    voice: Voice
    site: Site
    kind: str
    parties: tuple[Party, ...]
    day: int | None
    end: int | None
    claim: ControlClaim


@dataclass(frozen=True, slots=True)
class Dispute:
    """From `first` to `last` (None: open) two accounts cannot both be right: `holders` hold it, say `voices`; `against` says otherwise.

    `kind`: holds (`others` hold it), denied (`others` do not hold it: it was denied of them), or lost (`others` lost it).
    """

    first: int
    last: int | None
    holders: tuple[Party, ...]
    voices: tuple[Voice, ...]
    kind: str
    others: tuple[Party, ...]
    against: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything that is said of one place: spans and marks by voice and day, and where they do not agree."""

    site: Site
    spans: tuple[Held, ...]
    marks: tuple[Mark, ...]
    disputes: tuple[Dispute, ...]

    @property
    def voices(self) -> tuple[Voice, ...]:
        """Those who speak, in the order of their first word."""
        told: list[Held | Mark] = [*self.spans, *self.marks]
        said = sorted(told, key=_order)
        return tuple({s.voice.key: s.voice for s in said}.values())


def voice_of(source: Source, speaker: Party, outlet: str = "") -> Voice:
    """The voice of a source who speaks for `speaker`; unnamed ones are told apart by the outlet that they came through."""
    if source.kind in _SCATTERED or source.side == "media:unnamed":
        return Voice(f"{source.side}:{outlet}", f"{source.name} ({outlet})" if outlet else source.name, source.kind, source.side)
    if source.kind in ("state", "party", "person"):
        state = source.side.startswith("state:") and speaker.kind not in _NO_STATE
        return Voice(speaker.id, speaker.name, source.kind, source.side if state else speaker.id)
    return Voice(source.side, source.name, source.kind, source.side)


def timelines(claims: Iterable[ControlClaim]) -> tuple[Timeline, ...]:
    """One timeline for every place, that with the most claims first."""
    by_site: dict[str, list[ControlClaim]] = defaultdict(list)
    for claim in claims:
        by_site[claim.site.id].append(claim)
    order = sorted(by_site, key=lambda s: (-len(by_site[s]), s))
    return tuple(timeline(by_site[s]) for s in order)


def timeline(claims: Sequence[ControlClaim]) -> Timeline:
    """The timeline of one place, from claims about it (at least one); their order does not matter."""
    by_voice: dict[str, list[ControlClaim]] = defaultdict(list)
    names: dict[str, Voice] = {}
    for claim in sorted(set(claims), key=lambda c: (_said(c), c.key, c.denied)):
        voice = voice_of(claim.source, claim.speaker, claim.chain[0])
        names.setdefault(voice.key, voice)
        by_voice[voice.key].append(claim)
    rivals = frozenset(i for c in claims if c.fact and c.kind in HOLDING for p in c.holders if not p.generic for i in p.ids[:1])
    spans: list[Held] = []
    marks: list[Mark] = []
    for key, said in by_voice.items():
        account = _Account(names[key], claims[0].site)
        for claim in sorted(_not_replaced([_seen_as(c, key, rivals) for c in said]), key=_effect):
            account.take(claim)
        spans += account.spans
        marks += account.marks
    spans.sort(key=_order)
    marks.sort(key=_order)
    return Timeline(claims[0].site, tuple(spans), tuple(marks), tuple(_disputes(spans, marks, allied(claims))))


def _seen_as(claim: ControlClaim, key: str, rivals: frozenset[str]) -> ControlClaim:
    """A voice that is elsewhere said to hold the place speaks of its enemy when it speaks of another holder."""
    if claim.side != "third" or key not in rivals or not claim.holders or any(key in p.ids for p in claim.holders):
        return claim
    return replace(claim, side="enemy")


def _said(claim: ControlClaim) -> int:
    return claim.published if claim.published is not None else claim.day or 0


def _effect(claim: ControlClaim) -> tuple[int, bool, int, int, str, int]:
    """Order of effect: the day, background first, what is had before what is taken, a loss, a denial, what was said later, the text."""
    rank = 3 if claim.denied else {"held": 0, "lost": 1, "gained": 2}.get(claim.kind, 0)
    return claim.day or 0, not claim.earlier, _said(claim), rank, claim.document, claim.start


def _not_replaced(said: list[ControlClaim]) -> list[ControlClaim]:
    """Without those of which the same voice says the contrary later, for the same days or earlier ones."""

    def takes_back(new: ControlClaim, old: ControlClaim) -> bool:
        told = new.kind in HOLDING and new.fact and not new.denied and not new.earlier
        later = _said(new) > _said(old) and (new.day or 0) <= (old.day or 0)
        return told and later and old.kind in HOLDING and (kin(new.holders, old.holders) or not named(old.holders))

    return [c for c in said if not (c.denied and any(takes_back(new, c) for new in said))]


def named(parties: tuple[Party, ...]) -> bool:
    """Whether the parties are named, not only called what they are («مسلحون»)."""
    return bool(parties) and not any(p.generic for p in parties)


def kin(a: tuple[Party, ...], b: tuple[Party, ...]) -> bool:
    """Whether two sets of parties share one, or a body that they belong to."""
    return bool({i for p in a for i in p.ids} & {i for p in b for i in p.ids})


def allied(claims: Iterable[ControlClaim]) -> frozenset[frozenset[str]]:
    """Pairs of named parties whom a claim tells to hold or come in together: to name one is not to deny the other."""
    joint = [[p.id for p in c.holders if not p.generic] for c in claims if c.kind in HOLDING or c.kind in ("entered", "advanced")]
    return frozenset(frozenset(pair) for ids in joint for pair in combinations(ids, 2) if pair[0] != pair[1])


def together(a: tuple[Party, ...], b: tuple[Party, ...], allies: frozenset[frozenset[str]]) -> bool:
    """Whether two sets of parties are kin, or told of as holding together."""
    return kin(a, b) or any(frozenset((p.id, q.id)) in allies for p in a for q in b)


def _one(span: Held, claim: ControlClaim, parties: tuple[Party, ...]) -> bool:
    """Whether one voice means the holders of its span: those who are not named are taken for them behind their name in one article only."""
    if named(span.holders) and named(parties):
        return kin(span.holders, parties)
    before = span.claims[-1]
    return (before.document == claim.document and (before.start < claim.start or not named(span.holders))) or kin(span.holders, parties)


class _Account:
    """What one voice tells of one place, claim by claim in the order of effect."""

    def __init__(self, voice: Voice, site: Site) -> None:
        self.voice, self.site = voice, site
        self.spans: list[Held] = []
        self.marks: list[Mark] = []

    def take(self, claim: ControlClaim) -> None:
        """One claim more."""
        if not claim.fact:
            self._mark(claim, "denied" if claim.denied else claim.status)
        elif claim.denied:
            self._end(claim, "denied", claim.holders)
            self._mark(claim, "denied")
        elif claim.kind == "lost":
            self._end(claim, "lost", claim.losers)
            self._mark(claim, "lost")
            if claim.holders:
                self._hold(claim)
        elif claim.kind in HOLDING:
            self._hold(claim)
        else:
            self._mark(claim, claim.kind)

    def _mark(self, claim: ControlClaim, kind: str) -> None:
        parties = claim.losers if kind == "lost" else claim.holders
        end = claim.last_day if claim.last_day not in (claim.first_day, claim.day) else None
        self.marks.append(Mark(self.voice, self.site, kind, parties, claim.day, end, claim))

    def _open(self) -> list[int]:
        return [n for n, s in enumerate(self.spans) if s.last is None and s.ended is None and not s.earlier and s.first is not None]

    def _end(self, claim: ControlClaim, why: str, whose: tuple[Party, ...]) -> None:
        day = claim.day
        for n in self._open():
            span = self.spans[n]
            if day is not None and (span.first or 0) <= day and _one(span, claim, whose) and claim.extent in (None, "all", span.extent):
                self.spans[n] = replace(span, last=day, ended=why)

    def _hold(self, claim: ControlClaim) -> None:
        background = claim.earlier and not claim.dated
        for n in self._open():
            span = self.spans[n]
            if claim.day is None or background:
                continue
            if _one(span, claim, claim.holders):
                if _alike(span.extent, claim.extent):
                    self.spans[n] = _again(span, claim)
                    return
            elif span.extent in (None, "all", "most") and claim.extent in (None, "all") and named(claim.holders):
                self.spans[n] = replace(span, last=claim.day, ended="taken over")
        if not claim.holders:
            self._mark(claim, f"{claim.kind} by somebody")
            return
        first = None if background else claim.day
        heard = claim.published if claim.published is not None else claim.day
        span = Held(self.voice, self.site, claim.holders, first, None, claim.exact, None, claim.extent, heard, background, (claim,))
        self.spans.append(span)


def _alike(a: str | None, b: str | None) -> bool:
    """Whether two extents may be told of one holding: the whole, or the same part."""
    return a == b or {a, b} <= {None, "all"}


def _again(span: Held, claim: ControlClaim) -> Held:
    """A span that its voice affirms once more; a generic holder gets the name that is now given."""
    holders = claim.holders if not named(span.holders) and named(claim.holders) else span.holders
    said = claim.published if claim.published is not None else claim.day
    heard = max((d for d in (span.heard, said) if d is not None), default=None)
    extent = "all" if "all" in (span.extent, claim.extent) else span.extent
    return replace(span, holders=holders, heard=heard, extent=extent, claims=(*span.claims, claim))


def _order(said: Held | Mark) -> tuple[int, str, int, str]:
    claim = said.claims[0] if isinstance(said, Held) else said.claim
    day = said.first if isinstance(said, Held) else said.day
    return day if day is not None else claim.published or 0, claim.document, claim.start, claim.source.id


def _disputes(spans: Sequence[Held], marks: Sequence[Mark], allies: frozenset[frozenset[str]]) -> list[Dispute]:
    """Named holders of the whole on the same days by two voices; or one who denies, or tells lost, what another tells.

    Pairs of voices with the same two sets of holders are one dispute while their days touch.
    """
    whole = [s for s in spans if s.first is not None and not s.earlier and s.extent not in ("part", "near") and named(s.holders)]
    found: dict[tuple[tuple[str, ...], str, tuple[str, ...]], list[Dispute]] = defaultdict(list)
    for pair in (*_two_holders(whole, allies), *_contrary(whole, marks)):
        key = (tuple(p.id for p in pair.holders), pair.kind, tuple(p.id for p in pair.others))
        found[key].append(pair)
    out = [joined for pairs in found.values() for joined in _joined(sorted(pairs, key=lambda d: d.first))]
    return sorted(out, key=lambda d: (d.first, [p.id for p in d.holders], d.kind, [p.id for p in d.others]))


def _two_holders(whole: Sequence[Held], allies: frozenset[frozenset[str]]) -> Iterator[Dispute]:
    for n, one in enumerate(whole):
        for other in whole[n + 1 :]:
            if one.voice.origin == other.voice.origin or together(one.holders, other.holders, allies):
                continue
            first = max(one.first or 0, other.first or 0)
            last = min((d for d in (one.last, other.last) if d is not None), default=None)
            if last is None or first < last:
                a, b = sorted((one, other), key=lambda s: [p.id for p in s.holders])
                yield Dispute(first, last, a.holders, (a.voice,), "holds", b.holders, (b.voice,))


def _contrary(whole: Sequence[Held], marks: Sequence[Mark]) -> Iterator[Dispute]:
    for mark in marks:
        if mark.day is None or not (mark.kind == "lost" or (mark.kind == "denied" and mark.claim.kind in HOLDING and mark.claim.fact)):
            continue
        for one in whole:
            contrary = kin(one.holders, mark.parties) or (mark.kind == "denied" and not named(mark.parties))
            if mark.voice.origin != one.voice.origin and contrary and one.on(mark.day) and one.last != mark.day:
                yield Dispute(mark.day, one.last, one.holders, (one.voice,), mark.kind, mark.parties, (mark.voice,))


def _joined(pairs: Iterable[Dispute]) -> Iterator[Dispute]:
    """Disputes over the same holders, in order of their first day, whose days touch made one."""
    now: Dispute | None = None
    for pair in pairs:
        if now is None or (now.last is not None and pair.first > now.last):
            if now is not None:
                yield now
            now = pair
            continue
        last = None if now.last is None or pair.last is None else max(now.last, pair.last)
        voices, against = (tuple(dict.fromkeys(x)) for x in ((*now.voices, *pair.voices), (*now.against, *pair.against)))
        now = replace(now, last=last, voices=voices, against=against)
    if now is not None:
        yield now
