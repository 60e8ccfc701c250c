"""Counts as Arabic news writes them: digits, number words, vague plurals, bounds and ranges.

All functions take folded keys (`rawi.arabic.script.fold`: alef forms as ا, ASCII digits, no diacritics), one a token. A count is
a closed interval `[low, high]` of whole things; None on a side is «unbounded». The values of vague words follow the annotation
guidelines: «عشرات» [20, 99], «مئات» [200, 999], «الاف» [2000, 9999], «بضعة» [3, 9], «عدد من», «عدة», «اخرون» [2, None].
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

PROCLITICS = ("و", "ف", "ب", "ل", "وب", "ول", "فب", "فل")
"""What may be written on to a word before it; «ل» before the article gives «لل»."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number expression in tokens `[first, last)`, and the interval it tells of; None is unbounded."""

    first: int
    last: int
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class _Value:
    """A number up to token `last`: its interval, and the scale word's value (1, 1000, …) that it ends in."""

    last: int
    low: int
    high: int | None
    scale: int = 1


def with_proclitics(words: Iterable[str], refuse: frozenset[str] = frozenset()) -> dict[str, str]:
    """Every written form of `words` with proclitics, mapped to the word; a plain word always means itself."""
    plain = list(dict.fromkeys(words))
    forms = {word: word for word in plain}
    for word in plain:
        for proclitic in PROCLITICS:
            form = proclitic + ("ل" + word[2:] if proclitic[-1] == "ل" and word.startswith("ال") else word)
            if form not in refuse:
                forms.setdefault(form, word)
    return forms


def _both_endings(table: Mapping[str, int]) -> dict[str, int]:
    return dict(table) | {word[:-1] + "ه": n for word, n in table.items() if word.endswith("ة")}


