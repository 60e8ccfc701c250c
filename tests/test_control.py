"""Who is said to hold a place: short texts of our own read by the real reader, then laid side by side."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from rawi.comparing.control import ControlClaim, claims_of, placeless
from rawi.comparing.holding import Held, timeline, timelines
from rawi.comparing.sites import Site, relation, site_of
from rawi.comparing.standing import held_on, summary
from rawi.lexicon import Lexicon, load
from rawi.model import Document, Reading
from rawi.pipeline import read_document
from samples import run

INCIDENTS = Path(__file__).parent / "incidents" / "articles.jsonl"
SAMPLE = Path(__file__).parents[2] / "shared" / "samples" / "baghouz-opinion.txt"


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Ours."""
    return load(None)


def reading(text: str, published: str | None = "2019-03-21", id: str = "a", outlet: str = "جريدة المثال") -> Reading:
    """A text as an article."""
    return read_document(Document(id, text, None, published, outlet), lexicon())


def claims(text: str, published: str | None = "2019-03-21", id: str = "a", outlet: str = "جريدة المثال") -> tuple[ControlClaim, ...]:
    """The claims of control of a text."""
    return claims_of(reading(text, published, id, outlet))


def only(text: str, published: str | None = "2019-03-21") -> ControlClaim:
    """The one claim of a text (two triggers that say the same count once)."""
    found = claims(text, published)
    assert len({(c.kind, c.denied, c.fact, c.site.id, tuple(p.id for p in c.holders)) for c in found}) == 1, found
    return found[0]


def ordinal(text: str) -> int:
    """A day as an ordinal."""
    return date.fromisoformat(text).toordinal()


def holders(spans: tuple[Held, ...]) -> list[str]:
    """Who holds in each span."""
    return ["+".join(p.id for p in s.holders) for s in spans]


AGENCY = "أعلنت وكالة هاوار أن قوات سوريا الديمقراطية سيطرت على كامل بلدة الباغوز."
DENIAL = "نفت قوات سوريا الديمقراطية أن تكون قد سيطرت على بلدة الباغوز."
ANNOUNCED = "أعلنت قوات سوريا الديمقراطية السيطرة على بلدة الباغوز."


def test_claimed_denied_and_announced_two_days_later() -> None:
    found = [*claims(AGENCY, "2019-03-21", "a"), *claims(DENIAL, "2019-03-21", "b"), *claims(ANNOUNCED, "2019-03-23", "c")]
    site = found[0].site
    first, later = (held_on(found, site, ordinal(day)) for day in ("2019-03-21", "2019-03-23"))
    assert {(a.voice.name, a.says) for a in first} == {("Hawar News Agency", "holds"), ("Syrian Democratic Forces", "denies")}
    assert summary(first).kind == "disputed"
    assert summary(later).kind == "one origin"  # the agency is a voice, but no origin beside the one whom it speaks of
    assert [{v.name for v in voices} for _, voices in summary(later).camps] == [{"Hawar News Agency", "Syrian Democratic Forces"}]
    own = next(a for a in later if a.voice.key == "sdf")
    assert own.says == "holds" and own.side == "itself" and own.age == 0
    disputes = timeline(found).disputes
    assert [(d.kind, d.first) for d in disputes] == [("denied", ordinal("2019-03-21"))]


def test_what_the_same_voice_says_later_replaces_its_denial() -> None:
    late = "أعلنت قوات سوريا الديمقراطية السيطرة على بلدة الباغوز في 20 مارس 2019."
    line = timeline([*claims(DENIAL, "2019-03-21", "b"), *claims(late, "2019-03-23", "c")])
    assert holders(line.spans) == ["sdf"] and line.spans[0].last is None and line.marks == ()


def test_a_denial_makes_no_holder() -> None:
    line = timeline(claims("نفى المتحدث باسم الجيش السوري سيطرة تنظيم داعش على مدينة تدمر."))
    assert line.spans == () and [m.kind for m in line.marks] == ["denied"]
    assert summary(held_on([line.marks[0].claim], line.site, ordinal("2019-03-22"))).kind == "denied"


