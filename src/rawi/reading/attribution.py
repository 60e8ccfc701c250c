"""Who says so: cues joined with their sources and contents, nested (PARC 3.0).

One pass over the text in order, because a dropped subject («وأضاف …») is the last fitting source before it.
"""

from __future__ import annotations

from rawi.arabic.tokens import BREAK
from rawi.lexicon import CueSense
from rawi.model import Why
from rawi.reading.clauses import clause_start
from rawi.reading.contents import before, content_of, following
from rawi.reading.cues import colon_cue, fixed_cue, nobodys, noun_cue, verb_cue
from rawi.reading.drafts import Draft, State
from rawi.reading.introducers import Cue
from rawi.reading.phrases import Phrase, coordinated, phrase_at
from rawi.reading.sources import Source, agreement, fits, plausible
from rawi.reading.sources import source_of as plain_source
from rawi.reading.speakers import channel_of, noun_channel, noun_sources, verb_sources

TRANSMIT = frozenset({"نقل", "اورد", "تناقل", "نسب"})


def read_sentence(state: State, first: int, last: int) -> None:
    """Reads one tagged sentence `[first, last)`."""
    found = _cues(state, first, last)
    state.cues = {c.first: c for c in found}
    opened = len(state.drafts)
    colon = _colon(state, first, last, found)
    for cue in found:
        if colon is not None and cue.first < colon:
            continue
        _attribute(state, cue, first, last, found)
    if opened == len(state.drafts):
        _continue_quotation(state, first)


def _cues(state: State, first: int, last: int) -> list[Cue]:
    text, i = state.text, first
    out: list[Cue] = []
    while i < last:
        cue = fixed_cue(text, i, last) if i in text.mentions else None
        if cue is None and text.words[i].cues:
            cue = verb_cue(text, i, last) or noun_cue(text, i, first, last)
        if cue is not None and not _swallowed(cue, out):
            out.append(cue)
            i = cue.last
        else:
            i += 1
    return out


def _swallowed(cue: Cue, found: list[Cue]) -> bool:
    """Whether a cue stands between an earlier cue and that one's content, so that it only describes the speaker or channel."""
    if not found or cue.intro in ("prep-source", "clause", "phrase"):
        return False
    if cue.rule.startswith("noun") and cue.reading is not None and cue.reading.enclitic:
        return False
    return any(f.first < cue.first < f.content and f.intro not in ("prep-source", "clause", "phrase") for f in found)


def _colon(state: State, first: int, last: int, found: list[Cue]) -> int | None:
    """«فلان: …»: in a headline, or at the head of a paragraph (an interview)."""
    text = state.text
    start = first
    if first >= text.title_end and any(c.first < first + 8 and c.intro in ("colon", "quote") for c in found):
        return None
    result = colon_cue(text, start, last)
    if result is None:
        return None
    at, end = result
    phrase = phrase_at(text, start, end, wide=True)
    if phrase is None or not plausible(text, phrase):
        return None
    source = state.source_of(phrase)
    word = text.words[phrase.head]
    mention = text.inside.get(phrase.head)
    named = mention is not None and (mention.entity("actor") is not None) and not (mention.entity("place") and first < text.title_end)
    speaker = word.title is not None or named or bool(word.nouns & {"document", "media"}) or bool(word.cues and word.tag == "N")
    person = source.kind == "person" and text.tags[phrase.head] == "U" and phrase.last - phrase.first >= 2
    if first < text.title_end and not speaker:
        person = source.kind == "person" or bool(word.nouns & {"civilian", "body", "group", "force", "fighter"})
    if mention is not None and mention.entity("place") is not None and phrase.last - phrase.first == mention.last - mention.first:
        return None
    opens = first == 0 or text.tokens[first - 1].kind == BREAK
    if first >= text.title_end and opens and source.kind == "person" and phrase.last - phrase.first <= 3:
        person = True
    if not (speaker or person) or (first >= text.title_end and not (named or word.title or person)):
        return None
    content = content_of(state, at + 1, last, None)
    if not content:
        return None
    state.add(Draft(_colon_itself(at), source, content[0], content[1], "unspecified", "asserts", [Why("colon after a name")]), source)
    return at


def _colon_itself(at: int) -> Cue:
    sense = CueSense("grammar: colon", ":", "colon", "asserts", "unspecified", frozenset({"quote"}))
    return Cue(at, at + 1, sense, None, "colon", at + 1, at + 1, "colon")


