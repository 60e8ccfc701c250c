"""Finding the words that say so: which tokens are reporting cues here, and what introduces their content.

A cue counts only when its frame is met: a complementiser, quotation marks, a colon, one of its prepositions or the verbal noun of an event
must follow («أعلن … أن», «قال: …», «كشف عن», «أعلن مقتل»); fixed prepositional cues («بحسب …») count by themselves.
"""

from __future__ import annotations

from rawi.lexicon import CueSense
from rawi.lexicon import Reading as WordReading
from rawi.reading.clauses import is_time, preverbal_subject
from rawi.reading.denials import anonymous, denied_content, untrue
from rawi.reading.introducers import SHORT_QUOTE, Cue, adverbial, introducer, tag_before
from rawi.reading.phrases import NOMINAL, phrase_at
from rawi.reading.text import Text

_FIRST_PERSON = (".1s", ".1p")
_SUBJECT_BEGINS = NOMINAL | {"DEM", "Q"}
_SPEAKERS = frozenset({"body", "media", "group", "force", "civilian", "document"})


def _subject_end(text: Text, cue: int, last: int) -> int:
    if cue + 1 < last and text.quote_close.get(cue + 1, 0) - cue > SHORT_QUOTE:
        return cue + 1  # the quotation itself, not a name in marks
    first = text.sentences[text.sentence_of[cue]][0]
    if not text.words[cue].proclitic and (before := preverbal_subject(text, cue, first)) is not None:
        particles = range(before.last, cue)
        if all(text.tags[k] in ("C", "ADV", "Q", "REL", "V") for k in particles):
            return cue + 1  # the subject stands before the verb
    phrase = phrase_at(text, cue + 1, last, wide=True) if cue + 1 < last and text.tags[cue + 1] in _SUBJECT_BEGINS else None
    if phrase is None:
        return cue + 1
    word = text.words[phrase.head]
    if any(r.form[0] == "m" and not r.enclitic for r in word.events) and not word.definite:
        return cue + 1
    return phrase.last


def verb_cue(text: Text, i: int, last: int) -> Cue | None:
    """The cue that the finite verb or participle at `i` is, or None."""
    word = text.words[i]
    if _no_cue(text, i, last):
        return None
    boundary = -1
    end = i + 1
    if end < last and text.tags[end] == "N" and any(r.form.startswith("a.") and r.form.endswith("acc") for r in text.words[end].cues):
        end += 1
    for reading in sorted(word.cues, key=lambda r: r.form.endswith(".p")):
        sense = text.lexicon.sense(reading.sense)
        if not _fit(text, i, last, reading, sense):
            continue
        if boundary < 0:
            boundary = _subject_end(text, end - 1, last)
        found = denied_content(text, end - 1, last, sense, boundary)
        found = found or introducer(text, end - 1, last, sense, boundary) or _after_quotation(text, i, sense)
        found = _rumour(text, i, last, sense, reading, found) or _blunt(text, end, last, sense, found)
        found = found or _bare_continuation(text, i, last, sense, reading, boundary)
        if found is None or not _takes(text, i, reading, sense, found[0]) or (found[1] >= last and found[0] != "before"):
            continue
        kind, start = found
        rule = f"{'participle' if reading.form[0] == 'a' else 'verb'} cue, content by {kind}"
        return Cue(i, end, sense, reading, kind, start, boundary, rule)
    return None


def _no_cue(text: Text, i: int, last: int) -> bool:
    """Words that look like a cue and are none where they stand: the narrator's «يجب أن», «الذي يعد», «يذكر أن»."""
    word = text.words[i]
    before = text.words[i - 1].key if i else ""
    if word.key in ("يجب", "ويجب", "تجب") and i + 1 < last and (text.tags[i + 1] in ("COMP", "P") or before in ("ما", "لا", "كما")):
        return True
    if word.key in ("يعد", "تعد", "ويعد", "وتعد", "يعتبر", "تعتبر") and tag_before(text, i) in ("REL", "NEG"):
        return True
    if anonymous(text, i, last):
        return True
    if tag_before(text, i) == "COMP" and text.tags[i] == "N" and any(r.form.endswith("acc") for r in word.cues):
        return True  # «إن طالبا في العشرين قتل»: the noun that «إن» governs
    if before in ("لما", "ما") and untrue(text, i, max(0, i - 6)):
        return True  # «لا صحة لما تردد عن …»
    if word.key in text.lexicon.narrator_idioms or before in ("مما", "حينما", "كلما", "ومن"):
        return True
    return tag_before(text, i) == "DEM" and text.tags[i] == "V"


def _fit(text: Text, i: int, last: int, reading: WordReading, sense: CueSense) -> bool:
    """Whether a reading of the word fits where it stands: tense, person, negation, and what other verb it may be."""
    form = reading.form
    if form[0] == "a":
        return adverbial(text, i, reading)
    if form[0] != "v" or text.tags[i] != "V" or any(p in form for p in _FIRST_PERSON):
        return False
    if form.startswith("v.i") and not sense.strong and _other_perfect(text, i, last, reading):
        return False  # «تعرض» he was exposed, not she offers
    if form[:3] in ("v.i", "v.j") and _wished(text, i, reading):
        return False
    if sense.stance == "asserts" and tag_before(text, i) == "NEG":
        return False  # «لم تعلن أي جهة …»: nobody says anything
    return not form.startswith("v.j") or _jussive(text, i, reading)


