"""A claim made light: everything that comparing needs of it, without the text.

Days are proleptic ordinals (`date.toordinal`), offsets code points into the document's text, end exclusive.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from rawi.arabic.script import fold, fold_names
from rawi.comparing.sources import Source, Voices
from rawi.comparing.wording import SITE_REACH, about, ago, averted, dispersing, formerly, judged, names_day, recalled, site_of_words
from rawi.comparing.words import content, shingles, telling_nothing
from rawi.model import Claim, Event, Location, Reading, Span
from rawi.model.spans import Range
from rawi.reading.evidence import Evidence

BACKGROUND_DAYS = 10
"""What happened so many days before the article came out is its background, not its news."""
HOME = 0.8
"""An article speaks of one country where so large a share of its places lie in it."""
_WIDE = frozenset({"country", "region", "province", "sea"})
"""Kinds of place too wide to tell two occurrences of one day apart."""
_SETTLEMENTS = frozenset({"capital", "city", "town", "village"})
_ARTICLES = ("ال", "لل", "بال", "وال", "فال", "كال", "وبال", "ولل", "وبعد ال")
_ANYBODY = frozenset({"generic:person", "generic:people", "generic:other", "generic:party", "generic:order"})
_ANOTHER = re.compile(r"[\s«\"]+(?:آخر|اخر|أخرى|اخرى|ثان|ثانٍ|ثانية|مماثل|مماثلة|منفصل|منفصلة|جديد|جديدة)\b")
BEFORE, BEHIND = 90, 130
"""So much of the sentence around its trigger is a telling's own words: sentences of the press run on."""
_TURN = re.compile(
    r"(?:^|(?<=[\n.؟!]))\s*و?(?:[إا]لى ذلك|هذا و|من (?:جه[ةه]|ناحي[ةه]|جانب) (?:[أا]خرى|ثاني[ةه]|[آا]خر)|"
    r"(?:على|في) (?:صعيد|سياق|ش[أا]ن|موضوع) (?:[آا]خر|متصل|منفصل|ذي صل[ةه])|في (?:غضون ذلك|(?:هذه )?ال[أا]ثناء|المقابل)|"
    r"بموازا[ةه] ذلك|(?:ب|في )حادث[ةه]? [آا]خر[ىي]?)",
)
"""Words with which an article turns to something else."""
_ANSWERED = re.compile(
    r"(?:رد[اًّ]*\s+على|انتقام[اً]*\s+(?:من|على)|ثأر[اً]*\s+(?:من|على)|غداة|بعد\s+\w+(?:\s+\w+)?\s+(?:من|على)|قبل\s+\w+\s+من"
    r"|(?:^|\s)و?كانت?\s+(?:\w+\s+){1,4}شهدت?)\s*[«\"]*$"
)
"""What is answered, avenged or dated from is not what is told: «ردا على الهجوم», «بعد يومين من التفجير», «كانت المدينة شهدت تفجيرا»."""
_SECOND = re.compile(r"\sال(?:ثاني|ثالث|رابع|خامس|سادس)[ةه]?\s[^.،؛\n]*\sبعد\s+$")
TOLD_ON = 60
ANSWER = 40
DISPERSING = "dispersing"
VERB_GAP = 14
"""A verb and its event noun («استهدف هجوم آخر») stand no further apart."""
_PLACE_WORDS = re.compile(
    r"^(?:[وبلفك]|لل|بال|وال)?(?:ال)?(?:مدين|بلد|بلاد|عاصم|قري|منطق|محافظ|ولاي|مديري|ناحي|ضاحي|حي|احياء|اقليم|قضاء|شمال|جنوب|شرق|غرب|وسط|قرب|مخيم)[هةيات]*$"
)


@dataclass(frozen=True, slots=True)
class Paper:
    """The document that a telling stands in.

    `published` is an ordinal day or None; `sketch` its shingles (see words.shared_text); `home` the one country that it speaks of, none or
    one (HOME); `heading` the folded words of its headline, and pairs of them, that may be names of places.
    """

    document: str
    outlet: str | None
    agencies: tuple[str, ...]
    published: int | None
    genre: str
    sketch: frozenset[int]
    home: tuple[str, ...] = ()
    heading: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Where:
    """A place: its id and those it lies in, smallest first (`containers`), and its point where known; `name`: its folded Arabic name.

    `id` is None for a place that no gazetteer knows. `radius`: how far in km the point may be off; `settlement`: a town or
    village, no quarter or site.
    """

    id: str | None
    containers: tuple[str, ...]
    country: str | None
    wide: bool
    latitude: float | None
    longitude: float | None
    radius: float
    name: str | None
    settlement: bool = False


