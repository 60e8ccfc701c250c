"""Closed sets of words and forms, made of the word lists of `function/`: what the fields of `Lexicon` of the same names hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rawi.arabic.inflection import verb_forms
from rawi.arabic.script import fold

_CLASSES = (
    "conjunctions", "adverbs", "quantifiers", "pronouns", "demonstratives", "negators", "relatives", "prepositions", "complementisers",
)  # fmt: skip
"""Classes of words of grammar; a word of two classes is of the later one."""
_AS_WRITTEN = {
    "deeds": "deeds", "adverbial": "adverbial", "predicates": "predicates_of_events", "denials": "denials", "kill": "kill_lemmas",
    "wound": "injure_lemmas", "bombing": "bombing_lemmas",
}  # fmt: skip
_FOLDED = {
    "opinion": "opinion_words", "generic": "generic_events", "nobodies": "nobodies", "kinds": "kinds",
    "narrator_idioms": "narrator_idioms", "direction_words": "directions", "no_places": "no_places", "rumours": "rumours",
    "happenings": "happenings", "dead": "dead_nouns", "wounded": "wounded_nouns", "collectives": "collectives",
    "control_nouns": "control_nouns", "time_words": "time_nouns", "attributive": "attributive", "of_one_deed": "of_one_deed",
    "continuing": "continuing", "lasting": "lasting", "coming": "coming", "repeated": "repeated",
}  # fmt: skip
_FORMS = {
    "result_forms": "result_verbs", "sequel_forms": "sequel_verbs", "control_forms": "control_verbs", "foiling_forms": "foiling_verbs",
}  # fmt: skip


def hamzas(word: str) -> str:
    """A word without marks but with its written hamzas."""
    return "".join(c for c in word if not "\u064b" <= c <= "\u065f" and c != "\u0640")


def _plain(phrase: str) -> str:
    """A phrase folded word by word, without the articles: as `Word.bare` has them."""
    return " ".join(w.removeprefix("ال") for w in fold(phrase).split())


def _forms(pairs: Iterable[tuple[str, str]]) -> frozenset[str]:
    return frozenset(form for pair in pairs for form, _ in verb_forms(*pair))


def word_sets(function: Mapping[str, Any]) -> dict[str, Any]:
    """Every set by the name of its field in `Lexicon`."""
    sets: dict[str, Any] = {name: frozenset(function.get(given, ())) for name, given in _AS_WRITTEN.items()}
    sets |= {name: frozenset(fold(w) for w in function.get(given, ())) for name, given in _FOLDED.items()}
    sets |= {name: _forms(function.get(given, ())) for name, given in _FORMS.items()}
    sets["sequel_forms"] |= {form + pronoun for form in sets["sequel_forms"] for pronoun in ("ه", "ها", "هما", "هم")}
    sets["resolves"] = tuple(fold(w) for w in function.get("resolves", ()))
    sets |= {name: frozenset(_plain(w) for w in function.get(name, ())) for name in ("place_phrases", "no_place_phrases")}
    sets["not_after"] = {k: tuple(fold(w) for w in v) for k, v in function.get("not_after", {}).items()}
    sets["means"] = {fold(word): mode for mode, words in function.get("means", {}).items() for word in words}
    return sets | _classes(function) | _status(function) | {"light_forms": _light(function)}


def _classes(function: Mapping[str, Any]) -> dict[str, Any]:
    words = [(word, name) for name in _CLASSES for word in function.get(name, ())]
    return {"classes": {fold(word): name for word, name in words}, "written": frozenset(hamzas(word) for word, _ in words)}


def _status(function: Mapping[str, Any]) -> dict[str, Any]:
    """Words and verbs that tell of a status; of two that a word tells of, the first."""
    told: dict[str, str] = {}
    forms: dict[str, str] = {}
    for status, given in function.get("status", {}).items():
        for word in given.get("words", ()):
            told.setdefault(fold(word), status)
        for pair in given.get("verbs", ()):
            for form, features in verb_forms(*pair):
                if features[0] in "pi" and not features.endswith(".p"):
                    forms.setdefault(form, status)
    return {"status_words": told, "status_forms": forms}


def _light(function: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Forms of verbs that count only with others."""
    out: dict[str, tuple[str, str]] = {}
    for light in function.get("light_verbs", ()):
        for form, _ in verb_forms(*light["verb"]):
            out.setdefault(form, (light["role"], fold(light.get("via", ""))))
    return out
