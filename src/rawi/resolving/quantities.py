"""Everything counted or measured in an article: how many, of what, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator

from rawi.arabic.measures import Share, part_at, percent_at
from rawi.arabic.numbers import count_at, dual_or_single
from rawi.arabic.script import digits, fold
from rawi.lexicon.catalogue import Measures
from rawi.model import Quantity
from rawi.reading.text import Text

REACH = 8
"""A verb of killing, wounding, arrest … so many words before or after a number says what became of those counted."""
_PEOPLE = frozenset({"civilian", "fighter", "force", "victim", "crowd"})
_ARREST, _ABDUCT = "arrest", "abduct"


def quantities(text: Text, quiet: frozenset[int]) -> tuple[Quantity, ...]:
    """The quantities of a text, in order; sentences in `quiet` are left out."""
    words = text.lexicon.catalogue.measures
    return tuple(
        quantity
        for n, (a, b) in enumerate(text.sentences)
        if n not in quiet
        for quantity in _of_sentence(text, a, b, words)
    )  # fmt: skip


def keys_of(text: Text, first: int, last: int) -> list[str]:
    """The folded keys of tokens, numbers in ASCII digits."""
    return [
        digits(t.text) if t.kind == "number" else w.key or t.text
        for w, t in zip(text.words[first:last], text.tokens[first:last], strict=True)
    ]


def _of_sentence(text: Text, first: int, last: int, words: Measures) -> Iterator[Quantity]:
    keys = keys_of(text, first, last)
    i = 0
    while i < len(keys):
        share = percent_at(keys, i) or part_at(keys, i)
        if share is not None:
            yield _share(text, first, share)
            i = share.last
            continue
        count = count_at(keys, i)
        if count is not None:
            unit, end = _unit(keys, count.last, words)
            if not _ordinal(text, first, keys, i):
                yield _counted(text, first, i, count.last, (count.low, count.high), unit, words, last)
            i = max(count.last, end)
            continue
        few = dual_or_single(text.words[first + i].bare) if text.tags[first + i] == "N" else None
        if few is not None and not (i and keys[i - 1][:1].isdigit()):
            yield _counted(text, first, i, i + 1, few, None, words, last)
        i += 1


def _ordinal(text: Text, first: int, keys: list[str], i: int) -> bool:
    """«اللواء 52», «القرار 2216», «الساعة 12», a year: a number that counts nothing."""
    if not keys[i][:1].isdigit():
        return False
    before = text.words[first + i - 1] if i else None
    mark = keys[i - 1] if i else ""
    after = keys[i + 1] if i + 1 < len(keys) else ""
    if mark in ("/", "-", ":", ".") or after in ("/", ":"):
        return True
    if before is not None and before.key and not before.function and text.tags[first + i - 1] in ("N", "U", "L", "NAME"):
        named = after and i + 1 < len(keys) and text.tags[first + i + 1] == "N" and bool(text.words[first + i + 1].nouns & _PEOPLE)
        return not named
    return len(keys[i]) == 4 and keys[i][:2] in ("19", "20") and (before is None or before.key in ("في", "عام", "منذ", "سنة", "من"))


def _share(text: Text, base: int, share: Share) -> Quantity:
    start, end = text.tokens[base + share.first].start, text.tokens[base + share.last - 1].end
    return Quantity(start, end, text.text[start:end], share.least, share.most, None, None, share.unit)


def _unit(keys: list[str], at: int, words: Measures) -> tuple[str | None, int]:
    """(unit, token after it) of the measure at `at`, longest first."""
    for size in (2, 1):
        unit = words.units.get(tuple(keys[at : at + size]))
        if unit is not None:
            return unit, at + size
    return None, at


def _counted(
    text: Text, base: int, first: int, last: int, count: tuple[int | None, int | None], unit: str | None, words: Measures, stop: int
) -> Quantity:
    start, end = text.tokens[base + first].start, text.tokens[base + last - 1].end
    written = text.text[start:end]
    if unit is not None:
        return Quantity(start, end, written, count[0], count[1], None, None, unit)
    noun = last - 1 if last - first == 1 and text.tags[base + first] == "N" and not text.tokens[base + first].kind == "number" else last
    noun = noun if dual_or_single(text.words[base + first].bare) and last - first == 1 else last
    fate, group, people = _noun(text, base + noun, stop, words)
    fate = fate or (_fate(text, base + first, base + last, stop, words) if people or group else None)
    return Quantity(start, end, written, count[0], count[1], fate or ("people" if people else "things"), group, None)


def _noun(text: Text, at: int, stop: int, words: Measures) -> tuple[str | None, str | None, bool]:
    """(fate, group, whether persons) of the noun counted: the first one within three words, «من» passed over."""
    lexicon = text.lexicon
    for i in range(at, min(at + 3, stop)):
        word = text.words[i]
        if word.key in ("من", "") or word.function == "quantifiers":
            continue
        if word.bare in lexicon.dead or word.key in lexicon.dead:
            return "killed", None, True
        if word.bare in lexicon.wounded or word.key in lexicon.wounded:
            return "injured", None, True
        fate = words.fates.get(word.bare) or words.fates.get(word.key)
        english = [str(lexicon.sense(r.sense)[2].get("english", "")) for r in word.readings if r.kind in ("noun", "title")]
        group = next((g for e in english if (g := words.groups.get(e.split(" (")[0].split(",")[0]))), None)
        return fate, group, bool(fate or group or word.nouns & _PEOPLE or word.title is not None)
    return None, None, False


def _fate(text: Text, first: int, last: int, stop: int, words: Measures) -> str | None:
    """What the nearest event word around the number says became of those counted."""
    best: tuple[int, str] | None = None
    sentence = text.sentences[text.sentence_of[first]]
    for i in range(max(sentence[0], first - REACH), min(stop, last + REACH)):
        if first <= i < last or not text.words[i].events:
            continue
        found = next((f for r in text.words[i].events if (f := _fate_of(text, r.sense, words))), None)
        gap = first - i if i < first else (i - last) * 2 + 3
        if found is not None and (best is None or gap < best[0]):
            best = (gap, found)
    return best[1] if best is not None else None


def _fate_of(text: Text, sense: int, words: Measures) -> str | None:
    event, lexicon = text.lexicon.sense(sense), text.lexicon
    if event.label in lexicon.kill:
        return "killed"
    if event.label in lexicon.wound:
        return "injured"
    if event.mode == _ARREST:
        return "arrested"
    if event.mode == _ABDUCT:
        return "abducted"
    return words.fate_events.get(fold(event.label))
