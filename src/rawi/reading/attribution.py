"""Who says so: cues joined with their sources and contents, nested (PARC 3.0).

One pass over the text in order, because a dropped subject («وأضاف …») is the last fitting source before it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rawi.arabic.tokens import BREAK
from rawi.model import Attribution, Span, Why
from rawi.reading.arguments import agentive
from rawi.reading.clauses import (
    clause_start,
    phrase_ending,
    postverbal_subject,
    preverbal_subject,
    relative_antecedent,
    skip_particles,
)
from rawi.reading.cues import Cue, colon_cue, fixed_cue, nobodys, noun_cue, verb_cue
from rawi.reading.phrases import Phrase, coordinated, phrase_at
from rawi.reading.sources import Source, agreement, disagrees, fits, known_again, plausible
from rawi.reading.sources import source_of as plain_source
from rawi.reading.text import Text

PERSONS = frozenset({"civilian", "fighter", "group", "body", "force"})
TRANSMIT = frozenset({"نقل", "اورد", "تناقل", "نسب"})
IMPERSONAL_KIND = "anonymous"


@dataclass(slots=True)
class Draft:
    """An attribution under construction: content as token ranges."""

    cue: Cue
    source: Source | None
    content: list[tuple[int, int]]
    mode: str
    channel: str
    stance: str
    why: list[Why]
    parent: int | None = None
    forced_parent: int | None = None
    nested: bool = False


@dataclass(slots=True)
class Attributor:
    """The state of one pass: drafts so far and sources seen."""

    text: Text
    drafts: list[Draft] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    cues: dict[int, Cue] = field(default_factory=dict)

    def sentence(self, first: int, last: int) -> None:
        """Reads one tagged sentence `[first, last)`."""
        found = self._cues(first, last)
        self.cues = {c.first: c for c in found}
        opened = len(self.drafts)
        colon = self._colon(first, last, found)
        for cue in found:
            if colon is not None and cue.first < colon:
                continue
            self._attribute(cue, first, last, found)
        if opened == len(self.drafts):
            self._continue_quotation(first, last)

    def _cues(self, first: int, last: int) -> list[Cue]:
        text, out, i = self.text, [], first
        while i < last:
            cue = fixed_cue(text, i, last)
            if cue is None and text.words[i].cues:
                cue = verb_cue(text, i, last) or noun_cue(text, i, first, last)
            if cue is not None and not self._swallowed(cue, out):
                out.append(cue)
                i = cue.last
            else:
                i += 1
        return out

    def _swallowed(self, cue: Cue, found: list[Cue]) -> bool:
        """Whether a cue stands between an earlier cue and that one's content, so that it only describes the speaker or channel."""
        if not found or cue.intro in ("prep-source", "clause", "phrase"):
            return False
        if cue.rule.startswith("noun") and cue.reading is not None and cue.reading.enclitic:
            return False
        return any(f.first < cue.first < f.content and f.intro not in ("prep-source", "clause", "phrase") for f in found)

    def _colon(self, first: int, last: int, found: list[Cue]) -> int | None:
        """«فلان: …»: in a headline, or at the head of a paragraph (an interview)."""
        text = self.text
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
        source = self.source_of(phrase)
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
        content = self._content(at + 1, first, last, None)
        if not content:
            return None
        reading = self._dummy_cue(at)
        quoted = text.tags[at + 1] == "Q" if at + 1 < last else False
        channel = "interview" if source.kind in ("person_official", "person") and not quoted and False else "unspecified"
        self._add(Draft(reading, source, content[0], content[1], channel, "asserts", [Why("colon after a name")]), source)
        return at

    def _dummy_cue(self, at: int) -> Cue:
        from rawi.lexicon import CueSense

        sense = CueSense("grammar: colon", ":", "colon", "asserts", "unspecified", frozenset({"quote"}))
        return Cue(at, at + 1, sense, None, "colon", at + 1, at + 1, "colon")

    def _add(self, draft: Draft, source: Source | None) -> None:
        draft.nested = self._nested(draft.cue.first)
        self.drafts.append(draft)
        if source is not None and source.span is not None and not draft.nested:
            self.sources.append(source)

    def source_of(self, phrase: Phrase) -> Source:
        """The source that `phrase` names, with what an earlier, fuller naming in the article tells of it."""
        source = plain_source(self.text, phrase)
        fuller = known_again(self.text, phrase, self.sources)
        if fuller is not None:
            source.kind, source.name, source.speaks_for = fuller.kind, fuller.name, fuller.speaks_for
            source.words |= fuller.words
        return source

    def _nested(self, at: int) -> bool:
        """Whether token `at` lies within what somebody says in the same sentence."""
        text = self.text
        for draft in reversed(self.drafts[-6:]):
            if text.sentence_of[draft.cue.first] != text.sentence_of[at] or draft.cue.first == at:
                continue
            if any(a <= at < b for a, b in draft.content):
                return True
        return False

    def _attribute(self, cue: Cue, first: int, last: int, found: list[Cue]) -> None:
        if cue.intro in ("prep-source", "clause", "phrase"):
            self._trailing(cue, first, last, found)
            return
        text = self.text
        sources: list[Source] | None
        if cue.rule.startswith("noun"):
            sources, rule = self._noun_sources(cue, first, last), "genitive or pronoun of the noun"
        else:
            sources, rule = self._verb_sources(cue, first, last)
        if sources is None or (cue.rule == "noun cue" and not sources and not nobodys(cue.sense)):
            return
        result = self._content(cue.content, first, last, cue)
        if cue.intro == "before":
            result = [(cue.content + 1, text.quote_close[cue.content])], "direct"
        if result is None:
            return
        content, mode = result
        source = sources[0] if sources else None
        channel = self._channel(cue, source)
        stance = cue.sense.stance
        why = [Why(cue.rule, cue.sense.where), Why("source: " + rule)]
        index = len(self.drafts)
        for one in sources or [None]:
            self._add(Draft(cue, one, content, mode, channel, stance, why), one)
        if cue.sense.label in TRANSMIT or any(text.words[cue.first].key.find(t) >= 0 for t in ("نقل",)):
            self._transmitted(cue, index, last, found)

    def _transmitted(self, cue: Cue, index: int, last: int, found: list[Cue]) -> None:
        """«نقلت رويترز عن مصدر أمني (قوله) إن …»: the agency's words hold the source's words."""
        text = self.text
        for j in range(cue.first + 1, min(last, cue.content)):
            if self._leaked(j, index, cue):
                return
            if text.words[j].key == "عن" and j + 1 < last:
                saying = next((c for c in found if j < c.first < cue.content + 1 and c.rule.startswith("noun")), None)
                phrase = phrase_at(text, j + 1, saying.first if saying is not None else cue.content, wide=True)
                if phrase is None or not plausible(text, phrase):
                    return
                source = self.source_of(phrase)
                outer = self.drafts[index]
                if saying is not None:
                    end = outer.content[-1][1]
                    outer.content = [(phrase.first, end)]
                    self.sources.append(source)
                    return
                inner = Draft(cue, source, list(outer.content), outer.mode, outer.channel, outer.stance, [Why("«نقل … عن»: inner source")])
                inner.forced_parent = index
                outer.content = [(phrase.first, outer.content[-1][1])]
                self._add(inner, source)
                return

    def _leaked(self, j: int, index: int, cue: Cue) -> bool:
        """«نقلت … تسريبات لمسؤولين أن …»: the leak, report or statement that is passed on has a speaker of its own."""
        text = self.text
        word = text.words[j]
        channel = self._noun_channel(j) if word.cues and text.tags[j] == "N" and not word.proclitic else None
        if channel is None or j + 1 >= cue.content or text.words[j + 1].proclitic != "ل":
            return False
        phrase = phrase_at(text, j + 1, cue.content, wide=True)
        if phrase is None or not plausible(text, phrase):
            return False
        outer = self.drafts[index]
        source = self.source_of(phrase)
        inner = Draft(cue, source, list(outer.content), outer.mode, channel, outer.stance, [Why("what is passed on has a speaker of its own")])
        inner.forced_parent = index
        self._add(inner, source)
        return True

    def _noun_sources(self, cue: Cue, first: int, last: int) -> list[Source]:
        text = self.text
        if cue.reading is not None and cue.reading.enclitic:
            for j in range(cue.first - 1, max(first - 1, cue.first - 12), -1):
                if text.words[j].key == "عن" and j + 1 < cue.first:
                    phrase = phrase_at(text, j + 1, cue.first, wide=True)
                    if phrase is not None and plausible(text, phrase):
                        return [self.source_of(phrase)]
            about = any(text.words[k].key in ("عنه", "عنها", "عنهم") for k in range(max(first, cue.first - 3), cue.first))
            here = {d.source.first for d in self.drafts if d.source and text.sentence_of[d.cue.first] == text.sentence_of[cue.first]}
            candidates = [x for x in self.sources if x.first not in here] if about else self.sources
            return candidates[-1:]
        if cue.first + 1 < last and cue.first + 1 < cue.content:
            phrase = phrase_at(text, cue.first + 1, cue.content, wide=True)
            if phrase is not None and plausible(text, phrase) and not text.words[phrase.head].adjective:
                return [self.source_of(phrase)]
        return []

    def _oblique_source(self, cue: Cue, limit: int) -> Source | None:
        """The source of «جاء في بيان …», «علمت … من مصادر …»."""
        text = self.text
        for j in range(cue.first + 1, limit):
            word = text.words[j]
            at = j + 1 if word.key in cue.sense.source else j if word.proclitic in cue.sense.source else -1
            if at >= 0 and at < limit:
                phrase = phrase_at(text, at, limit, wide=True)
                return self.source_of(phrase) if phrase is not None else None
        return None

    def _verb_sources(self, cue: Cue, first: int, last: int) -> tuple[list[Source] | None, str]:
        text = self.text
        form = cue.reading.form if cue.reading else ""
        first = 0 if cue.first < text.title_end else first  # two dots part the halves of a headline, not its subjects
        passive = form.endswith(".p")
        limit = last if cue.intro == "before" else cue.content - (cue.intro in ("that", "colon"))
        if form.startswith("a."):
            return self._participle_source(cue, first)
        if cue.sense.source:
            oblique = self._oblique_source(cue, limit)
            outlet = postverbal_subject(text, cue.last - 1, limit, wide=True) if cue.sense.passive and not passive else None
            if outlet is not None and plausible(text, outlet):
                return [self.source_of(outlet)], "subject after the verb"  # «علمت «عكاظ» من مصادر …»: the outlet says so
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
        adjacent = before is not None and plausible(text, before) and self._adjacent(cue, before, relative)
        phrase = None
        if not adjacent and not (agree == "p" and before is not None) and form.split(".")[2:3] not in (["3md"], ["3fd"]):
            phrase = postverbal_subject(text, cue.last - 1, max(limit, cue.last), wide=True)
        if phrase is not None and (text.words[phrase.first].key == "ل" or disagrees(text, cue, phrase)):
            phrase = None
        if phrase is not None and phrase.first < limit:
            if not plausible(text, phrase):
                return None, ""
            return [self.source_of(p) for p in self._coordinated(phrase, limit)], "subject after the verb"
        if cue.sense.passive and form.startswith("v.i") and form.endswith(("3ms.x", "3ms.p")) and not (relative and adjacent):
            return [], "impersonal"
        described = self._described(cue.first, first) if form.startswith("v.i") and not proclitic and not relative else None
        if described is not None and described.last == cue.first and text.words[described.head].nouns & PERSONS:
            return [self.source_of(described)], "the noun that the clause describes"
        if before is not None and not proclitic and not relative and not plausible(text, before):
            return None, ""
        if before is not None and plausible(text, before) and (not proclitic or relative):
            wide = phrase_at(text, before.first, cue.first, wide=True)
            whole = wide if wide is not None and wide.last > before.last else before
            return [self.source_of(whole)], "subject before the verb"
        if cue.sense.passive and not cue.sense.continues and cue.intro in ("that", "prep") and agree == "m" and not self._near(cue, agree):
            return [], "impersonal"
        if proclitic and not cue.sense.continues and not self._spoke_here(cue):
            subject = self._last_subject(cue.first, first)
            if subject is not None:
                return [subject], "dropped subject: that of the verb before"
        for source in reversed(self.sources):
            if fits(source, agree):
                return [source], "dropped subject: the last fitting source"
        if self.sources and cue.sense.continues:
            return [self.sources[-1]], "dropped subject: the last source"
        subject = self._last_subject(cue.first, first)
        return ([subject] if subject else []), "subject of the verb before"

    def _spoke_here(self, cue: Cue) -> bool:
        """Whether somebody's words were already reported in the cue's sentence."""
        here = self.text.sentence_of[cue.first]
        return any(self.text.sentence_of[d.cue.first] == here for d in self.drafts[-4:])

    def _adjacent(self, cue: Cue, before: Phrase, relative: bool) -> bool:
        """Whether the phrase before the verb must be its subject: it ends right there, or «الذي» takes it up."""
        text = self.text
        if text.words[cue.first].proclitic:
            return False
        if relative:
            own = cue.last < len(text.words) and text.words[cue.last].definite and bool(text.words[cue.last].nouns & PERSONS)
            if own and cue.sense.stance == "believes":
                return False  # «الذي يعتقد المسيحيون أنه …»
            return cue.reading is not None and not cue.reading.enclitic
        wide = phrase_at(text, before.first, cue.first, wide=True)
        return wide is not None and wide.last == cue.first

    def _near(self, cue: Cue, agree: str) -> bool:
        """Whether a fitting source spoke in this sentence or the one before."""
        text = self.text
        if not self.sources or text.words[cue.first].proclitic not in ("و", "ف", ""):
            return False
        last = self.sources[-1]
        gap = text.sentence_of[cue.first] - text.sentence_of[last.first]
        return gap <= 2 and fits(last, agree) and cue.reading is not None and not cue.reading.form.startswith("v.i")

    def _coordinated(self, phrase: Phrase, limit: int) -> list[Phrase]:
        members = coordinated(self.text, phrase, limit, wide=True)
        return [Phrase(phrase.first, members[-1].last, phrase.head)] if len(members) > 1 else [phrase]

    def _participle_source(self, cue: Cue, first: int) -> tuple[list[Source], str]:
        text = self.text
        here = text.sentence_of[cue.first]
        for draft in reversed(self.drafts):
            if text.sentence_of[draft.cue.first] != here:
                break
            if not draft.nested and draft.source and draft.cue.intro not in ("prep-source", "clause", "phrase"):
                return [draft.source], "participle: the speaker before"
        named = [d.source for d in self.drafts[-4:] if d.source and not d.nested and text.sentence_of[d.cue.first] == here]
        if named:
            return [named[-1]], "participle: the source that the sentence names"
        j = cue.first - 1
        while j > first and text.is_mark(j, "،,"):
            j -= 1
        if text.tags[j] == "Q" and self.sources:
            return [self.sources[-1]], "participle after a quotation: the last speaker"
        subject = self._first_subject(cue.first, first) or self._last_subject(cue.first, first)
        if subject is not None:
            return [subject], "participle: subject of the sentence"
        return self.sources[-1:], "participle: the last source"

    def _first_subject(self, i: int, first: int) -> Source | None:
        """The subject of the sentence's first finite verb."""
        text = self.text
        for j in range(first, i):
            if text.tags[j] == "V":
                phrase = preverbal_subject(text, j, first) or postverbal_subject(text, j, i, wide=True)
                if phrase is not None and plausible(text, phrase) and agentive(text, phrase) >= 0:
                    return self.source_of(phrase)
                return None
        return None

    def _last_subject(self, i: int, first: int) -> Source | None:
        """The subject of the nearest finite verb before `i` in the sentence."""
        text = self.text
        for j in range(i - 1, first - 1, -1):
            if text.tags[j] == "V" and not text.words[j].function:
                phrase = postverbal_subject(text, j, i, wide=True)
                if phrase is None or not plausible(text, phrase):
                    phrase = preverbal_subject(text, j, first) or self._described(j, first)
                if phrase is not None and plausible(text, phrase):
                    return self.source_of(phrase)
        return None

    def _described(self, verb: int, first: int) -> Phrase | None:
        """«فتاة كانت تبكي»: the indefinite noun right before a verb that describes it."""
        phrase = phrase_ending(self.text, skip_particles(self.text, verb, first) + 1, first)
        return phrase if phrase is not None and not self.text.words[phrase.head].definite else None

    def _channel(self, cue: Cue, source: Source | None) -> str:
        """The channel of the cue itself, or a noun of communication beside it («في بيان», «على تويتر», «لصحيفة …»)."""
        text = self.text
        if cue.sense.channel != "unspecified":
            return cue.sense.channel
        found = self._channel_beside(cue, source)
        if found != "unspecified" or source is None:
            return found
        if source.kind in ("outlet", "agency"):
            return "report"
        for draft in reversed(self.drafts[-4:]):
            if draft.source is not None and draft.source.words == source.words and not draft.nested:
                return draft.channel
        return "unspecified"

    def _channel_beside(self, cue: Cue, source: Source | None) -> str:
        """A noun of communication in the cue's clause, or the outlet that was spoken to."""
        text = self.text
        if source is not None and source.kind == "document" and source.head:
            found = self._noun_channel(source.first)
            if found:
                return found
        end = min(max(cue.content, cue.last + 1), cue.first + 30, len(text.tokens))
        for j in (*range(cue.first + 1, end), *range(cue.first - 1, max(-1, cue.first - 7), -1)):
            if text.is_mark(j, ".") or text.tokens[j].kind == BREAK:
                if j < cue.first:
                    break
                continue
            word = text.words[j]
            mention = text.mentions.get(j)
            if mention is not None and j > cue.first and (mention.proclitic[-1:] == "ل" or text.words[j - 1].key == "ل"):
                outlet = next((e for e in mention.entities if e.subkind in ("agency", "outlet")), None)
                if outlet is not None:
                    return "interview"
            if j > cue.first and word.key.startswith(("لصحيف", "لوكال", "لقنا", "لمراسل", "لموقع", "لاذاع", "لراديو", "لتلفزيون")):
                return "interview"
            if not word.cues or text.tags[j] not in ("N", "NAME"):
                continue
            preposition = text.tags[j - 1] == "P" or word.proclitic[-1:] in ("ب", "ل") or text.words[j - 1].key in ("في", "عبر", "خلال", "على")
            if preposition and (found := self._noun_channel(j)):
                return found
        return "unspecified"

    def _noun_channel(self, j: int) -> str | None:
        for reading in self.text.words[j].cues:
            sense = self.text.lexicon.sense(reading.sense)
            if sense.pos == "noun" and sense.channel != "unspecified":
                return str(sense.channel)
        return None

    def _trailing(self, cue: Cue, first: int, last: int, found: list[Cue]) -> None:
        """«بحسب فلان»: its content is what stands before it in the sentence, or, at the head of the sentence, what follows."""
        text = self.text
        sources: list[Source] = []
        after = cue.last
        if cue.intro != "phrase":
            phrase = phrase_at(text, cue.last, last, wide=True)
            if phrase is not None and text.words[phrase.head].nouns & {"document"} | ({"c"} if text.words[phrase.head].cues else set()):
                inner = phrase_at(text, phrase.last + 1, last, wide=True) if phrase.last < last and text.words[phrase.last].key in ("ل", "عن") else None
                after = inner.last if inner else phrase.last
            if phrase is not None and cue.intro == "prep-source" and not plausible(text, phrase) and not text.words[phrase.head].cues:
                return
                if inner is None and phrase.last < last and text.words[phrase.last].proclitic[-1:] == "ل":
                    owner = phrase_at(text, phrase.last, last)
                    if owner is not None and plain_source(text, owner).kind in ("outlet", "agency"):
                        phrase, after = owner, owner.last
            if phrase is not None:
                members = coordinated(text, phrase, last, wide=True) if cue.intro == "clause" else [phrase]
                sources = [self.source_of(p) for p in members]
                after = members[-1].last
            elif cue.intro == "clause":
                sources = [s for s in reversed(self.sources) if fits(s, agreement(cue))][:1]
        else:
            sources = self.sources[-1:]
        governing = next((k for k, d in enumerate(self.drafts) if d.cue.first < cue.first < d.cue.content and d.content), None)
        if governing is not None and cue.intro == "prep-source":  # «ذكرت الصحيفة، نقلا عن فلان، أن …»
            outer = self.drafts[governing]
            for one in sources or [None]:
                inner = Draft(cue, one, list(outer.content), outer.mode, outer.channel, cue.sense.stance, [Why(cue.rule, cue.sense.where)])
                inner.forced_parent = governing
                self._add(inner, one)
            return
        start = clause_start(text, cue.first, first)
        at_head = (start == cue.first and all(text.tags[k] in ("Q", "PUN") for k in range(first, cue.first))) or cue.first == first
        content = self._after(after, last, found, cue) if at_head else self._before(first, cue.first)
        if not content:
            content = self._after(after, last, found, cue)
        if not content:
            return
        channel = self._channel(cue, sources[0] if sources else None)
        why = [Why(cue.rule, cue.sense.where)]
        for one in sources or [None]:
            self._add(Draft(cue, one, [content], "indirect", channel, cue.sense.stance, why), one)

    def _before(self, first: int, end: int) -> tuple[int, int] | None:
        text = self.text
        while end > first and text.tags[end - 1] in ("PUN",) and not text.is_mark(end - 1, ")"):
            end -= 1
        while first < end and text.tags[first] == "PUN":
            first += 1
        return (first, end) if end - first >= 2 else None

    def _after(self, start: int, last: int, found: list[Cue], cue: Cue) -> tuple[int, int] | None:
        text = self.text
        while start < last and (text.is_mark(start, "،,:") or text.tags[start] == "COMP" or text.words[start].key in ("فان", "فانه", "فانها")):
            start += 1
        end = self._end(start, last, cue)
        return (start, end) if end - start >= 2 else None

    def _content(self, start: int, first: int, last: int, cue: Cue | None) -> tuple[list[tuple[int, int]], str] | None:
        """(content ranges, mode) of the content that begins at `start`."""
        text = self.text
        while start < last and text.is_mark(start, ":،"):
            start += 1
        if start >= last:
            nxt = text.sentence_of[start - 1] + 1
            if not ((cue is not None and cue.intro == "colon") or cue is None) or nxt >= len(text.sentences):
                return None
            start, last = text.sentences[nxt]
        if text.tokens[start].kind == "mark" and text.is_quote(start):
            close = text.quote_close.get(start)
            if close is None:
                return [(start + 1, self._end(start + 1, last, cue))], "direct"
            if close - start > SHORT or close + 1 >= last or text.is_mark(close + 1, ".،؛,"):
                return self._quoted(start, close, last, cue)
        end = self._end(start, last, cue)
        if end - start < 1:
            return None
        inner = any(text.quote_close.get(k, 0) - k > SHORT and text.quote_close[k] <= end for k in range(start, end) if text.is_quote(k))
        direct = cue is None or cue.intro == "colon"
        first_person = direct and any(text.words[k].key in _FIRST_PERSON_WORDS or _first_person(text, k) for k in range(start, end))
        return [(start, end)], "direct" if first_person else "mixed" if inner else "indirect"

    def _quoted(self, start: int, close: int, last: int, cue: Cue | None) -> tuple[list[tuple[int, int]], str] | None:
        text = self.text
        if close - start < 2:
            return None
        after = close + 1
        following = text.words[after] if after < len(text.words) and after < last else None
        ends = (
            after >= last or following is None or text.tags[after] == "PUN" or after in self.cues or following.proclitic in ("و", "ف")
            or text.tags[after] in ("C", "V")
        )  # fmt: skip
        if ends:
            return [(start + 1, close)], "direct"
        return [(start, self._end(after, last, cue))], "mixed"

    def _end(self, start: int, last: int, cue: Cue | None) -> int:
        """Where content beginning at `start` ends: the sentence's end, or before the next cue of the same level."""
        text = self.text
        end = last
        k = start
        if cue is not None and cue.intro == "bare" and cue.reading is not None and cue.reading.form.endswith(".p"):
            last = next((m for m in range(start, last) if text.tags[m] == "V" and text.words[m].cues), last)
            end = last
        while k < last:
            close = text.quote_close.get(k)
            if close is not None and close < last and close - k > SHORT:
                k = close + 1
                continue
            if text.tags[k] == "Q" and k in text.quote_open and text.quote_open[k] < start - 1:
                end = k
                break
            if cue is not None and k > start and _leaves(text, k, cue.intro):
                end = k
                break
            other = self.cues.get(k)
            if other is not None and other is not cue and k > start and self._cuts(other, k, cue):
                end = k
                break
            k += 1
        while end > start and ((text.tags[end - 1] == "PUN" and not text.is_mark(end - 1, ")]%")) or text.words[end - 1].key in ("و", "كما", "فيما", "حيث")):
            end -= 1
        if end > start and text.tags[end - 1] == "Q" and text.quote_open.get(end - 1, start) < start:
            end -= 1
        return end

    def _cuts(self, other: Cue, k: int, cue: Cue | None) -> bool:
        text = self.text
        if other.intro in ("prep-source", "clause", "phrase"):
            return text.is_mark(k - 1, "،,-") or other.intro == "phrase" or other.sense.label in ("بحسب", "حسب", "وفق", "وفقا ل", "حسبما")
        if other.rule.startswith("participle"):
            if cue is not None and cue.intro in ("prep", "object") and other.intro in ("that", "colon", "quote"):
                return True  # «أعلنت مسؤوليتها عن الهجوم قائلة إن …»
            return text.is_mark(k - 1, "،,") or text.words[k].proclitic == "و"
        if other.rule.startswith("noun"):
            return False
        return text.words[k].proclitic in ("و", "ف") or text.words[k - 1].key in ("كما", "فيما", "بينما")

    def _continue_quotation(self, first: int, last: int) -> None:
        """A quoted sentence without a cue goes on with the speaker before, when that was direct speech in the sentence before."""
        text = self.text
        if not self.drafts or first in text.quote_open:
            return
        draft = self.drafts[-1]
        close = text.quote_close.get(first)
        if close is None or close - first < 8 or draft.source is None or draft.mode != "direct":
            return
        if text.sentence_of[first] - text.sentence_of[min(draft.content[-1][1], len(text.tokens) - 1)] <= 1:
            draft.content.append((first + 1, close))

    def wire(self) -> None:
        """«نقلت وكالة … الخبر التالي» and a line break: the agency's words run to where its voice ends."""
        text = self.text
        openers = text.wire_openers
        for n, (a, b) in enumerate(text.sentences[:-1]):
            key = text.word_text(a, b)
            opener = next((o for o in openers if key.endswith(o)), None)
            if opener is None or n + 1 >= len(text.sentences):
                continue
            cue_at = next((i for i in range(b - 1, a - 1, -1) if text.words[i].cues and text.tags[i] == "V"), None)
            if cue_at is None:
                continue
            phrase = postverbal_subject(text, cue_at, b, wide=True)
            if phrase is None:
                continue
            members = coordinated(text, phrase, b, wide=True)
            source = self._wire_agency(cue_at, b) or self.source_of(members[-1])
            end = self._wire_end(n + 1, source)
            reading = next(r for r in text.words[cue_at].cues)
            sense = text.lexicon.sense(reading.sense)
            cue = Cue(cue_at, cue_at + 1, sense, reading, "wire", text.sentences[n + 1][0], b, "wire report")
            last = text.sentences[end][1]
            draft = Draft(
                cue, source, [(text.sentences[n + 1][0], last)], "direct", "report", "asserts",
                [Why("a wire report opened by «" + opener + "»", sense.where)],
            )  # fmt: skip
            self.drafts = [d for d in self.drafts if d.cue.first != cue_at]
            self.drafts.append(draft)

    def _wire_agency(self, cue: int, end: int) -> Source | None:
        """The agency named behind the cue («نقلت وكالات الأنباء وبالذات وكالة … الخبر التالي»): the last one by its name."""
        text = self.text
        for i in range(end - 1, cue, -1):
            mention = text.mentions.get(i)
            if mention is not None and any(e.subkind == "agency" for e in mention.entities):
                phrase = phrase_at(text, i, mention.last)
                return self.source_of(phrase) if phrase is not None else None
        return None

    def _wire_end(self, n: int, source: Source) -> int:
        """The last sentence of a wire report: the last one, in a row from `n`, that reports or is followed by one that does."""
        text = self.text
        signed = [
            text.sentence_of[d.cue.first] for d in self.drafts
            if d.cue.intro in ("prep-source", "clause") and d.source is not None and d.source.name == source.name and source.name
        ]  # fmt: skip
        if any(k >= n for k in signed):
            return max(k for k in signed if k >= n)  # the report ends where the agency is named again
        last_signed = n
        for k in range(n, len(text.sentences)):
            a, b = text.sentences[k]
            if k > n and text.opinion_weight(a, b) >= 2:
                break
            last_signed = k
        for k in range(last_signed, n - 1, -1):
            a, b = text.sentences[k]
            if any(d.cue.first >= a and d.cue.last <= b for d in self.drafts) or k == last_signed:
                return k
        return last_signed


