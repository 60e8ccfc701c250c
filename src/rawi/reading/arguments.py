"""Arguments: who does it and whom it hits, from what stands around the trigger."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from rawi.lexicon.frames import AGENT, PLACE, TARGET
from rawi.reading.clauses import is_time, phrase_ending, preverbal_subject, relative_antecedent
from rawi.reading.phrases import NOMINAL, Phrase, coordinated, mention_in, phrase_at
from rawi.reading.text import Text
from rawi.reading.triggers import Trigger
from rawi.resolving.numbers import count_at

REACH = 34
LIGHT_REACH = 14
_AGENT_NOUNS = frozenset({"force", "fighter", "body", "group", "vehicle"})
_AGENT_KINDS = frozenset({"armed_group", "military", "police", "intelligence", "government", "state", "party", "organisation", "igo", "coalition"})
_VICTIM_NOUNS = frozenset({"civilian", "victim", "facility", "area"})
_COMPOUND = {"قبل": "من قبل", "جانب": "من جانب", "يد": "على يد", "ايدي": "على ايدي", "قبضة": "في قبضة", "حق": "في حق"}


@dataclass(slots=True)
class Arguments:
    """Roles found: phrases, and reasons."""

    agents: list[Phrase] = field(default_factory=list)
    targets: list[Phrase] = field(default_factory=list)
    places: list[Phrase] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    end: int = 0

    def put(self, role: str, phrases: list[Phrase], why: str) -> None:
        """Adds phrases to a role, when it is one and still free."""
        if role == AGENT and not self.agents:
            self.agents = phrases
        elif role == TARGET and not self.targets:
            self.targets = phrases
        elif role == PLACE and not self.places:
            self.places = phrases[:1]
        else:
            return
        self.why.append(f"{role}: {why}")


@lru_cache(maxsize=4096)
def is_number_word(bare: str) -> bool:
    """Whether a folded word is a number in words («ثلاثة», «عشرات»)."""
    return count_at([bare], 0) is not None


def agentive(text: Text, phrase: Phrase) -> int:
    """2 for what usually acts (forces, armed groups, states), -1 for what usually suffers, 0 unknown, 1 for other persons."""
    word = text.words[phrase.head]
    if text.tags[phrase.head] == "NUM" or word.function == "quantifiers" or is_number_word(word.bare):
        inner = text.words[min(phrase.head + 1, phrase.last - 1)]
        return 1 if inner.nouns & {"force", "vehicle"} else -1
    if word.nouns & _VICTIM_NOUNS and not word.nouns & {"fighter", "force"}:
        return -1
    mention = text.inside.get(phrase.head)
    actor = mention.entity("actor") if mention else None
    if actor is not None:
        return 2 if actor.subkind in _AGENT_KINDS else 1
    if word.nouns & _AGENT_NOUNS:
        return 2
    if word.title is not None:
        return 1
    return 0


_INERT = frozenset({"weapon", "abstract", "time", "document", "adjective", "event-carrier", "facility"})


def can_act(text: Text, phrase: Phrase) -> bool:
    """Whether a phrase can be an agent: no weapon, thing, time, bare adjective or event."""
    word = text.words[phrase.head]
    tag = text.tags[phrase.head]
    if tag == "NAME" or word.title is not None or tag == "U":
        return True
    if tag == "NUM":
        return (phrase.last - phrase.first > 1 and agentive(text, phrase) != 2) or phrase.last - phrase.first > 1
    if _event_noun(text, phrase.head) and not word.nouns & (_AGENT_NOUNS | {"civilian"}):
        return False
    if word.adjective and word.definite and not text.lexicon.is_national(word):
        return bool(word.nouns & {"fighter", "civilian", "force"})
    return not word.nouns or bool(word.nouns - _INERT) or (word.nouns == {"adjective"} and word.definite)


def accusative(text: Text, phrase: Phrase) -> bool:
    """Whether the head is written as an object: tanwin alef, or a sound plural or dual in «ين»."""
    word, written = text.words[phrase.head], text.tokens[phrase.head].text
    if text.tags[phrase.head] not in ("N", "NUM"):
        return False
    if any(r.form.endswith("acc") for r in word.readings) and written.rstrip("ًٌ").endswith("ا"):
        return True
    return len(written) > 4 and written.endswith("ين") and any(r.form.endswith(("mp", ".d")) or ".p." in r.form for r in word.readings)


@dataclass(slots=True)
class _Found:
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


def _stops(text: Text, j: int, trigger: int) -> bool:
    tag = text.tags[j]
    if tag in ("V", "COMP", "REL") or text.is_mark(j, ".؛:؟!"):
        return True
    if tag in ("C", "NEG") and j > trigger + 1:
        return True
    return text.is_mark(j, "،,") and not (j + 1 < len(text.tags) and text.tags[j + 1] == "P")


def after(text: Text, i: int, last: int) -> list[_Found]:
    """What follows a trigger within its clause, in order: bare phrases and prepositional ones."""
    out: list[_Found] = []
    j = i + 1
    while j < min(last, i + REACH):
        if text.words[j].key == "ما" and j + 3 < last and text.words[j + 1].key == "لا":
            j += 4  # «ما لا يقل عن»: the number follows
            continue
        if _stops(text, j, i):
            break
        tag, word = text.tags[j], text.words[j]
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
            if marker == "ب" and text.words[phrase.head].bare in ("يد", "ايدي", "رصاص", "نيران", "حق", "واسطة"):
                marker += text.words[phrase.head].bare
                phrase = phrase_at(text, phrase.head + 1, last) or phrase
        else:
            j += 1
            continue
        if marker == "time" or is_time(text, phrase.head):
            j = max(phrase.head + 1, j + 1)
            continue
        out.append(_Found(marker, coordinated(text, phrase, last), j))
        j = out[-1].phrases[-1].last
        if _event_noun(text, phrase.head) and marker == "":
            break
    return out


def _event_noun(text: Text, i: int) -> bool:
    return text.tags[i] == "N" and any(r.form[0] == "m" for r in text.words[i].events)


def light_verb(text: Text, i: int, first: int) -> tuple[int, str] | None:
    """(token, role of its subject) of the light verb that governs the event noun at `i` («شن … هجوما»)."""
    for j in range(i - 1, max(first - 1, i - LIGHT_REACH), -1):
        if text.is_mark(j, ".؛:،") or text.tags[j] in ("COMP", "REL"):
            return None
        word = text.words[j]
        if text.tags[j] == "V":
            key = word.key if word.key in text.lexicon.light_forms else word.key[1:] if word.proclitic or word.key[:1] in "وفس" else ""
            found = text.lexicon.light_forms.get(key)
            if found is None:
                return None
            role, via = found
            proclitic, before = text.words[i].proclitic, text.words[i - 1].key
            if via and not (proclitic.endswith(via) or before == via):
                return None
            return j, role
        if _event_noun(text, j) and not text.words[i].proclitic.startswith("و"):
            return None
    return None


def _relative_light(text: Text, i: int, last: int) -> int | None:
    """The verb of «الهجوم الذي شنه …» or «هجوم نفذه …» after the event noun at `i`."""
    j = i + 1
    while j < last and j - i < 14:
        if text.tags[j] in ("REL", "P", "NUM", "ADV") or (text.is_mark(j, "()") and j - i > 2):
            j += 1
            continue
        if text.tags[j] == "V":
            key = text.words[j].key
            light = text.lexicon.light_forms.get(key)
            if light is not None and light[0] == "none" and j - i < 8:
                j += 1  # «الهجمات التي وقعت … نفذها …»
                continue
            return j if j - i < 6 or any(r.enclitic for r in text.words[j].readings) else None
        if j - i >= 6 and text.tags[j] in NOMINAL:
            j += 1
            continue
        if text.tags[j] not in ("N", "U", "NAME", "Q") or text.words[j].proclitic:
            return None
        j += 1
    return None


def of_verb(text: Text, trigger: Trigger, first: int, last: int) -> Arguments:
    """Arguments of a finite verb: subject and object around it, then prepositions."""
    args = Arguments()
    frame, at = trigger.sense.frame, trigger.at
    found = after(text, at, last)
    bare = [f for f in found if f.marker == ""]
    before = preverbal_subject(text, at, first)
    relative = relative_antecedent(text, at, first) is not None
    pronoun = bool(trigger.reading.enclitic)
    if relative and before is not None and _resumed(text, at, last):
        args.put(PLACE if frame.object == PLACE or PLACE in trigger.sense.args.values() else "", [before], "antecedent taken up by the preposition")
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
    elif before is not None and not (bare and agentive(text, bare[0].phrases[0]) > agentive(text, before) and not relative and len(bare) > 1):
        if _passive_reading(text, trigger, before, bare):
            args.put(frame.object, [before], "subject of a passive")
        else:
            args.put(frame.subject, _with_coordinated(text, before, at), "subject before the verb")
            if bare and not pronoun:
                args.put(frame.object, bare[0].phrases, "object")
    elif len(bare) >= 2 and not pronoun:
        args.put(frame.subject, bare[0].phrases, "subject after the verb")
        args.put(frame.object, bare[1].phrases, "object")
    elif bare:
        only = bare[0].phrases
        if _passive_reading(text, trigger, only[0], []) and not pronoun:
            args.put(frame.object, only, "one argument that suffers: passive")
        elif (_dropped(trigger) or accusative(text, only[0]) or _unlike(text, trigger, only[0])) and not pronoun:
            args.put(frame.object, only, "object; subject dropped")
        else:
            args.put(frame.subject, only, "subject after the verb")
    _markers(text, trigger, found, args)
    _clean(text, args)
    return args


_RESUMING = frozenset("عليها عليه فيها فيه اليها اليه منها منه بها به لها له عليهم فيهم".split())


def _resumed(text: Text, at: int, last: int) -> bool:
    """Whether a preposition with a pronoun right after the verb takes up a relative's antecedent («التي تسيطر عليها»)."""
    return any(text.words[k].key in _RESUMING for k in range(at + 1, min(last, at + 3)))


