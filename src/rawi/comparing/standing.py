"""Who held a place on a day: what every voice says of it, how old that is, and whether those who speak of it agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rawi.comparing.control import HOLDING, ControlClaim
from rawi.comparing.holding import Mark, Timeline, Voice, allied, kin, named, timeline, together
from rawi.comparing.origins import PASSING
from rawi.comparing.saying import Party
from rawi.comparing.sites import Site, relation


@dataclass(frozen=True, slots=True)
class Answer:
    """What one voice says of who held the place on a day.

    `says`: holds, held no longer, or denies. `relation`: itself, or weaker: wider (said of what the place lies in), inside (of a part of
    it). `age`: days from the last day on which the voice said so, up to then, to the day asked about; negative where it was only said
    afterwards. `since`: the first day of the span.
    """

    voice: Voice
    says: str
    holders: tuple[Party, ...]
    site: Site
    relation: str
    extent: str | None
    since: int | None
    exact: bool
    age: int | None
    side: str
    claims: tuple[ControlClaim, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """All answers in a line: `kind` is agreed, one origin, disputed, unclear, denied (nobody names a holder), or nobody.

    `camps`: each set of holders with the voices for it.

    Only what is said of the place itself, and not of a part of it, counts. `unclear`: voices whose holder has no name («مسلحون»). `denied`:
    voices that deny a holder, or tell him gone, without naming another. `origins`: how many independent origins speak; outlets and agencies
    count only where nobody else does.
    """

    kind: str
    camps: tuple[tuple[tuple[Party, ...], tuple[Voice, ...]], ...]
    unclear: tuple[tuple[tuple[Party, ...], Voice], ...]
    denied: tuple[tuple[tuple[Party, ...], Voice], ...]
    origins: int


def held_on(claims: Iterable[ControlClaim], site: Site, day: int) -> tuple[Answer, ...]:
    """Who held `site` on an ordinal day, by everyone who says something of it, of what it lies in, or of what lies in it."""
    by_site: dict[str, list[ControlClaim]] = defaultdict(list)
    for claim in claims:
        if relation(claim.site, site) is not None:
            by_site[claim.site.id].append(claim)
    out: list[Answer] = []
    for said in by_site.values():
        out += answers(timeline(said), relation(said[0].site, site) or "", day)
    rank = {"itself": 0, "wider": 1, "inside": 2}
    return tuple(sorted(out, key=lambda a: (rank[a.relation], abs(a.age) if a.age is not None else 1 << 20, a.voice.key, a.site.id)))


def answers(line: Timeline, kin: str, day: int) -> Iterator[Answer]:
    """What every voice of a timeline says of a day (ordinal); `kin`: how the place bears on the one asked about (see Answer.relation)."""
    speaking: set[str] = set()
    for span in line.spans:
        if span.on(day) and not (span.last == day and span.ended):
            speaking.add(span.voice.key)
            side = span.claims[0].side
            age = _age(span.claims, day)
            yield Answer(span.voice, "holds", span.holders, line.site, kin, span.extent, span.first, span.exact, age, side, span.claims)
    latest: dict[str, Mark] = {}
    for mark in line.marks:
        against = mark.kind == "lost" or (mark.kind == "denied" and mark.claim.kind in HOLDING and mark.claim.fact)
        if against and mark.day is not None and mark.day <= day:
            latest[mark.voice.key] = mark
    for key, mark in latest.items():
        if key not in speaking:
            says = "denies" if mark.kind == "denied" else "held no longer"
            claim = mark.claim
            age = _age((claim,), day)
            yield Answer(mark.voice, says, mark.parties, line.site, kin, claim.extent, mark.day, claim.exact, age, claim.side, (claim,))


def _age(claims: Sequence[ControlClaim], day: int) -> int | None:
    said = [c.published if c.published is not None else c.day for c in claims]
    days = [d for d in said if d is not None]
    before = [d for d in days if d <= day]
    return day - max(before) if before else day - min(days) if days else None


def summary(answers: Sequence[Answer]) -> Summary:
    """Whether those who speak of the place itself agree."""
    own = [a for a in answers if a.relation == "itself" and a.extent not in ("part", "near")]
    allies = allied(c for a in own for c in a.claims)
    camps: list[tuple[tuple[Party, ...], list[Voice]]] = []
    for answer in (a for a in own if a.says == "holds" and named(a.holders)):
        camp = next((c for c in camps if together(c[0], answer.holders, allies)), None)
        if camp is None:
            camps.append((answer.holders, [answer.voice]))
        elif answer.voice not in camp[1]:
            camp[1].append(answer.voice)
    unclear = tuple((a.holders, a.voice) for a in own if a.says == "holds" and not named(a.holders))
    denied = tuple((a.holders, a.voice) for a in own if a.says != "holds")
    clear = [a for a in own if a.says != "holds" or named(a.holders)]
    origins = {a.voice.origin for a in clear if a.voice.kind not in PASSING} or {a.voice.origin for a in clear}
    against = any(
        kin(a.holders, holders) or (a.says == "denies" and not named(a.holders)) for a in own if a.says != "holds" for holders, _ in camps
    )
    if not camps:
        kind = "denied" if denied else "unclear" if unclear else "nobody"
    elif len(camps) > 1 or against:
        kind = "disputed"
    else:
        kind = "one origin" if len(origins) == 1 else "agreed"
    return Summary(kind, tuple((h, tuple(v)) for h, v in camps), unclear, denied, len(origins))