@dataclass(frozen=True, slots=True)
class Telling:
    """One claim as comparing sees it.

    `[start, end)` is the trigger, `[sentence_start, sentence_end)` the sentence around it. `first_day` and `last_day`: the days that the
    text gives (None: it gives none). `agents` and `targets` are ids of actors, `parents` the bodies that the agents belong to,
    `…_countries` theirs (ISO 3166-1). `group`: the reading's own link of mentions of one event. `definite`: the trigger speaks of something
    known («الهجوم»), it does not tell it; `another`: of one more than that told before («هجوم آخر», «ردا على الهجوم»).
    `dispersing`: it is tear gas or water against a crowd. `town`: the one settlement that its article names, where it names one only.
    `sites`: ids of the sorts of site named right behind the trigger («انفجار داخل مسجد»). `recalled`: a relative clause only says which
    one is meant («الطالب الذي قتل»).
    `named_day`: the day is a weekday's or a calendar date, not only counted from publication («أمس»). `formerly`: it is how it was before
    («كانت تحت سيطرة»). `judged`: who is read as its doer may only speak of it («حددت الشرطة هوية منفذ الهجوم», «نددت بالهجوم»).
    `averted`: it is kept from happening, ruled out or stopped, which denies nothing that others tell («لمنع سقوط المدينة»).
    `words`: keys of the content words around it. `part`: how often the article has turned to something else before («من جهة أخرى»).
    """

    document: str
    claim: str
    start: int
    end: int
    sentence_start: int
    sentence_end: int
    type: str
    mode: str | None
    status: str
    first_day: int | None
    last_day: int | None
    where: Where | None
    agents: tuple[str, ...]
    parents: tuple[str, ...]
    targets: tuple[str, ...]
    agent_countries: tuple[str, ...]
    target_countries: tuple[str, ...]
    killed: Range | None
    injured: Range | None
    source: Source
    group: str | None
    definite: bool
    another: bool
    headline: bool
    background: bool
    words: frozenset[int]
    paper: Paper
    part: int = 0
    dispersing: bool = False
    town: Where | None = None
    sites: tuple[str, ...] = ()
    recalled: bool = False
    named_day: bool = False
    formerly: bool = False
    judged: bool = False
    averted: bool = False

    @property
    def key(self) -> tuple[str, int, str]:
        """What orders and identifies a telling: document, offset of the trigger, claim id."""
        return self.document, self.start, self.claim

    @property
    def kind(self) -> tuple[str, str | None]:
        """Type and mode; DISPERSING is no mode of the reading, it only tells tear gas and bullets of one day apart."""
        return self.type, DISPERSING if self.dispersing else self.mode

    @property
    def day(self) -> int | None:
        """The day, where the text gives one day."""
        return self.first_day if self.first_day is not None and self.first_day == self.last_day else None


def ordinal(text: str | None) -> int | None:
    """The ordinal of an ISO day; None for anything else."""
    try:
        return date.fromisoformat(text[:10]).toordinal() if text else None
    except ValueError:
        return None


def paper_of(reading: Reading) -> Paper:
    """The document of a reading."""
    meta = reading.metadata
    return Paper(
        reading.id, meta.outlet, tuple(sorted({a.entity or a.name or a.text for a in meta.agencies})), ordinal(meta.published), meta.genre,
        shingles(reading.text), _home(reading), heading(reading.title or ""),
    )  # fmt: skip


def heading(title: str) -> tuple[str, ...]:
    """What a headline may name as a place: its folded words with and without what is written together with them, and pairs of such.

    «مديرية أمن بنغازي» gives «بنغازي» too, «تفجير في ود مدني» «ود مدني».
    """
    words = [fold_names(fold(w)) for w in re.findall(r"\w+", title)]
    bare = [{w} | {w[len(p) :] for p in ("ب", "ل", "و") if w.startswith(p) and len(w) > 4} for w in words]
    single = {w for word, forms in zip(words, bare, strict=True) if not telling_nothing(word) for w in forms if len(w) > 2}
    return tuple(sorted(single | {f"{x} {b}" for (a, b), forms in zip(pairwise(words), bare, strict=False) for x in forms}))


