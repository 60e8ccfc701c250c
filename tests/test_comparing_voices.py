"""Whose word counts as an origin, and what contradicts what, rule by rule, on short texts of our own and hand-made tellings."""

from __future__ import annotations

from dataclasses import replace

import pytest

import rawi
from rawi.comparing.accounts import accounts_of
from rawi.comparing.acts import elsewhere, kindred, one_act, open_ended
from rawi.comparing.contradictions import Contradiction, contradictions_of
from rawi.comparing.incidents import Incident
from rawi.comparing.origins import corroboration, vouches
from rawi.comparing.sources import Source, is_paper
from rawi.comparing.tellings import Telling, tellings_of
from tellings import DAY, source, telling, where

ARMY = source("army", "state", "state:LY:armed", country="LY", body="government")
GROUP = source("group", "party", "group")
SEEN = source("generic:witness", "witness", "witness")


def incident(*tellings: Telling) -> Incident:
    """One incident of these, whatever grouping would say."""
    by_document: dict[str, list[Telling]] = {}
    for t in tellings:
        by_document.setdefault(t.document, []).append(t)
    return Incident("in-x", tuple(a for told in by_document.values() for a in accounts_of(told)))


def kinds(*tellings: Telling) -> list[str]:
    """The kinds of the contradictions of one incident of these."""
    return [c.kind for c in contradictions_of(incident(*tellings))]


def voice(text: str, title: str = "خبر") -> Source:
    """The source of the first assault that a text tells in somebody's words."""
    told = tellings_of(rawi.read(text, title=title, published="2016-05-11", outlet="paper"))
    return next(t.source for t in told if t.type == "ASSAULT" and not t.headline)


@pytest.mark.parametrize(
    ("words", "kind", "side"),
    [
        ("مصدر طبي", "medical", "medical"),
        ("طبيب في المستشفى", "medical", "medical"),
        ("قائممقام القضاء", "state", "state::civil"),
        ("المجلس البلدي", "state", "state::municipal"),
        ("قاضي التحقيق", "state", "state::judicial"),
        ("مصدر في الشرطة", "state", "state::police"),
        ("ناشطون", "unnamed", "unnamed:activists"),
        ("قيادي في المعارضة", "party", None),
    ],
)
def test_what_a_source_is_called_says_what_it_counts_as(words: str, kind: str, side: str | None) -> None:
    found = voice(f"قال {words} إن سبعة أشخاص قتلوا أمس في انفجار سيارة مفخخة في سرت.")
    assert found.kind == kind
    assert side is None or found.side.replace("LY", "") == side


def test_a_newspaper_is_no_doctor() -> None:
    assert voice("ذكرت صحيفة الرأي أن سبعة أشخاص قتلوا أمس في انفجار سيارة مفخخة في سرت.").kind != "medical"


@pytest.mark.parametrize(
    ("words", "paper"),
    [("الحصيلة الأولى", True), ("عدد القتلى", True), ("العناصر الأولى للتحقيق", True), ("حصيلة رسمية", False), ("عدد من السكان", False),
     ("عناصر الجيش", False), ("وكالات الأنباء", False)],
)  # fmt: skip
def test_a_toll_is_nobody(words: str, paper: bool) -> None:
    assert is_paper(words.replace("أ", "ا").replace("ى", "ي").replace("ة", "ه")) is paper


def test_a_finding_is_his_who_tells_it() -> None:
    found = voice("قال رئيس الوزراء التركي أحمد داود أوغلو إن العناصر الأولى للتحقيق تفيد بأن انتحاريا فجر نفسه أمس في مدينة سروج.")
    assert found.kind == "state" and found.country == "TR"


def test_who_declines_to_be_named_denies_nothing() -> None:
    text = "قال أحد المسؤولين ورفض الكشف عن هويته إن انتحاريا فجر نفسه أمس في سرت."
    told = tellings_of(rawi.read(text, title="خبر", published="2016-05-11"))
    assert {t.source.stance for t in told} <= {"asserts"}


