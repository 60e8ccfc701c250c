"""Did it happen: status of an event from the words that govern its trigger.

The order of the rules is the order of their force: negation, then what a governing word says (plan, demand, threat, possibility),
then condition, future and purpose, then tense.
"""

from __future__ import annotations

from rawi.arabic.clitics import preposition
from rawi.model import Attribution
from rawi.reading.denials import presupposed, untrue, whatever
from rawi.reading.text import Text
from rawi.reading.triggers import Trigger

BACK = 6
OF_STANCE = {"demands": "demanded", "promises": "promised", "expects": "possible", "doubts": "possible", "denies": "negated"}
SPOKEN = frozenset({"REQUEST", "ACCUSE", "SUPPORT", "REJECT", "THREATEN", "AGREE", "CONCEDE", "CLAIM-RESP"})
"""Types whose trigger is the act of speech itself: told in the present, it has happened."""
_WAS = frozenset({"كان", "كانت", "كانوا", "وكان", "وكانت", "وكانوا", "كانا"})
_WITHOUT = frozenset({"دون", "بدون", "عدم", "بلا"})
_FACTS = frozenset(
    [
        "بعد",
        "اثر",
        "عقب",
        "جراء",
        "نتيجة",
        "خلال",
        "منذ",
        "بسبب",
        "رغم",
        "غداة",
        "ردا",
        "مع",
        "قبيل",
        "اسفر",
        "اسفرت",
        "ادى",
        "ادت",
        "اعلن",
        "اعلنت",
        "تم",
        "تمت",
        "وقع",
        "شهد",
        "شهدت",
        "نفذ",
        "نفذت",
    ]
)


def _governing(text: Text, trigger: Trigger, i: int, first: int) -> tuple[str, str] | None:
    """(status, word) of the nearest word before `i` in its clause that changes the status."""
    lexicon = text.lexicon
    steps = 0
    for j in range(i - 1, first - 1, -1):
        if text.is_mark(j, ".؛:،") or text.tags[j] == "REL":
            return None
        word = text.words[j]
        if not word.key:
            continue
        steps += 1
        if steps > BACK:
            return None
        for key in (word.key, word.bare or word.key):
            status = lexicon.status_words.get(key) if not _says_nothing(text, j, key) else None
            spoken = trigger.sense.type in SPOKEN and key not in _WITHOUT
            if status and text.tags[j] != "NAME" and not (status == "negated" and (steps > 3 or spoken)):
                return ("negated" if _denied(text, j, first) else status), key
        if _says_nothing(text, j - 1, text.words[j - 1].key):
            continue
        if text.tags[j] == "V":
            return _governing_verb(text, trigger, j, first)
        if steps <= 2 and _purpose(text, j, first):
            return "planned", word.key
        if word.key in _FACTS:
            return None
        if any(r.form[0] == "m" for r in word.events) and steps > 1 and not text.words[i].proclitic:
            return None
    return None


def _says_nothing(text: Text, j: int, key: str) -> bool:
    """«غير أن» contrasts, «ما لا يقل عن» bounds a number: neither negates."""
    return (key == "غير" and text.tags[j + 1] == "COMP") or (key == "لا" and text.words[j + 1].key in ("يقل", "تقل", "يزيد", "تزيد"))


def is_future(text: Text, j: int) -> bool:
    """Whether the finite verb at `j` is in the future («سيجري», «سوف يجري»)."""
    word = text.words[j]
    if j and text.words[j - 1].key in ("سوف", "وسوف"):
        return True
    key = word.key[1:] if word.key[:1] in ("و", "ف") else word.key
    return text.tags[j] == "V" and len(key) > 4 and key[0] == "س" and key[1] in "يتن" and (
        not word.verbs or any(r.proclitics.endswith("س") for r in word.verbs)
    )  # fmt: skip


def _purpose(text: Text, j: int, first: int) -> bool:
    """Whether a verbal noun of purpose stands at `j` («لشن هجمات», «للتوصل لاتفاق»)."""
    word = text.words[j]
    if text.tags[j] != "N" or preposition(word.proclitic + ("ال" if word.definite else "")) != "ل":
        return False
    verbal = "abstract" in word.nouns or any(r.form[0] == "m" for r in word.events)
    return verbal and word.title is None and not _complement_of_verb(text, j, first)


