"""Everything counted or measured in an article: how many, of what, and what became of them."""

from __future__ import annotations

from rawi.arabic.measures import SHARE_OPENERS, SHARE_WORDS, Share, part_at, percent_at
from rawi.arabic.numbers import MODIFIERS, NUMERALS, OPENERS, Count, bound_behind, count_at, glued
from rawi.arabic.script import digits, fold
from rawi.lexicon.catalogue import Measures
from rawi.model import Quantity
from rawi.reading.text import Text
from rawi.resolving.counted import ONE, PEOPLE, Counted, Noun, Scope, agrees, described, numerus
from rawi.resolving.fates import fate
from rawi.resolving.few import DUAL_ENDINGS, Few, few_at
from rawi.resolving.numbering import names

CHANGE_REACH = 8
"""So many words before «من 12 إلى 19» a verb of rising or falling makes it two counts."""
_DIGITS = frozenset("0123456789")
_STARTS = NUMERALS | SHARE_OPENERS | {"لا", "ولا"}
_SPECIAL = _STARTS | SHARE_WORDS | ONE
_ARTICLES = ("ال", "وال", "بال")
_UNKNOWN_THINGS = "things"


def quantities(text: Text, quiet: frozenset[int]) -> tuple[Quantity, ...]:
    """The quantities of a text, in order; sentences in `quiet` are left out."""
    words = text.lexicon.catalogue.measures
    cache: dict[str, list[tuple[str, frozenset[str]]]] = {}
    tolls = text.lexicon.dead | text.lexicon.wounded
    out: list[Quantity] = []
    for n, (a, b) in enumerate(text.sentences):
        if n not in quiet:
            keys, todo, shares = look(text, a, b, tolls)
            if 1 in todo:
                out.extend(_of_sentence(Scope(text, words, a, b, keys, todo, shares, [], cache)))
    return tuple(out)


def look(text: Text, first: int, last: int, tolls: frozenset[str]) -> tuple[list[str], bytearray, bool]:
    """The folded keys of tokens, numbers in ASCII digits; where a quantity may begin; whether a word of a share is among them.

    One quick look at every token, since most begin nothing. «1 500» is one number, its second token empty.
    """
    words = text.words[first:last]
    keys = [word.key for word in words]
    todo, shares, event = bytearray(last - first + 1), False, False
    for i, word in enumerate(words):
        key = keys[i]
        if not key:
            event = False
            token = text.tokens[first + i]
            key = keys[i] = token.text
            if token.kind == "number":
                key = keys[i] = digits(token.text)
                if i and _grouped(text, first + i, keys, i):
                    keys[i] = ""
                else:
                    _mark(keys, todo, i)
            elif key in SHARE_WORDS:
                shares = True
                todo[i] = key in SHARE_OPENERS
            continue
        if key in _SPECIAL:
            shares = shares or key in SHARE_WORDS
            if key in _STARTS:
                _mark(keys, todo, i)
            if key in ONE and i:
                todo[i - 1] = 1
            todo[i] = 1
        elif key[-1] == "ن":
            if key[-2:] in DUAL_ENDINGS and not word.function and not (word.definite and key[-2] == "ي"):
                todo[i] = 1
        elif (event and not word.definite and (word.nouns & PEOPLE or word.title)) or key in tolls:
            todo[i] = 1
        event = bool(word.events)
    return keys, todo, shares


def _mark(keys: list[str], todo: bytearray, i: int) -> None:
    """A quantity may begin at the number `i`, or at a modifier before it («ما لا يقل عن»)."""
    todo[i] = 1
    k = i - 1
    while k >= 0 and keys[k] in MODIFIERS:
        if keys[k] != "من" or "الى" in keys[i : i + 6] or "حتى" in keys[i : i + 6]:  # «من 5 إلى 7»; «من 12» begins at the number
            todo[k] = 1
        k -= 1