def _with_coordinated(text: Text, phrase: Phrase, last: int) -> list[Phrase]:
    members = coordinated(text, phrase, last)
    return members if members[-1].last >= last - 1 else [phrase]


def _clean(text: Text, args: Arguments) -> None:
    args.agents = [p for p in args.agents if can_act(text, p) or text.lexicon.is_national(text.words[p.head])]


def _dropped(trigger: Trigger) -> bool:
    return ".3mp" in trigger.reading.form or ".1" in trigger.reading.form


def _unlike(text: Text, trigger: Trigger, phrase: Phrase) -> bool:
    """Whether the noun right behind a masculine verb is feminine, so that it is no subject («تفقد القوات»)."""
    if ".3ms" not in trigger.reading.form or phrase.first != trigger.at + 1 or text.tags[phrase.head] != "N":
        return False
    word = text.words[phrase.head]
    return word.title is None and word.definite and word.bare.endswith("ات") and not word.nouns & {"civilian"}


def _passive_reading(text: Text, trigger: Trigger, phrase: Phrase, bare: list[_Found]) -> bool:
    """Whether a verb whose letters do not tell the voice is passive here: its only argument is one that suffers."""
    form = trigger.reading.form
    if not form.endswith(".x") or trigger.sense.frame.object != TARGET or bare:
        return False
    deadly = trigger.sense.label in text.lexicon.kill or trigger.sense.label in text.lexicon.wound
    return deadly or agentive(text, phrase) < 0


