"""People and things named by what they are: «مسلحون», «جندي تركي», «ستة فلسطينيين», «بلاده»."""

from __future__ import annotations

from rawi.lexicon import Entity as Name
from rawi.model import Entity, Why
from rawi.reading.text import Text
from rawi.resolving import bodies
from rawi.resolving.cast import Cast
from rawi.resolving.identity import latin, slug, unknown_id
from rawi.resolving.mentions import gloss, in_name, is_number, key_at, name_shaped, named_at, nationality_at

PERSONAL = (
    "fighter",
    "force",
    "civilian",
    "victim",
    "crowd",
    "vehicle",
    "group",
    "body",
    "facility",
    "area",
    "weapon",
    "media",
    "document",
)
"""Noun classes in the order in which a word of several is taken."""
_TITLES = ("office", "profession", "rank", "religious", "role", "royal", "spokesperson", "witness", "anonymous")
_TOLD_BY = PERSONAL + _TITLES
"""Classes of titles that say what people are, in the order in which they are taken."""

_BODIES = frozenset({"armed_group", "party", "organisation", "military", "police", "government", "intelligence"})


def generic(cast: Cast, first: int, last: int) -> Entity | None:
    """People or things named by what they are, with nationality and the body that they belong to."""
    text = cast.text
    if (home := _homeland(cast, first, last)) is not None:
        return home
    last = _first_conjunct(cast, first, last)
    head, kind, english = _head(cast, first, last)
    parent = cast.parent(first, last)
    country = cast.country(first, last)
    if parent is None and country is None and head is not None:
        parent = _body_behind(cast, last)
        country = cast.country(first, last, parent)
    if head is None:
        nation = _people(cast, first, last)
        return nation if nation is not None else _unknown(cast, first, last)
    titled = kind in _TITLES or text.words[head].title is not None
    if parent is None and titled and (inner := _body_within(cast, head + 1, last)) is not None:
        parent, country = inner.id, country or inner.country
    sector, acled = cast.noun_codes(english, kind, parent)
    id = ":".join(p for p in ("generic", slug(english) or kind, country, parent) if p)
    name = english if not country else f"{english} ({country})"
    why = (Why("generic", None, f"noun of class {kind}: {text.words[head].key}"),)
    return Entity(id, kind, name, cast.written(first, last), country, parent, sector, acled, None, why)


def _first_conjunct(cast: Cast, first: int, last: int) -> int:
    """The end of the first of those joined by «و»: «الشرطة | والصليب الأحمر» are not the Red Cross's police."""
    joined = (i for i in range(first + 1, last) if cast.text.words[i].proclitic.startswith("و") and cast.text.tags[i] == "NAME")
    return next(joined, last)


def _head(cast: Cast, first: int, last: int) -> tuple[int | None, str, str]:
    """(token, class, English) of the first noun that says what they are, numbers and quantifiers passed over."""
    text = cast.text
    for i in range(first, last):
        word = text.words[i]
        mention = text.mentions.get(i)
        if not word.key or in_name(text, i) or is_number(text, i) or word.function:
            continue
        known = {
            (p := text.lexicon.sense(r.sense)[2])["class"]: _plain(p.get("english") or "")
            for r in reversed(word.readings)
            if r.kind in ("noun", "title") and not (r.form.endswith(".dc") and text.lexicon.is_national(word))  # «سوري», not two walls
        }
        armed = known.keys() & {"fighter", "force"}
        if not armed and mention is not None and (title := mention.entity("title")) is not None and title.subkind in _TITLES:
            return i, *_of_title(title)
        for cls in _TOLD_BY:
            if cls in known:
                return i, cls, known[cls]
    return None, "", ""


def _of_title(title: Name) -> tuple[str, str]:
    """(class, English) of a title of several words; its fields are those of an entity in the compiled lexicon."""
    return title.subkind, _plain(title.english)


def _plain(english: str) -> str:
    """An English gloss without notes: «rebel (f.)» as «rebel», «people, family» as «people»."""
    return english.split(" (")[0].split(",")[0].strip()


def _body_behind(cast: Cast, last: int) -> str | None:
    """The body behind a span that ends before «في» («قيادي | في حركة حماس»)."""
    text = cast.text
    if last + 1 >= len(text.words) or text.words[last].key not in ("في", "لدى"):
        return None
    found, _ = named_at(text, last + 1, len(text.words))
    return next((e.id for e in found if e.kind == "actor" and e.subkind in _BODIES), None)


