"""The compiled lexicon: the same from the cache as compiled anew, whatever became of the cache, and never an old one for new files."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from rawi.lexicon import folders, keeping, load, loading
from rawi.lexicon.compiling import compile_entries
from rawi.lexicon.files import read_all
from rawi.lexicon.folders import DATA, data_files, digest, stamps
from rawi.lexicon.packing import Compiled, Rows, Table, pack, unpack
from rawi.lexicon.runtime import Lexicon
from rawi.lexicon.schema import COLUMNS
from rawi.lexicon.wordsets import word_sets

ROW = {"id": "test-body", "arabic": "هيئة الاختبارات", "kind": "organisation", "source": "own"}
WORDS = ("وللمستشفيات", "قصفت", "وأضاف", "المتحدث", "لا شيء", "", "\ud800", "xyz")


def _own(folder: Path, english: str = "Body of Testing") -> Path:
    (folder / "actors").mkdir(parents=True, exist_ok=True)
    row = {**ROW, "english": english}
    lines = ("\t".join(COLUMNS["actors"]), "\t".join(row.get(column, "") for column in COLUMNS["actors"]))
    (folder / "actors" / "own.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def _aged(folder: Path) -> None:
    """Waits until the folder's files count as settled."""
    time.sleep(folders.SETTLES / 1e9 + 0.05)
    assert stamps([folder], []).settled == (os.name == "posix")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for the cache, nothing loaded before, and files that settle in a third of a second, as on disks of today."""
    monkeypatch.setenv("RAWI_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(folders, "SETTLES", 300_000_000)
    loading.loaded.cache_clear()
    return tmp_path / "cache"


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    """Our data, compiled."""
    return compile_entries(read_all())


@pytest.fixture(scope="module")
def packed(compiled: Compiled) -> bytes:
    """The same packed, as version «v»."""
    return pack(compiled, "v")


@pytest.fixture
def compilings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The versions that are compiled anew from here on."""
    seen: list[str] = []
    compiled = loading._compiled_anew

    def counted(extra: Path | None, version: str) -> bytes:
        seen.append(version)
        return compiled(extra, version)

    monkeypatch.setattr(loading, "_compiled_anew", counted)
    return seen


def _loaded(extra: Path | None = None) -> Lexicon:
    loading.loaded.cache_clear()
    return load(extra)


def _kept(cache: Path) -> list[Path]:
    return sorted(cache.glob("*.bin"))


def test_packed_is_what_was_compiled(compiled: Compiled) -> None:
    packed = unpack(pack(compiled, "v"), "v")
    assert packed.keys() == compiled.keys()
    for name, part in compiled.items():
        if name == "catalogue":
            assert {key: dict(own.items()) if isinstance(own, Table) else own for key, own in packed[name].items()} == part
            assert all(list(packed[name][key]) == list(part[key]) for key in ("actors", "places", "place_names"))
        elif isinstance(packed[name], Table):
            assert list(packed[name].items()) == list(part.items())
            assert all(word not in packed[name] for word in ("لا شيء", "", "\ud800"))
        elif name == "entities":
            assert [(e.kind, e.id, e.english) for e in packed[name]] == [(e[0], e[1], e[2]) for e in part]
        else:
            assert list(packed[name]) == list(part)
    assert len(packed["forms"]) == len(compiled["forms"]) > 100_000


def test_tables_and_rows_refuse_what_they_do_not_hold(compiled: Compiled) -> None:
    packed = unpack(pack(compiled, "v"), "v")
    with pytest.raises(KeyError):
        packed["forms"]["لا شيء"]
    assert packed["forms"].get("لا شيء", 5) == 5
    assert 5 not in packed["forms"]
    assert isinstance(packed["senses"], Rows)
    for number in (-1, len(packed["senses"])):
        with pytest.raises(IndexError):
            packed["senses"][number]


def test_each_word_set_is_a_field(packed: bytes) -> None:
    lexicon = Lexicon(unpack(packed, "v"), "v")
    sets = word_sets(read_all().function)
    fields = set(Lexicon.__annotations__) - {"compiled", "version", "entities", "by_id", "catalogue", "_cache", "_senses", "_made"}
    assert set(sets) == fields
    assert all(sets.values())
    for name, words in sets.items():
        assert getattr(lexicon, name) == words