@pytest.mark.parametrize(
    ("text", "kind", "holder"),
    [
        ("يحاصر الجيش السوري مدينة مضايا منذ شهرين.", "besieged", "syria-army"),
        ("تقدمت القوات العراقية نحو مدينة الفلوجة.", "advanced", "iraq-army"),
        ("اقتحمت قوات سوريا الديمقراطية مدينة منبج.", "entered", "sdf"),
        ("فك الجيش الحصار عن مدينة دير الزور.", "relieved", "syria-army"),
        ("لا تزال جبهة النصرة تسيطر على مدينة إدلب.", "held", "nusra-front"),
        ("سقطت مدينة الرمادي بيد تنظيم داعش أمس.", "gained", "isis"),
        ("استعاد الجيش العراقي السيطرة على مدينة الرمادي.", "gained", "iraq-army"),
    ],
)
def test_kinds(text: str, kind: str, holder: str) -> None:
    claim = only(text)
    assert (claim.kind, claim.fact, claim.denied, [p.id for p in claim.holders]) == (kind, True, False, [holder])


def test_a_siege_or_an_advance_changes_no_holder() -> None:
    line = timeline(
        [
            *claims("سيطر تنظيم داعش على مدينة الفلوجة.", "2019-03-01", "a"),
            *claims("تقدمت القوات العراقية نحو مدينة الفلوجة.", "2019-03-05", "b"),
        ]
    )
    assert holders(line.spans) == ["isis"] and line.spans[0].last is None
    assert [m.kind for m in line.marks] == ["advanced"]


def test_a_loss_ends_the_span() -> None:
    taken = claims("سيطر الحوثيون على مدينة زنجبار.", "2019-03-01", "a")
    left = claims("انسحب الحوثيون من مدينة زنجبار أمس.", "2019-03-10", "b")
    line = timeline([*taken, *left])
    assert [(s.last, s.ended) for s in line.spans] == [(ordinal("2019-03-09"), "lost")]
    assert not [a for a in held_on([*taken, *left], line.site, ordinal("2019-03-12")) if a.says == "holds"]


def test_lost_to_somebody_is_his_gain() -> None:
    line = timeline(claims("خسر تنظيم داعش مدينة منبج أمام قوات سوريا الديمقراطية."))
    assert holders(line.spans) == ["sdf"] and [(m.kind, m.parties[0].id) for m in line.marks] == [("lost", "isis")]


def test_to_lose_control_is_no_control() -> None:
    assert {c.kind for c in claims("فقد الجيش السوري السيطرة على مدينة تدمر.")} == {"lost"}


def test_going_to_a_place_does_not_lose_it() -> None:
    assert all(c.kind != "lost" for c in claims("انسحبت قوات النظام إلى مدينة حماة.") if c.site.id == "sy-hama")


@pytest.mark.parametrize(
    ("words", "extent"),
    [
        ("كامل بلدة الباغوز", "all"), ("بلدة الباغوز بالكامل", "all"), ("معظم بلدة الباغوز", "most"), ("أجزاء من مدينة تدمر", "part"),
        ("تلال قرب مدينة تدمر", "part"), ("مدينة تدمر", None),
    ],
)
def test_how_much_is_held(words: str, extent: str | None) -> None:
    assert only(f"سيطرت قوات سوريا الديمقراطية على {words}.").extent == extent


def test_two_parts_of_a_town_are_no_dispute() -> None:
    found = [
        *claims("قال المرصد السوري إن قوات النظام سيطرت على أجزاء من مدينة تدمر.", "2019-03-01", "a"),
        *claims("سيطر تنظيم داعش على أجزاء من مدينة تدمر.", "2019-03-01", "b"),
    ]
    assert timeline(found).disputes == () and len(timeline(found).spans) == 2


@pytest.mark.parametrize(
    "text",
    [
        "تستعد القوات العراقية للسيطرة على مدينة الموصل.",
        "انطلقت معركة تحرير مدينة الموصل.",
        "طالبت الحكومة اليمنية بانسحاب الحوثيين من صنعاء.",
        "ستسيطر قوات البشمركة على سنجار غدا.",
    ],
)
def test_what_is_planned_or_demanded_is_no_control(text: str) -> None:
    found = claims(text)
    assert found and not any(c.fact for c in found)
    assert all(timeline([c]).spans == () for c in found)


def test_two_origins_dispute_until_one_gives_in() -> None:
    found = [
        *claims("قالت قوات سوريا الديمقراطية إن مقاتليها يسيطرون على مدينة منبج.", "2019-03-01", "a"),
        *claims("قال المرصد السوري لحقوق الإنسان إن تنظيم داعش يسيطر على مدينة منبج.", "2019-03-02", "b"),
        *claims("قال المرصد السوري لحقوق الإنسان إن قوات سوريا الديمقراطية سيطرت على مدينة منبج.", "2019-03-05", "c"),
    ]
    line = timeline(found)
    assert [(d.kind, d.first, d.last) for d in line.disputes] == [("holds", ordinal("2019-03-02"), ordinal("2019-03-05"))]
    told = summary(held_on(found, line.site, ordinal("2019-03-03")))
    assert told.kind == "disputed" and sorted(len(v) for _, v in told.camps) == [1, 1]
    assert summary(held_on(found, line.site, ordinal("2019-03-06"))).kind == "agreed"


