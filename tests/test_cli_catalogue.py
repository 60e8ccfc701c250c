"""`rawi actors` and `rawi places`: look-ups, and lists of places made by others, good, bad and hostile."""

from __future__ import annotations

import gzip
import json
import sys
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from rawi.errors import FaultyRows, UnsafeArchive
from rawi.gazetteers import Fault, Order, import_places, inputs, writing
from rawi.lexicon.files import read_together
from samples import run, write

needs_osmium = pytest.mark.skipif(find_spec("osmium") is None, reason="pip install 'rawi[osm]'")


def place(id: object, name: str = "Al Mithal", others: str = "", code: str = "P.PPL", **more: str) -> str:
    """A line of a GeoNames dump."""
    feature, _, kind = code.partition(".")
    cells = {
        "id": str(id), "name": name, "ascii": name, "others": others, "lat": "15.5", "lon": "44.2", "feature": feature, "code": kind,
        "cc": "YE", "cc2": "",
        "admin1": "", "admin2": "", "admin3": "", "admin4": "", "people": "0", "elevation": "", "dem": "", "zone": "",
        "date": "2024-01-01",
    }  # fmt: skip
    return "\t".join({**cells, **more}.values()) + "\n"


DUMP = (
    place(1, "Qaryat al Mithal", "Qarya,القرية,قرية المثال,قريه گرد")
    + place(2, "Madinat al Mithal", people="250000", admin1="98", admin2="981")
    + place(3, "Muhafazat al Mithal", code="A.ADM1", admin1="98")
    + place(4, "Mudiriyat al Mithal", code="A.ADM2", admin1="98", admin2="981")
    + place(5, "Bir", code="H.WLL")
)
ALTERNATES = (
    "1\t2\tar\tمدينة قديمة\t\t\t\t1\n2\t2\tar\tالعامية\t\t\t1\t\n3\t2\tar\tمدينة أخرى\t\t\t\t\n4\t2\tar\tمدينة المثال\t1\t\t\t\n"
    "5\t2\ten\tTown\t1\t\t\t\n6\t99\tar\tغيرها\t1\t\t\t\n"
)
BAD_DUMP = (
    DUMP + place(1, "Again") + place(7, lat="95") + place(8, lon="east") + "too\tfew\n" + place("x9") + place(10, people="many")
    + place(11, cc="Yemen") + place(12, "Na\u0000me") + place(13, "", ascii="")
)  # fmt: skip
REASONS = {
    6: "id 'gn-1' stands already at line 1", 7: "coordinates off the globe", 8: "coordinates are not numbers", 9: "2 columns instead of 19",
    10: "geonameid is no number", 11: "`population` is no whole number", 12: "`country` must be two capitals", 13: "U+0000",
    14: "english missing",
}  # fmt: skip
UNITS = (
    "ADM2_EN,ADM2_AR,ADM2_PCODE,ADM1_EN,ADM1_AR,ADM1_PCODE,ADM0_EN,ADM0_AR,ADM0_PCODE,lat,lon,AREA_SQKM\n"
    '"Mithal, Upper",المثال العليا,YE9901,Mithal,محافظة المثال,YE99,Yemen,اليمن,YE,15.0,44.0,314\n'
    "Lower Mithal,المثال السفلى,YE9902,Mithal,محافظة المثال,YE99,Yemen,اليمن,YE,16.0,45.0,\n"
)


def rows(path: Path) -> dict[str, dict[str, str]]:
    """A gazetteer's rows by id."""
    header, *lines = path.read_text("utf-8").splitlines()
    return {line.split("\t")[0]: dict(zip(header.split("\t"), line.split("\t"), strict=True)) for line in lines}


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file in a folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


SPELLINGS = ("adel-al-jubeir", "Adel al-Jubeir", "ADEL AL JUBEIR", "عادل الجبير", "عادِل الجُبير", "عادل بن احمد الجبير")


@pytest.mark.parametrize("name", SPELLINGS)
def test_an_actor_by_any_name(name: str) -> None:
    shown = run("actors", "show", name)
    assert shown.exit_code == 0, shown.stderr
    wanted = ("adel-al-jubeir", "عادل الجبير", "PLOVER GOV", "ACLED state forces", "Foreign minister", "2015-04-29")
    assert all(w in shown.stdout for w in wanted)


