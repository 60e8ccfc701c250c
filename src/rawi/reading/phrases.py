"""Noun phrases: iḍāfa chains, adjectives, apposition of title and name, numbers, partitive «من», quotation marks and brackets.

No parser: Arabic marks definiteness well enough. A definite noun closes its chain, so a following indefinite noun begins the next
phrase; an indefinite one is open and takes what follows as its genitive, unless nunation or a kept nun closes it.
"""

from __future__ import annotations

from dataclasses import dataclass

from rawi.arabic.numbers import is_number_word
from rawi.reading.text import Mention, Text

NOMINAL = frozenset({"N", "U", "NAME", "NUM", "L"})
PERSONAL = frozenset({"civilian", "fighter", "force", "body", "group", "victim"})
LONGEST = 30
_INSIDE_NAMES = frozenset({"بن", "ابن", "بنت", "ابو", "ابي", "ام", "ال", "عبد", "ولد", "بني", "دي", "فان", "فون"})


@dataclass(slots=True, frozen=True)
class Phrase:
    """Tokens `[first, last)` of a noun phrase and its head token."""

    first: int
    last: int
    head: int


_OWN_NUMBERS = frozenset(["واحد", "واحدا", "واحدة", "اثنين", "اثنان", "اثنتين", "اثنتان"])
"""Numbers that stand behind what they count («جنديا واحدا», «مسعفين اثنين»)."""


def _nunated(token: str) -> bool:
    """Whether the written word is closed by nunation."""
    return token.endswith(("ً", "ٌ", "ٍ", "اً", "ًا"))


def _kept_nun(text: Text, i: int) -> bool:
    """Whether the word ends in the nun of a dual or sound plural («جنديان», «مسلحون»), which «نيران», «سكان», «قوانين» do not."""
    written = text.tokens[i].text
    if len(written) <= 4 or not written.endswith(("ون", "ين", "ان")):
        return False
    forms = [r.form for r in text.words[i].readings if r.form[0] != "v"]
    return not forms or any(f.endswith((".d", "mp", "fd")) for f in forms)


def _accusative(text: Text, i: int) -> bool:
    return any(r.form.endswith("acc") for r in text.words[i].readings) or _nunated(text.tokens[i].text) or _kept_nun(text, i)


def _joins(text: Text, head: int, i: int, named: bool) -> bool:
    """Whether the nominal token `i` goes on with the phrase whose last word is `i - 1` (quotation marks aside)."""
    word = text.words[i]
    j = i - 1
    while j > head and text.tags[j] == "Q":
        j -= 1
    before = text.words[j]
    if word.proclitic or _of_day(text, i, j):
        return False
    if text.tags[j] == "NUM" or before.function == "quantifiers" or (_counted(text, i) and is_number_word(before.bare)):
        return True
    if text.tags[i] == "NUM":
        if before.definite and word.key:
            return False  # «قتل الجيش ستة …»: a number in words begins the next phrase; «الفرقة 30» goes on
        return not named or text.tags[j] == "N"
    if not before.key:
        return text.tags[i] in ("L", "U", "NAME")
    if word.key in _OWN_NUMBERS:
        return text.tags[j] == "N"
    adjective = word.adjective and not word.title
    if word.definite:
        return _definite_joins(text, i, j, named)
    if text.tags[i] in ("U", "NAME"):
        if text.tags[j] == "NAME" and text.tags[i] == "NAME":
            return _apposition(text, j, i)
        if before.definite and text.tags[i] == "NAME" and word.nouns & _OBJECTS:
            return False  # «تسلمت القوات معبر نصيب»: the name of a place, begun by an indefinite noun
        return not _accusative(text, j) or text.tags[j] == "U" or before.title is not None
    if before.owned or (word.owned and before.bare in _ALONE):
        return False
    if named or before.definite:
        return (
            (word.title is not None and text.tags[j] in ("U", "NAME"))
            or before.key in _INSIDE_NAMES
            or (before.definite and word.adjective and before.adjective and not word.nouns & _OBJECTS)
        )
    if text.tags[j] == "U" and text.tags[i] == "N" and word.nouns and not adjective and not word.title:
        return False  # a name, and what is said of it
    if j > head and before.adjective and not before.definite and text.tags[i] == "N":
        if not adjective and not word.definite and word.events:
            return False
        if text.tokens[i].text.endswith(("ا", "ً")) and _accusative(text, i) and not _accusative(text, j):
            return False  # «استهدفت غارة جوية | منزلا»
    return _agrees(text, i, j, adjective)