def _denied(text: Text, j: int, first: int) -> bool:
    return any(text.tags[k] == "NEG" for k in range(max(first, j - 4), j))


def _governing_verb(text: Text, trigger: Trigger, j: int, first: int) -> tuple[str, str] | None:
    """What the finite verb at `j` says of the verbal noun it governs."""
    word = text.words[j]
    negated = j > first and text.tags[j - 1] == "NEG"
    for key in (word.key, word.bare or word.key, word.key[1:]):
        status = text.lexicon.status_forms.get(key)
        if status and not (status == "negated" and trigger.sense.type in SPOKEN):
            return ("negated" if negated else status), key
    if is_future(text, j):
        return "planned", word.key
    if negated and (whatever(text, trigger.at) or not word.cues or trigger.sense.frame.name == "befall"):
        return None if presupposed(text, j, trigger.at) else ("negated", f"{text.words[j - 1].key} {word.key}")
    light = text.lexicon.light_forms.get(word.key) or text.lexicon.light_forms.get(word.key[1:])
    if light is None or not word.verbs:
        return None
    if all(r.form.startswith("v.i") for r in word.verbs) or (word.key[0] in "يت" and not _perfect(text, j)):
        k = j - 1
        while k > first and text.tags[k] == "Q":
            k -= 1
        if k >= first and text.tags[k] == "COMP":
            return _governing(text, trigger, k, first) or ("planned", word.key)
        if any(text.words[k].key in _WAS for k in range(max(first, j - 6), j)):
            return None
        return ("occurred" if j < text.title_end else "ongoing"), word.key
    return None


def _perfect(text: Text, j: int) -> bool:
    """Whether a form in «ت» may be a perfect («تمكن الثوار من …») and no feminine subject stands before it («التي تقدم …»)."""
    word, before = text.words[j], text.words[j - 1] if j else None
    feminine = before is not None and text.tags[j - 1] in ("N", "NAME", "COMP") and before.key.endswith(("ة", "ات", "ها"))
    if feminine or (before is not None and before.key == "التي"):
        return not any(r.form.startswith("v.i") for r in word.verbs)
    return any(r.form.startswith("v.p.3ms") for r in word.verbs) or not any(r.form.startswith("v.i") for r in word.verbs)


_IF = frozenset({"اذا", "لو", "لولا", "واذا", "ولو", "فاذا", "شريطة", "بشرط"})


def _conditional(text: Text, i: int, first: int) -> bool:
    """Whether the clause at `i` is a condition; «ما إذا» only asks whether."""
    for j in range(i - 1, max(first - 1, i - 14), -1):
        if text.is_mark(j, ".؛"):
            return False
        word = text.words[j]
        if word.key in _IF or (word.key == "حال" and text.words[j - 1].key == "في"):
            return text.words[j - 1].key not in ("ما", "عما", "وما", "حول")
    return False


def _own(before: str, form: str) -> bool:
    """Whether a future is the speaker's own: «سنرسل», «أنه سيستقبل»."""
    return ".1" in form or before in ("انه", "انها", "انهم", "بانه", "بانها", "بانهم")


def _verb_status(text: Text, trigger: Trigger, first: int, *, attributed: bool) -> tuple[str, str] | None:
    """What the verb's own form and particles say."""
    at, form = trigger.at, trigger.reading.form
    before = text.words[at - 1] if at > first else None
    key = before.key if before else ""
    if (before is not None and text.tags[at - 1] == "NEG") or key in ("ليس", "ولم", "فلم", "ولن", "ولا", "وما"):
        return "negated", f"«{key}»"
    if trigger.reading.proclitics.endswith("س") or key == "سوف":
        return ("promised", "the speaker's own future") if attributed and _own(key, form) else ("planned", "future")
    if form.startswith(("v.i", "v.j")):
        if key == "قد" or key == "ربما":
            return "possible", "«قد» with the imperfect"
        if trigger.reading.proclitics.endswith("ل"):
            return "planned", "purpose"
        if text.tags[at - 1] == "COMP" if at > first else False:
            governed = _governing(text, trigger, at - 1, first)
            if governed:
                return governed[0], f"«{governed[1]} أن»"
            if _subjunctive(text, at - 1):
                return "planned", "«أن» with the subjunctive"
        if key in ("كي", "لكي", "حتى"):
            return "planned", "purpose"
    return None