def test_a_role_beside_an_unknown_name_makes_him_an_official() -> None:
    found = voice("وقال جاويد بيدار، المتحدث باسم حاكم إقليم فارياب، إن انتحاريا فجر نفسه أمس في سوق بمدينة ميمنة.")
    assert found.kind == "state" and found.side.endswith(":civil")


def test_an_official_without_office_counts_with_the_branch_that_speaks() -> None:
    official = source("generic:official:LY", "state", "state:LY:any", country="LY")
    assert corroboration(incident(telling("a", source=ARMY), telling("b", source=official))).count == 1
    police = source("police", "state", "state:LY:police", country="LY")
    assert corroboration(incident(telling("a", source=ARMY), telling("b", source=police))).count == 2


def test_a_branch_without_a_state_is_that_of_the_party_whose_station_quotes_it() -> None:
    officer = source("generic:officer", "state", "state::armed", heard_in="TR")
    told = (telling("a", source=ARMY, agent_countries=("TR",)), telling("b", source=officer, agent_countries=("TR",)))
    assert corroboration(incident(*told)).count == 2
    assert corroboration(incident(told[0], replace(told[1], source=replace(officer, heard_in=None)))).count == 1


def test_doctors_and_ministry_are_one_unless_their_numbers_cannot_both_be_true() -> None:
    doctor, ministry = source("generic:doctor", "medical", "medical"), source("health-ministry", "medical", "medical", body="government")
    assert corroboration(incident(telling("a", source=doctor), telling("b", source=ministry))).count == 1
    assert corroboration(incident(telling("a", source=doctor, killed=(8, 8)), telling("b", source=ministry, killed=(11, 11)))).count == 2


def test_a_station_that_quotes_an_officer_passes_on() -> None:
    station = source("radio", "media", "radio")
    officer = replace(GROUP, through=("paper", "radio"))
    both = incident(telling("a", 10, source=station), telling("a", 40, source=officer))
    assert [o.id for o in corroboration(both).origins] == ["group"]


def test_a_party_that_only_speaks_about_it_beside_who_counted_adds_none() -> None:
    bare = {"killed": None, "first_day": None, "last_day": None}
    comment = telling("a", 40, source=GROUP, **bare)
    assert [o.id for o in corroboration(incident(telling("a", 10, source=ARMY), comment)).origins] == ["army"]
    did_it = replace(comment, agents=("group",))
    assert len(corroboration(incident(telling("a", 10, source=ARMY), did_it)).origins) == 2


def test_who_fears_or_only_names_the_attack_vouches_for_nothing() -> None:
    assert not vouches(telling("a", source=ARMY, status="possible"))
    assert not vouches(telling("a", source=GROUP, definite=True, killed=None))
    assert vouches(telling("a", source=SEEN, definite=True, killed=None))


def test_where_nobody_gives_a_fact_the_named_stand_before_the_papers() -> None:
    bare = {"killed": None, "first_day": None, "last_day": None, "where": None, "definite": True, "type": "RETREAT", "mode": "release"}
    assert [o.id for o in corroboration(incident(telling("a", 10, **bare), telling("a", 40, source=ARMY, **bare))).origins] == ["army"]


def test_a_part_of_the_dead_contradicts_no_whole() -> None:
    whole, part = telling("a", 10, source=ARMY), telling("a", 40, source=ARMY, killed=(4, 4))
    assert kinds(whole, part, telling("b", source=SEEN)) == []
    assert kinds(whole, part, telling("b", source=SEEN, killed=(15, 15))) == ["toll"]


def test_one_killed_leader_is_no_toll_beside_many_and_dozens_are_no_number() -> None:
    assert kinds(telling("a", source=ARMY, killed=(1, 1)), telling("b", source=SEEN, killed=(7, 7))) == []
    assert kinds(telling("a", source=ARMY, killed=(1, 1)), telling("b", source=SEEN, killed=(2, 2))) == ["toll"]
    assert open_ended((20, 99)) == (20, None) and open_ended((12, 15)) == (12, 15)
    assert kinds(telling("a", source=ARMY, killed=(20, 99)), telling("b", source=SEEN, killed=(120, 120))) == []


