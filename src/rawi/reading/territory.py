"""Claims of control: whose place it is that is told of, who holds it, and who is driven out of it.

Three things are told otherwise than in other deeds: a relative clause belongs to the place named nearest before it («الرقة (شمال شرقي
سوريا) التي يسيطر عليها التنظيم»), the holder stands behind a noun of holding («تخضع لسيطرة الثوار»), and who is driven out may
stand behind a word for what is left of him («ما تبقى من المسلحين»).
"""

from __future__ import annotations

from rawi.lexicon.frames import AGENT, PLACE, TARGET
from rawi.reading.circumstances import quality
from rawi.reading.clauses import phrase_ending, skip_particles
from rawi.reading.filling import Told, subject_before
from rawi.reading.phrases import NOMINAL, Phrase, coordinated, mention_in, phrase_at
from rawi.reading.roles import agentive, can_act
from rawi.reading.text import Text

REACH = 7
"""So many tokens behind the verb a noun of holding may stand, and behind that the holder."""
_HOLDING = frozenset({"سيطرة", "قبضة", "نفوذ", "هيمنة", "يد", "ايدي", "ايد"})
_CLAWS = frozenset({"براثن", "سلطة", "حكم"})
_LEFT = frozenset({"تبقى", "تبقي", "بقي", "بقايا", "فلول", "جيوب", "خلايا", "عناصر", "باقي", "بقية"})
_STILL = frozenset({"يزال", "تزال", "زال", "زالت", "يزالون", "زالوا", "تزل", "يعد", "تعد", "باتت", "بات", "اصبحت", "اصبح"})
_WAS = frozenset({"كان", "كانت", "كانوا"})
_TAKING_UP = frozenset({"عليها", "عليه", "عليهما", "فيها", "فيه", "منها", "منه", "بها", "به", "اليها", "اليه"})
_DARING = frozenset({"انتصار", "نجاح", "مغامرة", "مسارعة", "استعادة", "بسط", "فرض", "احكام", "استكمال", "اكمال"})
_SEAT = frozenset({"مركز", "عاصمة", "كبرى", "ثاني", "اكبر"})
_BRACKETS = {")": "(", "]": "["}


def settle(text: Text, told: Told, first: int, last: int, cues: frozenset[int]) -> None:
    """Mends place, holder and loser of a claim of control in its sentence `[first, last)`; leaves other events as they are.

    `cues`: tokens of the verbs of saying.
    """
    if told.trigger.sense.type != "CONTROL":
        return
    _object(text, told, first, cues)
    _antecedent(text, told, first, last)
    _takers(text, told, first, last)
    _holder(text, told, last)
    _driven_out(text, told, last)
    args = told.args
    if not args.places:
        named = [p for p in (*args.targets, *args.agents) if quality(text, p) and agentive(text, p) < 1]
        if told.trigger.sense.frame.name != "hit" and named:
            args.put(PLACE, named, "what is held is a place")


def _object(text: Text, told: Told, first: int, cues: frozenset[int]) -> None:
    """«تقدمت القوات … وطهرت حي الزهور»: a place right behind a joined verb is what is taken, and the subject is that of the verb before."""
    trigger, args = told.trigger, told.args
    taken = [p for p in args.agents if quality(text, p) and agentive(text, p) < 1]
    joined = trigger.finite and trigger.reading.proclitics.startswith("و") and trigger.sense.frame.name == "take"
    subject = subject_before(text, trigger.at, first, cues) if joined and taken and taken == args.agents else []
    if subject and taken[0].first > trigger.at and _fights(text, subject[0]):
        args.agents = []
        args.put(PLACE, taken, "a place is what is taken")
        args.put(AGENT, subject, "subject of the verb before")


def _antecedent(text: Text, told: Told, first: int, last: int) -> None:
    """The place that a relative clause with the verb of holding or falling belongs to."""
    trigger = told.trigger
    if not trigger.finite:
        return
    at = _relative(text, trigger.at, first)
    behind = range(trigger.at + 1, min(last, trigger.at + 5))
    resumed = bool(trigger.reading.enclitic) or any(text.words[k].key in _TAKING_UP for k in behind)
    falls = trigger.sense.frame.subject == PLACE and text.tags[at] == "REL"
    if not (resumed or falls):
        return
    found = place_before(text, at, first)
    if found is not None:
        told.args.places = [found]
        told.args.agents = [p for p in told.args.agents if p.last <= found.first or p.first >= found.last]
        told.args.targets = [p for p in told.args.targets if p.last <= found.first or p.first >= found.last]
        told.args.why.append("place: the relative clause belongs to it")


