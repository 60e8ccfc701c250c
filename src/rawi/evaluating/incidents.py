"""The figures of incidents told by many documents: found, kept together, kept apart, how many independent origins, contradictions.

The unit is the *report*: what one document says of one incident of the truth. It is found where some telling of the output in that document
overlaps one of its quotes; the output's incident that does so most often there is taken as its incident (the first of several).

Figures of `score_incidents`, by name:

- `tellings found`: reports that some telling of the output overlaps.
- `incident pairs`: pairs of reports put into one incident, the unfound in none.
- `incidents, B-cubed`: the mean over all reports; one that is not found stands alone.
- `independent origins` and `independent origins, within one`: of the incidents of the truth, where the output's incident (the one that most
  of the reports fall into) gives the right number, or one that is one off.
- `look-alikes kept apart`: of the pairs that must not be one incident. A pair of which one is not found is kept apart.
- `contradictions`: precision over those that the output names between two tellings of the truth (both claims overlap a quote), each of them
  right where the truth has one of that kind with one claim on either side; recall over those of the truth that are not optional. Those
  that touch no telling of the truth are not judged. Where one is named twice, both count in the precision.
- `contradictions, any kind`: the same without asking for the kind.
- `contradiction: revision`: of those rightly named, where the truth agrees whether it is a revision.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from rawi.errors import GoldError
from rawi.evaluating.answers import Json
from rawi.evaluating.scoreboard import Accuracy, Board, Mistake, Score

Key = tuple[str, str]
"""(incident, document): names a report."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a document's text, in code points, end exclusive."""

    document: str
    start: int
    end: int

    def overlaps(self, other: Stretch) -> bool:
        """Whether they share a character."""
        return self.document == other.document and min(self.end, other.end) > max(self.start, other.start)


@dataclass(frozen=True, slots=True)
class FoundContradiction:
    """Two claims of the output that it says cannot both be true."""

    kind: str
    claims: tuple[Stretch, Stretch]
    revision: bool


@dataclass(frozen=True, slots=True)
class FoundIncident:
    """An incident of the output. `independent_origins` is None where it gives no number."""

    id: str
    tellings: tuple[Stretch, ...]
    independent_origins: int | None
    contradictions: tuple[FoundContradiction, ...]


@dataclass(frozen=True, slots=True)
class TrueContradiction:
    """What cannot both be true. `kinds`: the names it may go by; `sides`: every quote that stands on the one and on the other side.

    An `optional` one is right where it is named and not missed where it is not.
    """

    kinds: frozenset[str]
    sides: tuple[tuple[Stretch, ...], tuple[Stretch, ...]]
    revision: bool
    optional: bool

    def between(self, a: Stretch, b: Stretch) -> bool:
        """Whether one claim lies on the one side and the other on the other."""
        one, other = self.sides
        return (_touches(a, one) and _touches(b, other)) or (_touches(b, one) and _touches(a, other))


@dataclass(frozen=True, slots=True)
class TrueIncident:
    """An incident of the truth: the quotes of each document that tells it, its number of independent origins, its contradictions."""

    id: str
    name: str
    reports: Mapping[str, tuple[Stretch, ...]]
    independent_origins: int
    contradictions: tuple[TrueContradiction, ...]


@dataclass(frozen=True, slots=True)
class IncidentTruth:
    """All incidents of a set of documents, and the pairs that look alike and are not one."""

    incidents: tuple[TrueIncident, ...]
    look_alikes: tuple[tuple[str, str], ...]


def _touches(claim: Stretch, quotes: Iterable[Stretch]) -> bool:
    return any(claim.overlaps(q) for q in quotes)


def _stretch(document: str, raw: Json) -> Stretch:
    return Stretch(document, int(raw["start"]), int(raw["end"]))


def _quotes(raw: Json) -> tuple[Stretch, ...]:
    return tuple(_stretch(raw["document"], q) for q in raw["quotes"])


def _true_contradiction(raw: Json) -> TrueContradiction:
    """From `sides`; where there are none, from `documents` and `quotes`, the first against all others."""
    if "sides" in raw:
        one, other = (tuple(q for report in side for q in _quotes(report)) for side in raw["sides"])
    else:
        marked = [_stretch(d, q) for d, q in zip(raw["documents"], raw["quotes"], strict=True)]
        one, other = (marked[0],), tuple(marked[1:])
    if not (one and other):
        raise ValueError("a contradiction with only one side")
    kinds = frozenset((raw["kind"], *raw.get("also", ())))
    return TrueContradiction(kinds, (one, other), bool(raw["revision"]), bool(raw.get("optional", False)))