def _body_within(cast: Cast, first: int, last: int) -> Entity | None:
    """The body that a definite noun behind a title takes up or stands for («مدير المرصد», «مصدر في الشرطة», «المتحدث باسم التحالف»)."""
    for i in range(first, last):
        if cast.text.words[i].definite and not in_name(cast.text, i):
            for step in (bodies.taken_up, bodies.bare_coalition, bodies.organ):
                if (found := step(cast, i, i + 1)) is not None:
                    return found
    return None


def _people(cast: Cast, first: int, last: int) -> Entity | None:
    """«ستة فلسطينيين», «سعودي»: people by their nationality alone; «(غارات) تركية», behind a noun: the state."""
    text, catalogue = cast.text, cast.catalogue
    spoken = [i for i in range(first, last) if text.words[i].key and not text.words[i].function]
    counted = [i for i in spoken if is_number(text, i)]
    rest = [i for i in spoken if i not in counted]
    if counted and not rest:
        sector, acled = cast.noun_codes("people", "group", None)
        why = (Why("generic", None, "people by their number alone"),)
        return Entity("generic:people", "group", "people", cast.written(first, last), None, None, sector, acled, None, why)
    country = nationality_at(text, rest[0], catalogue) if len(rest) == 1 else None
    if country is None:
        return None
    word = text.words[rest[0]]
    feminine = word.bare.endswith(("ية", "يه"))
    plural = word.bare.endswith(("ين", "ون", "ان"))
    described = (
        not plural and rest[0] == first > 0 and not word.proclitic and text.tags[first - 1] == "N" and not text.words[first - 1].function
    )
    if not counted and (feminine or described) and not _hurt(text, rest[0] - 1):
        state = catalogue.state_of(country)
        actor = catalogue.actor(state) if state else None
        return cast.of_catalogue(actor, "nationality") if actor is not None else None
    sector, acled = cast.noun_codes("people", "civilian", None)
    why = (Why("generic", None, f"people by their nationality: {word.key}"),)
    return Entity(
        f"generic:people:{country}", "civilian", f"people ({country})", cast.written(first, last), country, None, sector, acled, None, why
    )


def _hurt(text: Text, i: int) -> bool:
    """Whether a noun of death, wounds or abduction stands at `i`: the «سوري» of «مقتل سوري» is a person, that of «قصف سوري» the state."""
    lexicon = text.lexicon
    senses = [lexicon.sense(r.sense) for r in text.words[i].events] if i >= 0 else []
    return any(s.label in lexicon.kill | lexicon.wound or s.mode in _DONE_TO for s in senses)


_DONE_TO = frozenset({"abduct", "execute", "arrest", "torture"})


def _unknown(cast: Cast, first: int, last: int) -> Entity | None:
    """A name of words that the lexicon does not know."""
    text = cast.text
    spoken = [i for i in range(first, last) if text.words[i].key and not text.words[i].function]
    known = [
        i for i in spoken if text.words[i].readings or in_name(text, i) or is_number(text, i) or nationality_at(text, i, cast.catalogue)
    ]
    if len(spoken) > 2 and known == spoken[:1] and in_name(text, spoken[0]):
        known = []  # «باريس سان جيرمان»
    if not spoken or known or any(text.tags[i] == "V" or cast.has("no_actors", i) for i in range(first, last)):
        return None
    later = [text.words[i] for i in spoken[1:]]
    if any(w.proclitic for w in later) or not all(name_shaped(text, i) or (i > spoken[0] and text.words[i].definite) for i in spoken):
        return None
    if not later and (len(text.words[spoken[0]].bare) < 4 or cast.catalogue.places_named(text.words[spoken[0]].name_key)):
        return None
    keys = [key_at(text, i) for i in spoken]
    why = (Why("name", None, "not in the catalogue: an id from its normalised form"),)
    written = " ".join(text.tokens[i].text for i in spoken)
    return Entity(
        unknown_id(keys),
        "unknown",
        latin(keys, [gloss(text, i) for i in spoken]),
        written,
        None,
        cast.parent(first, last),
        "UNK",
        None,
        None,
        why,
    )


def _homeland(cast: Cast, first: int, last: int) -> Entity | None:
    """«بلاده»: the state of the one who was named last in the sentence or the one before."""
    text, catalogue = cast.text, cast.catalogue
    if last - first > 1 or not text.words[first].owned or not cast.stem_has("homelands", first):
        return None
    here = text.sentence_of[first]
    person = next((p for p in reversed(cast.persons) if here - text.sentence_of[p.at] <= 1 and p.entity.country), None)
    state = catalogue.state_of(person.entity.country) if person is not None and person.entity.country else None
    actor = catalogue.actor(state) if state else None
    return cast.taken_up(actor, text.words[first].key, "is") if actor is not None else None
