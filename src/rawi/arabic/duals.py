"""Nouns of persons that carry their number in their form: «جنديان» is two, «قتيل» one."""

from __future__ import annotations

from rawi.arabic.numbers import with_proclitics

_TWO = (2, 2)


def _nouns(words: str) -> frozenset[str]:
    return frozenset(words.split())


_DUALS = _nouns(

        "قتيل جريح جندي شخص طفل شرطي عنصر شاب ضابط شهيد اسير طبيب رجل حارس سائق عامل طالب امام ضحية طفلة فتاة شابة سيدة شقيق طيار "
        "نائب قاضي راهب كاهن عميد عقيد نقيب ملازم رقيب عائلة رهينة"

)
"""Persons whose dual is like no plural of theirs, in either case: «قتيلان», «جنديين»."""
_NOMINATIVES = _nouns(

        "مدني فلسطيني اسرائيلي سوري عراقي يمني مسلح مصاب مقاتل مهاجم انتحاري معتقل مختطف صحافي صحفي مراسل مصور ممرض مواطن متظاهر "
        "محتج مستوطن متهم ارهابي متشدد قيادي مهندس دبلوماسي موظف مسعف عسكري مجند لاجئ نازح محامي"

)
"""Persons whose dual in «ين» is written like their plural: only «ان» is sure."""
_SINGLES = _nouns("قتيل جندي شخص طفل شرطي ضابط شهيد رهينة صحافي صحفي مراسل مواطن رجل متظاهر شاب فتى طفلة فتاة امراة سيدة")
"""Nouns that mean one person when they stand alone; «مسلح», «مصاب», «عسكري», «انتحاري» are as often adjectives."""


def _people() -> dict[str, tuple[int, int]]:
    forms = {"امراتان": _TWO, "امراتين": _TWO}
    for noun in sorted(_DUALS | _NOMINATIVES):
        stem = noun[:-1] + "ت" if noun.endswith("ة") else noun
        forms |= {stem + end: _TWO for end in (("ان", "ين") if noun in _DUALS else ("ان",))}
    forms |= {f"ال{form}": _TWO for form in forms}
    forms |= {noun + end: (1, 1) for noun in _SINGLES for end in (("",) if noun[-1] in "ةى" else ("", "ا"))}
    return {form: forms[noun] for form, noun in with_proclitics(sorted(forms)).items()}


_PEOPLE = _people()


def dual_or_single(key: str) -> tuple[int, int] | None:
    """(2, 2) for a folded noun of persons in the dual («قتيلان», «جنديين»), (1, 1) for one in the singular («قتيلا»), else None.

    Forms that may be a plural («مدنيين», «مسلحين», «فلسطينيين») are left out. The singular also follows numbers («12 جنديا»,
    «ألف شخص»): ask `count_at` before it.
    """
    return _PEOPLE.get(key)
