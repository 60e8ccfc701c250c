"""What is said to have happened: triggers with their arguments, circumstances, status and attribution."""

from __future__ import annotations

from rawi.lexicon.frames import AGENT
from rawi.model import Attribution, Event, Span, Why
from rawi.reading.arguments import hurts, of_verb, subject_pronoun
from rawi.reading.carrying import carry_in_article, carry_in_sentence
from rawi.reading.casualties import own_toll, share_toll
from rawi.reading.circumstances import Sentence, place_of, survey, writing_day
from rawi.reading.clauses import phrase_ending
from rawi.reading.coreference import Node, group, node
from rawi.reading.dating import Telling, date_of
from rawi.reading.eventdrafts import EventDraft
from rawi.reading.filling import (
    Told,
    fill_claimed,
    fill_crowd,
    fill_from_attack,
    fill_pronoun,
    fill_subject,
    fill_targets,
    is_generic,
    is_predicate,
)
from rawi.reading.naming import english_name
from rawi.reading.nominal import of_noun
from rawi.reading.phrases import Phrase
from rawi.reading.roles import Arguments, agentive, can_act, is_direction
from rawi.reading.sources import trim
from rawi.reading.status import status_of
from rawi.reading.territory import settle
from rawi.reading.text import Text
from rawi.reading.triggers import Trigger, trigger_at


class Shelter:
    """The attributions by position: which is innermost around a token."""

    def __init__(self, attributions: list[Attribution]) -> None:
        self.by_id = {a.id: a for a in attributions}
        self._spans = sorted(
            ((c.end - c.start, c.start, c.end, a) for a in attributions for c in a.content),
            key=lambda s: (s[0], s[3].parent is None, s[1]),
        )
        depth = {a.id: len(self.chain(a.id)) for a in attributions}
        self._spans.sort(key=lambda s: (-depth[s[3].id], s[0], s[1]))

    def around(self, span: Span) -> Attribution | None:
        """The innermost attribution whose content contains `span`."""
        for _, start, end, attribution in self._spans:
            if start <= span.start and span.end <= end and attribution.cue.start != span.start:
                return attribution
        return None

    def chain(self, id: str | None) -> list[Attribution]:
        """The attributions from `id` outwards."""
        out: list[Attribution] = []
        while id is not None and id in self.by_id:  # the parents are a forest: this ends
            out.append(self.by_id[id])
            id = self.by_id[id].parent
        return out


def read_events(text: Text, attributions: list[Attribution], quiet: set[int]) -> list[Event]:
    """All events of a text, in order."""
    text.written = writing_day(text)
    shelter = Shelter(attributions)
    speakers = _speakers(text, attributions)
    drafts: list[EventDraft] = []
    for n, (a, b) in enumerate(text.sentences):
        if n in quiet:
            continue
        found = [t for i in range(a, b) if text.words[i].events and (t := trigger_at(text, i, b)) is not None]
        if not found:
            continue
        sentence = survey(text, a, b, text.written)
        told = _arguments(text, found, a, b, speakers, shelter)
        row = [_draft(text, t, sentence, shelter) for t in told]
        share_toll(text, row)
        carry_in_sentence(text, row)
        drafts.extend(row)
    nodes: list[Node] = [
        node(text, i, d.trigger, d.args, d.place, d.date.value if d.date else None, d.killed, d.mode) for i, d in enumerate(drafts)
    ]
    groups = group(nodes)
    carry_in_article(text, drafts, groups)
    _take_up(text, drafts)
    return [_record(text, i, d, groups.get(i)) for i, d in enumerate(drafts)]


def _take_up(text: Text, drafts: list[EventDraft]) -> None:
    """«هذا الهجوم», «القصف» after a «قصف»: the act of force told before tells who."""
    last: EventDraft | None = None
    for draft in drafts:
        if draft.trigger.sense.type != "ASSAULT":
            continue
        at = draft.trigger.at
        if last is not None and not draft.args.agents and not draft.trigger.finite and text.words[at].definite:
            near = text.sentence_of[at] - text.sentence_of[last.trigger.at] <= TAKE_UP
            again = (at > 0 and text.tags[at - 1] == "DEM") or draft.trigger.sense.label == last.trigger.sense.label
            if near and again:
                draft.args.put("agent", last.args.agents, "the act of force told before")
        if draft.args.agents:
            last = draft


