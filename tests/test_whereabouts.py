"""Where persons and groups are said to be: short texts of our own read by the real reader."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from rawi.comparing.whereabouts import Sighting, agreement, conflicts, of_subject, sightings_of, whereabouts_on
from rawi.lexicon import Lexicon, load
from rawi.model import Document
from rawi.pipeline import read_document
from samples import run

BAGHDADI, HADI = "abu-bakr-al-baghdadi", "abd-rabbu-mansour-hadi"
IN_MOSUL = "أبو بكر البغدادي موجود في الموصل، بحسب مسؤول عراقي."
IN_RAQQA = "قال المرصد السوري لحقوق الإنسان إن أبو بكر البغدادي موجود في الرقة."
FLED = "فر الرئيس عبد ربه منصور هادي إلى عدن."


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Ours."""
    return load(None)


def sightings(text: str, published: str | None = "2015-07-20", id: str = "a") -> tuple[Sighting, ...]:
    """The sightings of a text."""
    return sightings_of(read_document(Document(id, text, None, published, "جريدة المثال"), lexicon()))


def ordinal(text: str) -> int:
    """A day as an ordinal."""
    return date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(
    ("text", "subject", "kind", "place", "weak"),
    [
        (IN_MOSUL, BAGHDADI, "present", "iq-mosul", False),
        (FLED, HADI, "fled", "ye-aden", False),
        ("قتل أسامة بن لادن في أبوت آباد.", "osama-bin-laden", "killed", "pk-abbottabad", False),
        ("التقى سيرغي لافروف وفدا سوريا في جنيف.", "sergei-lavrov", "met", "ch-geneva", True),
        ("زار جون كيري القاهرة.", "john-kerry", "visited", "eg-cairo", True),
    ],
)
def test_kinds(text: str, subject: str, kind: str, place: str, weak: bool) -> None:
    found = [s for s in sightings(text) if s.subject.id == subject]
    assert [(s.kind, s.site.id, s.weak, s.fact) for s in found] == [(kind, place, weak, True)]


def test_a_denial_is_no_sighting() -> None:
    found = sightings("نفى المتحدث باسم الجيش العراقي وجود أبو بكر البغدادي في الموصل.") or sightings("لم يفر عبد ربه منصور هادي إلى عدن.")
    assert found and all(s.denied and not s.fact for s in found)


def test_two_voices_two_places() -> None:
    found = of_subject([*sightings(IN_MOSUL, id="a"), *sightings(IN_RAQQA, id="b")], [BAGHDADI])
    assert len(conflicts(found)) == 1
    told = whereabouts_on(found, ordinal("2015-07-22"))
    assert {(w.sighting.site.id, w.age) for w in told} == {("iq-mosul", 2), ("sy-raqqa", 2)}
    assert agreement(told) == "disputed"


def test_a_town_in_a_country_is_no_conflict() -> None:
    wide = "قال المرصد السوري لحقوق الإنسان إن أبو بكر البغدادي موجود في العراق."
    found = of_subject([*sightings(IN_MOSUL, id="a"), *sightings(wide, id="b")], [BAGHDADI])
    assert len({s.site.id for s in found}) == 2 and conflicts(found) == ()
    assert agreement(whereabouts_on(found, ordinal("2015-07-20"))) == "agreed"


def test_the_latest_of_one_voice_counts_and_nothing_of_later() -> None:
    found = of_subject([*sightings(FLED, "2015-03-01", "a"), *sightings(FLED.replace("عدن", "الرياض"), "2015-04-01", "b")], [HADI])
    assert [w.sighting.site.id for w in whereabouts_on(found, ordinal("2015-03-20"))] == ["ye-aden"]
    assert [w.sighting.site.id for w in whereabouts_on(found, ordinal("2015-04-20"))] == ["sa-riyadh"]
    assert whereabouts_on(found, ordinal("2015-02-01")) == ()


def test_without_any_day_it_is_of_no_day() -> None:
    found = sightings(FLED, None)
    assert found and whereabouts_on(found, ordinal("2015-04-20")) == ()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three articles in an archive."""
    folder = tmp_path_factory.mktemp("whereabouts")
    rows = [
        {"id": f"w{n}", "text": text, "title": "خبر", "published": f"2015-07-{20 + n}", "outlet": "جريدة المثال"}
        for n, text in enumerate((IN_MOSUL, IN_RAQQA, FLED))
    ]
    (folder / "in.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    assert run("add", folder / "archive", folder / "in.jsonl").exit_code == 0
    return folder / "archive"


def test_command_in_all_forms(archive: Path) -> None:
    text = run("whereabouts", archive, "أبو بكر البغدادي")
    assert text.exit_code == 0 and "Mosul" in text.stdout and "Raqqa" in text.stdout and "\u2068" in text.stdout
    assert "disputed" in run("whereabouts", archive, BAGHDADI, "--on", "2015-07-25").stdout
    data = json.loads(run("whereabouts", archive, BAGHDADI, "--on", "2015-07-20", "--format", "json").stdout)
    assert data["summary"] == "one origin" and data["answers"][0]["sighting"]["place"]["id"] == "iq-mosul"
    whole = json.loads(run("whereabouts", archive, BAGHDADI, "--format", "json").stdout)
    assert len(whole["sightings"]) == 2
    rows = list(csv.DictReader(io.StringIO(run("whereabouts", archive, HADI, "--format", "csv").stdout)))
    assert [(r["subject_id"], r["place_id"], r["kind"]) for r in rows] == [(HADI, "ye-aden", "fled")]


def test_command_narrows_and_names_what_it_does_not_know(archive: Path) -> None:
    assert "Mosul" not in run("whereabouts", archive, BAGHDADI, "--according-to", "sohr").stdout
    assert "Raqqa" not in run("whereabouts", archive, BAGHDADI, "--to", "2015-07-20").stdout
    assert "nobody says where" in run("whereabouts", archive, "osama-bin-laden").stdout
    lost = run("whereabouts", archive, "Abu Bakr al-Baghdadii")
    assert lost.exit_code == 64 and "E205" in lost.output