def _definite_joins(text: Text, i: int, j: int, named: bool) -> bool:
    """The same where the token is definite; `j`: the last word before it."""
    word, before = text.words[i], text.words[j]
    adjective = word.adjective and not word.title
    if word.function == "quantifiers" or "العديد" in word.key:
        return False
    if before.owned:
        return adjective
    if word.bare in _SHOTS and not before.definite and before.nouns & PERSONAL:
        return False  # «أطلق مسلح النار»
    if before.definite or named:
        if adjective or word.title is not None:
            return True
        if word.readings:
            return before.title is not None and not word.nouns & PERSONAL and not word.events
        return word.bare.endswith(("ي", "ية", "يه", "يون", "يين")) or before.title is not None
    return not _accusative(text, j) or adjective


def _agrees(text: Text, i: int, j: int, adjective: bool) -> bool:
    """Whether an indefinite word behind an indefinite one goes on with it: anything behind an open noun, else an adjective."""
    word = text.words[i]
    if _accusative(text, j):
        if word.title is not None and word.adjective and _same_ending(text, i, j):
            return bool(text.words[j].nouns & PERSONAL or text.words[j].title is not None)  # «مسلحين مجهولين», «ناشطون معارضون»
        if text.tokens[j].text.endswith("ون") and text.tokens[i].text.endswith(("ا", "ً")) and _accusative(text, i):
            return False  # «خطف مسلحون طبيبا»
        return (_accusative(text, i) and (adjective or not (word.nouns or word.title))) or adjective
    return True


_OBJECTS = frozenset({"area", "facility"})
_SHOTS = frozenset({"نار", "نيران", "رصاص"})
_ALONE = frozenset(
    ["انتحاري", "مسلح", "مهاجم", "مجهول", "شخص", "رجل", "شاب", "شابة", "امراة", "مواطن", "جندي", "شرطي", "ضابط", "مستوطن", "فتى", "طفل"]
)
"""Persons of whom one can do something to what is his own: «فجر انتحاري سيارته», «طعن شاب زوجته»."""
_PARTS_OF_DAY = frozenset(["صباح", "فجر", "مساء", "ليل", "ليلة", "ظهر", "عصر", "عشية", "نهار", "ضحى", "يوم"])
_DAYS = frozenset(["اليوم", "امس", "الليلة", "البارحة", "الامس"])


def _day_named(text: Text, i: int) -> bool:
    """Whether «أمس», «اليوم» or a weekday stands at `i`."""
    if i >= len(text.words) or text.tags[i] not in ("N", "ADV", "U", "V"):
        return False
    word = text.words[i]
    return word.key in _DAYS or (word.definite and "time" in word.nouns and word.key in text.lexicon.time_words)


def _of_day(text: Text, i: int, j: int) -> bool:
    """Whether a word of time at `i` ends the phrase before it: «قتل شاب صباح اليوم …», «عشرة جنود الأربعاء»."""
    word, before = text.words[i], text.words[j]
    if "time" not in word.nouns and word.bare not in _PARTS_OF_DAY and word.key not in _DAYS:
        return False
    if text.tags[i] not in ("N", "U") or before.bare in _PARTS_OF_DAY or "time" in before.nouns:
        return False
    if word.bare in _PARTS_OF_DAY and not word.definite:
        return _day_named(text, i + 1)
    return _day_named(text, i) and bool(before.nouns & PERSONAL or before.title is not None or text.tags[j] in ("NUM", "NAME"))


def _counted(text: Text, i: int) -> bool:
    """Whether the noun at `i` is what the tens before it count («عشرون مدنيا»)."""
    return text.tags[i] == "N" and text.tokens[i].text.endswith(("ا", "ً")) and not text.words[i].definite


