"""The figures of the sentence sets: is there such an event (gsr), its source and target (spans), opinion or report (genre).

The definitions are those of the gold's own `score_sentences.py`; a test holds the two together figure by figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from rawi.evaluating.answers import Answer, Json, MarkedEvent
from rawi.evaluating.scoreboard import HAPPENED, Accuracy, Board, Figure, Mistake, Score

UNANIMOUS = ("yes", "easy no", "difficult no")
SUBJECTIVE, OBJECTIVE = ("opinion",), ("report", "statement", "feature")
_EDGES = "«»\"'()،.:؛"
Truth = Callable[[Json], bool | None]


def score_sentences(task: str, labels: Mapping[str, Json], found: Mapping[str, Answer], *, type: str = "ASSAULT") -> Board:
    """The board of one sentence set; `type` is asked for by `gsr` and `spans`. A sentence without output counts as no event."""
    missing = [id for id in labels if id not in found]
    warnings = (f"{len(missing)} sentences have no output; they count as 'no event'",) if missing else ()
    silent = {id: Answer.empty(id) for id in missing}
    answers = {id: found.get(id) or silent[id] for id in labels}
    if task == "gsr":
        return _gsr(labels, answers, type, warnings)
    if task == "spans":
        return _spans(labels, answers, type, warnings)
    if task == "genre":
        return _genre(labels, answers, warnings)
    raise ValueError(f"no sentence task {task!r}")


def happened(answer: Answer, type: str) -> bool:
    """Whether an event of `type` is told as having happened or going on."""
    return any(e.type == type and e.status in HAPPENED for e in answer.events)


def _majority(row: Json) -> bool | None:
    return None if row["accept"] == row["reject"] else row["accept"] > row["reject"]


def _unanimity(row: Json) -> bool | None:
    return row["label"] == "yes" if row["label"] in UNANIMOUS else None


def _yes_no(labels: Mapping[str, Json], truth: Truth, said: Callable[[str], bool]) -> tuple[Score, Accuracy]:
    """F1 of yes, and the share of all sentences judged rightly; where `truth` is None the sentence is left out."""
    judged = [(yes, said(id)) for id, row in labels.items() if (yes := truth(row)) is not None]
    right = sum(yes and claimed for yes, claimed in judged)
    f1 = Score.counted(right, sum(yes for yes, _ in judged), sum(claimed for _, claimed in judged))
    return f1, Accuracy.share(sum(yes == claimed for yes, claimed in judged), len(judged))


def _gsr(labels: Mapping[str, Json], answers: Mapping[str, Answer], type: str, warnings: tuple[str, ...]) -> Board:
    claimed = {id: happened(answer, type) for id, answer in answers.items()}
    figures: dict[str, Figure] = {}
    for name, truth in (("majority vote", _majority), ("unanimous", _unanimity)):
        f1, share = _yes_no(labels, truth, claimed.__getitem__)
        figures[f"{type} {name}"] = f1
        figures[f"{type} {name}: right"] = share
    mistakes = [
        Mistake(f"{type} missed" if yes else f"{type} spurious", id, str(row.get("text", ""))[:80])
        for id, row in labels.items()
        if (yes := _majority(row)) is not None and yes != claimed[id]
    ]
    return Board(figures, tuple(mistakes), warnings)


def _bare(words: Iterable[str]) -> set[str]:
    return {word.strip(_EDGES) for word in words}


def _fits(event: MarkedEvent, coding: Mapping[str, Any]) -> bool:
    """Whether source and target share a word with what one annotator marked, or are absent in both."""
    for spans, marked in ((event.agents, coding.get("source_actor")), (event.targets, coding.get("target_actor"))):
        gold = _bare(marked or ()) - {""}
        mine = _bare(w for s in spans for w in s.text.split())
        if bool(gold) != bool(mine) or (gold and not gold & mine):
            return False
    return True


def _spans(labels: Mapping[str, Json], answers: Mapping[str, Answer], type: str, warnings: tuple[str, ...]) -> Board:
    typed = whole = 0
    mistakes = []
    for id, row in labels.items():
        events = [e for e in answers[id].events if e.type == type]
        fits = any(_fits(e, coding) for e in events for coding in row["codings"])
        typed += bool(events)
        whole += fits
        if not fits:
            kind = "source or target" if events else f"{type} missed"
            mistakes.append(Mistake(kind, id, str(row.get("text", ""))[:80], "; ".join(e.trigger.text for e in events)))
    figures: dict[str, Figure] = {
        f"{type}: right type": Accuracy.share(typed, len(labels)),
        f"{type}: type + source + target, as some annotator marked them": Accuracy.share(whole, len(labels)),
    }
    return Board(figures, tuple(mistakes), warnings)


def _genre(labels: Mapping[str, Json], answers: Mapping[str, Answer], warnings: tuple[str, ...]) -> Board:
    figures: dict[str, Figure] = {}
    for kind, genres in (("SUBJ", SUBJECTIVE), ("OBJ", OBJECTIVE)):
        figures[kind] = _yes_no(labels, _is(kind), _genre_in(answers, genres))[0]
    mean = sum(_exact_f1(labels, answers, kind, genres) for kind, genres in (("SUBJ", SUBJECTIVE), ("OBJ", OBJECTIVE))) / 2
    figures["macro F1"] = Accuracy(round(mean, 4), len(labels))
    mistakes = [
        Mistake(f"{row['label']} read as {answers[id].genre}", id, str(row.get("text", ""))[:80])
        for id, row in labels.items()
        if answers[id].genre not in (SUBJECTIVE if row["label"] == "SUBJ" else OBJECTIVE)
    ]
    return Board(figures, tuple(mistakes), warnings)


def _is(kind: str) -> Truth:
    return lambda row: row["label"] == kind


def _genre_in(answers: Mapping[str, Answer], genres: tuple[str, ...]) -> Callable[[str], bool]:
    return lambda id: answers[id].genre in genres


def _exact_f1(labels: Mapping[str, Json], answers: Mapping[str, Answer], kind: str, genres: tuple[str, ...]) -> float:
    """F1 without rounding, for the mean: 2 tp / (gold + said), as 2 p r / (p + r) comes to."""
    gold = sum(row["label"] == kind for row in labels.values())
    said = sum(answers[id].genre in genres for id in labels)
    right = sum(row["label"] == kind and answers[id].genre in genres for id, row in labels.items())
    return 2 * right / (gold + said) if right else 0.0
