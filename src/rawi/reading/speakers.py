"""Who speaks: the source of each cue, by its construction, and the channel through which it spoke."""

from __future__ import annotations

from rawi.arabic.tokens import BREAK
from rawi.reading.clauses import phrase_ending, postverbal_subject, preverbal_subject, relative_antecedent, skip_particles
from rawi.reading.drafts import State
from rawi.reading.introducers import Cue
from rawi.reading.phrases import Phrase, coordinated, phrase_at
from rawi.reading.roles import agentive
from rawi.reading.sources import Source, agreement, disagrees, fits, plausible

PERSONS = frozenset({"civilian", "fighter", "group", "body", "force"})


def noun_sources(state: State, cue: Cue, first: int, last: int) -> list[Source]:
    """The sources that a noun cue names."""
    text = state.text
    if cue.reading is not None and cue.reading.enclitic:
        for j in range(cue.first - 1, max(first - 1, cue.first - 12), -1):
            if (text.words[j].key == "عن" or _laid_at(state, j, first)) and j + 1 < cue.first:
                phrase = phrase_at(text, j + 1, cue.first, wide=True)
                if phrase is not None and plausible(text, phrase):
                    return [state.source_of(phrase)]
        about = any(text.words[k].key in ("عنه", "عنها", "عنهم") for k in range(max(first, cue.first - 3), cue.first))
        here = {d.source.first for d in state.drafts if d.source and text.sentence_of[d.cue.first] == text.sentence_of[cue.first]}
        candidates = [x for x in state.sources if x.first not in here] if about else state.sources
        return candidates[-1:]
    if cue.first + 1 < last and cue.first + 1 < cue.content:
        phrase = phrase_at(text, cue.first + 1, cue.content, wide=True)
        if phrase is not None and plausible(text, phrase) and not text.words[phrase.head].adjective:
            return [state.source_of(phrase)]
    return []


def _laid_at(state: State, j: int, first: int) -> bool:
    """Whether «إلى» at `j` tells whose the words are: «نسبت الوكالة إلى مصدر أمني قوله …»."""
    text = state.text
    if text.words[j].key != "الى":
        return False
    verb = next((k for k in range(j - 1, max(first - 1, j - 8), -1) if text.tags[k] == "V"), None)
    return verb is not None and any(text.lexicon.sense(r.sense).label == "نسب" for r in text.words[verb].cues)


def _oblique_source(state: State, cue: Cue, limit: int) -> Source | None:
    """The source of «جاء في بيان …», «علمت … من مصادر …»."""
    text = state.text
    for j in range(cue.first + 1, limit):
        word = text.words[j]
        at = j + 1 if word.key in cue.sense.source else j if word.proclitic in cue.sense.source else -1
        if at >= 0 and at < limit:
            phrase = phrase_at(text, at, limit, wide=True)
            return state.source_of(phrase) if phrase is not None else None
    return None