_STEMS = {3: "ثلاث", 4: "اربع", 5: "خمس", 6: "ست", 7: "سبع", 8: "ثمان", 9: "تسع"}
_HUNDRED = ("مئة", "مائة", "ماية", "مية")
_UNITS = _both_endings(
    {stem: n for n, stem in _STEMS.items()}
    | {("ثمانية" if n == 8 else stem + "ة"): n for n, stem in _STEMS.items()}
    | {"ثماني": 8, "واحد": 1, "واحدة": 1, "واحدا": 1, "احد": 1, "احدى": 1, "احدي": 1}
    | dict.fromkeys(("اثنان", "اثنين", "اثنتان", "اثنتين", "اثنا", "اثني", "اثنتا", "اثنتي"), 2)
)
_ONLY_COMPOUND = frozenset({"واحدا", "احد", "احدى", "احدي", "اثنا", "اثني", "اثنتا", "اثنتي"})
_TEN = _both_endings({"عشر": 10, "عشرة": 10})
_TENS = {stem + end: n for stem, n in (("عشر", 20), *((s, n * 10) for n, s in _STEMS.items())) for end in ("ون", "ين")}
_HUNDREDS = _both_endings(
    dict.fromkeys(_HUNDRED, 100)
    | {f"{stem}{h}{end}": 200 for stem, h in (("م", "ئت"), ("م", "ائت")) for end in ("ان", "ين", "ا", "ي")}
    | {stem + hundred: n * 100 for n, stem in _STEMS.items() for hundred in _HUNDRED}
    | {"ثماني" + hundred: 800 for hundred in _HUNDRED}
)
_THOUSAND, _MILLION, _MILLIARD = 1_000, 1_000_000, 1_000_000_000
_SCALES = (
    dict.fromkeys(("الف", "الفا", "الاف"), _THOUSAND)
    | dict.fromkeys(("مليون", "مليونا", "ملايين"), _MILLION)
    | dict.fromkeys(("مليار", "مليارا", "مليارات"), _MILLIARD)
)
_DUAL_SCALES = {
    stem + end: n for stem, n in (("الف", _THOUSAND), ("مليون", _MILLION), ("مليار", _MILLIARD)) for end in ("ان", "ين", "ا", "ي")
}
"""«الفا» and «الفي» alone are the dual in construct («ألفا جندي»); after a number «الفا» is its scale («12 ألفا»)."""
_VAGUE = {"عشرات": (20, 99), "مئات": (200, 999), "مائات": (200, 999)}
_VAGUE |= {"الاف": (2_000, 9_999), "الوف": (2_000, 9_999), "ملايين": (2 * _MILLION, 10 * _MILLION - 1)}
_VAGUE_SCALES = {"الاف": _THOUSAND, "الالاف": _THOUSAND, "ملايين": _MILLION, "الملايين": _MILLION}
_FEW = frozenset({"بضعة", "بضع", "بضعه"})
_SOME = frozenset({"عدة", "عده", "اخرون", "اخرين"})
_PARTS = {"نصف": 2, "ربع": 4}
_LEAST = (
    *((*no, verb, "عن") for no in (("ما", "لا"), ("لا",), ("مالا",)) for verb in ("يقل", "تقل")),
    *((how, "من") for how in ("اكثر", "ازيد", "اكبر")), ("على", "الاقل"), ("ما", "يفوق"),
    *(("ما", verb, to) for verb in ("يزيد", "يربو") for to in ("عن", "على")), *(("يزيد", to) for to in ("عن", "على")),
)  # fmt: skip
_MOST = (
    ("اقل", "من"), ("ما", "لا", "يتجاوز"), ("لا", "يتجاوز"),
    *((*no, "يزيد", to) for no in (("ما", "لا"), ("لا",)) for to in ("عن", "على")),
)  # fmt: skip
_ABOUT = (
    *((word,) for word in ("نحو", "حوالي", "حوالى", "قرابة", "زهاء", "قراب", "تقريبا")),
    ("ما", "مجموعه"), ("ما", "مجموعها"), ("ما", "مجموعهم"), ("ما", "يقارب"), ("ما", "يناهز"), ("ما", "يقرب", "من"), ("يناهز",), ("يقارب",),
)  # fmt: skip
_BETWEEN = (("بين",), ("ما", "بين"))
_PREFIXES = tuple(
    sorted(
        ((p, k) for k, ps in (("least", _LEAST), ("most", _MOST), ("about", _ABOUT), ("between", _BETWEEN)) for p in ps),
        key=lambda rule: -len(rule[0]),
    )
)
_AFTER_LEAST = (("على", "الاقل"), ("علي", "الاقل"), ("فاكثر",), ("او", "اكثر"), ("كحد", "ادنى"))
_AFTER_MOST = (("على", "الاكثر"), ("كحد", "اقصى"), ("فاقل",), ("او", "اقل"))
_AFTER = frozenset(phrase[0] for phrase in (*_AFTER_LEAST, *_AFTER_MOST))
_PERCENT = frozenset({"%", "٪", "بالمئة", "بالمائة", "بالماية", "بالمية"})
_STOPS = frozenset("،,؛;:.!؟?«»\"()[]-–—/")
_NUMBERS = (_UNITS, _TEN, _TENS, _HUNDREDS, _SCALES, _DUAL_SCALES, _VAGUE)
_NOT_NUMBERS = frozenset({"الاثنين", "الاثنان", "الاحد", "الاحدى", "الاحدي", "الواحد", "الواحدة"})
_PLAIN = [word for table in _NUMBERS for word in table]
_WORDS = with_proclitics(
    [*_PLAIN, *_FEW, *_SOME, *_PARTS, "عدد", "عددا", "العديد"]
    + [f"ال{word}" for word in _PLAIN if len(word) > 2 and word not in _HUNDRED and f"ال{word}" not in _NOT_NUMBERS],
    refuse=frozenset({"لست", "فست", "بست", "لاحد", "باحد", "فاحد", "بربع", "فربع", "لاحدى", "باحدى", "فالف", "والدال"}),
)
_HEADS = with_proclitics(p[0] for p, _ in _PREFIXES)
NUMERALS = frozenset(_WORDS)
OPENERS = NUMERALS | frozenset(_HEADS) | {"من", "ال", "وال", "بال"}
"""Keys with which a number expression may begin, besides digits: cheap, to look at before `count_at`."""
MODIFIERS = frozenset(_HEADS) | {word for phrase, _ in _PREFIXES for word in phrase} | {"من", "ال", "وال", "بال"}
"""All words that may stand in an expression before its number."""
_DIGITS = re.compile(r"[0-9]+(?:[.,٫٬][0-9]+)*")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[.,٬][0-9]{3})+")


