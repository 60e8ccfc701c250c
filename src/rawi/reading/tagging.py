"""Word classes in context. Undiacritised words stay ambiguous (قتل: he killed, was killed, a killing) until their neighbours decide.

Tags: V finite verb, N noun or adjective, U unknown (mostly names), NAME, P preposition, COMP أن/إن, REL الذي, C conjunction or
particle, ADV adverb, PRON, DEM, NEG, NUM, L other script, Q quotation mark, PUN other punctuation.
"""

from __future__ import annotations

from rawi.arabic.duals import dual_or_single
from rawi.arabic.numbers import is_number_word
from rawi.arabic.tokens import LATIN, NUMBER
from rawi.lexicon import Word
from rawi.reading.text import Text

BEFORE_VERB = frozenset({"REL", "NEG", "C", "PRON"})
_QAD = frozenset({"قد", "لقد", "فقد", "وقد", "ولقد", "سوف"})
_NOMINAL_PARTICLES = frozenset({"بعد", "قبل", "اثر", "عقب", "خلال", "بعيد", "قبيل", "جراء", "حول", "منذ"})


def _by_kind(text: Text, i: int) -> str:
    token = text.tokens[i]
    if token.kind == NUMBER:
        return "NUM"
    if token.kind == LATIN:
        return "L"
    return "Q" if text.is_quote(i) else "PUN"


def _previous(text: Text, i: int, first: int) -> int:
    """The token before `i` that is no quotation mark, or -1."""
    j = i - 1
    while j >= first and text.tags[j] in ("Q", "ADV"):
        j -= 1
    return j if j >= first else -1


def _coordinated_masdar(text: Text, i: int, first: int) -> bool:
    """Whether «و» before `i` joins it to a verbal noun earlier in the clause («اعتقال … وضبط …»)."""
    for j in range(i - 1, max(first - 1, i - 16), -1):
        if text.tags[j] == "V" or text.is_mark(j, ".:؛"):
            return False
        if text.tags[j] == "N" and any(r.form[0] == "m" for r in text.words[j].events):
            return True
    return False


def _verb_or_noun(text: Text, i: int, first: int, last: int) -> str:
    """Decides a word that can be a finite verb or a verbal noun."""
    word = text.words[i]
    if word.definite or word.proclitic.endswith(("ب", "ل", "ك")):
        return "N"
    if any(r.form[0] != "v" and r.form.endswith("acc") for r in word.readings) and not _of_two(text, i, first):
        return "N"
    j = _previous(text, i, first)
    if word.bare == "فجر" and _dawn(text, i, j, last):
        return "N"
    if j < 0:
        return _at_start(text, i, last)
    before, tag = text.words[j], text.tags[j]
    if (
        "given-name" in word.nouns
        and not word.proclitic
        and (tag in ("U", "NAME") or before.title is not None or (tag == "N" and before.definite))
    ):
        return "U"
    if before.key in _QAD or tag in BEFORE_VERB:
        return "V"
    if tag == "NUM" and any(r.form[0] != "v" for r in word.readings):
        return "N"
    if tag == "P" or before.key in _NOMINAL_PARTICLES or tag == "V":
        return "N" if not word.proclitic.startswith(("و", "ف")) else "V"
    if tag == "COMP":
        return "N"
    if word.proclitic.startswith(("و", "ف")):
        return "N" if _coordinated_masdar(text, i, first) else "V"
    if _awaits_object(text, i, first):
        return "N"
    if tag == "N" and not before.definite and word.readings and all(r.enclitic for r in word.readings):
        return "V"  # «بيان نشرته …»: a relative clause
    act = not before.adjective or "event-carrier" in before.nouns  # «عملية خطف»
    if tag == "N" and not before.definite and act and not text.tokens[j].text.endswith(("ا", "ين", "ون")):
        return "N"
    return "V"


def _of_two(text: Text, i: int, first: int) -> bool:
    """Whether a word like «قصفا» may be a verb of two: a dual stands before it («الجنديان قتلا»); else it is «قصفا عنيفا»."""
    dual = ["md." in r.form or "fd." in r.form for r in text.words[i].verbs]
    if not any(dual) or not all(dual):
        return any(dual)
    return any(text.words[k].key in _TWO or _is_dual(text, k) for k in range(max(first, i - 6), i))


def _is_dual(text: Text, k: int) -> bool:
    readings = text.words[k].readings
    return dual_or_single(text.words[k].bare) == (2, 2) or (bool(readings) and all(r.form.endswith((".d", "fd")) for r in readings))


_TWO = frozenset({"اللذان", "اللذين", "اللتان", "اللتين", "هما", "انهما", "كلاهما"})


def _awaits_object(text: Text, i: int, first: int) -> bool:
    """Whether a verb of saying or a light verb before `i` in the clause still lacks its object («أدانت المنظمة قصف …»)."""
    for j in range(i - 1, max(first - 1, i - 14), -1):
        if text.is_mark(j, ".؛:،") or text.tags[j] in ("COMP", "REL", "C"):
            return False
        if text.tags[j] == "V":
            word = text.words[j]
            light = text.lexicon.light_forms.get(word.key) or text.lexicon.light_forms.get(word.key[1:])
            return bool(light) or any("object" in text.lexicon.sense(r.sense).content for r in word.cues)
        if any(r.form[0] == "m" for r in text.words[j].events):
            return False
        if text.tags[j] == "N" and any(r.form[:2] == "a." and r.form.endswith(("acc", "fs")) for r in text.words[j].cues):
            return j == first or text.tags[j - 1] != "COMP"  # «نافيا دفع أي فدية», but «إن طالبا قتل»
    return False