def _takes(text: Text, i: int, reading: WordReading, sense: CueSense, kind: str) -> bool:
    """Whether the cue takes content of that kind."""
    if reading.form[0] == "a" and reading.form.endswith("n.fs") and kind in ("prep", "object"):
        # «كانت الخطوة متوقعة» is a predicate
        return bool(reading.proclitics) or text.is_mark(i - 1, "،,") or tag_before(text, i) == "Q"
    if kind == "that":
        return bool(sense.content & {"that", "ب", "إلى", "الى", "على", "عن"})
    return not (kind == "quote" and reading.form[0] == "v" and not sense.content & {"quote", "that"})


def _rumour(text: Text, i: int, last: int, sense: CueSense, reading: WordReading, found: tuple[str, int] | None) -> tuple[str, int] | None:
    """«قيل الخليفة موجود …»: an impersonal passive with its content right behind it, ending at the next finite verb of saying."""
    if not (reading.form == "v.p.3ms.p" and sense.strong and i + 1 < last and text.tags[i + 1] in ("N", "U", "NAME")):
        return found
    if found is not None and found[1] - i <= 4:
        return found
    return "bare", i + 1


def _blunt(text: Text, end: int, last: int, sense: CueSense, found: tuple[str, int] | None) -> tuple[str, int] | None:
    """«وتقول هؤلاء كذابون»: speech right behind «قال», without complementiser or marks."""
    if found is not None or not sense.strong or sense.label != "قال" or last - end < 3:
        return found
    return ("bare", end) if text.tags[end] in ("DEM", "PRON") else None


def _after_quotation(text: Text, i: int, sense: CueSense) -> tuple[str, int] | None:
    """««…»، يقول فلان»: the quotation stands before its cue."""
    j = i - 1
    while j >= 0 and text.is_mark(j, "،,"):
        j -= 1
    opened = text.quote_open.get(j)
    if opened is None or not sense.strong or j - opened <= SHORT_QUOTE or text.words[i].proclitic:
        return None
    return "before", opened


def _bare_continuation(text: Text, i: int, last: int, sense: CueSense, reading: WordReading, boundary: int) -> tuple[str, int] | None:
    """«وأضاف ستكون الساعات …»: a verb of going on at the head of a sentence needs no introducer."""
    head = i == 0 or text.tokens[i - 1].kind == "break" or text.is_mark(i - 1, '.؟!»”"')
    if not (sense.continues and head and reading.form.startswith("v.p")) or (text.sentence_of[max(i - 1, 0)] == text.sentence_of[i] and i):
        return None
    start = boundary
    while start < last and text.tags[start] in ("P", "ADV", "PUN"):
        start += 1
    return ("bare", start) if last - start >= 4 else None


def _other_perfect(text: Text, i: int, last: int, reading: WordReading) -> bool:
    """Whether the word is rather the perfect of another verb: its subject after it is no feminine or plural."""
    word = text.words[i]
    if not any(r.form.startswith("v.p.3ms") and r.sense != reading.sense for r in word.verbs):
        return False
    after = text.words[i + 1] if i + 1 < last else None
    feminine = after is not None and after.definite and (after.key.endswith(("ة", "ات")) or any(".p." in r.form for r in after.readings))
    return not feminine


def _wished(text: Text, i: int, reading: WordReading) -> bool:
    """A subjunctive («أن تقول», «ليطلب»): nobody has said it yet."""
    if reading.proclitics.endswith("ل"):
        return True
    j = i - 1
    return (
        j >= 0
        and text.tags[j] == "COMP"
        and text.words[j].key in ("ان", "بان")
        and text.tokens[j].text.lstrip("وفب").startswith(("أ", "ا"))
    )


def _jussive(text: Text, i: int, reading: WordReading) -> bool:
    """A jussive or subjunctive form needs its particle («لم يقل», «أن يقولوا»)."""
    return reading.proclitics.endswith(("ل", "ف")) or (i > 0 and text.tags[i - 1] in ("NEG", "COMP", "C"))


def nobodys(sense: CueSense) -> bool:
    """Whether a noun of saying may go without a speaker: «أنباء عن», «شائعات مفادها أن»."""
    return sense.channel == "report" or sense.source_kind == "anonymous"


