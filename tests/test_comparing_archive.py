"""An archive compared: the same as the pure functions say, growing by one article, bad input, kills, two at once, decisions, the trail."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from rawi.archive.adding import Archive
from rawi.archive.databases import location_of
from rawi.archive.opening import open_store
from rawi.archive.store import Store
from rawi.comparing import judging
from rawi.comparing.comparison import Compared, Comparing
from rawi.comparing.decisions import Verdict
from rawi.comparing.encoding import packed_paper, packed_tellings, unpacked_paper, unpacked_tellings
from rawi.comparing.incidents import Incident, density_of, incidents_of
from rawi.comparing.listing import Asked, as_json, found, row_of, trail_of
from rawi.comparing.locking import comparing
from rawi.comparing.naming import GONE, MERGED, SPLIT, Before, Step, named
from rawi.comparing.origins import corroboration
from rawi.comparing.output import incident_json
from rawi.comparing.storing import note_fact
from rawi.comparing.summary import best_toll
from rawi.comparing.tellings import tellings_of
from rawi.errors import ArchiveLocked, BadQuery, UnknownClaim, UnknownName
from rawi.evaluating import found_of, score_incidents, truth_of
from rawi.exporting.incidents import OWN
from rawi.lexicon import load
from rawi.model import Document
from rawi.pipeline import read_document
from rawi.sources import Given, documents
from samples import run, write
from tellings import DAY, source, telling

HERE = Path(__file__).parent / "incidents"
Json = dict[str, Any]
ROWS: list[Json] = [json.loads(line) for line in (HERE / "articles.jsonl").read_text("utf-8").splitlines()]
FIRST = [row for row in ROWS if row["id"].startswith("d01")]
BLAST = "قتل سبعة أشخاص وأصيب عشرون بجروح في انفجار سيارة مفخخة قرب سوق وسط مدينة بعقوبة في محافظة ديالى {}، بحسب ما أفاد مصدر في الشرطة."
KILLS = int(os.environ.get("RAWI_KILLS", "40")) // 4
CHILD = """
import sys
from rawi.comparing.comparison import Comparing
with Comparing(sys.argv[1]) as opened:
    for done in opened.run(everything=sys.argv[2] == "all"):
        print(done.done, flush=True)