def _grouped(text: Text, at: int, keys: list[str], i: int) -> bool:
    """Whether the number at token `at`, the sentence's `i`, is a group of three that goes on with the number before; it is put there."""
    before, key = text.tokens[at - 1], keys[i]
    if before.kind != "number" or text.tokens[at].start != before.end + 1 or len(key) != 3 or not key.isdigit():
        return False
    head = i - 1
    while head > 0 and not keys[head]:
        head -= 1
    number = keys[head]
    if not (number.isdigit() and number[0] != "0" and (len(number) <= 3 or head < i - 1) and len(number) < 10):
        return False
    keys[head] += key
    return True


def _of_sentence(scope: Scope) -> list[Quantity]:
    keys, todo = scope.keys, scope.todo
    out: list[Quantity] = []
    i = todo.find(1)
    while 0 <= i < len(keys):
        found, last = _at(scope, i)
        if found is not None:
            out.append(found)
            for k in range(last, min(last + 4, len(keys))):  # «خمسة مدنيين وجندي»
                if keys[k][:1] == "و":
                    todo[k : k + 2] = b"\1\1"[: len(todo) - k]
        i = todo.find(1, max(last, i + 1))
    return out


def _at(scope: Scope, i: int) -> tuple[Quantity | None, int]:
    """The quantity that begins at token `i` of the sentence, and the token to read on from."""
    keys, key = scope.keys, scope.keys[i]
    begins = key[:1] in _DIGITS or key in OPENERS
    if scope.shares and (begins or key in SHARE_OPENERS):
        share = percent_at(keys, i) or part_at(keys, i)
        if share is not None:
            return _share(scope, share), share.last
    count = _count(scope, i) if begins else None
    if count is not None:
        return _counted(scope, count)
    few = few_at(scope, scope.first + i)
    return (_few(scope, few), few.last - scope.first) if few is not None else (None, i + 1)


def _count(scope: Scope, i: int) -> Count | None:
    """The count at `i`; of «ارتفع من 12 إلى 19» the first of the two."""
    keys = scope.keys
    if keys[i] == "من":
        near = keys[max(0, i - CHANGE_REACH) : i]
        if any(k in scope.words.changes or k[1:] in scope.words.changes for k in near):
            cut = next((k for k in range(i + 1, min(len(keys), i + 8)) if keys[k] in ("الى", "حتى")), len(keys))
            return None if cut == len(keys) else count_at([*keys[:cut], "."], i + 1)
    count = count_at(keys, i)
    if count is None or count.last == len(keys) or keys[count.last]:
        return count
    last = count.last
    while last < len(keys) and not keys[last]:  # the further groups of «1 250 000»
        last += 1
    return Count(count.first, last, count.low, count.high)


def _written(scope: Scope, first: int, last: int, letters: int) -> tuple[int, int, str]:
    """(start, end, text) of tokens `[first, last)` without the `letters` of proclitics on the first of them."""
    token, text = scope.text.tokens[first], scope.text
    start = token.start
    for char in token.text if letters else "":
        if not letters and fold(char):
            break
        letters -= bool(fold(char))
        start += 1
    end = text.tokens[last - 1].end
    return start, end, text.text[start:end]


def _share(scope: Scope, share: Share) -> Quantity:
    first = scope.first + share.first
    span = _written(scope, first, scope.first + share.last, glued(scope.key(first)))
    return Quantity(*span, share.least, share.most, None, None, share.unit)


def _unit(keys: list[str], at: int, words: Measures) -> tuple[str | None, int]:
    """(unit, token after it) of the measure at `at`, longest first."""
    for size in (2, 1):
        unit = words.units.get(tuple(keys[at : at + size]))
        if unit is not None:
            return unit, at + size
    return None, at


