"""Whose the ground is: sentences of our own about who holds, takes, loses or besieges a place, and such as tell of no ground."""

from __future__ import annotations

from functools import lru_cache

import pytest

from rawi.comparing.control import ControlClaim, claims_of
from rawi.comparing.holding import timeline
from rawi.lexicon import Lexicon, load
from rawi.model import Document
from rawi.pipeline import read_document


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Ours."""
    return load(None)


def claims(text: str, published: str = "2015-07-20") -> tuple[ControlClaim, ...]:
    """The claims of control of a text."""
    return claims_of(read_document(Document("a", text, None, published, "جريدة المثال"), lexicon()))


@pytest.mark.parametrize(
    "text",
    [
        "وقال مدير التحرير في مكتب عدن إن الجريدة تصدر غدا.",
        "التقت هيئة التحرير محافظ مدينة تعز أمس.",
        "دعا الوزير إلى استعادة السلام في مدينة صنعاء.",
        "وعد المحافظ أهالي مدينة حمص باستعادة الأمن.",
        "أحرق المهاجمون عربات استولوا عليها في مدينة بنغازي.",
        "يدخل الاتفاق حيز التنفيذ في مدينة تعز غدا.",
        "غادر الشاب مدينة تونس للقتال في الخارج.",
        "رفع الطلاب العلم في مدينة عدن.",
    ],
)
def test_no_ground(text: str) -> None:
    assert claims(text) == ()


@pytest.mark.parametrize(
    ("text", "site", "kind", "holders"),
    [
        ("أكد مصدر محلي أن تنظيم داعش فرض سيطرته على مدينة تدمر.", "sy-palmyra", "gained", {"isis"}),
        ("أحكمت المقاومة الشعبية سيطرتها على مدينة عدن.", "ye-aden", "gained", {"popular-resistance-yemen"}),
        ("بات حي التواهي في مدينة عدن تحت سيطرة الحوثيين.", "ye-tawahi", "held", {"houthis"}),
        ("قصف الطيران مدينة الرقة (شمال شرقي سوريا) التي يسيطر عليها تنظيم داعش.", "sy-raqqa", "held", {"isis"}),
        ("تقدمت القوات في قطاع من مدينة عدن ما زال يسيطر عليه الحوثيون.", "ye-aden", "held", {"houthis"}),
        ("تبعد الفلوجة عن مدينة الرمادي، مركز محافظة الأنبار، التي سقطت بيد تنظيم داعش.", "iq-ramadi", "gained", {"isis"}),
        ("جاء القصف بعد تمكن المقاومة الشعبية من تحرير مدينة عدن.", "ye-aden", "gained", {"popular-resistance-yemen"}),
        ("وصلت لجنة بعد احتلال تنظيم داعش لمدينة تدمر.", "sy-palmyra", "gained", {"isis"}),
        ("تقدمت المقاومة الشعبية في الشارع العام وطهرت حي التواهي في مدينة عدن.", "ye-tawahi", "gained", {"popular-resistance-yemen"}),
        ("كانت مدينة تكريت تحت سيطرة تنظيم داعش.", "iq-tikrit", "held", {"isis"}),
    ],
)
def test_who_holds_which_place(text: str, site: str, kind: str, holders: set[str]) -> None:
    told = [c for c in claims(text) if c.kind == kind]
    assert {c.site.id for c in told} == {site}
    assert {p.id for c in told for p in c.holders} == holders


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("شنت القوات هجوما لفك الحصار عن مدينة دير الزور.", "relieved"),
        ("قال إن المقاتلين لا يزالون يعملون على تطهير مدينة تكريت.", "gained"),
        ("تسعى المقاومة الشعبية لمنع قوات الحوثيين من السيطرة على مدينة عدن.", "gained"),
        ("ستتم السيطرة على مدينة الرمادي بعد أيام.", "gained"),
    ],
)
def test_no_fact_yet(text: str, kind: str) -> None:
    told = [c for c in claims(text) if c.kind == kind]
    assert told and not any(c.fact for c in told)


def test_what_was_held_is_background() -> None:
    (claim,) = claims("كانت مدينة تكريت تحت سيطرة تنظيم داعش.")
    assert claim.earlier and claim.kind == "held"
    (still,) = claims("لا تزال مدينة تكريت تحت سيطرة تنظيم داعش.")
    assert not still.earlier


def test_what_is_left_of_the_enemy_is_driven_out() -> None:
    (claim,) = claims("انطلقت حملات تمشيط لطرد ما تبقى من الحوثيين من مدينة عدن.")
    assert claim.kind == "lost" and not claim.fact and {p.id for p in claim.losers} == {"houthis"} and claim.holders == ()


def test_out_of_whose_hold() -> None:
    gained = [c for c in claims("أعلنت الحكومة تحرير مدينة عدن من قبضة الحوثيين.") if c.kind == "gained"]
    assert gained and all({p.id for p in c.losers} == {"houthis"} for c in gained)


def test_areas_held_in_a_province_are_a_part_of_it() -> None:
    (claim,) = claims("استهدفت الغارات مناطق سيطرة الحوثيين في محافظة تعز.")
    assert claim.extent == "part" and {p.id for p in claim.holders} == {"houthis"}


def test_a_country_is_held_only_where_it_is_named_as_what_is_held() -> None:
    assert claims("سيطر المسلحون على حقل نفطي كبير وانتقلوا بعد ذلك إلى مناطق أخرى في العراق.") == ()
    (part,) = claims("يسيطر تنظيم داعش على مساحات واسعة من العراق.")
    assert part.site.id == "iq-iraq" and part.extent == "part"


def test_a_month_is_no_day() -> None:
    text = "سيطر تنظيم داعش على مدينة الرمادي في مايو 2015."
    (claim,) = claims(text)
    assert not claim.exact and claim.first_day is not None and claim.day == claim.last_day
    (span,) = timeline([claim]).spans
    assert not span.exact and span.first == claim.last_day
    (early,) = claims(text, "2015-05-18")
    assert early.day == early.published


def test_a_nameless_village_is_a_part_of_what_it_lies_in() -> None:
    (claim,) = claims("أصاب القصف قرية يسيطر عليها تنظيم داعش في محافظة حلب.")
    assert claim.site.name == "Aleppo Governorate" and claim.extent == "part" and {p.id for p in claim.holders} == {"isis"}


def test_a_quarter_that_no_list_holds_is_a_part_of_the_town_named_behind_it() -> None:
    told = claims("سيطر تنظيم داعش على حي الزيزفونية في مدينة تدمر بعد معارك في مدينة تدمر.")
    assert {(c.site.id, c.extent) for c in told} == {("sy-palmyra", "part")}
