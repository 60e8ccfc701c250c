"""The scoreboard: how well Rawi reads, measured against gold by the same figures as the gold's own script."""

from rawi.evaluating.answers import Answer, MarkedAttribution, MarkedEvent
from rawi.evaluating.gold import GoldFile, load_answers, load_gold, read_gold
from rawi.evaluating.incidents import found_of, score_incidents, truth_of
from rawi.evaluating.names import score_names
from rawi.evaluating.report import as_json, as_markdown, as_text
from rawi.evaluating.scoreboard import Accuracy, Board, Mistake, Score, score
from rawi.evaluating.sentences import score_sentences

__all__ = [
    "Accuracy", "Answer", "Board", "GoldFile", "MarkedAttribution", "MarkedEvent", "Mistake", "Score", "as_json", "as_markdown",
    "as_text", "found_of", "load_answers", "load_gold", "read_gold", "score", "score_incidents", "score_names", "score_sentences",
    "truth_of",
]  # fmt: skip
