"""One adverbial dates all that is told in a row, and the same deed told again in the story; nothing else."""

from __future__ import annotations

import pytest

import rawi


def days(text: str, title: str | None = None) -> dict[str, str | None]:
    """The day of each event, by its trigger; published on Wednesday 2019-05-15."""
    events = rawi.read(text, title=title, published="2019-05-15").events
    return {e.trigger.text: e.date.value if e.date else None for e in events}


@pytest.mark.parametrize(
    ("text", "triggers"),
    [
        ("اقتحم مسلحون المقر يوم الثلاثاء ثم أضرموا فيه النار فقتل ثلاثة حراس.", ["فقتل"]),
        (
            "قتل ستة عمال وأصيب تسعة في انفجار حافلة كانت متوقفة قرب محطة وسط الموصل، صباح الثلاثاء، بحسب الشرطة.",
            ["قتل", "وأصيب", "انفجار"],
        ),
        ("انفجرت سيارة أمام مطعم يرتاده جنود في مقديشو يوم الثلاثاء.", ["انفجرت"]),
        ("انفجرت سيارة في مدينة الموصل يوم الثلاثاء. وقال شاهد إن الانفجار وقع في المدينة.", ["انفجرت", "الانفجار"]),
    ],
)  # fmt: skip
def test_the_day_is_carried(text: str, triggers: list[str]) -> None:
    found = days(text)
    assert {t: found.get(t) for t in triggers} == dict.fromkeys(triggers, "2019-05-14")


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("قتل شرطي في كمين بعد ساعات من تفجير وقع في بغداد يوم الثلاثاء.", "كمين"),
        ("قصفت الطائرات بلدة حزانو يوم الثلاثاء. وقال شاهد إن مسلحين خطفوا طبيبا في الرقة.", "خطفوا"),
    ],
)
def test_another_deed_has_not_that_day(text: str, trigger: str) -> None:
    found = days(text)
    assert trigger in found
    assert found[trigger] is None


def test_a_headline_keeps_to_its_own_words() -> None:
    assert days("قتل ستة عمال في انفجار وسط الموصل يوم الثلاثاء.", title="مقتل ستة عمال في الموصل")["مقتل"] is None
