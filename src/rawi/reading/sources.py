"""Whose words: the source phrase of a cue, its kind, its English name, and for whom it speaks."""

from __future__ import annotations

from dataclasses import dataclass

from rawi.lexicon import Entity
from rawi.model import Span
from rawi.reading.introducers import Cue
from rawi.reading.naming import english_name
from rawi.reading.phrases import Phrase, mention_in
from rawi.reading.text import Text

KIND_OF_ACTOR = {
    "person": "person_official",
    "state": "government",
    "government": "government",
    "military": "government",
    "police": "government",
    "intelligence": "government",
    "court": "government",
    "armed_group": "armed_group",
    "party": "organisation",
    "organisation": "organisation",
    "igo": "organisation",
    "company": "organisation",
    "agency": "agency",
    "outlet": "outlet",
    "tribe": "organisation",
    "community": "witness",
    "coalition": "government",
}
KIND_OF_NOUN = (
    ("document", "document"), ("media", "outlet"), ("fighter", "armed_group"), ("civilian", "witness"), ("force", "government"),
    ("body", "organisation"), ("group", "organisation"), ("victim", "witness"), ("area", "government"),
)  # fmt: skip
_GOVERNMENT_HEADS = frozenset(
    [
        "وزارة",
        "حكومة",
        "رئاسة",
        "شرطة",
        "جيش",
        "قيادة",
        "وزارتا",
        "محكمة",
        "نيابة",
        "سلطات",
        "خارجية",
        "داخلية",
        "دفاع",
        "اجهزة",
        "استخبارات",
        "ديوان",
        "سفارة",
    ]
)


@dataclass(slots=True)
class Source:
    """A resolved source; `feminine` and `plural` serve agreement when a later verb drops its subject."""

    span: Span | None
    kind: str
    name: str | None
    speaks_for: str | None
    feminine: bool
    plural: bool
    first: int
    head: str = ""
    words: frozenset[str] = frozenset()


def trim(text: Text, phrase: Phrase) -> tuple[int, int]:
    """The tokens of a source phrase without quotation marks around the whole."""
    first, last = phrase.first, phrase.last
    if text.tags[first] == "Q" and text.tags[last - 1] == "Q" and text.quote_close.get(first) == last - 1:
        return first + 1, last - 1
    while first < last - 1 and text.tags[first] == "Q" and text.quote_close.get(first, last) >= last:
        first += 1
    while last > first + 1 and text.tags[last - 1] == "Q" and text.quote_open.get(last - 1, -1) < first:
        last -= 1
    return first, last


def source_kind(text: Text, phrase: Phrase) -> str:
    """The kind of source that a noun phrase names, by its title, its name, or its head noun."""
    head = text.words[phrase.head]
    for i in range(phrase.first, min(phrase.last, phrase.head + 3)):
        mention = text.mentions.get(i)
        title = mention.entity("title") if mention else None
        if title is not None and title.country:  # fields of a title entity: id, english, class, source kind
            return title.country
    if head.title is not None:
        kind = text.lexicon.sense(head.title.sense)[2]["source_kind"]
        if kind and not (kind == "person" and mention_in(text, phrase, "actor")):
            return str(kind)
    if head.bare in _GOVERNMENT_HEADS:
        return "government"
    mention = text.inside.get(phrase.head)
    actor = mention.entity("actor") if mention else None
    if actor is not None:
        return KIND_OF_ACTOR.get(actor.subkind, "organisation")
    for cls, kind in KIND_OF_NOUN:
        if cls in head.nouns:
            return kind
    inner = mention_in(text, phrase, "actor")
    entity = inner.entity("actor") if inner else None
    if entity is not None and text.tags[phrase.head] == "N":
        return KIND_OF_ACTOR.get(entity.subkind, "organisation")
    if mention is not None and mention.entity("place"):
        return "government"
    known = bool(head.readings)
    return "organisation" if known and text.tags[phrase.head] == "N" and head.definite else "person"


def speaks_for(text: Text, phrase: Phrase, kind: str) -> str | None:
    """The body that the source speaks for: one named within the phrase, or the person's own affiliation."""
    if kind in ("government", "armed_group", "agency", "outlet", "organisation", "document", "witness"):
        return None
    by_id = text.lexicon.by_id
    for i in range(phrase.last - 1, phrase.first - 1, -1):
        mention = text.mentions.get(i)
        actor = mention.entity("actor") if mention else None
        if actor is not None and actor.subkind != "person":
            return actor.english
    mention = mention_in(text, phrase, "actor")
    actor = mention.entity("actor") if mention else None
    if actor is not None and actor.affiliation:
        return by_id[actor.affiliation].english if actor.affiliation in by_id else None
    return None