def _counted(scope: Scope, count: Count) -> tuple[Quantity | None, int]:
    """The quantity of a count, and the token of the sentence to read on from."""
    keys, base = scope.keys, scope.first
    first, last = base + count.first, base + count.last
    unit, after = _unit(keys, count.last, scope.words)
    if names(scope, count, unit is not None):
        return None, max(count.last, after)
    letters = 0 if keys[count.first] in _ARTICLES else glued(keys[count.first])
    noun, before = None, False
    if unit is None and _defined(keys[count.first][letters:]) and _plural_before(scope, first):
        unit, _ = _unit([scope.bare(first - 1)], 0, scope.words)
        noun, before = described(scope, first - 1, True), True
    elif unit is None and keys[count.last : count.last + 1] == ["من"]:  # «مئات الملايين من الدولارات»
        unit, _ = _unit([scope.bare(last + 1)], 0, scope.words)
    if unit is None and noun is None:
        noun = described(scope, last)
    end = last
    if count.low is None or count.high is None:
        at, bound, _ = bound_behind(keys, count.last)
        if bound > count.last and (noun is not None or unit is not None or at == count.last):
            end = base + bound  # «خمسة جنود على الأقل»: the noun between included
    span = _written(scope, first, end, letters)
    if unit is not None:
        return Quantity(*span, count.low, count.high, None, None, unit), max(after, end - base)
    found = _told(scope, first, last, keys[count.first][:letters], noun, before)
    if found is None:
        return None, count.last
    counts, group = found
    return Quantity(*span, count.low, count.high, counts, group, None), max(count.last, end - base)


def _defined(key: str) -> bool:
    return key in _ARTICLES or (key.startswith("ال") and len(key) > 4 and not key.endswith(("ات", "لاف", "لوف", "ملايين")))


def _plural_before(scope: Scope, first: int) -> bool:
    """«أبناءها الأربعة», «السنوات الخمس المقبلة»: definite things in the plural before their number."""
    if first <= scope.first or scope.text.tags[first - 1] != "N":
        return False
    noun = scope.text.words[first - 1]
    return (noun.definite or noun.owned) and numerus(noun) == "plural"


def _told(scope: Scope, first: int, last: int, letters: str, noun: Noun | None, before: bool) -> tuple[str, str | None] | None:
    """(what became of them, who they are); None for a bare number that nothing says to count anything."""
    if noun is not None and noun.people is False:
        scope.done.append(Counted(first, max(last, noun.last), None, None, False))
        return "things", None
    what = fate(scope, first, last, letters, noun, before)
    group = noun.group if noun is not None else _inherited(scope, last)
    end = max(last, noun.last) if noun is not None else last
    people = what is not None or (noun is not None and noun.people is True) or (noun is None and _crowd(scope, first, last))
    if not people and noun is None and not _stands(scope, first, last):
        return None
    scope.done.append(Counted(first, end, what, group, people, _form(scope, noun) if not before else ""))
    return what or ("people" if people else _UNKNOWN_THINGS), group


def _form(scope: Scope, noun: Noun | None) -> str:
    if noun is None or scope.key(noun.first - 1) == "من" or numerus(scope.text.words[noun.first]) == "plural":
        return ""
    return "accusative" if scope.key(noun.first).endswith("ا") else "singular"


def _inherited(scope: Scope, last: int) -> str | None:
    """«عشرون مدنيا … سبعة منهم»: who they are was said before."""
    if scope.key(last) not in ("منهم", "منهن") or not scope.done:
        return None
    return scope.done[-1].group


def _crowd(scope: Scope, first: int, last: int) -> bool:
    """«خرج الآلاف», «مئات الآلاف»: a round number alone means people."""
    key = scope.key(last - 1)
    return key.endswith(("الالاف", "الملايين", "العشرات", "المئات")) and last - first < 3


def _stands(scope: Scope, first: int, last: int) -> bool:
    """Whether a number without a noun that the lexicon knows still counts something: an unknown noun in the right form follows."""
    return agrees(scope, last, None) or scope.key(last) == "من" or last - first > 1


def _few(scope: Scope, few: Few) -> Quantity:
    """The quantity of a dual, of one person, or of «لا قتلى»."""
    span = _written(scope, few.first, few.last, few.letters)
    if few.unit is not None:
        return Quantity(*span, few.number, few.number, None, None, few.unit)
    at = few.first + (few.number == 0)
    if not few.people:
        scope.done.append(Counted(few.first, few.last, None, None, False))
        return Quantity(*span, few.number, few.number, "things", None, None)
    noun = described(scope, at, True) or Noun(at, few.last, None, None, True)
    what = fate(scope, few.first, few.last, scope.key(few.first)[: few.letters], noun) if few.number else noun.fate
    scope.done.append(Counted(few.first, max(few.last, noun.last), what, noun.group, True))
    return Quantity(*span, few.number, few.number, what or "people", noun.group, None)