def _home(reading: Reading) -> tuple[str, ...]:
    """The one country in which the article's places lie, where nearly all do; else none."""
    countries = {p.id: p.country for p in reading.locations}
    told = Counter(c for e in reading.events if e.place is not None and (c := countries.get(e.place.entity or "")))
    most = told.most_common(1)
    return (most[0][0],) if most and most[0][1] >= HOME * told.total() else ()


def tellings_of(reading: Reading) -> tuple[Telling, ...]:
    """The tellings of a reading in the order of its text: a pure function of the reading."""
    if not reading.events:
        return ()
    paper = paper_of(reading)
    maker = _Maker(reading, paper)
    found = sorted((maker.telling(claim) for claim in reading.claims), key=lambda t: t.key)
    for n, (verb, noun) in enumerate(pairwise(found)):
        if noun.another and verb.sentence_start == noun.sentence_start and noun.start - verb.end <= VERB_GAP and verb.type == noun.type:
            found[n] = replace(verb, another=True, where=noun.where)
    found = _answered(found, reading.text)
    return tuple(_without_others_toll(t, found) for t in found)


def _answered(found: list[Telling], text: str) -> list[Telling]:
    """Marks what is only dated from or answered, and what its sentence says of it after that («بعد يوم من تفجير أسفر عن مقتل تسعة»)."""
    out: list[Telling] = []
    for telling in found:
        last = out[-1] if out else None
        told_on = last is not None and last.another and not telling.definite and telling.killed is not None
        told_on = told_on and last is not None and last.sentence_start == telling.sentence_start and telling.start - last.end <= TOLD_ON
        if told_on and last is not None:
            bare = telling.first_day is None
            first, end = (last.first_day, last.last_day) if bare else (telling.first_day, telling.last_day)
            telling = replace(telling, another=True, first_day=first, last_day=end)
        elif (nth := _nth(telling, out, text)) is not None:
            telling = _dated_from(replace(telling, another=True, where=telling.where or nth.where), found, text)
        elif _ANSWERED.search(text, max(0, telling.start - ANSWER), telling.start):
            telling = _dated_from(replace(telling, another=True), found, text)
        out.append(telling)
    return out


def _nth(telling: Telling, before: list[Telling], text: str) -> Telling | None:
    """«وهو الهجوم الثاني في المدينة بعد تفجير …»: the one that the sentence counts, where `telling`, behind «بعد», was the first."""
    if telling.definite or _SECOND.search(text, telling.sentence_start, telling.start) is None:
        return None
    return next((t for t in reversed(before) if t.definite and t.sentence_start == telling.sentence_start), None)


def _dated_from(telling: Telling, found: list[Telling], text: str) -> Telling:
    """The day of what is told by its distance from the news («بعد شهر من تفجير …»)."""
    back = ago(text[telling.sentence_start : telling.start]) if telling.first_day is None else None
    if back is None:
        return telling
    beside = (t for t in found if t.sentence_start == telling.sentence_start and t.start < telling.start and t.definite)
    news = next((t.day for t in beside if t.day is not None), None)
    if news is not None:
        return replace(telling, first_day=news - back[1], last_day=news - back[0])
    published = telling.paper.published  # a paper tells of that day or of the day before
    return replace(telling, first_day=published - 1 - back[1], last_day=published - back[0]) if published is not None else telling


def _without_others_toll(telling: Telling, found: list[Telling]) -> Telling:
    """«The attack comes a day after another that killed nine»: the nine are the other's."""
    if not (telling.definite and telling.killed):
        return telling
    beside = [t for t in found if t.sentence_start == telling.sentence_start and t.start > telling.start and t.another]
    return replace(telling, killed=None, injured=None) if any(t.killed == telling.killed for t in beside) else telling