def _subjunctive(text: Text, j: int) -> bool:
    return text.words[j].key in ("ان", "بان", "وان", "فان")


def status_of(text: Text, trigger: Trigger, first: int, chain: list[Attribution], *, headline: bool) -> tuple[str, str]:
    """(status, reason) of the event at `trigger`; `chain`: the attributions around it, innermost first."""
    at = trigger.at
    if trigger.finite:
        own = _verb_status(text, trigger, first, attributed=bool(chain))
        if own is not None:
            return own
    continuing = _continuing(text, at, first) if not trigger.finite and trigger.sense.type not in SPOKEN else None
    if continuing is not None:
        return "ongoing", f"«{continuing}»"
    if not trigger.finite and untrue(text, at, first):
        return "negated", "«لا صحة»"
    governed = _governing(text, trigger, at, first) if not trigger.finite else None
    plain = governed is None or governed[0] in ("occurred", "ongoing", "planned", "negated")
    if plain and any(_denies(text, a, inner=n == 0) and _within_stance(text, trigger, a) for n, a in enumerate(chain)):
        return "negated", "stance of the source: denies"
    if governed is not None:
        return governed[0], f"governed by «{governed[1]}»"
    if _conditional(text, at, first):
        return "hypothetical", "condition"
    if chain and (status := OF_STANCE.get(chain[0].stance)) and _within_stance(text, trigger, chain[0]):
        return status, f"stance of the source: {chain[0].stance}"
    if not trigger.finite:
        return _noun_status(text, trigger, first)
    if trigger.reading.form.startswith(("v.i", "v.j")):
        return _imperfect(text, trigger, first, headline)
    return "occurred", "perfect"


def _denies(text: Text, attribution: Attribution, *, inner: bool) -> bool:
    """Whether the source denies; of what others tell within its words, only where its verb says that it is not so."""
    if attribution.stance != "denies" or inner:
        return attribution.stance == "denies"
    entry = attribution.why[0].entry if attribution.why else None
    return entry is not None and entry.split()[-1] in text.lexicon.denials


def _continuing(text: Text, at: int, first: int) -> str | None:
    """The word that says that the verbal noun at `at` goes on («واصلت … غاراتها», «احترام الهدنة»)."""
    for j in range(at - 1, max(first - 1, at - 4), -1):
        if text.is_mark(j, "،.؛:"):
            return None
        for key in (text.words[j].key, text.words[j].bare):
            if key in text.lexicon.continuing and not (j and text.tags[j - 1] == "NEG" and text.tags[j] != "V"):
                return key
    return None


def _within_stance(text: Text, trigger: Trigger, attribution: Attribution) -> bool:
    """Whether the trigger stands in the head clause of what is demanded, promised, expected or denied."""
    if trigger.finite and trigger.reading.form.startswith("v.p") and attribution.stance != "denies":
        return False
    start = next((c.start for c in attribution.content if c.start <= text.tokens[trigger.at].start < c.end), None)
    if start is None or attribution.cue.start > text.tokens[trigger.at].start:
        said = attribution.why[0].rule if attribution.why else ""
        return start is not None and attribution.stance == "denies" and said == "fixed phrase"  # «ما نشر عن مقتله عار عن الصحة»
    for steps, j in enumerate(range(trigger.at - 1, -1, -1), 1):
        if text.tokens[j].start < start:
            return True
        if text.tags[j] == "REL" or text.words[j].key in _FACTS or text.words[j].key in _LINKING or text.is_mark(j, "،.؛"):
            return False
        if steps > STANCE_REACH:
            return False
    return True


STANCE_REACH = 14
_LINKING = frozenset(["عندما", "حيث", "كما", "حين", "بينما", "فيما", "التي", "الذي", "كونها", "لان", "لانه"])


