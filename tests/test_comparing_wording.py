"""What the words around a trigger tell comparing: how long ago, tear gas or bullets, which sort of site, what is only recalled."""

from __future__ import annotations

from datetime import date

import pytest

import rawi
from rawi.comparing.accounts import Account, accounts_of
from rawi.comparing.tellings import DISPERSING, Telling, tellings_of
from rawi.comparing.wording import about, ago, averted, formerly, judged, names_day, recalled, site_of_words

PUBLISHED = "2019-05-15"
NEWS = date(2019, 5, 14).toordinal()


def told(text: str, title: str | None = None) -> tuple[Telling, ...]:
    return tellings_of(rawi.read(text, title=title, published=PUBLISHED))


def struck(text: str, title: str | None = None) -> list[Account]:
    return [a for a in accounts_of(told(text, title)) if any(k == "ASSAULT" for k, _ in a.kinds)]


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("ويأتي التفجير بعد يوم من ", (1, 1)),
        ("ووقع الكمين بعد يومين من ", (2, 2)),
        ("وجاء ذلك بعد أربعة أيام على ", (4, 4)),
        ("ويأتي الهجوم بعد نحو شهر من ", (22, 38)),
        ("وهو الثاني في اليوم نفسه بعد ", (0, 0)),
        ("وجاء ذلك بعد أيام عدة من ", None),
        ("وجاء ذلك غداة ", None),
    ],
)
def test_how_long_ago_the_other_was(words: str, days: tuple[int, int] | None) -> None:
    assert ago(words) == days


@pytest.mark.parametrize(
    ("words", "site"),
    [
        (" داخل مسجد في كركوك", "generic:mosque"),
        (" أمام مركز شرطة المنصور", "generic:police-station"),
        (" عند نقطة تفتيش للجيش", "generic:point"),
        (" في السوق الشعبية", "generic:market"),
        (" في حلب، قرب فندق", None),
        (" مدنيين", None),
    ],
)
def test_which_sort_of_site(words: str, site: str | None) -> None:
    assert site_of_words(words) == ((site,) if site else ())


def test_a_relative_clause_only_recalls() -> None:
    text = "شيع أهالي البلدة الشاب الذي كان قد قتل أمس"
    assert recalled(text, 0, text.index("قتل")) and not recalled("ثم قتل", 0, 3)
    assert about("قبل أسبوعين") and about("قبل نحو أسبوع") and not about("قبل يومين")


def test_tear_gas_and_bullets_of_one_day_are_two() -> None:
    accounts = struck("قال شهود إن الشرطة أطلقت الغاز المسيل للدموع في عطبرة أمس. وقال طبيب إن شابا قتل برصاصة في الرأس.")
    modes = [{m for _, m in a.kinds} for a in accounts]
    assert len(accounts) == 2 and {DISPERSING} in modes


def test_what_the_news_is_dated_from_has_its_day() -> None:
    other = next(t for t in told("قتل ثلاثة في تفجير بكركوك أمس الثلاثاء. ويأتي الهجوم بعد شهر من تفجير في السوق.") if t.another)
    assert other.first_day is not None and other.last_day is not None
    assert 20 <= (NEWS - other.last_day) <= 30 <= (NEWS - other.first_day) <= 40


def test_the_first_of_two_attacks_is_another() -> None:
    tellings = told("قتل اثنان في انفجار داخل كنيسة في طنطا أمس. وهو الهجوم الثاني في المدينة بعد تفجير قنبلة أمام مصرف.")
    assert [t.another for t in tellings if t.type == "ASSAULT"][-1]


def test_two_quarters_of_a_town_in_one_article_are_two() -> None:
    text = "شهدت بغداد أمس تفجيرين. انفجرت سيارة في الكرادة فقتل خمسة. وانفجرت دراجة مفخخة في الأعظمية فقتل اثنان."
    places = [set(a.places) & {"iq-karrada", "iq-adhamiyah"} for a in struck(text)]
    assert {"iq-karrada"} in places and not any(len(p) > 1 for p in places)


def test_what_has_no_place_is_in_the_one_town_of_its_article() -> None:
    accounts = struck("تظاهر مئات الطلاب أمس في عطبرة. وقالت لجنة الأطباء إن شابا قتل برصاص الشرطة.")
    assert [set(a.places) for a in accounts] == [{"sd-atbara"}]


def test_that_nobody_claimed_it_is_no_claim() -> None:
    account = struck("انفجرت قنبلة في كركوك أمس فقتل ثلاثة. ولم تتبن أي جهة الهجوم.")[0]
    assert not any(k == "CLAIM-RESP" for k, _ in account.kinds)


@pytest.mark.parametrize(
    ("before", "was", "spoken", "kept"),
    [
        ("استعاد الجيش البلدة التي كانت تحت ", True, False, False),
        ("حددت الشرطة هوية منفذ ", False, True, False),
        ("وأدانت بلدان عدة ", False, True, False),
        ("انتشر الجنود لمنع ", False, False, True),
        ("واستبعد المصدر ", False, False, True),
        ("قال السكان إن مسلحين شنوا ", False, False, False),
    ],
)
def test_what_is_no_telling_of_the_act(before: str, was: bool, spoken: bool, kept: bool) -> None:
    text, at = before + "سيطرة", len(before)
    assert (formerly(text, 0, at), judged(text, 0, at), averted(text, 0, at)) == (was, spoken, kept)


def test_a_day_with_a_name() -> None:
    assert names_day("أمس (الاثنين)") and names_day("19 يوليو") and not names_day("أمس") and not names_day("فجر اليوم")
