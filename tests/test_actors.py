"""Actors: mentions in short articles against the catalogue, its dated offices, and the ids of those whom it does not hold.

`tests/sets/actors.tsv`: `published`, `sentence` (one or more), `mention` (`#2` for its second occurrence), `id`, `kind`, `country`, `why`.
`id` is an id of the catalogue; `u:NAME` for somebody whom it lacks, with the id that NAME has in every article; `-` for people named by
what they are, whose `kind` and `country` are compared where they are given. `tests/sets/actors-known-failures.txt` lists what is not
yet right, with the reason; a row that is mended must leave the list.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

import pytest

import rawi
from rawi.lexicon import load
from rawi.lexicon.files import read_all
from rawi.lexicon.offices import office_faults
from rawi.model import Document, Entity, Reading, Span
from rawi.pipeline import read_document
from rawi.resolving.identity import unknown_id

SETS = Path(__file__).parent / "sets"
OUTSIDE = ("generic:", "u-", "office:")
"""How the ids begin that are not the catalogue's."""


class Row(NamedTuple):
    """One mention."""

    published: str
    sentence: str
    mention: str
    id: str
    kind: str
    country: str
    why: str

    @property
    def key(self) -> str:
        """What names the row in the list of known failures."""
        return f"{self.published} | {self.mention} | {self.sentence}"


def rows() -> list[Row]:
    with (SETS / "actors.tsv").open(encoding="utf-8", newline="") as file:
        table = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(table)
        return [Row(*cells) for cells in table]


