"""Arguments of a verbal noun or participle: genitive, nationality, light verb, relative clause, prepositions."""

from __future__ import annotations

from rawi.arabic.numbers import modifier
from rawi.lexicon.frames import AGENT, PLACE, TARGET
from rawi.reading.arguments import Found, after, clean, hurts, put_markers, with_coordinated
from rawi.reading.clauses import OTHERS, is_time, preverbal_subject
from rawi.reading.phrases import NOMINAL, Phrase, coordinated, phrase_at
from rawi.reading.roles import (
    Arguments,
    agentive,
    event_noun,
)
from rawi.reading.text import Mention, Text
from rawi.reading.triggers import Trigger

LIGHT_REACH = 14


def light_verb(text: Text, i: int, first: int) -> tuple[int, str] | None:
    """(token, role of its subject) of the light verb that governs the event noun at `i` («شن … هجوما»)."""
    for j in range(i - 1, max(first - 1, i - LIGHT_REACH), -1):
        if text.is_mark(j, ".؛:،") or text.tags[j] in ("COMP", "REL"):
            return None
        word = text.words[j]
        if j > first and text.words[j - 1].key == "لا" and word.key in ("يقل", "تقل", "يزيد", "تزيد"):
            continue  # «لقي ما لا يقل عن 20 شخصا حتفهم»
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
        persons = text.words[j].nouns & {"force", "civilian", "fighter", "victim"}  # «دورية», «20 شخصا»: whom it befalls, no deed
        if event_noun(text, j) and not persons and not text.words[i].proclitic.startswith("و"):
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


def of_noun(text: Text, trigger: Trigger, first: int, last: int) -> Arguments:
    """Arguments of a verbal or event noun: genitive, adjectives of nationality, light verb, prepositions."""
    args = Arguments()
    frame, at = trigger.sense.frame, trigger.at
    word = text.words[at]
    if trigger.reading.form.startswith(("a.", "pp.")):
        subject = preverbal_subject(text, at, first)
        if subject is not None:
            role = frame.subject if trigger.reading.form.startswith("a.") or frame.object in ("", PLACE) else frame.object
            args.put(role, with_coordinated(text, subject, at), "subject of the participle")
    found = after(text, at, last)
    bare = [f for f in found if f.marker == ""]
    if (
        bare
        and bare[0].at <= _after_bound(text, at + 1) + (text.tags[min(at + 1, last - 1)] == "Q")
        and not (word.definite or trigger.reading.form.endswith("acc") or trigger.reading.enclitic)
    ):
        _genitive(text, trigger, bare, found, args)
    if not (args.targets and hurts(text, trigger)):
        _national(text, at, last, args)
    verb = _relative_light(text, at, last)
    if verb is not None:
        _of_relative(text, trigger, verb, last, args)
    put_markers(text, trigger, found, args)
    if not args.agents and "agents" in trigger.sense.args.values() and (occurs := _occurring(text, at, last)) is not None:
        put_markers(text, trigger, after(text, occurs, last), args)
    governing = light_verb(text, at, first)
    if governing is not None:
        _of_light(text, trigger, governing, first, args)
    clean(text, args)
    return args


def _after_bound(text: Text, i: int) -> int:
    """The token after «ما لا يقل عن», «أكثر من» and their like at `i`: there the number begins («مقتل ما لا يقل عن 120 شخصا»)."""
    keys = [w.key or t.text for w, t in zip(text.words[i : i + 5], text.tokens[i : i + 5], strict=True)]
    return i + modifier(keys, 0)[0]


def _occurring(text: Text, at: int, last: int) -> int | None:
    """The verb of taking place behind the event noun («اشتباكات عنيفة اندلعت بين …»): what follows it belongs to the noun."""
    for j in range(at + 1, min(last, at + 8)):
        if text.tags[j] == "V":
            light = text.lexicon.light_forms.get(text.words[j].key)
            return j if light is not None and light[0] == "none" else None
        if text.is_mark(j, ".؛:،") or text.tags[j] == "COMP":
            return None
    return None


