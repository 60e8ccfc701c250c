"""Arguments of a verb: who does it and whom it hits, from what stands around the trigger."""

from __future__ import annotations

from dataclasses import dataclass

from rawi.arabic.calendar import default_tables
from rawi.arabic.numbers import is_number_word
from rawi.lexicon.frames import AGENT, PLACE, TARGET
from rawi.reading.clauses import AMONG, is_time, phrase_ending, preverbal_subject, relative_antecedent
from rawi.reading.phrases import NOMINAL, Phrase, coordinated, mention_in, phrase_at
from rawi.reading.roles import (
    PLACE_MARKERS,
    Arguments,
    accusative,
    agentive,
    can_act,
    event_noun,
    is_abstract,
    is_place,
)
from rawi.reading.text import Text
from rawi.reading.triggers import Trigger

REACH = 34
_COMPOUND = {"قبل": "من قبل", "جانب": "من جانب", "يد": "على يد", "ايدي": "على ايدي", "قبضة": "في قبضة", "حق": "في حق"}


_DATED = frozenset({"الموافق", "الموافقة"})
"""«الأربعاء الموافق 15 تموز»."""
_CIRCUMSTANCE = frozenset(["بعد", "قبل", "اثر", "عقب", "خلال", "اثناء", "جراء", "قبيل", "بعيد"])
_SHOT_BY = frozenset({"برصاص", "بنيران"})
_COMPASS = frozenset(["شمال", "جنوب", "شرق", "غرب", "شمالي", "جنوبي", "شرقي", "غربي", "شمالى", "جنوبى", "شرقى", "غربى"])
_LIVES = frozenset(["حياة", "ارواح"])
"""«أودى بحياة ثلاثة مسعفين»: those who lost them."""


@dataclass(slots=True)
class Found:
    """Something after the trigger: a marker («» for a bare phrase) and its phrases."""

    marker: str
    phrases: list[Phrase]
    at: int


def _preposition(text: Text, i: int) -> tuple[str, int]:
    """(marker, first token after it) of the preposition at `i`, compound ones read whole («من قبل», «على يد»)."""
    key = text.words[i].key
    if len(key) > 2 and key[0] in "وف" and text.words[i].function == "prepositions" and text.words[i].proclitic:
        key = key[1:]
    if i + 1 < len(text.words):
        following = text.words[i + 1].key
        whole = _COMPOUND.get(following)
        if whole is not None and whole.startswith(key):
            return whole, i + 2
    return key, i + 1


def _where(text: Text, phrase: Phrase, before: Found) -> bool:
    """«قتل خمسة في قصف … شرق تكريت», «… جنوب العاصمة | الجزائر»: a bare phrase that only says where."""
    return text.words[phrase.head].key in _COMPASS or (before.marker == "where" and phrase.first == before.phrases[-1].last)


def _dated(text: Text, phrase: Phrase) -> bool:
    """«الموافق …», «15 تموز»: what is left of a date."""
    if text.words[phrase.head].key in _DATED:
        return True
    month = phrase.head + 1
    return text.tags[phrase.head] == "NUM" and month < phrase.last and text.words[month].key in default_tables().months


def _stops(text: Text, j: int, trigger: int) -> bool:
    tag = text.tags[j]
    if tag in ("V", "COMP", "REL") or text.is_mark(j, ".؛:؟!"):
        return True
    if tag in ("C", "NEG") and j > trigger + 1:
        return True
    return text.is_mark(j, "،,") and not (j + 1 < len(text.tags) and text.tags[j + 1] == "P")