def _noun_status(text: Text, trigger: Trigger, first: int) -> tuple[str, str]:
    at = trigger.at
    if trigger.sense.frame.name == "befall" or trigger.sense.type in SPOKEN:
        return "occurred", "verbal noun"
    if preposition(trigger.reading.proclitics) == "ل" and not _complement_of_verb(text, at, first):
        return "planned", "purpose «ل»"
    for j in range(at + 1, min(len(text.tokens), at + 6)):
        if text.tags[j] == "V":
            if is_future(text, j):
                return "planned", f"«{text.words[j].key}»"
            break
        if text.is_mark(j, "،.؛:"):
            break
    word = text.words[at]
    later = _later(text, at)
    if later is not None:
        return "planned", f"«{later}»"
    if trigger.sense.mode == "hold" or word.key in text.lexicon.lasting or word.bare in text.lexicon.lasting:
        return "ongoing", "what lasts"
    return "occurred", "verbal noun"


_RESULT = frozenset(["ادى", "ادت", "يؤدي", "تؤدي", "طبقا", "وفقا", "استجابة", "استجابتها", "ثارا", "ثار", "انتقاما", "تبادل", "نتيجة"])
_DATIVE = (
    "تعرض",
    "يتعرض",
    "تتعرض",
    "تعرضت",
    "خضع",
    "تصد",
    "يتصد",
    "استخدم",
    "ادان",
    "رفض",
    "نتيجة",
    "وفقا",
    "مشابه",
    "مماثل",
    "هدف",
    "نظرا",
    "تعرضوا",
    "ضحية",
    "ضحايا",
    "دعم",
    "تاييد",
)


def _complement_of_verb(text: Text, at: int, first: int) -> bool:
    """Whether «ل…» is the complement of a verb that takes it («تعرض لهجوم»), not a purpose."""
    if text.words[at].definite and any(r.form.endswith("fp") for r in text.words[at].events):
        return True
    for j in range(at - 1, max(first - 1, at - 10), -1):
        word = text.words[j]
        if word.bare in _RESULT or word.key in _RESULT:
            return True
        if text.is_mark(j, ".؛،"):
            return False
        if any(word.bare.startswith(d) for d in _DATIVE):
            return True
        if text.tags[j] == "V":
            return False
    return False


def _later(text: Text, at: int) -> str | None:
    """The word of a time to come behind the trigger in its clause («استئناف المفاوضات … الأسبوع المقبل»)."""
    for j in range(at + 1, min(len(text.tokens), at + 9)):
        if text.is_mark(j, "،.؛:") or text.tags[j] in ("V", "COMP", "REL"):
            return None
        if text.words[j].key in text.lexicon.coming:
            return text.words[j].key
    return None


def _habit(text: Text, at: int) -> str | None:
    """The word of repetition beside a present («يقصف … كل ليلة»)."""
    for j in range(max(0, at - 3), min(len(text.tokens), at + 9)):
        if text.is_mark(j, "،.؛:") and j > at:
            return None
        word = text.words[j]
        if word.key in text.lexicon.repeated and text.tags[j] != "NAME":  # «دوما» is a town, too
            return word.key
        if word.key == "كل" and j > at and j + 1 < len(text.words) and "time" in text.words[j + 1].nouns:
            return word.key
    return None


def _imperfect(text: Text, trigger: Trigger, first: int, headline: bool) -> tuple[str, str]:
    habit = _habit(text, trigger.at)
    if habit is not None:
        return "habitual", f"«{habit}»"
    later = _later(text, trigger.at)
    if later is not None:
        return "planned", f"«{later}»"
    if trigger.reading.proclitics.endswith("و"):
        before = next((j for j in range(trigger.at - 1, max(first - 1, trigger.at - 14), -1) if text.tags[j] == "V"), None)
        if before is not None and is_future(text, before):
            return "planned", "joined to a future"
    if headline and trigger.sense.mode != "hold":
        return "occurred", "present of a headline"
    if trigger.sense.type in SPOKEN:
        return "occurred", "an act of speech in the present"
    for j in range(trigger.at - 1, max(first - 1, trigger.at - 8), -1):
        key = text.words[j].key
        if key in ("كان", "كانت", "كانوا", "وكان", "وكانت", "وكانوا", "كانا"):
            return "occurred", "«كان» with the imperfect"
        if text.tags[j] == "V" or text.is_mark(j, ".؛"):
            break
    return "ongoing", "imperfect"
