"""The benchmarks run, give the same input each time, and docs/benchmarks.md holds what they gave and nothing else."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from measuring import alternatives, articles, beside, cores, growth, others, report
from measuring.alternatives import PAGE, TEXT, TOOLS, likeness
from measuring.processes import Settings

ROOT = Path(__file__).parent.parent
needs_plots = pytest.mark.skipif(find_spec("matplotlib") is None, reason="matplotlib is not installed, which draws the plots")


def bench(*options: str) -> dict[str, Any]:
    """The JSON of one run over the project's own articles."""
    command = [sys.executable, str(ROOT / "benchmarks" / "bench.py"), "--json", "--corpus", str(articles.OWN), *options]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    results: dict[str, Any] = json.loads(run.stdout)
    return results


# --- what is read -------------------------------------------------------------------------------------------------------------


def test_a_recombined_article_is_the_same_however_many_are_asked_for() -> None:
    drawn = articles.sentences(articles.OWN)
    few, many = list(articles.recombined(5, drawn)), list(islice(articles.recombined(1_000_000_000, drawn), 200))
    assert few == many[:5]
    assert len({article.body for article in many}) > 190
    assert all(sentence in article.body.decode() for article in few for sentence in drawn if article.body.decode().startswith(sentence))


def test_a_corpus_that_is_too_small_is_read_over_and_over() -> None:
    own = list(articles.corpus(30, articles.OWN))
    assert len(own) == 30
    assert own[0] == own[26]
    assert not own[0].body.startswith(own[0].title)


def test_a_page_holds_the_article_and_more_besides() -> None:
    from rawi.sources.html import page_of

    own = list(articles.corpus(8, articles.OWN))
    for article, markup in zip(own, articles.pages(own), strict=True):
        found = page_of(markup)
        assert found.title == article.title.decode()
        assert found.published == article.published
        assert articles.MENU[1] in markup
        assert likeness([found.text], [article.body.decode()]) == {"kept": 1.0, "foreign": 0.0}


def test_steps() -> None:
    assert growth.numbers(1_000_000) == [1_000, 10_000, 100_000, 1_000_000]
    assert growth.numbers(50_000) == [1_000, 10_000]
    assert growth.numbers(10) == [10]
    assert [cores.jobs_tried(n) for n in (1, 2, 6, 8)] == [[1], [1, 2], [1, 2, 4, 6], [1, 2, 4, 8]]


# --- running ------------------------------------------------------------------------------------------------------------------


def test_a_small_run() -> None:
    got = bench("--articles", "26", "--growth-up-to", "30", "--only", "throughput", "--only", "cores", "--only", "growth")
    assert got["throughput"]["first"]["found"] == got["throughput"]["known"]["found"] > 100
    assert got["throughput"]["first"]["seconds"] > got["throughput"]["keywords"]["seconds"]
    assert got["cores"]["same_output"]
    tried = [row["jobs"] for row in got["cores"]["rows"] if row["build"] == "Python"]
    assert tried == cores.jobs_tried(tried[-1])
    [row] = got["growth"]["rows"]
    assert (row["articles"], row["refused"]) == (30, 0)
    assert row["output_bytes"] > row["bytes"]
    assert row["peak_mb"] > 50


def written(folder: Path, number: int) -> Path:
    """Own articles as the alternatives read them."""
    own = list(articles.corpus(number, articles.OWN))
    path = folder / "articles.jsonl"
    rows = ({TEXT: article.text, PAGE: markup} for article, markup in zip(own, articles.pages(own), strict=True))
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_an_alternative_reads_what_its_budget_lets_it(tmp_path: Path) -> None:
    path = written(tmp_path, 6)
    whole, cut = (beside.other("keywords", TOOLS["keywords"], path, budget) for budget in (60.0, 0.0))
    assert (len(whole["spent"]), len(cut["spent"])) == (6, 1)
    assert whole["found"] > cut["found"] > 0


def test_an_alternative_that_is_not_there_is_left_out_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = alternatives.Tool("missing", alternatives.pysbd, ("pysbd",), TEXT, "sentences")
    monkeypatch.setattr(others, "PYTHON", tmp_path / "python")
    assert beside.other("pysbd", missing, written(tmp_path, 1), 1.0) == {"left_out": "its environment could not be made"}
    if find_spec("pysbd") is None:
        monkeypatch.setattr(others, "PYTHON", Path(sys.executable))
        assert beside.other("pysbd", missing, written(tmp_path, 1), 1.0) == {"left_out": "it could not be installed here"}


def test_alternatives_stay_apart_from_rawi() -> None:
    tree = ast.parse(Path(alternatives.__file__).read_text(encoding="utf-8"))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not {name for name in imported if name.split(".")[0] in ("rawi", "measuring")}
    pinned = {line.split("==")[0] for line in others.wanted()}
    assert pinned == {package for tool in TOOLS.values() for package in tool.packages}
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    told = {requirement.split(">")[0].lower() for extra in extras.values() for requirement in extra}
    assert not told & {"pyarabic", "tashaphyne", "qalsadi", "farahidi"}, "these are under the GPL"


# --- the page -----------------------------------------------------------------------------------------------------------------


def test_the_page_is_what_the_results_say() -> None:
    results = report.kept()
    assert list(results) == list(report.PARTS)
    assert (report.DOCS / report.PAGE).read_text(encoding="utf-8") == report.page(results), "benchmarks/bench.py --render writes it"
    for part in results:
        assert (report.DOCS / "benchmarks" / f"{part}.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_the_page_links_to_what_is_there() -> None:
    assert "(docs/benchmarks.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert (report.DOCS / "../tests/test_operations.py").exists()


@needs_plots
def test_plots_are_the_same_for_the_same_results(tmp_path: Path) -> None:
    results = report.kept()
    for folder in (tmp_path / "a", tmp_path / "b"):
        report.keep(results, folder)
        report.render(folder)
    drawn = [sorted((tmp_path / name / "benchmarks").glob("*.svg")) for name in "ab"]
    assert len(drawn[0]) == len(report.PARTS)
    for one, other in zip(*drawn, strict=True):
        assert one.read_bytes() == other.read_bytes()
        assert str(ROOT) not in one.read_text(encoding="utf-8")


def test_settings_come_back_as_they_were_told() -> None:
    assert (
        Settings(1, 2, 3.5, 4, "some/where/x.jsonl").options() == "--articles 1 --beside 2 --budget 3.5 --growth-up-to 4 --corpus x.jsonl"
    )
