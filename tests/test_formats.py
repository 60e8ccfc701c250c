"""The exports in other people's formats: golden files, real readers, hostile cells, streaming."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from frozen import FORMATS, GOLDEN, exported, made, readings
from rawi.cli.exports import KINDS
from rawi.exporting import acled, annotations, ftm, geojson, parquet, plover, prov, tables, ucdp
from rawi.exporting.countries import countries
from rawi.exporting.facts import Facts, facts, toll
from rawi.exporting.formats import FORMATS as TEXT_FORMATS
from rawi.exporting.formats import Count, Item, Options, export
from rawi.exporting.source import UNKNOWN, Origin
from rawi.model import DateValue, Event, Location, Metadata, Reading
from samples import PLAIN, run, write

ROOT = Path(__file__).parent.parent
FIELD_LISTS = Path(os.environ.get("RAWI_FIELD_LISTS", "formats.md"))
"""Field lists noted down from the formats' own documents, if they are at hand."""
BAD = "=1+1\u202e\x00\nx"
ALL = Options(everything=True)
LISTS = {
    "acled": acled.COLUMNS, "ucdp": ucdp.COLUMNS, "geojson": geojson.MEMBERS, "plover": plover.FIELDS, "annotations": annotations.FIELDS,
    "prov": prov.FIELDS, "ftm": ftm.COLUMNS, "parquet": parquet.COLUMNS[len(tables.COLUMNS) :],
}  # fmt: skip
PLACE = Location("x", "city", "Casablanca", "ا", "MA", None, None, 33.5, -7.6, 1, 1.0, "GeoNames")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def keys(value: Any) -> set[str]:
    """Every key at any depth."""
    if isinstance(value, dict):
        return set(value) | {k for v in value.values() for k in keys(v)}
    return {k for v in value for k in keys(v)} if isinstance(value, list) else set()


def some() -> Facts:
    """A claim with a toll and a place on the map."""
    return next(at for r in readings() for at in facts(r, UNKNOWN) if at.event.killed and at.place)


def changed(at: Facts, **fields: Any) -> Facts:
    """The same claim with other fields in its event."""
    return replace(at, claim=replace(at.claim, event=replace(at.event, **fields)))


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_bytes_as_before_and_twice(name: str) -> None:
    assert exported(name).encode() == (GOLDEN / name).read_bytes()
    assert exported(name) == exported(name)


@pytest.mark.parametrize("form", LISTS)
def test_every_field_is_documented(form: str) -> None:
    table = (ROOT / "docs" / "exports.md").read_text("utf-8").split("## Every field")[1]
    lines = [line for line in table.splitlines() if line.startswith("| ") and form in re.split(r"[^a-z]+", line.split("|")[1])]
    assert [f for f in LISTS[form] if not any(f"`{f}`" in line for line in lines)] == []


def test_every_format_is_documented_and_offered() -> None:
    text = (ROOT / "docs" / "exports.md").read_text("utf-8").split("## What is lost")[1].split("## ")[0]
    assert set(TEXT_FORMATS) | {"parquet"} == set(KINDS)
    assert [k for k in KINDS if f"`{k}`" not in text] == []


@pytest.mark.skipif(not FIELD_LISTS.exists(), reason="no RAWI_FIELD_LISTS to compare the columns with")
@pytest.mark.parametrize(("title", "columns"), [("ACLED CSV", acled.ACLED), ("UCDP GED", ucdp.UCDP), ("FollowTheMoney", ftm.COLUMNS)])
def test_columns_are_those_of_the_field_lists(title: str, columns: tuple[str, ...]) -> None:
    text = FIELD_LISTS.read_text("utf-8")
    found = re.search(rf"\*\*{title}.*?`([a-z_0-9]+(?:,\s*[a-z_0-9]+){{8,}})`", text, re.S)
    assert found is not None and tuple(re.split(r",\s*", found[1])) == columns


def test_what_is_not_in_a_format_is_counted() -> None:
    claims = sum(len(r.events) for r in readings())
    for form in ("acled", "ucdp", "geojson", "plover"):
        _, count = made(form, Options())
        assert 0 < count.rows < claims and count.rows + count.left_out == claims
        assert made(form, ALL)[1] == Count(claims)
    table = rows(made("acled", Options())[0])
    assert {r["status"] for r in table} > {"occurred"} and all(r["event_type"] for r in table)
    assert made("ftm", Options())[1].left_out > 0 == made("ftm", ALL)[1].left_out


