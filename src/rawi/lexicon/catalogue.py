"""The catalogue of actors, offices, places and codes: what resolving looks names up in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from rawi.arabic.inflection import verb_forms
from rawi.arabic.script import fold, fold_names
from rawi.lexicon.offices import term

Table = list[tuple[str, dict[str, str]]]
Plain = dict[str, Any]


class Actor(NamedTuple):
    """A row of `actors/`; `arabic` is its preferred name, `where` file and line."""

    id: str
    english: str
    arabic: str
    kind: str
    country: str
    affiliation: str
    start: str
    end: str
    source: str
    where: str


class Place(NamedTuple):
    """A row of `places/` or `gazetteer/`; `lat` and `lon` are None where they are not known."""

    id: str
    english: str
    arabic: str
    kind: str
    country: str
    admin1: str
    admin2: str
    lat: float | None
    lon: float | None
    precision_km: float | None
    source: str
    population: int
    where: str


class Term(NamedTuple):
    """Somebody's time in an office: days ISO 8601, both included."""

    holder: str
    start: str
    end: str
    source: str
    where: str


class Coding(NamedTuple):
    """A row of `codings/`."""

    concept: str
    when: str
    plover_event: str
    plover_mode: str
    acled_sub_event: str
    cameo: str
    where: str


class Measures(NamedTuple):
    """The words of `function/measures.yaml`, folded: units of measure, fates of those counted, who they are, what numbers name.

    `governors` holds every form of the verbs, and the verbal nouns, that give a fate; the other fields are as in the file.
    """

    units: dict[tuple[str, ...], str]
    duals: dict[str, str]
    fates: dict[str, str]
    governors: dict[str, str]
    masdars: dict[str, str]
    groups: dict[str, str]
    bodies: dict[str, str]
    needs: dict[str, str]
    changes: frozenset[str]
    deaths: frozenset[str]
    sufferings: frozenset[str]
    forces: frozenset[str]
    numbered: frozenset[str]
    ordinals: frozenset[str]
    months: frozenset[str]
    foreign: frozenset[str]
    collectives: frozenset[str]
    members: frozenset[str]
    things: frozenset[str]
    formations: frozenset[str]
    lives: frozenset[str]
    no_duals: frozenset[str]
    agency: frozenset[str]


def name_key(name: str) -> str:
    """The look-up key of a name: folded for names, words joined by single blanks."""
    return " ".join(fold_names(fold(w)) for w in name.split())


def bare_key(key: str, types: Mapping[str, str]) -> str:
    """A name's key without a type word before it («بلدة كسب» as «كسب»); the key itself where there is none."""
    first, _, rest = key.partition(" ")
    return rest if rest and first.removeprefix("ال") in types else key


def _variants(cell: str) -> list[str]:
    return [v.strip() for v in cell.split("|") if v.strip()]


def _number(text: str) -> float | None:
    return float(text) if text else None


def compile_catalogue(tables: Mapping[str, Table], function: Mapping[str, Any]) -> Plain:
    """Everything that resolving needs, as plain data that `marshal` keeps."""
    offices: dict[tuple[str, str], list[tuple[str, ...]]] = defaultdict(list)
    for where, row in tables["offices"]:
        offices[row["role"], row["of"]].append((row["holder"], *term(row), row["source"], where))
    codings: dict[tuple[str, str], list[tuple[str, ...]]] = defaultdict(list)
    for where, row in tables["codings"]:
        codings[row["type"], row["mode"]].append((*(row[c] for c in Coding._fields[:-1]), where))
    types = {name_key(word): kind for kind, words in function.get("place_types", {}).items() for word in words}
    places, names = _places(tables, types)
    return {
        "actors": {
            row["id"]: (row["english"], _variants(row["arabic"])[0], row["kind"], row["country"], row["affiliation"], row["from"],
                        row["to"], row["source"], where)
            for where, row in tables["actors"]
        },
        "places": places,
        "place_names": names,
        "place_types": types,
        "nationalities": {row["english"]: row["country"] for _, row in tables["nationalities"]},
        "offices": dict(offices),
        "measures": _measures(function),
        "states": _states(tables["actors"]),
        "roles": _roles(tables["roles"]),
        "role_names": {row["id"]: row["english"] for _, row in tables["roles"]},
        "sectors": {(row["what"], row["key"]): (row["plover_sector"], row["acled_type"]) for _, row in tables["sectors"]},
        "codings": dict(codings),
        "contexts": {fold_names(fold(w)): row["context"] for _, row in tables["contexts"] for w in _variants(row["arabic"])},
    }  # fmt: skip


def _measures(function: Mapping[str, Any]) -> tuple[Any, ...]:
    """The fields of Measures."""

    def told(name: str) -> dict[str, str]:
        return {fold(word): label for label, words in function.get(name, {}).items() for word in words}

    def words(name: str) -> frozenset[str]:
        return frozenset(fold(word) for word in function.get(name, ()))

    units = {tuple(fold(w).split()): unit for unit, words in function.get("measures", {}).items() for w in words}
    governors = {form: fate for fate, pairs in function.get("fate_verbs", {}).items() for pair in pairs for form in _finite(pair)}
    masdars = told("fate_masdars")
    groups = {word: group for group, glosses in function.get("groups", {}).items() for word in glosses}
    needs = {fold(word): fold(preposition) for word, preposition in function.get("fate_needs", {}).items()}
    changes = frozenset(form for pair in function.get("changes", ()) for form in _finite(pair))
    months = frozenset(fold(name.split()[0]) for names in function.get("months", {}).values() for name in names)
    return (
        units, told("measure_duals"), told("fates"), governors, masdars, groups, told("member_groups"), needs, changes,
        frozenset(function.get("deaths", ())), frozenset(function.get("sufferings", ())), words("state_forces"), words("numbered"),
        words("ordinals"), months, words("foreign"), frozenset(function.get("collectives", ())), frozenset(function.get("members", ())),
        words("not_people"), frozenset(function.get("formations", ())), words("lives"),
        words("no_duals"), words("agency"),
    )  # fmt: skip


