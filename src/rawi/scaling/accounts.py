"""Step 1, accounts: what each reading tells, joined within its article, and in which blocks it is compared. One row an account."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from rawi.comparing.accounts import Account, account_of, accounts_of
from rawi.comparing.blocking import Density, blocks, order, told_where
from rawi.comparing.decisions import Ruling
from rawi.comparing.encoding import packed_paper, packed_tellings, unpacked_paper, unpacked_tellings
from rawi.comparing.incidents import class_of
from rawi.comparing.loading import Told, told_in
from rawi.comparing.tellings import Paper
from rawi.model import Reading
from rawi.scaling.batches import Row, kept, mapped

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

COLUMNS = """document_id string, number int, reading_id long, tellings binary, paper binary, facts string,
kind string, toll long, places array<string>, published long, start long, claim string,
blocks array<struct<day: long, name: string>>, told_where array<struct<place: string, kind: string, day: long>>,
root_document string, root_start long, note string, refused boolean"""
"""`number`: of the account within its article, None in a row that only has a `note`. `kind` to `claim`: its order within a block."""
ORDER = ("kind", "toll", "places", "published", "document_id", "start", "claim")
"""The columns by which `blocking.order` puts the accounts of a block."""
REMEMBERED = 4_000
"""Of so many articles the accounts are remembered as they were unpacked."""


def told(readings: DataFrame, ruling: Ruling) -> DataFrame:
    """The accounts of the readings, and a row for every note about one."""
    shared = readings.sparkSession.sparkContext.broadcast(ruling)

    def work(rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            one, reading = told_in(row["document_id"], row["reading_id"], row["reading"], row["captured_at"])
            yield from rows_of(one, reading, shared.value)

    return mapped(readings.select("document_id", "reading_id", "captured_at", "reading"), work, COLUMNS)


def rows_of(one: Told, reading: Reading | None, ruling: Ruling) -> Iterator[Row]:
    """The rows (COLUMNS) of what one reading tells; without the reading, no sentences and no English names of places."""
    if one.note is not None:
        yield {"document_id": one.document_id, "reading_id": one.reading_id, "note": one.note, "refused": one.refused}
    for number, account in enumerate(accounts_of(one.tellings, ruling.classes)):
        yield _row(one, number, account, reading, ruling)


def _row(one: Told, number: int, account: Account, reading: Reading | None, ruling: Ruling) -> Row:
    kind, toll, places, published, _ = order(account)
    document, start, claim = account.key
    root = class_of(account, ruling) or (None, None)
    return {
        "document_id": document, "number": number, "reading_id": one.reading_id, "tellings": packed_tellings(account.tellings),
        "paper": packed_paper(account.paper), "facts": json.dumps(_facts(account, reading), ensure_ascii=False),
        "kind": kind, "toll": toll, "places": places, "published": published, "start": start, "claim": claim,
        "blocks": [{"day": day, "name": name} for name, day in blocks(account)],
        "told_where": [{"place": p, "kind": k, "day": d} for p, k, d in told_where(account)],
        "root_document": root[0], "root_start": root[1],
    }  # fmt: skip


def _facts(account: Account, reading: Reading | None) -> dict[str, Any]:
    """What is told of an account beside what it is compared by: the sentences of its claims, and the English names of its places."""
    if reading is None:
        return {"quotes": {}, "names": {}}
    ids = {*account.places, *account.wide}
    return {
        "quotes": {x.claim: reading.text[x.sentence_start : x.sentence_end] for x in account.tellings},
        "names": {p.id: p.name for p in reading.locations if p.id in ids},
    }


def numbered(told: DataFrame, partitions: int, path: str) -> DataFrame:
    """The accounts with `account`: their number among all, from 1, in the order in which one machine numbers them. Kept in `path`."""
    from pyspark.sql import functions as f

    found = told.where(f.col("number").isNotNull()).drop("note", "refused")
    ordered = found.repartitionByRange(partitions, "document_id").sortWithinPartitions("document_id", "number")
    placed = kept(ordered.withColumn("place", f.monotonically_increasing_id()), path)
    part, at = f.shiftright("place", _PLACE_BITS), f.col("place").bitwiseAND((1 << _PLACE_BITS) - 1)
    counts = {row.part: row["count"] for row in placed.groupBy(part.alias("part")).count().collect()}
    before, total = {}, 0
    for number in sorted(counts):
        before[number] = total
        total += counts[number]
    offsets = f.create_map(*(f.lit(x).cast("long") for item in (before or {0: 0}).items() for x in item))
    return placed.withColumn("account", offsets[part] + at + 1).drop("place")


_PLACE_BITS = 33
"""`monotonically_increasing_id` counts a partition's rows in so many bits."""


def density_of(accounts: DataFrame) -> Density:
    """How much happens where, counted by all workers and brought together here: one number for each place, type and span of 16 days."""
    from pyspark.sql import functions as f

    single = accounts.select(f.explode("told_where").alias("w")).select("w.place", "w.kind", "w.day")
    span = f.floor(f.col("day") / Density.SPAN).cast("long")
    bits = f.call_function("shiftleft", f.lit(1).cast("long"), f.pmod("day", f.lit(Density.SPAN)).cast("int"))
    rows = single.groupBy("place", "kind", span.alias("span")).agg(f.bit_or(bits).alias("days"))
    density = Density()
    for row in rows.toLocalIterator():
        density.note(row.place, row.kind, row.span, row.days)
    return density


class Unpacked:
    """Accounts by document and number, the last ones remembered; accounts of one article share one paper, as scoring expects."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._most = most
        self._of: OrderedDict[str, tuple[Paper, dict[int, Account]]] = OrderedDict()

    def account(self, row: Row) -> Account:
        """The account of a row with document_id, number, tellings and paper."""
        document = row["document_id"]
        known = self._of.get(document)
        if known is None:
            known = self._of[document] = unpacked_paper(row["paper"]), {}
            if len(self._of) > self._most:
                self._of.popitem(last=False)
        else:
            self._of.move_to_end(document)
        paper, accounts = known
        found = accounts.get(row["number"])
        if found is None:
            found = accounts[row["number"]] = account_of(unpacked_tellings(row["tellings"], paper))
        return found


def notes(told: DataFrame) -> Iterable[tuple[str, str, bool]]:
    """(document, note, whether it is left out altogether) of the readings of which there is something to be said."""
    from pyspark.sql import functions as f

    for row in told.where(f.col("note").isNotNull()).select("document_id", "note", "refused").orderBy("document_id").toLocalIterator():
        yield row.document_id, row.note, row.refused
