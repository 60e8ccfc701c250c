"""Arguments that a clause leaves out and the article plainly gives: pronouns, dropped subjects, the attack behind a death."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from rawi.arabic.numbers import is_number_word
from rawi.lexicon.frames import AGENT, PLACE, TARGET
from rawi.reading.clauses import postverbal_subject, preverbal_subject
from rawi.reading.phrases import Phrase, coordinated, phrase_at
from rawi.reading.roles import Arguments, accusative, agentive, can_act
from rawi.reading.text import Text
from rawi.reading.triggers import Trigger

REACH = 28
PRONOUN_REACH = 60
_IMPERSONAL = frozenset({"none", "place", "target"})
_CIRCUMSTANCE = frozenset(["بعد", "اثر", "عقب", "جراء", "وسط", "منذ", "نتيجة", "بسبب", "مع", "قبل", "رغم", "غداة", "قبيل"])
NO_AGENT = frozenset({"DISASTER"})
FEMININE, MASCULINE, PLURAL, DUAL = "f", "m", "p", "d"
_OF_PRONOUN = {"ها": FEMININE, "ه": MASCULINE, "هم": PLURAL, "هما": DUAL, "هن": PLURAL}


@dataclass(slots=True)
class Told:
    """A trigger with its arguments, as filled so far."""

    trigger: Trigger
    args: Arguments


def is_feminine(text: Text, phrase: Phrase) -> bool:
    """Whether «ها» can take up the phrase: a feminine noun, a plural of things, or a body named by a feminine head."""
    word = text.words[phrase.head]
    written = text.tokens[phrase.head].text
    if written.endswith(("ة", "ات", "اء")) or any(r.form.endswith(("fs", "fp")) for r in word.readings):
        return True
    mention = text.inside.get(phrase.head)
    actor = mention.entity("actor") if mention else None
    if actor is not None and actor.subkind in ("state", "agency", "outlet"):
        return True
    return any(".p." in r.form and r.kind == "noun" for r in word.readings) and not word.nouns & {"civilian", "victim", "fighter"}


def _agrees(text: Text, phrase: Phrase, pronoun: str) -> bool:
    word = text.words[phrase.head]
    plural = text.tokens[phrase.head].text.endswith(("ون", "ين")) or text.tags[phrase.head] == "NUM" or bool(
        word.nouns & {"civilian", "victim", "fighter"} and any(".p." in r.form for r in word.readings)
    )  # fmt: skip
    if pronoun == FEMININE:
        return is_feminine(text, phrase)
    if pronoun == PLURAL:
        return plural
    return pronoun != MASCULINE or not (is_feminine(text, phrase) or plural)


def antecedent(text: Text, i: int, pronoun: str, *, acting: bool) -> Phrase | None:
    """The nearest earlier noun phrase that a pronoun of that form at `i` can take up; `acting`: only what can act."""
    stop = max(text.title_end if i >= text.title_end else 0, i - PRONOUN_REACH)
    for j in range(i - 1, stop - 1, -1):
        if text.tags[j] not in ("N", "NAME", "NUM") or (text.tags[j] == "NAME" and j not in text.mentions):
            continue
        if j > stop and text.tags[j - 1] in ("N", "NUM") and not text.words[j - 1].definite and not text.words[j].proclitic:
            continue
        mention = text.inside.get(j)
        if text.tags[j] == "NAME" and mention is not None and not mention.entity("actor"):
            continue
        phrase = phrase_at(text, j, i)
        if phrase is None or phrase.head != j:
            continue
        if agentive(text, phrase) >= (1 if acting else -1) and _agrees(text, phrase, pronoun) and _personal(text, phrase):
            return phrase
    return None


def _personal(text: Text, phrase: Phrase) -> bool:
    word = text.words[phrase.head]
    if text.tags[phrase.head] == "NAME" or word.title is not None:
        return True
    return bool(word.nouns & {"force", "fighter", "civilian", "victim", "body", "group", "area", "facility", "vehicle"})


def _written_pronoun(text: Text, at: int) -> str:
    """The pronoun of a noun that the lexicon lists together with it («مسؤوليته»), told by another reading of the word."""
    return next((r.enclitic for r in text.words[at].readings if r.kind == "noun" and r.enclitic), "")


def fill_pronoun(text: Text, told: Told) -> None:
    """«غاراتها», «اعتقاله»: the pronoun stands for the genitive."""
    pronoun = _OF_PRONOUN.get(told.trigger.reading.enclitic or _written_pronoun(text, told.trigger.at))
    if pronoun is None:
        return
    frame = told.trigger.sense.frame
    if told.trigger.finite:
        role = frame.object
    else:
        role = frame.genitive
        if role == PLACE or (role == TARGET and told.args.targets):
            role = AGENT
    if role == AGENT and not told.args.agents:
        found = antecedent(text, told.trigger.at, pronoun, acting=True)
        if found is not None:
            told.args.put(AGENT, [found], "antecedent of the pronoun")
    elif role == TARGET and not told.args.targets:
        found = antecedent(text, told.trigger.at, pronoun, acting=False)
        if found is not None:
            told.args.put(TARGET, [found], "antecedent of the pronoun")


def _doer(text: Text, phrase: Phrase) -> bool:
    """Whether a subject can be taken over as the doer of another deed: a person, body or force, in the nominative."""
    known = agentive(text, phrase) >= 1 or text.tags[phrase.head] == "NAME"
    behind_that = phrase.first > 0 and text.tags[phrase.first - 1] == "COMP"  # «أن المهاجمين …»: the subject in the accusative
    return known and can_act(text, phrase) and (behind_that or not accusative(text, phrase))


def subject_before(text: Text, i: int, first: int, cues: frozenset[int]) -> list[Phrase]:
    """The acting subject of the nearest finite verb before `i` in the clause that is no verb of saying, coordination included."""
    steps = 0
    for j in range(i - 1, max(first - 1, i - REACH), -1):
        opens = text.tags[j] == "COMP" and (text.tokens[j].text.startswith("إ") or text.tags[j + 1] != "V")
        if opens or text.is_mark(j, ".؛") or j in cues:
            return []
        if text.tags[j] != "V":
            continue
        steps += 1
        key = text.words[j].key
        light = text.lexicon.light_forms.get(key) or text.lexicon.light_forms.get(key[1:])
        if light and light[0] in _IMPERSONAL and key.lstrip("وف") not in text.lexicon.foiling_forms:
            continue
        if j > first and text.tags[j - 1] == "PRON":
            return []
        subject = preverbal_subject(text, j, first)
        after = postverbal_subject(text, j, i)
        for candidate in (after, subject) if text.words[j].proclitic or subject is None else (subject, after):
            if candidate is not None and _doer(text, candidate):
                return coordinated(text, candidate, i) if candidate.first > j else [candidate]
        if steps >= 3:
            return []
    return []


def _of_control(text: Text, at: int) -> Phrase | None:
    """«إقدام الجبهة على خطف …», «محاولة الحوثيين التقدم»: who does the noun of managing or trying that governs the deed."""
    end = at - (at > 0 and text.tags[at - 1] == "P")
    for start in range(end - 2, max(-1, end - 8), -1):
        if text.tags[start] in ("V", "COMP", "REL", "PUN"):
            return None
        word = text.words[start]
        if text.tags[start] == "N" and word.bare in text.lexicon.control_nouns and not word.definite:
            doer = phrase_at(text, start + 1, end)
            return doer if doer is not None and doer.last == end and agentive(text, doer) >= 1 else None
    return None


def _foiled(text: Text, at: int, first: int) -> bool:
    """«أحبطت الشرطة محاولة اغتيال …»: whether the nearest verb before the verbal noun is one of foiling it."""
    j = next((k for k in range(at - 1, max(first - 1, at - FOIL_REACH), -1) if text.tags[k] == "V"), None)
    return j is not None and text.words[j].key.lstrip("وف") in text.lexicon.foiling_forms


FOIL_REACH = 10


def _two_sided(text: Text, trigger: Trigger) -> bool:
    """«اشتباكات», «تبادل لإطلاق النار»: those who fell in it fought in it."""
    at = trigger.at
    return trigger.sense.mode == "clash" or any(text.words[k].bare == "تبادل" for k in range(max(0, at - 1), at + 1))


def fill_subject(text: Text, told: Told, first: int, cues: frozenset[int], hurt: frozenset[int]) -> None:
    """A verbal noun or a verb joined by «و» without its own subject takes the subject of the verb before.

    `hurt`: heads of those whom a verb of death or wounds befalls: they do nothing («قتل ضابط … بكمين») but fight.
    """
    trigger, args = told.trigger, told.args
    frame = trigger.sense.frame
    if args.agents or frame.subject != AGENT or trigger.sense.type in NO_AGENT or trigger.passive:
        return
    if not trigger.finite and trigger.sense.mode == "ceasefire":
        return  # «احترام الهدنة»: a state of things, not the act of the verb's subject
    if trigger.finite and trigger.reading.form.endswith("x") and args.targets and frame.name == "hit" and trigger.reading.proclitics == "":
        return  # read as a passive
    controlling = None if trigger.finite else _of_control(text, trigger.at)
    if controlling is not None:
        args.put(AGENT, [controlling], "who does the noun that governs it")
        return
    if not trigger.finite and trigger.at > first and text.words[trigger.at - 1].key in _CIRCUMSTANCE:
        return  # «بعد تفجير …»: told as background of somebody else's act
    if not trigger.finite and _foiled(text, trigger.at, first):
        return
    found = subject_before(text, trigger.at, first, cues)
    targets = {(p.first, p.last) for p in args.targets}
    found = [p for p in found if (p.first, p.last) not in targets and (p.head not in hurt or _two_sided(text, trigger))]
    if found:
        args.put(AGENT, found, "subject of the verb before")


class Triggered(Protocol):
    """Anything with a trigger: an event at any stage."""

    trigger: Trigger


def fill_from_attack(text: Text, told: list[Told]) -> None:
    """Deaths and wounds take the agent of the attack that the sentence ties to them («قتلوا في غارات شنها …», «هجوم … أسفر عن مقتل …»)."""
    for k, one in enumerate(told):
        if one.args.agents or one.trigger.sense.type != "ASSAULT":
            continue
        best: tuple[int, list[Phrase]] | None = None
        for m, other in enumerate(told):
            gap = abs(other.trigger.at - one.trigger.at)
            if m == k or gap > REACH or other.trigger.sense.type != "ASSAULT" or not tied(text, one, other):
                continue
            doers = other.args.agents
            if other.trigger.sense.mode == "clash" and (len(doers) > 1 or _same(doers, one.args.targets)):
                doers = other.args.targets if _same(doers, one.args.targets) else []  # the other side of the clash
            if not doers:
                continue
            if best is None or gap < best[0]:
                best = (gap, doers)
        if best is not None and not _same(best[1], one.args.targets):
            one.args.put(AGENT, best[1], "agent of the attack in the sentence")


def fill_claimed(text: Text, told: list[Told]) -> None:
    """«أعلنت الحركة مسؤوليتها عن تفجير …»: who claims a deed did it, by what the claim says; nobody where it is denied or not made."""
    for one, deed in pairwise(told):
        at, act = one.trigger.at, deed.trigger.at
        if one.trigger.sense.type != "CLAIM-RESP" or deed.trigger.sense.type != "ASSAULT" or deed.args.agents or not one.args.agents:
            continue
        before = range(max(0, at - CLAIM_REACH), at)
        if any(text.tags[k] == "NEG" or _denies(text, k) for k in before) or deed.trigger.finite:
            continue
        if act - at <= CLAIM_REACH and not any(text.tags[k] in ("V", "COMP", "REL") or text.is_mark(k, ".؛:،") for k in range(at + 1, act)):
            deed.args.put(AGENT, one.args.agents, "who claims it")


def _denies(text: Text, k: int) -> bool:
    word = text.words[k]
    return any(text.lexicon.sense(r.sense).stance == "denies" for r in word.cues) or word.bare == "اي"


CLAIM_REACH = 6
_CAUSES = frozenset(["في", "جراء", "اثر", "نتيجة", "بسبب", "خلال", "عقب", "جرّاء", "بفعل", "اثناء", "من"])


def tied(text: Text, one: Triggered, attack: Triggered) -> bool:
    """Whether the attack is told as the cause of the harm: after «في», «جراء», «ب…», or before it with a verb of result or «و»."""
    a, b = attack.trigger.at, one.trigger.at
    if a > b:
        joined = attack.trigger.reading.proclitics.endswith("ب") or any(text.words[j].key in _CAUSES for j in range(max(b + 1, a - 3), a))
        return joined and not any(text.tags[j] == "COMP" or (text.tags[j] == "V" and not _harm(text, j)) for j in range(b + 1, a))
    lexicon = text.lexicon
    if any(text.words[j].bare in lexicon.result_forms or text.words[j].key in lexicon.result_forms for j in range(a + 1, b)):
        return True
    return one.trigger.reading.proclitics.startswith(("و", "ف")) and not any(text.is_mark(j, ".؛،,") for j in range(a, b))


def _harm(text: Text, i: int) -> bool:
    """«وأصيب»: a verb of harm joined to another («قتل خمسة وأصيب عشرة في قصف»)."""
    lexicon, word = text.lexicon, text.words[i]
    return word.proclitic == "و" and any(lexicon.sense(r.sense).label in lexicon.kill | lexicon.wound for r in word.events)


def _same(a: list[Phrase], b: list[Phrase]) -> bool:
    return bool({p.head for p in a} & {p.head for p in b})


def fill_crowd(text: Text, told: Told, first: int, last: int) -> None:
    """A demonstration without agent takes the demonstrators named in its sentence."""
    if told.args.agents or told.trigger.sense.type != "PROTEST":
        return
    for k in range(first, last):
        if "crowd" in text.words[k].nouns and text.tags[k] == "N" and k != told.trigger.at:
            start = k
            while (
                start > first
                and (text.tags[start - 1] == "NUM" or is_number_word(text.words[start - 1].bare))
                and text.tags[start - 1] != "V"
            ):
                start -= 1
            phrase = phrase_at(text, start, last)
            if phrase is not None:
                told.args.put(AGENT, [phrase], "the demonstrators of the sentence")
                return


def fill_targets(text: Text, told: list[Told]) -> None:
    """An attack without a target of its own takes that of the next act of force by the same agent in the sentence."""
    for k, one in enumerate(told):
        if one.args.targets or one.trigger.sense.type != "ASSAULT" or one.trigger.finite:
            continue
        described = one.trigger.at > 0 and text.words[one.trigger.at - 1].key in _AS  # «وصف قصف المستشفى بأنه جريمة»
        for other in (*(() if described else told[k + 1 : k + 2]), *told[max(0, k - 1) : k]):
            if other.trigger.sense.type == "ASSAULT" and other.args.targets and not _same(other.args.targets, one.args.agents):
                one.args.put(TARGET, other.args.targets, "target of the act of force beside it")
                break


_AS = frozenset({"بانه", "بانها", "بانهم"})


def is_generic(text: Text, told: Told) -> bool:
    """«القتل», «جرائم الخطف والتعذيب»: a kind of deed, no deed: a verbal noun of force with nobody, no place and no number to it."""
    trigger, args = told.trigger, told.args
    if trigger.finite or trigger.sense.type not in ("ASSAULT", "PROTEST") or args.agents or args.targets or args.places:
        return False
    word = text.words[trigger.at]
    before = text.words[trigger.at - 1] if trigger.at else None
    if trigger.sense.type == "PROTEST":
        return trigger.reading.form.endswith("acc") and trigger.sense.label in text.lexicon.adverbial
    if trigger.reading.enclitic or (trigger.sense.label in text.lexicon.kill and not word.definite):
        return False
    if before is not None and before.bare in text.lexicon.of_one_deed and not before.definite:
        return False
    if word.definite and _happened(text, trigger.at):
        return False
    kind = before is not None and (before.bare in text.lexicon.kinds or before.key in text.lexicon.kinds)
    return kind or (word.definite and trigger.sense.label in text.lexicon.deeds)


def _happened(text: Text, at: int) -> bool:
    """«وقع التفجير عند …», «حدث الهجوم»: a verb of taking place right before the deed."""
    light = text.lexicon.light_forms.get(text.words[at - 1].key.lstrip("و")) if at and text.tags[at - 1] == "V" else None
    return light is not None and light[0] == "none"


def is_predicate(text: Text, told: Told, row: list[Told], first: int) -> bool:
    """«هجوم استهدف …»: a verb whose subject is an act of force only says whom that hit; its object goes to the act."""
    trigger = told.trigger
    if not trigger.finite or trigger.sense.label not in text.lexicon.predicates:
        return False
    subject = preverbal_subject(text, trigger.at, first) or phrase_at(text, trigger.at + 1, text.sentences[text.sentence_of[trigger.at]][1])
    if subject is None:
        return False
    act = next((o for o in row if o.trigger.at == subject.head and not o.trigger.finite and o.trigger.sense.type == "ASSAULT"), None)
    if act is None:
        return False
    act.args.put(TARGET, told.args.targets, "object of the verb that tells whom it hit") if told.args.targets else None
    return True
