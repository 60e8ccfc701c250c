"""Tolls that stand beside the killing: companions, the wounded joined to the dead, bodies, and what is already counted."""

from __future__ import annotations

import pytest

import rawi


@pytest.mark.parametrize(
    ("text", "trigger", "killed", "injured"),
    [
        ("أعلن الناطق مقتل قائد اللواء مع ثلاثة من مرافقيه في كمين.", "مقتل", (4, 4), None),
        ("أدى الهجوم إلى مقتل تسعة أشخاص و14 جريحا.", "مقتل", (9, 9), (14, 14)),
        ("قال إن رجلا قتل وأصيب خمسة آخرون.", "قتل", (1, 1), None),
        ("قال إن ستة من ركاب الحافلة قتلوا وجميعهم من الطلاب.", "قتلوا", (6, 6), None),
        ("ارتفعت حصيلة القصف إلى سبعة قتلى بعد وفاة اثنين من الجرحى.", "القصف", (7, 7), None),
        ("استقبل المستشفى أربع جثث و20 جريحا بعد تفجير السوق.", "تفجير", (4, 4), (20, 20)),
    ],
)  # fmt: skip
def test_toll(text: str, trigger: str, killed: tuple[int, int] | None, injured: tuple[int, int] | None) -> None:
    event = next(e for e in rawi.read(text).events if e.trigger.text == trigger)
    assert (event.killed, event.injured) == (killed, injured)


def test_the_counted_after_a_verb_of_taking_are_taken() -> None:
    (event,) = rawi.read("خطف ثلاثة عسكريين في عرسال.").events
    assert (event.agents, [t.text for t in event.targets]) == ((), ["ثلاثة عسكريين"])


@pytest.mark.parametrize("text", ["الطيران التركي قصف القرى.", "قال إن مقاتلات قصفت المدينة.", "سلاح الجو قصف شحنة أسلحة."])
def test_aircraft_bomb_from_the_air(text: str) -> None:
    assert next(e for e in rawi.read(text).events if e.type == "ASSAULT").mode == "aerial"
