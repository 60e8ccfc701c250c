"""The lexicon in use: words looked up whole, each distinct word analysed once and cached."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from rawi.arabic.clitics import splits
from rawi.arabic.script import fold, fold_names
from rawi.lexicon.catalogue import Catalogue
from rawi.lexicon.compiling import Compiled
from rawi.lexicon.frames import FRAMES
from rawi.lexicon.records import CueSense, Entity, EventSense, Reading, Word, condition

T = TypeVar("T")
STRONG = frozenset(["saying", "announcing", "affirming", "adding", "explaining", "revealing", "informing", "oblique"])
"""Cue files whose verbs all but always report speech: their content may stand far off."""
_VERBS_ALIKE = frozenset({"فتحت"})
"""Verbs that could be read as «ف» and a preposition."""
CACHE_LIMIT = 200_000
LONGEST_WORD = 40
_ARTICLES = ("وال", "فال", "بال", "كال", "ال", "وبال", "ولل", "فلل", "لل")
_CUTS = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "وك", "فل")
_CUT_LETTERS = frozenset("وفبلك")
_TAGS = {
    "prepositions": "P", "complementisers": "COMP", "relatives": "REL", "conjunctions": "C", "pronouns": "PRON",
    "demonstratives": "DEM", "negators": "NEG", "quantifiers": "N", "adverbs": "ADV",
}  # fmt: skip
"""Word classes of the words of grammar."""


def _plain(phrase: str) -> str:
    """A phrase folded word by word, without the articles: as `Word.bare` has them."""
    return " ".join(w.removeprefix("ال") for w in fold(phrase).split())


def _hamzas(word: str) -> str:
    """A word without marks but with its written hamzas."""
    return "".join(c for c in word if not "\u064b" <= c <= "\u065f" and c != "\u0640")


@dataclass(slots=True)
class Lexicon:
    """The compiled lexicon. `word` is the one look-up that reading needs."""

    compiled: Compiled
    version: str
    _cache: dict[str, Word] = field(default_factory=dict)
    _senses: dict[int, Any] = field(default_factory=dict)
    _function: dict[str, str] = field(default_factory=dict)
    _written: set[str] = field(default_factory=set)
    _made: dict[str, Any] = field(default_factory=dict)
    status_words: dict[str, str] = field(default_factory=dict)
    status_forms: dict[str, str] = field(default_factory=dict)
    light_forms: dict[str, tuple[str, str]] = field(default_factory=dict)
    means: dict[str, str] = field(default_factory=dict)
    entities: list[Entity] = field(default_factory=list)
    time_words: frozenset[str] = frozenset()
    opinion: frozenset[str] = frozenset()
    generic: frozenset[str] = frozenset()
    narrator_idioms: frozenset[str] = frozenset()
    nobodies: frozenset[str] = frozenset()
    deeds: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    adverbial: frozenset[str] = frozenset()
    predicates: frozenset[str] = frozenset()
    kill: frozenset[str] = frozenset()
    bombing: frozenset[str] = frozenset()
    wound: frozenset[str] = frozenset()
    dead: frozenset[str] = frozenset()
    wounded: frozenset[str] = frozenset()
    result_forms: frozenset[str] = frozenset()
    sequel_forms: frozenset[str] = frozenset()
    collectives: frozenset[str] = frozenset()
    control_nouns: frozenset[str] = frozenset()
    direction_words: frozenset[str] = frozenset()
    not_after: dict[str, tuple[str, ...]] = field(default_factory=dict)
    continuing: frozenset[str] = frozenset()
    lasting: frozenset[str] = frozenset()
    coming: frozenset[str] = frozenset()
    no_places: frozenset[str] = frozenset()
    rumours: frozenset[str] = frozenset()
    denials: frozenset[str] = frozenset()
    resolves: tuple[str, ...] = ()
    happenings: frozenset[str] = frozenset()
    no_place_phrases: frozenset[str] = frozenset()
    place_phrases: frozenset[str] = frozenset()
    repeated: frozenset[str] = frozenset()
    attributive: frozenset[str] = frozenset()
    control_forms: frozenset[str] = frozenset()
    foiling_forms: frozenset[str] = frozenset()
    of_one_deed: frozenset[str] = frozenset()
    by_id: dict[str, Entity] = field(default_factory=dict)

    def __post_init__(self) -> None:
        function = self.compiled["function"]
        self.entities = [Entity(*e) for e in self.compiled["entities"]]
        self.by_id = {e.id: e for e in self.entities if e.kind in ("actor", "place")}
        self._take_functions(function)
        self._take_verbs(function)
        self._take_words(function)

    def _take_functions(self, function: Mapping[str, Any]) -> None:
        """Function words by their class, and words and verbs that tell of a status."""
        from rawi.arabic.inflection import verb_forms

        order = (
            "conjunctions",
            "adverbs",
            "quantifiers",
            "pronouns",
            "demonstratives",
            "negators",
            "relatives",
            "prepositions",
            "complementisers",
        )
        for name in order:
            for word in function.get(name, ()):
                self._function[fold(word)] = name
                self._written.add(_hamzas(word))
        for status, given in function.get("status", {}).items():
            for word in given.get("words", ()):
                self.status_words.setdefault(fold(word), status)
            for pair in given.get("verbs", ()):
                for form, features in verb_forms(*pair):
                    if features[0] in "pi" and not features.endswith(".p"):
                        self.status_forms.setdefault(form, status)

    def _take_verbs(self, function: Mapping[str, Any]) -> None:
        """Forms of verbs that count only with others."""
        from rawi.arabic.inflection import verb_forms

        for light in function.get("light_verbs", ()):
            for form, _ in verb_forms(*light["verb"]):
                self.light_forms.setdefault(form, (light["role"], fold(light.get("via", ""))))
        self.result_forms, self.sequel_forms = (
            frozenset(form for pair in function.get(n, ()) for form, _ in verb_forms(*pair)) for n in ("result_verbs", "sequel_verbs")
        )
        self.sequel_forms |= {form + pronoun for form in self.sequel_forms for pronoun in ("ه", "ها", "هما", "هم")}
        self.control_forms = frozenset(form for pair in function.get("control_verbs", ()) for form, _ in verb_forms(*pair))
        self.foiling_forms = frozenset(form for pair in function.get("foiling_verbs", ()) for form, _ in verb_forms(*pair))

    def _take_words(self, function: Mapping[str, Any]) -> None:
        """Closed sets of words."""
        for mode, words in function.get("means", {}).items():
            for word in words:
                self.means[fold(word)] = mode
        self.opinion = frozenset(fold(w) for w in function.get("opinion_words", ()))
        self.generic = frozenset(fold(w) for w in function.get("generic_events", ()))
        self.deeds, self.adverbial, self.predicates = (
            frozenset(function.get(n, ())) for n in ("deeds", "adverbial", "predicates_of_events")
        )
        self.nobodies = frozenset(fold(w) for w in function.get("nobodies", ()))
        self.kinds = frozenset(fold(w) for w in function.get("kinds", ()))
        self.narrator_idioms = frozenset(fold(w) for w in function.get("narrator_idioms", ()))
        self.direction_words = frozenset(fold(w) for w in function.get("directions", ()))
        self.denials = frozenset(function.get("denials", ()))
        self.resolves = tuple(fold(w) for w in function.get("resolves", ()))
        self.no_places, self.rumours, self.happenings = (
            frozenset(fold(w) for w in function.get(n, ())) for n in ("no_places", "rumours", "happenings")
        )
        self.place_phrases = frozenset(_plain(w) for w in function.get("place_phrases", ()))
        self.no_place_phrases = frozenset(_plain(w) for w in function.get("no_place_phrases", ()))
        self.not_after = {k: tuple(fold(w) for w in v) for k, v in function.get("not_after", {}).items()}
        self.kill, self.wound, self.bombing = (
            frozenset(function.get(n, ())) for n in ("kill_lemmas", "injure_lemmas", "bombing_lemmas")
        )
        self.dead, self.wounded = (frozenset(fold(w) for w in function.get(n, ())) for n in ("dead_nouns", "wounded_nouns"))
        self.collectives, self.control_nouns = (frozenset(fold(w) for w in function.get(n, ())) for n in ("collectives", "control_nouns"))
        self.time_words = frozenset(fold(w) for w in function.get("time_nouns", ()))
        self.attributive = frozenset(fold(w) for w in function.get("attributive", ()))
        self.of_one_deed = frozenset(fold(w) for w in function.get("of_one_deed", ()))
        self.continuing, self.lasting, self.coming, self.repeated = (
            frozenset(fold(w) for w in function.get(n, ())) for n in ("continuing", "lasting", "coming", "repeated")
        )

    @property
    def catalogue(self) -> Catalogue:
        """Actors, offices, places and codes."""
        return Catalogue(self.compiled["catalogue"])

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
        forms, senses = self.compiled["forms"], self.compiled["senses"]
        out = []
        for proclitics, stem, enclitic in splits(key, forms):
            bare_verb = proclitics in ("", "و", "ف")
            for sense, form in forms[stem]:
                verbal = form[0] == "v"
                if verbal and not (
                    bare_verb
                    or (proclitics in ("س", "وس", "فس") and form[2] == "i")
                    or (proclitics in ("ل", "ول", "فل") and form[2] in "ij")
                ):
                    continue
                if proclitics.endswith(("ال", "لل")) and form.endswith((".dc", ".mpc", "acc")):
                    continue  # the construct state takes no article: «الاجتماعي» is no dual of «اجتماع»
                if senses[sense][0] == "event" and not verbal and (enclitic == "ي" or form == "m.n.dc"):
                    continue
                if enclitic == "نا" and verbal and form[2:7] in ("p.3ms", "p.3md"):
                    continue  # «شاهدنا» we saw
                if enclitic and enclitic == ("ي" if verbal else "ني"):
                    continue
                if not verbal and proclitics.endswith("س"):
                    continue
                if form.endswith("acc") and (enclitic or proclitics not in ("", "و", "ف")):
                    continue
                out.append(Reading(senses[sense][0], sense, form, proclitics, enclitic))
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
        found = self._function.get(key)
        if found:
            return found, ""
        if len(key) > 2 and key[0] in "وف" and key not in _VERBS_ALIKE and (found := self._function.get(key[1:])):
            return found, key[0]
        if len(key) > 2 and key[0] in "بلك" and (found := self._function.get(key[1:])) in ("demonstratives", "complementisers"):
            return found, key[0]
        return "", ""

    def _analyse(self, text: str) -> Word:
        key = fold(text[:400])
        function, function_proclitic = self._function_class(key)
        if function and key[0] == "ا" and _hamzas(text)[:1] in ("أ", "إ") and _hamzas(text) not in self._written:
            function = function_proclitic = ""  # «أبان» he made clear, not «إبان» during
        readings = self._readings(key) if 1 < len(key) <= LONGEST_WORD else []
        if not readings and not function and len(key) > 3:  # careless spelling: ه for ة, ي for ى
            other = key[:-1] + {"ه": "ة", "ي": "ى", "ى": "ي"}.get(key[-1], key[-1])
            if other != key:
                readings = self._readings(other)
        cues = tuple(r for r in readings if r.kind == "cue")
        events = tuple(r for r in readings if r.kind == "event")
        verbs = tuple(r for r in readings if r.form[0] == "v")
        nouns, adjective = set(), False
        title = None
        for r in readings:
            if r.kind == "noun":
                cls = self.sense(r.sense)[2]["class"]
                nouns.add(cls)
                adjective = adjective or cls == "adjective"
            elif r.kind == "title":
                title = title or r
        name_key = fold_names(key)
        proclitic, definite, bare = self._proclitic(key, name_key, readings, function_proclitic)
        tag = self._tag(name_key, function, readings, verbs, definite, bare)
        if tag == "U" and bare.endswith(("ية", "يه", "يين", "يون")) and len(bare) > 4:
            adjective = True
        starts = tuple(self._starts(key, name_key)) if function in ("", "conjunctions", "prepositions", "quantifiers") else ()
        return Word(
            key, name_key, tuple(readings), cues, events, verbs, frozenset(nouns), title, function, proclitic, definite, adjective,
            tag, bare, bool(readings) and all(r.enclitic for r in readings if r.form[0] != "v") and any(r.form[0] != "v" for r in readings),
            starts, name_key if bare is key else fold_names(bare),
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

    def _tag(self, name_key: str, function: str, readings: list[Reading], verbs: tuple[Reading, ...], definite: bool, bare: str) -> str:
        if function:
            return _TAGS[function]
        nominal = any(r.form[0] != "v" for r in readings)
        if verbs and nominal:
            return "VN"
        if verbs:
            return "V"
        if nominal and all(r.kind == "noun" and self.sense(r.sense)[2]["class"] == "given-name" for r in readings):
            return "U"
        if nominal or definite:
            return "N"
        names = self.compiled["names"]
        if name_key in names or fold_names(bare) in names:
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
        names = self.compiled["names"]
        out = [("", first)] if first in names else []
        if key[:1] not in _CUT_LETTERS:
            return out
        for cut in _CUTS:
            if key.startswith(cut) and len(key) > len(cut) + 1:
                rest = first[len(cut) :]
                if rest in names:
                    out.append((cut, rest))
                if cut[-1] == "ل" and rest.startswith("ل") and "ا" + rest in names:
                    out.append((cut, "ا" + rest))  # للموصل: ل + الموصل
        return out
