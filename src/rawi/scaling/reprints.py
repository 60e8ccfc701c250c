"""Which articles print one text: the links of an archive, or found here as an archive finds them where the tables have none.

As `rawi.archive.reprints` does one after the other: an article is compared with the MOST_COMPARED before it that share the most keys, a key
being given to the first MOST_ARTICLES that have it. The order is that of the captures in the ledger, else of the input.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rawi.archive.reprints import MOST_ARTICLES, MOST_COMPARED
from rawi.archive.sketching import Sketch, compare, sketch
from rawi.scaling.batches import Row, kept, mapped
from rawi.scaling.components import components
from rawi.sources.forms import without_title

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

SKETCH = "document_id string, ledger_seq long, input string, position long, keys array<long>, text_hash string, words int, shingles binary"


def printed(documents: DataFrame, links: DataFrame, path: str, rounds: int) -> DataFrame:
    """The documents with the first of all that their links join (`printed`), and those that they are linked to (`reprints`), else None.

    `links`: document_id, of_document_id.
    """
    from pyspark.sql import functions as f

    pairs = links.select(f.col("document_id").alias("a"), f.col("of_document_id").alias("b"))
    least, _ = components(pairs, f"{path}/joined", rounds)
    near = pairs.union(pairs.select("b", "a")).groupBy(f.col("a").alias("document_id")).agg(f.collect_set("b").alias("reprints"))
    first = least.select(f.col("member").alias("document_id"), f.col("least").alias("printed"))
    first = first.union(least.select(f.col("least").alias("document_id"), f.col("least").alias("printed"))).distinct()
    return documents.join(first, "document_id", "left").join(near, "document_id", "left")


def found(readings: DataFrame, path: str) -> DataFrame:
    """The links between the texts of `readings` (as in `gathering.Tables`): document_id, of_document_id, the later of the two first."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    columns = ("document_id", "ledger_seq", "input", "position", "reading")
    sketches = kept(mapped(readings.select(*columns), _sketched, SKETCH), f"{path}/sketches")
    place = f.struct("ledger_seq", "input", "position", "document_id")
    keyed = sketches.select("document_id", place.alias("place"), f.explode("keys").alias("key"))
    nth = f.row_number().over(Window.partitionBy("key").orderBy("place"))
    holders = keyed.withColumn("nth", nth).where(f.col("nth") <= MOST_ARTICLES)
    holders = holders.select(f.col("document_id").alias("other"), f.col("place").alias("before"), "key")
    shared = keyed.join(holders, "key").where("before < place").groupBy("document_id", "other", "before").count()
    nearest = f.row_number().over(Window.partitionBy("document_id").orderBy(f.desc("count"), "before"))
    near = shared.withColumn("nth", nearest).where(f.col("nth") <= MOST_COMPARED).select("document_id", "other")
    one = sketches.select("document_id", "text_hash", "words", "shingles")
    other = one.select(*(f.col(c).alias(n) for c, n in zip(one.columns, ("other", "other_hash", "other_words", "others"), strict=True)))
    return mapped(near.join(one, "document_id").join(other, "other"), _linked, "document_id string, of_document_id string")


def _sketched(rows: Iterator[Row]) -> Iterator[Row]:
    for row in rows:
        reading = json.loads(row.pop("reading"))
        made = sketch(without_title(reading["text"], reading.get("title")))
        yield {**row, "keys": made.keys, "text_hash": made.text_hash, "words": made.words, "shingles": made.packed()}


def _linked(rows: Iterator[Row]) -> Iterator[Row]:
    for row in rows:
        one = Sketch.unpacked(row["text_hash"], row["words"], row["shingles"])
        if compare(one, Sketch.unpacked(row["other_hash"], row["other_words"], row["others"])) is not None:
            yield {"document_id": row["document_id"], "of_document_id": row["other"]}