def test_allies_do_not_dispute() -> None:
    apart = [
        *claims("قالت قوات سوريا الديمقراطية إن مقاتليها يسيطرون على مدينة تدمر.", "2019-03-01", "a"),
        *claims("قال المرصد السوري لحقوق الإنسان إن الجيش السوري سيطر على مدينة تدمر.", "2019-03-01", "b"),
    ]
    joint = claims("دخل الجيش السوري وقوات سوريا الديمقراطية مدينة تدمر.", "2019-03-01", "c")
    assert len(joint[0].holders) == 2
    assert timeline(apart).disputes and not timeline([*apart, *joint]).disputes


@pytest.mark.parametrize(
    "text",
    [
        "بدأ الجيش العراقي عملية عسكرية لتحرير مدينة الرمادي من سيطرة تنظيم داعش.",
        "يسعى الجيش العراقي إلى السيطرة على مدينة الرمادي.",
        "قال الجيش العراقي إن السيطرة على مدينة الرمادي مسألة وقت.",
    ],
)
def test_what_is_aimed_at_takes_nothing_and_loses_nothing(text: str) -> None:
    found = claims(text)
    assert found and not [c for c in found if c.fact and c.kind in ("gained", "held", "lost")]


def test_order_does_not_matter() -> None:
    found = [*claims(AGENCY, "2019-03-21", "a"), *claims(DENIAL, "2019-03-21", "b"), *claims(ANNOUNCED, "2019-03-23", "c")]
    assert timeline(found) == timeline(found[::-1])
    assert timelines(found) == timelines(reversed(found))


def test_containment_is_shown_as_weaker() -> None:
    found = claims("سيطر الحوثيون على محافظة عدن.", "2019-03-01")
    town = claims("سيطر الحوثيون على مدينة عدن.", "2019-03-01", "b")[0].site
    answers = held_on(found, town, ordinal("2019-03-02"))
    assert [(a.relation, a.holders[0].id) for a in answers] == [("wider", "houthis")]
    assert summary(answers).kind == "nobody"
    back = held_on(claims("سيطر الحوثيون على مدينة عدن.", "2019-03-01", "b"), found[0].site, ordinal("2019-03-02"))
    assert [a.relation for a in back] == ["inside"]


def test_an_undated_claim_holds_by_the_day_of_publication_and_one_without_a_day_never() -> None:
    dated, bare = claims("سيطر الحوثيون على مدينة تعز.", "2019-03-01"), claims("سيطر الحوثيون على مدينة تعز.", None)
    site = dated[0].site
    assert not held_on(dated, site, ordinal("2019-02-28"))
    assert [a.exact for a in held_on(dated, site, ordinal("2019-03-04"))] == [False]
    assert [a.age for a in held_on(dated, site, ordinal("2019-03-04"))] == [3]
    assert timeline(bare).spans[0].first is None and not held_on(bare, site, ordinal("2019-03-04"))


def test_background_without_a_day_is_earlier() -> None:
    found = [*claims("كان تنظيم داعش قد سيطر على مدينة تدمر. وسيطر الجيش السوري على مدينة تدمر اليوم.", "2019-03-01")]
    line = timeline(found)
    assert {(s.holders[0].id, s.earlier) for s in line.spans} == {("isis", True), ("syria-army", False)}
    assert [a.holders[0].id for a in held_on(found, line.site, ordinal("2019-03-01"))] == ["syria-army"]


def test_people_who_flee_lose_nobody_a_town() -> None:
    assert claims("نزح السكان من مدينة منبج. وفر السكان من مدينة منبج.") == ()


def test_taking_tanks_is_no_taking_of_the_town() -> None:
    assert claims("استولت قوات سوريا الديمقراطية على دبابات في مدينة منبج.") == ()


def test_placeless_claims_are_counted() -> None:
    assert placeless(reading("سيطر الحوثيون على موقع عسكري مهم.")) == 1