TAKE_UP = 2
"""Sentences over which «هذا الهجوم» may take up an earlier one."""


def _speakers(text: Text, attributions: list[Attribution]) -> dict[int, Phrase | None]:
    """Token of each cue -> the phrase of its source."""
    at = {t.start: i for i, t in enumerate(text.tokens)}
    ends = {t.end: i for i, t in enumerate(text.tokens)}
    out: dict[int, Phrase | None] = {}
    for a in attributions:
        if a.cue.start not in at:
            continue
        source = a.source
        phrase = None
        if source is not None and source.start in at and source.end in ends:
            phrase = Phrase(at[source.start], ends[source.end] + 1, at[source.start])
        out.setdefault(at[a.cue.start], phrase)
    return out


_DEEDS = frozenset({"MOBILIZE"})
"""A type that no word of saying tells of: «نقلا عن» moves no troops."""
_STRIKE = frozenset({"ASSAULT", "COERCE"})
"""What is struck or seized, «شحنة أسلحة», is there a thing and no delivery."""
_OWN_DEED = frozenset({"promises", "claims"})
_CLAIM = ("تبن", "يتبن", "تتبن")
HEAD_OF_CONTENT = 3


def _answerable(text: Text, one: Told, shelter: Shelter, speakers: dict[int, Phrase | None]) -> None:
    """Who does what is demanded (the one it is demanded of), promised, threatened or claimed (the speaker)."""
    at = one.trigger.at
    if one.args.agents or one.trigger.sense.frame.subject != AGENT:
        return
    around = shelter.around(text.span(at, at + 1))
    start = _content_start(text, around, at)
    if around is None or start is None or at - start > HEAD_OF_CONTENT:
        return
    cue = next((i for i in range(start, -1, -1) if text.tokens[i].start <= around.cue.start), start)
    speaker = speakers.get(cue)
    own = one.trigger.finite and not one.trigger.passive and start == at and subject_pronoun(text, at)
    own = own or (start < at and text.words[start].owned and text.tags[start] == "N")  # «أعلنت الحكومة استعدادها لاستقبال …»
    if own or around.stance in _OWN_DEED or text.words[cue].bare.startswith(_CLAIM):
        if speaker is not None:
            one.args.put(AGENT, [speaker], "the speaker's own deed")
    elif around.stance == "demands":
        end = start - 1 if text.tags[start - 1] in ("P", "COMP") else start
        asked = phrase_ending(text, end, cue + 1)
        if (
            asked is not None
            and agentive(text, asked) >= 0
            and can_act(text, asked)
            and (speaker is None or asked.first >= speaker.last or asked.last <= speaker.first)
        ):
            one.args.put(AGENT, [asked], "of whom it is demanded")


def _arguments(text: Text, found: list[Trigger], first: int, last: int, speakers: dict[int, Phrase | None], shelter: Shelter) -> list[Told]:
    cues = frozenset(speakers)
    found = [t for t in found if t.at not in cues or t.sense.type not in _DEEDS]
    told = [Told(t, of_verb(text, t, first, last) if t.finite else of_noun(text, t, first, last)) for t in found]
    told = [one for one in told if not is_generic(text, one)]
    told = [one for one in told if not is_predicate(text, one, told, first)]
    struck = {p.head for one in told if one.trigger.sense.type in _STRIKE for p in one.args.targets}
    told = [one for one in told if one.trigger.sense.type != "AID" or one.trigger.finite or one.trigger.at not in struck]
    hurt = frozenset(p.head for one in told if one.trigger.finite and hurts(text, one.trigger) for p in one.args.targets)
    for one in told:
        speaker = speakers.get(one.trigger.at)
        if speaker is not None and one.trigger.sense.frame.subject == "agent":
            one.args.targets = [t for t in one.args.targets if t.first >= speaker.last or t.last <= speaker.first]
            one.args.agents = []
            one.args.put("agent", [speaker], "the speaker")
        fill_pronoun(text, one)
        _answerable(text, one, shelter, speakers)
        fill_subject(text, one, first, cues, hurt)
        fill_crowd(text, one, first, last)
    for one in told:
        one.args.agents = [p for p in one.args.agents if not is_direction(text, p)]
    fill_claimed(text, told)
    fill_from_attack(text, told)
    fill_targets(text, told)
    for one in told:
        settle(text, one, first, last, cues)
    return told