def of_noun(text: Text, trigger: Trigger, first: int, last: int) -> Arguments:
    """Arguments of a verbal or event noun: genitive, adjectives of nationality, light verb, prepositions."""
    args = Arguments()
    frame, at = trigger.sense.frame, trigger.at
    word = text.words[at]
    if trigger.reading.form.startswith(("a.", "pp.")):
        subject = preverbal_subject(text, at, first)
        if subject is not None:
            role = frame.subject if trigger.reading.form.startswith("a.") or frame.object in ("", PLACE) else frame.object
            args.put(role, _with_coordinated(text, subject, at), "subject of the participle")
    found = after(text, at, last)
    bare = [f for f in found if f.marker == ""]
    if bare and bare[0].at <= at + 1 + (text.tags[min(at + 1, last - 1)] == "Q") and not (
        word.definite or trigger.reading.form.endswith("acc") or trigger.reading.enclitic
    ):
        _genitive(text, trigger, bare, found, args)
    _national(text, at, last, args, frame.genitive or AGENT)
    verb = _relative_light(text, at, last)
    if verb is not None:
        _of_relative(text, trigger, verb, last, args)
    _markers(text, trigger, found, args)
    governing = light_verb(text, at, first)
    if governing is not None:
        _of_light(text, trigger, governing, first, args)
    _clean(text, args)
    return args