def _type_word(text: Text, i: int, first: int, last: int) -> bool:
    """Whether a word that may be a verb is a type word before its name: «سوق مدينة أريحا», «حي الكرادة»."""
    word = text.words[i]
    if not word.nouns & {"area", "facility"} or word.proclitic or i + 1 >= last or (i > first and text.tags[i - 1] in BEFORE_VERB):
        return False
    mention = text.mentions.get(i + 1)
    named = mention is not None and mention.entity("place") is not None
    return named or ("area" in text.words[i + 1].nouns and not text.words[i + 1].definite)


_DAY_WORDS = frozenset({"اليوم", "امس", "الامس", "غد", "ذلك", "يوم"})
_WEEKDAYS = frozenset({"السبت", "الاحد", "الاثنين", "الثلاثاء", "الاربعاء", "الخميس", "الجمعة"})
DAWN_REACH = 6


def _dawn(text: Text, i: int, j: int, last: int) -> bool:
    """Whether «فجر» before a day is the dawn («قصفت الطائرات فجر الجمعة …»), not «blew up» («عندما فجر أمس انتحاري نفسه»)."""
    if i + 1 >= last or text.words[i + 1].key not in _DAY_WORDS | _WEEKDAYS:
        return False
    if j >= 0 and (text.tags[j] in BEFORE_VERB or text.words[j].key in _QAD or text.tags[j] == "COMP"):
        return False
    if j >= 0 and not text.words[i].proclitic and text.tags[j] != "PUN":
        return True
    return any(text.words[k].verbs and not text.words[k].definite for k in range(i + 2, min(last, i + DAWN_REACH)))


def _at_start(text: Text, i: int, last: int) -> str:
    """A verb opens a sentence; a headline may as well open with a verbal noun, told by what follows."""
    after = text.words[i + 1] if i + 1 < last else None
    if after is None:
        return "N"
    if i < text.title_end and after.definite and not text.words[i].verbs[0].form.endswith("p"):
        return "V"
    return "V"


_SETTLED = frozenset({"N", "P", "COMP", "REL", "C", "PRON", "DEM", "NEG", "ADV"})
"""Classes of a word without its context that its neighbours do not change, where it is no verb and in no name."""


def _numbered(text: Text, i: int) -> bool:
    return text.tokens[i].kind == NUMBER or is_number_word(text.words[i].key)


def tag_sentence(text: Text, first: int, last: int) -> None:
    """Fills `text.tags` for tokens `[first, last)`; names must have been found."""
    tags, inside = text.tags, text.inside
    for i in range(first, last):
        word = text.words[i]
        if not word.key:
            tags[i] = _by_kind(text, i)
            continue
        mention = inside.get(i)
        tag = word.tag
        if mention is None and tag in _SETTLED and not word.verbs and word.key != "فقد":
            tags[i] = "ADV" if word.key == "نحو" and i + 1 < last and _numbered(text, i + 1) else tag
            continue
        if (
            word.function == "prepositions"
            and word.proclitic == "و"
            and word.verbs
            and i + 1 < last
            and text.words[i + 1].function == "complementisers"
        ):
            tag = "V"  # «وبين أن …»: not the preposition
        if mention is not None and (mention.entity("actor") or mention.entity("place")):
            single = mention.last - mention.first == 1
            if not (single and tag in ("V", "VN") and not _name_expected(text, i, first)) or all(r.form.endswith(".p") for r in word.verbs):
                tags[i] = "NAME"
                continue
        if tag == "U" and not word.definite and is_number_word(word.bare):
            tag = "NUM"
        if word.key == "نحو" and i + 1 < last and _numbered(text, i + 1):
            tag = "ADV"  # «نحو ثلاثين», about thirty, not towards them
        if word.key == "فقد" and i + 1 < last and text.words[i + 1].definite and not text.words[i + 1].verbs:
            tag = "V"  # «فقد التنظيم السيطرة», he lost, not «فقد» before a verb
        if tag in ("V", "VN") and _type_word(text, i, first, last):
            tag = "N"
        tags[i] = _verb_or_noun(text, i, first, last) if tag == "VN" else tag


def _name_expected(text: Text, i: int, first: int) -> bool:
    """Whether a word that is also a verb («سبق», «هادي») is rather a name here: quoted, or after a title or preposition."""
    if i > first and (text.tags[i - 1] == "Q" or text.is_mark(i - 1, "(")):
        return True
    if (
        i > first
        and text.tags[i - 1] == "N"
        and text.words[i - 1].nouns & {"area"}
        and not text.words[i - 1].definite
        and not text.words[i].proclitic
    ):
        return True
    if i > first and text.tags[i - 1] == "P":
        return not text.words[i].cues or text.words[i - 1].bare in _BEFORE_NOUNS
    return i > first and (text.words[i - 1].title is not None)


_BEFORE_NOUNS = frozenset({"في", "من", "الى", "على", "عن", "قرب", "نحو"})
"""Prepositions that no verb can follow: «في تعز» is the town."""


def finite(word: Word) -> bool:
    """Whether the word has a reading as a finite verb."""
    return bool(word.verbs)