def known_failures() -> dict[str, str]:
    """Key of a row -> why it fails; lines `published | mention | sentence => reason`."""
    lines = (SETS / "actors-known-failures.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split(" => ", 1) for line in lines if line and not line.startswith("#")]
    return {pair[0]: pair[1] for pair in pairs}


ROWS = rows()
KNOWN = known_failures()


def spans_of(reading: Reading) -> list[Span]:
    """Every actor span of a reading."""
    sources = [a.source for a in reading.attributions if a.source is not None]
    return [*reading.metadata.agencies, *sources, *(s for e in reading.events for s in (*e.agents, *e.targets))]


def place_of(row: Row) -> tuple[int, int]:
    """The code points of the mention in the sentence."""
    written, _, number = row.mention.partition("#")
    start = -1
    for _ in range(int(number or 1)):
        start = row.sentence.index(written, start + 1)
    return start, start + len(written)


def resolved(row: Row) -> tuple[Entity | None, str]:
    """The entity of the span that covers the mention best, and what went wrong where there is none.

    A span that misses part of the mention will do: how far spans reach is measured over the gold, not here.
    """
    reading = read_document(Document("test", row.sentence, published=row.published), load())
    start, end = place_of(row)
    exact = [s for s in spans_of(reading) if (s.start, s.end) == (start, end)]
    around = [s for s in spans_of(reading) if s.start <= start and end <= s.end]
    part = [s for s in spans_of(reading) if start <= s.start and s.end <= end]
    order = [*exact, *sorted(around, key=lambda s: s.end - s.start), *sorted(part, key=lambda s: (s.start, -s.end))]
    span = next(iter(order), None)
    if span is None:
        return None, "the reader finds no actor there"
    found = next((e for e in reading.entities if e.id == span.entity), None)
    return found, f"«{span.text}» has no entity"


def fault(row: Row) -> str | None:
    """What is wrong with the entity that a row's mention resolves to; None where it is right."""
    entity, missing = resolved(row)
    if entity is None:
        return missing
    if row.id == "-":
        wrong = not entity.id.startswith(OUTSIDE)
    else:
        wanted = unknown_id(row.id[2:].split()) if row.id.startswith("u:") else row.id
        wrong = entity.id != wanted
    if wrong:
        return f"is {entity.id}, not {row.id}"
    if row.kind and entity.kind != row.kind:
        return f"kind {entity.kind}, not {row.kind}"
    if row.country and entity.country != row.country:
        return f"country {entity.country}, not {row.country}"
    return None


@pytest.mark.parametrize("row", ROWS, ids=[f"{n}-{r.id}" for n, r in enumerate(ROWS, 2)])
def test_mention(row: Row) -> None:
    found = fault(row)
    if row.key in KNOWN:
        assert found is not None, f"passes now: take it off the list of known failures ({KNOWN[row.key]})"
    else:
        assert found is None, f"«{row.mention}» in «{row.sentence}» ({row.published}): {found}; {row.why}"


def test_the_set_is_large_and_the_list_fits_it() -> None:
    assert len(ROWS) >= 320
    assert len({r.key for r in ROWS}) == len(ROWS)
    assert set(KNOWN) <= {r.key for r in ROWS}
    assert all(KNOWN.values())


def test_ids_of_the_set_are_in_the_catalogue() -> None:
    catalogue = load().catalogue
    assert [r.id for r in ROWS if r.id != "-" and not r.id.startswith("u:") and catalogue.actor(r.id) is None] == []


def test_actors_have_a_source() -> None:
    actors = read_all().tables["actors"]
    assert len(actors) >= 2500
    assert [where for where, row in actors if not row["source"]] == []


def test_dated_offices_have_a_source_and_do_not_overlap() -> None:
    entries = read_all()
    offices = entries.tables["offices"]
    assert len([row for _, row in offices if row["from"] and row["source"]]) >= 1200
    ids = frozenset(row["id"] for _, row in entries.tables["actors"])
    assert list(office_faults(offices, entries.tables["roles"], ids)) == []


@pytest.mark.parametrize(
    ("role", "state", "day", "holder"),
    [
        ("foreign-minister", "saudi-arabia", "2015-07-20", "adel-al-jubeir"),
        ("head-of-state", "yemen", "2015-07-20", "abd-rabbu-mansour-hadi"),
    ],
)
def test_holder_of_an_office(role: str, state: str, day: str, holder: str) -> None:
    assert [t.holder for t in load().catalogue.holders(role, state, day)] == [holder]


@pytest.mark.parametrize(
    ("text", "title", "naming", "id"),
    [
        ("قال مصدر عسكري إن القوات انسحبت. وأضاف المصدر أن البلدة خالية.", None, "المصدر", "generic:military-source"),
        ("قال المركز الإعلامي للجيش اليمني إن ضابطا قتل. وقال المركز إن الكمين وقع فجرا.", None, "المركز", "generic:centre:YE:yemen-army"),
        ("قال المرصد السوري لحقوق الإنسان إن شخصين قتلا.", "المرصد: مقتل شخصين في حلب", "المرصد", "sohr"),
        ("قال الدفاع المدني السوري إن القصف قتل طفلين.", "الدفاع المدني: مقتل طفلين في إدلب", "الدفاع المدني", "syria-civil-defence"),
    ],
)  # fmt: skip
def test_a_speaker_named_again_is_the_same(text: str, title: str | None, naming: str, id: str) -> None:
    found = rawi.read(text, title=title)
    assert [a.source.entity for a in found.attributions if a.source is not None and a.source.text == naming] == [id]
    assert {e.id for e in found.entities} >= {id}


def test_another_speaker_of_the_same_noun_does_not_take_up_the_first() -> None:
    found = rawi.read("قال مصدر عسكري إن القوات انسحبت. وقال مصدر طبي إن رجلا قتل.")
    assert [a.source.entity for a in found.attributions if a.source] == ["generic:military-source", "generic:medical-source"]


@pytest.mark.parametrize(
    ("text", "naming", "id"),
    [
        ("قال عميد البلدية إن الطريق مغلق.", "عميد البلدية", "generic:mayor"),
        ("قال أحد شيوخ القرية إن مسلحين أحرقوا القرية.", "أحد شيوخ القرية", "generic:village-sheikh"),
        ("قالت قوات الدفاع الشعبي إن الطيران التركي قصف قرى في دهوك شمالي العراق.", "قوات الدفاع الشعبي", "hpg"),
        ("قالت قوات الدفاع الشعبي إن المتمردين هاجموا بلدة في جنوب كردفان بالسودان.", "قوات الدفاع الشعبي", "sudan-popular-defence"),
    ],
)  # fmt: skip
def test_offices_and_namesakes(text: str, naming: str, id: str) -> None:
    assert [a.source.entity for a in rawi.read(text).attributions if a.source is not None and a.source.text == naming] == [id]


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("قال متحدث باسم المؤسسة الوطنية للنفط في ليبيا إن عاملين خطفا.", "libya-noc"),
        ("قال المرصد السوري لحقوق الإنسان إن ستة قتلوا. وقال مدير المرصد إن القصف مستمر.", "sohr"),
        ("قال مصدر في الشرطة إن شخصين قتلا في بعقوبة بالعراق.", "iraq-police"),
    ],
)
def test_who_speaks_for_a_body_carries_it(text: str, body: str) -> None:
    found = rawi.read(text)
    speaker = found.attributions[-1].source
    assert speaker is not None
    assert [e.parent for e in found.entities if e.id == speaker.entity] == [body]
