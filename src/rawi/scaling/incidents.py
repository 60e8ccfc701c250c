"""Step 5, incidents: each component, whole, through the grouping of one machine, and all that is told of each incident of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rawi.comparing.accounts import Account
from rawi.comparing.blocking import Density
from rawi.comparing.decisions import Ruling
from rawi.comparing.incidents import Incident, agglomerate, class_of, incident_of
from rawi.comparing.loading import standing_for
from rawi.comparing.output import archived_json, incident_json
from rawi.comparing.summary import summary
from rawi.scaling.accounts import Unpacked
from rawi.scaling.batches import Row, columns_of, mapped

if TYPE_CHECKING:
    from pyspark import Broadcast
    from pyspark.sql import DataFrame

OF_ARTICLE = ("name", "outlet", "published", "title", "url")
SUMMARY = """incident_id string, type string, mode string, status string, first_day string, last_day string, place_id string, place string,
country string, latitude double, longitude double, killed_low long, killed_best long, killed_high long, injured_low long, injured_high long,
tellings long, documents long, independent_origins long, corroboration string, contradictions long, since string, until string"""
"""The columns of `incidents` in an archive, but `current`."""
TELLINGS = "reading_id long, claim_id string, account_id long, document_id string, trigger_start long"
ORIGINS = """origin string, kind string, name string, side string, speaks_for string, independent_group int, chains array<array<string>>,
claims array<struct<document_id: string, claim_id: string, start: long, end: long>>"""
_CLAIM = "struct<document_id: string, claim_id: string, start: long, end: long, quote: string>"
CONTRADICTIONS = f"kind string, revision boolean, weight long, note string, a {_CLAIM}, b {_CLAIM}"


def _struct(columns: str) -> str:
    """Columns as the type of a structure."""
    return columns_of(columns).simpleString()


@dataclass(frozen=True, slots=True)
class Shared:
    """What every component is grouped with; `at`: the time of the comparison, ISO 8601."""

    ruling: Ruling
    density: Density
    at: str


def grouped(
    accounts: DataFrame, edges: DataFrame, documents: DataFrame, least: DataFrame, ruling: Broadcast[Ruling], density: Broadcast[Density],
    at: str, partitions: int,
) -> DataFrame:  # fmt: skip
    """One row an incident: SUMMARY, `record` (its JSON), `component` and `ordinal` (its order), and its tellings, origins, contradictions.

    `least`: (member, least) of the components; `documents`: with `printed` (the first of its reprints) and `reprints` (its links).
    """
    from pyspark.sql import functions as f

    of = least.select(f.col("member").alias("account"), f.col("least").alias("component"))
    about = documents.select("document_id", *(f.col(c).alias(f"of_{c}") for c in OF_ARTICLE), "printed", "reprints")
    columns = ("account", "number", "reading_id", "document_id", "tellings", "paper", "facts")
    mine = accounts.select(*columns).join(of, "account", "left").withColumn("component", f.coalesce("component", "account"))
    mine = mine.join(about, "document_id", "left").withColumn("b", f.lit(None).cast("long")).withColumn("points", f.lit(None).cast("float"))
    members = of.union(of.select(f.col("component").alias("account"), "component")).distinct()
    ends = [members.select(f.col("account").alias(end), f.col("component").alias(f"of_{end}")) for end in ("a", "b")]
    among = edges.join(ends[0], "a").join(ends[1], "b").where("of_a = of_b").select(
        f.col("of_a").alias("component"), f.col("a").alias("account"), "b", "points"
    )  # fmt: skip
    rows = mine.unionByName(among, allowMissingColumns=True)
    laid = rows.repartition(partitions, "component").sortWithinPartitions("component", f.col("b").isNotNull(), "account", "b")

    def work(some: Iterator[Row]) -> Iterator[Row]:
        shared = Shared(ruling.value, density.value, at)
        for component, its in groupby(some, key=lambda row: row["component"]):
            yield from incidents_in(component, its, shared)

    parts = ", ".join(
        f"of_{name} array<{_struct(c)}>" for name, c in (("tellings", TELLINGS), ("origins", ORIGINS), ("contradictions", CONTRADICTIONS))
    )
    return mapped(laid, work, f"component long, ordinal int, {SUMMARY}, record string, {parts}")


def incidents_in(component: int, rows: Iterator[Row], shared: Shared) -> Iterator[Row]:
    """The incidents of one component: its accounts in their order, then the scored pairs among them (`b` is not None)."""
    found: list[Row] = []
    accounts: list[Account] = []
    at: dict[int, int] = {}
    edges: list[tuple[int, int, float]] = []
    unpacked = Unpacked(most=1 << 62)  # a component is grouped as a whole
    for row in rows:
        if row["b"] is None:
            at[row["account"]] = len(found)
            found.append(row)
            accounts.append(unpacked.account(row))
        else:
            edges.append((at[row["account"]], at[row["b"]], row["points"]))
    roots = [class_of(a, shared.ruling) for a in accounts]
    for ordinal, cluster in enumerate(agglomerate(list(range(len(found))), edges, accounts, roots, shared.ruling)):
        incident = incident_of([accounts[n] for n in cluster])
        of = {accounts[n].key: found[n] for n in cluster}
        yield {"component": component, "ordinal": ordinal, **_told_of(incident, of, shared)}


def _told_of(incident: Incident, by_key: Mapping[tuple[str, int, str], Row], shared: Shared) -> Row:
    """All columns of one incident; `by_key`: the rows of its accounts by their keys."""
    rows = list(by_key.values())
    facts = [json.loads(row["facts"]) for row in rows]
    documents = {row["document_id"]: {"document_id": row["document_id"], **{c: row[f"of_{c}"] for c in OF_ARTICLE}} for row in rows}
    names = {id: name for one in facts for id, name in one["names"].items()}
    quotes = {(row["document_id"], claim): q for row, one in zip(rows, facts, strict=True) for claim, q in one["quotes"].items()}
    printed = {row["document_id"]: row["printed"] for row in rows if row["printed"] is not None}
    linked = standing_for((row["document_id"], other) for row in rows for other in row["reprints"] or ())
    row = {**summary(incident, printed, names), "since": shared.at, "until": None}
    made = incident_json(incident, shared.density, {}, shared.ruling, linked)
    record = archived_json(made, incident.documents, row, documents, quotes)
    return {
        **row, "record": json.dumps(record, ensure_ascii=False), "of_tellings": list(_tellings(incident, by_key)),
        "of_origins": list(_origins(record)), "of_contradictions": list(_contradictions(record)),
    }  # fmt: skip


def _tellings(incident: Incident, of: Mapping[tuple[str, int, str], Row]) -> Iterator[Row]:
    """The claims of an incident; `of`: the rows of its accounts by their keys."""
    for account in incident.accounts:
        row = of[account.key]
        for x in account.tellings:
            yield {"reading_id": row["reading_id"], "claim_id": x.claim, "account_id": row["account"], "document_id": x.document,
                   "trigger_start": x.start}  # fmt: skip


def _origins(record: Mapping[str, Any]) -> Iterator[Row]:
    """The sources of an incident, each with the number of the group that counts as one; None where its group does not count."""
    group = {origin: n for n, members in enumerate(record["groups"]) for origin in members}
    for o in record["origins"]:
        yield {
            "origin": o["id"], "kind": o["kind"], "name": o["name"], "side": o["side"], "speaks_for": o["speaks_for"],
            "independent_group": group.get(o["id"]), "chains": o["chains"],
            "claims": [
                {"document_id": c["document_id"], "claim_id": c["claim"], "start": c["start"], "end": c["end"]} for c in o["claims"]
            ],
        }  # fmt: skip


def _contradictions(record: Mapping[str, Any]) -> Iterator[Row]:
    for c in record["contradictions"]:
        a, b = (
            {"document_id": x["document_id"], "claim_id": x["claim"], "start": x["start"], "end": x["end"], "quote": x["quote"]}
            for x in c["claims"]
        )
        yield {"kind": c["kind"], "revision": c["revision"], "weight": c["weight"], "note": c["note"], "a": a, "b": b}