def verb_sources(state: State, cue: Cue, first: int, last: int) -> tuple[list[Source] | None, str]:
    """The sources that a verb cue names."""
    text = state.text
    form = cue.reading.form if cue.reading else ""
    first = 0 if cue.first < text.title_end else first  # two dots part the halves of a headline, not its subjects
    passive = form.endswith(".p")
    limit = last if cue.intro == "before" else cue.content - (cue.intro in ("that", "colon"))
    if form.startswith("a."):
        return _participle_source(state, cue, first)
    if cue.sense.source:
        oblique = _oblique_source(state, cue, limit)
        outlet = postverbal_subject(text, cue.last - 1, limit, wide=True) if cue.sense.passive and not passive else None
        if outlet is not None and plausible(text, outlet):
            return [state.source_of(outlet)], "subject after the verb"  # «علمت «عكاظ» من مصادر …»: the outlet says so
        if oblique is not None:
            return [oblique], "source behind its preposition"
        if not cue.sense.passive:
            return None, ""
    if passive:
        return [], "impersonal passive"
    agree = agreement(cue)
    proclitic = text.words[cue.first].proclitic
    before = preverbal_subject(text, cue.first, first)
    relative = relative_antecedent(text, cue.first, first) is not None
    adjacent = before is not None and plausible(text, before) and _adjacent(state, cue, before, relative)
    phrase = None
    if not adjacent and not (agree == "p" and before is not None) and form.split(".")[2:3] not in (["3md"], ["3fd"]):
        phrase = postverbal_subject(text, cue.last - 1, max(limit, cue.last), wide=True)
    if phrase is not None and (text.words[phrase.first].key == "ل" or disagrees(text, cue, phrase)):
        phrase = None
    if phrase is not None and phrase.first < limit:
        if not plausible(text, phrase):
            return None, ""
        return [state.source_of(p) for p in _coordinated(state, phrase, limit)], "subject after the verb"
    if cue.sense.passive and form.startswith("v.i") and form.endswith(("3ms.x", "3ms.p")) and not adjacent:
        return [], "impersonal"
    described = _described(state, cue.first, first) if form.startswith("v.i") and not proclitic and not relative else None
    if described is not None and described.last == cue.first and text.words[described.head].nouns & PERSONS:
        return [state.source_of(described)], "the noun that the clause describes"
    if before is not None and not proclitic and not relative and not plausible(text, before):
        return None, ""
    if before is not None and plausible(text, before) and (not proclitic or relative):
        wide = phrase_at(text, before.first, cue.first, wide=True)
        whole = wide if wide is not None and wide.last > before.last else before
        return [state.source_of(whole)], "subject before the verb"
    if cue.sense.passive and not cue.sense.continues and cue.intro in ("that", "prep") and agree == "m" and not _near(state, cue, agree):
        return [], "impersonal"
    if proclitic and not cue.sense.continues and not _spoke_here(state, cue):
        subject = _last_subject(state, cue.first, first)
        if subject is not None:
            return [subject], "dropped subject: that of the verb before"
    for source in reversed(state.sources):
        if fits(source, agree):
            return [source], "dropped subject: the last fitting source"
    if state.sources and cue.sense.continues:
        return [state.sources[-1]], "dropped subject: the last source"
    subject = _last_subject(state, cue.first, first)
    return ([subject] if subject else []), "subject of the verb before"


def _spoke_here(state: State, cue: Cue) -> bool:
    """Whether somebody's words were already reported in the cue's sentence."""
    here = state.text.sentence_of[cue.first]
    return any(state.text.sentence_of[d.cue.first] == here for d in state.drafts[-4:])


def _adjacent(state: State, cue: Cue, before: Phrase, relative: bool) -> bool:
    """Whether the phrase before the verb must be its subject: it ends right there, or «الذي» takes it up."""
    text = state.text
    if text.words[cue.first].proclitic:
        return False
    if relative:
        own = cue.last < len(text.words) and text.words[cue.last].definite and bool(text.words[cue.last].nouns & PERSONS)
        if own and cue.sense.stance == "believes":
            return False  # «الذي يعتقد المسيحيون أنه …»
        return cue.reading is not None and not cue.reading.enclitic
    wide = phrase_at(text, before.first, cue.first, wide=True)
    return wide is not None and wide.last == cue.first


def _near(state: State, cue: Cue, agree: str) -> bool:
    """Whether a fitting source spoke in this sentence or the one before."""
    text = state.text
    if not state.sources or text.words[cue.first].proclitic not in ("و", "ف", ""):
        return False
    last = state.sources[-1]
    gap = text.sentence_of[cue.first] - text.sentence_of[last.first]
    return gap <= 2 and fits(last, agree) and cue.reading is not None and not cue.reading.form.startswith("v.i")


def _coordinated(state: State, phrase: Phrase, limit: int) -> list[Phrase]:
    members = coordinated(state.text, phrase, limit, wide=True)
    return [Phrase(phrase.first, members[-1].last, phrase.head)] if len(members) > 1 else [phrase]


def _participle_source(state: State, cue: Cue, first: int) -> tuple[list[Source], str]:
    text = state.text
    here = text.sentence_of[cue.first]
    for draft in reversed(state.drafts):
        if text.sentence_of[draft.cue.first] != here:
            break
        if not draft.nested and draft.source and draft.cue.intro not in ("prep-source", "clause", "phrase"):
            return [draft.source], "participle: the speaker before"
    named = [d.source for d in state.drafts[-4:] if d.source and not d.nested and text.sentence_of[d.cue.first] == here]
    if named:
        return [named[-1]], "participle: the source that the sentence names"
    j = cue.first - 1
    while j > first and text.is_mark(j, "،,"):
        j -= 1
    if text.tags[j] == "Q" and state.sources:
        return [state.sources[-1]], "participle after a quotation: the last speaker"
    subject = _first_subject(state, cue.first, first) or _last_subject(state, cue.first, first)
    if subject is not None:
        return [subject], "participle: subject of the sentence"
    return state.sources[-1:], "participle: the last source"