def test_the_cache_is_used_and_changes_nothing(cache: Path, compilings: list[str]) -> None:
    first = load()
    assert load(None) is first and load() is first
    second = _loaded()
    assert second is not first
    assert len(compilings) == 1 and len(_kept(cache)) == 1
    assert first.version == second.version == digest(data_files(DATA))[:16]
    assert [first.word(w) for w in WORDS] == [second.word(w) for w in WORDS]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda raw: raw[:0],
    "cut": lambda raw: raw[: len(raw) // 2],
    "one byte short": lambda raw: raw[:-1],
    "one byte more": lambda raw: raw + b"\0",
    "a bit in the header": lambda raw: raw[:200] + bytes([raw[200] ^ 4]) + raw[201:],
    "a bit in the tables": lambda raw: raw[:-5_000_000] + bytes([raw[-5_000_000] ^ 1]) + raw[-4_999_999:],
    "another format": lambda raw: b"rawi-lexicon-0" + raw[14:],
    "garbage": lambda raw: os.urandom(len(raw)),
    "no more than the head": lambda raw: raw[:20],
    "zeros": lambda raw: bytes(len(raw)),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_seen(tmp_path: Path, packed: bytes, damage: str) -> None:
    path = tmp_path / "kept.bin"
    path.write_bytes(packed)
    assert loading._kept(path, "v") is not None
    assert loading._kept(path, "w") is None
    path.write_bytes(DAMAGES[damage](packed))
    assert loading._kept(path, "v") is None


def test_a_damaged_cache_is_compiled_again(cache: Path, compilings: list[str]) -> None:
    first = load()
    (path,) = _kept(cache)
    path.write_bytes(path.read_bytes()[:-1])
    second = _loaded()
    assert len(compilings) == 2
    assert [first.word(w) for w in WORDS] == [second.word(w) for w in WORDS]
    _loaded()
    assert len(compilings) == 2, "it was not mended"


@pytest.mark.parametrize("what", ["a file", "a folder in the file's place", "a link to nothing"])
def test_a_cache_that_cannot_be_written(cache: Path, what: str) -> None:
    if what == "a file":
        cache.write_text("mine")
    elif what == "a link to nothing":
        cache.symlink_to(cache / "none")
    else:
        load()
        (path,) = _kept(cache)
        path.unlink()
        path.mkdir()
    assert _loaded().word("قصفت").events
    assert not cache.is_dir() or not list(cache.glob("*.part"))


@pytest.mark.skipif(os.name != "posix" or os.getuid() == 0, reason="needs a user whom modes bind")
def test_a_folder_without_rights(cache: Path) -> None:
    cache.mkdir(mode=0o500)
    assert _loaded().word("قصفت").events
    cache.chmod(0)
    assert _loaded().word("قصفت").events
    cache.chmod(0o700)


def test_a_full_disk_leaves_nothing_behind(cache: Path) -> None:
    code = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000));"
        "from rawi.lexicon import load; print(len(load().word('قصفت').events))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 0
    assert not list(cache.glob("*.bin")) + list(cache.glob("*.part"))


def test_processes_that_start_at_once(cache: Path) -> None:
    code = "from rawi.lexicon import load; print(load().version, len(load().word('قصفت').events))"
    running = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert len({process.communicate()[0] for process in running}) == 1
    assert all(process.returncode == 0 for process in running)
    assert len(_kept(cache)) == 1 and not list(cache.glob("*.part"))


def test_an_edit_is_seen_at_once(tmp_path: Path, compilings: list[str]) -> None:
    own = _own(tmp_path / "own", "One Body")
    path = own / "actors" / "own.tsv"
    _aged(own)
    first = _loaded(own)
    assert _loaded(own).by_id["test-body"].english == "One Body"
    before = path.stat()
    _own(own, "Two Body")  # of the same size, and with the same time
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    second = _loaded(own)
    assert second.by_id["test-body"].english == "Two Body" and second.version != first.version
    for n in range(2):  # several within one tick of the clock
        _own(own, f"{n:03} Body")
        assert _loaded(own).by_id["test-body"].english == f"{n:03} Body"
    _own(own, "One Body")
    assert _loaded(own).version == first.version
    assert len(compilings) == 4