def after(text: Text, i: int, last: int, *, through: bool = False) -> list[Found]:
    """What follows a trigger within its clause, in order: bare phrases and prepositional ones; `through`: beyond an event noun, too."""
    out: list[Found] = []
    j = i + 1
    while j < min(last, i + REACH):
        if text.words[j].key == "ما" and j + 3 < last and text.words[j + 1].key == "لا":
            j += 4  # «ما لا يقل عن»: the number follows
            continue
        if _stops(text, j, i):
            break
        tag, word = text.tags[j], text.words[j]
        if word.key in AMONG or (word.key == "من" and j + 1 < last and text.words[j + 1].key in AMONG):
            of_them = phrase_at(text, j + 1 + (word.key == "من"), last)
            j = coordinated(text, of_them, last)[-1].last if of_them is not None else j + 1
            continue
        if tag == "P":
            marker, start = _preposition(text, j)
            phrase = phrase_at(text, start, last) if start < last else None
            if phrase is None or text.words[phrase.head].key in ("الاقل", "الاكثر", "التوالي", "الفور"):
                j = start if phrase is None else phrase.head + 1
                continue
        elif tag in NOMINAL or tag in ("DEM", "Q"):
            phrase = phrase_at(text, j, last)
            if phrase is None:
                j += 1
                continue
            marker = text.words[phrase.head].proclitic.lstrip("وف") if not is_time(text, phrase.head) else "time"
            if marker == "" and word.proclitic in ("و", "ف") and out and tag in NOMINAL:
                marker = "و"
            if marker == "ب" and text.words[phrase.head].bare in _LIVES and text.words[phrase.head].bare != text.words[phrase.head].key:
                phrase = phrase_at(text, phrase.head + 1, last) or phrase
            elif marker == "ب" and text.words[phrase.head].bare in ("يد", "ايدي", "رصاص", "نيران", "حق", "واسطة"):
                marker += text.words[phrase.head].bare
                phrase = phrase_at(text, phrase.head + 1, last) or phrase
        else:
            j += 1
            continue
        if marker == "time" or is_time(text, phrase.head) or _dated(text, phrase):
            j = max(phrase.head + 1, j + 1)
            continue
        if marker == "" and out and _where(text, phrase, out[-1]):
            marker = "where"
        if marker == "" and _inside_another(text, out):
            marker = "inner"  # «أصابت اثنين بعد دهمها | منزله»
        phrases = coordinated(text, phrase, last)
        if marker == "" and out and out[-1].marker == "" and text.words[phrase.first].proclitic == "و":
            out[-1].phrases.extend(phrases)  # «مقاتلون موالون لها وستة مقاتلين»: joined over what stands between
        else:
            out.append(Found(marker, phrases, j))
        j = phrases[-1].last
        if event_noun(text, phrase.head) and marker == "" and not through:
            break
    return out


def _inside_another(text: Text, found: list[Found]) -> bool:
    """Whether a deed named behind a preposition stands between the last bare phrase and here, so that what follows is its own."""
    if not found or found[-1].marker not in _CIRCUMSTANCE or not event_noun(text, found[-1].phrases[0].head):
        return False
    return any(f.marker == "" for f in found)


def of_verb(text: Text, trigger: Trigger, first: int, last: int) -> Arguments:
    """Arguments of a finite verb: subject and object around it, then prepositions."""
    args = Arguments()
    frame, at = trigger.sense.frame, trigger.at
    found = after(text, at, last, through=trigger.sense.label in text.lexicon.predicates)
    aimed = any(trigger.sense.args.get(f.marker) == TARGET for f in found if f.marker)
    bare = [f for f in found if f.marker == "" and not (aimed and _own_noun(text, trigger, f))]
    before = preverbal_subject(text, at, first)
    if before is not None and bare and _is_harm(text, trigger) and _joined(text, at + 1):
        bare = []  # «رجلا قتل وأصيب أربعة», «خمسة قتلوا وجميعهم من القرية»: what follows «و» is another's
    relative = relative_antecedent(text, at, first) is not None
    pronoun = bool(trigger.reading.enclitic)
    if relative and before is not None and _resumed(text, at, last):
        args.put(
            PLACE if frame.object == PLACE or PLACE in trigger.sense.args.values() else "",
            [before],
            "antecedent taken up by the preposition",
        )
        before, relative = None, False
    elif before is not None and not relative and _resumed(text, at, last) and at and text.tags[at - 1] in NOMINAL:
        before = phrase_ending(text, at, first)
    if trigger.passive:
        patient = bare[0].phrases if bare else [before] if before else []
        if patient:
            args.put(frame.object or frame.subject, patient, "subject of the passive")
    elif before is not None and relative and pronoun:
        args.put(frame.object, [before], "antecedent taken up by the pronoun")
        if bare:
            args.put(frame.subject, bare[0].phrases, "subject after the verb")
    elif before is not None and not (
        bare and agentive(text, bare[0].phrases[0]) > agentive(text, before) and not relative and len(bare) > 1
    ):
        if _passive_reading(text, trigger, before, bare):
            args.put(frame.object, [before], "subject of a passive")
        else:
            args.put(frame.subject, with_coordinated(text, before, at), "subject before the verb")
            if bare and not pronoun:
                args.put(frame.object, bare[0].phrases, "object")
    elif len(bare) >= 2 and not pronoun:
        args.put(frame.subject, bare[0].phrases, "subject after the verb")
        args.put(frame.object, bare[1].phrases, "object")
    elif bare:
        only = bare[0].phrases
        if _passive_reading(text, trigger, only[0], []) and not pronoun:
            args.put(frame.object, only, "one argument that suffers: passive")
        elif (
            _dropped(trigger) or _struck(text, trigger, only[0]) or accusative(text, only[0]) or _unlike(text, trigger, only[0])
            or subject_pronoun(text, at)
        ) and not pronoun:  # fmt: skip
            args.put(frame.object, only, "object; subject dropped")
        else:
            args.put(frame.subject, only, "subject after the verb")
    put_markers(text, trigger, found, args)
    clean(text, args)
    return args