def _genitive(text: Text, trigger: Trigger, bare: list[_Found], found: list[_Found], args: Arguments) -> None:
    frame = trigger.sense.frame
    phrases = bare[0].phrases
    role = frame.genitive
    if _adjectival(text, phrases[0]):
        return
    if role == AGENT and _attributive(text, phrases[0]):
        return
    if role == TARGET and frame.subject == AGENT and agentive(text, phrases[0]) == 2 and _second(text, trigger, bare, found):
        role = AGENT
    elif role == AGENT and frame.object in (TARGET, PLACE) and len(bare) == 1 and _controlled(text, trigger):
        role = frame.object  # «لزيارة المحتجزين», «تمكن من أسر القيادي»: the subject stands elsewhere
    mention = text.inside.get(phrases[0].head)
    if mention is not None and mention.entity("place") and not mention.entity("actor"):
        args.put(PLACE, phrases, "genitive place")
        if role == AGENT:
            return  # «مجزرة سروج»: where, not who
    args.put(role, phrases, "genitive")
    if len(bare) > 1 and role == AGENT and frame.object == TARGET:
        args.put(TARGET, bare[1].phrases, "object of the verbal noun")
    elif len(bare) > 1 and role == AGENT and frame.object == PLACE:
        args.put(PLACE, bare[1].phrases, "object of the verbal noun")


def _second(text: Text, trigger: Trigger, bare: list[_Found], found: list[_Found]) -> bool:
    """Whether somebody else suffers, so that the genitive acts: «قصف النظام المدينة», «دعم روسيا للحكومة»."""
    if len(bare) > 1 and bare[1].at == bare[0].phrases[-1].last:
        name = text.tags[bare[1].phrases[0].head] in ("U", "NAME") and text.tags[bare[0].phrases[0].head] == "N"
        mention = text.inside.get(bare[1].phrases[0].head)
        actor = mention.entity("actor") if mention is not None else None
        return not (name and (actor is None or actor.subkind == "person"))  # «أسر القيادي فلان»: a name put beside
    return any(trigger.sense.args.get(f.marker) == TARGET for f in found)


def _controlled(text: Text, trigger: Trigger) -> bool:
    """Whether the verbal noun is a purpose («لزيارة …») or the complement of a verb of managing («تمكن من أسر …»)."""
    at = trigger.at
    if text.words[at].proclitic.endswith("ل"):
        return True
    for j in range(at - 1, max(-1, at - 9), -1):
        if text.is_mark(j, ".؛:") or text.tags[j] in ("COMP", "REL"):
            return False
        if text.tags[j] == "V":
            return text.words[j].key in text.lexicon.control_forms or text.words[j].key[1:] in text.lexicon.control_forms
    return False


def _attributive(text: Text, phrase: Phrase) -> bool:
    """Whether an indefinite word that may name a person describes the deed here («تفجير انتحاري», «اشتباكات مسلحة»)."""
    word = text.words[phrase.head]
    return not word.definite and phrase.last - phrase.first == 1 and (word.bare in text.lexicon.attributive or word.bare == "غير")


def _adjectival(text: Text, phrase: Phrase) -> bool:
    word = text.words[phrase.head]
    if word.definite or word.title is not None or not word.adjective or word.function == "quantifiers":
        return False
    return not (word.nouns & {"civilian", "fighter", "force"}) or word.bare.endswith("ية")


def _national(text: Text, at: int, last: int, args: Arguments, role: str) -> None:
    """«غارات تركية»: an adjective of nationality or of a group right after the noun is its agent."""
    if args.agents:
        return
    for j in range(at + 1, min(last, at + 4)):
        word = text.words[j]
        if not word.adjective or word.proclitic or text.tags[j] == "NAME" or any(r.enclitic for r in word.readings):
            return
        if text.lexicon.is_national(word):
            args.agents = [Phrase(j, j + 1, j)]
            args.why.append("agent: adjective of nationality")
            return