def test_offices_on_a_day() -> None:
    [found] = json.loads(run("actors", "show", "Adel", "al-Jubeir", "--json", "--on", "2017-06-05").stdout)
    assert found["parent"] and [o["role"] for o in found["offices"]] == ["foreign-minister"] and found["offices"][0]["source"]
    [found] = json.loads(run("actors", "show", "adel-al-jubeir", "--json", "--on", "1999").stdout)
    assert found["offices"] == []
    [egypt] = json.loads(run("actors", "show", "egypt", "--json", "--on", "2013-01-01").stdout)
    assert ("head-of-state", "mohamed-morsi") in [(o["role"], o["holder"]) for o in egypt["held_by"]]
    assert "Mohamed Morsi" in run("actors", "show", "egypt", "--on", "2013-01-01").stdout
    assert "--on DATE" in run("actors", "show", "egypt").stdout
    assert run("actors", "show", "egypt", "--on", "2013-02-30").exit_code == 64


def test_an_unknown_name_has_suggestions() -> None:
    for name, near in (("Adel al-Jubair", "Adel al-Jubeir"), ("عادل الجبر", "عادل الجبير"), ("hezbolah", "Hezbollah")):
        result = run("actors", "show", name)
        assert result.exit_code == 64 and "E205" in result.stderr and near in result.stderr
    for name in (" ", "\u202e", "x" * 100_000, "؟", "ظظظظظظ"):
        assert run("actors", "show", name).exit_code == 64
        assert run("places", "show", name).exit_code == 64


def test_homonyms_by_importance() -> None:
    found = json.loads(run("places", "show", "السويداء", "--json").stdout)
    assert found[0]["id"] == "sy-suwayda" and {"SY", "YE"} <= {p["country"] for p in found}
    assert {"lat", "lon", "precision_km", "source", "admin1", "admin2", "where"} <= found[0].keys()
    only = json.loads(run("places", "show", "السويدا", "--country", "ye", "--json").stdout)
    assert only and {p["country"] for p in only} == {"YE"}
    shown = run("places", "show", "As-Suwayda").stdout
    assert "within 1 km" in shown and "GeoNames" in shown
    assert "place of XX" in run("places", "show", "السويداء", "--country", "XX").stderr


def test_actors_check(tmp_path: Path) -> None:
    assert run("actors", "check").exit_code == 0
    header = "id\tenglish\tarabic\tkind\tcountry\taffiliation\tfrom\tto\tsource\n"
    write(tmp_path / "own" / "actors" / "a.tsv", header + "x\tX\tاسم\tdragon\ny\tY\tاسم\tperson\t\tnone-such\n")
    result = run("actors", "check", tmp_path / "own")
    assert result.exit_code == 78
    assert [line.split(": ")[0] for line in result.stdout.splitlines()] == ["own/actors/a.tsv:2", "own/actors/a.tsv:3"]


def test_stats_count_every_table() -> None:
    found = json.loads(run("lexicon", "stats", "--format", "json").stdout)
    for table in ("gazetteer", "admin1", "offices", "roles", "sectors", "codings", "contexts", "nationalities"):
        assert found[table]["entries"] > 20
    assert 0 < found["with_a_checked_source"]["offices"] < found["offices"]["entries"]


def test_a_geonames_dump(tmp_path: Path) -> None:
    own = tmp_path / "own"
    result = run("places", "import", write(tmp_path / "YE.txt", DUMP), "--into", own)
    assert result.exit_code == 0 and "4 places" in result.stderr and "H.WLL" in result.stderr
    found = rows(own / "gazetteer" / "ye.tsv")
    assert found["gn-1"]["arabic"].split(" | ") == ["قرية المثال", "القرية"] and found["gn-1"]["kind"] == "village"
    city = found["gn-2"]
    assert (city["kind"], city["admin1"], city["admin2"]) == ("city", "Muhafazat al Mithal", "Mudiriyat al Mithal")
    assert city["population"] == "250000"
    assert (found["gn-3"]["kind"], found["gn-3"]["precision_km"], found["gn-4"]["kind"]) == ("province", "50", "district")
    assert read_together(own, ("places", "gazetteer", "actors")).faults == []
    assert "gn-2" in run("places", "show", "Madinat al-Mithal", "--lexicon", own).stdout
    assert [p.name for p in (own / "gazetteer").iterdir()] == ["ye.tsv"]


