"""Reviews: only added to, on what was seen, taken back in steps, agreed on or not, and made gold that the scoreboard reads."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, text, update

from rawi.archive import tables as t
from rawi.archive.adding import Archive
from rawi.archive.databases import location_of
from rawi.archive.store import Store
from rawi.comparing.comparison import Comparing
from rawi.errors import BadQuery, Outdated, UnknownClaim
from rawi.lexicon import load
from rawi.reviewing import doubt, queue
from rawi.reviewing.agreement import agreement, kappa
from rawi.reviewing.claimed import Claimed, claim_named, claim_of, neighbour
from rawi.reviewing.entries import entries_of
from rawi.reviewing.gold import exported
from rawi.reviewing.keeping import judge, repair, undo
from rawi.reviewing.records import ClaimKey, Person, Verdict
from rawi.reviewing.repairs import checked
from rawi.reviewing.standing import disputed, reviews_of, settled, standing, standings
from rawi.reviewing.suggesting import Names
from rawi.reviewing.tables import doubts
from rawi.reviewing.tables import reviews as table
from rawi.sources import Given, documents
from samples import run, write

TEXTS = (
    {"id": "n1", "published": "2015-07-26", "outlet": "المثال",
     "text": "قال مصدر طبي إن ثلاثة جنود قتلوا في انفجار قرب الموصل أمس. وقصفت الطائرات مواقع المسلحين في تكريت. وعاد الهدوء."},
    {"id": "n2", "published": "2015-07-27", "outlet": "الخبر",
     "text": "أعلنت الشرطة أن قوات الأمن اعتقلت خمسة مسلحين في عدن. ونفى مسؤول محلي سقوط المدينة."},
    {"id": "n3", "published": "2015-07-27", "outlet": "الخبر",
     "text": "قتل ثلاثة جنود في انفجار قرب الموصل يوم السبت، بحسب ما أفاد مصدر طبي."},
)  # fmt: skip
ANNA, BILAL = Person("anna", "reviewer"), Person("bilal", "admin")
START = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path, database: Callable[[], str | None]) -> Path:
    """Three articles, compared, on either database."""
    folder = tmp_path / "archive"
    news = write(tmp_path / "news.jsonl", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in TEXTS))
    with Archive(folder, load(), who="tester", clock=lambda: datetime(2026, 1, 1, tzinfo=UTC), store=database()) as opened:
        list(opened.add(documents([str(news)], Given())))
    with Comparing(folder) as comparing:
        list(comparing.run())
    return folder


@pytest.fixture
def store(archive: Path) -> Iterator[Store]:
    with Store(location_of(archive)) as opened:
        yield opened


def all_claims(connection: Connection, name: str | None = None) -> list[Claimed]:
    """The claims of an article, or of all, in the order of the text."""
    c, d = t.claims.c, t.documents.c
    asked = select(c.claim_key).join(t.documents, d.document_id == c.document_id).where(c.current == 1)
    asked = asked.where(d.name == name) if name else asked
    keys = connection.execute(asked.order_by(d.name, c.trigger_start)).scalars().all()
    return [claim_of(connection, queue.key_of(connection, key)) for key in keys]


class Desk:
    """Says one thing after another, a minute apart, each on the newest state unless told otherwise."""

    def __init__(self, connection: Connection) -> None:
        self.connection, self.at = connection, START

    def _next(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at

    def say(self, claim: Claimed, verdict: Verdict, by: Person = ANNA, last: int | None = None, why: str | None = None) -> int:
        seen = claim_of(self.connection, claim.key).last if last is None else last
        return judge(self.connection, claim.seen, verdict, by, at=self._next(), last=seen, why=why)

    def mend(self, claim: Claimed, by: Person = ANNA, **new: Any) -> list[int]:
        attributions = [one.to_json() for one in claim.reading.attributions]
        changes = checked(claim.event, claim.chain, attributions, claim.reading.text, new)
        return repair(self.connection, claim.seen, changes, by, at=self._next(), last=claim_of(self.connection, claim.key).last)

    def back(self, by: Person = ANNA) -> list[Any]:
        return undo(self.connection, by, at=self._next())


def held(connection: Connection, key: ClaimKey) -> dict[str, Any]:
    return standing(claim_of(connection, key).reviews)


def test_the_last_that_was_not_undone_holds_and_nothing_is_overwritten(store: Store) -> None:
    with store.connection() as connection:
        desk, (claim, other, *_) = Desk(connection), all_claims(connection)
        before = connection.execute(select(t.readings.c.reading).order_by(t.readings.c.reading_id)).scalars().all()
        desk.say(claim, Verdict.RIGHT, why="as it says")
        desk.mend(claim, status="possible", killed=[2, None])
        desk.mend(claim, killed=[4, 4])
        assert held(connection, claim.key)["anna"].repairs == {"status": "possible", "killed": [4, 4]}
        desk.say(other, Verdict.WRONG)
        assert [one.key for one in desk.back()] == [other.key] and held(connection, other.key) == {}
        assert [one.field for one in desk.back()] == ["killed"]
        assert held(connection, claim.key)["anna"].repairs == {"status": "possible", "killed": [2, None]}
        assert {one.field for one in desk.back()} == {"status", "killed"}, "the fields of one repair go together"
        assert held(connection, claim.key)["anna"].verdict is Verdict.RIGHT
        desk.back()
        assert desk.back() == [] and held(connection, claim.key) == {}
        told = list(reviews_of(connection))
        assert [one.number for one in told] == sorted(one.number for one in told) and len(told) == 10
        assert told[0].why == "as it says" and told[0].role == "reviewer" and told[0].seen == claim.seen
        assert [one.undoes for one in told[-5:]] == [told[4].number, told[3].number, told[1].number, told[2].number, told[0].number]
        assert before == connection.execute(select(t.readings.c.reading).order_by(t.readings.c.reading_id)).scalars().all()


def test_a_decision_on_what_somebody_else_changed_is_refused(store: Store) -> None:
    with store.connection() as connection:
        desk, (claim, *_) = Desk(connection), all_claims(connection)
        seen = desk.say(claim, Verdict.RIGHT, ANNA, last=0)
        with pytest.raises(Outdated, match=r"anna said right at 2026-03-01T00:01Z") as refused:
            desk.say(claim, Verdict.WRONG, BILAL, last=0)
        assert refused.value.code == "E708" and len(list(reviews_of(connection))) == 1
        desk.say(claim, Verdict.UNSURE, ANNA, last=0)  # one's own reviews are no surprise
        with pytest.raises(Outdated, match="anna said unsure"):
            desk.say(claim, Verdict.WRONG, BILAL, last=seen)
        desk.say(claim, Verdict.WRONG, BILAL, last=seen + 1)
        with pytest.raises(Outdated, match="bilal said wrong"):
            repair(connection, claim.seen, {"status": ("occurred", "possible")}, ANNA, at=START, last=seen + 1)


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ({"type": "DANCE"}, "type"), ({"mode": "aerial", "type": "PROTEST"}, "PROTEST has no mode"), ({"status": "maybe"}, "status"),
        ({"trigger": {"start": 0, "end": 100_000}}, "outside the text"), ({"trigger": None}, "trigger"),
        ({"agents": [{"start": 3, "end": 4}]}, "between words"), ({"agents": "x"}, "agents"), ({"date": "2015-02-30"}, "no day"),
        ({"date": "2015-07-20/2015-07-01"}, "after the last"), ({"date": "yesterday"}, "no day"), ({"killed": [5, 3]}, "killed"),
        ({"injured": [-1, None]}, "injured"), ({"chain": {"cue": {"start": 1, "end": 2}}}, "no attribution"), ({"id": "e9"}, "no field"),
    ],
)  # fmt: skip
def test_repairs_that_cannot_be_are_refused(new: dict[str, Any], said: str) -> None:
    from rawi.model import Document
    from rawi.pipeline import read_document

    reading = read_document(Document(**{k: TEXTS[0][k] for k in ("id", "text", "published", "outlet")}), load()).to_json()
    event = reading["events"][0]
    with pytest.raises(BadQuery, match=said):
        checked(event, (), reading["attributions"], reading["text"], new)


def test_what_is_the_same_is_no_repair(store: Store) -> None:
    with store.connection() as connection:
        for claim in all_claims(connection):
            event, attributions = claim.event, [one.to_json() for one in claim.reading.attributions]
            spans = {role: [{"start": s["start"], "end": s["end"]} for s in event[role]] for role in ("agents", "targets")}
            same = {**spans, "status": event["status"], "mode": event["mode"], "killed": event["killed"],
                    "date": (event["date"] or {}).get("value")}  # fmt: skip
            assert checked(event, claim.chain, attributions, claim.reading.text, same) == {}
        with pytest.raises(BadQuery):
            repair(connection, claim.seen, {}, ANNA, at=START, last=0)


def test_reviewers_who_differ_are_told_and_counted(store: Store) -> None:
    with store.connection() as connection:
        desk, claims = Desk(connection), all_claims(connection)
        said = [("RIGHT", "RIGHT"), ("RIGHT", "WRONG"), ("WRONG", "WRONG"), ("RIGHT", "RIGHT")]
        for claim, (a, b) in zip(claims, said, strict=False):
            desk.say(claim, Verdict[a], ANNA)
            desk.say(claim, Verdict[b], BILAL)
        found = standings(reviews_of(connection))
        assert [disputed(found[c.key]) for c in claims[:4]] == [False, True, False, False]
        assert settled(found[claims[1].key]) is None and settled(found[claims[2].key]) is not None
        counted = agreement(found)
        (pair,) = counted.pairs
        # Anna says right 3 of 4, Bilal 2 of 4: by chance 3/4 * 2/4 + 1/4 * 2/4 = 1/2; observed 3/4; kappa (3/4 - 1/2) / (1/2) = 1/2.
        assert (pair.a, pair.b, pair.claims, pair.alike, pair.raw, pair.kappa) == ("anna", "bilal", 4, 3, 0.75, 0.5)
        assert (counted.judgements, counted.raw, counted.kappa) == (4, 0.75, 0.5)
        first = queue.claim_at(connection, queue.Asked("chen", "disputed"))
        assert first == claims[1].key, "what reviewers differ on comes first"
        assert queue.claim_at(connection, queue.Asked("anna", "disputed")) is None, "but for those who have their say in it"
        desk.say(claims[1], Verdict.RIGHT, Person("chen", "reviewer"))
        assert queue.claim_at(connection, queue.Asked("chen", "disputed")) is None
        desk.back(Person("chen", "reviewer"))
        assert queue.claim_at(connection, queue.Asked("chen", "disputed")) == first


def test_kappa_of_nothing_and_of_one_word() -> None:
    right, wrong = Verdict.RIGHT, Verdict.WRONG
    assert kappa([]) is None and kappa([(right, right)] * 5) is None
    assert kappa([(right, wrong), (wrong, right)]) == -1.0 and kappa([(right, right), (wrong, wrong)]) == 1.0


def test_the_queue_has_its_orders_and_filters(store: Store) -> None:
    with store.connection() as connection:
        doubt.weigh(connection)
        assert not doubt.unweighed(connection)
        claims = {one.key for one in all_claims(connection)}
        for sort in ("told", "doubt", "newest"):
            places = [queue.claim_at(connection, queue.Asked("anna", sort), n) for n in range(len(claims) + 1)]
            assert set(places[:-1]) == claims and places[-1] is None, sort
        points = [connection.execute(select(doubts.c.points).join(t.claims).where(t.claims.c.trigger_start == k.start,
                  t.claims.c.document_id == k.document_id)).scalar_one()
                  for n in range(len(claims)) if (k := queue.claim_at(connection, queue.Asked("anna", "doubt"), n))]  # fmt: skip
        assert points == sorted(points, reverse=True) and points[0] > points[-1]
        most = connection.execute(select(func.max(t.incidents.c.documents))).scalar_one()
        top = queue.claim_at(connection, queue.Asked("anna"))
        assert most == 2 and top is not None and claim_of(connection, top).incident is not None
        told = neighbour(connection, claim_of(connection, top))
        assert told is not None and told.document_id != top.document_id
        assert {queue.claim_at(connection, queue.Asked("anna", type="COERCE")), None} == {
            next(k for k in claims if k.type == "COERCE"), queue.claim_at(connection, queue.Asked("anna", type="COERCE"), 1)
        }  # fmt: skip
        of_ye = queue.progress(connection, queue.Asked("anna", country="ye"))
        assert 0 < of_ye.claims < len(claims)
        desk, first = Desk(connection), claim_of(connection, top)
        desk.say(first, Verdict.RIGHT, BILAL)
        assert queue.claim_at(connection, queue.Asked("anna")) == top
        assert queue.claim_at(connection, queue.Asked("anna", scope="anyone")) != top
        assert queue.claim_at(connection, queue.Asked("bilal")) != top
        told_of = queue.progress(connection, queue.Asked("bilal"))
        assert (told_of.claims, told_of.mine, told_of.anyone) == (len(claims), 1, 1)
        desk.back(BILAL)
        assert queue.claim_at(connection, queue.Asked("bilal")) == top
        incident = claim_of(connection, top).incident
        for sort in queue.SORTS:  # every order with every filter
            for scope in queue.SCOPES:
                asked = queue.Asked("anna", sort, scope, type=top.type, outlet="المثال", country="IQ", incident=incident)
                found = queue.claim_at(connection, asked)
                assert found is None if sort == "disputed" else found is not None and found.type == top.type, (sort, scope)
        types, countries, outlets = queue.choices(connection)
        assert types == sorted({k.type for k in claims}) and countries == ["IQ", "YE"] and outlets == ["الخبر", "المثال"]
        for wrong in ({"sort": "best"}, {"scope": "some"}):
            with pytest.raises(BadQuery):
                queue.Asked("anna", **wrong)


def test_every_doubt_has_its_reasons(store: Store) -> None:
    with store.connection() as connection:
        doubt.weigh(connection)
        for claim in all_claims(connection):
            reasons = dict(doubt.reasons_of(connection, claim.claim_key))
            points = connection.execute(select(doubts.c.points).where(doubts.c.claim_key == claim.claim_key)).scalar_one()
            assert points == sum(reasons.values())
            assert ("date-untold" in reasons) == (claim.event["date"] is None)
            assert ("not-plain" in reasons) == (claim.event["status"] not in ("occurred", "ongoing"))
            assert ("nobody" in reasons) == (not claim.event["agents"] and not claim.event["targets"])
            assert ("chain-nested" in reasons) == (len(claim.chain) == 2)


def test_claims_keep_their_reviews_over_a_rereading_and_lose_them_with_their_words(store: Store) -> None:
    with store.connection() as connection:
        desk, claim = Desk(connection), all_claims(connection, "n1")[0]
        for one in all_claims(connection, "n1"):
            desk.say(one, Verdict.RIGHT)
        assert [one.decided for one in exported(connection)] == [len(all_claims(connection, "n1"))]
        reading_id = connection.execute(select(t.claims.c.reading_id).where(t.claims.c.claim_key == claim.claim_key)).scalar()
        connection.execute(update(t.claims).where(t.claims.c.claim_key == claim.claim_key).values(claim_id="e77"))
        connection.execute(
            update(t.readings)
            .where(t.readings.c.reading_id == reading_id)
            .values(reading=func.replace(t.readings.c.reading, f'"id":"{claim.event["id"]}","trigger"', '"id":"e77","trigger"'))
        )  # another number, as another version may give it
        assert [one.verdict for one in claim_of(connection, claim.key).reviews] == [Verdict.RIGHT]
        with pytest.raises(UnknownClaim):
            claim_named(connection, claim.key.document_id, claim.event["id"], claim.key.start, claim.key.end)
        connection.execute(update(table).where(table.c.words == claim.seen.words).values(words="غير"))
        (one,) = exported(connection)
        assert one.row is None and one.decided == one.claims - 1, "other words stand there: it was not this claim that was reviewed"


def test_entries_behind_a_claim_and_a_folder_of_ones_own(store: Store, tmp_path: Path) -> None:
    lexicon = load()
    with store.connection() as connection:
        claim = next(one for one in all_claims(connection, "n2") if one.key.type == "COERCE")
        found = entries_of(claim, lexicon, None)
        event = next(one for one in found if one.rule == "trigger")
        assert event.written.file == "events/coerce-arrest.yaml" and "اعتقل" in event.written.text and not event.replaces
        place = next(one for one in found if one.rule == "place")
        assert place.replaces and place.written.text.startswith("ye-aden\t") and place.written.head.startswith("id\t")
        for one in found:
            write(tmp_path / "own" / one.own_file, one.written.alone)
        assert run("lexicon", "check", tmp_path / "own", "--no-examples").exit_code == 0
        hostile = replace(claim, event={**claim.event, "why": [{"rule": "trigger", "entry": "../../../../etc/x.yaml#1 x"}]}, chain=())
        assert all(one.rule != "trigger" for one in entries_of(hostile, lexicon, None))


def test_names_are_suggested() -> None:
    names = Names(load())
    assert names.suggest("place", "الموصل")[0].id == "iq-mosul" == names.suggest("place", "mosul")[0].id
    assert any("Red Crescent" in one.name for one in names.suggest("actor", "الهلال"))
    assert names.suggest("place", "م") == [] == names.suggest("actor", "  ")
    with pytest.raises(BadQuery):
        names.suggest("thing", "الموصل")


def figures(gold: Path) -> dict[str, Any]:
    done = run("evaluate", gold, "--format", "json")
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.stdout)["figures"])


def test_reviewed_articles_are_gold(archive: Path, store: Store, tmp_path: Path) -> None:
    """All claims of two articles decided; what the scoreboard says of the reader that read them follows by hand."""
    with store.connection() as connection:
        desk, (first, second) = Desk(connection), (all_claims(connection, "n1"), all_claims(connection, "n2"))
        assert [c.key.type for c in first] == ["ASSAULT", "ASSAULT", "ASSAULT"] and [c.key.type for c in second] == ["COERCE", "CONTROL"]
        killed, blast, strike = first
        desk.say(killed, Verdict.RIGHT)
        desk.say(blast, Verdict.WRONG)
        desk.mend(strike, mode="drone", status="planned")
        arrest, fall = second
        desk.mend(arrest, type="ASSAULT", mode="abduct", agents=[])
        desk.say(fall, Verdict.RIGHT)
    gold = tmp_path / "gold.jsonl"
    done = run("reviews", "export", archive, "-o", gold)
    assert done.exit_code == 0 and "2 articles; 0 left out" in done.stderr
    rows = [json.loads(line) for line in gold.read_text("utf-8").splitlines()]
    assert {row["id"] for row in rows} == {"n1", "n2"} and all("why" not in e for row in rows for e in row["events"])
    found = figures(gold)
    # Read are 5 events; gold has 4 of them (one is wrong), one with another type.
    assert found["event trigger"] == {"precision": 0.8, "recall": 1.0, "f1": 0.8889, "gold": 4, "system": 5}
    assert found["EVENT (trigger + type)"] == {"precision": 0.6, "recall": 0.75, "f1": 0.6667, "gold": 4, "system": 5}
    assert found["event: mode"] == {"accuracy": 0.6667, "of": 3}, "of the three of the right type, one mode was repaired"
    assert found["event: status"] == {"accuracy": 0.75, "of": 4}
    assert found["ATTRIBUTION (cue + source + content)"]["f1"] == 1.0


def test_what_is_not_settled_is_left_out_or_marked(archive: Path, store: Store) -> None:
    with store.connection() as connection:
        desk, (first, second) = Desk(connection), (all_claims(connection, "n1"), all_claims(connection, "n2"))
        for claim in first:
            desk.say(claim, Verdict.RIGHT)
        desk.say(first[1], Verdict.UNSURE, BILAL)
        desk.say(second[0], Verdict.WRONG)
    done = run("reviews", "export", archive)
    assert done.stdout == "" and "n1: 2 of 3 claims" in done.stderr and "n2: 1 of 2 claims" in done.stderr
    rows = [json.loads(line) for line in run("reviews", "export", archive, "--partial").stdout.splitlines()]
    assert sorted(len(row["events"]) for row in rows) == [1, 3]
    assert [e.get("reviewed", True) for row in rows if row["id"] == "n1" for e in row["events"]] == [True, False, True]
    assert [json.loads(line)["id"] for line in run("reviews", "export", archive, "--who", "anna").stdout.splitlines()] == ["n1"]


def test_sources_and_chains_are_repaired(store: Store) -> None:
    with store.connection() as connection:
        desk, claims = Desk(connection), all_claims(connection, "n1")
        quoted, narrated = claims[0], claims[2]
        assert len(quoted.chain) == 1 and not narrated.chain
        cue = quoted.chain[0]["cue"]
        at = quoted.reading.text.index("طبي")
        desk.mend(quoted, source={"start": at, "end": at + 3})
        desk.say(claims[1], Verdict.RIGHT)
        with pytest.raises(BadQuery, match="nobody is quoted"):
            desk.mend(narrated, source={"start": at, "end": at + 3})
        desk.mend(narrated, chain={"cue": {"start": cue["start"], "end": cue["end"]}})
        (one,) = exported(connection)
        assert one.row is not None
        said = one.row["attributions"][0]
        assert said["source"] == {"start": at, "end": at + 3, "text": "طبي"} and one.row["events"][2]["attribution"] == said["id"]


def test_the_commands_tell_what_was_said(archive: Path, store: Store) -> None:
    with store.connection() as connection:
        desk, (claim, *_) = Desk(connection), all_claims(connection)
        desk.say(claim, Verdict.RIGHT, why="\u202eغريب <b>")
        desk.mend(claim, BILAL, killed=[4, None], agents=[])
        desk.back(BILAL)
    listed = run("reviews", "list", archive)
    assert "repair killed: [3, 3] -> [4, None]" in listed.stdout and "undone 2" in listed.stdout and "\u202e" not in listed.stdout
    rows = json.loads(run("reviews", "list", archive, "--who", "anna", "--format", "json").stdout)
    assert [(row["verdict"], row["why"], row["undone"]) for row in rows] == [("right", "\u202eغريب <b>", False)]
    with store.connection() as connection:
        Desk(connection).say(claim, Verdict.RIGHT, BILAL)
    assert "anna" in run("reviews", "agreement", archive).stdout
    told = json.loads(run("reviews", "agreement", archive, "--format", "json").stdout)
    assert told["raw"] == 1.0 and told["kappa"] is None
    assert run("reviews", "export", archive, "-o", archive / "no such folder" / "gold.jsonl").exit_code == 73


def test_a_store_keeps_reviews_append_only_by_its_keys(store: Store) -> None:
    """One review is taken back once, whoever tries."""
    from rawi.errors import StoreError

    with store.connection() as connection:
        desk, (claim, *_) = Desk(connection), all_claims(connection)
        desk.say(claim, Verdict.RIGHT)
        desk.back()
    with pytest.raises(StoreError), store.connection() as connection:
        connection.execute(text("INSERT INTO reviews SELECT number + 10, at, who, role, document_id, sha256, trigger_start, trigger_end, "
                                "type, words, claim_id, rawi_version, lexicon_version, verdict, field, old, new, why, undoes "
                                "FROM reviews WHERE undoes IS NOT NULL"))  # fmt: skip
