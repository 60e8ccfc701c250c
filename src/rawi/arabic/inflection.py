"""Inflection: all written forms of a verb or noun from its lemma, without diacritics.

Rules after the usual reference grammars (W. Wright; K. Ryding, ch. 21-33): sound, hollow, defective, doubled and hamzated verbs.
Forms are given as folded keys; where writing does not tell the voice it is `x` (either).
"""

from __future__ import annotations

from collections.abc import Iterator

from rawi.arabic.script import fold

Form = tuple[str, str]
"""A folded form and its features: `tense.person.voice` for verbs (`p` perfect, `i` imperfect, `j` jussive/subjunctive),
`n.number.gender` or `n.acc` (tanwin alef) for nouns."""

_PERFECT = {"3ms": "", "3fs": "ت", "3md": "ا", "3fd": "تا", "3mp": "وا"}
_PERFECT_CONSONANT = {"3fp": "ن", "1s": "ت", "1p": "نا"}
_HAMZA, _HAMZA_OF_IMPERFECT = "\x01", "\x02"
_PREFIX = (("3m", "ي"), ("3f", "ت"), ("1p", "ن"), ("1s", "ا"))


def _perfect(stem: str, voice: str) -> Iterator[Form]:
    """`stem`: the third person masculine singular, folded."""
    def form(person: str, text: str) -> Form:
        return text, f"p.{person}.{voice}"

    last = stem[-1]
    if last in "ىا" and len(stem) >= 3 and (last == "ى" or len(stem) == 3):
        base, glide = stem[:-1], "و" if last == "ا" else "ي"
        yield from (form("3ms", stem), form("3fs", base + "ت"), form("3fd", base + "تا"), form("3mp", base + "وا"))
        yield from (form("3md", base + glide + "ا"), *(form(p, base + glide + s) for p, s in _PERFECT_CONSONANT.items()))
        return
    if last == "ي" and len(stem) >= 3:
        yield from (form("3ms", stem), form("3fs", stem + "ت"), form("3mp", stem[:-1] + "وا"), form("3md", stem + "ا"))
        yield from (form(p, stem + s) for p, s in _PERFECT_CONSONANT.items())
        return
    yield from (form(p, stem + s) for p, s in _PERFECT.items())
    short = stem
    if len(stem) >= 3 and stem[-2] in "اي" and (stem[-2] == "ا" or voice == "p"):
        short = stem[:-2] + last  # hollow: قال → قلت
    elif len(stem) == 2:
        short = stem + last  # doubled: رد → رددت
    yield from (form(p, short + s) for p, s in _PERFECT_CONSONANT.items())


def _imperfect(stem: str, voice: str, hollow: bool) -> Iterator[Form]:
    """`stem`: the imperfect without its prefix, folded."""
    last = stem[-1]
    defective = last in "يوى" and len(stem) >= 2
    base = stem[:-1] if defective else stem
    glide = "ي" if last == "ى" else last
    for person, prefix in _PREFIX:
        third = person in ("3m", "3f")
        yield prefix + stem, f"i.{person + 's' if third else person}.{voice}"
        short = prefix + base if defective else prefix + stem[:-2] + last if hollow and len(stem) >= 3 else None
        if short is not None and len(short) >= 2:
            yield short, f"j.{person + 's' if third else person}.{'x' if hollow else voice}"
        if third:
            dual = prefix + base + glide if defective else prefix + stem
            yield from ((dual + "ان", f"i.{person}d.{voice}"), (dual + "ا", f"j.{person}d.{voice}"))
    for suffix, tense in (("ون", "i"), ("وا", "j")):
        yield "ي" + base + suffix, f"{tense}.3mp.{voice}"
        yield "ت" + base + suffix, f"{tense}.2mp.{voice}"
    feminine = "ي" + (base + glide if defective else stem[:-2] + last if hollow and len(stem) >= 3 else stem) + "ن"
    yield feminine, f"i.3fp.{voice}"


def _is_hollow(perfect: str) -> bool:
    return len(perfect) >= 3 and perfect[-2] == "ا" and perfect[-1] not in "ىا"