def _relative(text: Text, at: int, first: int) -> int:
    """The «التي» of the verb at `at`, particles and «لا تزال» between them; without one the first token of the verb's group."""
    j = skip_particles(text, at, first)
    while j > first and (text.words[j].key in _STILL or text.tags[j] == "NEG" or text.words[j].key in ("ما", "لا", "لم")):
        j -= 1
    if j >= first and text.tags[j] == "REL":
        return j
    for k in range(j, max(first - 1, j - REACH), -1):  # «الذي كانت القوات تسيطر عليه»: the subject stands between
        if text.tags[k] == "REL":
            return k
        if text.is_mark(k, ".؛:،,") or text.tags[k] == "COMP" or (text.tags[k] == "V" and text.words[k].key not in _STILL | _WAS):
            break
    return j + 1


def place_before(text: Text, end: int, first: int) -> Phrase | None:
    """The place named nearest before token `end`; what stands in brackets between them only says where that is."""
    while end > first and text.tags[end - 1] in ("PUN", "Q"):
        mark = text.tokens[end - 1].text
        if mark in _BRACKETS:
            opening = next((k for k in range(end - 2, max(first - 1, end - 12), -1) if text.is_mark(k, _BRACKETS[mark])), None)
            if opening is None:
                return None
            end = opening
        elif text.is_mark(end - 1, "،,") or text.tags[end - 1] == "Q":
            end -= 1
        else:
            return None
    mention = text.inside.get(end - 1)
    seat = next((k for k in range(end - 1, max(first, end - 5), -1) if text.words[k].bare in _SEAT and text.is_mark(k - 1, "،,")), None)
    if seat is not None:
        return place_before(text, seat - 1, first)  # «الرمادي، مركز محافظة الأنبار، التي …»: it only says what the town is
    if mention is not None and text.tags[mention.first] == "NAME":
        if mention.entity("actor") is not None and mention.entity("place") is None:
            return None
        start = mention.first
        while start > first and _types(text, start - 1) and not text.words[start].proclitic:
            start -= 1
        near = phrase_at(text, start, end)
        if near is not None and near.last == end and quality(text, near):
            return near
    whole = phrase_ending(text, end, first)
    return whole if whole is not None and quality(text, whole) and agentive(text, whole) < 1 else None


def _types(text: Text, i: int) -> bool:
    """Whether the word at `i` says what kind of place the name behind it is («مدينة»)."""
    return text.tags[i] == "N" and "area" in text.words[i].nouns and not text.words[i].definite


def _takers(text: Text, told: Told, first: int, last: int) -> None:
    """Who takes it, behind the verbal noun («احتلال التنظيم للمدينة») or the noun that governs it («تمكن الجيش والشرطة من استعادة …»)."""
    trigger, args = told.trigger, told.args
    if trigger.finite or args.agents or trigger.sense.frame.name not in ("take", "deploy") or trigger.sense.mode == "lose":
        return
    at = trigger.at
    definite = text.words[at].definite
    if definite and at + 1 < last and _is_actor(text, at + 1):
        args.put(AGENT, [Phrase(at + 1, text.inside[at + 1].last, at + 1)], "who takes it, as the adjective of the verbal noun")
    elif not (definite or trigger.reading.enclitic) and _genitive(text, told, last):
        return
    if not args.agents:
        _governing(text, told, first)


def _is_actor(text: Text, i: int) -> bool:
    mention = text.inside.get(i)
    return text.words[i].definite and mention is not None and mention.entity("actor") is not None