def _draft(text: Text, told: Told, sentence: Sentence, shelter: Shelter) -> EventDraft:
    first, trigger, args = sentence.first, told.trigger, told.args
    draft = EventDraft(trigger, args, sentence)
    around = shelter.around(text.span(trigger.at, trigger.at + 1))
    draft.place = place_of(text, trigger, args, sentence, _content_start(text, around, trigger.at))
    draft.mode = _mode(text, trigger, args, sentence)
    draft.attribution = around.id if around else None
    chain = shelter.chain(draft.attribution)
    draft.status = status_of(text, trigger, first, chain, headline=trigger.at < text.title_end)
    telling = Telling(_content_start(text, around, trigger.at), draft.status[0] == "ongoing", tuple(chain))
    draft.date = date_of(text, trigger, sentence, telling)
    draft.killed, draft.injured = own_toll(text, draft)
    return draft


def _content_start(text: Text, around: Attribution | None, at: int) -> int | None:
    """The first token of the reported words around `at`, when their cue stands before them in the same sentence."""
    if around is None:
        return None
    where = text.tokens[at].start
    start = next((c.start for c in around.content if c.start <= where < c.end), None)
    if start is None or around.cue.start > start:
        return None
    return next((i for i in range(at, -1, -1) if text.tokens[i].start <= start), None)


def _flies(text: Text, args: Arguments) -> bool:
    """Whether those who bomb are aircraft or an air force («قصف الطيران», «مقاتلات قصفت», «سلاح الجو»)."""
    means = text.lexicon.means
    return any(
        "aerial" in (means.get(text.words[k].bare), means.get(text.words[k].key)) for p in args.agents for k in range(p.first, p.last)
    )


MEANS_REACH = 16
"""Tokens within which a weapon or vehicle says how somebody was killed."""


def _mode(text: Text, trigger: Trigger, args: Arguments, sentence: Sentence) -> str | None:
    """The entry's mode, or for a bare «قتل» that of the means named nearest in the sentence."""
    sense = trigger.sense
    if sense.type == "ASSAULT" and sense.mode == "heavy-weapons" and sense.label in text.lexicon.bombing and _flies(text, args):
        return "aerial"
    if sense.type != "ASSAULT" or sense.mode not in ("other", None):
        return sense.mode
    best: tuple[int, str] | None = None
    means, at = text.lexicon.means, trigger.at
    for j in range(max(sentence.first, at - MEANS_REACH), min(sentence.last, at + MEANS_REACH + 1)):
        word = text.words[j]
        mode = means.get(word.bare) or means.get(word.key) if word.key else None
        if not mode or j == at or (best is not None and abs(j - at) >= best[0]):
            continue
        named = text.inside.get(j)
        if named is None or not any(e.subkind in ("outlet", "agency") for e in named.entities):  # «قناة المسيرة» is no drone
            best = (abs(j - at), mode)
    return best[1] if best else sense.mode


def _spans(text: Text, phrases: list[Phrase]) -> tuple[Span, ...]:
    out = []
    for phrase in phrases:
        first, last = trim(text, phrase)
        out.append(text.span(first, last, english_name(text, first, last)))
    return tuple(out)


def _record(text: Text, i: int, draft: EventDraft, same: str | None) -> Event:
    trigger, args = draft.trigger, draft.args
    place = None
    if draft.place is not None:
        first, last = trim(text, draft.place)
        place = text.span(first, last, english_name(text, first, last))
    sense = trigger.sense
    why = [Why("trigger", sense.where, f"{trigger.reading.form}, frame {sense.frame.name}")]
    why.extend(Why("argument", None, note) for note in args.why)
    why.extend(draft.why)
    why.append(Why("status", None, draft.status[1]))
    return Event(
        f"e{i + 1}", text.span(trigger.at, trigger.at + 1), sense.type, draft.mode, _spans(text, args.agents), _spans(text, args.targets),
        place, draft.date, draft.killed, draft.injured, draft.status[0], draft.attribution, same, tuple(why),
    )  # fmt: skip
