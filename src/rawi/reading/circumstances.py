"""Where: the places of a sentence, and the one at which an event happened (dates: `rawi.reading.dating`)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from rawi.arabic.calendar import default_tables
from rawi.arabic.dates import DateMention, find_dates, lags
from rawi.arabic.script import digits
from rawi.reading.phrases import Phrase, phrase_at
from rawi.reading.reach import reaches
from rawi.reading.roles import Arguments, is_building, is_place
from rawi.reading.text import Text
from rawi.reading.triggers import Trigger


@dataclass(slots=True)
class Sentence:
    """What one sentence says of places and dates, found once for all its events; `keys`: its words, numbers in ASCII digits."""

    first: int
    last: int
    dates: list[DateMention]
    places: list[Phrase]
    keys: list[str] = field(default_factory=list)


def survey(text: Text, first: int, last: int, published: date | None) -> Sentence:
    """Dates and places of the sentence `[first, last)`."""
    keys = keys_of(text, first, last)
    return Sentence(first, last, find_dates(keys, published), _places(text, first, last), keys)


def keys_of(text: Text, first: int, last: int) -> list[str]:
    """The folded words of `[first, last)`, numbers in ASCII digits, marks as they stand."""
    pairs = zip(text.words[first:last], text.tokens[first:last], strict=True)
    return [digits(t.text) if t.text[0].isdigit() else w.key or t.text for w, t in pairs]


def writing_day(text: Text) -> date | None:
    """The day on which the article says that it was written, else that of publication.

    «اليوم الأحد» in an article that an archive dates to a Tuesday was written two days before, and its bare «أمس» is that Saturday. Where
    several weekdays stand beside «اليوم» and «أمس», what most of them say counts; of two as common the nearest to publication.
    """
    published = text.document.day
    if published is None:
        return None
    weekdays = default_tables().weekdays
    named = sorted({text.sentence_of[i] for i, word in enumerate(text.words) if word.key in weekdays})
    late = Counter(n for a, b in (text.sentences[k] for k in named) for n in lags(keys_of(text, a, b), published))
    return published - timedelta(days=min(late, key=lambda n: (-late[n], n), default=0))


def _places(text: Text, first: int, last: int) -> list[Phrase]:
    """Phrases of place after a preposition of place, in order."""
    out = []
    i = first
    while i < last:
        word, tag = text.words[i], text.tags[i]
        start = -1
        head = text.mentions.get(i) if i == first < text.title_end else None
        if head is not None and head.entity("place") and text.is_mark(head.last, ".:"):
            start = i  # a headline that begins with its place: «سيناء.. مقتل سبعة»
        elif tag == "P" and (word.key in _IN or word.bare in _IN):
            start = i + 1
        elif (word.proclitic.lstrip("وف") == "ب" and tag in ("NAME", "N", "U")) or (
            (word.bare in text.lexicon.direction_words or word.key in text.lexicon.direction_words) and tag != "V" and not word.definite
        ):
            start = i
        elif tag == "N" and "area" in word.nouns and not word.definite and i + 1 < last and _name_follows(text, i):
            start = i  # «قصف بلدة كسب», «مدينة الباب»: a type word and its name
        if start >= 0 and start < last:
            phrase = phrase_at(text, start, last)
            if phrase is not None and is_place(text, phrase):
                out.append(phrase)
                i = phrase.last
                continue
        i += 1
    return out


def _name_follows(text: Text, i: int) -> bool:
    """Whether a type word at `i` is followed by its name («بلدة كسب», «مدينة الصابري»)."""
    mention = text.inside.get(i + 1)
    if mention is not None and text.tags[i + 1] == "NAME" and mention.entity("place") is None and mention.entity("actor") is not None:
        return False  # «مواقع الحوثيين»
    return text.tags[i + 1] in ("NAME", "U") or _unlisted(text, i + 1)


_IN = frozenset(["في", "قرب", "داخل", "وسط", "خارج", "قبالة", "فوق", "نحو", "امام", "الى", "من", "على", "عند"])


NOWHERE = frozenset({"CLAIM-RESP", "REQUEST", "ACCUSE", "REJECT", "SUPPORT", "CONCEDE", "THREATEN"})
"""Acts of speech: the places beside them belong to what is spoken of."""
CLOSE_ONLY = frozenset({"RETREAT", "SANCTION", "AGREE", "COOPERATE"})
"""Types that take a place only from right beside them."""
NAMED, KNOWN, VAGUE = 2.0, 1.0, 0.3
PLACE_REACH = 60
OF_SPEAKER = 1.0
CLOSE = 5


def quality(text: Text, phrase: Phrase) -> float:
    """How well a phrase says where: NAMED («بلدة الباغوز»), KNOWN («المدينة», «المعبر»), VAGUE («مواقع», «منزل»), 0 no place at all."""
    word = text.words[phrase.head]
    head = text.inside.get(phrase.head)
    if head is not None and text.tags[phrase.head] == "NAME" and head.entity("place") is None and head.entity("actor") is not None:
        return 0.0  # «جبهة النصرة (تنظيم القاعدة في بلاد الشام)»
    for k in range(phrase.first, phrase.last):
        mention = text.mentions.get(k)
        if mention is not None and mention.entity("place") and not _of_people(text, phrase):
            return NAMED
    if _direction(text, phrase.head) and phrase.head + 1 < phrase.last:
        return min(KNOWN, quality(text, Phrase(phrase.head + 1, phrase.last, phrase.head + 1)))  # «شمال القطاع»
    if not word.nouns & {"area", "facility"} or _figure(text, phrase):
        return 0.0
    following = phrase.head + 1
    if not word.definite and following < phrase.last and _name_follows(text, phrase.head):
        return NAMED
    if any(text.tags[k] == "V" for k in range(phrase.first, phrase.last)):
        return 0.0
    return KNOWN if word.definite and word.bare_key in text.lexicon.catalogue.place_types else VAGUE


def _figure(text: Text, phrase: Phrase) -> bool:
    """«على حد تعبيره», «مواقع التواصل», «أضرارا بالبساتين»: a noun of place that says nothing of where."""
    words, head = text.words, phrase.head
    following = words[head + 1].bare if head + 1 < len(words) else ""
    if words[head].bare in text.lexicon.no_places or f"{words[head].bare} {following}" in text.lexicon.no_place_phrases:
        return True
    return words[phrase.first].proclitic.endswith("ب") and phrase.first > 0 and words[phrase.first - 1].bare in _HARM


_HARM = frozenset({"اضرار", "اضرارا", "ضررا", "خسائر", "دمارا", "دمار", "اذى"})
"""«ألحق أضرارا ب…»: what was damaged, not where."""


def _unlisted(text: Text, i: int) -> bool:
    """Whether the word at `i` may be a name that the lexicon lacks («منطقة الصابري»): definite, and nothing else that is known."""
    return text.words[i].definite and not text.words[i].readings


def _of_people(text: Text, phrase: Phrase) -> bool:
    """«مواقع الحوثيين», «أهالي عدن»: people or their things, named by a place."""
    head = phrase.head + (text.tags[phrase.head] == "NUM" and phrase.head + 1 < phrase.last)  # «30 مواطنا كينيا»
    word = text.words[head]
    building = bool(word.nouns & {"area", "facility"}) or is_building(text, head)
    return text.tags[head] == "N" and not building and not _direction(text, head)


def _direction(text: Text, i: int) -> bool:
    return text.words[i].key in text.lexicon.direction_words or text.words[i].bare in text.lexicon.direction_words


def place_of(text: Text, trigger: Trigger, args: Arguments, sentence: Sentence, content: int | None = None) -> Phrase | None:
    """Where an event happened: the best place of its sentence, by how well it says where, by clause and by distance.

    `content`: the first token of the reported words that the event stands in; a place before them is rather that of who tells it.
    """
    type = trigger.sense.type
    if type in NOWHERE:
        return None
    best: tuple[float, Phrase] | None = None
    hit = [p for p in args.targets if quality(text, p) == NAMED] if type in STRIKING else []
    own = {(p.first, p.last) for p in (*args.places, *hit)}
    ends = {p.last for p in sentence.places if quality(text, p) == NAMED}
    for phrase in (*args.places, *hit, *sentence.places):
        worth = quality(text, phrase)
        after = phrase.first > trigger.at
        gap = phrase.first - trigger.at if after else trigger.at - phrase.last + 1
        if not worth or gap > PLACE_REACH or (type in CLOSE_ONLY and gap > CLOSE):
            continue
        direct = (phrase.first, phrase.last) in own
        clear = direct or reaches(text, trigger.at, phrase.first, phrase.last)
        score = 1.5 * worth + 1.8 * direct + 2.2 * clear + 0.3 * after - gap / 20 + _fineness(text, phrase)
        if worth == NAMED and _says_where(text, phrase) and ends & {phrase.first, phrase.first - 1}:
            score -= 2.0  # «قرية المروة بمحافظة الحرث»: the first is the place, the second says where that is
        if type == "ASSAULT" and not direct and _origin(text, phrase):
            score -= 3.0
        if content is not None and phrase.first < content and not direct:
            score -= OF_SPEAKER
        if best is None or score > best[0]:
            best = (score, phrase)
    return best[1] if best is not None and best[0] >= LEAST_PLACE else None


def _says_where(text: Text, phrase: Phrase) -> bool:
    """Whether the phrase stands behind «في» or «ب»."""
    return text.tags[phrase.first - 1] == "P" or text.words[phrase.first].proclitic.endswith("ب") if phrase.first else False


def _origin(text: Text, phrase: Phrase) -> bool:
    """«أطلق صواريخه من فوق الأراضي اللبنانية», «من إيران»: whence it came, not where it struck; «خطف من منزله» says where."""
    k = phrase.first - 1
    while k > 0 and text.tags[k] == "P" and text.words[k].key in _IN and text.words[k].key != "من":
        k -= 1
    wide = phrase.first - k > 1 or text.words[phrase.head].bare in ("اراضي", "ارض") or _fineness(text, phrase) < FINE_ENOUGH
    return k >= 0 and text.words[k].key == "من" and text.tags[k] == "P" and wide


_FINE = {"country": -0.5, "region": -0.4, "province": -0.2, "capital": 0.1}


def _fineness(text: Text, phrase: Phrase) -> float:
    """More for a town than for its province or country."""
    for k in range(phrase.first, phrase.last):
        mention = text.mentions.get(k)
        place = mention.entity("place") if mention is not None else None
        if place is not None:
            return _FINE.get(place.subkind, 0.2) if not _direction(text, phrase.head) else -0.3
    return 0.1


LEAST_PLACE = 1.6
FINE_ENOUGH = -0.3
STRIKING = frozenset({"ASSAULT", "CONTROL", "WHEREABOUTS", "DISASTER", "PROTEST", "MOBILIZE"})
"""Types whose target, where it is a place, is where they happened («قصف بلدة …»)."""