def _same_ending(text: Text, i: int, j: int) -> bool:
    """Whether two words end in the same mark of the plural, dual or accusative."""
    a, b = text.tokens[i].text, text.tokens[j].text
    return any(a.endswith(e) and b.endswith(e) for e in ("ون", "ين", "ان"))


def _apposition(text: Text, j: int, i: int) -> bool:
    """Two names in a row are one phrase when they are the same mention, or a body and its person («الرئيس … فلان»)."""
    a, b = text.inside.get(j), text.inside.get(i)
    if a is None or b is None or a is b:
        return True
    person = b.entity("actor")
    return person is not None and person.subkind == "person" and (a.entity("place") is not None or a.entity("actor") is not None)


def _bracket(text: Text, i: int, last: int) -> int:
    """The token after a short bracket opening at `i` that holds only names or nouns, or 0."""
    for j in range(i + 1, min(last, i + 8)):
        if text.is_mark(j, ")]"):
            return j + 1
        if text.tags[j] in ("V", "COMP", "PUN"):
            return 0
    return 0


def _partitive(text: Text, first: int, i: int) -> bool:
    """Whether «من» at `i` goes on with a phrase of number («42 من عناصر …», «عدد من الأهالي»)."""
    if text.words[i].key != "من" or i == first:
        return False
    words = text.words
    head = words[first]
    j = i - 1
    after = text.mentions.get(i + 1)
    if j > first and after is not None and after.entity("place") and not after.entity("actor") and text.tags[j] != "NUM":
        return False  # «ستة فلسطينيين | من الخليل»
    return (
        text.tags[j] == "NUM"
        or text.tags[first] == "NUM"
        or head.function == "quantifiers"
        or is_number_word(head.bare)
        or (
            not words[j].definite
            and text.tags[j] == "N"
            and i + 1 < len(words)
            and bool(head.nouns & {"fighter", "civilian", "victim", "group"})
        )
    )


def _in_whose_name(text: Text, i: int, last: int) -> int:
    """The token after the body behind «باسم» at `i`, quoted or not («المتحدث باسم «لواء …» فلان»), or 0."""
    if i + 1 < last and text.tags[i + 1] in NOMINAL:
        return _step(text, i + 1)
    close = text.quote_close.get(i + 1, -1)
    return close + 1 if i < close <= i + 8 else 0


def phrase_at(text: Text, i: int, last: int, *, wide: bool = False) -> Phrase | None:
    """The noun phrase that begins at token `i`, or None. `wide`: a source's, which takes «في …», «باسم …», «ل…» along."""
    tags, words = text.tags, text.words
    first = i
    while i < last and tags[i] == "Q":
        i += 1
    while i < last and tags[i] == "DEM":
        i += 1
    if i >= last or tags[i] not in NOMINAL:
        return None
    head, i, named = i, _step(text, i), tags[i] == "NAME"
    while i < last and i - first < LONGEST:
        tag = tags[i]
        if wide and i + 1 < last and words[i].key in ("ل", "لـ") and tags[i + 1] == "Q" and _addressed(text, head, i + 2):
            break
        if tag == "Q":
            if (
                text.quote_close.get(i)
                and i + 1 < last
                and tags[i + 1] in NOMINAL
                and text.quote_close[i] - i <= 6
                and _joins(text, head, i + 1, named)
            ):
                i += 1
                continue
            if i in text.quote_open and text.quote_open[i] >= first - 1 and i > head:
                i += 1
                continue
            break
        if tag == "PUN":
            end = _bracket(text, i, last) if text.is_mark(i, "([") else 0
            if not end:
                break
            i = end
            continue
        if tag == "P":
            if _partitive(text, head, i) and i + 1 < last and tags[i + 1] in NOMINAL:
                i += 2
                named = False
                continue
            if wide and _wide_preposition(text, head, i, last):
                i = _step(text, i + 1)
                named = tags[i - 1] == "NAME"
                continue
            break
        if tag not in NOMINAL:
            break
        if wide and words[i].key == "باسم" and (end := _in_whose_name(text, i, last)):
            i, named = end, False
            continue
        if not _joins(text, head, i, named) and not (wide and _wide_clitic(text, head, i, named)):
            break
        named = (named and tag != "N") or tag == "NAME"
        i = _step(text, i)
    while i > head + 1 and tags[i - 1] == "Q" and text.quote_open.get(i - 1, first) < first:
        i -= 1
    return Phrase(first, i, head)


