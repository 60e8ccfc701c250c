"""Claims as rows of a table, one a claim, with every cell safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from rawi.exporting.safety import cell
from rawi.model import Claim, Event, Location, Range, Reading, Span
from rawi.reading.evidence import Evidence

COLUMNS = (
    "document_id", "claim_id", "type", "mode", "status", "agents", "agent_names", "agent_ids", "targets", "target_names", "target_ids",
    "place", "place_name", "place_id", "country", "admin1", "latitude", "longitude", "geo_precision", "date", "date_start", "date_end",
    "date_granularity", "plover_event", "plover_mode", "plover_contexts", "acled_event", "acled_sub_event", "acled_inter1", "acled_inter2",
    "acled_interaction", "cameo", "killed_min", "killed_max", "injured_min", "injured_max", "trigger", "trigger_start", "trigger_end",
    "evidence", "origin", "origin_kind", "chain", "chain_depth", "attribution", "genre", "published", "outlet", "url",
    "rawi_version", "lexicon_version",
)  # fmt: skip
"""The columns in their order; docs/cli.md says what each holds."""
BETWEEN = " | "
HXL = {
    "type": "#event+type", "agent_names": "#group+name+first", "target_names": "#group+name+second", "place_name": "#loc+name",
    "country": "#country+code+iso2", "admin1": "#adm1+name", "latitude": "#geo+lat", "longitude": "#geo+lon", "date": "#date+occurred",
    "date_start": "#date+start", "date_end": "#date+end", "killed_min": "#affected+killed+low", "killed_max": "#affected+killed+high",
    "injured_min": "#affected+injured+low", "injured_max": "#affected+injured+high", "published": "#date+reported",
    "outlet": "#meta+source", "url": "#meta+url", "status": "#status", "document_id": "#meta+id+document", "claim_id": "#meta+id+claim",
    "evidence": "#meta+quote", "origin": "#meta+source+origin",
}  # fmt: skip
"""HXL tags of the columns; a column that is not here has none."""


def _words(spans: Iterable[Span]) -> str:
    return BETWEEN.join(s.text for s in spans)


def _names(spans: Iterable[Span]) -> str:
    return BETWEEN.join(s.name for s in spans if s.name)


def _bounds(count: Range | None) -> Range:
    return count if count is not None else (None, None)


def _ids(spans: Iterable[Span]) -> str:
    return BETWEEN.join(s.entity for s in spans if s.entity)


def _on_the_map(event: Event, locations: dict[str, Location]) -> dict[str, object]:
    """The place's identity and coordinates; empty cells where it is not resolved: no pin is ever made up."""
    place = locations.get(event.place.entity or "") if event.place else None
    if place is None:
        return dict.fromkeys(("place_id", "country", "admin1", "latitude", "longitude", "geo_precision"))
    return {
        "place_id": place.id, "country": place.country, "admin1": place.admin1, "latitude": place.latitude, "longitude": place.longitude,
        "geo_precision": place.precision if place.latitude is not None else None,
    }  # fmt: skip


def _codes(event: Event) -> dict[str, object]:
    """The event in the codes of PLOVER, ACLED and CAMEO."""
    names = ("plover_event", "plover_mode", "acled_event", "acled_sub_event", "acled_inter1", "acled_inter2", "acled_interaction", "cameo")
    codes = event.codes
    out: dict[str, object] = {name: getattr(codes, name) if codes else None for name in names}
    return {**out, "plover_contexts": BETWEEN.join(codes.plover_contexts) if codes else None}


def _row(reading: Reading, claim: Claim, evidence: Evidence, kinds: dict[str, str]) -> dict[str, object]:
    event, origin, meta = claim.event, claim.origin, reading.metadata
    place = (event.place,) if event.place else ()
    killed, injured = _bounds(event.killed), _bounds(event.injured)
    date = event.date
    return {
        **_on_the_map(event, {p.id: p for p in reading.locations}), **_codes(event),
        "agent_ids": _ids(event.agents), "target_ids": _ids(event.targets),
        "date_start": date.start if date else None, "date_end": date.end if date else None,
        "date_granularity": date.granularity if date else None,
        "document_id": reading.id, "claim_id": claim.id, "type": event.type, "mode": event.mode, "status": event.status,
        "agents": _words(event.agents), "agent_names": _names(event.agents),
        "targets": _words(event.targets), "target_names": _names(event.targets),
        "place": _words(place), "place_name": _names(place), "date": event.date.value if event.date else None,
        "killed_min": killed[0], "killed_max": killed[1], "injured_min": injured[0], "injured_max": injured[1],
        "trigger": event.trigger.text, "trigger_start": event.trigger.start, "trigger_end": event.trigger.end,
        "evidence": evidence.sentence(event.trigger), "origin": origin.name,
        "origin_kind": kinds.get(origin.attribution or "", origin.role), "chain": claim.path(),
        "chain_depth": sum(link.attribution is not None for link in claim.chain), "attribution": event.attribution,
        "genre": meta.genre, "published": meta.published, "outlet": meta.outlet, "url": meta.url,
        "rawi_version": reading.rawi_version, "lexicon_version": reading.lexicon_version,
    }  # fmt: skip


def records(reading: Reading) -> Iterator[dict[str, Any]]:
    """The claims of a reading by column, values as they are: numbers as numbers, None an empty cell."""
    if not reading.events:
        return
    evidence = Evidence(reading.text)
    kinds = {a.id: a.source_kind for a in reading.attributions}
    for claim in reading.claims:
        row = _row(reading, claim, evidence, kinds)
        yield {column: row[column] for column in COLUMNS}


def rows(reading: Reading) -> Iterator[list[str]]:
    """The claims of a reading as rows of safe cells in the order of COLUMNS."""
    for record in records(reading):
        yield [cell(value) for value in record.values()]


def lines(table: Iterable[Iterable[str]]) -> str:
    """Rows as CSV text, lines ended by a newline."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(table)
    return out.getvalue()
