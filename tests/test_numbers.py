"""Counts: digits, number words, vague words, bounds, ranges, and duals of persons."""

from __future__ import annotations

import random

import pytest

from rawi.arabic.duals import dual_or_single
from rawi.arabic.numbers import Count, count_at, with_proclitics
from rawi.arabic.script import fold
from rawi.arabic.tokens import tokenise


def words(text: str) -> list[str]:
    return text.split()


def keys_of(text: str) -> list[str]:
    return [fold(token.text) for token in tokenise(text)]


COUNTS: list[tuple[str, int | None, int | None, int]] = [
    # text that begins with the count, low, high, tokens taken
    ("12 قتيلا", 12, 12, 1),
    ("١٢ قتيلا", 12, 12, 1),
    ("3,500 نازح", 3500, 3500, 1),
    ("3.500 نازح", 3500, 3500, 1),
    ("1,250,000 لاجئ", 1_250_000, 1_250_000, 1),
    ("١٬٢٠٠ لاجئ", 1200, 1200, 1),
    ("الـ12 المختطفين", 12, 12, 2),
    ("12 ألفا", 12_000, 12_000, 2),
    ("15 ألف نازح", 15_000, 15_000, 2),
    ("10 آلاف", 10_000, 10_000, 2),
    ("3.5 مليون لاجئ", 3_500_000, 3_500_000, 2),
    ("4 ملايين لاجئ", 4_000_000, 4_000_000, 2),
    ("12 ألفا و500 جندي", 12_500, 12_500, 4),
    # words
    ("ثلاثة جنود", 3, 3, 1),
    ("ثلاث نساء", 3, 3, 1),
    ("خمس نساء", 5, 5, 1),
    ("ثمانية مدنيين", 8, 8, 1),
    ("ثماني نساء", 8, 8, 1),
    ("واحد", 1, 1, 1),
    ("عشرة قتلى", 10, 10, 1),
    ("عشر نساء", 10, 10, 1),
    ("أحد عشر شخصا", 11, 11, 2),
    ("إحدى عشرة امرأة", 11, 11, 2),
    ("اثنا عشر شخصا", 12, 12, 2),
    ("اثني عشر شخصا", 12, 12, 2),
    ("اثنتي عشرة امرأة", 12, 12, 2),
    ("ثلاثة عشر شخصا", 13, 13, 2),
    ("ثماني عشرة امرأة", 18, 18, 2),
    ("تسعة عشر جنديا", 19, 19, 2),
    ("عشرون شخصا", 20, 20, 1),
    ("عشرين شخصا", 20, 20, 1),
    ("خمسة وعشرون شخصا", 25, 25, 2),
    ("خمسة وعشرين شخصا", 25, 25, 2),
    ("إحدى وعشرين امرأة", 21, 21, 2),
    ("اثنين وثلاثين شخصا", 32, 32, 2),
    ("تسع وتسعون", 99, 99, 2),
    ("مئة شخص", 100, 100, 1),
    ("مائة شخص", 100, 100, 1),
    ("ماية شخص", 100, 100, 1),
    ("مئتان", 200, 200, 1),
    ("مئتين", 200, 200, 1),
    ("مائتي شخص", 200, 200, 1),
    ("ثلاثمئة شخص", 300, 300, 1),
    ("ثلاثمائة شخص", 300, 300, 1),
    ("خمس مئة شخص", 500, 500, 2),
    ("ثمانمئة شخص", 800, 800, 1),
    ("مئة وخمسة وعشرون شخصا", 125, 125, 3),
    ("مئة وعشرة أشخاص", 110, 110, 2),
    ("مئة و20 شخصا", 120, 120, 3),
    ("ألف شخص", 1000, 1000, 1),
    ("ألفان", 2000, 2000, 1),
    ("ألفي جندي", 2000, 2000, 1),
    ("ألف ومئتا شخص", 1200, 1200, 2),
    ("ثلاثة آلاف شخص", 3000, 3000, 2),
    ("ثلاثمئة وخمسين ألفا", 350_000, 350_000, 3),
    ("مئة ألف", 100_000, 100_000, 2),
    ("مليون ومئتا ألف نازح", 1_200_000, 1_200_000, 3),
    ("ستة آلاف وثلاثمائة وواحد وعشرين", 6321, 6321, 5),
    ("مليون ونصف", 1_500_000, 1_500_000, 2),
    ("نصف مليون نازح", 500_000, 500_000, 2),
    ("مليوني لاجئ", 2_000_000, 2_000_000, 1),
    # proclitics and the article
    ("وثلاثة جرحى", 3, 3, 1),
    ("بخمسة صواريخ", 5, 5, 1),
    ("لعشرين يوما", 20, 20, 1),
    ("الثلاثة", 3, 3, 1),
    ("وأحد عشر جريحا", 11, 11, 2),
    # vague
    ("عشرات القتلى", 20, 99, 1),
    ("العشرات", 20, 99, 1),
    ("بعشرات الصواريخ", 20, 99, 1),
    ("مئات المدنيين", 200, 999, 1),
    ("آلاف النازحين", 2000, 9999, 1),
    ("الآلاف", 2000, 9999, 1),
    ("عشرات الآلاف", 20_000, 99_999, 2),
    ("مئات الآلاف", 200_000, 999_999, 2),
    ("بضعة أشخاص", 3, 9, 1),
    ("بضع نساء", 3, 9, 1),
    ("عدد من القتلى", 2, None, 2),
    ("عدد كبير من القتلى", 2, None, 3),
    ("عدة أشخاص", 2, None, 1),
    ("آخرون", 2, None, 1),
    ("وآخرين", 2, None, 1),
    # bounds
    ("ما لا يقل عن 12 شخصا", 12, None, 5),
    ("ما لا يقل عن عشرين شخصا", 20, None, 5),
    ("لا يقل عن 12 شخصا", 12, None, 4),
    ("12 على الأقل", 12, None, 3),
    ("12 شخصا على الأقل", 12, None, 1),
    ("12 جنديا عراقيا على الأقل", 12, None, 1),
    ("على الأقل 12", 12, None, 3),
    ("أكثر من 12 شخصا", 12, None, 3),
    ("لأكثر من عشرين", 20, None, 3),
    ("أكثر من مئة ألف", 100_000, None, 4),
    ("12 أو أكثر", 12, None, 3),
    ("نحو 12 شخصا", 12, 12, 2),
    ("بنحو مئتي شخص", 200, 200, 2),
    ("حوالي 12", 12, 12, 2),
    ("قرابة خمسين", 50, 50, 2),
    ("زهاء 12", 12, 12, 2),
    ("ما يقارب 12", 12, 12, 3),
    ("أقل من 12", None, 12, 3),
    ("ما لا يزيد عن 12", None, 12, 5),
    ("12 على الأكثر", None, 12, 3),
    # ranges
    ("بين 10 و15 شخصا", 10, 15, 4),
    ("ما بين عشرة وعشرين", 10, 20, 4),
    ("بين 3 و5 آلاف", 3000, 5000, 5),
    ("10 إلى 15 شخصا", 10, 15, 3),
    ("من 10 إلى 15", 10, 15, 4),
    ("10-15", 10, 15, 3),
    ("ثلاثة أو أربعة", 3, 4, 3),
    # two counts are no range
    ("10 و15", 10, 10, 1),
    ("12 قتيلا و30 جريحا على الأقل", 12, 12, 1),
    ("خمسة وثلاثة", 5, 5, 1),
]