def _word(keys: Sequence[str], i: int) -> str:
    """The number word at `i` without proclitics and article, or the key as it is; "" beyond the end."""
    if i >= len(keys):
        return ""
    word = _WORDS.get(keys[i], keys[i])
    return word[2:] if word.startswith("ال") and word in _WORDS and word[2:] in _WORDS else word


def _joined(keys: Sequence[str], i: int) -> bool:
    """Whether token `i` is written together with «و» («وعشرون»)."""
    return i < len(keys) and keys[i][:1] == "و" and keys[i] in _WORDS and _WORDS[keys[i]] != keys[i]


def _digits(key: str) -> Fraction | int | None:
    if not key or not key[0].isdigit() or not _DIGITS.fullmatch(key):
        return None
    if key.isdigit():
        return int(key) if len(key) < 13 else None
    if _GROUPED.fullmatch(key):
        return Fraction(int(re.sub(r"\D", "", key))) if len(key) < 16 else None
    parts = re.split(r"[.,٫]", key)
    return Fraction(f"{parts[0]}.{parts[1]}") if len(parts) == 2 and len(key) < 16 else None


def _below_hundred(keys: Sequence[str], i: int) -> _Value | None:
    """1 to 99 in words: «خمسة», «خمسة عشر», «خمسة وعشرون», «خمسون»."""
    word = _word(keys, i)
    if word in _TENS:
        return _Value(i + 1, _TENS[word], None)
    if word in _TEN:
        return _Value(i + 1, 10, None)
    if word not in _UNITS:
        return None
    unit, after = _UNITS[word], _word(keys, i + 1)
    if after in _TEN and keys[i + 1] == after:
        return _Value(i + 2, unit + 10, None)
    if after in _TENS and (_joined(keys, i + 1) or keys[i + 1].startswith("وال")):
        return _Value(i + 2, unit + _TENS[after], None)
    return None if word in _ONLY_COMPOUND else _Value(i + 1, unit, None)


def _below_thousand(keys: Sequence[str], i: int) -> _Value | None:
    """1 to 999 in words, or digits; a hundred may be followed by «و» and words or digits below 100."""
    word = _word(keys, i)
    hundreds, j = _HUNDREDS.get(word), i + 1
    if hundreds is None and _UNITS.get(word, 0) > 2 and j < len(keys) and keys[j] in _HUNDREDS and _HUNDREDS[keys[j]] == 100:
        hundreds, j = _UNITS[word] * 100, i + 2
    if hundreds is None:
        return _below_hundred(keys, i)
    rest = _below_hundred(keys, j) if _joined(keys, j) else None
    if rest is not None:
        return _Value(rest.last, hundreds + rest.low, None)
    if j + 1 < len(keys) and keys[j] == "و" and keys[j + 1].isdecimal() and len(keys[j + 1]) < 3:
        return _Value(j + 2, hundreds + int(keys[j + 1]), None)
    return _Value(j, hundreds, None)


