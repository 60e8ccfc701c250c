"""Places: hard and ambiguous mentions, through the whole pipeline, and names that must put nothing on the map."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest

import rawi
from rawi.lexicon import Lexicon
from rawi.lexicon.loading import load
from rawi.model import Document, Location, Reading
from rawi.pipeline import read_document

SETS = Path(__file__).parent / "sets"
TOLERANCE_KM = 25.0
NOWHERE = "-"


@dataclass(frozen=True)
class Row:
    """A sentence and where its mention lies; `id` is «-» where it must put nothing on the map."""

    sentence: str
    context: str
    mention: str
    id: str
    country: str
    lat: str
    lon: str
    why: str


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    return load()


def read(text: str) -> Reading:
    return read_document(Document("test", text), lexicon())


def rows() -> list[Row]:
    with (SETS / "places.tsv").open(encoding="utf-8", newline="") as file:
        return [Row(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def known_failures() -> dict[tuple[str, str], str]:
    """Reason by mention and sentence."""
    lines = (SETS / "places-known-failures.txt").read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {(mention, sentence): reason for mention, sentence, reason in cells}


def resolved(row: Row) -> list[Location]:
    """The locations of all places that the reading found in the mention."""
    text = f"{row.context}\n{row.sentence}" if row.context else row.sentence
    base = len(text) - len(row.sentence)
    reading = read(text)
    by_id = {location.id: location for location in reading.locations}
    spans = [s for s in [reading.metadata.dateline_place, *(e.place for e in reading.events)] if s is not None and s.entity]
    start = base + row.sentence.find(row.mention)
    while start >= base:
        end = start + len(row.mention)
        if found := [by_id[s.entity] for s in spans if s.entity and s.start < end and s.end > start]:
            return found
        start = text.find(row.mention, end)
    return []


def distance_km(a: Location, lat: float, lon: float) -> float:
    assert a.latitude is not None
    assert a.longitude is not None
    x = math.radians(lon - a.longitude) * math.cos(math.radians((lat + a.latitude) / 2))
    return 6371 * math.hypot(x, math.radians(lat - a.latitude))


def fault(row: Row) -> str | None:
    """What is wrong with the reading of a row, or None."""
    found = resolved(row)
    told = ", ".join(f"{p.id} {p.country} {p.latitude} {p.longitude}" for p in found) or "nothing"
    if row.id == NOWHERE:
        return f"put on the map: {told}" if any(p.latitude is not None for p in found) else None
    if not found or any(p.id != row.id or (p.country or "") != row.country for p in found):
        return f"expected {row.id}, found {told}"
    far = [p for p in found if p.latitude is None or distance_km(p, float(row.lat), float(row.lon)) > TOLERANCE_KM]
    return f"too far from {row.lat} {row.lon}: {told}" if far else None


def test_the_set_is_sound() -> None:
    seen: set[tuple[str, str]] = set()
    for row in rows():
        assert row.mention in row.sentence, row
        assert row.why, row
        assert (row.mention, row.sentence) not in seen, row
        seen.add((row.mention, row.sentence))
        assert row.id == NOWHERE or lexicon().catalogue.place(row.id) is not None, f"no such place: {row.id}"
    assert len(seen) >= 320
    assert set(known_failures()) <= seen


def test_places() -> None:
    known = known_failures()
    new, mended = [], []
    for row in rows():
        wrong, listed = fault(row), (row.mention, row.sentence) in known
        if wrong and not listed:
            new.append(f"«{row.mention}» in «{row.sentence}» ({row.why}): {wrong}")
        elif listed and not wrong:
            mended.append(f"«{row.mention}» in «{row.sentence}»")
    assert not new, "fails and is not listed in places-known-failures.txt:\n" + "\n".join(new)
    assert not mended, "passes now; take it off places-known-failures.txt:\n" + "\n".join(mended)


def pins(text: str) -> list[str]:
    return [p.id for p in read(text).locations if p.latitude is not None]


def test_a_picture_is_no_place() -> None:
    assert pins("ظهر القتيل في صورة نشرت بعد مقتله، وأصيب آخر في صورة ثانية.") == []


def test_a_person_named_like_a_place_puts_nothing_on_the_map() -> None:
    assert pins("هاجم مسلحون موكب سعد الحريري وقتلوا حارسا.") == []
    assert pins("اعتقلت القوات محمد البغدادي بعد مداهمة منزله.") == []


@pytest.mark.parametrize("word", ["صورة", "صورية", "حلبة", "حمصية", "عدنان", "تعزيز", "حمائم", "غزالة", "بغداديات", "موصلة", "درعية"])
def test_no_name_is_found_by_its_beginning(word: str) -> None:
    assert pins(f"قتل ثلاثة أشخاص في {word} أمس.") == []


@pytest.mark.parametrize("name", ["قرية الدغيشيم", "بلدة كفر شلهوب", "قرية تل الخرنوبي", "قرية بيت الجعفوري"])
def test_an_unknown_place_is_kept_without_coordinates(name: str) -> None:
    reading = read(f"قتل شخصان في {name} أمس.")
    places = [e.place for e in reading.events if e.place is not None]
    assert places
    assert all(p.text == name and p.name and p.entity is None for p in places)
    assert reading.locations == ()


def test_a_known_place_of_unknown_position_has_no_coordinates() -> None:
    reading = read("قتل شخصان في ولاية كولورادو أمس.")
    assert [(p.id, p.latitude, p.longitude) for p in reading.locations] == [("us-colorado", None, None)]


def test_a_street_named_after_a_town_is_not_in_it() -> None:
    assert pins("انفجرت قنبلة في شارع القاهرة وقتل شخصان.") == []
    assert pins("انفجرت قنبلة في شارع القاهرة ببيروت وقتل شخصان.") in ([], ["lb-beirut"])


def test_enclave_in_a_village() -> None:
    reading = read("قتل عشرة من مسلحي التنظيم في جيب في الباغوز بشرق سوريا.")
    found = [p for p in reading.locations if p.name == "Al-Baghuz"]
    assert found
    assert found[0].country == "SY"
    assert distance_km(found[0], 34.45, 40.95) < 10


def test_namesakes_are_told_apart_by_what_stands_beside_them() -> None:
    assert pins("اغتال مجهولون قياديا في بلدة صيدا شرقي درعا.") == ["sy-saida-daraa"]
    assert pins("اغتالت طائرة قياديا في صيدا جنوبي لبنان.") == ["lb-sidon"]
    assert pins("قتل شخصان في إطلاق نار في طرابلس.") == []


def where(text: str, title: str | None = None) -> list[str | None]:
    """The place of each event that has one, by its id."""
    return [e.place.entity for e in rawi.read(text, title=title, published="2017-03-06").events if e.place is not None]


@pytest.mark.parametrize(
    ("text", "title", "town"),
    [
        ("قتل أربعة أشخاص في انفجار دراجة كانت مركونة قرب محطة للوقود وسط الموصل.", None, "iq-mosul"),
        ("فجر انتحاري نفسه عند بوابة مطعم يرتاده جنود في العاصمة مقديشو.", None, "so-mogadishu"),
        ("قصفت الطائرات مدينة تعز أمس. وقال طبيب إن ثلاثة أشخاص قتلوا وإن غرفة في المستشفى دمرت.", None, "ye-taiz"),
        ("قال شهود إن مسلحين قتلوا القاضي أمام منزله مساء الاثنين.", "اغتيال قاض في الموصل", "iq-mosul"),
    ],
)  # fmt: skip
def test_a_place_without_a_name_is_in_the_town_that_the_article_names(text: str, title: str | None, town: str) -> None:
    found = where(text, title)
    assert found
    assert all(id is not None and id.split("/")[0] == town for id in found)


def test_a_place_without_a_name_has_no_pin_where_no_town_is_named() -> None:
    assert where("قتل شخصان في انفجار قنبلة داخل سوق.") == [None, None]
    assert pins("قتل شخصان في انفجار قنبلة داخل سوق.") == []


@pytest.mark.parametrize(
    "text",
    [
        "أطلق مسلحون الرصاص على المواطنين.",
        "انفجرت عبوة بين بسطات الباعة.",
        "ألحق القصف أضرارا بالبساتين.",
        "قتل القائد في الاشتباكات، على حد تعبيره.",
        "تداول ناشطون على مواقع التواصل صورا للقصف.",
        "أطلق الطيران صواريخه من فوق الأراضي اللبنانية.",
    ],
)
def test_what_is_no_place_of_the_event(text: str) -> None:
    assert [id for id in where(text) if id] == []
    assert pins(text) == []
    assert not any(e.place and e.place.text in ("المواطنين", "بالبساتين", "حد تعبيره", "الأراضي اللبنانية") for e in read(text).events)
