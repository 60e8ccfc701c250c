"""Who denies what others tell: what a denial is of, and what it leaves standing."""

from __future__ import annotations

from collections.abc import Iterator

from rawi.comparing.acts import anchored, bare, counted, met, named, nobody, one_act, strangers
from rawi.comparing.tables import tables
from rawi.comparing.tellings import Telling

WATCHING = frozenset({"person", "witness", "narrator", "media"})
"""Kinds of source that hold no town themselves: who of them denies that one side holds it tells of another holder."""
BESIDE = 250
"""Within so many code points stands the act that a bare denial is of."""
_FORCES = frozenset({"generic:force", "generic:army", "generic:soldier", "generic:unit"})
"""Who is no rebel when nobody says whose he is."""
_HURT = frozenset(f"generic:{who}" for who in ("victim", "dead-person", "wounded-person", "injured-person", "casualty", "toll"))


def denials(told: list[Telling]) -> Iterator[tuple[Telling, Telling]]:
    """Each denial with each telling of the same act by another that it contradicts."""
    denied: dict[tuple[str, str], Telling] = {}
    affirmed: list[Telling] = []
    for telling in told:
        if telling.type not in tables().placed and telling.type != "CLAIM-RESP":
            continue  # what is said not to be agreed, promised or demanded is mostly another thing
        if telling.averted:
            continue
        vague = telling.definite and telling.mode in tables().plain_modes  # «the incident»: what is said of it, not that it was
        if telling.source.stance == "denies" or (telling.status == "negated" and not vague and not nobody(telling)):
            denied.setdefault((telling.document, telling.source.side), telling)
        elif telling.status in ("occurred", "ongoing") and telling.source.asserts:
            affirmed.append(telling)
    quoted = {(t.document, t.type) for t in affirmed if not nobody(t)} | {(t.document, t.type) for t in denied.values()}
    cited = {t.document for t in denied.values()}
    affirmed = [t for t in affirmed if not (nobody(t) and (t.document, t.type) in quoted)]
    affirmed = [t for t in affirmed if not (t.source.side == "unnamed" and t.document in cited)]  # a rumour that is told to be denied
    for no in denied.values():
        admitted = [t for t in affirmed if t.document == no.document and t.source.side == no.source.side and t.type == no.type]
        struck = bare(x for t in (no, *admitted) for x in t.targets)
        for yes in affirmed:
            if yes.source.side == no.source.side or not one_act(no, yes):
                continue
            if yes.definite and nobody(yes):
                continue  # «after the liberation»: the article tells something else
            if no.type == "CONTROL" and (no.where is None or yes.where is None or no.where.id != yes.where.id):
                continue  # of a town, where a quarter of it was taken, or the other way round
            by_one_means = no.mode == yes.mode and no.mode not in (None, *tables().plain_modes)
            if not (met(no, yes) or anchored(no, yes) or by_one_means or _of_the_act(no, yes, affirmed)):
                continue  # of one type only
            if admitted and not (bare(yes.targets) - struck - tables().spots if no.targets else yes.killed):
                continue  # it is told by the denier too: only what was struck is denied, or that any were killed
            if no.targets and bare(no.targets) <= _HURT and yes.killed is None and yes.injured is None:
                continue  # that nobody was hurt denies no strike
            if no.type == "CONTROL" and named(no.agents) and not {*no.agents, *no.parents} & {*yes.agents, *yes.parents}:
                continue
            if not _denied_doing(no, yes) or strangers(no.agents, yes.agents) or strangers(no.targets, yes.targets):
                continue
            yield no, yes


def _of_the_act(no: Telling, yes: Telling, affirmed: list[Telling]) -> bool:
    """Whether what is denied without place or victim («none of its fighters was killed») stands by the act that `yes` counts dead of."""
    if no.where is not None or no.targets or yes.killed is None:
        return False
    beside = (t for t in affirmed if t.document == no.document and t.type == no.type and abs(t.start - no.start) <= BESIDE)
    return any(met(t, yes) for t in beside)


def _denied_doing(no: Telling, yes: Telling) -> bool:
    """Whether the denial is of what `yes` tells: an armed body that denies an act denies having done it, unless it was done to its own."""
    source = no.source
    if source.kind not in ("party", "state") or not no.targets or counted(no) & {"armed"}:
        return True
    blamed = {*yes.agents, *yes.parents}
    if no.agents and not {source.id, source.body} & {*no.agents, *no.parents} and source.country not in no.agent_countries:
        return True
    if source.kind == "state" and not source.side.endswith(":armed"):
        return True
    own = {source.id, source.body, *no.agents, *no.parents} | (_FORCES if source.kind == "state" else set())
    countries = yes.agent_countries
    return bool({*blamed, *bare(blamed)} & own) or (bool(countries) if source.country is None else source.country in countries)