def test_files_come_go_and_change_places(tmp_path: Path) -> None:
    own = _own(tmp_path / "own")
    _aged(own)
    first = _loaded(own).version
    shutil.copy(own / "actors" / "own.tsv", own / "actors" / "more.rejected.tsv")  # no part of the lexicon
    assert _loaded(own).version == first
    (own / "actors" / "own.tsv").rename(own / "actors" / "new.tsv")
    assert _loaded(own).version != first
    (own / "actors" / "new.tsv").unlink()
    assert "test-body" not in _loaded(own).by_id


def test_settled_files_are_not_read(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.name != "posix":
        pytest.skip("Windows keeps no time of the last change of any kind: files are always read")
    own = _own(tmp_path / "own")
    _aged(own)
    version = _loaded(own).version
    assert len(list(cache.glob("stamps-*.txt"))) == 1
    with monkeypatch.context() as patch:
        patch.setattr(loading, "digest", lambda _: pytest.fail("the files were read"))
        assert _loaded(own).version == version
    (note,) = cache.glob("stamps-*.txt")
    for told in ("", "garbage", note.read_text().replace(version, "0" * 16), note.read_text()[:-3]):
        note.write_text(told)
        assert _loaded(own).version == version


def test_files_that_change_while_they_are_compiled_are_not_kept(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = _own(tmp_path / "own", "One Body")
    compiled = loading._compiled_anew

    def edited(extra: Path | None, version: str) -> bytes:
        raw = compiled(extra, version)
        _own(own, "Two Body")
        return raw

    with monkeypatch.context() as patch:
        patch.setattr(loading, "_compiled_anew", edited)
        _loaded(own)
    assert not _kept(cache)
    assert _loaded(own).by_id["test-body"].english == "Two Body"


def test_only_the_last_used_are_kept(cache: Path) -> None:
    cache.mkdir()
    old = [cache / f"{kind}-{n:024x}-{n:016x}.bin" for kind in (keeping.OURS, keeping.OWN) for n in range(10)]
    notes = [cache / f"stamps-{n:032x}.txt" for n in range(30)]
    others = [cache / name for name in ("notes.txt", "lexicon-mine.bin", "tmpabc", "rawi-new.part", f"lexicon-{0:024x}-{0:016x}.bin.bak")]
    for n, path in enumerate([*old, *notes, *others]):
        path.write_bytes(b"x")
        os.utime(path, (1_000_000 + n, 1_000_000 + n))
    os.utime(cache / "rawi-new.part")
    abandoned = cache / "rawi-old.part"
    abandoned.write_bytes(b"x")
    os.utime(abandoned, (1_000_000, 1_000_000))
    linked, folder = cache / f"lexicon-{99:024x}-{0:016x}.bin", cache / f"lexicon-{98:024x}-{0:016x}.bin"
    linked.symlink_to(others[0])
    folder.mkdir()
    assert keeping.read(old[0]) == b"x"  # which makes it the last used

    keeping.write(cache / f"lexicon-{77:024x}-{0:016x}.bin", b"new")
    left = [p.name for p in old if p.exists()]
    assert left == [old[0].name, old[9].name, *(p.name for p in old[-keeping.KEPT[keeping.OWN] :])]
    assert (cache / f"lexicon-{77:024x}-{0:016x}.bin").read_bytes() == b"new"
    assert sum(p.exists() for p in notes) == keeping.KEPT[keeping.NOTE]
    assert all(p.exists() for p in others) and linked.is_symlink() and folder.is_dir() and not abandoned.exists()


def test_other_code_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "code").mkdir()
    module = tmp_path / "code" / "compiling.py"
    monkeypatch.setattr(loading, "_CODE", [tmp_path / "code"])
    seen = set()
    for text in ("a = 1", "a = 2", "a = 11"):
        module.write_text(text)
        seen.add((loading._code_digest(), stamps([], [tmp_path / "code"]).key))
    assert len({code for code, _ in seen}) == len({key for _, key in seen}) == 3


def test_the_collector_is_left_as_it_was() -> None:
    assert gc.isenabled()
    load()
    assert gc.isenabled()
    gc.disable()
    try:
        _loaded()
        assert not gc.isenabled()
    finally:
        gc.enable()