def test_the_town_of_the_incidents() -> None:
    rows = [json.loads(line) for line in INCIDENTS.read_text("utf-8").splitlines()]
    found = [
        c for a in rows if a["id"].startswith("d05")
        for c in claims_of(read_document(Document(a["id"], a["text"], a["title"], a["published"], a["outlet"]), lexicon()))
    ]  # fmt: skip
    line = next(x for x in timelines(found) if x.site.id == "sy-morek")
    disputed = summary(held_on(found, line.site, ordinal("2017-03-21")))
    assert disputed.kind == "disputed"
    assert {p.id for holders, _ in disputed.camps for p in holders} == {"syria-army", "jaysh-al-izza"}
    after = held_on(found, line.site, ordinal("2017-03-23"))
    assert {p.id for holders, _ in summary(after).camps for p in holders} == {"syria-army"} and summary(after).kind == "agreed"
    own = [a for a in after if a.voice.key == "jaysh-al-izza"]
    assert [(a.says, a.holders[0].id, a.side) for a in own] == [("holds", "syria-army", "enemy")]


@pytest.mark.skipif(not SAMPLE.exists(), reason="needs the shared sample of news")
def test_real_news() -> None:
    found = claims_of(read_document(Document("b", SAMPLE.read_text("utf-8"), None, "2019-03-23"), lexicon()))
    site = next(c.site for c in found if c.site.id == "sy-al-baghuz")
    assert not [a for a in held_on(found, site, ordinal("2019-03-22")) if any(p.id == "sdf" for p in a.holders)]
    now = [a for a in held_on(found, site, ordinal("2019-03-23")) if a.says == "holds" and a.relation == "itself"]
    assert {p.id for a in now for p in a.holders} == {"sdf"} and any(a.voice.key == "afp" for a in now)


def test_relations_of_places() -> None:
    province = Site("p", "Homs", "حمص", "province", "SY", "SY/Homs", ("SY",))
    town = Site("t", "Palmyra", "تدمر", "city", "SY", None, ("SY/Palmyra", "SY/Homs", "SY"))
    assert (relation(province, town), relation(town, province), relation(town, town)) == ("wider", "inside", "itself")
    assert relation(town, Site("o", "Hama", "حماة", "city", "SY", None, ("SY/Hama", "SY"))) is None
    assert all(site_of(p).containers for p in reading("قصفت الطائرات مدينة تدمر.").locations)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town's articles in an archive."""
    folder = tmp_path_factory.mktemp("control")
    lines = [line for line in INCIDENTS.read_text("utf-8").splitlines() if json.loads(line)["id"].startswith("d05")]
    (folder / "in.jsonl").write_text("\n".join(lines), "utf-8")
    assert run("add", folder / "archive", folder / "in.jsonl").exit_code == 0
    return folder / "archive"


def test_command_in_all_forms(archive: Path) -> None:
    text = run("control", archive, "مورك")
    assert text.exit_code == 0 and "according to Jaysh al-Izza" in text.stdout and "disputed" in text.stdout and "\u2068" in text.stdout
    on = run("control", archive, "Morek", "--on", "2017-03-21")
    assert "disputed between" in on.stdout and "said that day" in on.stdout
    data = json.loads(run("control", archive, "sy-morek", "--on", "2017-03-23", "--format", "json").stdout)
    assert data["summary"]["kind"] == "agreed" and data["answers"][0]["claims"][0]["quote"]["text"]
    lines = json.loads(run("control", archive, "sy-morek", "--format", "json").stdout)["timelines"]
    assert lines[0]["relation"] == "itself" and lines[0]["voices"] and lines[0]["disputes"]
    rows = list(csv.DictReader(io.StringIO(run("control", archive, "sy-morek", "--format", "csv").stdout)))
    assert {r["place_id"] for r in rows if r["place"] == "Morek"} == {"sy-morek"} and any(r["denied"] == "1" for r in rows)


def test_command_narrows(archive: Path) -> None:
    one = run("control", archive, "sy-morek", "--according-to", "sohr")
    assert "Syrian Observatory" in one.stdout and "Jaysh al-Izza" not in one.stdout
    early = run("control", archive, "sy-morek", "--to", "2017-03-20").stdout
    assert "2017-03-22" not in early and "Syrian Arab News Agency" in early
    assert "nobody says" in run("control", archive, "sy-morek", "--to", "2010-01-01").stdout
    bare = run("control", archive, "sy-morek", "--on", "2010-01-01")
    assert bare.exit_code == 0 and "nobody says who held it" in bare.stdout


def test_unknown_place_and_bad_date(archive: Path) -> None:
    lost = run("control", archive, "Morekk")
    assert lost.exit_code == 64 and "E205" in lost.output and "Morek" in lost.output
    assert "E201" in run("control", archive, "Morek", "--on", "2017-13-01").output
