"""The dead and the wounded of an event: what its own words count, what a result tells, and what is said of nobody."""

from __future__ import annotations

from itertools import pairwise

from rawi.arabic.duals import dual_or_single
from rawi.arabic.numbers import count_at
from rawi.arabic.script import fold
from rawi.model import Range
from rawi.reading.eventdrafts import EventDraft
from rawi.reading.phrases import Phrase
from rawi.reading.text import Text

KILL, WOUND = "killed", "injured"
SOME: Range = (2, None)
"""«قتلى», «آخرون»: more than one."""
ONE: Range = (1, 1)
NONE: Range = (0, 0)
_PERSONS = frozenset({"civilian", "fighter", "victim"})
_THINGS = frozenset({"area", "facility", "abstract", "time", "weapon", "vehicle", "body", "group"})
_HARM = frozenset({"اصابة", "اصابات", "وفاة", "وفيات"})
"""Nouns that name the harm, not the person."""
_FALL = frozenset({"سقط", "سقوط"})
"""«سقوط قذيفة»: what falls is no dead."""
_TRIED = frozenset({"محاولة", "محاولات", "ومحاولة"})
_ONE_OF = frozenset({"احد", "احدى", "واحد", "واحدة"})
_BOUND = frozenset({"الاقل", "الاكثر"})
BOUND_REACH = 4
"""«ثلاثة أشخاص على الأقل»: the bound may stand so many words behind the number."""
_NOT_YET = frozenset({"planned", "demanded", "promised", "threatened", "hypothetical"})
"""A killing that was only threatened or planned has no toll."""
_WITHOUT = frozenset({"دون", "بدون"})
_NEGATORS = ("لم", "لا", "دون", "عدم", "بدون", "غير", "ولم", "ولا", "ما", "ليس")


def own_toll(text: Text, draft: EventDraft) -> tuple[Range | None, Range | None]:
    """(killed, injured) of a trigger that tells of deaths or wounds itself."""
    kind = _kind(text, draft)
    if kind is None:
        return None, None
    count = None
    word = text.words[draft.trigger.at]
    if not draft.trigger.finite and not word.proclitic and word.bare not in _HARM and _of_word(text, draft.trigger.at) is not None:
        count = _count_before(draft.sentence.keys, draft.trigger.at - draft.sentence.first)  # «سقوط 12 قتيلا وإصابة 30 آخرين»
    if count is None and draft.args.targets:
        count = count_of(text, draft.args.targets, draft.sentence.keys, draft.sentence.first)
    if count is None:
        count = _of_casualty_noun(text, draft) or _another(text, draft)
    if draft.status[0] == "negated":
        count = NONE if _nobody(text, draft) else None
    elif draft.status[0] in _NOT_YET or (draft.trigger.at and text.words[draft.trigger.at - 1].bare in _TRIED):
        count = None
    if count is not None and count[1] is not None and _both(text, draft):
        count = (1, max(1, count[1] - 1))
        return count, count
    if kind == KILL and count is not None and draft.args.targets:
        return _with_companions(text, draft, count), _wounded_beside(text, draft)
    return (count, None) if kind == KILL else (None, count)


def _both(text: Text, draft: EventDraft) -> bool:
    """«سقوط 40 شخصا بين قتيل وجريح»: the number is that of the dead and the wounded together."""
    last = min(draft.sentence.last - 1, draft.trigger.at + BOTH_REACH)
    return any(text.words[k].key == "بين" and text.words[k + 1].key in ("قتيل", "قتلى") for k in range(draft.trigger.at + 1, last))


BOTH_REACH = 8


def _another(text: Text, draft: EventDraft) -> Range | None:
    """«قتل جندي وأصيب آخر»: one more."""
    at = draft.trigger.at
    following = text.words[at + 1].key if at + 1 < draft.sentence.last else ""
    return ONE if following in ("اخر", "اخرى") and not draft.args.targets else None


def _with_companions(text: Text, draft: EventDraft, count: Range) -> Range:
    """«مقتل القائد مع ستة من مرافقيه», «قتل ضابط في الجيش وثلاثة من حراسه»: those who died with him are dead, too."""
    keys, base = draft.sentence.keys, draft.sentence.first
    for k in range(draft.args.targets[-1].last, min(draft.sentence.last - 2, draft.args.targets[-1].last + COMPANIONS)):
        if text.is_mark(k, "،.؛") or text.tags[k] in ("V", "COMP"):
            break
        own = text.words[k].proclitic == "و" and text.tags[k] in ("NUM", "N")
        start = k + (text.words[k].key == "مع") - base
        others = count_at(keys, start) if own or start > k - base else None
        if others is not None and others.first == start and keys[others.last : others.last + 1] == ["من"] and (
            not own or _of_his(text, base + others.last + 1)
        ):  # fmt: skip
            low = count[0] + others.low if count[0] is not None and others.low is not None else None
            return low, count[1] + others.high if count[1] is not None and others.high is not None else None
    return count