def _scaled(keys: Sequence[str], i: int) -> _Value | None:
    """One group and its scale word: «12 ألفا», «ثلاثة آلاف», «الفان», «نصف مليون», «3.5 مليون»."""
    word = _word(keys, i)
    if word in _DUAL_SCALES:
        return _Value(i + 1, 2 * _DUAL_SCALES[word], None, _DUAL_SCALES[word])
    if word in _SCALES and word not in _VAGUE:
        return _Value(i + 1, _SCALES[word], None, _SCALES[word])
    if word in _PARTS:
        scale = _SCALES.get(_word(keys, i + 1), 0)
        return _Value(i + 2, scale // _PARTS[word], None, scale) if scale else None
    amount = _digits(keys[i])
    last = i + 1
    if amount is None:
        group = _below_thousand(keys, i)
        if group is None:
            return None
        amount, last = group.low, group.last
    scale = _SCALES.get(keys[last] if last < len(keys) else "", 1)
    total = amount * scale
    if total.denominator != 1:
        return None
    return _Value(last + (scale > 1), int(total), None, scale)


def _exact(keys: Sequence[str], i: int) -> _Value | None:
    """A whole number of falling groups joined by «و»: «مليون ومئتا ألف», «12 ألفا و500», «الف وخمسون»."""
    value = _scaled(keys, i)
    if value is None:
        return None
    total, last, scale = value.low, value.last, value.scale
    while scale > 1:
        more = None
        if scale >= _MILLION and last < len(keys) and keys[last] == "ونصف":  # «مليون ونصف», «مليون ونصف المليون»
            end = last + 1 + (_SCALES.get(_word(keys, last + 1)) == scale)
            return _Value(end, total + scale // 2, total + scale // 2, value.scale)
        if _joined(keys, last):
            more = _scaled(keys, last)
        elif last + 1 < len(keys) and keys[last] == "و" and _digits(keys[last + 1]) is not None:
            more = _scaled(keys, last + 1)
        if more is None or more.low >= scale or more.scale >= scale:
            break
        total, last = total + more.low, more.last
        scale = more.scale
    return _Value(last, total, total, value.scale)


def _vague(keys: Sequence[str], i: int) -> _Value | None:
    """«عشرات», «عشرات الآلاف», «بضع مئات», «عدد من», «عدة», «آخرون»."""
    word = _word(keys, i)
    after = keys[i + 1] if i + 1 < len(keys) else ""
    if word in _FEW or word in ("عدة", "عده"):
        few = word in _FEW
        if after in _VAGUE:
            low, high = _VAGUE[after]
            return _Value(i + 2, low * 3 // 2 if few else low, high)
        return _Value(i + 1, 3 if few else 2, 9 if few else None)
    if word in _SOME:
        return _Value(i + 1, 2, None)
    if word in ("عدد", "عددا", "العديد"):
        size = 1 if after in ("كبير", "كبيرا", "غير", "قليل", "قليلا") else 0
        return _Value(i + 2 + size, 2, None) if i + 1 + size < len(keys) and keys[i + 1 + size] == "من" else None
    if word not in _VAGUE:
        return None
    low, high = _VAGUE[word]
    scale = _VAGUE_SCALES.get(after, 0) if word in ("عشرات", "مئات", "مائات") else 0
    if scale:
        return _Value(i + 2, low * scale, (high + 1) * scale - 1, scale)
    return _Value(i + 1, low, high)


def _core(keys: Sequence[str], i: int) -> _Value | None:
    """A number without its bounds. The article as a token of its own stands before digits («الـ12»)."""
    if i >= len(keys):
        return None
    if keys[i] in ("ال", "وال", "بال"):
        return _exact(keys, i + 1) if i + 1 < len(keys) and _digits(keys[i + 1]) is not None else None
    if keys[i] not in _WORDS and not keys[i][:1].isdigit():
        return None
    return _exact(keys, i) or _vague(keys, i)


def _range(keys: Sequence[str], a: _Value, links: tuple[str, ...]) -> _Value | None:
    """`a` and, after one of `links`, a greater number: «10 إلى 15», «3 إلى 5 آلاف» (the scale holds for both)."""
    j = a.last
    if j >= len(keys) or a.high is None:
        return None
    if keys[j] in links:
        b = _core(keys, j + 1)
    elif "و" in links and _joined(keys, j):
        b = _core(keys, j)
    else:
        return None
    if b is None or b.high is None:
        return None
    low = a.low * b.scale if a.scale == 1 < b.scale and a.low < b.low // b.scale else a.low
    return _Value(b.last, low, b.high, b.scale) if low < b.high else None


def _follows(keys: Sequence[str], i: int, phrases: tuple[tuple[str, ...], ...]) -> int:
    """The length of the phrase that stands at `i`, or 0."""
    return next((len(p) for p in phrases if tuple(keys[i : i + len(p)]) == p), 0)


def bound_behind(keys: Sequence[str], last: int) -> tuple[int, int, str]:
    """(first token, token after it, "least" | "most") of «على الأقل» and its like right after the number that ends at `last`, or
    after the noun that it counts; `(last, last, "")` for none. The search stops at marks, numbers and «و».
    """
    for j in range(last, min(last + 4, len(keys))):
        for phrases, kind in ((_AFTER_LEAST, "least"), (_AFTER_MOST, "most")) if keys[j] in _AFTER else ():
            if size := _follows(keys, j, phrases):
                return j, j + size, kind
        if keys[j] in _STOPS or keys[j][:1].isdigit() or keys[j][:1] == "و" or keys[j] in _WORDS:
            break
    return last, last, ""


def modifier(keys: Sequence[str], i: int) -> tuple[int, str]:
    """(first token of the number, kind of bound) for the modifier at `i`; (i, "") for none.

    Kinds: least, most, about, between, and from for «من», which only counts before a range.
    """
    if i >= len(keys):
        return i, ""
    head = _HEADS.get(keys[i])
    if head is not None:
        for phrase, kind in _PREFIXES:
            if phrase[0] == head and tuple(keys[i + 1 : i + len(phrase)]) == phrase[1:]:
                return i + len(phrase), kind
    return (i + 1, "from") if keys[i] == "من" else (i, "")


def _is_share(keys: Sequence[str], last: int) -> bool:
    after = keys[last : last + 2]
    return bool(after) and (after[0] in _PERCENT or (after[0] == "في" and after[-1] in ("المئة", "المائة", "الماية", "المية")))


def glued(key: str) -> int:
    """How many letters of proclitics («وعشرون», «ونحو», «بثلاثة») stand before a number word or a modifier."""
    word = _WORDS.get(key) or _HEADS.get(key) or key
    return len(key) - len(word) if key.endswith(word) else 0


def count_at(keys: Sequence[str], i: int) -> Count | None:
    """The number expression that begins at token `i`, or None. Modifiers before it belong to it: ask at their first token.

    `[n, n]` for a plain number and for «نحو», `[n, None]` for «أكثر من», «ما لا يقل عن», «على الأقل», `[None, n]` for «أقل من»,
    `[a, b]` for ranges. Percentages, fractions, ordinals and duals («قتيلان», see `dual_or_single`) are no counts.
    """
    if i >= len(keys) or not (keys[i] in OPENERS or keys[i][:1].isdigit()):
        return None
    start, kind = (i, "") if keys[i][:1].isdigit() else modifier(keys, i)
    value = _core(keys, start)
    if value is None:
        return None
    links = ("و",) if kind == "between" else ("الى", "حتى") if kind == "from" else ("الى", "او", "-", "–", "—")
    spread = _range(keys, value, links)
    if spread is None and kind in ("between", "from"):
        return None
    value = spread or value
    at, end, after = bound_behind(keys, value.last)
    last = end if at == value.last else value.last  # the noun between is no part of the count
    if _is_share(keys, value.last):
        return None
    if kind == "least" or after == "least":
        return Count(i, last, value.low, None)
    if kind == "most" or after == "most":
        return Count(i, last, None, value.high)
    return Count(i, last, value.low, value.high)


@lru_cache(maxsize=4096)
def is_number_word(bare: str) -> bool:
    """Whether a folded word is a number in words («ثلاثة», «عشرات»)."""
    return count_at([bare], 0) is not None