SHORT = 6
_FIRST_PERSON_WORDS = frozenset(["نحن", "انا", "اننا", "اني", "انني", "لدينا", "علينا", "لنا", "بلادنا", "شعبنا", "قواتنا", "لي", "عندي", "عندنا"])


def _first_person(text: Text, k: int) -> bool:
    word = text.words[k]
    return text.tags[k] == "V" and bool(word.verbs) and all(".1" in r.form for r in word.verbs)


def _leaves(text: Text, k: int, intro: str) -> bool:
    """Whether the content cannot go on at `k`: the author speaks, or a finite clause is joined to a content that is a mere noun phrase."""
    word = text.words[k]
    if intro in ("prep", "object", "that") and word.proclitic == "و" and _narrates(text, k):
        return True
    if intro not in ("prep", "object"):
        return False
    if word.key in _CONSEQUENCE:
        return True
    if not text.is_mark(k - 1, "،,"):
        return False
    if text.tags[k] == "V" and word.proclitic in ("و", "ف") and bool(word.verbs):
        return True
    return word.key in _BUT


_CONSEQUENCE = frozenset(["مما", "لان", "لانه", "لانها", "لانهم"])
_BUT = frozenset(["الا", "لكن", "لكنه", "لكنها", "لكنهم", "ولكن", "ولكنه", "ولكنها", "غير", "بيد", "فيما", "بينما"])