def _of_relative(text: Text, trigger: Trigger, verb: int, last: int, args: Arguments) -> None:
    word = text.words[verb]
    key = word.key if word.key in text.lexicon.light_forms else _without_pronoun(text, verb)
    found = after(text, verb, last)
    bare = [f for f in found if f.marker == ""]
    if key in text.lexicon.light_forms and bare:
        args.put(AGENT, bare[0].phrases, "subject of the light verb in the relative clause")
    elif word.events and bare and not any(r.enclitic for r in word.events):
        sense = text.lexicon.sense(word.events[0].sense)
        if sense.frame.object == TARGET and trigger.sense.frame.subject == AGENT:
            args.put(TARGET, bare[0].phrases, "object of the verb that follows")
    _markers(text, trigger, found, args)


def _without_pronoun(text: Text, verb: int) -> str:
    key = text.words[verb].key
    for suffix in ("ها", "هم", "هما", "ه"):
        if key.endswith(suffix):
            stem = key[: -len(suffix)]
            if stem in text.lexicon.light_forms:
                return stem
            if stem[1:] in text.lexicon.light_forms and stem[0] in "وف":
                return stem[1:]
    return key


def _of_light(text: Text, trigger: Trigger, governing: tuple[int, str], first: int, args: Arguments) -> None:
    verb, role = governing
    frame = trigger.sense.frame
    if role == AGENT and args.agents and "genitive" in "".join(args.why) and frame.object in (TARGET, PLACE) and not args.targets:
        args.targets, args.agents = args.agents, []  # «قام بزيارة أهالي …»: the genitive is what the act is done to
    if role not in (AGENT, TARGET, PLACE):
        return
    subject = preverbal_subject(text, verb, first)
    if subject is None:
        phrase = phrase_at(text, verb + 1, trigger.at)
        subject = phrase if phrase is not None and not is_time(text, phrase.head) and text.words[phrase.head].proclitic in ("", "و") else None
    if subject is not None and subject.head != trigger.at:
        args.put(role, coordinated(text, subject, trigger.at) if subject.first > verb else [subject], "subject of the light verb")


def _markers(text: Text, trigger: Trigger, found: list[_Found], args: Arguments) -> None:
    against = any(f.marker in ("على", "ضد") for f in found)
    for f in found:
        role = trigger.sense.args.get(f.marker)
        if role is None or role == "topic":
            continue
        if f.marker == "ل" and role == TARGET and trigger.sense.frame.name == "attack-on" and (against or agentive(text, f.phrases[0]) == 2):
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
        if role == TARGET and f.marker == "ل" and trigger.sense.type == "ASSAULT" and text.words[phrase.head].nouns & {"force", "vehicle"}:
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


PLACE_MARKERS = frozenset({"في", "ب", "قرب", "داخل", "وسط", "خارج", "قبالة", "بين", "عند", "عبر", "على", "ضمن", "من", "بالقرب", "شمال", "جنوب"})


def is_abstract(text: Text, phrase: Phrase) -> bool:
    """Whether the phrase is neither actor nor thing: an abstract noun or another event."""
    word = text.words[phrase.head]
    if text.tags[phrase.head] in ("NAME", "NUM") or word.title is not None:
        return False
    return ("abstract" in word.nouns and not word.nouns & (_AGENT_NOUNS | _VICTIM_NOUNS | {"document", "media"})) or _event_noun(text, phrase.head)


def is_place(text: Text, phrase: Phrase) -> bool:
    """Whether a phrase names a place: a name of the gazetteer in it, or a type word («مدينة», «محيط»)."""
    word = text.words[phrase.head]
    if word.key in text.lexicon.direction_words or word.bare in text.lexicon.direction_words:
        return True
    if word.nouns & {"area", "facility"}:
        return True
    mention = mention_in(text, phrase, "place")
    if mention is None:
        return False
    return text.tags[phrase.head] == "NAME" or bool(word.nouns & {"area", "facility"})
