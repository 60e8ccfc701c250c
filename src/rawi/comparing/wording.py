"""What the words around a trigger say beside its arguments: how long ago, against whom and where, and what is only recalled."""

from __future__ import annotations

import re

from rawi.arabic.script import fold
from rawi.comparing.tables import tables
from rawi.model import Event

_SAME_DAY = re.compile(r"(?:اليوم (?:نفسه|ذاته)|نفس اليوم)[^.،؛\n]*\s(?:بعد|من)\s+$")
_AFTER = re.compile(
    r"بعد\s+(?:نحو\s+|حوالى\s+|حوالي\s+)?(?:(?P<number>\w+)\s+)?"
    r"(?P<unit>(?:يوم|[أا]يام|[أا]سبوع|[أا]سابيع|شهر|[أا]شهر|عام|سن[ةه])\w*)\s+(?:من|على)\s+$"
)
_UNITS = (("يوم", 1, 0, "يومين"), ("ايام", 1, 0, ""), ("اسبوع", 7, 2, "اسبوعين"), ("اسابيع", 7, 3, ""), ("شهر", 30, 8, "شهرين"),
          ("اشهر", 30, 12, ""), ("عام", 365, 60, "عامين"), ("سن", 365, 60, "سنتين"))  # fmt: skip
"""Units by how they begin: days, so many more or fewer, and the dual."""
_FEW = {"ثلاثة": 3, "ثلاث": 3, "اربعة": 4, "اربع": 4, "خمسة": 5, "خمس": 5, "ستة": 6, "ست": 6, "سبعة": 7, "عشرة": 10}
_ABOUT = re.compile(r"(?:قبل|منذ)\s+(?:(?:نحو|حوالى|حوالي)\s+)?(?:\w+\s+)?(?:[أا]سبوع|[أا]سابيع)")
"""«قبل أسبوع»: a day more or less."""
SITE_REACH = 60
_RECALLED = re.compile(r"(?:^|\s)(?:الذي|التي|الذين|اللذين)\s+(?:كان\w*\s+|قد\s+)*$")
_GAS = re.compile(r"[^.؛:\n]{0,45}?(?:مسيل|للدموع|خراطيم (?:ال)?مياه|قنابل (?:ال)?غاز)")
_SHOTS = re.compile(r"رصاص|الن[اي]ر|طلق|عيار")
_FIRED = ("اطلق", "اطلاق", "استخدم", "استخدام", "رش")
BACK = 40
"""So far back in code points a relative pronoun is looked for."""


def ago(words: str) -> tuple[int, int] | None:
    """How many days, at least and at most, lie between what stands behind `words` («… بعد شهر من ») and the news; None: not said."""
    if _SAME_DAY.search(words):
        return 0, 0
    found = _AFTER.search(words)
    if found is None:
        return None
    unit = next((days, slack, two) for stem, days, slack, two in _UNITS if fold(found["unit"]).startswith(stem))
    number = _FEW.get(fold(found["number"] or ""), 0) or (int(found["number"]) if (found["number"] or "").isdecimal() else 0)
    if found["number"] and not number:
        return None
    times = number or (2 if fold(found["unit"]) == unit[2] else 1)
    return max(0, times * unit[0] - unit[1]), times * unit[0] + unit[1]


def dispersing(event: Event, text: str) -> bool:
    """Whether what is fired or used is tear gas or water («أطلقت الشرطة الغاز المسيل للدموع»), and nobody is said to have died of it."""
    if event.type != "ASSAULT" or event.killed or not fold(event.trigger.text).lstrip("وف").startswith(_FIRED):
        return False
    gas = _GAS.match(text, event.trigger.end)
    return gas is not None and not _SHOTS.search(gas.group())


def site_of_words(words: str) -> tuple[str, ...]:
    """The sort of site that the words behind a trigger name first («داخل مسجد»), in its clause; one or none."""
    clause = [fold(w) for w in re.findall(r"\w+", re.split(r"[.،؛:\n]", words, maxsplit=1)[0])]
    bare = [re.sub(r"^(?:[وبل]?ال|لل|[بل](?=\w{4}))", "", w) for w in clause]
    sites = tables().site_words
    for k, word in enumerate(bare):
        found = sites.get(f"{word} {bare[k + 1]}" if k + 1 < len(bare) else "") or sites.get(word)
        if found is not None:
            return (found,)
    return ()


def recalled(text: str, start: int, at: int) -> bool:
    """Whether the trigger at offset `at` stands in a relative clause («الطالب الذي قتل»), in a sentence that begins at `start`."""
    return _RECALLED.search(text, max(start, at - BACK), at) is not None


def about(words: str) -> bool:
    """Whether a date is told by weeks («قبل أسبوع»), so that it is true to a day or so."""
    return _ABOUT.search(words) is not None


_DAYS = re.compile(r"\d|[٠-٩]|(?:اثنين|إثنين|ثلاثاء|أربعاء|اربعاء|خميس|جمع[ةه]|سبت|[أا]حد)\b")
_FORMERLY = re.compile(r"(?<!\w)[وف]?(?:كان|كانت|كانوا|كانتا|سابق[اًة]*|ظل|ظلت)\W+(?:\w+\W+){0,3}$")
_JUDGED = re.compile(
    r"هوي[ةتاه]|تعر[فّ]+(?:ت|وا)?\s+على|التعرف\s+على|(?<!\w)[وف]?[تين]*(?:[إأا]?دان|ندد|استنكر|شجب|عز[ىت])(?:ت|وا)?(?:ه|ها)?(?!\w)"
)
_AVERTED = re.compile(
    r"(?<!\w)[وفبل]*(?:ال)?(?:[يت]?منع\w*|[يت]?حول\s+دون|حيلول[ةه]|[يت]?جنب\w*|تفادي\w*|درء\w*|حتى\s+لا|[كل]?كي\s+لا|لئلا|"
    r"[اي]?ستبعد\w*|توق[فّ]\w*|وقف|انتهاء|[إا]نهاء|فشل\w*|[إا]حباط|[أا]حبط\w*)\W+(?:\w+\W+){0,3}$"
)


def averted(text: str, start: int, at: int) -> bool:
    """Whether the words right before the trigger at `at` keep it from happening, rule it out or stop it."""
    return _AVERTED.search(text, max(start, at - BACK), at) is not None


def names_day(date: str) -> bool:
    """Whether the words of a date name a weekday or a calendar date. «أمس» alone is only as right as the archive's day of publication."""
    return _DAYS.search(date) is not None


def formerly(text: str, start: int, at: int) -> bool:
    """Whether the words from `start` to the trigger at `at` say that it was so before («المدينة التي كانت تحت سيطرة …»)."""
    return _FORMERLY.search(text, start, at) is not None


def judged(text: str, start: int, at: int) -> bool:
    """Whether the words from `start` to the trigger at `at` identify somebody or condemn what happened."""
    return _JUDGED.search(text, start, at) is not None