def _shooter(text: Text, phrase: Phrase) -> bool:
    """«برصاص رجال الأمن», «بنيران التنظيم»: who fired; not the «طائش» of a stray bullet."""
    word = text.words[phrase.head]
    return agentive(text, phrase) >= 1 or (bool(word.nouns & {"civilian", "fighter"}) and can_act(text, phrase))


def _is_body(text: Text, phrase: Phrase) -> bool:
    return agentive(text, phrase) >= 1 or mention_in(text, phrase, "actor") is not None


def _joined(text: Text, i: int) -> bool:
    """Whether «و» begins another clause at `i`: a verb, or all of those told of («وجميعهم»)."""
    if i >= len(text.words) or not text.words[i].proclitic.startswith("و"):
        return False
    return text.tags[i] == "V" or text.words[i].bare.startswith(("جميع", "كل", "معظم", "اغلب"))


def _own_noun(text: Text, trigger: Trigger, found: Found) -> bool:
    """Whether a phrase is the noun that makes the verb an event («أطلق النار على …»), no argument of it where another is aimed at."""
    word = text.words[found.phrases[0].head]
    forms = trigger.sense.with_.forms
    return (word.bare in forms or word.key in forms) and bool(word.nouns & {"weapon", "abstract", "event-carrier"})


_RESUMING = frozenset(["عليها", "عليه", "فيها", "فيه", "اليها", "اليه", "منها", "منه", "بها", "به", "لها", "له", "عليهم", "فيهم"])


def _resumed(text: Text, at: int, last: int) -> bool:
    """Whether a preposition with a pronoun right after the verb takes up a relative's antecedent («التي تسيطر عليها»)."""
    return any(text.words[k].key in _RESUMING for k in range(at + 1, min(last, at + 3)))


def with_coordinated(text: Text, phrase: Phrase, last: int) -> list[Phrase]:
    """A phrase before the verb with those joined to it by «و»."""
    members = coordinated(text, phrase, last)
    return members if members[-1].last >= last - 1 else [phrase]


def clean(text: Text, args: Arguments) -> None:
    """Takes out agents that cannot act."""
    args.agents = [p for p in args.agents if can_act(text, p) or text.lexicon.is_national(text.words[p.head])]


def _dropped(trigger: Trigger) -> bool:
    return ".3mp" in trigger.reading.form or ".1" in trigger.reading.form


def _struck(text: Text, trigger: Trigger, phrase: Phrase) -> bool:
    """«مسلح يقتل ويصيب 9 أشخاص»: behind a verb of harm that can only be active, those who suffer are its object."""
    return trigger.reading.form.endswith(".a") and hurts(text, trigger) and agentive(text, phrase) < 0


_WITH_PRONOUN = ("نه", "نها", "نهم", "نهما")


def subject_pronoun(text: Text, at: int) -> bool:
    """Whether «أنه», «إنها», «بأنهم» stand right before the verb, so that its subject is the pronoun."""
    return at > 0 and text.tags[at - 1] == "COMP" and text.words[at - 1].key.endswith(_WITH_PRONOUN)