def _true_incident(raw: Json) -> TrueIncident:
    return TrueIncident(
        raw["id"], raw["name"], {r["document"]: _quotes(r) for r in raw["reported_by"]}, int(raw["independent_origins"]["count"]),
        tuple(_true_contradiction(c) for c in raw["contradictions"]),
    )  # fmt: skip


def truth_of(raw: Json) -> IncidentTruth:
    """The truth from its JSON (`incidents`, `look_alikes`); raises GoldError where it has not that shape."""
    try:
        incidents = tuple(_true_incident(i) for i in raw["incidents"])
        return IncidentTruth(incidents, tuple((a, b) for a, b in raw.get("look_alikes", ())))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise GoldError(f"no truth of incidents: {type(error).__name__} {error}") from None


def _found_contradiction(raw: Json) -> FoundContradiction:
    a, b = (_stretch(c["document"], c) for c in raw["claims"])
    return FoundContradiction(str(raw["kind"]), (a, b), bool(raw.get("revision", False)))


def found_of(raw: Sequence[Json]) -> tuple[FoundIncident, ...]:
    """The output's incidents from JSON: `id`, `tellings`, `independent_origins`, `contradictions`; raises GoldError."""
    try:
        incidents = tuple(
            FoundIncident(
                str(i["id"]), tuple(_stretch(t["document"], t) for t in i["tellings"]), _number(i.get("independent_origins")),
                tuple(_found_contradiction(c) for c in i.get("contradictions", ())),
            )
            for i in raw
        )  # fmt: skip
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise GoldError(f"no list of incidents: {type(error).__name__} {error}") from None
    if twice := [id for id, n in Counter(i.id for i in incidents).items() if n > 1]:
        raise GoldError(f"the incident {twice[0]!r} stands twice in the output")
    return incidents


def _number(value: Any) -> int | None:
    return None if value is None else int(value)


def score_incidents(truth: IncidentTruth, found: Sequence[FoundIncident]) -> Board:
    """The board of one set of documents; mistakes name the incident (of the truth) in `id`."""
    placed = place_reports(truth, found)
    best = best_incidents(truth, placed)
    known = {i.id: i for i in found}
    figures: dict[str, Score | Accuracy] = {
        "tellings found": Accuracy.share(sum(v is not None for v in placed.values()), len(placed)),
        "incident pairs": pairs_together(placed),
        "incidents, B-cubed": b_cubed(placed),
    }
    mistakes = [Mistake("report not found", incident, document) for (incident, document), to in placed.items() if to is None]
    mistakes += _score_origins(truth, best, known, figures)
    mistakes += _score_look_alikes(truth, best, figures)
    mistakes += _score_contradictions(truth, found, figures)
    return Board(figures, tuple(mistakes))


def place_reports(truth: IncidentTruth, found: Iterable[FoundIncident]) -> dict[Key, str | None]:
    """Report → the output's incident that tells it most often, None where nothing does."""
    by_document: dict[str, list[tuple[Stretch, str]]] = {}
    for incident in found:
        for telling in incident.tellings:
            by_document.setdefault(telling.document, []).append((telling, incident.id))
    placed: dict[Key, str | None] = {}
    for true in truth.incidents:
        for document, quotes in true.reports.items():
            votes = Counter(id for telling, id in by_document.get(document, ()) if _touches(telling, quotes))
            placed[true.id, document] = votes.most_common(1)[0][0] if votes else None
    return placed


def best_incidents(truth: IncidentTruth, placed: Mapping[Key, str | None]) -> dict[str, str | None]:
    """Incident of the truth → the output's incident that most of its reports fall into, None where none is found."""
    best: dict[str, str | None] = {}
    for true in truth.incidents:
        votes = Counter(to for document in true.reports if (to := placed[true.id, document]) is not None)
        best[true.id] = votes.most_common(1)[0][0] if votes else None
    return best


def pairs_together(placed: Mapping[Key, str | None]) -> Score:
    """Pairs of reports that belong together against pairs put together."""
    right = gold = system = 0
    for a, b in combinations(placed, 2):
        true, put = a[0] == b[0], placed[a] is not None and placed[a] == placed[b]
        right += true and put
        gold += true
        system += put
    return Score.counted(right, gold, system)


