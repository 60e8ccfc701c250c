"""An archive of incidents in a folder: its articles are read and compared, and the incidents scored against its truth.

The folder holds `articles.jsonl`, as `rawi read` takes articles, and `truth.json`, what there is to find (tests/incidents/README.md).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from rawi.comparing.incidents import all_accounts, density_of, incidents_of
from rawi.comparing.output import incident_json
from rawi.comparing.tellings import Telling, tellings_of
from rawi.errors import GoldError, UnreadableInput
from rawi.evaluating.answers import Json
from rawi.evaluating.incidents import IncidentTruth, found_of, score_incidents, truth_of
from rawi.evaluating.scoreboard import Board
from rawi.model import Document
from rawi.pipeline import read_document
from rawi.sources import documents

if TYPE_CHECKING:
    from rawi.lexicon import Lexicon

ARTICLES, TRUTH = "articles.jsonl", "truth.json"


def load_truth(folder: Path) -> IncidentTruth:
    """The truth of an archive; raises GoldError or UnreadableInput."""
    return truth_of(_json(folder / TRUTH))


def load_incidents(path: Path) -> list[Json]:
    """Incidents that were written before, as docs/comparing.md describes them; raises GoldError or UnreadableInput."""
    raw = _json(path)
    if not isinstance(raw, list):
        raise GoldError("no list of incidents", where=str(path))
    return raw


def compare(articles: Path, lexicon: Lexicon) -> tuple[list[Json], list[str]]:
    """The incidents of a file of articles as JSON, and what could not be read."""
    told: list[Telling] = []
    texts: dict[str, str] = {}
    refused: list[str] = []
    for item in documents((str(articles),)):
        if not isinstance(item, Document):
            refused.append(str(item))
            continue
        reading = read_document(item, lexicon)
        texts[reading.id] = reading.text
        told += tellings_of(reading)
    return as_incidents(told, texts), refused


def as_incidents(told: Iterable[Telling], texts: dict[str, str]) -> list[Json]:
    """The incidents of `told` as JSON, by id. `texts` gives the text of each document."""
    tellings = list(told)
    density = density_of(all_accounts(tellings))
    return [incident_json(i, density, texts) for i in incidents_of(tellings)]


def score_archive(folder: Path, lexicon: Lexicon, output: Path | None = None) -> Board:
    """The board of an archive. `output`: score these incidents instead of comparing. Raises GoldError or UnreadableInput."""
    truth = load_truth(folder)
    found, refused = (load_incidents(output), []) if output is not None else compare(folder / ARTICLES, lexicon)
    board = score_incidents(truth, found_of(found))
    return Board(board.figures, board.mistakes, (*refused, *board.warnings))


def _json(path: Path) -> Json:
    try:
        loaded: Json = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UnreadableInput(error.strerror or "cannot be read", where=str(path)) from None
    except (ValueError, RecursionError) as error:
        raise GoldError(f"not JSON ({getattr(error, 'msg', type(error).__name__)})", where=str(path)) from None
    return loaded
