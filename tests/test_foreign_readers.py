"""The golden files as geographers and data analysts open them: GeoPandas (GDAL) and pandas. More readers: tests/test_formats.py."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from frozen import GOLDEN, made, readings
from rawi.exporting import parquet
from rawi.exporting.formats import FORMATS as TEXT_FORMATS
from rawi.exporting.formats import Options
from rawi.exporting.source import Origin
from samples import write

TABLES = [("acled.csv", "acled", 0), ("acled-hxl-excel.csv", "acled", 1), ("ucdp.csv", "ucdp", 1), ("ftm.csv", "ftm", 0)]
"""Golden tables: file, format, rows of HXL tags."""


def features() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((GOLDEN / "claims.geojson").read_text("utf-8"))["features"]
    return found


def same(frame: Any, expected: list[dict[str, Any]]) -> None:
    """A frame against the features it was read from: places, and properties that are texts, numbers or nothing."""
    assert len(frame) == len(expected) and frame.crs.to_epsg() == 4326
    for (_, row), feature in zip(frame.iterrows(), expected, strict=True):
        point = feature["geometry"]
        assert (row.geometry is None) == (point is None)
        assert point is None or [row.geometry.x, row.geometry.y] == point["coordinates"]
        properties = feature["properties"]
        for name in ("event_id_cnty", "event_type", "actor1", "country", "location", "chain", "evidence_text"):
            told = row[name] if isinstance(row[name], str) else None
            assert told == properties[name], name
        for name in ("fatalities", "evidence_start", "iso"):
            missing = row[name] is None or row[name] != row[name]
            assert missing if properties[name] is None else row[name] == properties[name], name


def test_geopandas_reads_the_golden_geojson() -> None:
    geopandas = pytest.importorskip("geopandas")
    same(geopandas.read_file(GOLDEN / "claims.geojson"), features())


@pytest.mark.parametrize("separator", [False, True])
def test_geopandas_reads_geojson_text_sequences(tmp_path: Path, separator: bool) -> None:
    geopandas = pytest.importorskip("geopandas")
    path = write(tmp_path / "claims.geojsonl", made("geojsonseq", Options(separator=separator))[0])
    same(geopandas.read_file(path, driver="GeoJSONSeq"), features())


@pytest.mark.parametrize(("name", "form", "tags"), TABLES)
def test_pandas_reads_the_golden_tables(name: str, form: str, tags: int) -> None:
    pandas = pytest.importorskip("pandas")
    raw = (GOLDEN / name).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") == ("excel" in name)
    frame = pandas.read_csv(GOLDEN / name, encoding="utf-8-sig", skiprows=[1] * tags, dtype=str, keep_default_na=False)
    expected = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))[tags:]
    assert tuple(frame.columns) == TEXT_FORMATS[form].columns and frame.to_dict("records") == expected and expected


@pytest.mark.parametrize("excel", [False, True])
def test_pandas_reads_our_own_table(excel: bool) -> None:
    pandas = pytest.importorskip("pandas")
    text, count = made("csv", Options(excel=excel))
    frame = pandas.read_csv(io.BytesIO(text.encode()), encoding="utf-8-sig")
    assert len(frame) == count.rows == sum(len(r.events) for r in readings())
    assert frame["trigger_start"].dtype.kind == "i" and frame["latitude"].dtype.kind == "f" and frame["document_id"].notna().all()


def test_pandas_reads_parquet_with_types(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    path = tmp_path / "claims.parquet"
    with path.open("wb") as out:
        count = parquet.write(((r, Origin("b" * 64)) for r in readings()), out)
    frame = pandas.read_parquet(path)
    table = pandas.read_csv(io.BytesIO(made("csv", Options())[0].encode()))
    assert len(frame) == count == len(table) and tuple(frame.columns) == parquet.COLUMNS
    assert frame["latitude"].dtype.kind == "f" and frame["killed_min"].dropna().tolist() == table["killed_min"].dropna().tolist()
    assert frame["document_id"].tolist() == table["document_id"].tolist() and (frame["document_sha256"] == "b" * 64).all()