def b_cubed(placed: Mapping[Key, str | None]) -> Score:
    """Mean precision and recall of the company of each report; `system` counts the reports found."""
    if not placed:
        return Score(0.0, 0.0, 0.0, 0, 0)
    precision = recall = 0.0
    for key, to in placed.items():
        company = {key} if to is None else {k for k, other in placed.items() if other == to}
        belonging = {k for k in placed if k[0] == key[0]}
        precision += len(company & belonging) / len(company)
        recall += len(company & belonging) / len(belonging)
    p, r = precision / len(placed), recall / len(placed)
    return _score_of(p, r, len(placed), sum(to is not None for to in placed.values()))


def _score_of(precision: float, recall: float, gold: int, system: int) -> Score:
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Score(round(precision, 4), round(recall, 4), round(f1, 4), gold, system)


def _score_origins(
    truth: IncidentTruth, best: Mapping[str, str | None], known: Mapping[str, FoundIncident], figures: dict[str, Score | Accuracy]
) -> list[Mistake]:
    exact = near = 0
    mistakes = []
    for true in truth.incidents:
        to = best[true.id]
        number = known[to].independent_origins if to is not None else None
        exact += number == true.independent_origins
        near += number is not None and abs(number - true.independent_origins) <= 1
        if number != true.independent_origins:
            mistakes.append(Mistake("independent origins", true.id, true.name, f"{true.independent_origins} counted as {number}"))
    figures["independent origins"] = Accuracy.share(exact, len(truth.incidents))
    figures["independent origins, within one"] = Accuracy.share(near, len(truth.incidents))
    return mistakes


def _score_look_alikes(truth: IncidentTruth, best: Mapping[str, str | None], figures: dict[str, Score | Accuracy]) -> list[Mistake]:
    merged = [(a, b) for a, b in truth.look_alikes if best[a] is not None and best[a] == best[b]]
    figures["look-alikes kept apart"] = Accuracy.share(len(truth.look_alikes) - len(merged), len(truth.look_alikes))
    return [Mistake("look-alikes merged", a, b) for a, b in merged]


def _score_contradictions(truth: IncidentTruth, found: Iterable[FoundIncident], figures: dict[str, Score | Accuracy]) -> list[Mistake]:
    told = [q for true in truth.incidents for quotes in true.reports.values() for q in quotes]
    named = [c for i in found for c in i.contradictions if _touches(c.claims[0], told) and _touches(c.claims[1], told)]
    real = [c for true in truth.incidents for c in true.contradictions]
    between = [[t for t in real if t.between(*c.claims)] for c in named]
    right = [[t for t in hits if c.kind in t.kinds] for c, hits in zip(named, between, strict=True)]
    figures["contradictions"] = _score_named(right, real)
    figures["contradictions, any kind"] = _score_named(between, real)
    agreed = [any(t.revision == c.revision for t in hits) for c, hits in zip(named, right, strict=True) if hits]
    figures["contradiction: revision"] = Accuracy.share(sum(agreed), len(agreed))
    seen = {id(t) for hits in right for t in hits}
    missed = [(i, t) for i in truth.incidents for t in i.contradictions if not t.optional and id(t) not in seen]
    false = [c for c, hits in zip(named, right, strict=True) if not hits]
    return [Mistake("contradiction missed", i.id, _documents(*t.sides), " or ".join(sorted(t.kinds))) for i, t in missed] + [
        Mistake("contradiction spurious", c.claims[0].document, _documents(c.claims[:1], c.claims[1:]), c.kind) for c in false
    ]


def _score_named(hits: Sequence[Sequence[TrueContradiction]], real: Iterable[TrueContradiction]) -> Score:
    """`hits`: for each contradiction that the output names, those of the truth that it answers."""
    seen = {id(t) for answered in hits for t in answered}
    required = [t for t in real if not t.optional]
    precision = sum(map(bool, hits)) / len(hits) if hits else 0.0
    recall = sum(id(t) in seen for t in required) / len(required) if required else 0.0
    return _score_of(precision, recall, len(required), len(hits))


def _documents(one: Sequence[Stretch], other: Sequence[Stretch]) -> str:
    """The first document on either side."""
    return f"{one[0].document} / {other[0].document}"
