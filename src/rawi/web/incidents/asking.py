"""What a list of incidents is asked for in an address, and the address of what was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from rawi.comparing.listing import SORTS, Asked
from rawi.errors import BadDate, BadRequest
from rawi.lexicon.schema import MODES
from rawi.sources import check_date

PAGE = 50
"""Incidents on a page of the list."""
MOST_PAGES = 100_000
MOST_WORDS = 200
TYPES = tuple(MODES)
"""The types of event, in the order in which they are offered."""


def asked_of(given: Mapping[str, str], page: int) -> Asked:
    """What the fields of the form ask for; raises BadRequest. Empty fields ask for nothing."""
    said = {name: value.strip() for name, value in given.items() if value.strip()}
    if any(len(value) > MOST_WORDS or not value.isprintable() for value in said.values()):
        raise BadRequest("a field that is too long, or holds what cannot be printed")
    type, sort, country, origins = said.get("type"), said.get("sort", "told"), said.get("country"), said.get("origins")
    if type is not None and type not in TYPES:
        raise BadRequest(f"no type of event {type!r}")
    if sort not in SORTS:
        raise BadRequest(f"cannot sort by {sort!r}")
    if country is not None and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise BadRequest(f"{country!r} is no code of a country")
    if origins is not None and not (origins.isascii() and origins.isdigit() and len(origins) <= 4):
        raise BadRequest(f"{origins!r} is no number of origins")
    try:
        first, last = check_date(said.get("first")), check_date(said.get("last"))
    except BadDate as error:
        raise BadRequest(str(error)) from None
    return Asked(
        (type,) if type else (), country.upper() if country else None, said.get("place"), first, last,
        int(origins) if origins else None, "contradicted" in said, sort, PAGE, (page - 1) * PAGE,
    )  # fmt: skip


def address_of(asked: Asked, page: int = 1, **instead: Any) -> str:
    """The path of the list of what is asked for, with nothing in it that goes without saying. `instead`: other values of fields."""
    fields: dict[str, Any] = {
        "type": asked.types[0] if asked.types else None, "country": asked.country, "place": asked.place, "first": asked.first,
        "last": asked.last, "origins": asked.origins, "contradicted": "1" if asked.contradicted else None,
        "sort": asked.sort if asked.sort != "told" else None, "page": page if page > 1 else None,
    }  # fmt: skip
    said = {name: value for name, value in (fields | instead).items() if value is not None}
    return "/incidents" + (f"?{urlencode(said)}" if said else "")
