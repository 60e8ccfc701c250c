"""What introduces reported words behind a cue: a complementiser, a colon, quotation marks, a preposition, an object."""

from __future__ import annotations

from dataclasses import dataclass

from rawi.lexicon import CueSense
from rawi.lexicon import Reading as WordReading
from rawi.reading.clauses import is_time
from rawi.reading.denials import anonymous
from rawi.reading.text import Text

REACH = 42
SHORT_QUOTE = 6
INSERTION = 16
PREPOSITION_REACH, STRONG_REACH = 6, 11


@dataclass(slots=True)
class Cue:
    """A cue at tokens `[first, last)`; `intro` is what introduces the content, which begins at token `content` (or lies before)."""

    first: int
    last: int
    sense: CueSense
    reading: WordReading | None
    intro: str
    content: int
    boundary: int
    rule: str


def _closes(text: Text, j: int, cue: int) -> bool:
    """Whether the scan for the introducer must end at `j`: the sentence or clause is over, or somebody else speaks."""
    if text.is_mark(j, ".؛؟!") or text.tokens[j].kind == "break":
        return True
    word = text.words[j]
    if j <= cue + 1 or not word.cues or anonymous(text, j, len(text.words)):
        return False
    if (
        text.is_mark(j - 1, "،,")
        and text.tags[j] == "N"
        and not word.definite
        and any(r.form[:2] == "a." and adverbial(text, j, r) for r in word.cues)
        and text.tokens[j].text.rstrip("ًٌ").endswith(("ا", "ة", "ين"))
    ):
        return True
    return text.tags[j] == "V" and word.proclitic in ("و", "ف")


def _quote_opens(text: Text, j: int, cue: int) -> bool:
    """Whether the quotation mark at `j` opens reported words, not just a name («داعش»)."""
    close = text.quote_close.get(j)
    if close is None:
        return text.is_mark(j, "«“") and text.is_mark(j - 1, ":")
    if text.is_mark(j - 1, ":") or text.tags[j - 1] == "COMP":
        return True
    named = bool(text.words[j - 1].nouns & {"media", "body", "group"}) and text.tags[j - 1] == "N"
    if close - j > SHORT_QUOTE and (not named or close - j > 9 or any(text.tags[k] == "V" for k in range(j + 1, close))):
        return True
    return j == cue + 1 and close - j > 3


def _nominal_object(text: Text, j: int, *, definite: bool) -> bool:
    """Whether a verbal noun of an event (or a demonstrably abstract noun) stands at `j` as object."""
    word = text.words[j]
    if word.key == "اي":
        return True
    event = any(r.form[0] == "m" for r in word.events)
    if text.tags[j] != "N" or word.proclitic or (word.definite and not definite and not event) or word.adjective or is_time(text, j):
        return False
    if "abstract" in word.nouns and len(word.nouns) == 1 and word.title is None and not word.events:
        return True
    return event or any(r.form[:2] == "n." and r.kind == "cue" for r in word.readings)


def introducer(text: Text, cue: int, last: int, sense: CueSense, boundary: int) -> tuple[str, int] | None:
    """(kind, first token of the content) of what introduces the content of the cue at `cue`, looking on to `last`.

    `boundary` is the end of the subject after the cue: prepositions and objects count from there only.
    """
    content = sense.content
    boundary = _past_insertion(text, boundary, last)
    relative = 0
    verbs = 0
    for j in range(cue + 1, min(last, cue + REACH)):
        word, tag = text.words[j], text.tags[j]
        if _closes(text, j, cue):
            return None
        if tag == "COMP":
            if word.key in ("لان", "لانه", "لانها", "كان", "كانه", "انما"):
                continue
            return ("that", j + 1)
        if text.is_mark(j, ":"):
            return ("colon", j + 1)
        if tag == "Q" and j not in text.quote_open and j >= boundary and _quote_opens(text, j, cue):
            return ("quote", j)
        if tag == "REL":
            relative = j
        if tag == "V" and j > cue + 1:
            if word.cues and not sense.strong and (relative or text.tags[j + 1 : j + 2] == ["COMP"]):
                return None  # another's words: «تنسب إلى مجموعات تقول إنها …», «يأتي ذلك في الوقت الذي أعلن فيه فلان أن …»
            verbs += not relative
            if verbs > (3 if sense.strong else 1) or (verbs and not sense.strong and not _indefinite(text, j - 1)):
                return None
        if j < boundary:
            continue
        reach = STRONG_REACH if sense.strong else PREPOSITION_REACH
        if j - boundary > reach and "that" not in content:
            return None
        if j - boundary > reach:
            continue
        if tag == "P" and word.key in content and not word.proclitic and j + 1 < last and not (relative and j - relative < 4):
            following = text.words[j + 1]
            if (text.tags[j + 1] != "COMP" and not (text.tags[j + 1] == "NAME" and not following.events)) or word.key == "عن":
                return ("prep", j + 1 if text.tags[j + 1] != "COMP" else j + 2)
        if word.proclitic in ("ب", "ل") and word.proclitic in content and tag == "N" and not relative:
            return ("prep", j)
        if (
            "object" in content
            and not relative
            and tag_before(text, j) != "P"
            and _nominal_object(text, j, definite=j == boundary > cue + 1)
            and _object_place(text, cue, j, boundary)
        ):
            return ("object", j)
    return None


def _past_insertion(text: Text, boundary: int, last: int) -> int:
    """The token after «، في بيان نشره …،» behind the subject, where the cue's content goes on; else `boundary`."""
    if boundary + 1 >= last or not text.is_mark(boundary, "،,") or text.tags[boundary + 1] != "P":
        return boundary
    for j in range(boundary + 2, min(last - 1, boundary + INSERTION)):
        if text.is_mark(j, "،,"):
            return j + 1
        if text.tags[j] == "COMP" or text.is_mark(j, ".؛:"):
            break
    return boundary


def tag_before(text: Text, j: int) -> str:
    """The tag of the token before `j`, or «»."""
    return text.tags[j - 1] if j else ""


def _indefinite(text: Text, j: int) -> bool:
    """Whether an indefinite noun stands at `j`, so that a verb after it is a relative clause («مؤتمر صحفي عقده»)."""
    return text.tags[j] in ("N", "NUM") and not text.words[j].definite


def _object_place(text: Text, cue: int, j: int, boundary: int) -> bool:
    """An object stands right after the cue, its subject, or expressions of time and place after them."""
    if j == cue + 1 or j == boundary:
        return True
    for k in range(max(boundary, cue + 1), j):
        if k - boundary > 8:
            return False
        if not (
            is_time(text, k)
            or text.tags[k] in ("P", "PUN", "NUM", "NAME", "Q", "ADV")
            or text.words[k].proclitic
            or text.tags[k - 1] == "P"
            or (text.words[k].adjective and text.words[k].definite)
            or (text.tags[k] in ("N", "U") and not text.words[k].definite and text.tags[k - 2] == "P")  # «في بيان مقتضب»
        ):
            return False
    return True


def adverbial(text: Text, i: int, reading: WordReading) -> bool:
    """«مؤكدا», «مشيرين»: an accusative participle, without article, that goes on with somebody's words."""
    word = text.words[i]
    if word.definite or reading.proclitics not in ("", "و"):
        return False
    return reading.form.endswith(("acc", "n.fs", "n.d", "n.mp")) or text.tokens[i].text.rstrip("ًٌ").endswith("ا")
