"""How far reviewers agree: raw agreement and Cohen's kappa over the claims that both judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from rawi.reviewing.records import JUDGED, ClaimKey, Verdict
from rawi.reviewing.standing import Standing


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of two reviewers: how many claims both judged, how many of them alike; `raw` and `kappa` are None where they are not defined."""

    a: str
    b: str
    claims: int
    alike: int
    raw: float | None
    kappa: float | None

    def to_json(self) -> dict[str, Any]:
        """All fields."""
        return {"a": self.a, "b": self.b, "claims": self.claims, "alike": self.alike, "raw": self.raw, "kappa": self.kappa}


@dataclass(frozen=True, slots=True)
class Overall:
    """Of all pairs that share claims.

    `raw`: of all pairs of judgements of one claim, the share that are alike. `kappa`: the mean of the pairs' kappas where they are defined
    (R. J. Light, «Measures of response agreement for qualitative data», Psychological Bulletin 76, 1971, pp. 365-377).
    """

    pairs: tuple[Agreement, ...]
    judgements: int
    raw: float | None
    kappa: float | None

    def to_json(self) -> dict[str, Any]:
        """All fields."""
        pairs = [one.to_json() for one in self.pairs]
        return {"pairs": pairs, "judgements": self.judgements, "raw": self.raw, "kappa": self.kappa}


def kappa(judged: Sequence[tuple[Verdict, Verdict]]) -> float | None:
    """Cohen's kappa of pairs of verdicts: (p_o - p_e) / (1 - p_e), four decimals; None for no pair, or where chance alone agrees always.

    p_o is the share of pairs that are alike, p_e the share to be expected from how often each of the two gives each verdict (J. Cohen, «A
    coefficient of agreement for nominal scales», Educational and Psychological Measurement 20, 1960, pp. 37-46).
    """
    n = len(judged)
    if not n:
        return None
    observed = sum(a == b for a, b in judged) / n
    ours, theirs = Counter(a for a, _ in judged), Counter(b for _, b in judged)
    expected = sum(ours[v] * theirs[v] for v in ours) / n**2
    return round((observed - expected) / (1 - expected), 4) if expected < 1 else None


def agreement(found: Mapping[ClaimKey, Mapping[str, Standing]]) -> Overall:
    """Of what holds of claims (`standing.standings`): every pair of reviewers who judged a claim in common, by name, and all together.

    A judgement is right, wrong or repair. Two repairs are alike, whatever they repair: kappa asks whether both saw a fault that can be
    mended, `standing.disputed` whether they mended it alike.
    """
    pairs: dict[tuple[str, str], list[tuple[Verdict, Verdict]]] = {}
    for by in found.values():
        judged = sorted((who, one.verdict) for who, one in by.items() if one.verdict in JUDGED)
        for (a, x), (b, y) in combinations(judged, 2):
            pairs.setdefault((a, b), []).append((x, y))
    rows = tuple(_pair(a, b, judged) for (a, b), judged in sorted(pairs.items()))
    total, alike = sum(one.claims for one in rows), sum(one.alike for one in rows)
    known = [one.kappa for one in rows if one.kappa is not None]
    mean = round(sum(known) / len(known), 4) if known else None
    return Overall(rows, total, round(alike / total, 4) if total else None, mean)


def _pair(a: str, b: str, judged: list[tuple[Verdict, Verdict]]) -> Agreement:
    alike = sum(x == y for x, y in judged)
    return Agreement(a, b, len(judged), alike, round(alike / len(judged), 4), kappa(judged))