def test_dates_and_their_precision() -> None:
    at = some()
    spans = [("2020-01-05", "2020-01-05"), ("2020-01-05", "2020-01-08"), ("2020-01-05", "2020-01-11"), ("2020-01-01", "2020-01-31"),
             ("2020-01-01", "2020-12-31"), ("2020-01-05", None)]  # fmt: skip
    found = []
    for start, end in spans:
        now = changed(at, date=DateValue(None, start=start, end=end))
        found.append((acled.time_precision(now), ucdp.date_prec(now)))
        assert acled.record(now)["event_date"] == ucdp.record(now)["date_start"] == start and ucdp.record(now)["date_end"] == end
    assert found == [(1, 1), (2, 2), (2, 3), (3, 4), (3, 5), (3, 5)]
    for none in (None, DateValue(None, relative="-P1D"), DateValue("x", start="no date")):
        row = acled.record(changed(at, date=none))
        assert row["event_date"] is row["year"] is row["time_precision"] is None and at.reading.metadata.published
        assert ucdp.record(changed(at, date=none))["date_start"] is None


def test_tolls() -> None:
    at = some()
    for killed, least, high in (((3, 5), 3, 5), ((3, None), 3, None), ((None, 5), 0, 5), ((0, 0), 0, 0), (None, None, None)):
        now = changed(at, killed=killed)
        row = ucdp.record(now)
        assert acled.record(now)["fatalities"] == row["best"] == row["low"] == least and row["high"] == high
        parts = [row[n] for n in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")]
        assert parts == [None] * 4 if least is None else sum(parts) == least
    assert [toll(b) for b in ((1, 1), (1, 2), (1, None), (None, 2), (None, None))] == [
        "1", "1 to 2", "at least 1", "at most 2", "an unknown number",
    ]  # fmt: skip


def test_places() -> None:
    at = replace(some(), place=PLACE)
    row = ucdp.record(at)
    assert (row["geom_wkt"], row["where_prec"]) == ("POINT (-7.6 33.5)", 1)
    assert [ucdp.where_prec(replace(PLACE, kind=k)) for k in ("country", "province", "district")] == [6, 4, 3]
    assert (ucdp.priogrid(-90, -180), ucdp.priogrid(90, 180), ucdp.priogrid(-90, 179.9)) == (1, 258481, 720)
    assert [acled.record(at)[n] for n in ("iso", "country", "region")] == [504, "Morocco", "Northern Africa"]
    unpinned = acled.record(replace(at, place=replace(PLACE, latitude=None, longitude=None)))
    assert unpinned["geo_precision"] is unpinned["latitude"] is None and unpinned["country"] == "Morocco"
    assert len(countries()) == 249 == len({c.numeric for c in countries().values()})


def test_negative_coordinates_stay_numbers() -> None:
    table = rows(made("acled", Options())[0])
    west = [float(r["longitude"]) for r in table if r["country"] == "Morocco"]
    assert west and all(x < 0 for x in west)


def test_geojson_is_read_by_shapely() -> None:
    shapely = pytest.importorskip("shapely")
    text, count = made("geojson", Options())
    collection = json.loads(text)
    assert collection["type"] == "FeatureCollection" and len(collection["features"]) == count.rows
    points = [f for f in collection["features"] if f["geometry"]]
    assert 0 < len(points) < count.rows
    for feature in points:
        point = shapely.from_geojson(json.dumps(feature["geometry"]))
        assert (point.x, point.y) == (feature["properties"]["longitude"], feature["properties"]["latitude"]) and point.is_valid
    assert len(shapely.from_geojson(json.dumps({**collection, "features": points})).geoms) == len(points)
    for row in rows(made("ucdp", Options())[0]):
        assert not row["geom_wkt"] or shapely.from_wkt(row["geom_wkt"]).x == float(row["longitude"])
    empty, _ = made("geojson", Options(), [])
    assert json.loads(empty) == {"type": "FeatureCollection", "features": []}


def test_geojson_text_sequences() -> None:
    plain, count = made("geojsonseq", Options())
    marked, _ = made("geojsonseq", Options(separator=True))
    assert marked.count("\x1e") == count.rows == len(plain.splitlines()) and marked.replace("\x1e", "") == plain
    assert [json.loads(x) for x in marked.split("\x1e")[1:]] == json.loads(made("geojson", Options())[0])["features"]


@pytest.mark.parametrize("form", ["csv", "acled", "ucdp", "ftm"])
def test_tables_are_read_by_pandas(form: str) -> None:
    pandas = pytest.importorskip("pandas")
    text, count = made(form, Options(excel=True))
    frame = pandas.read_csv(io.BytesIO(text.encode()), encoding="utf-8-sig")
    assert len(frame) == count.rows and tuple(frame.columns) == TEXT_FORMATS[form].columns
    if form == "acled":
        assert frame["latitude"].dtype == frame["fatalities"].dtype == float
        assert set(frame["time_precision"].dropna()) <= {1, 2, 3}


def test_hxl_and_excel() -> None:
    for form in ("csv", "acled", "ucdp"):
        text, _ = made(form, Options(hxl=True, excel=True))
        assert text.startswith("\ufeff") and text.count("\r\n") == text.count("\n")
        header, tags, *_ = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
        hxl = TEXT_FORMATS[form].hxl
        assert hxl is not None and set(hxl) <= set(header) and tags == [hxl.get(n, "") for n in header]
        assert all(re.fullmatch(r"#[a-z]+[0-9]?(\+[a-z0-9]+)*", t) for t in tags if t)


def hostile() -> Reading:
    """A reading with what a spreadsheet or terminal should not see in every text of it."""
    base = next(r for r in readings() if r.id == "town")
    meta = replace(base.metadata, outlet=BAD, url="javascript:alert(1)", byline=BAD, published="2019-07-22")

    def event(e: Event) -> Event:
        return replace(e, place=replace(e.place, name=BAD, text=BAD, entity=None) if e.place else None,
                       agents=tuple(replace(s, name=BAD, entity=None) for s in e.agents),
                       targets=tuple(replace(s, name=BAD, entity="=x") for s in e.targets))  # fmt: skip

    return replace(base, id=BAD, title=BAD, metadata=meta, events=tuple(event(e) for e in base.events), _claims=[])


@pytest.mark.parametrize("form", [f for f in KINDS if f != "parquet"])
def test_hostile_texts_are_defused(form: str) -> None:
    text, count = made(form, replace(ALL, excel=form in ("csv", "acled")), [(hostile(), Origin())])
    assert count.rows and "\x00" not in text
    assert "javascript:" not in text or form == "csv"  # whose `url` is what the input said
    if TEXT_FORMATS[form].columns:
        assert "\u202e" not in text
        for line in csv.reader(io.StringIO(text.removeprefix("\ufeff"))):
            assert not any(re.match(r"[=+@\t\r]|-\D", c) or "\n" in c for c in line)
    else:
        assert all(json.loads(line) for line in text.splitlines()) if form != "geojson" else json.loads(text)
        assert "\u202e" not in text or form in ("plover", "prov")


def test_plover_has_what_it_requires_and_no_full_text() -> None:
    records = [json.loads(line) for line in made("plover", Options())[0].splitlines()]
    for record in records:
        assert all(record[f] for f in plover.REQUIRED) and set(record) <= set(plover.FIELDS) and "text" not in record
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", record["date"]) and record["quad_code"] in range(1, 5)
    undated = [json.loads(line) for line in made("plover", ALL)[0].splitlines()]
    assert any(r["date"] is None for r in undated)
    whole = [json.loads(line) for line in made("plover", Options(text=True))[0].splitlines()]
    assert {r["text"] for r in whole} <= {r.text for r in readings()}


def test_annotations_are_found_again_in_the_text() -> None:
    texts = {r.id: r.text for r in readings()}
    found = [json.loads(line) for line in made("annotations", Options())[0].splitlines()]
    ids = [at.reading.id for r in readings() for at in facts(r, UNKNOWN)]
    assert len(found) == len(ids) == len({a["id"] for a in found})
    for item, name in zip(found, ids, strict=True):
        assert keys(item) <= {*annotations.FIELDS, "purpose", "value", "format", "language", "name", "rawi"}
        place, quote = item["target"]["selector"]
        whole = quote["prefix"] + quote["exact"] + quote["suffix"]
        assert texts[name][place["start"] : place["end"]] == quote["exact"]
        assert texts[name].index(whole) + len(quote["prefix"]) == place["start"]
        assert ("state" in item["target"]) == (name == "town")
    marked = "بَ" * 40
    assert annotations.prefix(marked, 35) == marked[4:35] and annotations.suffix(marked, 1) == marked[1:32]


def test_prov_is_read_by_rdflib() -> None:
    rdflib = pytest.importorskip("rdflib")
    space = rdflib.Namespace("http://www.w3.org/ns/prov#")
    claims = [at for r in readings() for at in facts(r, UNKNOWN)]
    for line, at in zip(made("prov", Options())[0].splitlines(), claims, strict=True):
        assert keys(json.loads(line)["@graph"]) <= set(prov.FIELDS)
        graph = rdflib.Graph().parse(data=line, format="json-ld")
        claim = next(graph.subjects(space.wasGeneratedBy))
        node, steps = next(graph.objects(claim, space.wasDerivedFrom)), 0
        while onwards := [*graph.objects(node, space.wasDerivedFrom), *graph.objects(node, space.wasQuotedFrom)]:
            node, steps = onwards[0], steps + 1
        assert steps == at.depth and node == next(graph.objects(claim, space.hadPrimarySource))
        labels = {str(x) for a in graph.objects(node, space.wasAttributedTo) for x in graph.objects(a, rdflib.RDFS.label)}
        assert at.claim.origin.name in labels


def test_ftm_statements() -> None:
    table = rows(made("ftm", Options())[0])
    assert len({r["id"] for r in table}) == len(table)
    for row in table:
        assert row["id"] == ftm.statement_id(row["dataset"], row["entity_id"], row["prop"], row["value"])
        assert ftm.TYPES[row["prop"]] == row["prop_type"]
    ids = {r["entity_id"] for r in table}
    assert {r["value"] for r in table if r["prop_type"] == "entity"} <= ids


def test_ftm_is_read_by_followthemoney() -> None:
    serialize = pytest.importorskip("followthemoney.statement.serialize")
    model = pytest.importorskip("followthemoney").model
    found = list(serialize.read_csv_statements(io.BytesIO(made("ftm", Options())[0].encode())))
    assert found
    for statement in found:
        prop = model.get(statement.schema).get(statement.prop)
        assert prop is not None and prop.type.name == statement.prop_type and statement.generate_key() == statement.id
        assert prop.type.validate(statement.value) or prop.type.name in ("entity", "address"), (statement.prop, statement.value)


def test_parquet_is_read_by_pyarrow(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    from pyarrow.parquet import read_table

    path = tmp_path / "x.parquet"
    with path.open("wb") as out:
        count = parquet.write(((r, Origin("b" * 64)) for r in readings()), out)
    found = read_table(path).to_pylist()
    assert len(found) == count == sum(len(r.events) for r in readings()) and tuple(found[0]) == parquet.COLUMNS
    assert isinstance(found[0]["trigger_start"], int) and found[0]["document_sha256"] == "b" * 64


def test_parquet_without_pyarrow_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    result = run("read", write(tmp_path / "a.txt", PLAIN), "--format", "parquet", "-o", tmp_path / "out")
    assert result.exit_code == 69 and "E203" in result.stderr and "rawi[parquet]" in result.stderr and not (tmp_path / "out").exists()


@pytest.mark.parametrize("form", [k for k in KINDS if k != "parquet"])
def test_the_command_line_writes_them(tmp_path: Path, form: str) -> None:
    path = write(tmp_path / "a.txt", PLAIN)
    result = run("read", path, "--format", form, "--published", "2019-03-23")
    assert result.exit_code == 0 and result.stdout
    assert re.search(rf"\d+ {KINDS[form]} written", result.stderr)
    assert "written" not in run("read", path, "--format", form, "-q").stderr


def test_options_that_a_format_does_not_know_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", PLAIN)
    for form, option in (("text", "--hxl"), ("ftm", "--hxl"), ("prov", "--all"), ("geojson", "--excel"), ("acled", "--full-text")):
        assert run("read", path, "--format", form, option).exit_code == 2
    assert run("read", path, "--format", "acled", "--hxl", "--excel", "--all").stdout.startswith("\ufeff")
    assert "\x1e" in run("read", path, "--format", "geojsonseq", "--record-separator").stdout


def synthetic(number: int) -> Iterator[Item]:
    """Readings made one at a time: a headline and its claim under ever new ids."""
    base = next(r for r in readings() if r.id == "square")
    base = replace(base, text=base.title or "", events=base.events[:1], attributions=())
    for n in range(number):
        yield replace(base, id=f"d{n}", metadata=Metadata("report", published="2021-06-10", outlet="o"), _claims=[]), UNKNOWN


@pytest.mark.slow
@pytest.mark.parametrize("form", ["acled", "geojson"])
def test_memory_stays_flat(form: str) -> None:
    peaks = []
    tracemalloc.start()
    try:
        for number in (1_000, 20_000):
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            count = Count()
            for _ in export(form, synthetic(number), Options(), count):
                pass
            assert count.rows >= number
            peaks.append(tracemalloc.get_traced_memory()[1] - before)
    finally:
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 300_000, peaks
