"""Codes for other people's tools: every type and mode of ours has its row, every code exists, the lists are those of the facts."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

import rawi
from rawi.lexicon import load
from rawi.lexicon.vocabularies import (
    ACLED_DISORDER,
    ACLED_INTER,
    ACLED_SUB_EVENTS,
    CONDITIONS,
    PLOVER_CONTEXTS,
    PLOVER_EVENTS,
    PLOVER_SECTORS,
    code_faults,
)  # fmt: skip

FACTS = Path(__file__).parents[2] / "shared" / "facts"
DATA = files("rawi.lexicon") / "data"
with_facts = pytest.mark.skipif(not FACTS.is_dir(), reason=f"needs {FACTS.name}, which is not here")
NOT_IN_ACLED = {"ACCUSE", "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "REQUEST", "REJECT", "THREATEN", "CLAIM-RESP"}


def table(path: str) -> list[dict[str, str]]:
    with (DATA / path).open(encoding="utf-8", newline="") as file:  # type: ignore[call-arg]
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


CODINGS = table("codings/events.tsv")


def kinds() -> Iterator[tuple[str, str]]:
    """Every type and mode that an entry of the lexicon can give."""
    lexicon = load()
    senses = {(lexicon.sense(n).type, lexicon.sense(n).mode or "") for n, s in enumerate(lexicon.compiled["senses"]) if s[0] == "event"}
    yield from sorted(senses)


def test_every_type_and_mode_has_a_code() -> None:
    rows = {(r["type"], r["mode"]) for r in CODINGS}
    missing = [kind for kind in kinds() if kind not in rows]
    assert not missing
    assert len(list(kinds())) > 40


def test_every_kind_ends_in_a_code_whoever_acts() -> None:
    """The last row of each kind asks nothing of the actors, so that none falls through."""
    last = {(r["type"], r["mode"]): r for r in CODINGS if not r["concept"]}
    assert [kind for kind in kinds() if kind in last and last[kind]["when"]] == []


def test_what_plover_and_acled_lack_is_what_we_say() -> None:
    without_plover = {r["type"] for r in CODINGS if not r["plover_event"]}
    assert without_plover <= {"WHEREABOUTS", "DISASTER", "CLAIM-RESP", "CONTROL"}
    without_acled = {r["type"] for r in CODINGS if not r["acled_sub_event"]}
    assert without_acled <= NOT_IN_ACLED | {"DISASTER", "WHEREABOUTS", "SANCTION", "COERCE", "RETREAT", "MOBILIZE", "CONTROL", "PROTEST"}


CODED = ["codings/events.tsv", "sectors/kinds.tsv", "sectors/nouns.tsv", "sectors/armed-groups.tsv", "contexts/words.tsv"]


@pytest.mark.parametrize("path", CODED)
def test_codes_exist(path: str) -> None:
    name = path.split("/")[0]
    assert [(row, fault) for row in table(path) for fault in code_faults(name, row)] == []


def test_every_condition_is_used_and_known() -> None:
    assert {r["when"] for r in CODINGS} <= CONDITIONS


@with_facts
def test_plover_lists_are_complete() -> None:
    facts: dict[str, Any] = json.loads((FACTS / "plover_facts.json").read_text("utf-8"))
    assert {e: set(v["modes"]) for e, v in facts["events"].items()} == {e: set(m) for e, m in PLOVER_EVENTS.items()}
    assert set(facts["contexts"]) == PLOVER_CONTEXTS
    assert set(facts["sectors"]) | set(facts["international_codes"]) == PLOVER_SECTORS


@with_facts
def test_acled_lists_are_complete() -> None:
    facts: dict[str, Any] = json.loads((FACTS / "acled_facts.json").read_text("utf-8"))
    assert {sub: event for event, v in facts["events"].items() for sub in v["sub"]} == ACLED_SUB_EVENTS
    assert {name: int(n) for n, name in facts["inter_codes"].items()} == ACLED_INTER
    assert set(ACLED_DISORDER.values()) == set(facts["disorder_types"])


@with_facts
def test_cameo_agrees_with_plover() -> None:
    """A CAMEO root code leads to the PLOVER event that its manual maps it to, where both are given."""
    roots: dict[str, str | None] = json.loads((FACTS / "plover_facts.json").read_text("utf-8"))["cameo_to_plover"]
    for row in CODINGS:
        root = row["cameo"][:2]
        if row["mode"] == "destroy" or row["concept"]:
            continue  # CAMEO counts the destruction of property (171) as coercion, PLOVER as assault; a concept may have a finer code
        if root in roots and roots[root] and row["plover_event"] and row["type"] == row["plover_event"]:
            assert roots[root] == row["plover_event"], row


@pytest.mark.parametrize(
    ("text", "event", "sub", "inter1", "inter2"),
    [
        ("قتلت قوات النظام السوري خمسة مدنيين في حمص.", "Violence against civilians", "Attack", "state forces", "civilians"),
        ("اندلعت اشتباكات بين الجيش اليمني والحوثيين في تعز.", "Battles", "Armed clash", "state forces", "rebel groups"),
        ("قصفت طائرات التحالف العربي مواقع الحوثيين في صعدة.", "Explosions/Remote violence", "Air/drone strike", "external/other forces",
         "rebel groups"),
        ("خطف مسلحون طبيبا في بنغازي.", "Violence against civilians", "Abduction/forced disappearance", "political militias", "civilians"),
        ("تظاهر مئات السكان في صنعاء.", "Protests", "Peaceful protest", "protesters", None),
        ("سيطر الجيش السوري على مدينة القصير.", "Battles", "Government regains territory", "state forces", None),
    ],
)  # fmt: skip
def test_acled_of_sentences(text: str, event: str, sub: str, inter1: str, inter2: str | None) -> None:
    codes = rawi.read(text, published="2015-07-25").events[0].codes
    assert codes is not None
    assert (codes.acled_event, codes.acled_sub_event, codes.acled_inter1, codes.acled_inter2) == (event, sub, inter1, inter2)