def _wide_clitic(text: Text, head: int, i: int, named: bool) -> bool:
    """«لمديرية …», «بمنطقة …» within a source's long title."""
    word = text.words[i]
    mention = text.mentions.get(i)
    if mention is not None and any(e.subkind in ("agency", "outlet") for e in mention.entities):
        return False  # «قال … لرويترز»: to whom it was said
    if word.nouns & {"media"} or word.key.startswith(("لصحيف", "لوكال", "لقنا", "لمراسل", "لاذاع", "لراديو", "لتلفزيون", "لموقع")):
        return False
    if word.proclitic == "ل":
        return not word.verbs and not named
    area = bool(word.nouns & {"area", "facility"}) or text.tags[i] == "NAME"
    return word.proclitic == "ب" and area and text.words[head].title is not None and not named


def _addressed(text: Text, head: int, i: int) -> bool:
    """Whether the name in quotation marks at `i`, behind «لـ», is one that was spoken to, not one that the title speaks for."""
    mention = text.mentions.get(i)
    if mention is not None and mention.entity("actor") is not None:
        return any(e.subkind in ("agency", "outlet") for e in mention.entities)
    return text.words[head].title is None


def _step(text: Text, i: int) -> int:
    """The token after the name or word at `i`."""
    mention = text.inside.get(i)
    return mention.last if mention is not None and text.tags[i] == "NAME" else i + 1


def _wide_preposition(text: Text, head: int, i: int, last: int) -> bool:
    if i + 1 >= last or text.tags[i + 1] not in NOMINAL or text.words[i].proclitic:
        return False
    key, word = text.words[i].key, text.words[head]
    if (text.words[i + 1].cues and text.tags[i + 1] == "N") or "time" in text.words[i + 1].nouns:
        return False  # «في بيان», «في وقت …» belong to the verb
    named = text.inside.get(head)
    if key == "عن" and named is not None and any(e.subkind in ("agency", "outlet") for e in named.entities):
        return False  # «نقلت وكالة … عن شهود عيان»: whom it quotes
    if key != "في" and any(r.form[0] == "m" for r in text.words[i + 1].events):
        return False  # «كشف مصدر أمني عن مقتل …»: what is told
    open_head = word.title is not None or bool(word.nouns & {"body", "group"}) or word.key in ("عضو", "مسؤول", "قائد")
    return open_head and key in ("في", "لدى", "من", "على", "عن") and not text.words[i + 1].key.startswith("ان")


_BOUNDS = frozenset({"الاقل", "الاكثر", "التوالي"})


def coordinated(text: Text, phrase: Phrase, last: int, *, wide: bool = False) -> list[Phrase]:
    """`phrase` and those joined to it by «و» (and commas before a «و»)."""
    out = [phrase]
    i = phrase.last
    while i < last and len(out) < 12:
        j = i + 2 if i + 1 < last and text.words[i].key == "على" and text.words[i + 1].key in _BOUNDS else i
        j = j + 1 if text.is_mark(j, "،,") else j
        if j >= last:
            break
        word = text.words[j]
        if not word.proclitic.startswith("و") or text.tags[j] not in NOMINAL or word.proclitic not in ("و",):
            break
        if any(r.form[0] == "m" for r in word.events) and not word.definite:
            break
        following = phrase_at(text, j, last, wide=wide)
        if following is None:
            break
        out.append(following)
        i = following.last
    return out


def mention_in(text: Text, phrase: Phrase, kind: str) -> Mention | None:
    """The first name of that kind within a phrase."""
    for i in range(phrase.first, phrase.last):
        mention = text.mentions.get(i)
        if mention is not None and mention.entity(kind):
            return mention
    return None
