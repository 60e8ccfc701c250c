"""Bad catalogues of a user: every fault with file, line and reason in one go, and nothing half-loaded."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest

from rawi.errors import LexiconError
from rawi.lexicon import load
from rawi.lexicon.files import read_all, read_folder, read_together
from rawi.lexicon.folders import DATA
from rawi.lexicon.schema import COLUMNS
from samples import PLAIN, run, write


def tsv(table: str, *rows: str) -> str:
    """A table with its header; cells of a row are written with «;» between them."""
    return "\n".join(["\t".join(COLUMNS[table]), *("\t".join(r.split(";")) for r in rows)]) + "\n"


ACTOR = "my-brigade;My Brigade;لواء المثال;armed_group;SY;;2013;;common knowledge"
PLACE = "my-place;My Place;موضع المثال;town;SY;;;35.1;36.2;1;survey"
GAZETTEER = f"{PLACE};1200"
OFFICE = "head-of-state;my-state;my-person;2001-02-03;2005;a book"
STATE = "my-state;My State;دولة المثال;state;;;;;book"
PERSON = "my-person;My Person;فلان الفلاني;person;;my-state;;;book"
OTHER = "my-other;My Other;علان العلاني;person;;my-state;;;book"
EVENT = "concept: own\ntype: ASSAULT\nmode: other\nframe: hit\nentries:\n- {verb: [تشقلب, يتشقلب], example: تشقلب الجنود}\n"
ARABIC = "قوات المثال الأولى والثانية والثالثة"

ROWS = {
    "missing id": ("actors", ";X;اسم;person", "id missing"),
    "missing name": ("actors", "x;X;;person", "arabic missing"),
    "only bars": ("actors", "x;X; | ;person", "`arabic` holds no name"),
    "unknown kind": ("actors", "x;X;اسم;dragon", "unknown kind 'dragon'"),
    "country": ("actors", "x;X;اسم;person;syria", "`country` must be two capitals"),
    "year": ("actors", "x;X;اسم;person;;;last year", "`from` is no year"),
    "years": ("actors", "x;X;اسم;person;;;2010;2001", "ends (2001) before it begins (2010)"),
    "unknown body": ("actors", "x;X;اسم;person;;nobody-at-all", "`affiliation` is no actor: 'nobody-at-all'"),
    "own body": ("actors", "x;X;اسم;person;;x", "`affiliation` is the actor itself"),
    "bad id": ("actors", "X Y;X;اسم;person", "`id` must be lower-case"),
    "NUL": ("actors", "x;X;اس\0م;person", "U+0000"),
    "bidi": ("actors", "x;X;اس\u202eم;person", "U+202E"),
    "many columns": ("actors", "x;X;اسم;person;;;;;s;more;yet", "11 columns instead of 9"),
    "latitude": ("places", "x;X;اسم;town;SY;;;95;36;1;s", "coordinates off the globe: 95, 36"),
    "longitude": ("gazetteer", "x;X;اسم;town;SY;;;35;-181;1;s", "coordinates off the globe"),
    "words": ("places", "x;X;اسم;town;SY;;;north;36;1;s", "coordinates are not numbers"),
    "not a number": ("places", "x;X;اسم;town;SY;;;nan;36;1;s", "coordinates are not numbers"),
    "infinite": ("places", "x;X;اسم;town;SY;;;35;1e999;1;s", "coordinates are not numbers"),
    "half": ("places", "x;X;اسم;town;SY;;;35;;1;s", "coordinates are not numbers"),
    "precision": ("places", "x;X;اسم;town;SY;;;35;36;0;s", "`precision_km` must be"),
    "no precision": ("gazetteer", "x;X;اسم;town;SY;;;35;36;;s", "`precision_km` must be"),
    "people": ("gazetteer", "x;X;اسم;town;SY;;;35;36;1;s;many", "`population` is no whole number"),
    "part people": ("gazetteer", "x;X;اسم;town;SY;;;35;36;1;s;1.5", "`population` is no whole number"),
    "role": ("offices", "emperor;egypt;hosni-mubarak;1990;1991;s", "unknown role 'emperor'"),
    "body": ("offices", "head-of-state;atlantis;hosni-mubarak;1990;1991;s", "`of` is no actor: 'atlantis'"),
    "holder": ("offices", "head-of-state;egypt;nobody-at-all;1990;1991;s", "`holder` is no actor"),
    "date": ("offices", "prime-minister;egypt;hosni-mubarak;1990-02-30;1991;s", "`from` is no date: '1990-02-30'"),
    "order": ("offices", "prime-minister;egypt;hosni-mubarak;1991;1990;s", "ends (1990) before it begins (1991)"),
    "source": ("offices", "prime-minister;egypt;hosni-mubarak;1990;1991;", "`source` is missing"),
    "overlap": ("offices", "head-of-state;egypt;mohamed-hussein-tantawi;1990;1995;s", "overlaps hosni-mubarak at offices/africa.tsv:"),
    "sector": ("sectors", "actor;nobody-at-all;REB;rebel groups;s", "`key` is no actor"),
    "sector code": ("sectors", "actor;reuters;XXX;rebel groups;s", "unknown plover_sector 'XXX'"),
    "coding": ("codings", "FIGHT;;;;ASSAULT;;Attack;190", "unknown type and mode"),
    "cameo": ("codings", "ASSAULT;other;;;ASSAULT;;Attack;x", "`cameo` is no code"),
    "context": ("contexts", "weather;مطر", "unknown context"),
    "nation": ("nationalities", "Martian;;s", "country missing"),
    "admin1": ("admin1", "SY;;X", "code missing"),
    "roles": ("roles", "x;X;several;لقب", "unknown holders 'several'"),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_a_faulty_row_is_named_with_file_and_line(tmp_path: Path, name: str) -> None:
    table, row, reason = ROWS[name]
    write(tmp_path / "own" / table / "mine.tsv", tsv(table, row))
    faults = read_together(tmp_path / "own", ("actors", "roles", "offices", "sectors", table)).faults
    assert any(f.startswith(f"own/{table}/mine.tsv:2: ") and reason in f for f in faults), faults


def test_all_faults_of_all_files_in_one_go_and_no_others(tmp_path: Path) -> None:
    own = tmp_path / "own"
    write(own / "actors" / "a.tsv", tsv("actors", STATE, PERSON, "bad one;B;اسم;person", OTHER, "my-state;Again;دولة;state"))
    write(own / "offices" / "o.tsv", tsv("offices", OFFICE, "head-of-state;my-state;my-other;2003;2004;s", "x;my-state;my-person;2001;;s"))
    write(own / "gazetteer" / "g.tsv", tsv("gazetteer", GAZETTEER, GAZETTEER))
    write(own / "places" / "p.tsv", "id\tname\n")
    write(own / "events" / "e.yaml", EVENT + "- {verb: [قصف], type: FIGHT}\n")
    faults = read_together(own).faults
    wanted = {
        "own/actors/a.tsv:4: `id` must be", "own/actors/a.tsv:6: id 'my-state' stands already at own/actors/a.tsv:2",
        "own/offices/o.tsv:3: head-of-state of my-state: my-other from 2003 overlaps my-person at own/offices/o.tsv:2",
        "own/offices/o.tsv:4: unknown role 'x'", "own/gazetteer/g.tsv:3: id 'my-place' stands already at own/gazetteer/g.tsv:2",
        "own/places/p.tsv:1: header must be", "own/events/e.yaml:7: unknown type 'FIGHT'", "own/events/e.yaml:7: `verb` must be",
        "own/events/e.yaml:7: `example` is missing",
    }  # fmt: skip
    assert all(sum(f.startswith(w) for f in faults) == 1 for w in wanted), faults
    assert len(faults) == len(wanted), faults
    checked = run("lexicon", "check", own)
    assert checked.exit_code == 78 and all(any(line.startswith(w) for line in checked.stdout.splitlines()) for w in wanted)
    used = run("read", "-", "--lexicon", own, stdin=PLAIN)
    assert used.exit_code == 78 and f"{len(wanted)} faults" in used.stderr and used.stdout == ""


FILES: dict[str, tuple[str, bytes, str]] = {
    "windows-1256": ("actors/a.tsv", tsv("actors", ACTOR.replace("لواء المثال", ARABIC)).encode("cp1256"), ":2: not UTF-8"),
    "windows-1256 with a mark": ("actors/a.tsv", b"\xef\xbb\xbf" + tsv("actors", ACTOR).encode("cp1256"), "looks like windows-1256"),
    "UTF-16": ("actors/a.tsv", tsv("actors", ACTOR).encode("utf-16"), ":1: not UTF-8 (byte 0), it looks like UTF-16"),
    "UTF-16 without a mark": ("actors/a.tsv", tsv("actors", "x;X;Y;person").encode("utf-16-le"), ":1: it looks like UTF-16 without a mark"),
    "broken bytes": ("actors/a.tsv", tsv("actors", ACTOR).encode() + b"x\tX\t\xff\xfe\n\xc3\n", ":4: not UTF-8"),
    "empty": ("actors/a.tsv", b"", ":1: empty file"),
    "header without a column": ("places/a.tsv", b"id\tenglish\tarabic\n", ":1: header must be id english arabic kind"),
    "a huge line": ("actors/a.tsv", tsv("actors", "x;X;" + "ا" * 300_000 + ";person").encode(), ":2: a line of 300"),
    "gzip cut short": ("gazetteer/a.tsv.gz", gzip.compress(tsv("gazetteer", GAZETTEER).encode())[:40], ": Compressed file ended"),
    "no gzip": ("gazetteer/a.tsv.gz", b"plain", ": Not a gzipped file"),
    "empty YAML": ("events/a.yaml", b"", ":1: empty file"),
    "broken YAML": ("events/a.yaml", EVENT.encode() + b"- {verb: [a, b\n", ":8: "),
    "YAML that is no mapping": ("events/a.yaml", b"- a\n- b\n", ":1: not a mapping"),
    "YAML without entries": ("events/a.yaml", b"concept: x\nentries: 5\n", ":2: `entries` must be a list"),
    "NUL in YAML": ("events/a.yaml", b"concept: a\x00b\nentries: []\n", ":1: control character '\\x00'"),
    "a key given twice": ("events/a.yaml", EVENT.encode() + b"concept: again\n", ":7: the key 'concept' is given twice"),
    "an unknown key": ("events/a.yaml", EVENT.encode() + b"framee: hit\n", ":7: unknown field framee"),
    "a tag": ("events/a.yaml", b"entries: !!python/object/apply:os.system [ls]\n", ":1: could not determine a constructor"),
    "a date": ("events/a.yaml", b"concept: 2019-99-99\nentries: []\n", ":1: a value that YAML cannot read"),
    "words of another shape": ("function/a.yaml", b"directions: 5\nstatus: [a]\n", ":2: `status` must map"),
    "weekdays": ("function/a.yaml", "weekdays:\n  9: [يوم]\n".encode(), ":1: `weekdays`: '9' is no number from 1 to 7"),
    "an unknown folder": ("people/a.tsv", b"x\n", ": not in a folder that Rawi knows"),
    "another suffix": ("actors/a.csv", b"x\n", ": not read: files of the lexicon end in"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_bad_file_is_named(tmp_path: Path, name: str) -> None:
    file, content, reason = FILES[name]
    write(tmp_path / "own" / file, content)
    faults = read_folder(tmp_path / "own").faults
    assert any(f.startswith(file) and reason in f for f in faults), faults
    assert len(faults) < 6


def test_a_word_list_that_is_none_of_ours(tmp_path: Path) -> None:
    write(tmp_path / "own" / "function" / "a.yaml", "directions: [صوب]\nno_such_list: [كلمة]\n")
    assert read_together(tmp_path / "own").faults == ["own/function/a.yaml:2: no word list of that name: 'no_such_list'"]


def test_a_folder_where_a_file_is_expected(tmp_path: Path) -> None:
    (tmp_path / "own" / "actors" / "mine.tsv").mkdir(parents=True)
    assert read_together(tmp_path / "own").faults == ["own/actors/mine.tsv: a folder, where a file is expected"]
    load()  # a compiled lexicon of the same files is at hand, and must not hide it
    with pytest.raises(LexiconError):
        load(tmp_path / "own")
    write(tmp_path / "file", "x")
    for folder in (tmp_path / "file", tmp_path / "none"):
        assert run("read", "-", "--lexicon", folder, stdin=PLAIN).exit_code == 78
        assert run("actors", "check", folder).exit_code == 78


def test_a_broken_link(tmp_path: Path) -> None:
    (tmp_path / "own" / "actors").mkdir(parents=True)
    (tmp_path / "own" / "actors" / "mine.tsv").symlink_to(tmp_path / "gone.tsv")
    assert read_together(tmp_path / "own").faults == ["own/actors/mine.tsv: a broken link, where a file is expected"]


def test_a_header_alone_and_other_files_beside_it_are_no_faults(tmp_path: Path) -> None:
    for table in COLUMNS:
        write(tmp_path / "own" / table / "mine.tsv", tsv(table))
    write(tmp_path / "own" / "README.md", "notes")
    write(tmp_path / "own" / "gazetteer" / "mine.rejected.tsv", "line\treason\trow\n")
    write(tmp_path / "own" / "actors" / "crlf.tsv", "\ufeff" + tsv("actors", ACTOR).replace("\n", "\r\n"))
    assert read_together(tmp_path / "own").faults == []


STEPS = list(zip("abcdefgh", "bcdefghi", strict=True))
BOMBS = {
    "aliases": "a: &a [x, x, x]\n" + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in STEPS),
    "merges": "a: &a {x: 1}\n" + "".join(f"{b}: &{b} {{<<: [{', '.join([f'*{a}'] * 9)}]}}\n" for a, b in STEPS),
    "itself": "entries: &a [*a]\n",
    "lists": "entries: " + "[" * 100_000 + "]" * 100_000 + "\n",
    "blocks": "".join(f"{' ' * n}a:\n" for n in range(2_000)),
    "long": "entries: [" + "x, " * 4_000_000 + "]\n",
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("folder", ["events", "function"])
def test_a_yaml_bomb_is_refused_at_once(tmp_path: Path, folder: str, name: str) -> None:
    write(tmp_path / "own" / folder / "bomb.yaml", BOMBS[name])
    began = time.perf_counter()
    faults = read_folder(tmp_path / "own").faults
    assert time.perf_counter() - began < 5
    assert faults and all(f.startswith(f"{folder}/bomb.yaml:") and len(f) < 300 for f in faults)


ENTRIES = {
    "type": "{noun: [غارة], type: [a], example: غارة}", "frame": "{noun: [غارة], frame: {a: b}, example: غارة}",
    "args": "{noun: [غارة], args: [a], example: غارة}", "role": "{noun: [غارة], args: {في: [x]}, example: غارة}",
    "noun": "{noun: غارة, example: غارة}", "empty word": "{noun: ['', ' '], example: غارة}", "null words": "{noun: null, example: غارة}",
    "verb": "{verb: [1, 2], example: غارة}", "signs": "{verb: ['..', '--'], example: غارة}", "example": "{noun: [غارة], example: 5}",
    "passive": "{verb: [قصف, يقصف], passive: maybe, example: غارة}", "mode": "{noun: [غارة], mode: {a: 1}, example: غارة}",
    "a list": "[a, b]", "a word": "word", "a number as a field": "{1: 2, noun: [غارة], example: غارة}",
}  # fmt: skip


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_of_another_shape_is_a_fault_with_its_line(tmp_path: Path, name: str) -> None:
    write(tmp_path / "own" / "events" / "e.yaml", EVENT + f"\n# a remark\n- {ENTRIES[name]}\n")
    faults = read_folder(tmp_path / "own").faults
    assert faults and all(f.startswith("events/e.yaml:9: ") for f in faults), faults


CUES = ("{prep: [a]}", "{prep: ''}", "{phrase: 5}", "{noun: [x], content: that}", "{noun: [x], continues: 7}", "{noun: [x], stance: [a]}")


@pytest.mark.parametrize("entry", CUES)
def test_a_cue_of_another_shape_is_a_fault(tmp_path: Path, entry: str) -> None:
    write(tmp_path / "own" / "cues" / "c.yaml", f"concept: own\nentries:\n- {entry[:-1]}, example: قال}}\n")
    faults = read_folder(tmp_path / "own").faults
    assert faults and all(f.startswith("cues/c.yaml:3: ") for f in faults), faults


def test_one_fault_draws_no_others_behind_it(tmp_path: Path) -> None:
    own = tmp_path / "own"
    write(own / "actors" / "a.tsv", tsv("actors", STATE.replace(";state;", ";empire;"), PERSON))
    write(own / "offices" / "o.tsv", tsv("offices", OFFICE))
    assert read_together(own).faults == ["own/actors/a.tsv:2: unknown kind 'empire'"]


def test_own_rows_replace_ours(tmp_path: Path) -> None:
    own = tmp_path / "own"
    write(own / "actors" / "a.tsv", tsv("actors", "reuters;Reuters of mine;وكالة رويترز;agency;GB;;1850;;mine"))
    write(own / "offices" / "o.tsv", tsv("offices", "head-of-state;egypt;hosni-mubarak;1981-10-15;2011-02-11;mine"))
    write(own / "sectors" / "s.tsv", tsv("sectors", "kind;outlet;JRN;;mine"))
    write(own / "codings" / "c.tsv", tsv("codings", "ASSAULT;aerial;;;ASSAULT;drone;Attack;190"))
    write(own / "function" / "f.yaml", "measures:\n  parasang: [فرسخ]\n  km: [كيلومتر واحد]\ndirections: [صوب]\n")
    tables = read_all(own).tables
    assert [r["english"] for _, r in tables["actors"] if r["id"] == "reuters"] == ["Reuters of mine"]
    assert [r["from"] for _, r in tables["offices"] if (r["of"], r["holder"]) == ("egypt", "hosni-mubarak")] == ["1981-10-15"]
    assert [r["plover_mode"] for _, r in tables["codings"] if (r["type"], r["mode"]) == ("ASSAULT", "aerial")] == ["drone"]
    loaded = load(own)
    assert loaded.catalogue.sector("kind", "outlet") == ("JRN", "")
    assert loaded.catalogue.measures.units[("فرسخ",)] == "parasang" and "صوب" in loaded.words("directions")
    assert len(loaded.words("directions")) == len(load().words("directions")) + 1


def test_ours_has_no_fault() -> None:
    assert read_together().faults == [] == read_folder(DATA).faults
