"""Event triggers: which words announce an event here, and as which entry of the lexicon."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rawi.lexicon import EventSense
from rawi.lexicon import Reading as WordReading
from rawi.reading.denials import anonymous
from rawi.reading.text import Text

WINDOW, WITH_WINDOW = 3, 8
CLASS_REACH, CROWD_REACH = 8, 3


@dataclass(slots=True)
class Trigger:
    """The trigger at token `at` with the entry chosen; `finite` for a verb, else a verbal or event noun or a participle."""

    at: int
    sense: EventSense
    reading: WordReading
    finite: bool

    @property
    def passive(self) -> bool:
        """Whether the written form can only be a passive."""
        return self.finite and self.reading.form.endswith(".p")


def _window(text: Text, i: int, last: int, size: int) -> list[int]:
    out: list[int] = []
    words, marks = text.words, text.marks
    for k in range(i + 1, min(last, i + 3 * size)):
        if words[k].key or text.tokens[k].kind in ("number", "latin"):
            out.append(k)
            if len(out) == size:
                break
        elif marks[k] in ".؛:،؟":
            break
    return out


def _satisfied(text: Text, i: int, last: int, sense: EventSense) -> int:
    """-1 when a condition of the entry fails, 1 when it has conditions that hold, 0 when it has none."""
    if sense.free:
        return 0
    unless, needs, with_ = sense.unless, sense.needs, sense.with_
    if unless or needs:
        near = _forms(text, _window(text, i, last, WINDOW))
        if not unless.forms.isdisjoint(near):
            return -1
        if needs and needs.forms.isdisjoint(near) and not any(_near_class(text, i, last, c) for c in needs.classes):
            return -1
    if with_ and with_.forms.isdisjoint(_forms(text, _window(text, i, last, WITH_WINDOW))):
        return -1
    if sense.after and sense.after.isdisjoint(_forms(text, range(max(0, i - 4), i))):
        return -1
    return 1 if needs or with_ or sense.after else 0


def _forms(text: Text, near: Iterable[int]) -> list[str]:
    """Words as they stand, and without what is written with them."""
    words = [text.words[k] for k in near]
    return [w.key for w in words] + [w.bare for w in words]


_NO_OBJECT = frozenset({"سيطر"})
_OF_SPEECH = frozenset({"REJECT", "REQUEST", "SUPPORT"})
_ARMED = frozenset({"armed_group", "military", "police", "coalition"})


def _near_class(text: Text, i: int, last: int, cls: str) -> bool:
    """Whether a noun of that class, or a name of such an actor or place, stands within a few words on either side."""
    classes = {cls, "fighter"} if cls == "force" else {cls}
    reach = CROWD_REACH if cls == "crowd" else CLASS_REACH
    for k in range(max(text.sentences[text.sentence_of[i]][0], i - reach), min(last, i + reach + 1)):
        if k == i:
            continue
        if text.words[k].nouns & classes:
            return True
        mention = text.mentions.get(k)
        if mention is not None:
            actor = mention.entity("actor")
            if cls in ("force", "fighter") and actor is not None and actor.subkind in _ARMED:
                return True
            if cls == "area" and mention.entity("place"):
                return True
    return False


def _form_fits(text: Text, i: int, reading: WordReading) -> bool:
    """Whether the reading's form agrees with the word class found in context."""
    tag, form = text.tags[i], reading.form
    if reading.enclitic and any(text.lexicon.sense(r.sense).label in _NO_OBJECT for r in text.words[i].events):
        return form[0] == "m"  # «سيطرتها»: a verb that takes «على» has no object to be a pronoun
    if (
        form.startswith("v.p.3ms")
        and i
        and text.tags[i - 1] == "REL"
        and text.words[i - 1].key in ("التي", "اللتين", "اللتان")
        and any(r.form.startswith("v.i") for r in text.words[i].verbs)
    ):
        return False
    if form[0] == "v":
        if form.startswith("v.j") and not (reading.proclitics.endswith(("ل", "ف")) or (i and text.tags[i - 1] in ("NEG", "COMP", "C"))):
            return False
        return tag == "V" and ".1s" not in form and not (".1p" in form and form.endswith(".p"))
    if tag != "N":
        return False
    if form.startswith(("a.", "pp.")):
        return _predicate(text, i)
    return True


def _predicate(text: Text, i: int) -> bool:
    """A participle announces an event only when it is a predicate: without article and not the genitive or adjective of a noun."""
    word = text.words[i]
    if word.definite or word.proclitic not in ("", "و") or (word.nouns - {"adjective", "given-name"}) or word.title is not None:
        return False
    if any(r.form[:2] == "n." for r in word.cues):
        return False
    before = text.words[i - 1] if i else None
    return (
        before is None
        or not before.key
        or text.tags[i - 1] != "N"
        or before.definite
        or text.tokens[i].text.endswith(("ا", "اً", "ون", "ين"))
    )


def trigger_at(text: Text, i: int, last: int) -> Trigger | None:
    """The trigger at token `i`, or None. An entry whose condition holds wins over one without conditions, then lexicon order."""
    mention = text.inside.get(i)
    if mention is not None and text.tags[i] == "NAME":
        return None
    best: tuple[int, int, Trigger] | None = None
    for order, reading in enumerate(text.words[i].events):
        if not _form_fits(text, i, reading):
            continue
        if reading.form.startswith("v.j") and any(r.kind in ("cue", "verb") and not r.form.startswith("v.j") for r in text.words[i].verbs):
            continue
        sense: EventSense = text.lexicon.sense(reading.sense)
        held = _satisfied(text, i, last, sense)
        if held < 0:
            continue
        score = held * 2 - len(reading.enclitic) * 0
        if best is None or score > best[0]:
            best = (score, order, Trigger(i, sense, reading, reading.form[0] == "v"))
    if best is None or _suppressed(text, i, best[2]) or (best[2].sense.type in _OF_SPEECH and anonymous(text, i, last)):
        return None
    return best[2]


def _suppressed(text: Text, i: int, trigger: Trigger) -> bool:
    """Generic nouns that refer to no event, and words whose neighbour before gives them another sense."""
    word = text.words[i]
    before = text.words[i - 1].bare if i else ""
    if trigger.finite:
        return False
    if i and text.words[i - 1].key == "بين" and word.bare in ("قتيل", "جريح"):
        return True  # «عشرات الضحايا بين قتيل وجريح»: the two together are those counted before
    if word.key in text.lexicon.generic and (i + 1 >= len(text.tokens) or text.tags[i + 1] not in ("N", "NAME", "U")):
        return True
    pairs = text.lexicon.not_after
    return any(before == b or text.words[i - 1].key == b for b in pairs.get(trigger.sense.label, ()))
