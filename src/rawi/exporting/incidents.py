"""Incidents in the columns of ACLED and of UCDP, one row an incident.

What is one thing of the whole incident (days, tolls, sources) is that of all its tellings; what only a claim has (actors, codes, units
of the place, the sentence) is that of its fullest claim, which the columns `claim_id`, `document_id` and `evidence_…` name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rawi.exporting import acled, ucdp
from rawi.exporting.facts import BETWEEN, Facts, Row, facts, notes, toll
from rawi.exporting.formats import Count, Options, table
from rawi.exporting.source import Origin
from rawi.model import Reading

OWN = (
    "incident_id", "killed_low", "killed_best", "killed_high", "independent_origins", "corroboration", "origins", "contradictions",
    "articles", "tellings",
)  # fmt: skip
"""Our own columns of an incident, behind those of a claim; docs/exports.md says what each holds."""
FORMATS = ("acled", "ucdp")
HXL = {"incident_id": "#meta+id+incident", "killed_low": "#affected+killed+low", "killed_high": "#affected+killed+high"}


@dataclass(frozen=True, slots=True)
class Item:
    """An incident as plain data (`rawi incidents --format json`), and its fullest claim: reading, its origin, id of the claim."""

    incident: Mapping[str, Any]
    reading: Reading
    source: Origin
    claim_id: str

    def facts(self) -> Facts | None:
        """The claim, looked up."""
        return next((at for at in facts(self.reading, self.source) if at.claim.id == self.claim_id), None)


def columns(form: str) -> tuple[str, ...]:
    """The columns of an export by incident."""
    return (*(acled.COLUMNS if form == "acled" else ucdp.COLUMNS), *OWN)


def export(form: str, items: Iterable[Item], options: Options, count: Count) -> Iterator[str]:
    """The pieces of text of the export, one incident at a time; `count` is right once all are taken.

    Left out, unless `options.everything`: incidents whose fullest claim ACLED has no code for, or (ucdp) is of no organised violence.
    """
    hxl = {**(acled.HXL if form == "acled" else ucdp.HXL), **HXL}
    yield from table(columns(form), hxl, _records(form, items, options, count), options)


def _records(form: str, items: Iterable[Item], options: Options, count: Count) -> Iterator[Row]:
    module, made = (acled, _acled) if form == "acled" else (ucdp, _ucdp)
    for item in items:
        at = item.facts()
        if at is None or not (options.everything or module.wanted(at)):
            count.left_out += 1
            continue
        count.rows += 1
        yield {**module.record(at), **made(item.incident, at), **own(item.incident)}


def own(incident: Mapping[str, Any]) -> Row:
    """The columns of OWN."""
    killed = incident["killed"] or {"lowest": None, "highest": None}
    return {
        "incident_id": incident["id"], "killed_low": killed["lowest"], "killed_best": incident["killed_best"],
        "killed_high": killed["highest"], "independent_origins": incident["independent_origins"],
        "corroboration": incident["corroboration"], "origins": _origins(incident), "contradictions": len(incident["contradictions"]),
        "articles": len(incident["articles"]),
        "tellings": BETWEEN.join(f"{t['document']}#{t['claim']}" for t in incident["tellings"]),
    }  # fmt: skip


def _origins(incident: Mapping[str, Any]) -> str:
    """The origins by name; those that are not independent of each other have « = » between."""
    names = {o["id"]: o["name"] for o in incident["origins"]}
    return BETWEEN.join(" = ".join(dict.fromkeys(names[id] for id in group)) for group in incident["groups"])


def _days(incident: Mapping[str, Any]) -> tuple[date, date, date] | None:
    """The first and last day told, and between them the day that most tellings give (the earlier of two)."""
    told = incident["days"]
    if not told:
        return None
    best = min(told, key=lambda d: (-d["tellings"], d["day"]))["day"]
    return date.fromisoformat(told[0]["day"]), date.fromisoformat(best), date.fromisoformat(told[-1]["day"])


def _outlets(incident: Mapping[str, Any]) -> str | None:
    return BETWEEN.join(dict.fromkeys(a["outlet"] for a in incident["articles"] if a["outlet"])) or None


def _acled(incident: Mapping[str, Any], at: Facts) -> Row:
    days, out = _days(incident), {}
    if days is not None:
        first, best, last = days
        precision = acled.DAY if first == last else acled.WEEK if (last - first).days < 7 else acled.COARSER
        out = {"event_date": best.isoformat(), "year": best.year, "time_precision": precision}
    said = f" Told by {len(incident['articles'])} articles, on the word of {incident['independent_origins']} independent origins."
    tags = [f"type={incident['type']}"] + ([f"mode={incident['mode']}"] if incident["mode"] else [])
    for name in ("killed", "injured"):
        if incident[name]:
            least, most = incident[name]["lowest"], incident[name]["highest"]
            said += f" {name.capitalize()}, by all that is told: {toll((least, most))}."
            tags.append(f"{name}={least}{'' if least == most else f'..{most}' if most is not None else '..'}")
    return {
        **out, "event_id_cnty": incident["id"], "source": _outlets(incident), "notes": notes(at) + said,
        "fatalities": incident["killed_best"], "tags": BETWEEN.join(tags),
    }  # fmt: skip


def _ucdp(incident: Mapping[str, Any], at: Facts) -> Row:
    days, out = _days(incident), dict[str, Any]()
    if days is not None:
        first, best, last = days
        length = (last - first).days + 1
        precision = 1 if length == 1 else 2 if length < 7 else 3 if length == 7 else 4 if length <= 31 else 5
        out = {"year": best.year, "date_prec": precision, "date_start": first.isoformat(), "date_end": last.isoformat()}
    killed, best_toll = incident["killed"], incident["killed_best"]
    parts = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
    deaths: Row = dict.fromkeys((*parts, "best", "high", "low"))
    if killed:
        deaths = {"best": best_toll, "low": killed["lowest"], "high": killed["highest"]}
        deaths |= dict.fromkeys(parts, None if best_toll is None else 0) | {ucdp.deaths_part(at): best_toll}
    articles = [",".join(x or "" for x in (a["outlet"], a["published"], a["title"])) for a in incident["articles"]]
    published = [a["published"] for a in incident["articles"] if a["published"]]
    return {
        **out, **deaths, "number_of_sources": incident["independent_origins"], "source_article": BETWEEN.join(articles),
        "source_office": _outlets(incident), "source_date": min(published, default=None), "source_original": _origins(incident),
    }  # fmt: skip