def _narrates(text: Text, k: int) -> bool:
    """«وشاهدنا …»: a perfect of the first person, the author's own voice, when the words before were told in the third."""
    word = text.words[k]
    return text.tags[k] == "V" and bool(word.verbs) and all(r.form.startswith("v.p.1") for r in word.verbs)


def finish(text: Text, drafts: list[Draft]) -> list[Attribution]:
    """Orders the drafts, finds each one's parent and makes the records."""
    drafts = sorted(enumerate(drafts), key=lambda d: (d[1].cue.first, d[0]))  # type: ignore[assignment]
    order = {old: new for new, (old, _) in enumerate(drafts)}  # type: ignore[misc]
    rows: list[Draft] = [d for _, d in drafts]  # type: ignore[misc]
    spans = [tuple(_content_span(text, c) for c in d.content) for d in rows]
    size = [sum(s.end - s.start for s in group) for group in spans]
    out = []
    for n, draft in enumerate(rows):
        cue = text.span(draft.cue.first, draft.cue.last)
        parent: int | None = None
        if draft.forced_parent is not None:
            parent = order[draft.forced_parent]
        else:
            for m, group in enumerate(spans):
                if m == n or rows[m].cue.first == draft.cue.first:
                    continue
                if any(s.start <= cue.start and cue.end <= s.end for s in group) and (parent is None or (size[m], -_depth(rows, m)) < (size[parent], -_depth(rows, parent))):
                    parent = m
        out.append(_record(n, draft, cue, spans[n], parent))
    return out


def _depth(rows: list[Draft], n: int) -> int:
    """How deep a draft with the same content as its parent stands («نقلت الوكالة عن فلان»)."""
    return int(rows[n].forced_parent is not None)


def _content_span(text: Text, content: tuple[int, int]) -> Span:
    return text.span(content[0], max(content[1], content[0] + 1))


def _record(n: int, draft: Draft, cue: Span, content: tuple[Span, ...], parent: int | None) -> Attribution:
    source = draft.source
    kind = draft.cue.sense.source_kind or (source.kind if source else IMPERSONAL_KIND)
    if source is not None and source.span is not None and draft.cue.sense.source_kind in (None, "anonymous"):
        kind = source.kind
    return Attribution(
        id=f"a{n + 1}",
        source=source.span if source else None,
        source_name=source.name if source else None,
        source_kind=kind,
        speaks_for=source.speaks_for if source else None,
        cue=cue,
        content=content,
        mode=draft.mode,
        channel=draft.channel,
        stance=draft.stance,
        parent=f"a{parent + 1}" if parent is not None else None,
        why=tuple(draft.why),
    )


BREAKS = BREAK