def _of_his(text: Text, i: int) -> bool:
    """«من مرافقيه», «من حراسه»: people of the one named before."""
    written = text.words[i].key if i < len(text.words) else ""
    return written.endswith(("ه", "ها", "هم")) and not written.endswith("هه") and written not in ("هذه", "بينهم", "ضمنهم", "بينها")


COMPANIONS = 8


def _wounded_beside(text: Text, draft: EventDraft) -> Range | None:
    """«مقتل 12 شخصا و28 جريحا»: the wounded joined to the dead by «و»."""
    keys, base = draft.sentence.keys, draft.sentence.first
    end = draft.args.targets[-1].last
    for i in range(draft.args.targets[0].first + 1, min(draft.sentence.last, end + 4)):
        if text.tags[i] == "V" or text.is_mark(i, "،.؛"):
            return None
        if _of_word(text, i) == WOUND and (count := _count_before(keys, i - base)) is not None:
            return count if any(keys[k - base].startswith("و") for k in range(max(base, i - 3), i)) else None
    return None


def _kind(text: Text, draft: EventDraft) -> str | None:
    sense, lexicon = draft.trigger.sense, text.lexicon
    if sense.type not in ("ASSAULT", "DISASTER") or (sense.frame.name == "explode" and sense.label in _FALL):
        return None
    if not draft.trigger.finite and (kind := _of_word(text, draft.trigger.at)) is not None:
        return kind
    return KILL if sense.label in lexicon.kill else WOUND if sense.label in lexicon.wound else None


def _of_word(text: Text, i: int) -> str | None:
    """Whether the word at `i` is a noun of the dead or of the wounded."""
    word = text.words[i]
    if _is_in(word.bare, word.key, text.lexicon.dead):
        return KILL
    return WOUND if _is_in(word.bare, word.key, text.lexicon.wounded) else None


def _of_casualty_noun(text: Text, draft: EventDraft) -> Range | None:
    """«عشرات الجرحى», «سقوط قتلى»: a trigger that is a noun of the dead or wounded with its number, or in the plural without one."""
    at, base = draft.trigger.at, draft.sentence.first
    word, lexicon = text.words[at], text.lexicon
    if draft.trigger.finite or not (_is_in(word.bare, word.key, lexicon.dead) or _is_in(word.bare, word.key, lexicon.wounded)):
        return None
    found = _count_before(draft.sentence.keys, at - base) or dual_or_single(word.bare)
    if found is not None or word.definite:
        return found
    return SOME if word.bare.endswith(("ى", "ي", "ات", "ين", "ون", "ايا", "داء")) else None


def _is_in(bare: str, key: str, words: frozenset[str]) -> bool:
    return bare in words or key in words


def _nobody(text: Text, draft: EventDraft) -> bool:
    """Whether the words themselves say that nobody was hurt («لم يقتل أحد», «دون وقوع إصابات»), not a party that denies it."""
    if draft.status[1].startswith("governed by «نف"):
        return False
    at = draft.trigger.at
    before = range(max(draft.sentence.first, at - 5), at)
    return any(text.words[j].key in _NEGATORS for j in before) and not any(text.tags[j] == "COMP" for j in before)


def share_toll(text: Text, row: list[EventDraft]) -> None:
    """Within one sentence: two verbs of one count, the toll that an attack is said to have had, and «دون إصابات»."""
    _one_count_for_two(text, row)
    for k, draft in enumerate(row):
        if draft.trigger.sense.type not in ("ASSAULT", "DISASTER") or draft.killed or draft.injured or _kind(text, draft) is not None:
            continue
        _from_result(text, row, k)
        _from_nouns(text, row, draft)


def _one_count_for_two(text: Text, row: list[EventDraft]) -> None:
    """«قتل وأصيب سبعة»: seven in all, so that each of the two tells of one to six."""
    for a, b in pairwise(row):
        if b.trigger.at - a.trigger.at > 1 or a.trigger.reading.enclitic or {_kind(text, a), _kind(text, b)} != {KILL, WOUND}:
            continue
        if a.args.targets and b.args.targets and a.args.targets[0].first != b.args.targets[0].first:
            continue  # «43 شخصا قتلوا وأصيب 173»
        if a.args.targets and a.args.targets[0].head == b.trigger.at:
            a.args.targets, a.killed, a.injured = b.args.targets, None, None  # «مقتل وإصابة 30»
        if a.killed or a.injured:
            continue  # «سقوط 12 قتيلا وإصابة 30»: each has a number of its own
        count = b.killed or b.injured
        if count is None or count[1] is None or count[0] is None:
            continue
        shared: Range = (1, count[1] - 1) if count[0] == count[1] and count[1] > 1 else count
        for draft in (a, b):
            if _kind(text, draft) == KILL:
                draft.killed = shared
            else:
                draft.injured = shared


