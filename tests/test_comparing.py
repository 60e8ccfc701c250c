"""Claims to incidents, rule by rule, on hand-made tellings and short texts of our own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rawi
from rawi.comparing.accounts import Account, accounts_of, overlap
from rawi.comparing.contradictions import contradictions_of, toll_path
from rawi.comparing.decisions import Decision, Verdict, rule
from rawi.comparing.incidents import Incident, density_of, incidents_of, ties
from rawi.comparing.index import Index
from rawi.comparing.origins import corroboration
from rawi.comparing.output import incident_json
from rawi.comparing.ranges import ranges_of
from rawi.comparing.scoring import score
from rawi.comparing.tables import type_points
from rawi.comparing.tellings import Telling, place_name, tellings_of
from rawi.comparing.trails import trail
from rawi.comparing.words import content, shared_text, shingles
from tellings import DAY, source, telling, where


def together(*tellings: Telling) -> list[set[str]]:
    """The documents of each incident."""
    return sorted(({t.document for t in i.tellings} for i in incidents_of(tellings)), key=sorted)


def one(*tellings: Telling) -> Incident:
    """The single incident that these are."""
    found = incidents_of(tellings)
    assert len(found) == 1
    return found[0]


def test_one_blast_in_two_papers_is_one_incident() -> None:
    assert together(telling("a"), telling("b")) == [{"a", "b"}]


def test_a_paper_without_a_day_joins() -> None:
    assert together(telling("a"), telling("b", first_day=None, last_day=None)) == [{"a", "b"}]


def test_same_town_next_day_is_another() -> None:
    later = telling("b", first_day=DAY + 1, last_day=DAY + 1, published=DAY + 2, killed=(4, 4))
    assert together(telling("a"), later) == [{"a"}, {"b"}]


def test_same_day_next_town_is_another() -> None:
    assert together(telling("a"), telling("b", where=where("misrata", lat=32.4, lon=15.1))) == [{"a"}, {"b"}]


def test_an_air_raid_is_no_car_bomb() -> None:
    assert type_points(("ASSAULT", "aerial"), ("ASSAULT", "explosives")) < 0 < type_points(("ASSAULT", "other"), ("ASSAULT", "aerial"))


def test_a_chain_of_look_alikes_does_not_become_one() -> None:
    days = [telling(f"d{n}", first_day=DAY + n, last_day=DAY + n, published=DAY + n + 1, killed=(n + 5, n + 5)) for n in range(6)]
    vague = [telling(f"v{n}", first_day=None, last_day=None, published=DAY + n + 1, killed=None) for n in range(6)]
    assert all(len({t.day for t in i.tellings if t.day}) <= 1 for i in incidents_of([*days, *vague]))


def test_the_article_tells_two_towns_apart() -> None:
    told = [telling("a", 10), telling("a", 100, where=where("misrata", lat=32.4, lon=15.1)), telling("a", 200, group="c1")]
    assert len(accounts_of(told)) >= 2


def test_another_attack_is_another_account() -> None:
    assert len(accounts_of([telling("a", 10), telling("a", 40, another=True)])) == 2
    assert len(accounts_of([telling("a", 10), telling("a", 40, sentence_start=5)])) == 1


def test_score_explains_itself_and_is_symmetric() -> None:
    a, b = accounts_of([telling("a")])[0], accounts_of([telling("b")])[0]
    density = density_of([a, b])
    found = score(a, b, density)
    assert found == score(b, a, density)
    assert {r.kind for r in found.reasons} >= {"place", "date", "type", "killed"}
    assert sum(r.points for r in found.reasons) == pytest.approx(found.points)


def test_ties_name_the_reasons() -> None:
    incident = one(telling("a"), telling("b"))
    tie = ties(incident, density_of(incident.accounts))[0]
    assert tie.score is not None and tie.score.points > 0


def test_ids_survive_growth_and_trail_tells_the_rest() -> None:
    old = incidents_of([telling("a"), telling("b", published=DAY + 2)])
    new = incidents_of([telling("a"), telling("b", published=DAY + 2), telling("c", published=DAY + 3)])
    assert old[0].id == new[0].id
    assert trail(old, new).kept == {old[0].id: new[0].id}
    apart = incidents_of([telling("a"), telling("z", where=where("misrata", lat=32.4, lon=15.1))])
    joined = incidents_of(
        [telling("a"), telling("z", where=where("misrata", lat=32.4, lon=15.1))],
        rule([Decision("2026-01-01T00:00:00Z", "x", Verdict.SAME, ("a", 10), ("z", 10))]),
    )
    change = trail(apart, joined)
    assert len(change.merged[joined[0].id]) == 2
    assert set(trail(joined, apart).split[joined[0].id]) == {i.id for i in apart}


def test_decisions_win_over_the_machine() -> None:
    apart = rule([Decision("2026-01-01T00:00:00Z", "x", Verdict.NOT, ("a", 10), ("b", 10))])
    assert len(incidents_of([telling("a"), telling("b")], apart)) == 2
    unsure = rule([Decision("2026-01-01T00:00:00Z", "x", Verdict.UNSURE, ("a", 10), ("b", 10))])
    assert len(incidents_of([telling("a"), telling("b")], unsure)) == 2


def test_the_later_of_two_decisions_wins_and_the_clash_is_told() -> None:
    first = Decision("2026-01-01T00:00:00Z", "x", Verdict.NOT, ("a", 10), ("b", 10))
    second = Decision("2026-02-01T00:00:00Z", "y", Verdict.SAME, ("b", 10), ("a", 10))
    ruling = rule([first, second])
    assert not ruling.apart and ruling.same
    assert [(c.kept, c.overruled) for c in ruling.clashes] == [(second, first)]


def test_a_decision_against_a_chain_of_decisions_is_a_clash() -> None:
    same = [Decision(f"2026-02-0{n}T00:00:00Z", "x", Verdict.SAME, (a, 1), (b, 1)) for n, a, b in ((1, "a", "b"), (2, "b", "c"))]
    old = Decision("2026-01-01T00:00:00Z", "x", Verdict.NOT, ("a", 1), ("c", 1))
    assert [c.overruled for c in rule([*same, old]).clashes] == [old]


OFFICIAL = source("minister", "state", "state:LY", country="LY")
ARMY = source("army", "state", "state:LY", country="LY")


def test_one_state_is_one_origin_and_a_witness_another() -> None:
    found = corroboration(one(telling("a", source=OFFICIAL), telling("b", source=ARMY)))
    assert found.count == 1 and found.bonds
    seen = telling("c", source=source("generic:eyewitness", "witness", "witness"))
    assert corroboration(one(telling("a", source=OFFICIAL), telling("b", source=ARMY), seen)).count == 2


def test_five_papers_with_one_agency_rest_on_one_origin() -> None:
    wire = source("afp", "agency", "afp")
    assert corroboration(one(*(telling(d, source=wire) for d in "abcde"))).count == 1


def test_unnamed_sources_add_nothing_to_three_named_ones() -> None:
    named = [
        telling("a", source=OFFICIAL),
        telling("b", source=source("group", "party", "group")),
        telling("d", source=source("seen", "witness", "witness")),
    ]
    unnamed = telling("c", source=source("generic:source", "unnamed", "unnamed"))
    assert corroboration(one(*named, unnamed)).count == 3 == corroboration(one(*named[:2], unnamed)).count


def test_enemies_agree() -> None:
    does = {"agents": ("group",), "targets": ("army",)}
    found = corroboration(one(telling("a", source=ARMY, **does), telling("b", source=source("group", "party", "group"), **does)))
    assert found.kind == "enemies agree" and found.count == 2


def test_condolences_from_abroad_are_no_origin() -> None:
    abroad = source("minister-fr", "state", "state:FR", country="FR")
    assert [o.id for o in corroboration(one(telling("a", source=OFFICIAL), telling("b", source=abroad))).origins] == ["minister"]


def test_bounds_that_agree_are_no_contradiction() -> None:
    assert overlap((12, None), (15, 15)) and not overlap((12, 12), (15, 15))
    assert not [c for c in contradictions_of(one(telling("a", killed=(12, None)), telling("b", killed=(15, 15)))) if c.kind == "toll"]
    assert [c.kind for c in contradictions_of(one(telling("a"), telling("b", killed=(15, 15))))] == ["toll"]


def test_the_dead_of_two_groups_are_no_contradiction() -> None:
    soldiers, children = telling("a", targets=("generic:soldier",)), telling("b", targets=("generic:child",), killed=(15, 15))
    assert not contradictions_of(Incident("in-x", accounts_of([soldiers]) + accounts_of([children])))


def test_the_same_origin_later_is_a_revision() -> None:
    first, later = telling("a", source=OFFICIAL), telling("b", source=OFFICIAL, killed=(15, 15), published=DAY + 2)
    incident = one(first, later)
    assert [c.revision for c in contradictions_of(incident)] == [True]
    assert [s.killed for s in toll_path(incident)] == [(12, 12), (15, 15)]


def test_denial_and_date() -> None:
    denied = telling("b", status="negated", source=ARMY)
    assert {c.kind for c in contradictions_of(one(telling("a"), denied))} == {"denial"}
    other = telling("b", first_day=DAY - 1, last_day=DAY - 1, named_day=True)
    wrong = Incident("in-x", accounts_of([telling("a", named_day=True)]) + accounts_of([other]))
    assert [c.kind for c in contradictions_of(wrong)] == ["date"]


def test_ranges_are_lowest_and_highest_by_origin() -> None:
    found = ranges_of(one(telling("a", source=OFFICIAL), telling("b", killed=(15, 15)))).killed
    assert found is not None and (found.lowest, found.highest) == (12, 15)
    assert dict(found.by_origin)["minister"] == ((12, 12),)


def test_json_holds_what_a_scorer_reads() -> None:
    incident = one(telling("a"), telling("b", killed=(15, 15)))
    row = incident_json(incident, density_of(incident.accounts), {"a": "x" * 100})
    assert {t["document"] for t in row["tellings"]} == {"a", "b"}
    assert row["independent_origins"] == 1 and len(row["contradictions"][0]["claims"]) == 2
    assert row["tellings"][0]["quote"] and row["tellings"][1]["quote"] is None


def test_index_gives_what_a_batch_gives() -> None:
    told = [
        telling(d, killed=(n, n), where=w)
        for n, w in ((5, where()), (30, where("misrata", lat=32.4, lon=15.1)))
        for d in (f"x{n}", f"y{n}")
    ]
    index = Index()
    for t in told:
        index.add([t])
    assert [i.id for i in index.incidents()] == [i.id for i in incidents_of(told)]


def test_words_and_text() -> None:
    text = "انفجرت سيارة مفخخة قرب سوق الخضار في المدينة القديمة صباح الأحد وسقط عدد من الباعة"
    assert shared_text(shingles(text), shingles(text + " وأغلقت الشرطة الشوارع المؤدية")) > 0.8
    assert shared_text(shingles(text), shingles("زار الوزير المدرسة الجديدة وافتتح مكتبتها أمام التلاميذ والمعلمين")) == 0
    assert content("مفخخة الخضار") == content("المفخخة خضار")


@pytest.mark.parametrize(
    ("written", "name"),
    [("بمدينة خوركوش (جنوب)", "خوركوش"), ("بلدة تركية قريبة", None), ("المنزل", None), ('منطقة "الرابية"', "الرابيه")],
)
def test_names_of_unknown_places(written: str, name: str | None) -> None:
    assert place_name(written) == name


def read(text: str, title: str) -> tuple[Telling, ...]:
    return tellings_of(rawi.read(text, title=title, published="2016-05-11", outlet="paper"))


def test_real_words_become_tellings() -> None:
    found = read("قال متحدث باسم الجيش الليبي إن انفجار سيارة مفخخة في سرت أمس أسفر عن مقتل 12 جنديا.", "انفجار في سرت")
    blast = next(t for t in found if t.where is not None and t.source.kind != "narrator")
    assert blast.killed == (12, 12) or any(t.killed == (12, 12) for t in found)
    assert blast.paper.outlet == "paper" and not blast.headline
    assert any(t.headline for t in found)


def test_two_papers_of_one_blast_in_real_words() -> None:
    first = read("قتل 12 جنديا في انفجار سيارة مفخخة في سرت أمس، وفق ما قال مسؤول طبي.", "12 قتيلا في انفجار بسرت")
    other = [
        replace(t, document="b", paper=replace(t.paper, document="b"))
        for t in read("أسفر انفجار سيارة مفخخة أمس في مدينة سرت عن مقتل 15 جنديا، بحسب شهود عيان.", "تفجير في سرت")
    ]
    found = incidents_of([*(replace(t, document="a", paper=replace(t.paper, document="a")) for t in first), *other])
    main = max(found, key=lambda i: len(i.documents))
    assert set(main.documents) == {"a", "b"}
    assert any(c.kind == "toll" for c in contradictions_of(main))
    assert corroboration(main).count == 2


TOLD = st.lists(
    st.builds(
        lambda n, day, town, dead, known: telling(
            f"d{n}", first_day=DAY + day if known else None, last_day=DAY + day if known else None, published=DAY + day + 1,
            killed=(dead, dead), where=where(f"town{town}", lat=20.0 + 3 * town),
        ),
        st.integers(0, 12), st.integers(0, 3), st.integers(0, 2), st.integers(1, 9), st.booleans(),
    ),
    max_size=14, unique_by=lambda t: t.key,
)  # fmt: skip


@given(TOLD, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_input_does_not_matter(told: list[Telling], chance: object) -> None:
    mixed = list(told)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert incidents_of(told) == incidents_of(mixed)


@given(TOLD)
@settings(max_examples=40, deadline=None)
def test_every_telling_is_in_one_incident(told: list[Telling]) -> None:
    assert sorted(t.key for i in incidents_of(told) for t in i.tellings) == sorted(t.key for t in told)


@given(TOLD, st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.sampled_from(list(Verdict))), max_size=6))
@settings(max_examples=60, deadline=None)
def test_decisions_are_always_respected(told: list[Telling], drawn: list[tuple[int, int, Verdict]]) -> None:
    decisions = [
        Decision(f"2026-01-{n + 1:02}T00:00:00Z", "x", v, (f"d{a}", 10), (f"d{b}", 10)) for n, (a, b, v) in enumerate(drawn) if a != b
    ]
    ruling = rule(decisions)
    lies_in = {t.key[:2]: i.id for i in incidents_of(told, ruling) for t in i.tellings}
    for a, b in ruling.same:
        assert a not in lies_in or b not in lies_in or lies_in[a] == lies_in[b]
    for a, b in (*ruling.apart, *ruling.unsure):
        assert a not in lies_in or b not in lies_in or lies_in[a] != lies_in[b]


@given(TOLD)
@settings(max_examples=40, deadline=None)
def test_unrelated_documents_change_nothing(told: list[Telling]) -> None:
    far = [telling(f"z{n}", type="AID", mode=None, killed=None, where=where("far", "BR", -10.0, -50.0), first_day=DAY + 400,
                   last_day=DAY + 400, published=DAY + 401) for n in range(3)]  # fmt: skip
    before = incidents_of(told)
    assert [i for i in incidents_of([*told, *far]) if not i.documents[0].startswith("z")] == list(before)


def kinds_of(*tellings: Telling) -> list[str]:
    """The kinds of the contradictions of one incident of these."""
    return [c.kind for c in contradictions_of(Incident("in-x", accounts_of_each(tellings)))]


def accounts_of_each(tellings: tuple[Telling, ...]) -> tuple[Account, ...]:
    return tuple(a for t in tellings for a in accounts_of([t]))


def test_two_towns_contradict_only_with_an_anchor() -> None:
    there = where("misrata", lat=32.4, lon=15.1)
    assert kinds_of(telling("a"), telling("b", where=there)) == ["place"]
    assert kinds_of(telling("a", killed=None), telling("b", where=there, killed=None)) == []


def test_a_counted_day_may_be_off_by_two() -> None:
    def pair(gap: int, named: bool) -> list[str]:
        day = DAY + gap
        return kinds_of(telling("a", named_day=named), telling("b", named_day=named, first_day=day, last_day=day))

    assert pair(2, False) == [] and pair(2, True) == ["date"] and pair(3, False) == ["date"]


def test_the_day_of_a_claim_is_not_that_of_the_act() -> None:
    later = telling("b", named_day=True, first_day=DAY + 1, last_day=DAY + 1)
    claim = telling("b", 12, type="CLAIM-RESP", mode=None, killed=None, sentence_start=later.sentence_start)
    assert "date" not in kinds_of(telling("a", named_day=True), later, claim)


def test_who_identifies_the_bomber_is_no_doer() -> None:
    one = telling("a", agents=("isis",), source=source("ministry", "state"))
    other = telling("b", agents=("turkey-police",), source=source("premier", "state"))
    assert "actor" in kinds_of(one, other)
    assert "actor" not in kinds_of(one, replace(other, judged=True))


def test_fighters_of_one_side_are_not_people() -> None:
    hospital = telling("a", source=source("hospital", "medical"), killed=(9, 9))
    army = telling("b", source=source("army", "state"), killed=(7, 7), targets=("generic:commander:isis",))
    assert "toll" not in kinds_of(hospital, army)
    assert "toll" in kinds_of(hospital, replace(army, targets=()))


def test_what_is_kept_from_happening_is_not_denied() -> None:
    told = telling("a", killed=None, source=source("witness", "witness"))
    no = telling("b", killed=None, status="negated", source=source("governor", "state"))
    assert "denial" in kinds_of(told, no)
    assert kinds_of(told, replace(no, averted=True)) == []


def test_dozens_are_no_fact_in_particular() -> None:
    def vague(document: str, killed: tuple[int, int | None]) -> Account:
        return accounts_of([telling(document, killed=killed, where=None, first_day=None, last_day=None, mode="clash")])[0]

    a, b, c = vague("a", (20, 99)), vague("b", (20, 99)), vague("c", (24, 24))
    density = density_of([a, b, c])
    assert score(a, b, density).points <= 2.5 < score(c, replace(c, tellings=vague("d", (24, 24)).tellings), density).points