def passive_of(perfect: str, imperfect: str) -> tuple[str, str] | None:
    """The passive lemma pair where its letters differ from the active's, else None. Folded in, folded out."""
    if _is_hollow(perfect):
        body = imperfect[:-2] + "ا" + imperfect[-1]
        return perfect[:-2] + "ي" + perfect[-1], body
    weak = perfect[-1] in "ىا" and len(perfect) >= 3 and (perfect[-1] == "ى" or len(perfect) == 3)
    p, i = perfect, imperfect
    if weak:
        p = perfect[:-1] + "ي"
        i = imperfect[:-1] + "ى"
    if len(p) == 4 and p[1] == "ا" and p[0] != "ا":  # III: قاتل → قوتل
        p = p[0] + "و" + p[2:]
    elif len(p) == 5 and p[0] == "ت" and p[2] == "ا":  # VI: تبادل → تبودل
        p = p[:2] + "و" + p[3:]
    if perfect[0] == "و" and len(perfect) == 3 and imperfect[1] != "و":  # وجد يجد → يوجد
        i = "ي" + perfect
    return (p, i) if (p, i) != (perfect, imperfect) else None


def verb_forms(perfect: str, imperfect: str, passive: tuple[str, str] | None = None) -> Iterator[Form]:
    """All finite forms of a verb given by its third person masculine singular perfect and imperfect, without clitics."""
    p, i = fold(perfect), fold(imperfect)
    if len(p) < 2 or len(i) < 2:
        return
    if perfect[-1] in "أء":  # a final hamza is a sound consonant, though its seat may fold to alef
        seats = {_HAMZA: p[-1], _HAMZA_OF_IMPERFECT: i[-1]}
        for form, features in verb_forms(p[:-1] + _HAMZA, i[:-1] + _HAMZA_OF_IMPERFECT):
            yield "".join(seats.get(c, c) for c in form), features
        yield from ((p[:-1] + seat + "وا", "p.3mp.x") for seat in ("ؤ", "ء", "ا", "أ"))
        yield p[:-1] + "ئ", "p.3ms.p"
        return
    other = (fold(passive[0]), fold(passive[1])) if passive else passive_of(p, i)
    same = other is None
    yield from _perfect(p, "x" if same or (other and other[0] == p) else "a")
    yield from _imperfect(i[1:], "x" if same or (other and other[1] == i) else "a", _is_hollow(p) and i[-2] in "اوي")
    if other is not None:
        if other[0] != p:
            yield from _perfect(other[0], "p")
        if other[1] != i:
            yield from _imperfect(other[1][1:], "p", _is_hollow(p))


def noun_forms(lemma: str, *, sound_plural: bool = True, adjective: bool = False) -> Iterator[Form]:
    """Forms of a noun: itself, tanwin alef, dual, sound feminine plural; for adjectives and participles also feminine and ون/ين."""
    n = fold(lemma)
    if " " in n or len(n) < 2:
        yield n, "n.s"
        return
    yield n, "n.s"
    feminine = n.endswith("ة")
    weak = n.endswith(("ى", "ا"))
    if not feminine and not weak and not n.endswith("اء"):
        yield n + "ا", "n.acc"
    stem = n[:-1] + "ت" if feminine else n[:-1] + "ي" if n.endswith("ى") else n
    if not n.endswith("ات"):
        yield from ((stem + "ان", "n.d"), (stem + "ين", "n.d"), (stem + "ي", "n.dc"))
        if feminine:
            yield stem + "ا", "n.dc"
    if sound_plural:
        base = n[:-1] if feminine else stem
        yield base + "ات", "n.fp"
        if n.endswith("اة"):
            yield n[:-2] + "وات", "n.fp"
    if adjective and not feminine:
        base = n[:-1] if n.endswith("ى") else n
        yield from ((base + "ة", "n.fs"), (base + "ون", "n.mp"), (base + "ين", "n.mp"), (base + "و", "n.mpc"), (base + "ي", "n.mpc"))
        yield from ((base + "تان", "n.fd"), (base + "تين", "n.fd"))