def _finite(verb: Sequence[str]) -> Iterator[str]:
    """The third persons of a verb, those that news uses and that collide least; without an imperfect only those of the perfect."""
    tenses = "pi" if len(verb) > 1 else "p"
    return (form for form, features in verb_forms(verb[0], verb[-1]) if features[0] in tenses and features[2] == "3")


def _states(rows: Table) -> dict[str, str]:
    """Country code -> the state's id; of two states of one code the one that still is."""
    states = [row for _, row in rows if row["kind"] == "state" and row["country"]]
    return {row["country"]: row["id"] for row in sorted(states, key=lambda r: (not r["to"], not r["from"]))}


def _roles(rows: Table) -> dict[str, tuple[str, ...]]:
    """The key of each title -> the roles that it may name."""
    out: dict[str, list[str]] = defaultdict(list)
    for _, row in rows:
        for title in _variants(row["arabic"]):
            if row["id"] not in out[name_key(title)]:
                out[name_key(title)].append(row["id"])
    return {title: tuple(roles) for title, roles in out.items()}


def _places(tables: Mapping[str, Table], types: Mapping[str, str]) -> tuple[dict[str, tuple[Any, ...]], dict[str, tuple[str, ...]]]:
    """Places by id, and the ids by the key of each name (curated names also without their type word)."""
    places: dict[str, tuple[Any, ...]] = {}
    names: dict[str, dict[str, None]] = defaultdict(dict)
    for table in ("places", "gazetteer"):
        for where, row in tables[table]:
            variants = _variants(row["arabic"])
            places[row["id"]] = (
                row["english"], variants[0] if variants else "", row["kind"], row["country"], row["admin1"], row["admin2"],
                _number(row["lat"]), _number(row["lon"]), _number(row["precision_km"]), row["source"],
                int(row.get("population") or 0), where,
            )  # fmt: skip
            for variant in variants:
                key = name_key(variant)
                names[key][row["id"]] = None
                if table == "places":
                    names[bare_key(key, types)][row["id"]] = None
    return places, {key: tuple(ids) for key, ids in names.items()}


@dataclass(slots=True, frozen=True)
class Catalogue:
    """Look-ups in the compiled catalogue."""

    data: Plain

    def actor(self, id: str) -> Actor | None:
        """The actor with that id."""
        row = self.data["actors"].get(id)
        return Actor(id, *row) if row is not None else None

    def place(self, id: str) -> Place | None:
        """The place with that id."""
        row = self.data["places"].get(id)
        return Place(id, *row) if row is not None else None

    def places_named(self, key: str) -> list[Place]:
        """Places of the gazetteer whose name has exactly that key."""
        return [Place(id, *self.data["places"][id]) for id in self.data["place_names"].get(key, ())]

    def state_of(self, country: str) -> str | None:
        """The id of the state with that country code."""
        found: str | None = self.data["states"].get(country)
        return found

    def country_names(self) -> dict[str, str]:
        """English names of states by ISO 3166-1 alpha-2."""
        actors = self.data["actors"]
        return {code: str(actors[id][0]) for code, id in self.data["states"].items()}

    def roles_of(self, title: str) -> tuple[str, ...]:
        """The roles that a title's key may name."""
        found: tuple[str, ...] = self.data["roles"].get(title, ())
        return found

    def role_name(self, role: str) -> str:
        """The English name of a role."""
        return str(self.data["role_names"].get(role, role))

    def terms(self, role: str, of: str) -> list[Term]:
        """Everybody who held an office."""
        return [Term(*row) for row in self.data["offices"].get((role, of), ())]

    def holders(self, role: str, of: str, day: str) -> list[Term]:
        """Who may have held the office on `day` (YYYY-MM-DD); of two, the one who came later first."""
        return sorted((t for t in self.terms(role, of) if t.start <= day <= t.end), key=lambda t: t.start, reverse=True)

    def offices_of(self, holder: str) -> Iterator[tuple[str, str, Term]]:
        """(role, body, term) of every office that a person held."""
        for (role, of), rows in self.data["offices"].items():
            for row in rows:
                if row[0] == holder:
                    yield role, of, Term(*row)

    def sector(self, what: str, key: str) -> tuple[str, str] | None:
        """(PLOVER sector, ACLED actor type) of an actor's id, a kind or a noun; None where the tables say nothing."""
        found: tuple[str, str] | None = self.data["sectors"].get((what, key))
        return found

    def codings(self, type: str, mode: str | None) -> list[Coding]:
        """The codings of an event's type and mode, in the order in which they are tried."""
        return [Coding(*row) for row in self.data["codings"].get((type, mode or ""), ())]

    @property
    def place_types(self) -> Mapping[str, str]:
        """The kind of place that a word of type asks for, by the word's key."""
        found: Mapping[str, str] = self.data["place_types"]
        return found

    def nationality(self, english: str) -> str | None:
        """The country code of a demonym."""
        found: str | None = self.data["nationalities"].get(english)
        return found

    @property
    def measures(self) -> Measures:
        """Words of measure and of what became of those counted."""
        return Measures(*self.data["measures"])

    @property
    def contexts(self) -> Mapping[str, str]:
        """PLOVER contexts by the key of a word that shows them."""
        found: Mapping[str, str] = self.data["contexts"]
        return found
