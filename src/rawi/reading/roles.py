"""Roles: what can act, what suffers, what is a place; and the arguments found so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from rawi.arabic.numbers import is_number_word
from rawi.lexicon.frames import AGENT, PLACE, TARGET
from rawi.reading.phrases import Phrase, mention_in
from rawi.reading.text import Text

_AGENT_NOUNS = frozenset({"force", "fighter", "body", "group", "vehicle"})
_AGENT_KINDS = frozenset(
    {"armed_group", "military", "police", "intelligence", "government", "state", "party", "organisation", "igo", "coalition"}
)
_VICTIM_NOUNS = frozenset({"civilian", "victim", "facility", "area"})


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
    mention = text.inside.get(phrase.head)
    actor = mention.entity("actor") if mention is not None else None
    if (actor is not None and actor.subkind in ("outlet", "agency")) or (
        phrase.last - phrase.first == 1 and not word.definite and word.bare in text.lexicon.attributive and word.adjective
        and not (phrase.first and text.tags[phrase.first - 1] == "V" and word.nouns & _AGENT_NOUNS)
    ):  # fmt: skip
        return False  # who only reports it; «قصف مدفعي»: what kind of deed
    if tag == "NAME" or word.title is not None or tag == "U" or (word.bare == "سلاح" and not word.definite):
        return True  # «سلاح الجو»: a branch of service, not a weapon
    if tag == "NUM":
        return (phrase.last - phrase.first > 1 and agentive(text, phrase) != 2) or phrase.last - phrase.first > 1
    if event_noun(text, phrase.head) and not word.nouns & (_AGENT_NOUNS | {"civilian"}):
        return False
    if word.adjective and word.definite and not text.lexicon.is_national(word):
        return bool(word.nouns & {"fighter", "civilian", "force"})
    return not word.nouns or bool(word.nouns - _INERT) or (word.nouns == {"adjective"} and word.definite)


def is_direction(text: Text, phrase: Phrase) -> bool:
    """«جنوب غرب العاصمة», «كل البشر»: what can never be an agent by itself."""
    word = text.words[phrase.head]
    return word.key in text.lexicon.direction_words or word.bare in text.lexicon.direction_words or word.key in ("كل", "جميع", "بعض")


def accusative(text: Text, phrase: Phrase) -> bool:
    """Whether the head is written as an object: tanwin alef, or a sound plural or dual in «ين»."""
    word, written = text.words[phrase.head], text.tokens[phrase.head].text
    if text.tags[phrase.head] not in ("N", "NUM"):
        return False
    if any(r.form.endswith("acc") for r in word.readings) and written.rstrip("ًٌ").endswith("ا"):
        return True
    return len(written) > 4 and written.endswith("ين") and any(r.form.endswith(("mp", ".d")) or ".p." in r.form for r in word.readings)


def event_noun(text: Text, i: int) -> bool:
    """Whether the noun at `i` tells of an event itself."""
    return text.tags[i] == "N" and any(r.form[0] == "m" for r in text.words[i].events)


PLACE_MARKERS = frozenset(
    {"في", "ب", "قرب", "داخل", "وسط", "خارج", "قبالة", "بين", "عند", "عبر", "على", "ضمن", "من", "بالقرب", "شمال", "جنوب"}
)


def is_abstract(text: Text, phrase: Phrase) -> bool:
    """Whether the phrase is neither actor nor thing: an abstract noun or another event."""
    word = text.words[phrase.head]
    if text.tags[phrase.head] in ("NAME", "NUM") or word.title is not None:
        return False
    return ("abstract" in word.nouns and not word.nouns & (_AGENT_NOUNS | _VICTIM_NOUNS | {"document", "media"})) or event_noun(
        text, phrase.head
    )


def is_building(text: Text, i: int) -> bool:
    """«مركز شرطة», «قسم شرطة»: a body that is also the building it sits in."""
    following = text.words[i + 1].bare if i + 1 < len(text.words) else ""
    return f"{text.words[i].bare} {following}" in text.lexicon.place_phrases


def is_place(text: Text, phrase: Phrase) -> bool:
    """Whether a phrase names a place: a name of the gazetteer in it, or a type word («مدينة», «محيط»)."""
    word = text.words[phrase.head]
    if word.key in text.lexicon.direction_words or word.bare in text.lexicon.direction_words:
        return True
    if word.nouns & {"area", "facility"}:
        return True
    mention = mention_in(text, phrase, "place")
    if mention is not None and is_building(text, phrase.head):
        return True
    if mention is None:
        return False
    return text.tags[phrase.head] == "NAME" or bool(word.nouns & {"area", "facility"})
