"""The lexicon in use: words looked up whole, each distinct word analysed once and cached."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from rawi.arabic.clitics import splits
from rawi.arabic.script import fold, fold_names
from rawi.lexicon.catalogue import Catalogue
from rawi.lexicon.frames import FRAMES
from rawi.lexicon.packing import Compiled, Numbered, Rows
from rawi.lexicon.records import CueSense, Entity, EventSense, Reading, Word, condition
from rawi.lexicon.wordsets import hamzas

T = TypeVar("T")
STRONG = frozenset(["saying", "announcing", "affirming", "adding", "explaining", "revealing", "informing", "oblique"])
"""Cue files whose verbs all but always report speech: their content may stand far off."""
_VERBS_ALIKE = frozenset({"فتحت"})
"""Verbs that could be read as «ف» and a preposition."""
_TAGS = {
    "prepositions": "P", "complementisers": "COMP", "relatives": "REL", "conjunctions": "C", "pronouns": "PRON",
    "demonstratives": "DEM", "negators": "NEG", "quantifiers": "N", "adverbs": "ADV",
}  # fmt: skip
"""Word classes of the words of grammar."""
CACHE_LIMIT = 200_000
LONGEST_WORD = 40
_ARTICLES = ("وال", "فال", "بال", "كال", "ال", "وبال", "ولل", "فلل", "لل")
_CUTS = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "وك", "فل")
_CUT_LETTERS = frozenset("وفبلك")


@dataclass(slots=True, init=False, repr=False, eq=False)
class Lexicon:
    """The compiled lexicon. `word` is the one look-up that reading needs. Sets of words and forms: see `rawi.lexicon.wordsets`."""

    compiled: Compiled
    version: str
    entities: Rows[Entity]
    by_id: Mapping[str, Entity]
    """Actors and places."""
    catalogue: Catalogue
    """Actors, offices, places and codes."""
    classes: dict[str, str]
    """The class of a word of grammar by its key."""
    written: frozenset[str]
    """Words of grammar with their hamzas."""
    status_words: dict[str, str]
    status_forms: dict[str, str]
    light_forms: dict[str, tuple[str, str]]
    means: dict[str, str]
    time_words: frozenset[str]
    opinion: frozenset[str]
    generic: frozenset[str]
    narrator_idioms: frozenset[str]
    nobodies: frozenset[str]
    deeds: frozenset[str]
    kinds: frozenset[str]
    adverbial: frozenset[str]
    predicates: frozenset[str]
    kill: frozenset[str]
    bombing: frozenset[str]
    wound: frozenset[str]
    dead: frozenset[str]
    wounded: frozenset[str]
    result_forms: frozenset[str]
    sequel_forms: frozenset[str]
    collectives: frozenset[str]
    control_nouns: frozenset[str]
    direction_words: frozenset[str]
    not_after: dict[str, tuple[str, ...]]
    continuing: frozenset[str]
    lasting: frozenset[str]
    coming: frozenset[str]
    no_places: frozenset[str]
    rumours: frozenset[str]
    denials: frozenset[str]
    resolves: tuple[str, ...]
    happenings: frozenset[str]
    no_place_phrases: frozenset[str]
    place_phrases: frozenset[str]
    repeated: frozenset[str]
    attributive: frozenset[str]
    control_forms: frozenset[str]
    foiling_forms: frozenset[str]
    of_one_deed: frozenset[str]
    _cache: dict[str, Word]
    _senses: dict[int, Any]
    _made: dict[str, Any]

    def __init__(self, compiled: Compiled, version: str) -> None:
        self.compiled, self.version = compiled, version
        self.entities = compiled["entities"]
        self.by_id = Numbered(compiled["by_id"], self.entities.__getitem__)
        self.catalogue = Catalogue(compiled["catalogue"])
        for name, words in compiled["word_sets"].items():
            setattr(self, name, words)
        self._cache, self._senses, self._made = {}, {}, {}

    def words(self, name: str) -> list[str]:
        """A word list of `function/`, as written."""
        return list(self.compiled["function"].get(name, ()))

    def folded(self, name: str) -> tuple[str, ...]:
        """A word list of `function/`, folded."""
        return self.once(f"folded {name}", lambda: tuple(fold(w) for w in self.words(name)))

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What a stage makes of the word lists, made once; `name` says whose it is."""
        if name not in self._made:
            self._made[name] = make()
        return cast(T, self._made[name])

    def sense(self, index: int) -> Any:
        """The entry number `index`: a CueSense, an EventSense, or the plain (kind, where, payload)."""
        found = self._senses.get(index)
        if found is None:
            kind, where, p = self.compiled["senses"][index]
            if kind == "cue":
                found = CueSense(
                    where, p["label"], p["pos"], p["stance"], p["channel"], frozenset(p["content"]), bool(p.get("continues")),
                    p["passive"], p.get("source_kind"), p.get("attached", ""), frozenset(p.get("source", ())),
                    where.split("/")[-1].split(".")[0] in STRONG,
                )  # fmt: skip
            elif kind == "event":
                frame = FRAMES[p["frame"]]
                found = EventSense(
                    where, p["label"], p["type"], p["mode"], frame, {**frame.markers, **p["args"]},
                    condition(p["with"]), condition(p["needs"]), condition(p["unless"]), frozenset(p["after"]),
                    not (p["with"] or p["needs"] or p["unless"] or p["after"]),
                )  # fmt: skip
            else:
                found = (kind, where, p)
            self._senses[index] = found
        return found

    def is_national(self, word: Word) -> bool:
        """Whether an adjective names a nation or people («تركية»): its English is capitalised in the lexicon."""
        for reading in word.readings:
            if reading.kind == "noun" and str(self.sense(reading.sense)[2].get("english", ""))[:1].isupper():
                return bool(self.sense(reading.sense)[2]["class"] == "adjective")
        return False

    def word(self, text: str) -> Word:
        """The analysis of one written word."""
        found = self._cache.get(text)
        if found is None:
            found = self._analyse(text)
            if len(text) <= LONGEST_WORD:
                if len(self._cache) >= CACHE_LIMIT:
                    self._cache.clear()
                self._cache[text] = found
        return found

    def _readings(self, key: str) -> list[Reading]:
        forms, kinds = self.compiled["forms"], self.compiled["kinds"]
        out = []
        for proclitics, stem, enclitic in splits(key, forms.get):
            bare_verb = proclitics in ("", "و", "ف")
            for sense, form in forms[stem]:
                verbal, kind = form[0] == "v", kinds[sense]
                if verbal and not (
                    bare_verb
                    or (proclitics in ("س", "وس", "فس") and form[2] == "i")
                    or (proclitics in ("ل", "ول", "فل") and form[2] in "ij")
                ):
                    continue
                if proclitics.endswith(("ال", "لل")) and form.endswith((".dc", ".mpc", "acc")):
                    continue  # the construct state takes no article: «الاجتماعي» is no dual of «اجتماع»
                if kind == "event" and not verbal and (enclitic == "ي" or form == "m.n.dc"):
                    continue
                if enclitic == "نا" and verbal and form[2:7] in ("p.3ms", "p.3md"):
                    continue  # «شاهدنا» we saw
                if enclitic and enclitic == ("ي" if verbal else "ني"):
                    continue
                if not verbal and proclitics.endswith("س"):
                    continue
                if form.endswith("acc") and (enclitic or proclitics not in ("", "و", "ف")):
                    continue
                out.append(Reading(kind, sense, form, proclitics, enclitic))
        if any(r.proclitics in ("", "ال") and not r.enclitic for r in out):
            out = [
                r for r in out if r.enclitic not in ("كم", "نا", "ك", "كن", "ني", "ي")
            ]  # «الحكم» holds no «كم»  # وزير is no «و» + «زير», كشف no «ك» + «شف»
            nominal = any(r.proclitics in ("", "ال") and not r.enclitic and r.form[0] != "v" and not r.form.endswith("acc") for r in out)
            return [
                r
                for r in out
                if r.proclitics in ("", "ال") or not nominal or len(r.proclitics.removesuffix("ال")) > 1 or r.proclitics.endswith("ال")
            ]
        return out

    def _function_class(self, key: str) -> tuple[str, str]:
        """(class, proclitic) of a word of grammar, or («», «»)."""
        found = self.classes.get(key)
        if found:
            return found, ""
        if len(key) > 2 and key[0] in "وف" and key not in _VERBS_ALIKE and (found := self.classes.get(key[1:])):
            return found, key[0]
        if len(key) > 2 and key[0] in "بلك" and (found := self.classes.get(key[1:])) in ("demonstratives", "complementisers"):
            return found, key[0]
        return "", ""

    def _analyse(self, text: str) -> Word:
        key = fold(text[:400])
        function, function_proclitic = self._function_class(key)
        if function and key[0] == "ا" and hamzas(text)[:1] in ("أ", "إ") and hamzas(text) not in self.written:
            function = function_proclitic = ""  # «أبان» he made clear, not «إبان» during
        readings = self._readings(key) if 1 < len(key) <= LONGEST_WORD else []
        if not readings and not function and len(key) > 3:  # careless spelling: ه for ة, ي for ى
            other = key[:-1] + {"ه": "ة", "ي": "ى", "ى": "ي"}.get(key[-1], key[-1])
            if other != key:
                readings = self._readings(other)
        by_kind: dict[str, list[Reading]] = {"cue": [], "event": [], "noun": [], "title": [], "verb": []}
        verbs, alone, owned = [], False, False  # nouns without a pronoun, and with one
        for r in readings:
            by_kind[r.kind].append(r)
            if r.form[0] == "v":
                verbs.append(r)
            elif r.enclitic:
                owned = True
            else:
                alone = True
        classes = self.compiled["noun_classes"]
        nouns = frozenset([classes[r.sense] for r in by_kind["noun"]])
        adjective = "adjective" in nouns
        name_key = fold_names(key)
        proclitic, definite, bare = self._proclitic(key, name_key, readings, function_proclitic)
        bare_key = name_key if bare == key else fold_names(bare)
        tag = self._tag(name_key, bare_key, function, readings, verbs, definite, bare)
        if tag == "U" and bare.endswith(("ية", "يه", "يين", "يون")) and len(bare) > 4:
            adjective = True
        starts = tuple(self._starts(key, name_key)) if function in ("", "conjunctions", "prepositions", "quantifiers") else ()
        return Word(
            key, name_key, tuple(readings), tuple(by_kind["cue"]), tuple(by_kind["event"]), tuple(verbs), nouns,
            next(iter(by_kind["title"]), None), function, proclitic, definite, adjective, tag, bare, owned and not alone, starts, bare_key,
        )  # fmt: skip

    def _proclitic(self, key: str, name_key: str, readings: list[Reading], function: str) -> tuple[str, bool, str]:
        """(conjunction and preposition before the word, whether the article is there, the word without them)."""
        if function:
            return function, False, key[len(function) :]
        if readings:
            first = min(readings, key=lambda r: len(r.proclitics))
            p = first.proclitics
            if p.endswith("لل"):
                return p[:-1], True, key[len(p) :]
            if p.endswith("ال"):
                return p[:-2], True, key[len(p) :]
            return p, False, key[len(p) :]
        if key.startswith(_ARTICLES):
            for p in _ARTICLES:
                if key.startswith(p) and len(key) > len(p) + 1:
                    return p[:-1] if p.endswith("لل") else p[:-2], True, key[len(p) :]
        if key[:1] in ("و", "ب", "ل", "ف") and len(key) > 3 and name_key not in (names := self.compiled["names"]):
            if name_key[1:] in names:
                return key[0], False, key[1:]
            if key[0] == "و" and len(key) > 4:
                return "و", False, key[1:]
        return "", False, key

    def _tag(
        self, name_key: str, bare_key: str, function: str, readings: list[Reading], verbs: list[Reading], definite: bool, bare: str
    ) -> str:
        if function:
            return _TAGS[function]
        nominal = len(verbs) < len(readings)
        if verbs and nominal:
            return "VN"
        if verbs:
            return "V"
        classes = self.compiled["noun_classes"]
        if nominal and all(classes[r.sense] == "given-name" for r in readings):
            return "U"
        if nominal or definite:
            return "N"
        names = self.compiled["names"]
        if name_key in names or bare_key in names:
            return "U"
        if len(bare) >= 4 and bare[0] == "ي" and not bare.endswith(("ة", "ات")):
            return "V"
        if len(bare) >= 5 and (bare.endswith("وا") or bare[:2] == "سي" or bare[:2] == "ست"):
            return "V"
        if bare.endswith(("ة", "ات", "ون", "ين")) and len(bare) > 3:
            return "N"
        return "U"

    def _starts(self, key: str, first: str) -> list[tuple[str, str]]:
        """`first`: the key folded for names, which leaves the letters of proclitics as they are."""
        named = self.compiled["names"].get
        out = [("", first)] if named(first) else []
        if key[:1] not in _CUT_LETTERS:
            return out
        for cut in _CUTS:
            if key.startswith(cut) and len(key) > len(cut) + 1:
                rest = first[len(cut) :]
                if named(rest):
                    out.append((cut, rest))
                if cut[-1] == "ل" and rest.startswith("ل") and named("ا" + rest):
                    out.append((cut, "ا" + rest))  # للموصل: ل + الموصل
        return out