NONE = [
    "الاثنين الماضي",
    "الأحد",
    "أحد القتلى",
    "لست هنا",
    "من المدينة",
    "بين البلدين",
    "عدد القتلى",
    "20 في المئة",
    "20%",
    "3.5",
    "نحو المدينة",
    "على الحدود",
    "الثالث",
    "قتيلان",
    "نصف القوات",
    "الـ",
    "و",
    "²",
]


@pytest.mark.parametrize(("text", "low", "high", "last"), COUNTS)
def test_count(text: str, low: int | None, high: int | None, last: int) -> None:
    assert count_at(keys_of(text), 0) == Count(0, last, low, high)


@pytest.mark.parametrize("text", NONE)
def test_no_count(text: str) -> None:
    assert count_at(keys_of(text), 0) is None


def test_inside_a_sentence() -> None:
    keys = keys_of("قتل أكثر من 30 شخصا وأصيب عشرات آخرون")
    assert count_at(keys, 1) == Count(1, 4, 30, None)
    assert count_at(keys, 3) == Count(3, 4, 30, 30)
    assert count_at(keys, 6) == Count(6, 7, 20, 99)
    assert count_at(keys, len(keys)) is None


@pytest.mark.parametrize("word", words("قتيلان قتيلين جنديان جنديين شخصان شخصين طفلان طفلين شرطيان شرطيين امرأتان امرأتين"))
def test_dual(word: str) -> None:
    assert dual_or_single(fold(word)) == (2, 2)


@pytest.mark.parametrize("word", words("مسلحان عنصران عنصرين جريحان جريحين شابان شابين فلسطينيان وضابطين لطفلتين مدنيان"))
def test_dual_more(word: str) -> None:
    assert dual_or_single(fold(word)) == (2, 2)


@pytest.mark.parametrize("word", words("قتيل قتيلا جندي جنديا وطفل شخصا امرأة"))
def test_single(word: str) -> None:
    assert dual_or_single(fold(word)) == (1, 1)


@pytest.mark.parametrize("word", words("مدنيين فلسطينيين مسلحين لبنان سوريين الحوثيين فتيان ميدان مسلح عسكري بغداد"))
def test_neither(word: str) -> None:
    assert dual_or_single(fold(word)) is None


def test_proclitics() -> None:
    forms = with_proclitics(["الف", "اليوم"])
    assert forms["واليوم"] == forms["لليوم"] == forms["ولليوم"] == "اليوم"
    assert forms["بالف"] == "الف"


def test_any_sequence_is_read_without_error() -> None:
    pool = [*(key for text, *_ in COUNTS for key in keys_of(text)), "²", "٪", "و", "", "0", "99999999999999999999", "1.2.3"]
    chance = random.Random(3)
    for _ in range(5_000):
        keys = chance.choices(pool, k=chance.randrange(1, 8))
        for i in range(len(keys)):
            count = count_at(keys, i)
            if count is not None:
                assert count.first == i < count.last <= len(keys), keys
                assert count.low is not None or count.high is not None
                assert count.low is None or count.high is None or count.low <= count.high, keys