def _attribute(state: State, cue: Cue, first: int, last: int, found: list[Cue]) -> None:
    if cue.intro in ("prep-source", "clause", "phrase"):
        _trailing(state, cue, first, last)
        return
    text = state.text
    sources: list[Source] | None
    if cue.rule.startswith("noun"):
        sources, rule = noun_sources(state, cue, first, last), "genitive or pronoun of the noun"
    else:
        sources, rule = verb_sources(state, cue, first, last)
    if sources is None or (cue.rule == "noun cue" and not sources and not nobodys(cue.sense)):
        return
    result = content_of(state, cue.content, last, cue)
    if cue.intro == "before":
        result = [(cue.content + 1, text.quote_close[cue.content])], "direct"
    if result is None:
        return
    content, mode = result
    source = sources[0] if sources else None
    channel = channel_of(state, cue, source)
    head = text.words[content[0][0]]
    ready = cue.sense.stance == "asserts" and head.owned and head.key.removeprefix("ب").startswith(text.lexicon.resolves)
    stance = "promises" if ready else cue.sense.stance  # «أعلنت الحكومة استعدادها لاستقبال …»
    why = [Why(cue.rule, cue.sense.where), Why("source: " + rule)]
    index = len(state.drafts)
    for one in _each(sources):
        state.add(Draft(cue, one, content, mode, channel, stance, why), one)
    if cue.sense.label in TRANSMIT or "نقل" in text.words[cue.first].key:
        _transmitted(state, cue, index, last, found)


def _each(sources: list[Source] | None) -> list[Source | None]:
    """The sources, or one that is not named."""
    return [*sources] if sources else [None]


LAID_AT = "نسب"
"""«نسبت الوكالة إلى مصدر قوله …»: the words are another's."""


def _transmitted(state: State, cue: Cue, index: int, last: int, found: list[Cue]) -> None:
    """«نقلت رويترز عن مصدر أمني (قوله) إن …»: the agency's words hold the source's words."""
    text = state.text
    for j in range(cue.first + 1, min(last, cue.content)):
        if _leaked(state, j, index, cue):
            return
        if text.words[j].key == ("الى" if cue.sense.label == LAID_AT else "عن") and j + 1 < last:
            saying = next((c for c in found if j < c.first < cue.content + 1 and c.rule.startswith("noun")), None)
            phrase = phrase_at(text, j + 1, saying.first if saying is not None else cue.content, wide=True)
            if phrase is None or not plausible(text, phrase):
                return
            source = state.source_of(phrase)
            outer = state.drafts[index]
            if saying is not None:
                end = outer.content[-1][1]
                outer.content = [(phrase.first, end)]
                state.sources.append(source)
                return
            inner = Draft(cue, source, list(outer.content), outer.mode, outer.channel, outer.stance, [Why("«نقل … عن»: inner source")])
            inner.forced_parent = outer
            outer.content = [(phrase.first, outer.content[-1][1])]
            state.add(inner, source)
            return


def _leaked(state: State, j: int, index: int, cue: Cue) -> bool:
    """«نقلت … تسريبات لمسؤولين أن …»: the leak, report or statement that is passed on has a speaker of its own."""
    text = state.text
    word = text.words[j]
    channel = noun_channel(state, j) if word.cues and text.tags[j] == "N" and not word.proclitic else None
    if channel is None or j + 1 >= cue.content or text.words[j + 1].proclitic != "ل":
        return False
    phrase = phrase_at(text, j + 1, cue.content, wide=True)
    if phrase is None or not plausible(text, phrase):
        return False
    outer = state.drafts[index]
    source = state.source_of(phrase)
    inner = Draft(cue, source, list(outer.content), outer.mode, channel, outer.stance, [Why("what is passed on has a speaker of its own")])
    inner.forced_parent = outer
    state.add(inner, source)
    return True


