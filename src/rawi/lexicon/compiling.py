"""From files to the compiled lexicon: every inflected form of every entry, as plain data that `marshal` keeps.

senses   list of (kind, where, payload)     kind: cue, event, verb, noun, title
kinds    the kind of each sense
noun_classes the class of each sense that is a noun, else «»
forms    folded form -> ((sense index, features), …)
names    first word (names-folded) -> second word -> list of (rest of the words, entity index), longest first
hamzas   key of a name of one word that begins with alef -> how its alef may be written («إب» is not «أب»)
catalogue actors, offices, places and codes, see catalogue.py
entities list of (kind, id, english, sub-kind, country, affiliation, from, to)  kind: actor, place, title, prep
by_id    id of an actor or a place -> its number among the entities
function the word lists as written
word_sets see wordsets.py
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from sys import intern
from typing import Any

from rawi.arabic.inflection import noun_forms, verb_forms
from rawi.arabic.script import fold, fold_names, seats
from rawi.lexicon.catalogue import compile_catalogue
from rawi.lexicon.files import Entries
from rawi.lexicon.packing import Compiled
from rawi.lexicon.wordsets import word_sets

_RARE = frozenset(
    {"i.1s.a", "i.1s.x", "i.1s.p", "j.1s.a", "j.1s.x", "j.1s.p", "p.3fp.a", "p.3fp.x", "p.3fp.p", "p.1s.p", "p.1p.p"}
) | frozenset(f"j.{p}d.{v}" for p in ("3m", "3f") for v in "axp")
"""Forms that news hardly uses and that collide with common words: «أصيب» I strike, «عدن» they counted."""


class _Builder:
    def __init__(self) -> None:
        self.senses: list[tuple[str, str, dict[str, Any]]] = []
        self.forms: dict[str, dict[tuple[int, str], None]] = defaultdict(dict)
        self.names: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
        self.entities: list[tuple[str, ...]] = []
        self.hamzas: dict[str, str] = defaultdict(str)
        self._keys: dict[str, str] = {}

    def sense(self, kind: str, where: str, payload: dict[str, Any]) -> int:
        self.senses.append((kind, where, payload))
        return len(self.senses) - 1

    def add_forms(self, sense: int, forms: Iterable[tuple[str, str]], prefix: str = "") -> None:
        own = self.forms
        for form, features in forms:
            if len(form) > 1 and features not in _RARE:
                own[seats(form)][(sense, intern(prefix + features))] = None

    def _key(self, word: str) -> str:
        """The key of a word of a name; most words stand in several names."""
        key = self._keys.get(word)
        if key is None:
            self._keys[word] = key = fold_names(fold(word))
        return key

    def add_name(self, words: str, entity: int) -> None:
        keys = [self._key(w) for w in words.split()]
        if len(keys) == 1 and keys[0][:1] == "ا":
            self.hamzas[keys[0]] += words[0]
        if keys and keys[0]:
            self.names[keys[0]].append((tuple(keys[1:]), entity))

    def entity(self, *fields: str) -> int:
        self.entities.append(fields)
        return len(self.entities) - 1


def _verb(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if "verb" in entry:
        passive = entry.get("passive")
        pair = tuple(passive) if isinstance(passive, list) and len(passive) == 2 else None
        perfect, imperfect = entry["verb"][:2]
        yield from verb_forms(perfect, imperfect, pair)


def _participles(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    for word in words:
        yield from noun_forms(word, adjective=True)


def label_of(entry: dict[str, Any]) -> str:
    """The lemma by which an entry is named, as reasons quote it."""
    for key in ("verb", "prep", "phrase", "masdar", "noun", "active", "passive_participle"):
        if key in entry:
            value = entry[key]
            return str(value[0] if isinstance(value, list) else value)
    return "?"


def _cues(builder: _Builder, entries: Entries) -> None:
    for where, entry in entries.cues:
        payload = {k: entry[k] for k in ("stance", "channel", "continues", "source_kind") if entry.get(k)}
        payload["content"] = [fold(c) if c not in ("that", "quote", "object") else c for c in entry["content"]]
        payload["source"] = [fold(c) for c in entry.get("source", ())]
        payload["passive"] = bool(entry.get("passive"))
        payload["label"] = label_of(entry)
        name = f"{where} {payload['label']}"
        for kind in ("prep", "phrase"):
            if kind in entry:
                _fixed_cue(builder, kind, name, entry[kind], payload)
        if "verb" in entry or "active" in entry:
            sense = builder.sense("cue", name, {**payload, "pos": "verb"})
            builder.add_forms(sense, _verb(entry), "v.")
            builder.add_forms(sense, _participles(entry.get("active", ())), "a.")
        nouns = [*entry.get("masdar", ()), *entry.get("noun", ())]
        if nouns:
            sense = builder.sense("cue", name, {**payload, "pos": "noun" if "noun" in entry else "masdar"})
            for noun in nouns:
                builder.add_forms(sense, noun_forms(noun), "n.")


def _fixed_cue(builder: _Builder, kind: str, name: str, text: str, payload: dict[str, Any]) -> None:
    words = fold(text).split()
    attached = words[-1] if words[-1] in ("ل", "ب") else ""
    if attached:
        words = words[:-1]
    sense = builder.sense("cue", name, {**payload, "pos": kind, "attached": attached})
    entity = builder.entity(kind, str(sense), " ".join(words))
    builder.add_name(" ".join(words), entity)


def _events(builder: _Builder, entries: Entries) -> None:
    for where, entry in entries.events:
        payload: dict[str, Any] = {k: entry.get(k) for k in ("type", "mode", "frame")}
        payload["label"] = label_of(entry)
        payload["args"] = {fold(k): v for k, v in (entry.get("args") or {}).items()}
        for key in ("with", "needs", "unless", "after"):
            payload[key] = [fold(w) for w in entry.get(key) or ()]
        sense = builder.sense("event", f"{where} {payload['label']}", payload)
        builder.add_forms(sense, _verb(entry), "v.")
        for word in entry.get("masdar", ()):
            builder.add_forms(sense, noun_forms(word), "m.")
        for word in entry.get("noun", ()):
            builder.add_forms(sense, noun_forms(word), "m.")
        builder.add_forms(sense, _participles(entry.get("active", ())), "a.")
        builder.add_forms(sense, _participles(entry.get("passive_participle", ())), "pp.")


def _variants(cell: str) -> list[str]:
    return [v.strip() for v in cell.split("|") if v.strip()]


def _tables(builder: _Builder, entries: Entries) -> None:
    for where, row in entries.tables["verbs"]:
        sense = builder.sense("verb", f"{where} {row['perfect']}", {"class": row["class"]})
        if row["imperfect"]:
            builder.add_forms(sense, verb_forms(row["perfect"], row["imperfect"]), "v.")
        for masdar in _variants(row["masdar"]):
            noun = builder.sense("noun", f"{where} {masdar}", {"class": "abstract"})
            builder.add_forms(noun, noun_forms(masdar), "n.")
    for where, row in entries.tables["nouns"]:
        sense = builder.sense("noun", f"{where} {row['arabic']}", {"class": row["class"], "english": row["english"]})
        adjective = row["class"] in ("adjective", "fighter", "civilian")
        builder.add_forms(sense, noun_forms(row["arabic"], adjective=adjective), "n.")
        for plural in _variants(row["plural"]):
            builder.add_forms(sense, noun_forms(plural, sound_plural=False), "n.p.")
    for where, row in entries.tables["titles"]:
        _title(builder, where, row)
    for _where, row in entries.tables["actors"]:
        entity = builder.entity("actor", *(row[c] for c in ("id", "english", "kind", "country", "affiliation", "from", "to")))
        for variant in _variants(row["arabic"]):
            builder.add_name(variant, entity)
    for _where, row in entries.tables["places"]:
        entity = builder.entity("place", *(row[c] for c in ("id", "english", "kind", "country", "admin1", "lat", "lon")))
        for variant in _variants(row["arabic"]):
            builder.add_name(variant, entity)


def _title(builder: _Builder, where: str, row: dict[str, str]) -> None:
    words = [row["arabic"], *_variants(row["feminine"]), *_variants(row["plural"])]
    payload = {"class": row["class"], "source_kind": row["source_kind"], "english": row["english"]}
    single = [w for w in words if len(w.split()) == 1]
    if single:
        sense = builder.sense("title", f"{where} {row['arabic']}", payload)
        for word in single:
            builder.add_forms(sense, noun_forms(word.removeprefix("ال") if len(word) > 4 else word, adjective=word == words[0]), "n.")
    many = [w for w in words if len(w.split()) > 1]
    if many:
        entity = builder.entity("title", row["arabic"], row["english"], row["class"], row["source_kind"], where)
        for word in many:
            builder.add_name(word, entity)
            builder.add_name(word.removeprefix("ال") if word.startswith("ال") else "ال" + word, entity)
            p = word.split()
            if not any(x.startswith("ال") for x in p) and p[1] not in ("باسم", "بلسان", "في", "من"):
                builder.add_name(" ".join(["ال" + p[0], "ال" + p[1], *p[2:]]), entity)


def _by_second(found: list[tuple[tuple[str, ...], int]]) -> dict[str, list[tuple[tuple[str, ...], int]]]:
    """The names that begin with one word, by their second word («» for those of a single word), longest first."""
    out: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for rest, entity in sorted(set(found), key=lambda f: (-len(f[0]), f[1])):
        out.setdefault(rest[0] if rest else "", []).append((rest[1:], entity))
    return out


def compile_entries(entries: Entries) -> Compiled:
    """The compiled lexicon of `entries`, as plain data."""
    builder = _Builder()
    _cues(builder, entries)
    _events(builder, entries)
    _tables(builder, entries)
    shared: dict[Any, Any] = {}
    forms = {key: shared.setdefault(t := tuple(found), t) for key, found in builder.forms.items()}
    names = {key: _by_second(found) for key, found in builder.names.items()}
    return {
        "senses": builder.senses,
        "kinds": [kind for kind, _, _ in builder.senses],
        "noun_classes": [intern(payload["class"]) if kind == "noun" else "" for kind, _, payload in builder.senses],
        "forms": forms,
        "names": names,
        "entities": builder.entities,
        "by_id": {entity[1]: number for number, entity in enumerate(builder.entities) if entity[0] in ("actor", "place")},
        "function": entries.function,
        "word_sets": word_sets(entries.function),
        "hamzas": dict(builder.hamzas),
        "catalogue": compile_catalogue(entries.tables, entries.function),
    }