"""


def add(folder: Path, rows: list[Json], store: str | None = None, at: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> None:
    source = write(folder.parent / "news.jsonl", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    with Archive(folder, load(), who="tester", clock=lambda: at, store=store) as archive:
        list(archive.add(documents([str(source)], Given())))


def compared(folder: Path, *, everything: bool = False) -> Compared:
    with Comparing(folder, clock=lambda: datetime(2026, 1, 2, tzinfo=UTC)) as opened:
        return list(opened.run(everything=everything))[-1]


def told(folder: Path) -> list[Json]:
    """All incidents with everything, by id."""
    with open_store(folder) as store, store.connection() as connection:
        ids = [row["incident_id"] for row in found(connection, Asked())]
        return sorted(as_json(connection, ids), key=lambda i: str(i["id"]))


def groups(folder: Path) -> list[list[tuple[str, str]]]:
    """The claims of each incident."""
    return sorted(sorted((t["document"], t["claim"]) for t in i["tellings"]) for i in told(folder))


def of(folder: Path, document: str, claim: str) -> str:
    """The incident of a claim."""
    return next(i["id"] for i in told(folder) if any((t["document"], t["claim"]) == (document, claim) for t in i["tellings"]))


def asked(folder: Path, question: str) -> list[tuple[Any, ...]]:
    with open_store(folder) as store, store.connection() as connection:
        return [tuple(row) for row in connection.execute(text(question))]


def decided(folder: Path, verdict: Verdict, a: str, b: str, who: str = "desk", day: int = 3) -> None:
    with Store(location_of(folder)) as store, store.connection() as connection:
        pair = judging.telling_named(connection, a), judging.telling_named(connection, b)
        judging.decide(connection, verdict, *pair, who=who, at=datetime(2026, 1, day, tzinfo=UTC))


def blast(n: int, **fields: Any) -> Json:
    row = {"id": f"b{n}", "text": BLAST.format("يوم الاثنين"), "published": "2017-03-07", "outlet": f"صحيفة {n}", "url": f"https://example.org/{n}"}
    return {**row, **fields}


@pytest.fixture
def archive(tmp_path: Path, database: Callable[[], str | None]) -> Path:
    add(tmp_path / "archive", FIRST, store=database())
    compared(tmp_path / "archive")
    return tmp_path / "archive"


def pure() -> list[Json]:
    """What the pure functions make of the same articles."""
    readings = [read_document(d, load()) for d in documents([str(HERE / "articles.jsonl")], Given()) if isinstance(d, Document)]
    incidents = incidents_of(x for r in readings for x in tellings_of(r))
    density = density_of(a for i in incidents for a in i.accounts)
    return [incident_json(i, density, {r.id: r.text for r in readings}) for i in incidents]


def _said(incident: Json) -> tuple[Any, ...]:
    """What an incident says, whatever its id."""
    claims = sorted((t["document"], t["claim"]) for t in incident["tellings"])
    kinds = sorted((c["kind"], c["revision"]) for c in incident["contradictions"])
    return claims, kinds, incident["killed"], incident["injured"], incident["days"], incident["places"], incident["independent_origins"]


def test_the_archive_of_incidents_end_to_end(tmp_path: Path, database: Callable[[], str | None]) -> None:
    folder = tmp_path / "archive"
    add(folder, ROWS, store=database())
    done = compared(folder)
    assert done.everything and done.done == done.total == len(ROWS) and not done.refused and not done.notes
    result = run("incidents", folder, "--format", "json")
    made = json.loads(result.stdout)
    truth = truth_of(json.loads((HERE / "truth.json").read_text("utf-8")))
    by_hand = pure()
    for some in (made, by_hand):  # in one order, as the scorer takes the first of two incidents that tell as often
        some.sort(key=lambda i: min((t["document"], t["start"], t["claim"]) for t in i["tellings"]))
    assert [_said(i) for i in made] == [_said(i) for i in by_hand]
    board, same = score_incidents(truth, found_of(made)), score_incidents(truth, found_of(by_hand))
    assert {n: f.value for n, f in board.figures.items()} == {n: f.value for n, f in same.figures.items()}
    assert board.figures["tellings found"].value > 0.9
    texts = {r["id"]: f"{r['title']}\n\n{r['text']}" for r in ROWS}
    for one in made:
        for t in one["tellings"]:
            assert t["quote"] == texts[t["document"]][t["sentence"]["start"] : t["sentence"]["end"]]
    assert len(made) == done.incidents


def pairs_of(groups: list[list[tuple[str, str]]]) -> set[frozenset[tuple[str, str]]]:
    """The pairs of claims that stand in one group."""
    return {frozenset(pair) for group in groups for pair in combinations(group, 2)}


def test_one_by_one_is_as_all_at_once(tmp_path: Path, database: Callable[[], str | None]) -> None:
    folder, rows = tmp_path / "archive", ROWS[:30]
    store = database()
    add(folder, rows[:10], store=store)
    compared(folder)
    for n in range(10, len(rows), 3):
        add(folder, rows[n : n + 3], at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n))
        done = compared(folder)
        assert not done.everything and done.total == len(rows[n : n + 3])
    one_by_one = groups(folder)
    assert compared(folder).total == 0
    assert compared(folder, everything=True).everything
    assert groups(folder) == one_by_one
    assert asked(folder, "SELECT count(*) FROM incident_claims")[0][0] == asked(folder, "SELECT count(*) FROM current_claims")[0][0]


def test_ids_survive_growth(archive: Path) -> None:
    before = {i["id"]: {(t["document"], t["claim"]) for t in i["tellings"]} for i in told(archive)}
    first = of(archive, "d01-a1", "e1")
    add(archive, [blast(1), blast(2, published="2017-03-06", text=BLAST.format("صباح الاثنين"))], at=datetime(2026, 1, 5, tzinfo=UTC))
    done = compared(archive)
    after = {i["id"]: {(t["document"], t["claim"]) for t in i["tellings"]} for i in told(archive)}
    assert first in after and after[first] >= before[first]
    gone = set(before) - set(after)
    steps = asked(archive, "SELECT old_id, new_id, kind FROM incident_trail")
    assert {old for old, _, kind in steps if kind == "merged"} == gone and done.merged == len(gone)
    with open_store(archive) as store, store.connection() as connection:
        for old in gone:
            assert row_of(connection, old)["until"] is not None and trail_of(connection, old)


def test_a_changed_page_keeps_its_incident(tmp_path: Path, database: Callable[[], str | None]) -> None:
    folder = tmp_path / "archive"
    add(folder, [blast(1)], store=database())
    compared(folder)
    first = of(folder, "b1", "e1")
    add(folder, [blast(1, text="عاجل من بعقوبة. " + BLAST.format("يوم الاثنين"))], at=datetime(2026, 1, 5, tzinfo=UTC))
    assert compared(folder).total == 1
    assert first in {i["id"] for i in told(folder)}
    other = "أعلن المجلس المحلي في بعقوبة افتتاح مدرسة جديدة بحضور عدد من الأهالي."
    add(folder, [blast(1, text=other)], at=datetime(2026, 1, 6, tzinfo=UTC))
    compared(folder)
    assert first not in {i["id"] for i in told(folder)}
    assert (first, None, "gone") in asked(folder, "SELECT old_id, new_id, kind FROM incident_trail")


def test_dates_that_are_none_future_or_the_first_of_the_clock(tmp_path: Path, database: Callable[[], str | None]) -> None:
    folder = tmp_path / "archive"
    rows = [blast(1), blast(2, published=None), blast(3, published="2031-05-05"), blast(4, published="1970-01-01")]
    add(folder, rows, store=database())
    done = compared(folder)
    assert not done.refused and sorted(name for name, _ in done.notes) == ["b3", "b4"]
    assert all("not used" in why for _, why in done.notes)
    days = [d["day"] for i in told(folder) for d in i["days"]]
    assert days and set(days) == {"2017-03-06"}, "no day is reckoned from a day that cannot be"
    assert len(asked(folder, "SELECT 1 FROM compared WHERE note IS NOT NULL")) == 2
    assert "published 2031-05-05" in run("compare", folder, "--all").stderr + "".join(why for _, why in done.notes)


def test_the_same_article_under_ten_addresses_is_one_voice(tmp_path: Path, database: Callable[[], str | None]) -> None:
    folder = tmp_path / "archive"
    plain = "قتل سبعة أشخاص وأصيب عشرون بجروح في انفجار سيارة مفخخة قرب سوق شعبية وسط مدينة بعقوبة في محافظة ديالى يوم الاثنين. " + (
        "وهرعت سيارات الإسعاف إلى المكان ونقلت المصابين إلى مستشفى المدينة، فيما أغلقت الطرق المؤدية إلى السوق حتى ساعات المساء."
    )
    add(folder, [blast(n, text=plain) for n in range(10)], store=database())
    compared(folder)
    blasts = [i for i in told(folder) if i["type"] == "ASSAULT" and i["killed"]]
    assert len(blasts) == 1
    assert len({t["document"] for t in blasts[0]["tellings"]}) == 10 and len(blasts[0]["origins"]) == 10
    assert blasts[0]["independent_origins"] == 1 and {b["reason"] for b in blasts[0]["bonds"]} == {"text"}
    assert {b["reason"] for b in blasts[0]["bonds"]} and not blasts[0]["contradictions"]


def test_an_archive_half_read_by_an_older_version(archive: Path) -> None:
    with Store(location_of(archive)) as store, store.connection() as connection:
        connection.execute(text("UPDATE readings SET rawi_version = '0.0.1' WHERE reading_id % 2 = 0"))
        connection.execute(text("UPDATE readings SET reading = '{\"id\": \"old\"}' WHERE reading_id = 1"))
        connection.execute(text("UPDATE about SET value = 'older' WHERE name = 'compared_form'"))
    result = run("compare", archive)
    assert result.exit_code == 3 and "left out" in result.stderr and "rawi reread" in result.stderr
    documents_told = {t["document"] for i in told(archive) for t in i["tellings"]}
    assert documents_told == {r["id"] for r in FIRST} - {FIRST[0]["id"]}
    assert run("reread", archive, "--all", "-q").exit_code == 0
    assert run("compare", archive).exit_code == 0
    assert {t["document"] for i in told(archive) for t in i["tellings"]} >= documents_told


def test_two_at_once(archive: Path) -> None:
    with Store(location_of(archive)) as store, comparing(archive, store):
        with Comparing(archive) as second, pytest.raises(ArchiveLocked, match="comparing"):
            list(second.run())
        result = run("compare", archive)
        assert result.exit_code == 75 and "E504" in result.stderr
        decided(archive, Verdict.UNSURE, "d01-a1:e1", "d01-c1:e1")  # while another compares
        assert run("incidents", archive).exit_code == 0
    assert compared(archive).total == 2
    assert asked(archive, "SELECT verdict FROM decisions") == [("unsure",)]


def test_a_decision_made_while_comparing_holds_the_next_time(archive: Path) -> None:
    one, other = "d01-a1:e1", "d01-a3:e1"
    assert of(archive, "d01-a1", "e1") == of(archive, "d01-a3", "e1")
    with Comparing(archive) as opened:
        steps = opened.run(everything=True)
        next(steps)
        if opened.store.location.url is not None:  # PostgreSQL: beside an open comparison; in a file it is written before
            decided(archive, Verdict.NOT, one, other)
        list(steps)
    if not asked(archive, "SELECT 1 FROM decisions"):
        decided(archive, Verdict.NOT, one, other)
    assert compared(archive).total == 2
    assert of(archive, "d01-a1", "e1") != of(archive, "d01-a3", "e1")


def test_decisions_hold_and_are_never_overwritten(archive: Path) -> None:
    whole, together = of(archive, "d01-a1", "e1"), groups(archive)
    decided(archive, Verdict.NOT, "d01-a1:e1", "d01-a3:e1")
    done = compared(archive)
    assert done.split and of(archive, "d01-a1", "e1") != of(archive, "d01-a3", "e1")
    assert whole in {of(archive, "d01-a1", "e1"), of(archive, "d01-a3", "e1")}
    assert (whole, "split") in [(old, kind) for old, _, kind in asked(archive, "SELECT old_id, new_id, kind FROM incident_trail")]
    compared(archive, everything=True)
    assert of(archive, "d01-a1", "e1") != of(archive, "d01-a3", "e1")
    decided(archive, Verdict.SAME, "d01-a1:e1", "d01-a3:e1", day=4)
    done = compared(archive)
    assert len(done.clashes) == 1 and of(archive, "d01-a1", "e1") == of(archive, "d01-a3", "e1")
    after = groups(archive)
    assert len(pairs_of(together) & pairs_of(after)) >= 0.9 * len(pairs_of(together) | pairs_of(after))
    rows = json.loads(run("decisions", archive, "--format", "json").stdout)
    assert [(r["verdict"], r["holds"]) for r in rows] == [("not", False), ("same", True)]
    assert "overruled" in run("decisions", archive).stdout


def test_decided_to_be_the_same_they_are_joined(archive: Path) -> None:
    a, c = of(archive, "d01-a1", "e1"), of(archive, "d01-c1", "e1")
    assert a != c
    assert run("decide", archive, "same", a, c, "--who", "desk", "--note", "=ملاحظة").exit_code == 0
    assert run("compare", archive).exit_code == 0
    assert of(archive, "d01-a1", "e1") == of(archive, "d01-c1", "e1")
    reread = run("reread", archive, "--all", "-q")
    assert reread.exit_code == 0 and run("compare", archive, "--all").exit_code == 0
    assert of(archive, "d01-a1", "e1") == of(archive, "d01-c1", "e1")


def test_what_cannot_be_decided(archive: Path) -> None:
    with Store(location_of(archive)) as store, store.connection() as connection:
        for name, error in (("d01-a1:e999", UnknownClaim), ("nothing", UnknownClaim), ("no-such:e1", UnknownName), ("in-0", UnknownName)):
            with pytest.raises(error):
                judging.telling_named(connection, name)
        key = judging.telling_named(connection, "d01-a1:e1")
        with pytest.raises(BadQuery):
            judging.decide(connection, Verdict.SAME, key, key, who="desk", at=datetime(2026, 1, 1, tzinfo=UTC))
        with pytest.raises(BadQuery):
            judging.decide(connection, Verdict.SAME, key, (key[0], 999), who=" ", at=datetime(2026, 1, 1, tzinfo=UTC))
    assert run("decide", archive, "perhaps", "a:e1", "b:e1").exit_code == 2
    assert asked(archive, "SELECT count(*) FROM decisions") == [(0,)]


def test_killed_while_comparing(tmp_path: Path, database: Callable[[], str | None]) -> None:
    """Whatever a `kill -9` hits, what stands is what a comparison made, whole; going on ends as an undisturbed one."""
    folder, chance = tmp_path / "archive", random.Random(5)
    add(folder, FIRST[:6], store=database())
    compared(folder)
    former = groups(folder)
    add(folder, FIRST[6:], at=datetime(2026, 1, 5, tzinfo=UTC))
    decided(folder, Verdict.NOT, "d01-a1:e1", "d01-a3:e1")
    states = []
    for n in range(KILLS):
        child = subprocess.Popen([sys.executable, "-c", CHILD, str(folder), "all" if n % 2 else "new"], stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(chance.random() * 0.3)
        child.kill()
        child.wait()
        states.append(groups(folder))
        assert all(len(g) == len(set(g)) for g in states[-1])
    compared(folder)
    compared(folder, everything=True)
    final = groups(folder)
    assert all(state in (former, final) for state in states)
    assert asked(folder, "SELECT count(*) FROM decisions") == [(1,)]
    orphans = "SELECT count(*) FROM incident_keys WHERE account_id NOT IN (SELECT account_id FROM incident_accounts)"
    assert asked(folder, orphans) == [(0,)]


def test_lists_and_filters(archive: Path) -> None:
    def ids(*options: object) -> list[str]:
        return [line.split(",")[0] for line in run("incidents", archive, "--format", "csv", *options).stdout.splitlines()[1:]]

    whole = ids()
    assert len(whole) == len(told(archive)) and ids("--limit", 3) == whole[:3] and ids("--offset", 2, "--limit", 2) == whole[2:4]
    assert ids("--offset", len(whole) - 1) == whole[-1:]
    assert set(ids("--type", "ASSAULT")) | set(ids("--type", "DISASTER")) < set(whole) or len(ids("--type", "ASSAULT")) <= len(whole)
    assert ids("--country", "FR") == [] and 0 < len(ids("--country", "iq")) <= len(whole)
    assert 0 < len(ids("--place", "بعقوبة")) == len(ids("--place", "Baqubah"))
    assert 0 < len(ids("--min-origins", 2)) < len(whole) and 0 < len(ids("--contradicted")) < len(whole)
    assert ids("--from", "2018-01-01") == [] and ids("--to", "2016-01-01") == []
    assert sorted(ids("--sort", "killed")) == sorted(ids("--sort", "date")) == sorted(ids("--sort", "origins")) == sorted(whole)
    assert run("incidents", archive, "--from", "yesterday").exit_code == 64
    text_view = run("incidents", archive)
    assert "ASSAULT/explosives" in text_view.stdout and f"{len(whole)} of {len(whole)} incidents" in text_view.stderr
    assert json.loads(run("incidents", archive, "--format", "json", "--country", "FR").stdout) == []


def test_the_dossier(archive: Path) -> None:
    id = of(archive, "d01-a1", "e1")
    shown = run("incident", archive, id).stdout
    for words in (id, "Baqubah", "9-17", "independent", "by way of", "What cannot all be true", "toll", "over time", "Tellings", "d01-a6"):
        assert words in shown, words
    for line in shown.splitlines():
        depth = 0
        for char in line:
            depth += (char == "\u2068") - (char == "\u2069")
            assert depth in (0, 1)
            assert depth or not "\u0620" <= char <= "\u064a", line
    one = json.loads(run("incident", archive, id, "--format", "json").stdout)
    assert one["current"] and one["trail"] == [] and one["killed"]["highest"] == 17 and one["articles"][0]["document"]
    assert run("incident", archive, "in-nothing").exit_code == 64


def test_what_became_of_a_merged_one_is_told(archive: Path) -> None:
    a, c = of(archive, "d01-a1", "e1"), of(archive, "d01-c1", "e1")
    run("decide", archive, "same", a, c)
    run("compare", archive)
    gone = ({a, c} - {of(archive, "d01-a1", "e1")}).pop()
    shown = run("incident", archive, gone)
    assert shown.exit_code == 0 and "merged into" in shown.stdout and "until" in shown.stdout
    one = json.loads(run("incident", archive, gone, "--format", "json").stdout)
    assert not one["current"] and one["until"] and one["trail"][0]["kind"] == "merged"


def test_exports_by_incident(archive: Path) -> None:
    id = of(archive, "d01-a1", "e1")
    best = str(json.loads(run("incident", archive, id, "--format", "json").stdout)["killed_best"])
    assert int(best) in range(9, 18)
    for form in ("acled", "ucdp"):
        result = run("export", archive, "--format", form)
        rows = list(csv.DictReader(io.StringIO(result.stdout)))
        (row,) = [r for r in rows if r["incident_id"] == id]
        assert "one incident a row" in result.stderr and len({r["incident_id"] for r in rows}) == len(rows)
        assert (row["killed_low"], row["killed_best"], row["killed_high"]) == ("9", best, "17")
        assert row["claim_id"] and row["document_sha256"] and "d01-a1#e1" in row["tellings"] and "Iraq" in row["country"]
        if form == "ucdp":
            assert (row["low"], row["best"], row["high"]) == ("9", best, "17") and row["number_of_sources"] == row["independent_origins"]
            assert sum(int(row[p]) for p in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")) == int(best)
            assert row["source_original"] == row["origins"] and " = " in row["origins"] and row["date_start"] == "2017-03-06"
        else:
            assert row["fatalities"] == best and row["event_date"] == "2017-03-06" and row["event_id_cnty"] == id
            assert "killed=9..17" in row["tags"] and "independent origins" in row["notes"]
        claims = run("export", archive, "--format", form, "--by", "claim")
        assert len(claims.stdout.splitlines()) > len(rows) and "incident" not in claims.stdout.splitlines()[0]
        everything = run("export", archive, "--format", form, "--all", "--hxl")
        assert len(everything.stdout.splitlines()) == len(told(archive)) + 2
        assert run("export", archive, "--format", form, "--as-of", "2026-06-01").stdout.splitlines()[0] == claims.stdout.splitlines()[0]
    assert run("export", archive, "--format", "csv", "--by", "incident").exit_code == 2
    assert run("export", archive, "--format", "ucdp", "--by", "incident", "--as-of", "2026-06-01").exit_code == 2
    some = list(csv.DictReader(io.StringIO(run("export", archive, "--format", "acled", "--all", "--outlet", FIRST[0]["outlet"]).stdout)))
    assert id in {r["incident_id"] for r in some} and len(some) < len(told(archive))


def test_every_column_by_incident_is_documented() -> None:
    documented = (HERE.parent.parent / "docs" / "exports.md").read_text("utf-8").split("## One row an incident")[1].split("\n## ")[0]
    assert [name for name in OWN if f"`{name}`" not in documented] == []


def test_the_best_toll_is_that_of_most_independent_origins() -> None:
    said = [("a", 9, "x"), ("b", 9, "y"), ("c", 14, "z")]
    tellings = [telling(d, killed=(n, n), source=source(s, "person"), published=DAY + k) for k, (d, n, s) in enumerate(said)]
    (one,) = incidents_of(tellings)
    assert best_toll(one, corroboration(one)) == 9
    (two,) = incidents_of([tellings[0], tellings[2]])
    assert best_toll(two, corroboration(two)) == 14, "of two as common, the one told last"


def test_an_archive_that_was_not_compared(tmp_path: Path) -> None:
    add(tmp_path / "archive", FIRST[:2])
    for command in (("incidents",), ("incident", "in-1")):
        result = run(command[0], tmp_path / "archive", *command[1:])
        assert result.exit_code == 64 and "E207" in result.stderr and "rawi compare" in result.stderr
    assert run("compare", tmp_path / "none").exit_code == 66
    assert run("export", tmp_path / "archive", "--format", "ucdp").stderr.strip().endswith("(--all keeps them)")
    assert run("export", tmp_path / "archive", "--format", "ucdp", "--by", "incident").exit_code == 64


def test_an_archive_that_another_version_compared(archive: Path) -> None:
    with Store(location_of(archive)) as store, store.connection() as connection:
        note_fact(connection, "compared_form", "0.0.1/00000000")
    refused = run("incidents", archive)
    assert refused.exit_code == 64 and "another version" in refused.stderr and "rawi compare" in refused.stderr
    compared(archive)
    assert run("incidents", archive).exit_code == 0


def test_an_empty_archive_has_no_incidents(tmp_path: Path) -> None:
    add(tmp_path / "archive", [])
    assert run("compare", tmp_path / "archive").exit_code == 0
    assert run("incidents", tmp_path / "archive", "--format", "json").stdout.strip() == "[]"


def test_a_part_of_a_record_kept_is_the_record() -> None:
    for row in ROWS[:12]:
        reading = read_document(Document(id=row["id"], title=row["title"], text=row["text"], published=row["published"]), load())
        found_here = tellings_of(reading)
        if found_here:
            paper = unpacked_paper(packed_paper(found_here[0].paper))
            assert paper == found_here[0].paper and unpacked_tellings(packed_tellings(found_here), paper) == found_here


def _incident(*documents_told: str, first: int = 10) -> Incident:
    (one,) = incidents_of([telling(d, first) for d in documents_told])
    return one


def test_names_of_merged_split_and_gone() -> None:
    a, b = _incident("a1", "a2", "a3"), _incident("b1", "b2")
    both = _incident("a1", "a2", "a3", "b1", "b2")
    before = Before.made([*((d, 10, "ASSAULT", "in-a") for d in ("a1", "a2", "a3")), *((d, 10, "ASSAULT", "in-b") for d in ("b1", "b2"))])
    assert named([both], before) == ([Incident("in-a", both.accounts)], [Step("in-b", "in-a", MERGED)])
    joined = Before.made([(d, 10, "ASSAULT", "in-x") for d in ("a1", "a2", "a3", "b1", "b2")])
    incidents, steps = named([b, a], joined)
    assert [i.id for i in incidents] == [b.id, "in-x"] and steps == [Step("in-x", b.id, SPLIT)]
    founding = Before.made([(d, 10, "ASSAULT", b.id) for d in ("a1", "a2", "a3", "b1", "b2")])
    incidents, steps = named([b, a], founding)
    assert [i.id for i in incidents] == [b.id, a.id], "the part that holds the founding telling keeps the id"
    assert named([a], before)[1] == [Step("in-b", None, GONE)]


def test_no_two_incidents_bear_one_id() -> None:
    a = _incident("a1")
    ((one,), _) = named([a], Before({}, {}), taken={a.id})
    assert one.id != a.id and one.id.startswith("in-")