def _from_result(text: Text, row: list[EventDraft], k: int) -> None:
    """«هجوم … أسفر عن مقتل خمسة»: the deaths told as the result of the act."""
    draft, lexicon = row[k], text.lexicon
    result, looked_at, nearest = False, draft.trigger.at, True
    for later in row[k + 1 :]:
        if later.trigger.sense.type != "ASSAULT":
            return
        between = range(draft.trigger.at, later.trigger.at)
        if nearest and draft.injured is None and later.injured == NONE and any(text.words[j].key in _WITHOUT for j in between[-3:]):
            draft.injured = NONE  # «تفجير … دون وقوع إصابات»
        nearest = nearest and _kind(text, later) is not None
        fresh = range(looked_at, later.trigger.at)
        result = result or any(_is_in(text.words[j].bare, text.words[j].key, lexicon.result_forms) for j in fresh)
        looked_at = later.trigger.at
        if result:
            draft.killed = draft.killed or (later.killed if _kind(text, later) == KILL else None)
            draft.injured = draft.injured or (later.injured if _kind(text, later) == WOUND else None)


def _from_nouns(text: Text, row: list[EventDraft], draft: EventDraft) -> None:
    """«12 قتيلا في قصف …», «هجوم خلف 20 جريحا»: counts of the dead and wounded where no verb of the sentence tells of them."""
    acts = sum(d.trigger.sense.type in ("ASSAULT", "DISASTER") for d in row)
    told = {_kind(text, other) for other in row} - {None}
    lonely = (acts < 2 and not told) or (told <= {WOUND} and _numbered(text, row, draft))
    sentence = draft.sentence
    results = text.lexicon.result_forms
    result = next((j for j in range(draft.trigger.at, sentence.last) if _is_in(text.words[j].bare, text.words[j].key, results)), None)
    if not lonely and (result is None or any(draft.trigger.at < d.trigger.at < result for d in row)):
        return
    for i in range(sentence.first if lonely else result or sentence.first, sentence.last):
        word = text.words[i]
        kind = _of_word(text, i)
        if kind is None or (lonely and kind in told) or text.tags[i] == "V" or _counted_already(text, i, kind):
            continue
        if text.words[i - 1].key == "بين":
            both = _count_before(sentence.keys, i - 1 - sentence.first)  # «سقوط 40 شخصا بين قتيل وجريح»
            if both is not None and both[1] is not None and draft.killed is None and draft.injured is None:
                draft.killed = draft.injured = (1, max(1, both[1] - 1))
            continue
        count = _count_before(sentence.keys, i - sentence.first) or dual_or_single(word.bare)
        if count is None:
            continue
        if kind == KILL and draft.killed is None:
            draft.killed = count
        elif kind == WOUND and draft.injured is None:
            draft.injured = count


def _numbered(text: Text, row: list[EventDraft], draft: EventDraft) -> bool:
    """«عدد القتلى بلغ 11»: whether the sentence gives the number of the dead as a number, and this is the act that stands nearest."""
    words = range(draft.sentence.first, draft.sentence.last - 1)
    told = next((k for k in words if text.words[k].bare in _NUMBER and _of_word(text, k + 1) == KILL), None)
    if told is None:
        return False
    acts = [d for d in row if d.trigger.sense.type in ("ASSAULT", "DISASTER") and _kind(text, d) is None]
    return min(acts, key=lambda d: abs(d.trigger.at - told)) is draft


_NUMBER = frozenset({"عدد", "حصيلة"})


def _counted_already(text: Text, i: int, kind: str) -> bool:
    """«وفاة ثلاثة من الجرحى», «بعد انتشال 11 جثة»: these are among the dead that the sentence counts."""
    words = text.words
    if words[i].bare.startswith("جث"):
        return any(words[k].key == "بعد" or words[k].bare == "انتشال" for k in range(max(0, i - 4), i))
    return kind == WOUND and words[i].definite and words[i - 1].key == "من"


def _count_before(keys: list[str], i: int) -> Range | None:
    """The count that ends right before the noun at `i`, or the digits right behind it; a bound behind the noun holds."""
    for start in range(max(0, i - 7), i):
        count = count_at(keys, start)
        if count is not None and count.last in (i, i - 1):
            return count.low, count.high
    count = count_at(keys, i + 1) if i + 1 < len(keys) and keys[i + 1].isdigit() else None
    return (count.low, count.high) if count is not None else None


