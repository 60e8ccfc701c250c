"""Names of actors and places as one types them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from rawi.errors import BadQuery
from rawi.lexicon import Lexicon
from rawi.lexicon.catalogue import name_key

MOST = 12
SHORTEST = 2
"""Letters from which names are looked for."""
KINDS = ("actor", "place")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An actor or place of the catalogue."""

    id: str
    name: str
    arabic: str
    kind: str
    country: str

    def to_json(self) -> dict[str, Any]:
        """All fields."""
        return asdict(self)


class Names:
    """The names of a lexicon, ready to be looked through."""

    def __init__(self, lexicon: Lexicon) -> None:
        catalogue = lexicon.catalogue
        self._catalogue = catalogue
        self._keys: dict[str, list[tuple[str, str]]] = {
            "actor": [(f"{name_key(row[1])}\n{row[0].lower()}", id) for id, row in catalogue.data["actors"].items()],
            "place": [(key, id) for key, ids in catalogue.data["place_names"].items() for id in ids],
        }
        self._keys["place"] += [(row[0].lower(), id) for id, row in catalogue.data["places"].items() if row[0]]

    def suggest(self, kind: str, words: str) -> list[Suggestion]:
        """At most MOST actors or places whose Arabic or English name holds `words`; first those that begin with them, the well-known first.

        Raises BadQuery for another kind. Fewer than SHORTEST letters find nothing.
        """
        if kind not in KINDS:
            raise BadQuery(f"{kind[:40]!r} is neither actor nor place")
        asked = {name_key(words), words.strip().lower()} - {""}
        if len(words.strip()) < SHORTEST or not asked:
            return []
        ranked: dict[str, tuple[int, int, int]] = {}
        for key, id in self._keys[kind]:
            at = min((found for one in asked if (found := key.find(one)) >= 0), default=-1)
            if at >= 0:
                exact = 0 if key in asked else 1 if at == 0 or key[at - 1] == "\n" else 2
                rank = (exact, self._size(kind, id), len(key))
                ranked[id] = min(rank, ranked.get(id, rank))
        best = sorted(ranked, key=lambda id: (ranked[id], id))[:MOST]
        return [self._suggestion(kind, id) for id in best]

    def _size(self, kind: str, id: str) -> int:
        """The larger a place, the smaller; places that the editors wrote come first."""
        if kind == "actor":
            return 0
        row = self._catalogue.data["places"][id]
        return -int(row[10]) - (100_000_000 if str(row[11]).startswith("places/") else 0)

    def _suggestion(self, kind: str, id: str) -> Suggestion:
        found = self._catalogue.actor(id) if kind == "actor" else self._catalogue.place(id)
        if found is None:
            raise BadQuery(f"{id!r} is not in the catalogue")
        return Suggestion(id, found.english, found.arabic, found.kind, found.country)