def noun_cue(text: Text, i: int, first: int, last: int) -> Cue | None:
    """A noun of saying with its content: «قوله إن …», «أنباء عن …», «تصريحات … بأن», «إعلان … أن»."""
    word = text.words[i]
    if text.tags[i] != "N" or (i > first and text.words[i - 1].key in ("بكل", "كل", "مع")):
        return None
    for reading in word.cues:
        if reading.form[:2] != "n.":
            continue
        sense = text.lexicon.sense(reading.sense)
        pronoun = bool(reading.enclitic)
        if i > first and (text.tags[i - 1] == "NEG" or (text.words[i - 1].key == "عن" and i > first + 1 and text.words[i - 2].cues)):
            continue  # «لا أخبار عن …», «معربا عن أمله في أن …»
        if sense.pos == "noun" and (text.words[i].proclitic[-1:] == "ب" or (i > first and text.words[i - 1].key in ("في", "خلال", "عبر"))):
            continue  # «في بيان …»: the channel of a verb, no cue of its own
        if not pronoun and sense.pos != "noun" and text.words[i].proclitic:
            continue
        for j in range(i + 1, min(last, i + (4 if pronoun else 12))):
            tag = text.tags[j]
            if tag == "COMP" and text.words[j].key not in ("لان", "لانه", "لانها"):
                if text.tokens[j].text.startswith("إ") and not pronoun:
                    break
                return Cue(i, i + 1, sense, reading, "that", j + 1, j, "noun cue")
            if pronoun and (text.is_mark(j, ":") or (tag == "Q" and j == i + 1)):
                return Cue(i, i + 1, sense, reading, "colon" if tag == "PUN" else "quote", j + (tag == "PUN"), j, "noun cue")
            if tag in ("V", "REL", "C", "NEG") or text.is_mark(j, "،.:؛"):
                break
            if (
                j == i + 1
                and sense.pos == "noun"
                and text.words[j].key == "عن"
                and nobodys(sense)
                and not pronoun
                and tag_before(text, i) != "P"
            ):
                return Cue(i, i + 1, sense, reading, "prep", j + 1, j, "noun cue with «عن»")
    return None


def fixed_cue(text: Text, i: int, last: int) -> Cue | None:
    """«بحسب …», «وفقا ل…», «على حد قوله»: a fixed cue of the lexicon at `i`, with «ما ذكر» taken along."""
    mention = text.mentions.get(i)
    if mention is None or mention.proclitic not in ("", "و", "ف"):
        return None
    entity = mention.entity("prep") or mention.entity("phrase")
    if entity is None:
        return None
    sense: CueSense = text.lexicon.sense(int(entity.id))
    end = mention.last
    if entity.kind == "phrase":
        return Cue(i, end, sense, None, "phrase", end, end, "fixed phrase")
    if text.tags[i] == "V" and tag_before(text, i) == "REL":
        return None  # «الهجوم الذي نسب إلى …»: the deed is laid at somebody's door, nothing is reported
    if sense.attached and not (end < last and (text.words[end].key.startswith(sense.attached) or text.is_quote(end))):
        return None
    while end < last and (text.words[end].key == "ل" or text.is_mark(end, '”"')) and end - i < 5:
        end += 1
    if end >= last:
        return None
    if text.words[end].key in ("ما", "لما") and end + 1 < last:
        end += 1
    after = end
    while (
        entity.english.count(" ")
        and after < min(last, end + 3)
        and (text.tags[after] in ("P", "C") or text.words[after].key in ("لي", "لنا", "له"))
    ):
        after += 1
    if after != end and after < last and text.tags[after] in NOMINAL:
        return Cue(i, end, sense, None, "prep-source", after, after, "prepositional cue")
    if text.words[end].verbs and text.tags[end] == "V" and text.words[end].cues:
        reading = next(r for r in text.words[end].cues if r.form[0] == "v")
        if end + 1 < last and text.words[end + 1].key in ("به", "بذلك", "عنه"):
            return Cue(i, end + 2, sense, reading, "clause", end + 2, end + 2, "prepositional cue with a verb of saying")
        return Cue(i, end + 1, sense, reading, "clause", end + 1, end + 1, "prepositional cue with a verb of saying")
    if text.tags[end] not in NOMINAL and text.tags[end] not in ("Q", "DEM"):
        return None
    word = text.words[end]
    thing = "abstract" in word.nouns and not word.nouns & _SPEAKERS and not word.title and not word.cues
    if is_time(text, end) or (thing and text.tags[end] != "NAME"):
        return None
    return Cue(i, end, sense, None, "prep-source", end, end, "prepositional cue")


def colon_cue(text: Text, first: int, last: int) -> tuple[int, int] | None:
    """(colon, end of the source phrase) for «فلان: …» at the head of `[first, last)`; only a bare noun phrase may precede the colon."""
    start = first
    while start < last and text.tags[start] in ("PUN", "Q") and not text.is_mark(start, ":"):
        start += 1
    phrase = phrase_at(text, start, last, wide=True)
    if phrase is None:
        return None
    at = phrase.last
    while at < last and (is_time(text, at) or text.tags[at] == "Q" or text.words[at].proclitic in ("ل", "ب")):
        at += 1
    if at + 1 < last and text.tokens[at].text in ("ل", "لـ") and text.is_quote(at + 1):
        at = text.quote_close.get(at + 1, at + 3) + 1
    if at + 1 >= last or not text.is_mark(at, ":"):
        return None
    return at, phrase.last
