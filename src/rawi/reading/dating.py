"""When: the date of an event, by the clause that carries it, and the day from which its words are reckoned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rawi.arabic.dates import DateMention, find_dates
from rawi.model import Attribution, DateValue
from rawi.reading.circumstances import Sentence, survey
from rawi.reading.reach import passes, reaches
from rawi.reading.text import Text
from rawi.reading.triggers import Trigger


@dataclass(slots=True, frozen=True)
class Telling:
    """How an event is told.

    `content`: the first token of the reported words around it, None in the author's own; `lasting`: it goes on; `chain`: who reports it.
    """

    content: int | None
    lasting: bool
    chain: tuple[Attribution, ...]


def date_of(text: Text, trigger: Trigger, sentence: Sentence, told: Telling) -> DateValue | None:
    """The date mention nearest to the trigger that no other clause parts from it; in reported words, within those."""
    best: tuple[int, DateMention] | None = None
    for mention in sentence.dates:
        a, b = sentence.first + mention.first, sentence.first + mention.last
        gap = a - trigger.at if a > trigger.at else (trigger.at - b) + 1
        inside = told.content is None or a >= told.content
        if gap > DATE_REACH or not ((inside and reaches(text, trigger.at, a, b)) or _frames(text, trigger.at, mention, sentence)):
            continue
        if a < trigger.at and (_of_purpose(text, trigger) or _next_clause(text, trigger, b)):
            continue
        if best is None or gap < best[0]:
            best = (gap, mention)
    return _value(text, trigger, best[1], sentence, told) if best else None


def _next_clause(text: Text, trigger: Trigger, last: int) -> bool:
    """Whether another clause begins between a date that ends at `last` and the event: «… الخميس، وستنشر …», «… غدا، لكنها استبعدت …».

    A verb of the future has its own day; so has what a conjunction of contrast or addition sets beside the dated clause, and what is said
    along with it («…، محذرا من …»).
    """
    word = text.words[trigger.at]
    if trigger.finite and word.proclitic.endswith("س"):
        return True
    if any(text.words[k].key in _BESIDE or text.words[k].bare in _BESIDE for k in range(last, trigger.at)):
        return True
    accusative = trigger.reading.form.endswith("acc") and trigger.reading.form[:1] == "a"
    return accusative and any(text.is_mark(k, "،,") for k in range(last, trigger.at))


_BESIDE = frozenset({"لكن", "لكنه", "لكنها", "لكنهم", "ولكن", "فيما", "بينما", "كما", "بعدما", "حيث", "غير", "الا"})


def _of_purpose(text: Text, trigger: Trigger) -> bool:
    """«بدأت العملية الجمعة لتطهير المنطقة»: what is aimed at has not the date of the act before it."""
    return not trigger.finite and text.words[trigger.at].proclitic.endswith("ل")


DATE_REACH = 30
"""A date so many words away is another clause's."""


def _frames(text: Text, at: int, mention: DateMention, sentence: Sentence) -> bool:
    """A calendar date that opens its sentence («وفي 19 يوليو قالت الوزارة إن …») is the date of what is told in it, up to another verb."""
    first, last = sentence.first + mention.first, sentence.first + mention.last
    if mention.anchored and text.tokens[first].kind != "number":
        return False
    if any(text.tags[k] not in ("P", "ADV", "C", "PUN") for k in range(sentence.first, first)):
        return False
    said = next((k for k in range(last, at) if text.tags[k] == "COMP"), None)
    if said is None:
        return False
    return all(text.tags[k] != "V" or passes(text, k, at, forward=False) for k in range(said, at))


def _value(text: Text, trigger: Trigger, mention: DateMention, sentence: Sentence, told: Telling) -> DateValue:
    first, last = sentence.first + mention.first, sentence.first + mention.last
    published = anchor = text.written.isoformat() if text.written else None
    if mention.anchored and told.chain:
        moved = _from_report(text, first, mention, sentence, told)
        if moved is not None:
            anchor, mention = moved[0].isoformat(), moved[1]
    value, start, end, size = mention.value, mention.start, mention.end, mention.granularity
    lasting = told.lasting or _goes_on(text, trigger, sentence.first)
    since = lasting and (text.words[first].bare == "منذ" or (first > sentence.first and text.words[first - 1].bare == "منذ"))
    if since and value and "/" not in value and published and start < published:
        value, end, size = f"{value}/{published}", published, "range"  # «تحاصر القوات البلدة منذ مارس»: up to the day of the telling
    return DateValue(
        value or None, text.span(first, last), start or None, end or None, size, mention.relative or None,
        anchor if mention.anchored and value else None,
    )  # fmt: skip


def _goes_on(text: Text, trigger: Trigger, first: int) -> bool:
    """Whether the verb of the clause is in the imperfect («تشهد المدينة معارك …», «تواصل القوات قصف …»)."""
    for k in range(trigger.at, first - 1, -1):
        if text.tags[k] == "V":
            return any(r.form.startswith(("v.i.", "i.", "vi")) for r in text.words[k].verbs)
        if text.tags[k] in ("COMP", "REL") or text.is_mark(k, ".؛:"):
            return False
    return False


_SPOKEN_DAYS = 31
"""A report's own day lies at most so many days before the article that quotes it."""


def _from_report(text: Text, first: int, mention: DateMention, sentence: Sentence, told: Telling) -> tuple[date, DateMention] | None:
    """The mention reckoned from the day of the report that holds it («قال السبت إن … خلال اليومين الماضيين»), with that day.

    Spans of time count from the day of the telling. «أمس» and its like do so only in quoted words and in reports and statements taken over
    with their own date: in indirect speech they are the author's own.
    """
    spoken = mention.granularity == "range" or text.words[first].key in ("قبل", "منذ", "خلال")
    for attribution in told.chain:
        whole = attribution.mode == "direct" or attribution.channel in _WITH_OWN_DAY
        if not (spoken or whole):
            continue
        day = _day_of_telling(text, attribution, first)
        if day is None:
            continue
        for again in find_dates(sentence.keys, day):
            if (again.first, again.last) == (mention.first, mention.last):
                return day, again
    return None


_WITH_OWN_DAY = frozenset({"report", "statement", "letter", "leak"})


def _day_of_telling(text: Text, attribution: Attribution, mention: int) -> date | None:
    """The day on which an attribution's words were said, where its own clause dates it; never the date at token `mention` itself."""
    published = text.written
    cue = text.token_at(attribution.cue.start)
    if cue is None or published is None:
        return None
    a, b = text.sentences[text.sentence_of[cue]]
    for dated in survey(text, a, b, published).dates:
        first, last = a + dated.first, a + dated.last
        where = text.tokens[first].start
        within = attribution.cue.end <= where < min((c.start for c in attribution.content), default=0)  # «جاء في تقرير نشر في 18 تموز أن …»
        if first == mention or len(dated.value) != 10 or not (within or reaches(text, cue, first, last)):
            continue
        if any(c.start <= where < c.end for c in attribution.content):
            continue
        day = date.fromisoformat(dated.value)
        if 0 < (published - day).days <= _SPOKEN_DAYS:
            return day
    return None