def source_of(text: Text, phrase: Phrase) -> Source:
    """The source that `phrase` names."""
    first, last = trim(text, phrase)
    kind = source_kind(text, phrase)
    word = text.words[phrase.head]
    mention = text.inside.get(phrase.head)
    actor: Entity | None = mention.entity("actor") if mention else None
    body = kind in ("government", "organisation", "armed_group", "agency", "outlet")
    written = text.tokens[phrase.head].text
    feminine = written.endswith(("ة", "ات", "اء")) or any(r.form.endswith(("fs", "fp")) for r in word.readings)
    plural = (
        written.endswith(("ون", "ين"))
        or any(".p." in r.form for r in word.readings)
        or (phrase.head != phrase.last and text.tags[phrase.head] == "NUM")
    )
    if actor is not None and body and not feminine:
        feminine = actor.subkind in ("agency", "outlet", "state")
    name = english_name(text, first, last)
    return Source(
        text.span(first, last, name), kind, name, speaks_for(text, phrase, kind), feminine, plural, first, word.bare,
        frozenset(text.words[k].name_key for k in range(first, last) if text.words[k].key),
    )  # fmt: skip


def plausible(text: Text, phrase: Phrase | None) -> bool:
    """Whether a phrase can speak at all: not a time, a thing, an event or a bare number."""
    if phrase is None:
        return False
    word = text.words[phrase.head]
    if word.key in text.lexicon.nobodies and phrase.last - phrase.first == 1:
        return False
    if text.tags[phrase.head] == "NUM":
        return phrase.last - phrase.first > 1
    if text.tags[phrase.head] == "NAME" or word.title is not None:
        return True
    if text.is_quote(phrase.first) or (phrase.first and text.is_quote(phrase.first - 1) and phrase.first - 1 in text.quote_close):
        return True  # a name in quotation marks
    if word.nouns & {"time", "weapon", "vehicle"} and not word.nouns & {"body", "document"}:
        return False
    if word.nouns & {"civilian", "fighter", "force", "body", "group", "victim", "media", "document"}:
        return True
    if word.nouns and word.nouns <= {"abstract", "adjective", "event-carrier", "facility"} and not word.cues:
        return text.tags[phrase.head] != "N" or bool(word.nouns == {"adjective"} and (word.definite or phrase.last - phrase.first > 1))
    return not (any(r.form[0] == "m" for r in word.events) and not word.cues)


def agreement(cue: Cue) -> str:
    """`f`, `m`, `p` or «» as the cue's verb agrees with its subject."""
    form = cue.reading.form if cue.reading is not None else ""
    if form.startswith("a."):
        return "f" if form.endswith("fs") else "p" if form.endswith(("mp", ".d")) else "m"
    person = form.split(".")[2] if form.count(".") >= 2 else ""
    return "p" if person in ("3mp", "3fp") else "f" if person == "3fs" else "m" if person == "3ms" else ""


_EITHER_GENDER = frozenset(["كافة", "عدة", "خليفة", "علامة", "بقية", "غالبية", "اغلبية", "طلبة", "مجموعة", "نسبة", "اكثرية"])


def disagrees(text: Text, cue: Cue, phrase: Phrase) -> bool:
    """Whether the noun right behind the verb cannot be its subject: a feminine behind «ناشد», a masculine singular behind «تعتبر»."""
    word = text.words[phrase.head]
    if phrase.head != cue.last or text.tags[phrase.head] != "N" or word.title is not None or word.bare in _EITHER_GENDER:
        return False
    forms = {r.form for r in word.readings if r.kind == "noun"}
    if not forms or any(".p" in f or f.endswith(("p", "d")) for f in forms):
        return False
    feminine = word.bare.endswith(("ة", "اء", "ى", "ات"))
    agree = agreement(cue)
    return (agree == "m" and word.bare.endswith("ة")) or (agree == "f" and not feminine and bool(word.nouns & {"abstract", "body"}))


def fits(source: Source, agree: str) -> bool:
    """Whether a source can be the dropped subject of a verb with that agreement."""
    if agree == "f":
        return source.feminine or source.plural
    if agree == "p":
        return source.plural
    if agree == "m":
        return not source.feminine or (source.kind in ("person_official", "person", "spokesperson") and not source.feminine)
    return True


def known_again(text: Text, phrase: Phrase, before: list[Source]) -> Source | None:
    """The fuller source named earlier that a bare surname or short form takes up («مصطفى بالي» … «بالي»)."""
    if phrase.last - phrase.first > 2 or text.words[phrase.head].title is not None:
        return None
    words = {text.words[k].name_key for k in range(phrase.first, phrase.last) if text.words[k].key}
    if not words:
        return None
    for source in reversed(before):
        if source.span is not None and words < source.words:
            return source
    return None