def _named_behind(state: State, cue: Cue, last: int) -> tuple[list[Source], int] | None:
    """(sources named behind a fixed cue, token after them), or None where what stands there cannot speak."""
    text = state.text
    if cue.intro == "phrase":
        return state.sources[-1:], cue.last
    phrase = phrase_at(text, cue.last, last, wide=True)
    if phrase is None:
        known = [s for s in reversed(state.sources) if fits(s, agreement(cue))] if cue.intro == "clause" else []
        return known[:1], cue.last
    if cue.intro == "prep-source" and not plausible(text, phrase) and not text.words[phrase.head].cues:
        return None
    if phrase.last < last and text.words[phrase.last].proclitic[-1:] == "ل" and text.words[phrase.head].nouns & {"document"}:
        owner = phrase_at(text, phrase.last, last)
        if owner is not None and plain_source(text, owner).kind in ("outlet", "agency"):
            phrase = owner  # «حسبما جاء في تحقيق لصحيفة …»: the paper says so
    if cue.intro == "prep-source" and (issuer := _issuer(state, phrase, last)) is not None:
        phrase = issuer
    members = coordinated(text, phrase, last, wide=True) if cue.intro == "clause" else [phrase]
    return [state.source_of(p) for p in members], members[-1].last


def _issuer(state: State, phrase: Phrase, last: int) -> Phrase | None:
    """«وفق حصيلة جديدة أعلنتها الوزارة», «بحسب بيان أصدره الجيش»: who put out what is quoted."""
    text = state.text
    at = phrase.last + (phrase.last < last and text.tags[phrase.last] == "REL")
    if at + 1 >= last or text.tags[at] != "V" or not text.words[at].key.endswith(("ه", "ها")):
        return None
    if text.tags[phrase.head] != "N" or not text.words[phrase.head].nouns & {"document", "abstract", "victim", "event-carrier", "media"}:
        return None
    issuer = phrase_at(text, at + 1, last, wide=True)
    return issuer if issuer is not None and plausible(text, issuer) else None


def _trailing(state: State, cue: Cue, first: int, last: int) -> None:
    """«بحسب فلان»: its content is what stands before it in the sentence, or, at the head of the sentence, what follows."""
    text = state.text
    named = _named_behind(state, cue, last)
    if named is None:
        return
    sources, after = named
    governing = next((k for k, d in enumerate(state.drafts) if d.cue.first < cue.first < d.cue.content and d.content), None)
    if governing is not None and cue.intro == "prep-source":  # «ذكرت الصحيفة، نقلا عن فلان، أن …»
        outer = state.drafts[governing]
        for one in _each(sources):
            within = Draft(cue, one, list(outer.content), outer.mode, outer.channel, cue.sense.stance, [Why(cue.rule, cue.sense.where)])
            within.forced_parent = outer
            state.add(within, one)
        return
    start = clause_start(text, cue.first, first)
    at_head = (start == cue.first and all(text.tags[k] in ("Q", "PUN") for k in range(first, cue.first))) or cue.first == first
    speech = max(first, state.speech_around(cue.first))
    passer = None if at_head or speech > first else _passer_on(state, cue, sources)
    if passer is not None:
        speech = passer.content[0][0]
    content = following(state, after, last, cue) if at_head else before(state, speech, cue.first)
    if not content:
        content = following(state, after, last, cue)
    if not content:
        return
    channel = channel_of(state, cue, sources[0] if sources else None)
    why = [Why(cue.rule, cue.sense.where)]
    for one in _each(sources):
        state.add(Draft(cue, one, [content], "indirect", channel, cue.sense.stance, why, forced_parent=passer), one)


def _passer_on(state: State, cue: Cue, sources: list[Source]) -> Draft | None:
    """«ذكرت الصحيفة أن …، بحسب شهود»: the draft of the paper or agency that passes on what others, named behind, have said."""
    if not sources or sources[0].kind in _PASSING_ON or sources[0].kind == "document":
        return None
    text, paper = state.text, state.drafts[-1] if state.drafts else None
    if paper is None or text.sentence_of[paper.cue.first] != text.sentence_of[cue.first]:
        return None
    leads = paper.source is not None and paper.source.kind in _PASSING_ON and len(paper.content) == 1
    ends_here = leads and paper.cue.first < paper.content[0][0] and paper.content[0][1] <= cue.first
    return paper if ends_here and all(text.tags[k] == "PUN" for k in range(paper.content[0][1], cue.first)) else None


_PASSING_ON = ("outlet", "agency")


def _continue_quotation(state: State, first: int) -> None:
    """A quoted sentence without a cue goes on with the speaker before, when that was direct speech in the sentence before."""
    text = state.text
    if not state.drafts or first in text.quote_open:
        return
    draft = state.drafts[-1]
    close = text.quote_close.get(first)
    if close is None or close - first < 8 or draft.source is None or draft.mode != "direct":
        return
    if text.sentence_of[first] - text.sentence_of[min(draft.content[-1][1], len(text.tokens) - 1)] <= 1:
        draft.content.append((first + 1, close))