class _Maker:
    """What the tellings of one reading share."""

    def __init__(self, reading: Reading, paper: Paper) -> None:
        self.reading, self.paper = reading, paper
        self.evidence = Evidence(reading.text)
        self.entities = {e.id: e for e in reading.entities}
        self.places = {p.id: p for p in sorted(reading.locations, key=lambda p: (p.id, -p.precision))}
        self.voices = Voices(reading)
        self.title_end = len(reading.title or "")
        self.turns = [m.start() for m in _TURN.finditer(reading.text)]
        told = {p.id: p for e in reading.events if e.place is not None and (p := self.places.get(e.place.entity or "")) is not None}
        fine = [p for p in told.values() if p.kind not in _WIDE]
        self.town = where_of(fine[0]) if len(fine) == 1 and fine[0].kind in _SETTLEMENTS else None

    def telling(self, claim: Claim) -> Telling:
        event, text = claim.event, self.reading.text
        start, end = self.evidence.bounds(event.trigger)
        words = content(text[max(start, event.trigger.start - BEFORE) : min(end, event.trigger.end + BEHIND)])
        first, last = _days(event)
        agents, targets = self._actors(event.agents), self._actors(event.targets)
        parents = {e.parent for a in agents if (e := self.entities.get(a)) and e.parent}
        published = self.paper.published
        return Telling(
            self.reading.id, claim.id, event.trigger.start, event.trigger.end, start, end, event.type, event.mode, event.status,
            first, last,
            self._where(event.place), agents, tuple(sorted(parents)), targets, self._countries(agents), self._countries(targets),
            event.killed, event.injured, self.voices.source(claim), event.same_event, _definite(event.trigger.text),
            _ANOTHER.match(text, event.trigger.end) is not None,
            event.trigger.start < self.title_end, last is not None and published is not None and published - last > BACKGROUND_DAYS,
            words, self.paper, bisect_right(self.turns, event.trigger.start), dispersing(event, text), self.town,
            site_of_words(text[event.trigger.end : event.trigger.end + SITE_REACH]) if event.type == "ASSAULT" else (),
            recalled(text, start, event.trigger.start),
            event.date is not None and event.date.span is not None and names_day(event.date.span.text),
            formerly(text, start, event.trigger.start), judged(text, start, event.trigger.start),
            averted(text, start, event.trigger.start),
        )  # fmt: skip

    def _actors(self, spans: tuple[Span, ...]) -> tuple[str, ...]:
        """The ids of the actors, those of no use to tell occurrences apart («people») left out."""
        return tuple(sorted({s.entity for s in spans if s.entity and s.entity not in _ANYBODY}))

    def _countries(self, actors: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted({e.country for a in actors if (e := self.entities.get(a)) and e.country}))

    def _where(self, span: Span | None) -> Where | None:
        if span is None:
            return None
        place = self.places.get(span.entity or "")
        if place is not None:
            return where_of(place)
        name = place_name(span.text)
        return Where(None, (), None, False, None, None, 0.0, name) if name else None


def where_of(place: Location) -> Where:
    """A resolved place with what it lies in: district, province, country."""
    country = place.country
    containers = [f"{country}/{part}" for part in (place.admin2, place.admin1) if part and country]
    radius = place.precision_km if place.precision_km is not None else (25.0 if place.precision > 1 else 3.0)
    containers += [country] if country else []
    return Where(
        place.id, tuple(containers), country, place.kind in _WIDE, place.latitude, place.longitude, radius,
        fold_names(fold(place.arabic)), place.kind in _SETTLEMENTS,
    )  # fmt: skip


def place_name(text: str) -> str | None:
    """The folded name in the words of an unresolved place, its type words and what stands in brackets left out; None without a name.

    «بمدينة سوروتش (جنوب)» gives «سوروتش». A common noun with the article («المنزل») is no name.
    """
    bare = re.sub(r"\(.*?\)|[«»\"“”()]", " ", text)
    words = [fold_names(fold(w)) for w in re.findall(r"\w+", bare)]
    had_type = False
    out: list[str] = []
    for word in words:
        if _PLACE_WORDS.match(word) and not out:
            had_type = True
            continue
        if word.startswith(("ال", "لل", "وال", "بال")) and out:
            break
        if word.endswith(("يه", "يات")) and len(word) > 4 and not word.startswith("ال"):
            break  # «بلدة تركية»: an adjective
        out.append(word)
    out = out[:2]
    if not out or (not had_type and (out[0].startswith(("ال", "بال", "لل")) or len(out[0]) < 3)):
        return None
    return " ".join(out) if had_type else None


def _days(event: Event) -> tuple[int | None, int | None]:
    when = event.date
    if when is None or not when.start:
        return None, None
    first, last = ordinal(when.start), ordinal(when.end)
    last = last if last is not None else first
    if first is not None and first == last and when.span is not None and about(when.span.text):
        return first - 1, first + 1
    return first, last


def _definite(trigger: str) -> bool:
    return fold(trigger).startswith(_ARTICLES)


QuoteOf = Callable[[str, int, int], str]
"""Gives the words `[start, end)` of a document: an archive, or a dictionary of texts."""


def iso(day: int | None) -> str | None:
    """An ordinal day as YYYY-MM-DD."""
    return date.fromordinal(day).isoformat() if day is not None else None