def test_a_narrator_counts_only_where_nobody_whom_he_quotes_does() -> None:
    narrated = telling("a", 10, killed=(9, 9))
    assert kinds(narrated, telling("b", source=SEEN)) == ["toll"]
    assert kinds(narrated, telling("a", 40, source=ARMY), telling("b", source=SEEN)) == []


def test_tolls_of_two_towns_are_two_acts() -> None:
    far = where("misrata", lat=32.4, lon=15.1)
    assert "toll" not in kinds(telling("a", source=ARMY), telling("b", source=SEEN, killed=(15, 15), where=far))
    assert elsewhere(where(), far) and not elsewhere(where(), where("quarter", lat=31.21, settlement=False))


def test_a_place_that_an_article_tells_beside_the_other_is_no_contradiction() -> None:
    far = where("misrata", lat=32.4, lon=15.1)
    assert kinds(telling("a", source=ARMY), telling("b", source=SEEN, where=far)) == ["place"]
    assert kinds(telling("a", source=ARMY), telling("b", 10, source=SEEN, where=far), telling("b", 40, source=SEEN)) == []


def test_an_army_and_its_air_force_are_one_actor() -> None:
    assert kindred({"us-army"}, {"us-air-force"}) and not kindred({"syria-army"}, {"free-syrian-army"})
    x = telling("a", source=ARMY, agents=("group",))
    assert kinds(x, telling("b", source=GROUP, agents=("enemy",))) == ["actor"]
    assert kinds(x, telling("b", source=GROUP, agents=("enemy",), targets=("group",))) == []


def test_an_army_that_denies_an_attack_denies_that_it_did_it() -> None:
    no = telling("a", source=ARMY, status="negated", killed=None, targets=("generic:village",))
    assert kinds(no, telling("b", source=SEEN, agents=("generic:gunman",))) == []
    assert kinds(no, telling("b", source=SEEN, agents=("generic:force",))) == ["denial"]
    assert kinds(replace(no, targets=("generic:soldier",)), telling("b", source=SEEN, agents=("generic:gunman",))) == ["denial"]


def test_that_nobody_was_hurt_denies_no_strike() -> None:
    no = telling("a", source=SEEN, status="negated", killed=None, targets=("generic:victim",))
    assert kinds(no, telling("b", source=ARMY, killed=None)) == []
    assert kinds(no, telling("b", source=ARMY)) == ["denial"]


def test_a_rumour_that_is_told_to_be_denied_is_nobodys_word() -> None:
    rumour = telling("a", 10, source=source("generic:source", "unnamed", "unnamed"))
    no = telling("a", 40, source=ARMY, status="negated", killed=None)
    other = telling("b", source=replace(SEEN, side="mayor"), status="negated", killed=None)
    assert kinds(rumour, no, other) == []


def test_who_watches_and_sees_nobody_hold_the_town_contradicts_the_holder() -> None:
    taken = {"type": "CONTROL", "mode": "gain", "killed": None}
    watcher = source("observatory", "person", "observatory")
    assert kinds(telling("a", source=watcher, status="negated", **taken), telling("b", source=ARMY, **taken)) == ["holder"]


def test_five_papers_that_print_one_claim_make_one_contradiction_of_weight() -> None:
    found = contradictions_of(incident(*(telling(d, source=ARMY) for d in "abc"), telling("z", source=SEEN, killed=(15, 15))))
    assert [(c.kind, c.weight, c.note) for c in found] == [("toll", 3, "killed: 12 / 15")]
    assert {found[0].a.document, found[0].b.document} == {"a", "z"}


def test_the_weightiest_stand_first() -> None:
    told = [telling(d, source=ARMY) for d in "abc"]
    told += [telling("y", source=GROUP, killed=(14, 14)), telling("z", source=SEEN, killed=(15, 15))]
    found: tuple[Contradiction, ...] = contradictions_of(incident(*told))
    assert [c.weight for c in found] == [3, 3, 1]


def test_one_act_is_of_one_type_and_day() -> None:
    assert one_act(telling("a"), telling("b", first_day=DAY + 1, last_day=DAY + 1))
    assert not one_act(telling("a"), telling("b", first_day=DAY + 2, last_day=DAY + 2))
    assert not one_act(telling("a"), telling("b", mode="aerial"))