def _genitive(text: Text, trigger: Trigger, bare: list[Found], found: list[Found], args: Arguments) -> None:
    frame = trigger.sense.frame
    phrases = bare[0].phrases
    role = frame.genitive
    person = role == TARGET and hurts(text, trigger) and text.lexicon.is_national(text.words[phrases[0].head])  # «مقتل فلسطيني»
    if _adjectival(text, phrases[0]) and not person:
        return
    if (role == AGENT or (role == TARGET and not hurts(text, trigger))) and _attributive(text, phrases[0]):
        return
    if role == TARGET and frame.subject == AGENT and agentive(text, phrases[0]) == 2 and _second(text, trigger, bare, found):
        role = AGENT
    elif role == AGENT and frame.object in (TARGET, PLACE) and len(bare) == 1 and _controlled(text, trigger):
        role = frame.object  # «لزيارة المحتجزين», «تمكن من أسر القيادي»: the subject stands elsewhere
    mention = text.inside.get(phrases[0].head)
    if mention is not None and mention.entity("place") and not mention.entity("actor") and not _government(mention, role, trigger):
        args.put(PLACE, phrases, "genitive place")
        if role == AGENT:
            return  # «مجزرة سروج»: where, not who
    args.put(role, phrases, "genitive")
    if len(bare) > 1 and role == AGENT and frame.object == TARGET:
        args.put(TARGET, bare[1].phrases, "object of the verbal noun")
    elif len(bare) > 1 and role == AGENT and frame.object == PLACE:
        args.put(PLACE, bare[1].phrases, "object of the verbal noun")


def _government(mention: Mention, role: str, trigger: Trigger) -> bool:
    """«سماح أنقرة», «دعوة واشنطن»: a capital or country that does what only a government can do, not where it was done."""
    place = mention.entity("place")
    return (
        role == AGENT and place is not None and place.subkind in ("capital", "country")
        and trigger.sense.type not in ("ASSAULT", "CONTROL", "PROTEST", "DISASTER", "WHEREABOUTS")
    )  # fmt: skip


def _second(text: Text, trigger: Trigger, bare: list[Found], found: list[Found]) -> bool:
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
    alone = all(text.words[k].adjective and not text.words[k].definite for k in range(phrase.head + 1, phrase.last))
    return not word.definite and phrase.first == phrase.head and alone and (word.bare in text.lexicon.attributive or word.bare == "غير")


def _adjectival(text: Text, phrase: Phrase) -> bool:
    word = text.words[phrase.head]
    if word.definite or word.title is not None or not word.adjective or word.function == "quantifiers" or word.key in OTHERS:
        return False
    return not (word.nouns & {"civilian", "fighter", "force"}) or word.bare.endswith("ية")


def _national(text: Text, at: int, last: int, args: Arguments) -> None:
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
        role = text.lexicon.light_forms[key][0]  # «القصف الذي تعرضت له المدينة»: whom it hit
        args.put(role if role in (TARGET, PLACE) else AGENT, bare[0].phrases, "subject of the light verb in the relative clause")
    elif word.events and bare and not any(r.enclitic for r in word.events):
        sense = text.lexicon.sense(word.events[0].sense)
        if sense.frame.object == TARGET and trigger.sense.frame.subject == AGENT:
            args.put(TARGET, bare[0].phrases, "object of the verb that follows")
    put_markers(text, trigger, found, args)


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
        phrase = phrase_at(text, _after_bound(text, verb + 1), trigger.at)
        subject = (
            phrase if phrase is not None and not is_time(text, phrase.head) and text.words[phrase.head].proclitic in ("", "و") else None
        )
    if subject is not None and subject.head != trigger.at:
        args.put(role, coordinated(text, subject, trigger.at) if subject.first > verb else [subject], "subject of the light verb")
