"""What the forms of the review page send: where in the queue one is, which claim is meant, how it is repaired."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from rawi.errors import BadQuery
from rawi.exporting.safety import visible
from rawi.lexicon.catalogue import Catalogue
from rawi.reviewing.claimed import Claimed
from rawi.reviewing.queue import Asked
from rawi.reviewing.records import ClaimKey
from rawi.reviewing.repairs import span_of, words_at

FILTERS = ("sort", "scope", "type", "outlet", "country", "incident")
MOST_PLACE = 1_000_000
_LINE = re.compile(r"(?P<words>.*?)\s*(?:\[(?P<start>\d{1,9})-(?P<end>\d{1,9})\])?\s*(?:=\s*(?P<id>\S{1,200}))?")


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the queue somebody is: what was asked for, so many claims left behind, and so many tellings of the claim's incident."""

    asked: Asked
    at: int = 0
    near: int = 0

    @property
    def filters(self) -> dict[str, str | None]:
        """What was asked for other than what everybody is given first."""
        usual = Asked("")
        return {name: value for name in FILTERS if (value := getattr(self.asked, name)) != getattr(usual, name)}

    @property
    def query(self) -> str:
        """The same as the query of an address."""
        told = self.filters
        told |= {"at": str(self.at) if self.at else None, "near": str(self.near) if self.near else None}
        return urlencode({name: value for name, value in told.items() if value})

    def further(self, steps: int = 1) -> Place:
        """So many claims on."""
        return replace(self, at=self.at + steps, near=0)


def place_of(given: Mapping[str, str], who: str) -> Place:
    """From the query of an address; raises BadQuery."""
    filters = {name: value for name in FILTERS if (value := given.get(name, "").replace("\0", "").strip())}
    return Place(Asked(who, **filters), _count(given.get("at")), _count(given.get("near")))


def place_in(queue: str, who: str) -> Place:
    """From such a query as a form sends it; raises BadQuery."""
    return place_of(dict(parse_qsl(queue[:2_000])), who)


def _count(text: str | None) -> int:
    return min(int(text), MOST_PLACE) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0


def token_of(key: ClaimKey) -> str:
    """A claim's key as one parameter."""
    return f"{key.document_id}:{key.start}:{key.end}:{key.type}"


def key_of(token: str) -> ClaimKey:
    """The key that `token_of` wrote; raises BadQuery."""
    parts = token.rsplit(":", 3)
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts[1:3]):
        raise BadQuery("this names no claim")
    return ClaimKey(parts[0], int(parts[1]), int(parts[2]), parts[3])


def line_of(span: Mapping[str, Any] | None) -> str:
    """A span as a line of a form: the words, their place, and the id of what they name."""
    if span is None:
        return ""
    named = f" = {span['entity']}" if span.get("entity") else ""
    return f"{visible(span['text'])} [{span['start']}-{span['end']}]{named}"


def new_values(form: Mapping[str, str], claimed: Claimed, catalogue: Catalogue) -> dict[str, Any]:
    """The fields that a repair form sends, as `repairs.checked` takes them; raises BadQuery naming the field."""
    lines = _Lines(claimed, catalogue)
    out: dict[str, Any] = {name: form[name] for name in ("type", "status") if name in form}
    out |= {name: form[name].strip() or None for name in ("mode", "date") if name in form}
    for name in ("agents", "targets"):
        if name in form:
            out[name] = [lines.span(name, line) for line in form[name].splitlines() if line.strip()]
    for name in ("trigger", "place", "source"):
        if name in form:
            out[name] = lines.span(name, form[name]) if form[name].strip() else None
    for name in ("killed", "injured"):
        if f"{name}_low" in form:
            out[name] = _range(name, form[f"{name}_low"], form.get(f"{name}_high", ""))
    if "chain" in form:
        start, _, end = form["chain"].partition("-")
        out["chain"] = {"cue": {"start": _count(start), "end": _count(end)}} if form["chain"].strip() else None
    if "source" in out and not claimed.chain and out["source"] is None:
        del out["source"]
    return out


def _range(name: str, low: str, high: str) -> list[int | None] | None:
    low, high = low.strip(), high.strip()
    if not low and not high:
        return None
    if not all(part.isdigit() and len(part) < 9 for part in (low, high or "0")):
        raise BadQuery(f"{name}: whole numbers, the least and the most")
    return [int(low), int(high) if high else None]


class _Lines:
    """Reads lines of a form as spans of one article."""

    def __init__(self, claimed: Claimed, catalogue: Catalogue) -> None:
        event = claimed.event
        read = [*event["agents"], *event["targets"], event["place"], *(one["source"] for one in claimed.chain)]
        self._names = {span["entity"]: span.get("name") for span in read if span and span.get("entity")}
        self._text, self._near, self._catalogue = claimed.reading.text, claimed.key.start, catalogue

    def span(self, field: str, line: str) -> dict[str, Any]:
        """The words of the article that a line names, by their place or else by themselves; raises BadQuery."""
        found = _LINE.fullmatch(line.strip())
        try:
            if found is None:
                raise BadQuery("words, their place in brackets, an id behind =")
            name, id = self._named(found["id"])
            if found["start"] is None:
                return span_of(self._text, *words_at(self._text, found["words"], self._near), name, id)
            span = span_of(self._text, int(found["start"]), int(found["end"]), name, id)
            if found["words"] and found["words"] != visible(span["text"]):
                raise BadQuery(f"at {span['start']}-{span['end']} stands {span['text'][:80]!r}", hint="Leave the words or the place out.")
            return span
        except BadQuery as error:
            raise BadQuery(f"{field}: {error.message}", hint=error.hint) from None

    def _named(self, id: str | None) -> tuple[str | None, str | None]:
        if id is None:
            return None, None
        if id in self._names:
            return self._names[id], id
        found = self._catalogue.actor(id) or self._catalogue.place(id)
        if found is None:
            raise BadQuery(f"no actor or place has the id {id[:80]!r}")
        return found.english, id