def _unlike(text: Text, trigger: Trigger, phrase: Phrase) -> bool:
    """Whether the noun right behind a masculine verb is feminine, so that it is no subject («تفقد القوات»)."""
    if ".3ms" not in trigger.reading.form or phrase.first != trigger.at + 1 or text.tags[phrase.head] != "N":
        return False
    word = text.words[phrase.head]
    return word.title is None and word.definite and word.bare.endswith("ات") and not word.nouns & {"civilian"}


def _passive_reading(text: Text, trigger: Trigger, phrase: Phrase, bare: list[Found]) -> bool:
    """Whether a verb whose letters do not tell the voice is passive here: its only argument is one that suffers."""
    form = trigger.reading.form
    if not form.endswith(".x") or trigger.sense.frame.object != TARGET or bare:
        return False
    deadly = trigger.sense.label in text.lexicon.kill or trigger.sense.label in text.lexicon.wound
    counted = is_number_word(text.words[phrase.head].bare) and trigger.sense.mode in _DONE_TO  # «خطف ثلاثة عسكريين»
    seized = trigger.sense.mode in _DONE_TO and text.lexicon.is_national(text.words[phrase.head])  # «خطف لبناني في البقاع»
    return deadly or counted or seized or agentive(text, phrase) < 0


_DONE_TO = frozenset({"abduct", "execute", "arrest", "torture"})


_FROM_AFAR = frozenset({"aerial", "drone", "heavy-weapons", "firearms"})


def hurts(text: Text, trigger: Trigger) -> bool:
    """Whether the deed is done to persons, so that who is named right behind its noun suffers it («مقتل فلسطيني», «خطف لبناني»)."""
    return _is_harm(text, trigger) or trigger.sense.mode in _DONE_TO


def _is_harm(text: Text, trigger: Trigger) -> bool:
    return trigger.sense.label in text.lexicon.kill or trigger.sense.label in text.lexicon.wound


def put_markers(text: Text, trigger: Trigger, found: list[Found], args: Arguments) -> None:
    """Puts what stands behind prepositions into the roles that the frame gives them."""
    against = any(f.marker in ("على", "ضد") for f in found)
    for f in found:
        role = trigger.sense.args.get(f.marker)
        if role is None and f.marker == "من" and trigger.sense.mode in _FROM_AFAR and not trigger.finite and not args.agents:
            role = AGENT if not _is_harm(text, trigger) else None  # «قصف من طائرات النظام», not «مقتل عنصرين من التنظيم»
        if role is None and f.marker in _SHOT_BY and hurts(text, trigger) and _shooter(text, f.phrases[0]):
            role = AGENT
        if role is None or role == "topic":
            continue
        if (
            f.marker == "ل"
            and role == TARGET
            and trigger.sense.frame.name == "attack-on"
            and (against or agentive(text, f.phrases[0]) == 2)
        ):
            if f is not found[0]:
                continue
            role = AGENT  # «غارات لطيران التحالف على …»
        if role == "agents":
            args.agents = f.phrases[:]
            args.why.append(f"agents: «{f.marker} … و»")
            continue
        phrase = f.phrases[0]
        if f.marker == "ل" and f.at - trigger.at > 3 and f is not found[0]:
            continue  # «أهداف لتنظيم …»: belongs to the noun before it
        if f.marker == "من" and role == AGENT and agentive(text, phrase) < 2:
            continue
        place = mention_in(text, phrase, "place")
        if role == TARGET and f.marker == "من" and trigger.sense.type == "CONTROL" and place is not None and not _is_body(text, phrase):
            continue  # «سيطر على الجزء الشرقي من المدينة»
        armed = not trigger.finite and trigger.sense.type == "ASSAULT" and bool(text.words[phrase.head].nouns & {"force", "vehicle"})
        if role == TARGET and f.marker == "ل" and armed:
            role = AGENT  # «قصف لطيران النظام»
        if role == TARGET and f.marker in ("ل", "ب", "من") and is_abstract(text, phrase):
            continue
        if role == AGENT and f.marker == "ب" and agentive(text, phrase) < 1:
            continue
        args.put(role, f.phrases if role != PLACE else [phrase], f"marker «{f.marker}»")
        if role == TARGET and place is not None and not args.places:
            args.places = [phrase]
    if not args.places:
        for f in found:
            if f.marker in PLACE_MARKERS and is_place(text, f.phrases[0]):
                args.put(PLACE, f.phrases, f"«{f.marker}»")
                break
