"""Do two headlines agree, by the claims in them?

    python benchmarks/stance_of.py pairs.jsonl

Reads a JSONL of pairs (`first`, `second`, `label`: agree, disagree or other) and decides: the two tell one incident and contradict each
other: disagree; one incident without a contradiction: agree; no incident in common: other. Prints for each label precision, recall and F1,
the accuracy over all pairs, and over those of which both headlines tell of one incident.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from rawi.comparing.contradictions import contradictions_of
from rawi.comparing.incidents import incidents_of
from rawi.comparing.tellings import Telling, tellings_of
from rawi.errors import InputError
from rawi.lexicon import Lexicon, load
from rawi.pipeline import read_document
from rawi.sources.documents import document_of

LABELS = ("agree", "disagree", "other")
DAY = "2018-06-01"
"""The pairs have no dates; two headlines of a pair are taken as of one day (any day: only their distance counts)."""


def told(headline: str, id: str, lexicon: Lexicon) -> tuple[Telling, ...]:
    """The tellings of a headline; none where it cannot be read."""
    try:
        return tellings_of(read_document(document_of(headline, id=id, published=DAY), lexicon))
    except InputError:
        return ()


def stance(first: str, second: str, lexicon: Lexicon) -> str:
    """agree, disagree or other."""
    common = [i for i in incidents_of((*told(first, "a", lexicon), *told(second, "b", lexicon))) if len(i.documents) == 2]
    if not common:
        return "other"
    return "disagree" if any(contradictions_of(i) for i in common) else "agree"


def main(path: str) -> None:
    """Reads, decides, prints."""
    lexicon = load()
    pairs = [json.loads(line) for line in Path(path).read_text("utf-8").splitlines()]
    found = Counter((p["label"], stance(p["first"], p["second"], lexicon)) for p in pairs)
    for label in LABELS:
        right = found[label, label]
        said, gold = sum(found[x, label] for x in LABELS), sum(found[label, x] for x in LABELS)
        precision, recall = right / said if said else 0.0, right / gold if gold else 0.0
        f1 = 2 * precision * recall / (precision + recall) if right else 0.0
        print(f"{label}: P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  (gold {gold}, said {said})")
    decided = {pair: n for pair, n in found.items() if pair[1] != "other"}
    right = sum(n for (x, y), n in decided.items() if x == y)
    print(f"accuracy {sum(found[x, x] for x in LABELS) / len(pairs):.3f} of {len(pairs)} pairs")
    print(f"accuracy where both tell one incident {right / max(1, sum(decided.values())):.3f} of {sum(decided.values())} pairs")


if __name__ == "__main__":
    main(sys.argv[1])