def _first_subject(state: State, i: int, first: int) -> Source | None:
    """The subject of the sentence's first finite verb."""
    text = state.text
    for j in range(first, i):
        if text.tags[j] == "V":
            phrase = preverbal_subject(text, j, first) or postverbal_subject(text, j, i, wide=True)
            if phrase is not None and plausible(text, phrase) and agentive(text, phrase) >= 0:
                return state.source_of(phrase)
            return None
    return None


def _last_subject(state: State, i: int, first: int) -> Source | None:
    """The subject of the nearest finite verb before `i` in the sentence."""
    text = state.text
    for j in range(i - 1, first - 1, -1):
        if text.tags[j] == "V" and not text.words[j].function:
            phrase = postverbal_subject(text, j, i, wide=True)
            if phrase is None or not plausible(text, phrase):
                phrase = preverbal_subject(text, j, first) or _described(state, j, first)
            if phrase is not None and plausible(text, phrase):
                return state.source_of(phrase)
    return None


def _described(state: State, verb: int, first: int) -> Phrase | None:
    """«فتاة كانت تبكي»: the indefinite noun right before a verb that describes it."""
    phrase = phrase_ending(state.text, skip_particles(state.text, verb, first) + 1, first)
    return phrase if phrase is not None and not state.text.words[phrase.head].definite else None


def channel_of(state: State, cue: Cue, source: Source | None) -> str:
    """The channel of the cue itself, or a noun of communication beside it («في بيان», «على تويتر», «لصحيفة …»)."""
    if cue.sense.channel != "unspecified":
        return cue.sense.channel
    found = _channel_beside(state, cue, source)
    if found != "unspecified" or source is None:
        return found
    if source.kind in ("outlet", "agency"):
        return "report"
    for draft in reversed(state.drafts[-4:]):
        if draft.source is not None and draft.source.words == source.words and not draft.nested and draft.cue.intro != "prep-source":
            return draft.channel
    return "unspecified"


def _channel_beside(state: State, cue: Cue, source: Source | None) -> str:
    """A noun of communication in the cue's clause, or the outlet that was spoken to."""
    text = state.text
    if source is not None and source.kind == "document" and source.head:
        found = noun_channel(state, source.first)
        if found:
            return found
    end = min(max(cue.content, cue.last + 1), cue.first + 30, len(text.tokens))
    for j in (*range(cue.first + 1, end), *range(cue.first - 1, max(-1, cue.first - 7), -1)):
        if text.is_mark(j, ".") or text.tokens[j].kind == BREAK:
            if j < cue.first:
                break
            continue
        word = text.words[j]
        if j > cue.first and text.words[j - 1].key == "امام" and word.nouns & {"body", "crowd", "group", "media"}:
            return "speech"  # «قال أمام البرلمان»
        mention = text.mentions.get(j)
        if mention is not None and j > cue.first and (mention.proclitic[-1:] == "ل" or text.words[j - 1].key == "ل"):
            outlet = next((e for e in mention.entities if e.subkind in ("agency", "outlet")), None)
            if outlet is not None:
                return "interview"
        if j > cue.first and word.key.startswith(("لصحيف", "لوكال", "لقنا", "لمراسل", "لموقع", "لاذاع", "لراديو", "لتلفزيون")):
            return "interview"
        ministry = word.definite and (bool(text.words[j - 1].nouns & {"body"}) or text.words[j - 2].title is not None)
        if not word.cues or text.tags[j] not in ("N", "NAME") or ministry:
            continue  # «وزارة الاتصال», «وزيرها في الاتصال»: a department, no channel
        preposition = text.tags[j - 1] == "P" or word.proclitic[-1:] in ("ب", "ل") or text.words[j - 1].key in ("في", "عبر", "خلال", "على")
        if preposition and (found := noun_channel(state, j)):
            return found
    return "unspecified"


def noun_channel(state: State, j: int) -> str | None:
    """The channel that a noun cue tells."""
    for reading in state.text.words[j].cues:
        sense = state.text.lexicon.sense(reading.sense)
        if sense.pos == "noun" and sense.channel != "unspecified":
            return str(sense.channel)
    return None
