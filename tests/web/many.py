"""Made-up articles of one explosion, as many as asked for: outlets, tolls, sources and days differ, some print one text."""

from __future__ import annotations

import json
from pathlib import Path

SOURCES = (
    "مصدر في الشرطة", "مصدر طبي في مستشفى بعقوبة العام", "شهود عيان", "المتحدث باسم قيادة عمليات ديالى", "محافظ ديالى",
    "رئيس مجلس محافظة ديالى",
    "مسؤول محلي", "مدير دائرة صحة ديالى",
)  # fmt: skip
PLACES = ("سوق شعبية وسط بعقوبة", "مدخل السوق الكبير في بعقوبة", "حي المفرق في بعقوبة", "سوق الخضار في بعقوبة")
AGENCIES = ("أ ف ب", "رويترز", None)


def articles(count: int) -> list[dict[str, str]]:
    """Articles of the explosion in Baqubah on 6 March 2017, the later ones with other tolls."""
    return [_article(n) for n in range(count)]


def _article(n: int) -> dict[str, str]:
    killed, hurt = 9 + n % 8, 21 + n % 13
    source, place, agency = SOURCES[n % len(SOURCES)], PLACES[n % len(PLACES)], AGENCIES[n % len(AGENCIES)]
    head = f"بعقوبة (العراق) - {agency}: " if agency else ""
    body = (
        f"{head}قتل {killed} أشخاص وأصيب {hurt} آخرون بجروح في انفجار سيارة مفخخة في {place} صباح الاثنين، بحسب ما أفاد {source}.\n"
        f"وقال {SOURCES[(n + 3) % len(SOURCES)]} إن التفجير أدى إلى مقتل {killed + n % 3} شخصا وإن السيارة كانت مركونة قرب المحال رقم {n}."
    )
    return {
        "id": f"many-{n:04d}", "title": f"{killed} قتلى في تفجير سيارة مفخخة في بعقوبة", "text": body,
        "published": f"2017-03-{6 + n % 4:02d}", "outlet": f"صحيفة الخبر {n % 40}", "language": "ar",
    }  # fmt: skip


def written(folder: Path, count: int) -> Path:
    """A file of such articles."""
    path = folder / "many.jsonl"
    path.write_text("".join(json.dumps(a, ensure_ascii=False) + "\n" for a in articles(count)), "utf-8")
    return path