def _genitive(text: Text, told: Told, last: int) -> bool:
    """«احتلال التنظيم للمدينة»: whether the genitive of the verbal noun takes it; what follows is the place."""
    args, at = told.args, told.trigger.at
    doer = phrase_at(text, at + 1, last)
    if doer is None or text.words[doer.first].proclitic or not _fights(text, doer):
        return False
    members = coordinated(text, doer, last)
    end = members[-1].last
    args.places = [p for p in args.places if p.first >= end]
    args.targets = [p for p in args.targets if p.first >= end]
    args.put(AGENT, members, "who takes it, behind the verbal noun")
    following = phrase_at(text, end, last) if end < last else None
    if following is not None and quality(text, following):
        args.put(PLACE, [following], "what is taken, behind who takes it")
    return True


def _governing(text: Text, told: Told, first: int) -> None:
    """«تمكن الجيش والشرطة من استعادة …»: who does the noun that governs the taking."""
    at = told.trigger.at
    end = at - (text.tags[at - 1] == "P") if at > first else at
    for start in range(end - 2, max(first - 1, end - 2 * REACH), -1):
        if text.tags[start] in ("V", "COMP", "REL") or text.is_mark(start, ".؛:؟"):
            return
        word = text.words[start]
        if text.tags[start] == "N" and not word.definite and (word.bare in text.lexicon.control_nouns or word.bare in _DARING):
            doer = phrase_at(text, start + 1, end)
            if doer is not None and _fights(text, doer):
                told.args.put(AGENT, coordinated(text, doer, end), "who does the noun that governs it")
            return


def _fights(text: Text, phrase: Phrase) -> bool:
    """Whether a phrase names somebody who can take a place, and no place itself."""
    fighter = bool(text.words[phrase.head].nouns & {"force", "fighter"})
    if not fighter and mention_in(text, phrase, "place") is not None:
        return False
    return (agentive(text, phrase) == 2 or fighter) and not quality(text, phrase) and can_act(text, phrase)


def _holder(text: Text, told: Told, last: int) -> None:
    """«تخضع لسيطرة …», «وقعت في قبضة …», «سقطت في أيدي …»: the holder behind the noun of holding."""
    trigger, args = told.trigger, told.args
    if args.agents or trigger.sense.frame.name != "fall":
        return
    for k in range(trigger.at + 1, min(last, trigger.at + REACH)):
        if text.is_mark(k, ".؛:؟") or text.tags[k] == "COMP":
            return
        word = text.words[k]
        if word.bare in _HOLDING and not word.definite and k + 1 < last:
            doer = phrase_at(text, k + 1, last)
            if doer is not None and can_act(text, doer) and not quality(text, doer):
                args.put(AGENT, coordinated(text, doer, last), "holder behind the noun of holding")
            return


def _driven_out(text: Text, told: Told, last: int) -> None:
    """«طرد ما تبقى من المسلحين», «تطهيرها من فلول الميليشيا»: those of whom something is left."""
    trigger, args = told.trigger, told.args
    if args.targets and text.words[args.targets[0].head].bare in _HOLDING | _CLAWS:
        inner = phrase_at(text, args.targets[0].head + 1, last)  # «من قبضة الميليشيا»: out of whose hold
        if inner is not None and can_act(text, inner):
            args.targets = coordinated(text, inner, last)
    if args.targets or trigger.sense.mode not in ("lose", "gain"):
        return
    hit = trigger.sense.frame.name == "hit"
    for k in range(trigger.at + 1, 0 if hit else min(last - 1, trigger.at + REACH + 2)):
        if text.is_mark(k, ".؛:،؟") or text.tags[k] in ("COMP", "V", "REL"):
            break
        if text.words[k].key == "من" and text.words[k + 1].bare in _HOLDING | _CLAWS and k + 2 < last:
            holder = phrase_at(text, k + 2, last)
            if holder is not None and can_act(text, holder) and not quality(text, holder):
                args.put(TARGET, coordinated(text, holder, last), "out of whose hold it is taken")
            return
    for k in range(trigger.at + 1, min(last, trigger.at + (4 if hit else REACH))):
        if text.is_mark(k, ".؛:،؟") or text.tags[k] == "COMP":
            return
        if text.words[k].bare in _LEFT or text.words[k].key in _LEFT:
            start = k + 1 + (text.words[min(k + 1, last - 1)].key == "من")
            if start < last and text.tags[start] in NOMINAL:
                whom = phrase_at(text, start, last)
                if whom is not None and agentive(text, whom) >= 1:
                    args.put(TARGET, coordinated(text, whom, last), "of whom something is left")
            return