def test_alternate_names_give_the_preferred_arabic_name(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "alternateNamesV2.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("iso-languagecodes.txt", "x")
        packed.writestr("alternateNamesV2.txt", ALTERNATES)
    with zipfile.ZipFile(tmp_path / "YE.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("readme.txt", "x")
        packed.writestr("YE.txt", DUMP)
    named = ("--alternate-names", tmp_path / "alternateNamesV2.zip", "--name", "yemen")
    assert run("places", "import", tmp_path / "YE.zip", "--into", tmp_path / "own", *named).exit_code == 0
    assert rows(tmp_path / "own" / "gazetteer" / "yemen.tsv")["gn-2"]["arabic"] == "مدينة المثال | مدينة أخرى"


def test_every_fault_with_its_line_and_nothing_written(tmp_path: Path) -> None:
    own, path = tmp_path / "own", write(tmp_path / "YE.txt", BAD_DUMP.encode() + b"15\t\xff\n")
    run("places", "import", write(tmp_path / "ok" / "YE.txt", DUMP), "--into", own)
    before = snapshot(own)
    result = run("places", "import", path, "--into", own)
    assert result.exit_code == 65 and "E110" in result.stderr and "nothing was written" in result.stderr
    for line, reason in {**REASONS, 15: "byte 4 of the line is not UTF-8"}.items():
        assert any(told.startswith(f"YE.txt:{line}: ") and reason in told for told in result.stdout.splitlines()), (line, result.stdout)
    assert snapshot(own) == before


def test_keep_going_sets_bad_rows_aside(tmp_path: Path) -> None:
    own = tmp_path / "own"
    result = run("places", "import", write(tmp_path / "YE.txt", BAD_DUMP), "--into", own, "--keep-going")
    assert result.exit_code == 3 and "9 faulty rows set aside" in result.stderr
    aside = [line.split("\t") for line in (own / "gazetteer" / "ye.rejected.tsv").read_text("utf-8").splitlines()]
    assert aside[0] == ["line", "reason", "row"] and [a[0] for a in aside[1:]] == [str(n) for n in REASONS]
    assert len(rows(own / "gazetteer" / "ye.tsv")) == 4 and read_together(own, ("gazetteer",)).faults == []
    run("places", "import", write(tmp_path / "YE.txt", DUMP), "--into", own)
    assert not (own / "gazetteer" / "ye.rejected.tsv").exists()


def test_an_id_of_another_import_is_a_fault(tmp_path: Path) -> None:
    path = write(tmp_path / "YE.txt", DUMP)
    assert run("places", "import", path, "--into", tmp_path / "own").exit_code == 0
    assert run("places", "import", path, "--into", tmp_path / "own").exit_code == 0
    again = run("places", "import", path, "--into", tmp_path / "own", "--name", "other")
    assert again.exit_code == 65 and "stands already at gazetteer/ye.tsv:2" in again.stdout


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp1256"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table_of_p_codes(tmp_path: Path, codec: str, mark: str) -> None:
    text = UNITS.replace('"Mithal, Upper"', "Upper Mithal").replace(",", mark)
    result = run("places", "import", write(tmp_path / "yem adm2.csv", text.encode(codec)), "--into", tmp_path / "own")
    assert result.exit_code == 0, result.stdout + result.stderr
    found = rows(tmp_path / "own" / "gazetteer" / "yem-adm2.tsv")
    upper = found["pcode-ye9901"]
    assert (upper["english"], upper["arabic"], upper["admin1"], upper["country"]) == ("Upper Mithal", "المثال العليا", "Mithal", "YE")
    assert (upper["precision_km"], found["pcode-ye9902"]["precision_km"]) == ("10", "10")
    province = found["pcode-ye99"]
    assert (province["kind"], province["arabic"], province["lat"], province["lon"]) == ("province", "محافظة المثال", "15.5000", "44.5000")
    assert found["pcode-ye"]["kind"] == "country" and read_together(tmp_path / "own", ("gazetteer",)).faults == []


def test_faults_of_a_table_of_p_codes(tmp_path: Path) -> None:
    text = UNITS + (
        "#adm2+name,#adm2,#adm2+code,#adm1+name,#adm1,#adm1+code,#country,#c,#country+code,#geo+lat,#geo+lon,#area\n"
        "Again,مرة,YE9901,Mithal,محافظة,YE99,Yemen,اليمن,YE,15,44,1\n"
        "Short,قصير,YE9903\n"
        "Nowhere,لا,YE9904,Mithal,محافظة,YE99,Yemen,اليمن,YE,99,44,1\n"
        "None,لا,,Mithal,محافظة,YE99,Yemen,اليمن,YE,15,44,1\n"
        "Other,لا,YE9906,Another,محافظة,YE99,Yemen,اليمن,YE,15,44,1\n"
    )
    result = run("places", "import", write(tmp_path / "u.csv", text), "--into", tmp_path / "own")
    assert result.exit_code == 65 and not list((tmp_path / "own" / "gazetteer").iterdir())
    told = {int(line.split(":")[1]): line for line in result.stdout.splitlines()}
    assert set(told) == {5, 6, 7, 8, 9}
    assert "stands already at line 2" in told[5] and "3 columns instead of 12" in told[6] and "off the globe" in told[7]
    assert "no P-code of level 2" in told[8] and "'Another' here and 'Mithal' on line 2" in told[9]


def test_a_table_without_coordinates_and_other_names_of_columns(tmp_path: Path) -> None:
    text = "admin1Name_en,admin1Name_ar,admin1Pcode\nMithal,المثال,SY99\n,نص فقط,SY98\n"
    assert run("places", "import", write(tmp_path / "sy.csv", text), "--into", tmp_path / "own").exit_code == 0
    found = rows(tmp_path / "own" / "gazetteer" / "sy.tsv")
    assert found["pcode-sy99"]["lat"] == "" and found["pcode-sy98"]["english"]
    write(tmp_path / "lby.csv", "adm1_name,adm1_name1,adm1_pcode\nMithal,المثال,LBY9\n")
    assert "give --country" in run("places", "import", tmp_path / "lby.csv", "--into", tmp_path / "own").stdout
    assert run("places", "import", tmp_path / "lby.csv", "--into", tmp_path / "own", "--country", "ly").exit_code == 0
    assert rows(tmp_path / "own" / "gazetteer" / "lby.tsv")["pcode-lby9"]["arabic"] == "المثال"


def test_a_quotation_mark_that_is_not_closed(tmp_path: Path) -> None:
    text = UNITS + '"Open,لا,YE9903,Mithal,محافظة,YE99,Yemen,اليمن,YE,15,44,1\n' + "x,y,YE9909\n" * 3_000
    result = run("places", "import", write(tmp_path / "u.csv", text), "--into", tmp_path / "own")
    assert result.exit_code == 65 and result.stdout.startswith("u.csv:4: no CSV")


def _zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return path


HOSTILE: dict[str, tuple[Callable[[Path], object], str, int]] = {
    "a bomb": (lambda p: _zip(p, {"YE.txt": bytes(60_000_000)}), "E109", 65),
    "above": (lambda p: _zip(p, {"../YE.txt": DUMP.encode()}), "E109", 65),
    "absolute": (lambda p: _zip(p, {"/etc/YE.txt": DUMP.encode()}), "E109", 65),
    "of Windows": (lambda p: _zip(p, {"C:\\YE.txt": DUMP.encode()}), "E109", 65),
    "many members": (lambda p: _zip(p, {f"{n}.txt": b"" for n in range(1_100)}), "E109", 65),
    "two texts": (lambda p: _zip(p, {"a.txt": b"x", "b.txt": b"x"}), "E108", 65),
    "a zip in it": (lambda p: _zip(p, {"YE.zip": b"PK\x03\x04"}), "E108", 65),
    "cut short": (lambda p: write(p, _zip(p, {"YE.txt": DUMP.encode()}).read_bytes()[:60]), "E105", 66),
    "empty": (lambda p: write(p, b""), "E101", 65),
    "something else": (lambda p: write(p, b"just a text\nwith lines\n"), "E108", 65),
    "UTF-16": (lambda p: write(p, DUMP.encode("utf-16")), "E108", 65),
    "binary": (lambda p: write(p, bytes(range(256)) * 100), "E108", 65),
    "a gzip bomb": (lambda p: write(p, gzip.compress(DUMP.encode() + bytes(60_000_000))), "E109", 65),
    "a huge line": (lambda p: write(p, DUMP.encode() + b"9" * 30_000_000 + b"\n" + place(9).encode()), "E110", 65),
    "nothing that is named": (lambda p: write(p, place(5, code="H.WLL")), "E101", 65),
    "a folder": (lambda p: p.mkdir(), "E105", 66),
    "nothing": (lambda _: None, "E105", 66),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_by_name_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    make, code, exit_code = HOSTILE[name]
    make(tmp_path / "YE.zip")
    before = snapshot(tmp_path)
    began = time.perf_counter()
    result = run("places", "import", tmp_path / "YE.zip", "--into", tmp_path / "own")
    assert (result.exit_code, code in result.stderr) == (exit_code, True), result.stderr
    assert snapshot(tmp_path) == before and time.perf_counter() - began < 10


def test_a_zip_that_lies_about_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _zip(tmp_path / "YE.zip", {"YE.txt": (DUMP * 5_000).encode()})
    monkeypatch.setattr(inputs, "FREE", 0)
    monkeypatch.setattr(inputs, "MAX_RATIO", 2)
    with pytest.raises(UnsafeArchive, match="unpack"):
        import_places(Order(path, tmp_path / "own"))
    with pytest.raises(UnsafeArchive, match="unpacks to more"):
        list(inputs.Source(path, "zip", "YE.txt").lines())


def test_where_it_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "YE.txt", DUMP)
    assert run("places", "import", path, "--into", path).exit_code == 73
    (tmp_path / "own" / "gazetteer" / "ye.tsv").mkdir(parents=True)
    assert run("places", "import", path, "--into", tmp_path / "own").exit_code == 73
    for name in ("../x", "a/b", ".hidden", "x.tsv", ""):
        assert run("places", "import", path, "--into", tmp_path / "other", "--name", name).exit_code == (0 if not name else 64)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = snapshot(tmp_path / "other")
    monkeypatch.setattr(writing, "_add", full)
    failed = run("places", "import", path, "--into", tmp_path / "other")
    assert failed.exit_code == 73 and "No space left" in failed.stderr and snapshot(tmp_path / "other") == before


def test_format_override_and_quiet(tmp_path: Path) -> None:
    path = write(tmp_path / "x.txt", "1\t2\n")
    faults: list[Fault] = []
    with pytest.raises(FaultyRows):
        import_places(Order(path, tmp_path / "own", format="geonames"), on_fault=faults.append)
    assert faults == [Fault("1", "2 columns instead of 19", "1\t2")]
    assert run("places", "import", path, "--into", tmp_path / "own", "--format", "ocha").exit_code == 65
    good = run("places", "import", write(tmp_path / "YE.txt", DUMP), "--into", tmp_path / "own", "-q")
    assert (good.exit_code, good.stdout, good.stderr) == (0, "", "")
    assert run("places", "import", tmp_path / "YE.txt", "--into", tmp_path / "own", "--country", "yemen").exit_code == 2


OSM = """<?xml version="1.0"?><osm version="0.6">
<node id="1" lat="15" lon="44"><tag k="place" v="village"/><tag k="name" v="قرية المثال"/><tag k="name:en" v="Mithal"/></node>
<node id="2" lat="15.2" lon="44.2"><tag k="place" v="town"/><tag k="name" v="Mithal Town"/><tag k="name:ar" v="بلدة المثال"/>
<tag k="alt_name:ar" v="المثال;مثال"/><tag k="old_name:ar" v="قديم"/><tag k="population" v="12,000"/></node>
<node id="3" lat="15.3" lon="44.3"><tag k="barrier" v="border_control"/><tag k="name" v="معبر المثال"/></node>
<node id="4" lat="16" lon="45"/><node id="5" lat="16.2" lon="45.4"/><node id="6" lat="16.1" lon="45.1"><tag k="amenity" v="cafe"/></node>
<node id="7" lat="15" lon="44"><tag k="place" v="hamlet"/></node>{more}
<way id="11"><nd ref="4"/><nd ref="5"/><tag k="military" v="base"/><tag k="name" v="معسكر المثال"/></way>
<relation id="21"><member type="node" ref="6" role="label"/><member type="way" ref="11" role="outer"/>
<tag k="boundary" v="administrative"/><tag k="admin_level" v="4"/><tag k="name:ar" v="محافظة المثال"/></relation>
<relation id="22"><member type="way" ref="11" role="outer"/>
<tag k="boundary" v="administrative"/><tag k="admin_level" v="6"/><tag k="name:ar" v="مديرية المثال"/></relation></osm>"""


def test_osm_without_its_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "osmium", None)
    path = write(tmp_path / "a.osm", OSM.replace("{more}", ""))
    result = run("places", "import", path, "--into", tmp_path / "own", "--country", "YE")
    assert result.exit_code == 69 and "pip install 'rawi[osm]'" in result.stderr and not list((tmp_path / "own").rglob("*.tsv"))
    assert "--country YE" in run("places", "import", path, "--into", tmp_path / "own").stderr


@needs_osmium
@pytest.mark.parametrize("suffix", ["osm", "osm.gz", "osm.pbf"])
def test_an_osm_extract(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"mithal-latest.{suffix}"
    text = OSM.replace("{more}", "").encode()
    if suffix == "osm.pbf":
        import osmium

        with osmium.SimpleWriter(str(path)) as out:
            for found in osmium.FileProcessor(str(write(tmp_path / "in.osm", text))):
                out.add(found)
    else:
        write(path, gzip.compress(text) if suffix == "osm.gz" else text)
    result = run("places", "import", path, "--into", tmp_path / "own", "--country", "ye", "--boundaries")
    assert result.exit_code == 0, result.stdout + result.stderr
    found = rows(tmp_path / "own" / "gazetteer" / "mithal-latest.tsv")
    assert {i: (r["kind"], r["english"]) for i, r in found.items() if i in ("osm-n1", "osm-n2")} == {
        "osm-n1": ("village", "Mithal"), "osm-n2": ("town", "Mithal Town"),
    }  # fmt: skip
    assert found["osm-n2"]["arabic"] == "بلدة المثال | المثال | مثال" and found["osm-n2"]["population"] == "12000"
    assert found["osm-n3"]["kind"] == "crossing" and (found["osm-w11"]["kind"], found["osm-w11"]["lat"]) == ("base", "16.10000")
    assert (found["osm-r21"]["lat"], found["osm-r21"]["kind"]) == ("16.10000", "province")
    assert (found["osm-r22"]["lat"], found["osm-r22"]["kind"]) == ("16.10000", "district")
    assert len(found) == 6 and read_together(tmp_path / "own", ("gazetteer",)).faults == []


@needs_osmium
def test_a_bad_osm_extract(tmp_path: Path) -> None:
    bad = '<node id="9" lat="95" lon="44"><tag k="place" v="village"/><tag k="name" v="بعيد"/></node>'
    result = run("places", "import", write(tmp_path / "a.osm", OSM.replace("{more}", bad)), "--into", tmp_path / "own", "--country", "YE")
    assert result.exit_code == 65 and "a.osm:n9: no coordinates, or off the globe" in result.stdout
    bomb = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aa">]><osm version="0.6"><node id="1" lat="1" lon="1"/></osm>'
    for content in (bomb, OSM[:300], "<osm version='0.6'><node id='1'"):
        write(tmp_path / "b.osm", content)
        result = run("places", "import", tmp_path / "b.osm", "--into", tmp_path / "own", "--country", "YE")
        assert result.exit_code == 65 and "damaged extract" in result.stdout
    write(tmp_path / "c.osm.pbf", b"\x00\x00\x00\x0dOSMHeader" + bytes(50))
    assert run("places", "import", tmp_path / "c.osm.pbf", "--into", tmp_path / "own", "--country", "YE").exit_code == 65
    assert not list((tmp_path / "own").rglob("*.tsv"))


def _large(path: Path, count: int) -> Path:
    letters = "ابتجدرسشعفقكلمنهوي"
    with path.open("w", encoding="utf-8") as out:
        for n in range(count):
            name = "".join(letters[(n // 17**k) % 17] for k in range(6))
            out.write(place(n + 1, f"Qaryat {n}", f"Qarya,{name},ال{name}", people=str(n % 7000)))
    return path


@pytest.mark.parametrize("count", [20_000, pytest.param(200_000, marks=pytest.mark.slow)])
def test_a_large_dump_is_quick(tmp_path: Path, count: int) -> None:
    path = _large(tmp_path / "YE.txt", count)
    began = time.process_time()
    assert import_places(Order(path, tmp_path / "own")).written == count
    assert time.process_time() - began < count / 20_000 + 0.5


def test_memory_does_not_grow_with_the_text(tmp_path: Path) -> None:
    path = _large(tmp_path / "YE.txt", 20_000)
    tracemalloc.start()
    import_places(Order(path, tmp_path / "own"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16_000_000  # ids and a buffer; the rows themselves would take 40 MB