def count_of(text: Text, phrases: list[Phrase], keys: list[str], base: int) -> Range | None:
    """How many a coordination of noun phrases counts; None when no member is counted. `keys`: of the sentence that begins at `base`."""
    low: int | None = 0
    high: int | None = 0
    counted = False
    for phrase in phrases:
        one = _one_count(text, phrase, keys, base)
        if one is None:
            continue
        counted = True
        low = low + (one[0] or 0) if low is not None else None
        high = high + one[1] if high is not None and one[1] is not None else None
    return (low, high) if counted else None


def _one_count(text: Text, phrase: Phrase, keys: list[str], base: int) -> Range | None:
    first, last = phrase.first - base, phrase.last - base
    if not 0 <= first < len(keys):  # taken up from another sentence
        return _single(text, phrase)
    for start in (*range(max(0, first - 4), first), *range(first, last)):
        count = count_at(keys, start)
        if count is not None and count.last > first and not _ordinal_name(text, base + start):
            return _bounded(keys, count.last, (count.low, count.high))
    behind = count_at(keys, last) if last < len(keys) and keys[last].startswith("ال") else None
    if behind is not None and behind.low is not None and behind.low > 2:
        return behind.low, behind.high  # «أطفالهما الثلاثة»
    bare = text.words[phrase.first].bare
    return dual_or_single(bare) or _single(text, phrase)


def _bounded(keys: list[str], end: int, count: Range) -> Range:
    """The count with «على الأقل» a few words behind it."""
    for j in range(end, min(len(keys) - 1, end + BOUND_REACH)):
        if keys[j] == "على" and keys[j + 1] in _BOUND:
            return (count[0], None) if keys[j + 1] == "الاقل" else (None, count[1])
        if keys[j][:1] == "و" and len(keys[j]) > 3 and count_at(keys, j) is not None:
            break
    return count


def _ordinal_name(text: Text, i: int) -> bool:
    """«كتيبة الـ21», «الفرقة 30»: a number that is a name's."""
    word = text.words[i - 1] if i else None
    return (
        text.tokens[i].kind == "number" and word is not None and bool(word.key) and bool(word.nouns & {"force", "group", "body"})
        and not word.function
    )  # fmt: skip


def _number(text: Text, i: int) -> tuple[bool, bool]:
    """(may be singular, is plural or dual) of the noun or title at `i`."""
    singular = plural = False
    for r in text.words[i].readings:
        if r.kind == "title" and r.form.endswith(".d"):
            plural = True  # «عضوان»
        elif r.kind == "title":
            lemma = fold(str(text.lexicon.sense(r.sense)[1]).partition(" ")[2])
            singular = singular or text.words[i].bare.startswith(lemma.removeprefix("ال"))
        elif r.kind == "noun":
            many = r.form.startswith("n.p") or r.form.endswith(("fp", "mp", "mpc", ".d", ".dc", "fd"))
            plural, singular = plural or many, singular or not many
    return singular, plural and not (singular and not text.words[i].bare.endswith("ين"))


def _single(text: Text, phrase: Phrase) -> Range | None:
    """(1, 1) for one person: «أحد …», a name, a title or a noun of persons in the singular."""
    word = text.words[phrase.head]
    if word.bare in _ONE_OF:
        return ONE
    mention = text.inside.get(phrase.head)
    actor = mention.entity("actor") if mention else None
    if actor is not None:
        return ONE if actor.subkind == "person" else None
    singular, plural = _number(text, phrase.head)
    if text.lexicon.is_national(word) and not word.definite and text.tags[phrase.head] == "N":
        return dual_or_single(word.bare) or (ONE if not plural and not word.bare.endswith(("ون", "ين", "ات")) else None)
    if plural:
        sure = word.bare.endswith("ين") and not any(r.form.endswith(("mp", "mpc")) for r in word.readings)  # «تلميذين»
        dual = (sure or word.bare.endswith(("ان", "تين"))) and any(r.form.endswith((".d", "fd")) for r in word.readings)
        return (2, 2) if dual and (word.title is not None or not word.nouns & _THINGS) else None
    if word.bare in text.lexicon.collectives:
        return None
    if text.tags[phrase.head] == "U" and not word.readings:
        return ONE
    if "given-name" in word.nouns and text.tags[phrase.head] in ("U", "NAME"):
        return ONE
    if word.nouns & _PERSONS or (word.title is not None and singular):
        return ONE if singular else None
    return None
